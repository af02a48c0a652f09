"""Stock on the shelf: hold and unhold, discard, transfer, count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Table, insert, select, update

from drives.commands import typed
from drives.commands.allocation import refuse_held
from drives.commands.count_writing import LotCounted, write_count
from drives.commands.door import Work, command
from drives.commands.found import check_quantity, item_kept, lock_lots, lot_row, row_of, site_kind
from drives.commands.touched.shelves import touches_discarded, touches_hold, touches_lot, touches_transferred
from drives.commands.wording import losers, not_enough
from drives.errors import Refusal
from drives.ledger import LotRef, Place, Posting, Released, Shortage
from drives.model import Discard, Hold, Reservation, Transfer
from drives.rules.kinds import DiscardReason, LocationKind, MoveKind
from drives.rules.roles import Permission
from drives.store import allocate_ids
from drives.texts import _

_transfer: Table = Transfer.__table__  # type: ignore[assignment]
_discard: Table = Discard.__table__  # type: ignore[assignment]
_hold: Table = Hold.__table__  # type: ignore[assignment]
_reservation: Table = Reservation.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class HoldLot:
    """A lot that may not go out for now, wherever it is."""

    lot_id: int
    reason: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class UnholdLot:
    """A hold to be lifted."""

    hold_id: int
    on: date | None = None


@dataclass(frozen=True, slots=True)
class DiscardGoods:
    """Goods to be discarded. ``quantity`` in thousandths."""

    lot_id: int
    site_id: int
    quantity: int
    reason: DiscardReason
    on: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class TransferGoods:
    """Goods taken from one site to another. ``quantity`` in thousandths."""

    lot_id: int
    from_site_id: int
    to_site_id: int
    quantity: int
    on: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """What was found of a lot, in thousandths."""

    lot_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class CountStock:
    """What was counted at a site; what was not counted is left alone.

    ``note`` says why the books differ; where they do, there is no count without it.
    """

    site_id: int
    lines: tuple[Counted, ...]
    on: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class StockChanged:
    """The paper that was written; ``losses`` says whose reservations gave way."""

    document_id: int
    losses: tuple[str, ...] = ()


@command(Permission.MOVE_STOCK, touches_lot)
def hold(work: Work, request: HoldLot) -> StockChanged:
    """Keep a lot from going out; its reservations are released."""
    lot = lot_row(work.connection, request.lot_id)
    on = work.past_day(request.on)
    reason = typed.line(400)(request.reason)
    if not reason:
        raise Refusal(_("Say why this lot is held."))
    refuse_held(work, lot.id, item_kept(work.connection, lot.item_id).name)
    [hold_id], released = write_holds(work, [lot.id], reason, on)
    return StockChanged(hold_id, losers(work, released))


@command(Permission.MOVE_STOCK, touches_hold)
def unhold(work: Work, request: UnholdLot) -> StockChanged:
    """Let a held lot go out again."""
    row = row_of(work.connection, Hold, request.hold_id, _("That hold"))
    on = work.past_day(request.on)
    if row.lifted_on is not None:
        raise Refusal(_("This hold was lifted on {day}.").format(day=row.lifted_on.isoformat()))
    if on < row.held_on:
        raise Refusal(
            _("This lot is held since {day}; the hold cannot be lifted before that.").format(
                day=row.held_on.isoformat()
            )
        )
    work.connection.execute(update(_hold).where(_hold.c.id == row.id).values(lifted_on=on))
    return StockChanged(row.id)


@command(Permission.MOVE_STOCK, touches_discarded)
def discard(work: Work, request: DiscardGoods) -> StockChanged:
    """Discard goods, with a reason; reservations give way, the newest first."""
    request = typed.as_kept(request, reason=typed.word(DiscardReason), note=typed.lines(2000))
    lot = lot_row(work.connection, request.lot_id)
    check_quantity(item_kept(work.connection, lot.item_id), request.quantity)
    on = work.past_day(request.on)
    shelf = work.ledger.shelf(request.site_id, site_kind(work.connection, request.site_id))
    [paper] = write_discards(work, [(lot, shelf, request.quantity)], request.reason, on, request.note)
    bin_ = work.ledger.virtual(LocationKind.DISCARD)
    posting = Posting(MoveKind.DISCARD, paper, ref_of(lot), shelf, bin_, request.quantity, on)
    try:
        released = work.ledger.post([posting], may_eat_reserved=True)
    except Shortage as shortage:
        raise not_enough(work.connection, shortage, asked=request.quantity) from None
    return StockChanged(paper, losers(work, released))


@command(Permission.MOVE_STOCK, touches_transferred)
def transfer(work: Work, request: TransferGoods) -> StockChanged:
    """Take goods to another site; reserved stock stays where it is reserved."""
    request = typed.as_kept(request, note=typed.lines(2000))
    lot = lot_row(work.connection, request.lot_id)
    item = item_kept(work.connection, lot.item_id)
    check_quantity(item, request.quantity)
    on = work.past_day(request.on)
    if request.from_site_id == request.to_site_id:
        raise Refusal(_("From and to are the same site. Choose another."))
    refuse_held(work, lot.id, item.name)
    origin = work.ledger.shelf(request.from_site_id, site_kind(work.connection, request.from_site_id))
    target = work.ledger.shelf(request.to_site_id, site_kind(work.connection, request.to_site_id))
    paper = allocate_ids(work.connection, _transfer, 1)[0]
    work.connection.execute(
        insert(_transfer),
        {
            "id": paper,
            "lot_id": lot.id,
            "from_location_id": origin.id,
            "to_location_id": target.id,
            "quantity": request.quantity,
            "transferred_on": on,
            "note": request.note,
            "recorded_at": work.now,
        },
    )
    posting = Posting(MoveKind.TRANSFER, paper, ref_of(lot), origin, target, request.quantity, on)
    try:
        work.ledger.post([posting])
    except Shortage as shortage:
        raise not_enough(work.connection, shortage, asked=request.quantity) from None
    return StockChanged(paper)


@command(Permission.MOVE_STOCK)
def count(work: Work, request: CountStock) -> StockChanged:
    """Correct the books of the counted lots by the difference; reservations give way to a shortage."""
    request = typed.as_kept(request, note=typed.lines(2000))
    if not request.lines:
        raise Refusal(_("Nothing was counted yet. Enter what you found."))
    if len({line.lot_id for line in request.lines}) < len(request.lines):
        raise Refusal(_("A lot was counted twice in one count. Enter it once."))
    on = work.past_day(request.on)
    shelf = work.ledger.shelf(request.site_id, site_kind(work.connection, request.site_id))
    lock_lots(work.connection, [line.lot_id for line in request.lines])
    there = work.ledger.locked_levels((line.lot_id, shelf.id) for line in request.lines)
    lines = []
    for line in request.lines:
        lot = lot_row(work.connection, line.lot_id)
        check_quantity(item_kept(work.connection, lot.item_id), line.quantity, zero_allowed=True)
        lines.append(LotCounted(ref_of(lot), there[lot.id, shelf.id].quantity, line.quantity))
    return StockChanged(*write_count(work, shelf, on, request.note, lines))


def ref_of(lot: Any) -> LotRef:
    """The row of a lot, as the ledger takes it."""
    return LotRef(lot.id, lot.item_id, lot.drive_id or 0, lot.restricted_to_id or 0)


def write_holds(
    work: Work, lot_ids: Sequence[int], reason: str, on: date
) -> tuple[tuple[int, ...], list[Released]]:
    """Write a hold for each of these lots; their ids, and what was reserved of the lots and is no more."""
    hold_ids = tuple(allocate_ids(work.connection, _hold, len(lot_ids)))
    shared = {"reason": reason, "held_on": on, "recorded_at": work.now}
    rows = [
        {"id": row_id, "lot_id": lot_id, **shared} for row_id, lot_id in zip(hold_ids, lot_ids, strict=True)
    ]
    work.connection.execute(insert(_hold), rows)
    standing = select(_reservation.c.id).where(
        _reservation.c.lot_id.in_(lot_ids),
        _reservation.c.ended_on.is_(None),
        _reservation.c.sent_on.is_(None),
    )
    kept = work.connection.execute(standing).scalars().all()
    return hold_ids, work.ledger.release(kept, on=work.today)


def write_discards(
    work: Work, goods: Sequence[tuple[Any, Place, int]], reason: DiscardReason, on: date, note: str | None
) -> tuple[int, ...]:
    """Write the papers of what is discarded, (lot, shelf, thousandths) each; their ids."""
    papers = tuple(allocate_ids(work.connection, _discard, len(goods)))
    shared = {"reason": reason, "discarded_on": on, "note": note, "recorded_at": work.now}
    rows = [
        {"id": paper, "lot_id": lot.id, "location_id": shelf.id, "quantity": quantity, **shared}
        for paper, (lot, shelf, quantity) in zip(papers, goods, strict=True)
    ]
    work.connection.execute(insert(_discard), rows)
    return papers
