"""What sorting changed of what counts as donated, worked out from the sortings that stand."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, bindparam, case, func, or_, select

from drives.model import Item, Location, Lot, Move, Sorting, SortingLine, Transfer
from drives.rules.kinds import LocationKind, MoveKind
from drives.rules.quantity import SCALE
from drives.rules.sorted_goods import Made, PileSorted, counted_as_donated
from drives.rules.units import is_indivisible


class SortedShare(NamedTuple):
    """What a sorting changed of what is donated of an item, for a drive and a restriction (0 for none)."""

    item_id: int
    drive_id: int
    program_id: int
    on: date
    quantity: int


_UNTIL = bindparam("until", type_=Sorting.sorted_on.type)
_ALL = (Sorting.undone_at.is_(None), Sorting.sorted_on <= _UNTIL)
_STOOD = (
    select(
        Sorting.id, Sorting.sorted_on, Sorting.lot_id.label("pile_id"), Transfer.quantity,
        Lot.id.label("lot_id"), Lot.item_id, Lot.drive_id, Lot.restricted_to_id, Item.unit,
    )
    .join_from(Sorting, SortingLine, SortingLine.sorting_id == Sorting.id)
    .join(Transfer, Transfer.id == SortingLine.transfer_id)
    .join(Lot, Lot.id == Transfer.lot_id)
    .join(Item, Item.id == Lot.item_id)
    .order_by(Sorting.sorted_on, Sorting.id, SortingLine.id)
)  # fmt: skip
_LINES = _STOOD.where(*_ALL)


def sorted_shares(
    connection: Connection, until: date, *, of_lots: Sequence[ColumnElement[bool]] = ()
) -> list[SortedShare]:
    """What the sortings up to a day changed (``rules/sorted_goods.py``); items as they were sorted.

    ``of_lots`` are conditions on lots, for the piles of some drives or intake sites alone: what is made of a
    pile keeps both.
    """
    stand = list(_ALL)
    if of_lots:
        stand.append(Sorting.lot_id.in_(select(Lot.id).where(*of_lots)))
    lines = connection.execute(_STOOD.where(*stand) if of_lots else _LINES, {"until": until}).all()
    if not lines:
        return []
    piles: dict[int, PileSorted] = {}
    taken = {line.id: line.quantity for line in lines if line.lot_id == line.pile_id}
    made: dict[int, list[Made]] = defaultdict(list)
    for line in lines:
        if line.lot_id != line.pile_id:
            step = SCALE if is_indivisible(line.unit) else 1
            made[line.id].append(Made(line.lot_id, line.quantity, step))
    for line in lines:
        if line.id not in piles:
            piles[line.id] = PileSorted(line.pile_id, line.sorted_on, taken[line.id], tuple(made[line.id]))
    cells = {line.lot_id: (line.item_id, line.drive_id or 0, line.restricted_to_id or 0) for line in lines}
    given = _given(connection, select(Sorting.lot_id).where(*stand), until)
    return [
        SortedShare(*cells[lot_id], on, quantity)
        for lot_id, on, quantity in counted_as_donated(piles.values(), given)
    ]


def _given(connection: Connection, piles: Select[int], until: date) -> dict[int, list[tuple[date, int]]]:
    """What donors gave to the lots that were sorted, by day, what was voided not among it."""
    donor = select(Location.id).where(Location.kind == LocationKind.DONOR)
    came = case((Move.reverses_id.is_(None), Move.quantity), else_=-Move.quantity)
    rows = (
        select(Move.lot_id, Move.effective_on, func.sum(came).label("quantity"))
        .where(
            Move.lot_id.in_(piles),
            Move.kind == MoveKind.DONATION,
            or_(Move.from_location_id.in_(donor), Move.to_location_id.in_(donor)),
            Move.effective_on <= _UNTIL,
        )
        .group_by(Move.lot_id, Move.effective_on)
    )
    found: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for lot_id, on, quantity in connection.execute(rows, {"until": until}):
        found[lot_id].append((on, int(quantity)))
    return found
