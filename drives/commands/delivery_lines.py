"""Deliveries as they stand: their lines with lots and reservations, and the step they are at."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Table, func, insert, select

from drives.commands.door import Work
from drives.commands.found import (
    delivery_row,
)
from drives.errors import Refusal
from drives.ledger import LotRef
from drives.model import DeliveryLine, Item, LineCut, Lot, Reservation
from drives.rules.kinds import DeliveryState
from drives.texts import _

_line: Table = DeliveryLine.__table__  # type: ignore[assignment]
_reservation: Table = Reservation.__table__  # type: ignore[assignment]
_lot: Table = Lot.__table__  # type: ignore[assignment]
_item: Table = Item.__table__  # type: ignore[assignment]
_posted = _item.alias("posted")
_cut: Table = LineCut.__table__  # type: ignore[assignment]

LIVE = (DeliveryState.PLANNED, DeliveryState.PACKED, DeliveryState.SENT)
"""The steps from which a delivery can still be called off."""


@dataclass(frozen=True, slots=True)
class DeliveryChanged:
    """The delivery and the ids of its lines, in the order planned."""

    delivery_id: int
    line_ids: tuple[int, ...] = ()


def lines_of(work: Work, delivery_id: int) -> list[Any]:
    """The lines in the order planned, each with its lot, item and reservation.

    ``item`` and ``date_rule`` are those of the item that the lot's is read as.
    """
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
                _reservation.c.quantity.label("reserved"),
                _reservation.c.reserved_on,
                _reservation.c.ended_on.label("reservation_ended_on"),
                _reservation.c.sent_on.label("reservation_sent_on"),
            )
            .join(_lot, _lot.c.id == _line.c.lot_id)
            .join(_posted, _posted.c.id == _lot.c.item_id)
            .join(_item, _item.c.id == func.coalesce(_posted.c.merged_into_id, _posted.c.id))
            .outerjoin(_reservation, _reservation.c.id == _line.c.reservation_id)
            .where(_line.c.delivery_id == delivery_id)
            .order_by(_line.c.position)
        )
    )


def stands_of(line: Any) -> int:
    """What of a line that was not sent can still go: what is left of its reservation, where it has one."""
    if line.reservation_id is None:
        return int(line.quantity)
    ended = line.reservation_ended_on is not None or line.reservation_sent_on is not None
    return 0 if ended else min(line.quantity, line.reserved)


def keep_planned(work: Work, line: Any) -> None:
    """Before a line has less than before: keep what it was to have at first."""
    known = work.connection.execute(select(_cut.c.line_id).where(_cut.c.line_id == line.id)).first()
    if known is None:
        work.connection.execute(insert(_cut), {"line_id": line.id, "planned": line.quantity})


def lot_of(line: Any) -> LotRef:
    """The lot of a line, as the ledger takes it."""
    return LotRef(line.lot_id, line.item_id, line.drive_id or 0, line.restricted_to_id or 0)


def in_state(work: Work, delivery_id: int, *states: DeliveryState) -> Any:
    """The delivery, locked; refused where it is at another step."""
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


def not_before(on: date, earliest: date) -> date:
    """The day, unless the step before it was later."""
    if on < earliest:
        raise Refusal(
            _(
                "{day} is too early: the step before it was on {earliest}. Enter that day or a later one."
            ).format(day=on.isoformat(), earliest=earliest.isoformat())
        )
    return on
