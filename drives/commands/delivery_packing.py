"""Packing: who has the pick list, what was ticked on it, and that a delivery stands packed.

What was packed may be less than planned; what was reserved of the rest stays reserved, on no delivery.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Table, delete, exists, insert, select, update

from drives.commands.allocation import held_because
from drives.commands.delivery_lines import (
    DeliveryChanged,
    in_state,
    keep_planned,
    lines_of,
    not_before,
    stands_of,
)
from drives.commands.door import Work, command
from drives.commands.found import check_quantity, item_kept, kept_id, lock_lots, row_of
from drives.commands.touched.going_out import touches_delivery
from drives.commands.wording import gone
from drives.errors import Refusal
from drives.model import (
    Account,
    Delivery,
    DeliveryLine,
    DeliveryPicker,
    LinePicked,
    Program,
    RoleGrant,
)
from drives.rules.kinds import DeliveryState
from drives.rules.quantity import to_text
from drives.rules.roles import Permission, Role, Touch
from drives.texts import _

_delivery: Table = Delivery.__table__  # type: ignore[assignment]
_line: Table = DeliveryLine.__table__  # type: ignore[assignment]
_picked: Table = LinePicked.__table__  # type: ignore[assignment]
_picker: Table = DeliveryPicker.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Packed:
    """How much of a line was packed, in thousandths."""

    line_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class PackDelivery:
    """The goods stand packed. Of lines not named, all that can still go."""

    delivery_id: int
    on: date | None = None
    packed: tuple[Packed, ...] = ()


@dataclass(frozen=True, slots=True)
class Picked:
    """A line of a delivery with what was taken of it off the shelf (thousandths); None unticks it."""

    line_id: int
    quantity: int | None


@dataclass(frozen=True, slots=True)
class PickLine:
    """A line of a pick list ticked, or unticked: of what looks alike on a shelf all lines at once."""

    picked: tuple[Picked, ...]


@dataclass(frozen=True, slots=True)
class GivePickList:
    """The accounts, of volunteers, that have the pick list of a delivery from now on."""

    delivery_id: int
    account_ids: tuple[int, ...]


@command(Permission.DELIVER, touches_delivery)
def pack_delivery(work: Work, request: PackDelivery) -> DeliveryChanged:
    """Say that a delivery stands packed, and of which lines less than planned; or again, with fewer."""
    delivery = in_state(work, request.delivery_id, DeliveryState.PLANNED, DeliveryState.PACKED)
    on = not_before(work.past_day(request.on), delivery.packed_on or delivery.planned_on)
    said = {one.line_id: one.quantity for one in request.packed}
    lines = lines_of(work, delivery.id)
    if set(said) - {line.id for line in lines}:
        raise gone(_("A line of this delivery"))
    # Read again once the levels are locked, as whoever releases does: reserved goods may just have gone.
    lock_lots(work.connection, [line.lot_id for line in lines])
    work.ledger.locked_levels((line.lot_id, work.ledger.place(line.location_id).id) for line in lines)
    lines = lines_of(work, delivery.id)
    packed = [_pack(work, line, said.get(line.id)) for line in lines]
    if not any(packed):
        raise Refusal(_("Nothing was packed. Cancel this delivery instead; what is reserved stays reserved."))
    work.connection.execute(
        update(_delivery)
        .where(_delivery.c.id == delivery.id)
        .values(state=DeliveryState.PACKED, packed_on=on)
    )
    return DeliveryChanged(delivery.id)


def _pack(work: Work, line: Any, said: int | None) -> int:
    """Keep what was packed of a line: what was said, or all that is there for it. How much that is."""
    there = stands_of(line)
    quantity = there if said is None else said
    if said is not None:
        check_quantity(item_kept(work.connection, line.item_id), said, zero_allowed=True)
    held = held_because(work, line.lot_id) if said else None
    if held is not None:
        raise Refusal(
            _(
                "{item}: {packed} packed, but this lot is on hold ({reason}). "
                "Put it back and enter 0, or lift the hold first."
            ).format(item=line.item, packed=to_text(quantity), reason=held)
        )
    if there < min(quantity, line.quantity):
        raise Refusal(
            _(
                "{item}: {packed} packed, but only {there} of it can still go; the rest is not reserved "
                "for it any more. Put the rest back, and enter what goes."
            ).format(item=line.item, packed=to_text(quantity), there=to_text(there))
        )
    if quantity > there:
        raise Refusal(
            _(
                "{item}: {packed} packed, but only {there} of it are on this delivery. "
                "Put the rest back, or plan another delivery for it."
            ).format(item=line.item, packed=to_text(quantity), there=to_text(there))
        )
    if quantity == line.quantity:
        return quantity
    changed: dict[str, int | None] = {"quantity": quantity}
    if line.reservation_id is not None and quantity == 0:
        changed |= {"reservation_id": None, "need_id": None}
    elif quantity < there and line.reservation_id is not None:
        work.ledger.split(line.reservation_id, quantity)
    keep_planned(work, line)
    work.connection.execute(update(_line).where(_line.c.id == line.id).values(changed))
    return quantity


@command(Permission.OWN_ACCOUNT)
def pick_line(work: Work, request: PickLine) -> DeliveryChanged:
    """Tick a line of a pick list, or untick it: by who delivers there, or was given the list."""
    what = _("A line of this delivery")
    if not request.picked:
        raise gone(what)
    first = row_of(work.connection, DeliveryLine, request.picked[0].line_id, what, lock=False)
    if not may_pick(work, first.delivery_id):
        raise gone(what)
    in_state(work, first.delivery_id, DeliveryState.PLANNED)
    lines = {line.id: line for line in lines_of(work, first.delivery_id)}
    for one in request.picked:
        if one.line_id not in lines:
            raise gone(what)
        work.connection.execute(delete(_picked).where(_picked.c.line_id == one.line_id))
        if one.quantity is not None:
            _pick(work, lines[one.line_id], one.quantity)
    return DeliveryChanged(first.delivery_id)


def _pick(work: Work, line: Any, quantity: int) -> None:
    """Keep what was taken of a line off the shelf; no more than can go."""
    check_quantity(item_kept(work.connection, line.item_id), quantity, zero_allowed=True)
    if quantity > stands_of(line):
        raise Refusal(
            _("{item}: {picked} picked, but {asked} are on the list. Put the rest back on the shelf.").format(
                item=line.item, picked=to_text(quantity), asked=to_text(stands_of(line))
            )
        )
    work.connection.execute(
        insert(_picked), {"line_id": line.id, "quantity": quantity, "picked_at": work.now}
    )


def may_pick(work: Work, delivery_id: int) -> bool:
    """Whether whoever acts may see and tick a pick list: delivers there, or picks and was given it."""
    connection, viewer = work.connection, work.viewer
    goes_to = connection.execute(
        select(_delivery.c.program_id).where(_delivery.c.id == delivery_id)
    ).scalar_one()
    if viewer.may_touch(Permission.DELIVER, Touch(program_id=kept_id(connection, Program, goes_to))):
        return True
    if not viewer.has(Role.VOLUNTEER):
        return False
    given = exists().where(
        _picker.c.delivery_id == delivery_id, _picker.c.account_id == (viewer.account_id or 0)
    )
    return bool(connection.execute(select(given)).scalar())


@command(Permission.DELIVER, touches_delivery)
def give_pick_list(work: Work, request: GivePickList) -> DeliveryChanged:
    """Say which accounts have a delivery's pick list; they see and tick it until it is packed."""
    delivery = in_state(work, request.delivery_id, DeliveryState.PLANNED)
    wanted = sorted(set(request.account_ids))
    volunteers = select(RoleGrant.account_id).where(RoleGrant.role == Role.VOLUNTEER)
    known = select(Account.id).where(
        Account.id.in_(wanted), Account.id.in_(volunteers), Account.disabled_at.is_(None)
    )
    if len(work.connection.execute(known).all()) < len(wanted):
        raise gone(_("That volunteer"))
    work.connection.execute(delete(_picker).where(_picker.c.delivery_id == delivery.id))
    if wanted:
        work.connection.execute(
            insert(_picker), [{"delivery_id": delivery.id, "account_id": one} for one in wanted]
        )
    return DeliveryChanged(delivery.id)
