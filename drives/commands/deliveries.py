"""Take goods to programs: plan, pack, send, confirm line by line, or cancel on the way."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Table, update

from drives.commands import typed
from drives.commands.allocation import refuse_held
from drives.commands.delivery_lines import LIVE, DeliveryChanged, in_state, lines_of, lot_of, not_before
from drives.commands.delivery_plans import FreeLine, PlanDelivery, plan_delivery
from drives.commands.door import Work, command
from drives.commands.found import (
    check_quantity,
    item_kept,
    lock_lots,
)
from drives.commands.touched import touches_delivery
from drives.commands.wording import gone, not_enough
from drives.errors import Refusal
from drives.ledger import Posting, Shortage
from drives.model import Delivery, DeliveryLine, Reservation
from drives.rules.dates import is_past
from drives.rules.kinds import DeliveryState, LocationKind, MoveKind, ShortfallReason
from drives.rules.quantity import to_text
from drives.rules.roles import Permission
from drives.texts import _

__all__ = [
    "Arrival",
    "CancelDelivery",
    "ConfirmDelivery",
    "DeliveryChanged",
    "FreeLine",
    "PackDelivery",
    "PlanDelivery",
    "SendDelivery",
    "cancel_delivery",
    "confirm_delivery",
    "pack_delivery",
    "plan_delivery",
    "send_delivery",
]

_delivery: Table = Delivery.__table__  # type: ignore[assignment]
_line: Table = DeliveryLine.__table__  # type: ignore[assignment]
_reservation: Table = Reservation.__table__  # type: ignore[assignment]


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


@command(Permission.DELIVER, touches_delivery)
def pack_delivery(work: Work, request: PackDelivery) -> DeliveryChanged:
    """Say that a planned delivery stands packed."""
    delivery = in_state(work, request.delivery_id, DeliveryState.PLANNED)
    on = not_before(work.past_day(request.on), delivery.planned_on)
    work.connection.execute(
        update(_delivery)
        .where(_delivery.c.id == delivery.id)
        .values(state=DeliveryState.PACKED, packed_on=on)
    )
    return DeliveryChanged(delivery.id)


@command(Permission.DELIVER, touches_delivery)
def send_delivery(work: Work, request: SendDelivery) -> DeliveryChanged:
    """Goods leave their sites; reservations go with them. Held or expired goods stay."""
    delivery = in_state(work, request.delivery_id, DeliveryState.PLANNED, DeliveryState.PACKED)
    on = not_before(work.past_day(request.on), delivery.planned_on)
    transit = work.ledger.virtual(LocationKind.TRANSIT)
    postings: list[Posting] = []
    unreserve: dict[tuple[int, int], int] = defaultdict(int)
    sent: list[dict[str, int]] = []
    carried: list[int] = []
    # Read again once they are locked: a reservation may just have been released.
    keys = [(line.lot_id, work.ledger.place(line.location_id).id) for line in lines_of(work, delivery.id)]
    lock_lots(work.connection, [lot_id for lot_id, _place in keys])
    work.ledger.locked_levels(keys)
    for line in lines_of(work, delivery.id):
        quantity = line.quantity
        if line.reservation_id is not None:
            if line.reservation_sent_on is not None:
                raise Refusal(
                    _("{item}: these reserved goods are on their way with another delivery.").format(
                        item=line.item
                    )
                )
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
        shelf = work.ledger.place(line.location_id)
        if line.reservation_id is not None:
            not_before(on, line.reserved_on)
            unreserve[line.lot_id, shelf.id] += quantity
            carried.append(line.reservation_id)
        postings.append(Posting(MoveKind.SEND, line.id, lot_of(line), shelf, transit, quantity, on))
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


@command(Permission.CONFIRM_DELIVERIES, touches_delivery)
def confirm_delivery(work: Work, request: ConfirmDelivery) -> DeliveryChanged:
    """Say what arrived, line by line; a shortfall is outstanding again."""
    delivery = in_state(work, request.delivery_id, DeliveryState.SENT)
    on = not_before(work.past_day(request.on), delivery.sent_on)
    said = {
        arrival.line_id: typed.as_kept(arrival, reason=typed.word(ShortfallReason))
        for arrival in request.arrivals
    }
    lines = lines_of(work, delivery.id)
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
        item = item_kept(work.connection, line.item_id)
        for part in parts:
            check_quantity(item, part, zero_allowed=True)
        back = work.ledger.place(line.location_id)
        for kind, target, quantity in (
            (MoveKind.ARRIVE, program, arrival.arrived),
            (MoveKind.LOSE, discard, arrival.lost),
            (MoveKind.RETURN, back, arrival.returned),
        ):
            if quantity:
                postings.append(Posting(kind, line.id, lot_of(line), transit, target, quantity, on))
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


@command(Permission.DELIVER, touches_delivery)
def cancel_delivery(work: Work, request: CancelDelivery) -> DeliveryChanged:
    """Call a delivery off; what was sent is back at its sites, reserved as before."""
    delivery = in_state(work, request.delivery_id, *LIVE)
    last_step = max(filter(None, (delivery.planned_on, delivery.packed_on, delivery.sent_on)))
    on = not_before(work.past_day(request.on), last_step)
    if delivery.state is DeliveryState.SENT:
        lines = lines_of(work, delivery.id)
        restored: dict[tuple[int, int], int] = defaultdict(int)
        carried: list[int] = []
        for line in lines:
            if line.reservation_id is not None and line.quantity:
                restored[line.lot_id, work.ledger.place(line.location_id).id] -= line.quantity
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
