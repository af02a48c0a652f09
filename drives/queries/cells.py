"""Where goods belong in the figures: their cell, and whether they may go out."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Table, and_, false, func, or_, select

from drives.model import Hold, Item, Lot
from drives.rules.dates import DateKind, DateRule
from drives.rules.kinds import LocationKind

_lot: Table = Lot.__table__  # type: ignore[assignment]
_item: Table = Item.__table__  # type: ignore[assignment]
_hold: Table = Hold.__table__  # type: ignore[assignment]

CELL = (_lot.c.item_id, _lot.c.drive_id, _lot.c.restricted_to_id)
GONE = (LocationKind.DISCARD, LocationKind.COUNT_DIFFERENCE)


class Cell(NamedTuple):
    """Where goods belong: item, drive and restriction (0 stands for none)."""

    item_id: int
    drive_id: int
    program_id: int


def cell_of(row: Any) -> Cell:
    """The cell of a row that has the columns of ``CELL``."""
    return Cell(row.item_id, row.drive_id or 0, row.restricted_to_id or 0)


def fit_to_go(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """Whether a lot (joined with its item) may go out on a day: not held, not past its date."""
    held = (
        select(_hold.c.id)
        .where(
            _hold.c.lot_id == _lot.c.id,
            _hold.c.held_on <= day,
            or_(_hold.c.lifted_on.is_(None), _hold.c.lifted_on > day),
        )
        .exists()
    )
    past = and_(
        _lot.c.date_mark.is_not(None),
        _lot.c.date_mark < day,
        or_(
            _lot.c.date_kind.in_([DateKind.USE_BY, DateKind.EXPIRES]),
            _item.c.date_rule.in_([DateRule.STRICT, DateRule.FORMULA]),
        ),
    )
    return and_(~held, ~func.coalesce(past, false()))
