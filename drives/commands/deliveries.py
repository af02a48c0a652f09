"""Take goods to programs: send what was planned and packed, or cancel on the way.

The other steps stand apart: plans, packing and arrivals; they are all offered from here.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Table, update

from drives.commands.allocation import held_because
from drives.commands.delivery_arrivals import Arrival, ConfirmDelivery, Shortfall, confirm_delivery
from drives.commands.delivery_lines import (
    LIVE,
    DeliveryChanged,
    in_state,
    keep_planned,
    lines_of,
    lot_of,
    not_before,
    stands_of,
)
from drives.commands.delivery_packing import PackDelivery, Packed, pack_delivery
from drives.commands.delivery_plans import (
    FreeLine,
    PlanDelivery,
    SetDeliveryDay,
    plan_delivery,
    set_delivery_day,
)
from drives.commands.door import Work, command
from drives.commands.found import lock_lots
from drives.commands.touched.going_out import touches_delivery
from drives.commands.wording import gone, not_enough
from drives.errors import Refusal
from drives.ledger import Posting, Shortage
from drives.model import Delivery, DeliveryLine, Reservation
from drives.rules.dates import is_past
from drives.rules.kinds import DeliveryState, LocationKind, MoveKind
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
    "Packed",
    "PlanDelivery",
    "SendDelivery",
    "SetDeliveryDay",
    "Shortfall",
    "cancel_delivery",
    "confirm_delivery",
    "pack_delivery",
    "plan_delivery",
    "send_delivery",
    "set_delivery_day",
]

_delivery: Table = Delivery.__table__  # type: ignore[assignment]
_line: Table = DeliveryLine.__table__  # type: ignore[assignment]
_reservation: Table = Reservation.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class SendDelivery:
    """The goods leave; ``packed`` is what whoever sends them was shown of the lines named."""

    delivery_id: int
    on: date | None = None
    packed: tuple[Packed, ...] = ()


@dataclass(frozen=True, slots=True)
class CancelDelivery:
    """A delivery that does not take place."""

    delivery_id: int
    on: date | None = None


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
    lines = lines_of(work, delivery.id)
    shown = {one.line_id: one.quantity for one in request.packed}
    if set(shown) - {line.id for line in lines}:
        raise gone(_("A line of this delivery"))
    for line in lines:
        if line.reservation_id is not None and line.reservation_sent_on is not None:
            raise Refusal(
                _("{item}: these reserved goods are on their way with another delivery.").format(
                    item=line.item
                )
            )
        # Its reservation may have lost goods since it was planned: what is left of it goes.
        quantity = stands_of(line)
        held = held_because(work, line.lot_id) if quantity else None
        if held is not None:
            raise Refusal(
                _(
                    "{item}: this lot is on hold ({reason}). Lift the hold first, or say that 0 of it are "
                    "packed; then send."
                ).format(item=line.item, reason=held)
            )
        if shown.get(line.id, quantity) != quantity:
            raise Refusal(
                _(
                    "{item}: {shown} were to leave, but {there} can go now: it was released or changed "
                    "meanwhile. Look at what goes now, then send."
                ).format(item=line.item, shown=to_text(shown[line.id]), there=to_text(quantity))
            )
        if quantity < line.quantity:
            keep_planned(work, line)
        sent.append({"line": line.id, "sent": quantity})
        if not quantity:
            continue
        if line.date_mark is not None and is_past(line.date_mark, line.date_kind, line.date_rule, on):
            raise Refusal(
                _(
                    "{item}: a lot on this delivery is past its date ({day}). Say that 0 of it are packed, "
                    "then send."
                ).format(item=line.item, day=line.date_mark.isoformat())
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
