"""Goods as they were on a past day, from the moves and papers up to it."""

from collections.abc import MutableMapping
from datetime import date

from sqlalchemy import ColumnElement, Connection, Table, and_, case, func, or_, select

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


def add_goods_of(connection: Connection, day: date, goods: MutableMapping[Cell, Goods]) -> None:
    """Add to each cell what was there on a past day, and what had come in and was lost by then."""
    _moved(connection, day, goods)
    _received(connection, day, goods)


def _moved(connection: Connection, day: date, goods: MutableMapping[Cell, Goods]) -> None:
    origin, target = _location.alias("origin"), _location.alias("target")
    quantity = _move.c.quantity

    def change(*kinds: LocationKind) -> ColumnElement[int]:
        return case((target.c.kind.in_(kinds), quantity), else_=0) - case(
            (origin.c.kind.in_(kinds), quantity), else_=0
        )

    fit = fit_to_go(day)
    lost = case(
        (and_(_move.c.reverses_id.is_(None), target.c.kind.in_(GONE)), quantity),
        (and_(_move.c.reverses_id.is_not(None), origin.c.kind.in_(GONE)), -quantity),
        else_=0,
    )
    moved = (
        select(
            *CELL,
            func.sum(change(*SHELF_LOCATIONS)).label("on_hand"),
            func.sum(change(LocationKind.TRANSIT)).label("in_transit"),
            func.sum(case((fit, change(*SHELF_LOCATIONS)), else_=0)).label("fit"),
            func.sum(lost).label("lost"),
        )
        .join(_lot, _lot.c.id == _move.c.lot_id)
        .join(_item, _item.c.id == _lot.c.item_id)
        .join(origin, origin.c.id == _move.c.from_location_id)
        .join(target, target.c.id == _move.c.to_location_id)
        .where(_move.c.effective_on <= day)
        .group_by(*CELL)
    )
    for row in connection.execute(moved):
        parts = goods[cell_of(row)]
        parts.moved = True
        parts.on_hand, parts.in_transit, parts.lost = row.on_hand, row.in_transit, row.lost
        parts.available = row.fit
    kept = (
        select(*CELL, func.sum(_reservation.c.quantity).label("reserved"))
        .join(_lot, _lot.c.id == _reservation.c.lot_id)
        .join(_item, _item.c.id == _lot.c.item_id)
        .where(_stands_on(day), or_(_reservation.c.sent_on.is_(None), _reservation.c.sent_on > day), fit)
        .group_by(*CELL)
    )
    for row in connection.execute(kept):
        goods[cell_of(row)].available -= row.reserved


def _received(connection: Connection, day: date, goods: MutableMapping[Cell, Goods]) -> None:
    received = (
        select(
            *CELL,
            func.sum(_donation_line.c.received).label("received"),
            func.sum(_donation_line.c.rejected).label("rejected"),
        )
        .join(_donation, _donation.c.id == _donation_line.c.donation_id)
        .join(_lot, _lot.c.id == _donation_line.c.lot_id)
        .where(
            _donation.c.received_on <= day,
            _donation.c.state == DonationState.POSTED,
            _donation_line.c.source == Source.DONATED,
        )
        .group_by(*CELL)
    )
    for row in connection.execute(received):
        parts = goods[cell_of(row)]
        parts.received, parts.rejected = row.received, row.rejected
        parts.donated = row.received - row.rejected


def _stands_on(day: date) -> ColumnElement[bool]:
    return and_(
        _reservation.c.reserved_on <= day,
        or_(_reservation.c.ended_on.is_(None), _reservation.c.ended_on > day),
    )
