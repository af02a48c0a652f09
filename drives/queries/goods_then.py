"""Goods as they were on a past day, from the moves and papers up to it."""

from collections.abc import MutableMapping
from datetime import date

from sqlalchemy import ColumnElement, Connection, Table, and_, bindparam, case, func, or_, select

from drives.model import Donation, DonationLine, Item, Location, Lot, Move, Reservation
from drives.queries.cells import CELL, GONE, Cell, cell_of, fit_to_go
from drives.rules.kinds import SHELF_LOCATIONS, DonationState, LocationKind, Source
from drives.rules.progress import Goods

_lot: Table = Lot.__table__  # type: ignore[assignment]
_item: Table = Item.__table__  # type: ignore[assignment]
_location: Table = Location.__table__  # type: ignore[assignment]
_move: Table = Move.__table__  # type: ignore[assignment]
_reservation: Table = Reservation.__table__  # type: ignore[assignment]
_donation: Table = Donation.__table__  # type: ignore[assignment]
_donation_line: Table = DonationLine.__table__  # type: ignore[assignment]


_DAY = bindparam("day", type_=_move.c.effective_on.type)
_FIT = fit_to_go(_DAY)
_origin, _target = _location.alias("origin"), _location.alias("target")


def _came_to(*kinds: LocationKind) -> ColumnElement[int]:
    """What a move brought to such locations or took away."""
    return case((_target.c.kind.in_(kinds), _move.c.quantity), else_=0) - case(
        (_origin.c.kind.in_(kinds), _move.c.quantity), else_=0
    )


_LOST = case(
    (and_(_move.c.reverses_id.is_(None), _target.c.kind.in_(GONE)), _move.c.quantity),
    (and_(_move.c.reverses_id.is_not(None), _origin.c.kind.in_(GONE)), -_move.c.quantity),
    else_=0,
)
_MOVED = (
    select(
        *CELL,
        func.sum(_came_to(*SHELF_LOCATIONS)).label("on_hand"),
        func.sum(_came_to(LocationKind.TRANSIT)).label("in_transit"),
        func.sum(case((_FIT, _came_to(*SHELF_LOCATIONS)), else_=0)).label("fit"),
        func.sum(_LOST).label("lost"),
    )
    .join(_lot, _lot.c.id == _move.c.lot_id)
    .join(_item, _item.c.id == _lot.c.item_id)
    .join(_origin, _origin.c.id == _move.c.from_location_id)
    .join(_target, _target.c.id == _move.c.to_location_id)
    .where(_move.c.effective_on <= _DAY)
    .group_by(*CELL)
)
_KEPT = (
    select(*CELL, func.sum(_reservation.c.quantity).label("reserved"))
    .join(_lot, _lot.c.id == _reservation.c.lot_id)
    .join(_item, _item.c.id == _lot.c.item_id)
    .where(
        _reservation.c.reserved_on <= _DAY,
        or_(_reservation.c.ended_on.is_(None), _reservation.c.ended_on > _DAY),
        or_(_reservation.c.sent_on.is_(None), _reservation.c.sent_on > _DAY),
        _FIT,
    )
    .group_by(*CELL)
)
_RECEIVED = (
    select(
        *CELL,
        func.sum(_donation_line.c.received).label("received"),
        func.sum(_donation_line.c.rejected).label("rejected"),
    )
    .join(_donation, _donation.c.id == _donation_line.c.donation_id)
    .join(_lot, _lot.c.id == _donation_line.c.lot_id)
    .where(
        _donation.c.received_on <= _DAY,
        _donation.c.state == DonationState.POSTED,
        _donation_line.c.source == Source.DONATED,
    )
    .group_by(*CELL)
)


def add_goods_of(connection: Connection, day: date, goods: MutableMapping[Cell, Goods]) -> None:
    """Add to each cell what was there on a past day, and what had come in and was lost by then."""
    as_of = {"day": day}
    for row in connection.execute(_MOVED, as_of):
        parts = goods[cell_of(row)]
        parts.moved = True
        parts.on_hand, parts.in_transit, parts.lost = row.on_hand, row.in_transit, row.lost
        parts.available = row.fit
    for row in connection.execute(_KEPT, as_of):
        goods[cell_of(row)].available -= row.reserved
    for row in connection.execute(_RECEIVED, as_of):
        parts = goods[cell_of(row)]
        parts.received, parts.rejected = row.received, row.rejected
        parts.donated = row.received - row.rejected
