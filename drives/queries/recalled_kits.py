"""Kits that recalled goods may be in: by what went into them, or because nobody knows what did."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, Table, case, func, or_, select

from drives.model import (
    Assembly,
    AssemblyBatch,
    AssemblyLine,
    Location,
    Lot,
    Move,
    Recipe,
    RecipeLine,
    Transfer,
)
from drives.rules.kinds import LocationKind

_lot: Table = Lot.__table__  # type: ignore[assignment]
_move: Table = Move.__table__  # type: ignore[assignment]
_location: Table = Location.__table__  # type: ignore[assignment]

_OUTSIDE = (
    LocationKind.DONOR,
    LocationKind.SUPPLIER,
    LocationKind.COUNT_DIFFERENCE,
    LocationKind.WORKBENCH,
)
_STANDS = (Assembly.recipe_id.is_not(None), Assembly.undone_at.is_(None))


def kits_of(connection: Connection, parts: Mapping[int, str]) -> dict[int, str]:
    """The lots of kits in which some of these lots may be, with the name of the part; kits of kits as well.

    ``parts`` says by lot what the part is called.
    """
    made: dict[int, set[int]] = defaultdict(set)
    rows = (
        select(Transfer.lot_id, AssemblyBatch.lot_id.label("kit_lot_id"))
        .join(AssemblyLine, AssemblyLine.transfer_id == Transfer.id)
        .join(AssemblyBatch, AssemblyBatch.id == AssemblyLine.batch_id)
        .join(Assembly, Assembly.id == AssemblyBatch.assembly_id)
        .where(*_STANDS)
    )
    for row in connection.execute(rows):
        made[row.lot_id].add(row.kit_lot_id)
    found: dict[int, str] = {}
    waiting = list(parts.items())
    while waiting:
        lot_id, part = waiting.pop()
        for kit_lot_id in made[lot_id] - found.keys() - {lot_id}:
            found[kit_lot_id] = part
            waiting.append((kit_lot_id, part))
    return found


def unknown_kits(
    connection: Connection, item_ids: Iterable[int], names: Mapping[int, str], into: Mapping[int, int]
) -> dict[int, str]:
    """The lots with kits that nobody put together here, of items whose recipe ever had one of these items.

    Given, bought or found as kits, what is in them was never written down. With the name of the part;
    ``names`` and ``into`` are of all items: what they are called, and what they are read as.
    """
    held: dict[int, set[int]] = defaultdict(set)
    for kit_id, part_id in connection.execute(
        select(Recipe.item_id, RecipeLine.item_id).join(RecipeLine, RecipeLine.recipe_id == Recipe.id)
    ):
        held[into[part_id]].add(into[kit_id])
    kits: dict[int, str] = {}
    waiting = [(item_id, names[item_id]) for item_id in item_ids]
    while waiting:
        item_id, part = waiting.pop()
        for kit_id in held[item_id] - kits.keys():
            kits[kit_id] = part
            waiting.append((kit_id, part))
    if not kits:
        return {}
    of_kits = [item_id for item_id, kept in into.items() if kept in kits]
    built = _built(connection)
    return {
        lot_id: kits[into[item_id]]
        for lot_id, item_id, came in _came_in(connection, of_kits)
        if came > built.get(lot_id, 0)
    }


def _built(connection: Connection) -> dict[int, int]:
    """By lot, how many kits (thousandths) were put together here."""
    rows = (
        select(AssemblyBatch.lot_id, func.sum(AssemblyBatch.quantity))
        .join(Assembly, Assembly.id == AssemblyBatch.assembly_id)
        .where(*_STANDS)
        .group_by(AssemblyBatch.lot_id)
    )
    return {lot_id: int(many) for lot_id, many in connection.execute(rows)}


def _came_in(connection: Connection, item_ids: Iterable[int]) -> list[tuple[int, int, int]]:
    """The lots of some items with all that ever came in of them, whatever of it was lost since.

    Nobody knows whether kits that are gone were those that were put together here or the others.
    """
    origin, target = _location.alias("origin"), _location.alias("target")
    back = _move.c.reverses_id.is_not(None)
    came = func.sum(case((back, -_move.c.quantity), else_=_move.c.quantity))
    rows = connection.execute(
        select(_lot.c.id, _lot.c.item_id, came)
        .join_from(_move, _lot, _lot.c.id == _move.c.lot_id)
        .join(origin, origin.c.id == _move.c.from_location_id)
        .join(target, target.c.id == _move.c.to_location_id)
        .where(
            _lot.c.item_id.in_(item_ids),
            or_(~back & origin.c.kind.in_(_OUTSIDE), back & target.c.kind.in_(_OUTSIDE)),
        )
        .group_by(_lot.c.id, _lot.c.item_id)
    )
    return [(lot_id, item_id, int(many)) for lot_id, item_id, many in rows]
