"""Lots of kits: which hold more than was put together here."""

from sqlalchemy import ColumnElement, Connection, Table, case, func, or_, select

from drives.model import Assembly, AssemblyBatch, Location, Lot, Move
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
PUT_TOGETHER = (Assembly.recipe_id.is_not(None), Assembly.undone_at.is_(None))
"""Kits that were put together, and it stands."""


def not_put_together_here(connection: Connection, *lots: ColumnElement[bool]) -> dict[int, int]:
    """The lots among these in which more came in than was put together, with their items.

    Whatever was lost since: nobody knows whether the kits that are gone were the ones or the others.
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
            *lots,
            or_(~back & origin.c.kind.in_(_OUTSIDE), back & target.c.kind.in_(_OUTSIDE)),
        )
        .group_by(_lot.c.id, _lot.c.item_id)
    )
    built = _built(connection)
    return {lot_id: item_id for lot_id, item_id, many in rows if int(many) > built.get(lot_id, 0)}


def _built(connection: Connection) -> dict[int, int]:
    """By lot, how many kits (thousandths) were put together here."""
    rows = (
        select(AssemblyBatch.lot_id, func.sum(AssemblyBatch.quantity))
        .join(Assembly, Assembly.id == AssemblyBatch.assembly_id)
        .where(*PUT_TOGETHER)
        .group_by(AssemblyBatch.lot_id)
    )
    return {lot_id: int(many) for lot_id, many in connection.execute(rows)}
