"""Take goods to programs: plan, pack, send, confirm line by line, or cancel on the way."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Table, insert, select, update

from drives.commands.allocation import refuse_held
from drives.commands.door import Work, command
from drives.commands.found import (
    check_quantity,
    delivery_row,
    item_by_id,
    location_of_site,
    lock_lots,
    lot_row,
    program_row,
)
from drives.commands.wording import gone, not_enough
from drives.errors import Refusal
from drives.ledger import LotRef, Place, Posting, Shortage
from drives.model import Delivery, DeliveryLine, Item, Location, Lot, Need, Reservation
from drives.rules.dates import is_past
from drives.rules.kinds import DeliveryState, LocationKind, MoveKind, ShortfallReason
from drives.rules.quantity import to_text
from drives.rules.roles import Permission
from drives.store import allocate_ids
from drives.texts import _

_delivery: Table = Delivery.__table__  # type: ignore[assignment]
_line: Table = DeliveryLine.__table__  # type: ignore[assignment]
_reservation: Table = Reservation.__table__  # type: ignore[assignment]
_lot: Table = Lot.__table__  # type: ignore[assignment]
_location: Table = Location.__table__  # type: ignore[assignment]
_item: Table = Item.__table__  # type: ignore[assignment]

_LIVE = (DeliveryState.PLANNED, DeliveryState.PACKED, DeliveryState.SENT)


@dataclass(frozen=True, slots=True)
class FreeLine:
    """Goods given against no need. ``quantity`` in thousandths."""

    lot_id: int
    site_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class PlanDelivery:
    """What shall go to a program: reserved stock, each reservation whole, and goods against no need."""

    program_id: int
    reservation_ids: tuple[int, ...] = ()
    free_lines: tuple[FreeLine, ...] = ()
    on: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PackDelivery:
    """The goods stand packed."""

    delivery_id: int
    on: date | None = None


@dataclass(frozen=True, slots=True)
class SendDelivery:
    """The goods leave."""

    delivery_id: int
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """What became of one line, in thousandths; together it is all that was sent."""

    line_id: int
    arrived: int
    lost: int = 0
    returned: int = 0
    reason: ShortfallReason | None = None


@dataclass(frozen=True, slots=True)
class ConfirmDelivery:
    """What the program says it received. Lines not named arrived in full."""

    delivery_id: int
    arrivals: tuple[Arrival, ...] = ()
    on: date | None = None


@dataclass(frozen=True, slots=True)
class CancelDelivery:
    """A delivery that does not take place."""

    delivery_id: int
    on: date | None = None


@dataclass(frozen=True, slots=True)
class DeliveryChanged:
    """The delivery and the ids of its lines, in the order planned."""

    delivery_id: int
    line_ids: tuple[int, ...] = ()


@command(Permission.DELIVER)
def plan_delivery(work: Work, request: PlanDelivery) -> DeliveryChanged:
    """Put reserved and free goods on a delivery; nothing moves yet."""
    program_row(work.connection, request.program_id)
    on = work.past_day(request.on)
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
    line_ids = allocate_ids(work.connection, _line, len(rows))
    work.connection.execute(
        insert(_line),
        [
            {"id": line_id, "delivery_id": delivery_id, "position": position, **row}
            for position, (line_id, row) in enumerate(zip(line_ids, rows, strict=True), 1)
        ],
    )
    return DeliveryChanged(delivery_id, tuple(line_ids))


@command(Permission.DELIVER)
def pack_delivery(work: Work, request: PackDelivery) -> DeliveryChanged:
    """Say that a planned delivery stands packed."""
    delivery = _in_state(work, request.delivery_id, DeliveryState.PLANNED)
    on = _not_before(work.past_day(request.on), delivery.planned_on)
    work.connection.execute(
        update(_delivery)
        .where(_delivery.c.id == delivery.id)
        .values(state=DeliveryState.PACKED, packed_on=on)
    )
    return DeliveryChanged(delivery.id)


@command(Permission.DELIVER)
def send_delivery(work: Work, request: SendDelivery) -> DeliveryChanged:
    """Goods leave their sites; reservations go with them. Held or expired goods stay."""
    delivery = _in_state(work, request.delivery_id, DeliveryState.PLANNED, DeliveryState.PACKED)
    on = _not_before(work.past_day(request.on), delivery.planned_on)
    transit = work.ledger.virtual(LocationKind.TRANSIT)
    postings: list[Posting] = []
    unreserve: dict[tuple[int, int], int] = defaultdict(int)
    sent: list[dict[str, int]] = []
    carried: list[int] = []
    # Read again once they are locked: a reservation may just have been released.
    keys = [(line.lot_id, line.location_id) for line in _lines(work, delivery.id)]
    lock_lots(work.connection, [lot_id for lot_id, _place in keys])
    work.ledger.locked_levels(keys)
    for line in _lines(work, delivery.id):
        quantity = line.quantity
        if line.reservation_id is not None:
            # Its reservation may have lost goods since it was planned: what is left of it goes.
            quantity = line.reserved if line.reservation_ended_on is None else 0
        sent.append({"line": line.id, "sent": quantity})
        if not quantity:
            continue
        refuse_held(work, line.lot_id, line.item)
        if line.date_mark is not None and is_past(line.date_mark, line.date_kind, line.date_rule, on):
            raise Refusal(
                _("{item}: a lot on this delivery is past its date ({day}). Take it off, then send.").format(
                    item=line.item, day=line.date_mark.isoformat()
                )
            )
        if line.reservation_id is not None:
            _not_before(on, line.reserved_on)
            unreserve[line.lot_id, line.location_id] += quantity
            carried.append(line.reservation_id)
        postings.append(
            Posting(
                MoveKind.SEND, line.id, _lot_of(line), Place(line.location_id, line.location_kind), transit,
                quantity, on,
            )
        )  # fmt: skip
    if not postings:
        raise Refusal(_("Nothing is left on this delivery: its reserved goods are gone. Cancel it."))
    try:
        work.ledger.post(postings, unreserve=unreserve)
    except Shortage as shortage:
        key = (shortage.lot_id, shortage.location_id)
        asked = sum(p.quantity for p in postings if (p.lot.id, p.origin.id) == key)
        raise not_enough(work.connection, shortage, asked=asked) from None
    for one in sent:
        work.connection.execute(update(_line).where(_line.c.id == one["line"]).values(quantity=one["sent"]))
    if carried:
        work.connection.execute(update(_reservation).where(_reservation.c.id.in_(carried)).values(sent_on=on))
    work.connection.execute(
        update(_delivery).where(_delivery.c.id == delivery.id).values(state=DeliveryState.SENT, sent_on=on)
    )
    return DeliveryChanged(delivery.id)


@command(Permission.DELIVER)
def confirm_delivery(work: Work, request: ConfirmDelivery) -> DeliveryChanged:
    """Say what arrived, line by line; a shortfall is outstanding again."""
    delivery = _in_state(work, request.delivery_id, DeliveryState.SENT)
    on = _not_before(work.past_day(request.on), delivery.sent_on)
    said = {arrival.line_id: arrival for arrival in request.arrivals}
    lines = _lines(work, delivery.id)
    if set(said) - {line.id for line in lines}:
        raise gone(_("A line of this delivery"))
    transit = work.ledger.virtual(LocationKind.TRANSIT)
    program = work.ledger.program(delivery.program_id)
    discard = work.ledger.virtual(LocationKind.DISCARD)
    postings: list[Posting] = []
    for line in lines:
        arrival = said.get(line.id) or Arrival(line.id, line.quantity)
        parts = (arrival.arrived, arrival.lost, arrival.returned)
        if min(parts) < 0 or sum(parts) != line.quantity:
            raise Refusal(
                _(
                    "{item}: {sent} were sent, but arrived, lost and returned add up to {sum}. "
                    "Enter what became of all of it."
                ).format(item=line.item, sent=to_text(line.quantity), sum=to_text(sum(parts)))
            )
        if (arrival.lost or arrival.returned) and arrival.reason is None:
            raise Refusal(
                _(
                    "{item}: not all of it arrived. Say why: missing, damaged, refused, not needed or other."
                ).format(item=line.item)
            )
        item = item_by_id(work.connection, line.item_id)
        for part in parts:
            check_quantity(item, part, zero_allowed=True)
        back = Place(line.location_id, line.location_kind)
        for kind, target, quantity in (
            (MoveKind.ARRIVE, program, arrival.arrived),
            (MoveKind.LOSE, discard, arrival.lost),
            (MoveKind.RETURN, back, arrival.returned),
        ):
            if quantity:
                postings.append(Posting(kind, line.id, _lot_of(line), transit, target, quantity, on))
        work.connection.execute(
            update(_line)
            .where(_line.c.id == line.id)
            .values(
                arrived=arrival.arrived, lost=arrival.lost, returned=arrival.returned, reason=arrival.reason
            )
        )
    work.ledger.post(postings)
    kept = [line.reservation_id for line in lines if line.reservation_id is not None]
    work.connection.execute(
        update(_reservation)
        .where(_reservation.c.id.in_(kept), _reservation.c.ended_on.is_(None))
        .values(ended_on=on)
    )
    work.connection.execute(
        update(_delivery)
        .where(_delivery.c.id == delivery.id)
        .values(state=DeliveryState.CONFIRMED, confirmed_on=on)
    )
    return DeliveryChanged(delivery.id)


@command(Permission.DELIVER)
def cancel_delivery(work: Work, request: CancelDelivery) -> DeliveryChanged:
    """Call a delivery off; what was sent is back at its sites, reserved as before."""
    delivery = _in_state(work, request.delivery_id, *_LIVE)
    on = work.past_day(request.on)
    if delivery.state is DeliveryState.SENT:
        lines = _lines(work, delivery.id)
        restored: dict[tuple[int, int], int] = defaultdict(int)
        carried: list[int] = []
        for line in lines:
            if line.reservation_id is not None and line.quantity:
                restored[line.lot_id, line.location_id] -= line.quantity
                carried.append(line.reservation_id)
        mirrored = work.ledger.mirror(MoveKind.SEND, [line.id for line in lines])
        work.ledger.post(mirrored, unreserve=restored)
        work.connection.execute(
            update(_reservation).where(_reservation.c.id.in_(carried)).values(sent_on=None)
        )
    work.connection.execute(
        update(_delivery)
        .where(_delivery.c.id == delivery.id)
        .values(state=DeliveryState.CANCELLED, cancelled_on=on)
    )
    return DeliveryChanged(delivery.id)


def _reserved_line(work: Work, request: PlanDelivery, reservation_id: int) -> dict[str, Any]:
    row = work.connection.execute(
        select(_reservation, Need.program_id)
        .join(Need, Need.id == _reservation.c.need_id)
        .where(_reservation.c.id == reservation_id)
    ).one_or_none()
    if row is None or row.ended_on is not None or row.sent_on is not None:
        raise gone(_("That reservation"))
    if row.program_id != request.program_id:
        raise Refusal(_("These goods are reserved for another program. Plan a delivery to that one."))
    taken = work.connection.execute(
        select(_line.c.id)
        .join(_delivery, _delivery.c.id == _line.c.delivery_id)
        .where(_line.c.reservation_id == reservation_id, _delivery.c.state.in_(_LIVE))
    ).first()
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
    item = item_by_id(work.connection, lot.item_id)
    check_quantity(item, free.quantity)
    if lot.restricted_to_id is not None and lot.restricted_to_id != request.program_id:
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


def _lines(work: Work, delivery_id: int) -> list[Any]:
    return list(
        work.connection.execute(
            select(
                _line,
                _lot.c.item_id,
                _lot.c.drive_id,
                _lot.c.restricted_to_id,
                _lot.c.date_mark,
                _lot.c.date_kind,
                _item.c.name.label("item"),
                _item.c.date_rule,
                _location.c.kind.label("location_kind"),
                _reservation.c.quantity.label("reserved"),
                _reservation.c.reserved_on,
                _reservation.c.ended_on.label("reservation_ended_on"),
            )
            .join(_lot, _lot.c.id == _line.c.lot_id)
            .join(_item, _item.c.id == _lot.c.item_id)
            .join(_location, _location.c.id == _line.c.location_id)
            .outerjoin(_reservation, _reservation.c.id == _line.c.reservation_id)
            .where(_line.c.delivery_id == delivery_id)
            .order_by(_line.c.position)
        )
    )


def _lot_of(line: Any) -> LotRef:
    return LotRef(line.lot_id, line.item_id, line.drive_id or 0, line.restricted_to_id or 0)


def _in_state(work: Work, delivery_id: int, *states: DeliveryState) -> Any:
    delivery = delivery_row(work.connection, delivery_id)
    if delivery.state not in states:
        told = {
            DeliveryState.PLANNED: _("This delivery is planned, not sent yet. Send it first."),
            DeliveryState.PACKED: _("This delivery is packed already."),
            DeliveryState.SENT: _("This delivery is on its way already."),
            DeliveryState.CONFIRMED: _("This delivery was confirmed; it cannot be changed any more."),
            DeliveryState.CANCELLED: _("This delivery was cancelled. Plan a new one."),
        }
        raise Refusal(told[delivery.state])
    return delivery


def _not_before(on: date, earliest: date) -> date:
    if on < earliest:
        raise Refusal(
            _(
                "{day} is too early: the step before it was on {earliest}. Enter that day or a later one."
            ).format(day=on.isoformat(), earliest=earliest.isoformat())
        )
    return on
