"""Goods as they are today, from the kept levels and totals.

They cost the same over ten thousand donations and ten million.
"""

from collections.abc import MutableMapping
from datetime import date

from sqlalchemy import ColumnElement, Connection, Table, bindparam, case, func, or_, select

from drives.model import DonationTotal, Hold, Item, Location, Lot, MoveTotal, StockLevel
from drives.queries.cells import CELL, GONE, Cell, fit_to_go
from drives.rules.kinds import SHELF_LOCATIONS, LocationKind
from drives.rules.progress import Goods

_lot: Table = Lot.__table__  # type: ignore[assignment]
_item: Table = Item.__table__  # type: ignore[assignment]
_location: Table = Location.__table__  # type: ignore[assignment]
_level: Table = StockLevel.__table__  # type: ignore[assignment]
_hold: Table = Hold.__table__  # type: ignore[assignment]
_move_total: Table = MoveTotal.__table__  # type: ignore[assignment]
_donation_total: Table = DonationTotal.__table__  # type: ignore[assignment]

_ON_SHELF = _location.c.kind.in_(SHELF_LOCATIONS)
_FREE = case((_ON_SHELF, _level.c.quantity - _level.c.reserved), else_=0)
# What is on the shelves is summed up already, as what went there and did not leave; few lots are reserved.
_RESERVED = (
    select(*CELL, func.sum(_level.c.reserved))
    .join(_lot, _lot.c.id == _level.c.lot_id)
    .join(_location, _location.c.id == _level.c.location_id)
    .where(_level.c.quantity > 0, _level.c.reserved > 0, _ON_SHELF)
    .group_by(*CELL)
)
# Few lots are held or past their date: they are looked up by themselves and taken off.
_UNFIT = (
    select(*CELL, func.sum(_FREE))
    .join(_lot, _lot.c.id == _level.c.lot_id)
    .join(_item, _item.c.id == _lot.c.item_id)
    .join(_location, _location.c.id == _level.c.location_id)
    .where(
        _level.c.quantity > 0,
        or_(_lot.c.date_mark.is_not(None), _lot.c.id.in_(select(_hold.c.lot_id))),
        ~fit_to_go(bindparam("today", type_=_lot.c.date_mark.type)),
    )
    .group_by(*CELL)
)
_DONATED = select(_donation_total)
_SCOPE = (_move_total.c.item_id, _move_total.c.drive_id, _move_total.c.program_id)


def _came_to(*kinds: LocationKind) -> ColumnElement[int]:
    """What the kept totals brought to such locations and did not take away."""
    return func.sum(
        case((_move_total.c.to_kind.in_(kinds), _move_total.c.quantity), else_=0)
        - case((_move_total.c.from_kind.in_(kinds), _move_total.c.quantity), else_=0)
    )


_MOVED = select(
    *_SCOPE,
    _came_to(*SHELF_LOCATIONS),
    _came_to(LocationKind.TRANSIT),
    func.sum(case((_move_total.c.to_kind.in_(GONE), _move_total.c.quantity), else_=0)),
).group_by(*_SCOPE)


def add_goods_of_today(connection: Connection, today: date, goods: MutableMapping[Cell, Goods]) -> None:
    """Add to each cell what is there, and what has come in and was lost."""
    for item_id, drive_id, program_id, on_hand, in_transit, lost in connection.execute(_MOVED).all():
        parts = goods[Cell(item_id, drive_id, program_id)]
        parts.moved, parts.on_hand, parts.in_transit, parts.lost = True, on_hand, in_transit, lost
        parts.available = on_hand
    for kept_back in (connection.execute(_RESERVED), connection.execute(_UNFIT, {"today": today})):
        for item_id, drive_id, program_id, quantity in kept_back:
            goods[Cell(item_id, drive_id or 0, program_id or 0)].available -= quantity
    for item_id, drive_id, program_id, received, rejected in connection.execute(_DONATED).all():
        parts = goods[Cell(item_id, drive_id, program_id)]
        parts.received, parts.rejected, parts.donated = received, rejected, received - rejected
