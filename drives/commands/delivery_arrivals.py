"""What a program says it received, line by line: arrived, short, damaged, come back, or more than was sent.

What did not arrive is lost at once, so that no figure is too good; what is missing stays on the list of
what is searched (``missing_goods.py``). What arrived beyond what was sent comes off the shelf it was sent
from, on the day it was sent, as a line of its own: where less is free there in the books, the rest is a
find, with a count as its paper. What is reserved there for others is never taken: a program cannot know
it, and the next count of that shelf tells. It counts on the line's need as far as that still asks, else
against none.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Table, func, insert, select, update

from drives.commands import typed
from drives.commands.count_writing import LotCounted, write_count
from drives.commands.delivery_lines import DeliveryChanged, in_state, lines_of, lot_of, not_before
from drives.commands.door import Work, command
from drives.commands.found import check_quantity, item_kept, kept_id, lock_lots, need_row
from drives.commands.need_state import need_is_open, outstanding_of
from drives.commands.touched.going_out import touches_delivery
from drives.commands.wording import gone
from drives.errors import Refusal
from drives.ledger import Posting
from drives.model import Delivery, DeliveryLine, LineExtra, LineShortfall, Program, Reservation
from drives.rules.kinds import DeliveryState, LocationKind, MoveKind, ShortfallReason
from drives.rules.quantity import to_text
from drives.rules.roles import Permission, Touch
from drives.store import allocate_ids
from drives.texts import _

_delivery: Table = Delivery.__table__  # type: ignore[assignment]
_line: Table = DeliveryLine.__table__  # type: ignore[assignment]
_reservation: Table = Reservation.__table__  # type: ignore[assignment]
_shortfall: Table = LineShortfall.__table__  # type: ignore[assignment]
_extra: Table = LineExtra.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What of a line did not arrive for a reason, in thousandths."""

    reason: ShortfallReason
    lost: int = 0
    returned: int = 0


@dataclass(frozen=True, slots=True)
class Arrival:
    """What became of one line, in thousandths; together it is all that was sent.

    ``also`` is what else did not arrive, for another reason; ``extra`` what came beyond all that was sent.
    """

    line_id: int
    arrived: int
    lost: int = 0
    returned: int = 0
    reason: ShortfallReason | None = None
    also: tuple[Shortfall, ...] = ()
    extra: int = 0


@dataclass(frozen=True, slots=True)
class ConfirmDelivery:
    """What the program says it received. Lines not named arrived in full."""

    delivery_id: int
    arrivals: tuple[Arrival, ...] = ()
    on: date | None = None


@command(Permission.CONFIRM_DELIVERIES, touches_delivery)
def confirm_delivery(work: Work, request: ConfirmDelivery) -> DeliveryChanged:
    """Say what arrived, line by line; a shortfall is outstanding again."""
    delivery = in_state(work, request.delivery_id, DeliveryState.SENT)
    on = not_before(work.past_day(request.on), delivery.sent_on)
    said = {arrival.line_id: _as_kept(arrival) for arrival in request.arrivals}
    lines = lines_of(work, delivery.id)
    if set(said) - {line.id for line in lines}:
        raise gone(_("A line of this delivery"))
    more = [(line, said[line.id].extra) for line in lines if line.id in said and said[line.id].extra]
    _lock(work, [line for line, _extra in more])
    postings: list[Posting] = []
    for line in lines:
        arrival = said.get(line.id) or Arrival(line.id, line.quantity)
        postings += _arrive(work, delivery, line, arrival, on)
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
    for line, extra in more:
        _add_extra(work, delivery, line, extra, on)
    return DeliveryChanged(delivery.id)


def _as_kept(arrival: Arrival) -> Arrival:
    also = tuple(typed.as_kept(one, reason=typed.word(ShortfallReason)) for one in arrival.also)
    return typed.as_kept(arrival, reason=typed.word(ShortfallReason), also=lambda _said: also)


def _lock(work: Work, more: Sequence[Any]) -> None:
    """Before anything moves: the needs, lots and levels that what came beyond is booked on, in that order."""
    for need_id in sorted({line.need_id for line in more if line.need_id is not None}):
        need_row(work.connection, need_id)
    lock_lots(work.connection, [line.lot_id for line in more])
    transit = work.ledger.virtual(LocationKind.TRANSIT).id
    shelves = {(line.lot_id, work.ledger.place(line.location_id).id) for line in more}
    if shelves:
        work.ledger.locked_levels([*shelves, *((lot_id, transit) for lot_id, _shelf in shelves)])


def _arrive(work: Work, delivery: Any, line: Any, arrival: Arrival, on: date) -> list[Posting]:
    """Write down what became of a line; the moves that makes."""
    short = [Shortfall(arrival.reason, arrival.lost, arrival.returned)] if arrival.reason else []
    short = [one for one in (*short, *arrival.also) if one.lost or one.returned]
    lost = arrival.lost + sum(one.lost for one in arrival.also)
    returned = arrival.returned + sum(one.returned for one in arrival.also)
    parts = (arrival.arrived, lost, returned)
    each = (
        arrival.lost,
        arrival.returned,
        *(part for one in arrival.also for part in (one.lost, one.returned)),
    )
    if min(*parts, *each) < 0 or sum(parts) != line.quantity:
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
    if len({one.reason for one in short}) < len(short):
        raise Refusal(_("{item}: the same reason is given twice. Add them up.").format(item=line.item))
    item = item_kept(work.connection, line.item_id)
    for part in (*parts, *each, arrival.extra):
        check_quantity(item, part, zero_allowed=True)
    if arrival.extra and short:
        raise Refusal(
            _(
                "{item}: more arrived than was sent, and some of it did not arrive. "
                "Count again, and enter one of the two."
            ).format(item=line.item)
        )
    if arrival.extra > line.quantity and not _delivers(work, delivery):
        raise Refusal(
            _(
                "{item}: {sent} were sent, and {extra} more arrived? Check the number. "
                "If it is right, have an organizer confirm this delivery."
            ).format(item=line.item, sent=to_text(line.quantity), extra=to_text(arrival.extra))
        )
    # Why most of it did not arrive stands on the line; the other reasons beside it.
    short.sort(key=lambda one: -(one.lost + one.returned))
    values = {"arrived": arrival.arrived, "lost": lost, "returned": returned}
    reason = short[0].reason if short else arrival.reason
    work.connection.execute(update(_line).where(_line.c.id == line.id).values(**values, reason=reason))
    if len(short) > 1:
        rows = [
            {"line_id": line.id, "reason": one.reason, "lost": one.lost, "returned": one.returned}
            for one in short
        ]
        work.connection.execute(insert(_shortfall), rows)
    ledger = work.ledger
    ways = (
        (MoveKind.ARRIVE, ledger.program(delivery.program_id), arrival.arrived),
        (MoveKind.LOSE, ledger.virtual(LocationKind.DISCARD), lost),
        (MoveKind.RETURN, ledger.place(line.location_id), returned),
    )
    transit = ledger.virtual(LocationKind.TRANSIT)
    return [
        Posting(kind, line.id, lot_of(line), transit, target, quantity, on)
        for kind, target, quantity in ways
        if quantity
    ]


def _delivers(work: Work, delivery: Any) -> bool:
    """Whether whoever confirms also sends deliveries to this program, and so knows the shelves."""
    program_id = kept_id(work.connection, Program, delivery.program_id)
    return work.viewer.may_touch(Permission.DELIVER, Touch(program_id=program_id))


def _add_extra(work: Work, delivery: Any, line: Any, extra: int, on: date) -> None:
    """Book what arrived of a line beyond what was sent: off its shelf, sent and arrived."""
    ledger, sent_on = work.ledger, delivery.sent_on
    shelf, transit = ledger.place(line.location_id), ledger.virtual(LocationKind.TRANSIT)
    there = ledger.locked_levels([(line.lot_id, shelf.id)])[line.lot_id, shelf.id]
    found = max(0, extra - (there.quantity - there.reserved))
    count_id = None
    if found:
        counted = LotCounted(lot_of(line), there.quantity, there.quantity + found)
        note = _("Arrived with a delivery beyond what was sent")
        count_id, _losses = write_count(work, shelf, sent_on, note, [counted])
    on_need = 0
    if line.need_id is not None:
        need = need_row(work.connection, line.need_id)
        on_need = min(extra, outstanding_of(work, need)) if need_is_open(work, need) else 0
    unreserve: dict[tuple[int, int], int] = defaultdict(int)
    postings: list[Posting] = []
    for quantity, need_id in ((on_need, line.need_id), (extra - on_need, None)):
        if not quantity:
            continue
        reservation_id = None
        if need_id is not None:
            reservation_id = ledger.reserve(
                need_id=need_id,
                lot_id=line.lot_id,
                location_id=shelf.id,
                quantity=quantity,
                reserved_on=sent_on,
            )
            unreserve[line.lot_id, shelf.id] += quantity
            work.connection.execute(
                update(_reservation)
                .where(_reservation.c.id == reservation_id)
                .values(sent_on=sent_on, ended_on=on)
            )
        line_id = _write_line(work, delivery.id, line, quantity, reservation_id, need_id, shelf.id)
        work.connection.execute(
            insert(_extra), {"line_id": line_id, "of_line_id": line.id, "count_id": count_id}
        )
        program = ledger.program(delivery.program_id)
        postings += [
            Posting(MoveKind.SEND, line_id, lot_of(line), shelf, transit, quantity, sent_on),
            Posting(MoveKind.ARRIVE, line_id, lot_of(line), transit, program, quantity, on),
        ]
    ledger.post(postings, unreserve=unreserve)


def _write_line(
    work: Work,
    delivery_id: int,
    line: Any,
    quantity: int,
    reservation_id: int | None,
    need_id: int | None,
    location_id: int,
) -> int:
    last = select(func.max(_line.c.position)).where(_line.c.delivery_id == delivery_id)
    row = {
        "id": allocate_ids(work.connection, _line, 1)[0],
        "delivery_id": delivery_id,
        "position": work.connection.execute(last).scalar_one() + 1,
        "reservation_id": reservation_id,
        "need_id": need_id,
        "lot_id": line.lot_id,
        "location_id": location_id,
        "quantity": quantity,
        "arrived": quantity,
        "lost": 0,
        "returned": 0,
    }
    work.connection.execute(insert(_line), row)
    return int(row["id"])
