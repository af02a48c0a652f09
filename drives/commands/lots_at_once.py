"""Many lots in one step, as a recall asks for: all of it, or nothing. For organizers of everything."""

from dataclasses import dataclass

from sqlalchemy import Table, select, update

from drives.commands import typed
from drives.commands.door import Work, command
from drives.commands.found import check_quantity, item_kept, lock_lots, lot_row, site_kind
from drives.commands.stock import ref_of, write_discards, write_holds
from drives.commands.wording import gone, losers, not_enough
from drives.errors import Refusal
from drives.ledger import Posting, Shortage
from drives.model import Hold
from drives.rules.kinds import DiscardReason, LocationKind, MoveKind
from drives.rules.roles import Permission
from drives.texts import _

_hold: Table = Hold.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class HoldLots:
    """Lots that may not go out for now, wherever they are; those that are held already stay so."""

    lot_ids: tuple[int, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class UnholdLots:
    """Holds to be lifted together; those that were lifted already stay so."""

    hold_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GoodsAt:
    """So much of a lot at a site, in thousandths."""

    lot_id: int
    site_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class DiscardLots:
    """Goods to be discarded together, for one reason."""

    goods: tuple[GoodsAt, ...]
    reason: DiscardReason
    note: str | None = None


@dataclass(frozen=True, slots=True)
class LotsChanged:
    """The papers that were written; ``losses`` says whose reservations gave way."""

    document_ids: tuple[int, ...]
    losses: tuple[str, ...] = ()


@command(Permission.MOVE_STOCK)
def hold_lots(work: Work, request: HoldLots) -> LotsChanged:
    """Keep lots from going out; their reservations are released."""
    request = typed.as_kept(request, reason=typed.line(400))
    if not request.reason:
        raise Refusal(_("Say why these lots are held."))
    wanted = sorted({lot_row(work.connection, lot_id).id for lot_id in request.lot_ids})
    lock_lots(work.connection, wanted)
    held = set(
        work.connection.execute(
            select(_hold.c.lot_id).where(_hold.c.lot_id.in_(wanted), _hold.c.lifted_on.is_(None))
        ).scalars()
    )
    free = [lot_id for lot_id in wanted if lot_id not in held]
    if not free:
        raise Refusal(_("All of these are on hold already. Nothing was changed."))
    hold_ids, released = write_holds(work, free, request.reason, work.today)
    return LotsChanged(hold_ids, losers(work, released))


@command(Permission.MOVE_STOCK)
def unhold_lots(work: Work, request: UnholdLots) -> LotsChanged:
    """Let held lots go out again."""
    wanted = sorted(set(request.hold_ids))
    rows = work.connection.execute(
        select(_hold.c.id, _hold.c.lifted_on)
        .where(_hold.c.id.in_(wanted))
        .order_by(_hold.c.id)
        .with_for_update()
    ).all()
    if not rows or len(rows) < len(wanted):
        raise gone(_("That hold"))
    standing = tuple(row.id for row in rows if row.lifted_on is None)
    work.connection.execute(update(_hold).where(_hold.c.id.in_(standing)).values(lifted_on=work.today))
    return LotsChanged(standing)


@command(Permission.MOVE_STOCK)
def discard_lots(work: Work, request: DiscardLots) -> LotsChanged:
    """Discard goods of several lots, with a reason; reservations give way, the newest first."""
    request = typed.as_kept(request, reason=typed.word(DiscardReason), note=typed.lines(2000))
    if not request.goods:
        raise Refusal(_("There is nothing to discard."))
    if len({(one.lot_id, one.site_id) for one in request.goods}) < len(request.goods):
        raise Refusal(_("The same goods are named twice. Name them once."))
    shelves, lots = {}, {}
    for one in request.goods:
        lots[one.lot_id] = lot_row(work.connection, one.lot_id)
        check_quantity(item_kept(work.connection, lots[one.lot_id].item_id), one.quantity)
    for site_id in sorted({one.site_id for one in request.goods}):
        shelves[site_id] = work.ledger.shelf(site_id, site_kind(work.connection, site_id))
    taken = [(lots[one.lot_id], shelves[one.site_id], one.quantity) for one in request.goods]
    papers = write_discards(work, taken, request.reason, work.today, request.note)
    bin_ = work.ledger.virtual(LocationKind.DISCARD)
    postings = [
        Posting(MoveKind.DISCARD, paper, ref_of(lot), shelf, bin_, quantity, work.today)
        for paper, (lot, shelf, quantity) in zip(papers, taken, strict=True)
    ]
    try:
        released = work.ledger.post(postings, may_eat_reserved=True)
    except Shortage as shortage:
        asked = {(lot.id, shelf.id): quantity for lot, shelf, quantity in taken}
        key = (shortage.lot_id, shortage.location_id)
        raise not_enough(work.connection, shortage, asked=asked[key]) from None
    return LotsChanged(papers, losers(work, released))
