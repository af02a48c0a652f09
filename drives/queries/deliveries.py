"""Deliveries: how far each has come, what is on it, what arrived, and what is still searched."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from drives.model import (
    Delivery,
    DeliveryDay,
    DeliveryLine,
    Hold,
    Item,
    LineShortfall,
    Lot,
    Program,
    Reservation,
    SearchEnd,
)
from drives.queries.door import Look, query
from drives.rules.deliveries import Stage, late_since, stage_of
from drives.rules.kinds import DeliveryState, DeliveryWay, ShortfallReason
from drives.rules.roles import Permission
from drives.rules.units import Unit
from drives.store.theirs import within

_line = DeliveryLine.__table__
_lot = Lot.__table__
_item = Item.__table__
_posted_item = _item.alias("posted_item")
_program = Program.__table__
_posted_program = _program.alias("posted_program")


@dataclass(frozen=True, slots=True)
class GoodsOn:
    """How much of an item is on a delivery, in thousandths: until it is sent, what of it can still go.

    ``arrived`` is None until it was confirmed.
    """

    item: str
    unit: Unit
    quantity: int
    arrived: int | None


@dataclass(frozen=True, slots=True)
class DeliveryListed:
    """A delivery as of today.

    ``where`` is its program's address, or the hub or the area of one that hides it; nobody is told that
    address here. ``unlisted`` is whether its program is: its name is for this viewer alone. ``late_on`` is
    the first day on which it was late.
    """

    delivery_id: int
    program_id: int
    program: str
    unlisted: bool
    where: str | None
    state: DeliveryState
    planned_on: date
    due_on: date
    way: DeliveryWay
    packed_on: date | None
    sent_on: date | None
    confirmed_on: date | None
    cancelled_on: date | None
    note: str | None
    recorded_at: datetime
    goods: tuple[GoodsOn, ...]
    late_on: date | None

    @property
    def stage(self) -> Stage:
        """Where it waits."""
        return stage_of(self.state, late=self.late_on is not None)


@dataclass(frozen=True, slots=True)
class Searched:
    """Goods that were missing when a delivery arrived, and are still searched (thousandths)."""

    line_id: int
    delivery_id: int
    program: str
    item: str
    unit: Unit
    quantity: int
    confirmed_on: date


@query(Permission.CONFIRM_DELIVERIES, scoped=True)
def deliveries(look: Look) -> tuple[DeliveryListed, ...]:
    """The deliveries to the viewer's programs: late ones, those on their way, by day; then the rest."""
    found = listed_deliveries(look)
    live = [one for one in found if one.state in _LIVE]
    rest = [one for one in found if one.state not in _LIVE]
    live.sort(key=lambda one: (one.late_on is None, one.sent_on is None, one.due_on, one.delivery_id))
    rest.sort(key=lambda one: (one.confirmed_on or one.cancelled_on or one.due_on, one.delivery_id))
    return (*live, *reversed(rest))


@query(Permission.CONFIRM_DELIVERIES, scoped=True)
def searched(look: Look) -> tuple[Searched, ...]:
    """What was missing from deliveries to the viewer's programs and is still searched, the longest first."""
    ended = (
        select(SearchEnd.line_id, func.sum(SearchEnd.quantity).label("ended"))
        .group_by(SearchEnd.line_id)
        .subquery()
    )
    left = (missing_of_line() - func.coalesce(ended.c.ended, 0)).label("left")
    rows = look.connection.execute(
        _of_theirs(
            look,
            select(
                _line.c.id,
                _line.c.delivery_id,
                _program.c.name.label("program"),
                _item.c.name.label("item"),
                _item.c.unit,
                left,
                Delivery.confirmed_on,
            )
            .join_from(_line, Delivery, Delivery.id == _line.c.delivery_id)
            .join(_lot, _lot.c.id == _line.c.lot_id)
            .join(_posted_item, _posted_item.c.id == _lot.c.item_id)
            .join(_item, _item.c.id == func.coalesce(_posted_item.c.merged_into_id, _posted_item.c.id))
            .outerjoin(ended, ended.c.line_id == _line.c.id),
        ).where(Delivery.state == DeliveryState.CONFIRMED, _line.c.lost > 0, left > 0)
    )
    found = [
        Searched(row.id, row.delivery_id, row.program, row.item, row.unit, row.left, row.confirmed_on)
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: (one.confirmed_on, one.line_id)))


_NOT_SENT = (DeliveryState.PLANNED, DeliveryState.PACKED)
_LIVE = (*_NOT_SENT, DeliveryState.SENT)


def missing_of_line() -> ColumnElement[int]:
    """What of a line was missing: by its reasons where it has several, else where that is its reason."""
    by_reason = select(func.sum(LineShortfall.lost)).where(
        LineShortfall.line_id == _line.c.id, LineShortfall.reason == ShortfallReason.MISSING
    )
    several = select(LineShortfall.line_id).where(LineShortfall.line_id == _line.c.id).exists()
    return case(
        (several, func.coalesce(by_reason.scalar_subquery(), 0)),
        (_line.c.reason == ShortfallReason.MISSING, func.coalesce(_line.c.lost, 0)),
        else_=0,
    )


def line_held() -> ColumnElement[bool]:
    """Whether the lot of a line that was not sent is on hold; of lines joined with their deliveries."""
    held = exists().where(Hold.lot_id == _line.c.lot_id, Hold.lifted_on.is_(None))
    return and_(Delivery.state.in_(_NOT_SENT), held)


def stands_of_line() -> ColumnElement[int]:
    """What of a line goes, or went: until it is sent, what is left of its reservation and not on hold.

    Of lines joined with their deliveries, and with their reservations where they have one.
    """
    ended = or_(Reservation.ended_on.is_not(None), Reservation.sent_on.is_not(None))
    return case(
        (Delivery.state.not_in(_NOT_SENT), _line.c.quantity),
        (or_(line_held(), ended), 0),
        (Reservation.quantity < _line.c.quantity, Reservation.quantity),
        else_=_line.c.quantity,
    )


def _of_theirs(look: Look, rows: Select[Any]) -> Select[Any]:
    """Narrowed to deliveries to the viewer's programs, each program as it is read."""
    theirs = look.viewer.programs_where(Permission.CONFIRM_DELIVERIES)
    return (
        rows.join(_posted_program, _posted_program.c.id == Delivery.program_id)
        .join(
            _program,
            _program.c.id == func.coalesce(_posted_program.c.merged_into_id, _posted_program.c.id),
        )
        .where(within(_program.c.id, theirs))
    )


def listed_deliveries(look: Look, *conditions: ColumnElement[bool]) -> list[DeliveryListed]:
    where = case(
        (_program.c.hide_address, func.coalesce(_program.c.hub, _program.c.service_area)),
        else_=func.coalesce(_program.c.address, _program.c.hub, _program.c.service_area),
    )
    rows = look.connection.execute(
        _of_theirs(
            look,
            select(
                *Delivery.__table__.columns,
                _program.c.id.label("to_id"),
                _program.c.name.label("program"),
                _program.c.unlisted,
                where.label("where"),
                DeliveryDay.due_on,
                DeliveryDay.way,
            ).outerjoin_from(Delivery, DeliveryDay, DeliveryDay.delivery_id == Delivery.id),
        ).where(*conditions)
    ).all()
    goods = _goods(look, *conditions)
    found = []
    for row in rows:
        due_on = row.due_on or row.planned_on
        found.append(
            DeliveryListed(
                row.id, row.to_id, row.program, row.unlisted, row.where, row.state, row.planned_on, due_on,
                row.way or DeliveryWay.BROUGHT, row.packed_on, row.sent_on, row.confirmed_on,
                row.cancelled_on, row.note, row.recorded_at, goods.get(row.id, ()),
                late_since(row.state, due_on, row.sent_on, look.today),
            )
        )  # fmt: skip
    return found


def _goods(look: Look, *conditions: ColumnElement[bool]) -> Mapping[int, tuple[GoodsOn, ...]]:
    """What is on each delivery, by item."""
    rows = (
        select(
            _line.c.delivery_id,
            _item.c.name,
            _item.c.unit,
            func.sum(stands_of_line()).label("quantity"),
            func.sum(_line.c.arrived).label("arrived"),
        )
        .join_from(_line, Delivery, Delivery.id == _line.c.delivery_id)
        .outerjoin(Reservation, Reservation.id == _line.c.reservation_id)
        .join(_lot, _lot.c.id == _line.c.lot_id)
        .join(_posted_item, _posted_item.c.id == _lot.c.item_id)
        .join(_item, _item.c.id == func.coalesce(_posted_item.c.merged_into_id, _posted_item.c.id))
        .group_by(_line.c.delivery_id, _item.c.id, _item.c.name, _item.c.unit)
        .order_by(_item.c.name)
    )
    found: dict[int, list[GoodsOn]] = defaultdict(list)
    for row in look.connection.execute(_of_theirs(look, rows).where(*conditions)):
        arrived = None if row.arrived is None else int(row.arrived)
        found[row.delivery_id].append(GoodsOn(row.name, row.unit, int(row.quantity), arrived))
    return {delivery_id: tuple(goods) for delivery_id, goods in found.items()}
