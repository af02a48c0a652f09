"""Plan a delivery: reserved stock, each reservation whole, and goods against no need."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert, select

from drives.commands import typed
from drives.commands.delivery_lines import LIVE, DeliveryChanged, in_state, not_before
from drives.commands.door import Work, command
from drives.commands.found import (
    check_quantity,
    item_kept,
    kept_id,
    location_of_site,
    lock_reservations,
    lot_row,
    program_row,
)
from drives.commands.touched.going_out import touches_delivery, touches_planned
from drives.commands.wording import gone
from drives.errors import Refusal
from drives.model import Delivery, DeliveryDay, DeliveryLine, Need, Program, Reservation
from drives.rules.kinds import DeliveryState, DeliveryWay
from drives.rules.roles import Permission
from drives.store import allocate_ids
from drives.texts import _

_delivery: Table = Delivery.__table__  # type: ignore[assignment]
_day: Table = DeliveryDay.__table__  # type: ignore[assignment]
_line: Table = DeliveryLine.__table__  # type: ignore[assignment]
_reservation: Table = Reservation.__table__  # type: ignore[assignment]

_RESERVED = (
    select(_reservation, Need.program_id)
    .join(Need, Need.id == _reservation.c.need_id)
    .where(_reservation.c.id == bindparam("reservation"))
)
_TAKEN = (
    select(_line.c.id)
    .join(_delivery, _delivery.c.id == _line.c.delivery_id)
    .where(
        _line.c.reservation_id == bindparam("reservation"),
        _delivery.c.state.in_(bindparam("states", expanding=True)),
    )
)


@dataclass(frozen=True, slots=True)
class FreeLine:
    """Goods given against no need. ``quantity`` in thousandths."""

    lot_id: int
    site_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class PlanDelivery:
    """What shall go to a program: reserved stock, each reservation whole, and goods against no need.

    ``on`` is the day it was planned; ``due_on`` the day it is to go out, and ``way`` how it gets there.
    """

    program_id: int
    reservation_ids: tuple[int, ...] = ()
    free_lines: tuple[FreeLine, ...] = ()
    on: date | None = None
    note: str | None = None
    due_on: date | None = None
    way: DeliveryWay = DeliveryWay.BROUGHT


@dataclass(frozen=True, slots=True)
class SetDeliveryDay:
    """The day a delivery is to go out, and how it gets there."""

    delivery_id: int
    due_on: date
    way: DeliveryWay = DeliveryWay.BROUGHT


@command(Permission.DELIVER, touches_planned)
def plan_delivery(work: Work, request: PlanDelivery) -> DeliveryChanged:
    """Put reserved and free goods on a delivery; nothing moves yet."""
    request = typed.as_kept(request, note=typed.lines(2000), due_on=typed.day, way=typed.word(DeliveryWay))
    program_row(work.connection, request.program_id)
    on = work.past_day(request.on)
    lock_reservations(work.connection, request.reservation_ids)
    rows = [_reserved_line(work, request, reservation_id) for reservation_id in request.reservation_ids]
    rows += [_free_line(work, request, free) for free in request.free_lines]
    if not rows:
        raise Refusal(_("Nothing is on this delivery yet. Add reserved goods first."))
    if len(set(request.reservation_ids)) < len(request.reservation_ids):
        raise Refusal(_("The same reserved goods are on this delivery twice."))
    delivery_id = allocate_ids(work.connection, _delivery, 1)[0]
    work.connection.execute(
        insert(_delivery),
        {
            "id": delivery_id,
            "program_id": request.program_id,
            "state": DeliveryState.PLANNED,
            "planned_on": on,
            "note": request.note,
            "recorded_at": work.now,
        },
    )
    if request.due_on is not None:
        not_before(request.due_on, on)
        work.connection.execute(
            insert(_day), {"delivery_id": delivery_id, "due_on": request.due_on, "way": request.way}
        )
    line_ids = allocate_ids(work.connection, _line, len(rows))
    work.connection.execute(
        insert(_line),
        [
            {"id": line_id, "delivery_id": delivery_id, "position": position, **row}
            for position, (line_id, row) in enumerate(zip(line_ids, rows, strict=True), 1)
        ],
    )
    return DeliveryChanged(delivery_id, tuple(line_ids))


@command(Permission.DELIVER, touches_delivery)
def set_delivery_day(work: Work, request: SetDeliveryDay) -> DeliveryChanged:
    """Move a delivery that has not gone yet to another day; nothing else of it changes."""
    request = typed.as_kept(request, due_on=typed.day, way=typed.word(DeliveryWay))
    delivery = in_state(work, request.delivery_id, DeliveryState.PLANNED, DeliveryState.PACKED)
    not_before(request.due_on, delivery.planned_on)
    work.connection.execute(delete(_day).where(_day.c.delivery_id == delivery.id))
    work.connection.execute(
        insert(_day), {"delivery_id": delivery.id, "due_on": request.due_on, "way": request.way}
    )
    return DeliveryChanged(delivery.id)


def _reserved_line(work: Work, request: PlanDelivery, reservation_id: int) -> dict[str, Any]:
    row = work.connection.execute(_RESERVED, {"reservation": reservation_id}).one_or_none()
    if row is None or row.ended_on is not None or row.sent_on is not None:
        raise gone(_("That reservation"))
    if kept_id(work.connection, Program, row.program_id) != request.program_id:
        raise Refusal(_("These goods are reserved for another program. Plan a delivery to that one."))
    taken = work.connection.execute(_TAKEN, {"reservation": reservation_id, "states": LIVE}).first()
    if taken is not None:
        raise Refusal(_("These goods are on another delivery already. Cancel that one first."))
    return {
        "reservation_id": row.id,
        "need_id": row.need_id,
        "lot_id": row.lot_id,
        "location_id": row.location_id,
        "quantity": row.quantity,
    }


def _free_line(work: Work, request: PlanDelivery, free: FreeLine) -> dict[str, Any]:
    lot = lot_row(work.connection, free.lot_id)
    item = item_kept(work.connection, lot.item_id)
    check_quantity(item, free.quantity)
    kept_for = lot.restricted_to_id
    if kept_for is not None and kept_id(work.connection, Program, kept_for) != request.program_id:
        raise Refusal(
            _("{item}: this lot is kept for another program. Choose another lot.").format(item=item.name)
        )
    location_id = location_of_site(work.connection, free.site_id)
    if location_id is None:
        raise Refusal(_("{item}: nothing of it is at that site. Choose another site.").format(item=item.name))
    return {
        "reservation_id": None,
        "need_id": None,
        "lot_id": free.lot_id,
        "location_id": location_id,
        "quantity": free.quantity,
    }
