"""Bulk goods turned into items: weight first, items later, and nothing counted twice.

What is sorted leaves the shelf for the workbench, in the unit it was taken in (pounds, boxes); what came of
it goes back to the shelf as items, in lots that keep the drive, the intake site and the restriction of the
lot sorted; what was no good is discarded, with a reason. A sorting holds these papers together: two
transfers over the workbench and perhaps discards (the kinds of move stay as they are), so that all of it can
be taken back at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Table, insert, select, update

from drives.commands import typed
from drives.commands.allocation import refuse_held
from drives.commands.donation_lines import check_date
from drives.commands.door import Work, command
from drives.commands.found import check_quantity, item_kept, items_by_id, lot_row, row_of, site_kind
from drives.commands.touched.shelves import touches_discarded, touches_sorting
from drives.commands.wording import losers, not_enough
from drives.errors import Conflict, Refusal
from drives.ledger import LotKey, LotRef, Place, Posting, Shortage
from drives.model import Discard, Item, Sorting, SortingLine, Transfer
from drives.rules.dates import DateKind, DateRule, is_past
from drives.rules.kinds import DiscardReason, LocationKind, MoveKind
from drives.rules.roles import Permission
from drives.rules.unsorted import is_unsorted
from drives.store import allocate_ids
from drives.texts import _

_transfer: Table = Transfer.__table__  # type: ignore[assignment]
_discard: Table = Discard.__table__  # type: ignore[assignment]
_sorting: Table = Sorting.__table__  # type: ignore[assignment]
_line: Table = SortingLine.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class MadeGoods:
    """Goods of one item that came out of a pile. ``quantity`` in thousandths."""

    item_id: int
    quantity: int
    date_mark: date | None = None
    date_kind: DateKind | None = None
    lot_code: str | None = None


@dataclass(frozen=True, slots=True)
class Discarded:
    """What of the pile was no good, in the pile's unit (thousandths)."""

    quantity: int
    reason: DiscardReason


@dataclass(frozen=True, slots=True)
class SortGoods:
    """A pile at a site that was sorted, or a part of it.

    ``taken`` is what of the pile became items, in the pile's unit (thousandths); what was discarded is
    not in it.
    """

    lot_id: int
    site_id: int
    taken: int
    made: tuple[MadeGoods, ...] = ()
    discarded: tuple[Discarded, ...] = ()
    on: date | None = None


@dataclass(frozen=True, slots=True)
class UndoSorting:
    """A sorting that is taken back whole."""

    sorting_id: int


@dataclass(frozen=True, slots=True)
class GoodsSorted:
    """The sorting; ``losses`` says whose reservations gave way."""

    document_id: int
    losses: tuple[str, ...] = ()


@command(Permission.MOVE_STOCK, touches_discarded)
def sort_goods(work: Work, request: SortGoods) -> GoodsSorted:
    """Turn bulk goods into items and discards; reserved goods stay where they are reserved."""
    connection = work.connection
    lot = lot_row(connection, request.lot_id)
    pile = item_kept(connection, lot.item_id)
    on = work.past_day(request.on)
    request = typed.as_kept(
        request,
        made=lambda rows: tuple(typed.as_kept(one, date_mark=typed.day, lot_code=typed.line(60),
                                              date_kind=typed.word(DateKind)) for one in rows),
        discarded=lambda rows: tuple(typed.as_kept(one, reason=typed.word(DiscardReason)) for one in rows),
    )  # fmt: skip
    _check_pile(work, lot, pile, request, on)
    _check_made(work, pile.id, pile.name, request.made, on)
    refuse_held(work, lot.id, pile.name)
    shelf = work.ledger.shelf(request.site_id, site_kind(connection, request.site_id))
    bench = work.ledger.virtual(LocationKind.WORKBENCH)
    keys = [
        LotKey(
            one.item_id, lot.drive_id, lot.site_id, one.date_mark, one.date_kind, one.lot_code,
            lot.restricted_to_id,
        )
        for one in request.made
    ]  # fmt: skip
    lots = work.ledger.lots(dict.fromkeys(keys, on))
    this = LotRef(lot.id, lot.item_id, lot.drive_id or 0, lot.restricted_to_id or 0)
    ways = [(this, shelf, bench, request.taken)] if request.made else []
    ways += [(lots[key], bench, shelf, one.quantity) for key, one in zip(keys, request.made, strict=True)]
    postings = [*_moved(work, ways, on), *_discarded(work, this, shelf, request.discarded, on)]
    paper = _written(work, lot.id, shelf, on, postings)
    try:
        work.ledger.post(postings)
    except Shortage as shortage:
        asked = request.taken + sum(one.quantity for one in request.discarded)
        raise not_enough(connection, shortage, asked=asked) from None
    return GoodsSorted(paper)


@command(Permission.MOVE_STOCK, touches_sorting)
def undo_sorting(work: Work, request: UndoSorting) -> GoodsSorted:
    """Take a sorting back, on its own day; refused with figures where what came of it is gone."""
    connection = work.connection
    row = row_of(connection, Sorting, request.sorting_id, _("That sorting"))
    if row.undone_at is not None:
        raise Conflict(_("This sorting was undone already."))
    lines = connection.execute(select(_line).where(_line.c.sorting_id == row.id)).all()
    moved = [line.transfer_id for line in lines if line.transfer_id is not None]
    thrown = [line.discard_id for line in lines if line.discard_id is not None]
    postings = [
        *work.ledger.mirror(MoveKind.TRANSFER, moved),
        *work.ledger.mirror(MoveKind.DISCARD, thrown),
    ]
    try:
        released = work.ledger.post(postings, may_eat_reserved=True)
    except Shortage as shortage:
        raise not_enough(connection, shortage) from None
    connection.execute(update(_sorting).where(_sorting.c.id == row.id).values(undone_at=work.now))
    return GoodsSorted(row.id, losers(work, released))


def _check_pile(work: Work, lot: Any, pile: Any, request: SortGoods, on: date) -> None:
    category = work.connection.execute(select(Item.category).where(Item.id == pile.id)).scalar_one()
    if not is_unsorted(pile.name, category):
        raise Refusal(
            _("{item} is no pile to be sorted: its name or category does not say unsorted.").format(
                item=pile.name
            )
        )
    if not request.made and not request.discarded:
        raise Refusal(_("Nothing came of it yet. Enter what was made of the pile, or what was discarded."))
    if bool(request.taken) != bool(request.made):
        raise Refusal(
            _("Enter both: how much of {item} was sorted, and which items came of it.").format(item=pile.name)
        )
    for quantity in ([request.taken] if request.made else []) + [one.quantity for one in request.discarded]:
        check_quantity(pile, quantity)
    if on < lot.received_on:
        raise Refusal(
            _("{item} came in on {day}, so it was not sorted before. Enter that day or a later one.").format(
                item=pile.name, day=lot.received_on.isoformat()
            )
        )


def _check_made(work: Work, pile_id: int, pile: str, made: Sequence[MadeGoods], on: date) -> None:
    items = items_by_id(work.connection, [one.item_id for one in made])
    for one in made:
        item = items[one.item_id]
        if item.id == pile_id:
            raise Refusal(_("{item} cannot be made of itself. Choose what came out of it.").format(item=pile))
        check_quantity(item, one.quantity)
        check_date(item, one.date_mark, one.date_kind)
        if item.date_rule is DateRule.FORMULA and is_past(one.date_mark, one.date_kind, item.date_rule, on):
            raise Refusal(
                _("{item}: past its date ({day}). Formula past its date is discarded: enter it so.").format(
                    item=item.name, day=one.date_mark.isoformat() if one.date_mark else ""
                )
            )


def _moved(work: Work, ways: Sequence[tuple[LotRef, Place, Place, int]], on: date) -> list[Posting]:
    if not ways:
        return []
    ids = allocate_ids(work.connection, _transfer, len(ways))
    work.connection.execute(
        insert(_transfer),
        [
            {
                "id": paper,
                "lot_id": lot.id,
                "from_location_id": origin.id,
                "to_location_id": target.id,
                "quantity": quantity,
                "transferred_on": on,
                "note": None,
                "recorded_at": work.now,
            }
            for paper, (lot, origin, target, quantity) in zip(ids, ways, strict=True)
        ],
    )
    return [
        Posting(MoveKind.TRANSFER, paper, lot, origin, target, quantity, on)
        for paper, (lot, origin, target, quantity) in zip(ids, ways, strict=True)
    ]


def _discarded(
    work: Work, lot: LotRef, shelf: Place, discarded: Sequence[Discarded], on: date
) -> list[Posting]:
    if not discarded:
        return []
    ids = allocate_ids(work.connection, _discard, len(discarded))
    work.connection.execute(
        insert(_discard),
        [
            {
                "id": paper,
                "lot_id": lot.id,
                "location_id": shelf.id,
                "quantity": one.quantity,
                "reason": one.reason,
                "discarded_on": on,
                "note": None,
                "recorded_at": work.now,
            }
            for paper, one in zip(ids, discarded, strict=True)
        ],
    )
    bin_ = work.ledger.virtual(LocationKind.DISCARD)
    return [
        Posting(MoveKind.DISCARD, paper, lot, shelf, bin_, one.quantity, on)
        for paper, one in zip(ids, discarded, strict=True)
    ]


def _written(work: Work, lot_id: int, shelf: Place, on: date, postings: Sequence[Posting]) -> int:
    """The sorting with a line for each of its papers; its id."""
    paper = allocate_ids(work.connection, _sorting, 1)[0]
    work.connection.execute(
        insert(_sorting),
        {"id": paper, "lot_id": lot_id, "location_id": shelf.id, "sorted_on": on, "recorded_at": work.now,
         "undone_at": None},
    )  # fmt: skip
    ids = allocate_ids(work.connection, _line, len(postings))
    work.connection.execute(
        insert(_line),
        [
            {
                "id": line,
                "sorting_id": paper,
                "transfer_id": posting.document_id if posting.kind is MoveKind.TRANSFER else None,
                "discard_id": posting.document_id if posting.kind is MoveKind.DISCARD else None,
            }
            for line, posting in zip(ids, postings, strict=True)
        ],
    )
    return paper
