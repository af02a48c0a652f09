"""Keep stock for needs, and let it go again."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Table, bindparam, func, select

from drives.commands.door import Work, command
from drives.commands.found import (
    check_quantity,
    item_kept,
    kept_id,
    location_of_site,
    lock_lots,
    lock_reservations,
    lot_row,
    need_row,
)
from drives.commands.need_state import need_is_open, outstanding_of
from drives.commands.touched.going_out import touches_reservation, touches_reservations, touches_reserved
from drives.commands.wording import gone, not_enough
from drives.errors import NotEnough, Refusal
from drives.ledger import Shortage
from drives.model import (
    AllocationLine,
    AllocationShare,
    Delivery,
    DeliveryLine,
    Hold,
    Item,
    Program,
    Reservation,
)
from drives.rules.dates import is_past
from drives.rules.kinds import DeliveryState
from drives.rules.quantity import to_text
from drives.rules.roles import Permission
from drives.texts import _, ngettext

_hold: Table = Hold.__table__  # type: ignore[assignment]
_delivery: Table = Delivery.__table__  # type: ignore[assignment]
_delivery_line: Table = DeliveryLine.__table__  # type: ignore[assignment]
_reservation: Table = Reservation.__table__  # type: ignore[assignment]
_made_by: Table = AllocationLine.__table__  # type: ignore[assignment]
_share: Table = AllocationShare.__table__  # type: ignore[assignment]

_HELD = select(_hold.c.reason).where(_hold.c.lot_id == bindparam("lot"), _hold.c.lifted_on.is_(None))


@dataclass(frozen=True, slots=True)
class Reserve:
    """Stock of a lot at a site, kept for a need. ``quantity`` in thousandths."""

    need_id: int
    lot_id: int
    site_id: int
    quantity: int
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """A reservation to be given up, in full."""

    reservation_id: int
    on: date | None = None


@dataclass(frozen=True, slots=True)
class ReleaseShares:
    """Reservations that were made together, to be given up together."""

    reservation_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SharesReleased:
    """What was let go, and for which needs."""

    reservation_ids: tuple[int, ...]
    need_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reserved:
    """The reservation."""

    reservation_id: int


@command(Permission.ALLOCATE, touches_reserved)
def reserve(work: Work, request: Reserve) -> Reserved:
    """Keep stock for a need: never more than it still asks for, nor more than is free there."""
    need = need_row(work.connection, request.need_id)
    lot = lot_row(work.connection, request.lot_id)
    item = item_kept(work.connection, need.item_id)
    on = work.past_day(request.on)
    check_quantity(item, request.quantity)
    if kept_id(work.connection, Item, lot.item_id) != item.id:
        raise Refusal(_("This lot is not of the item that the need asks for, {item}.").format(item=item.name))
    if lot.restricted_to_id is not None and not _same_program(work, lot.restricted_to_id, need.program_id):
        raise Refusal(
            _("{item}: this lot is kept for another program. Choose another lot.").format(item=item.name)
        )
    if not need_is_open(work, need) or on < need.posted_on:
        raise Refusal(
            _("{item}: this need is not open. Ask the program to confirm it, then reserve.").format(
                item=item.name
            )
        )
    refuse_held(work, request.lot_id, item.name)
    if lot.date_mark is not None and is_past(lot.date_mark, lot.date_kind, item.date_rule, work.today):
        raise Refusal(
            _("{item}: this lot is past its date ({day}). Choose another lot, or discard it.").format(
                item=item.name, day=lot.date_mark.isoformat()
            )
        )
    outstanding = outstanding_of(work, need)
    if request.quantity > outstanding:
        raise NotEnough(
            _(
                "{item}: {asked} to reserve, but only {outstanding} are still outstanding. Reserve fewer."
            ).format(item=item.name, asked=to_text(request.quantity), outstanding=to_text(outstanding))
        )
    location_id = location_of_site(work.connection, request.site_id)
    if location_id is None:
        raise NotEnough(
            _("{item}: nothing of it is at that site. Choose another site.").format(item=item.name)
        )
    try:
        reservation_id = work.ledger.reserve(
            need_id=need.id,
            lot_id=request.lot_id,
            location_id=location_id,
            quantity=request.quantity,
            reserved_on=on,
        )
    except Shortage as shortage:
        raise not_enough(work.connection, shortage, asked=request.quantity) from None
    return Reserved(reservation_id)


@command(Permission.ALLOCATE, touches_reservation)
def release(work: Work, request: Release) -> Reserved:
    """Let reserved stock go; what is already on its way cannot be released."""
    row = work.connection.execute(
        select(_reservation).where(_reservation.c.id == request.reservation_id)
    ).one_or_none()
    if row is None:
        raise gone(_("That reservation"))
    if row.sent_on is not None:
        raise Refusal(_("These goods are on their way. Cancel or confirm their delivery instead."))
    if row.ended_on is not None:
        raise Refusal(_("This reservation ended on {day}.").format(day=row.ended_on.isoformat()))
    on = max(work.past_day(request.on), row.reserved_on)
    if not work.ledger.release([row.id], on=on):
        raise Refusal(_("This reservation has just ended. Reload the page."))
    return Reserved(row.id)


@command(Permission.ALLOCATE, touches_reservations)
def release_shares(work: Work, request: ReleaseShares) -> SharesReleased:
    """Let go of all that was shared out together, as long as none of it has moved on."""
    wanted = sorted(set(request.reservation_ids))
    lock_reservations(work.connection, wanted)
    on_delivery = (
        select(_delivery_line.c.reservation_id)
        .join(_delivery, _delivery.c.id == _delivery_line.c.delivery_id)
        .where(_delivery.c.state != DeliveryState.CANCELLED, _delivery_line.c.reservation_id.in_(wanted))
    )
    planned = set(work.connection.execute(on_delivery).scalars())
    rows = work.connection.execute(select(_reservation).where(_reservation.c.id.in_(wanted))).all()
    if not rows or len(rows) < len(wanted):
        raise gone(_("That reservation"))
    moved_on = [row for row in rows if row.ended_on is not None or row.id in planned]
    if moved_on:
        raise Refusal(
            ngettext(
                "{count} of these shares is on a delivery or has ended meanwhile, so they cannot be "
                "taken back together. Cancel that delivery first.",
                "{count} of these shares are on a delivery or have ended meanwhile, so they cannot be "
                "taken back together. Cancel those deliveries first.",
                len(moved_on),
            ).format(count=len(moved_on))
        )
    _refuse_in_parts(work, wanted)
    released = work.ledger.release(wanted, on=max(work.today, *(row.reserved_on for row in rows)))
    needs = dict.fromkeys(one.need_id for one in released)
    return SharesReleased(tuple(one.reservation_id for one in released), tuple(needs))


def _refuse_in_parts(work: Work, reservation_ids: list[int]) -> None:
    """Refuse shares of which some was parted off since: that part would stay reserved, and nobody know it."""
    made = (
        select(_made_by.c.allocation_id)
        .where(_made_by.c.reservation_id.in_(reservation_ids))
        .group_by(_made_by.c.allocation_id)
    )
    given = (
        select(_share.c.need_id, func.sum(_share.c.given).label("given"))
        .where(_share.c.allocation_id.in_(made))
        .group_by(_share.c.need_id)
    )
    kept = (
        select(_reservation.c.need_id, func.sum(_reservation.c.quantity).label("kept"))
        .where(_reservation.c.id.in_(reservation_ids))
        .group_by(_reservation.c.need_id)
    )
    left = {row.need_id: row.kept for row in work.connection.execute(kept)}
    rows = work.connection.execute(given.where(_share.c.need_id.in_(left)))
    parted = [row for row in rows if left[row.need_id] < row.given]
    if parted:
        raise Refusal(
            ngettext(
                "{count} of these shares has been split meanwhile: some of it was packed, handed out or "
                "lost. So they cannot be taken back together. What is left stays reserved: plan a "
                "delivery for it.",
                "{count} of these shares have been split meanwhile: some of each was packed, handed out "
                "or lost. So they cannot be taken back together. What is left stays reserved: plan a "
                "delivery for it.",
                len(parted),
            ).format(count=len(parted))
        )


def _same_program(work: Work, one: int, other: int) -> bool:
    return kept_id(work.connection, Program, one) == kept_id(work.connection, Program, other)


def refuse_held(work: Work, lot_id: int, item_name: str) -> None:
    """Refuse a lot that is on hold, and keep it from being held until the transaction ends."""
    held = held_because(work, lot_id)
    if held is not None:
        raise Refusal(
            _("{item}: this lot is on hold ({reason}). Lift the hold first, or choose another lot.").format(
                item=item_name, reason=held
            )
        )


def held_because(work: Work, lot_id: int) -> str | None:
    """Why a lot is on hold; None where it is not, nor can be until the transaction ends."""
    lock_lots(work.connection, [lot_id])
    return work.connection.execute(_HELD, {"lot": lot_id}).scalar()
