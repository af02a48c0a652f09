"""Where a need stands at the time of writing: open or not, and how much of it is outstanding."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, bindparam, func, select

from drives.commands.door import Work
from drives.model import (
    Delivery,
    DeliveryLine,
    Need,
    NeedConfirmation,
    NeedRevision,
    NeedRound,
    Organization,
    Reservation,
)
from drives.rules.kinds import DeliveryState
from drives.rules.progress import NEED_LAPSE_DAYS, open_on

_revision: Table = NeedRevision.__table__  # type: ignore[assignment]
_confirmation: Table = NeedConfirmation.__table__  # type: ignore[assignment]
_need: Table = Need.__table__  # type: ignore[assignment]
_round: Table = NeedRound.__table__  # type: ignore[assignment]
_reservation: Table = Reservation.__table__  # type: ignore[assignment]
_delivery: Table = Delivery.__table__  # type: ignore[assignment]
_line: Table = DeliveryLine.__table__  # type: ignore[assignment]

_AT_ONCE = 400

_LAPSE_DAYS = select(Organization.need_lapse_days)
_CONFIRMED = select(_confirmation.c.confirmed_on).where(_confirmation.c.need_id == bindparam("need"))
_ASKED = (
    select(_revision.c.quantity)
    .where(_revision.c.need_id == bindparam("need"))
    .order_by(_revision.c.revised_on.desc(), _revision.c.id.desc())
)
_ALLOCATED = select(func.sum(_reservation.c.quantity)).where(
    _reservation.c.need_id.in_(bindparam("needs", expanding=True)), _reservation.c.ended_on.is_(None)
)
_DELIVERED = (
    select(func.sum(_line.c.arrived))
    .join(_delivery, _delivery.c.id == _line.c.delivery_id)
    .where(_line.c.need_id == bindparam("need"), _delivery.c.state == DeliveryState.CONFIRMED)
)


def lapse_days_of(connection: Connection) -> int:
    """Days after which a need that nobody confirmed lapses here."""
    return int(connection.execute(_LAPSE_DAYS).scalar() or NEED_LAPSE_DAYS)


def need_is_open(work: Work, need: Any) -> bool:
    """Whether a need (its row) is open today: posted, not cancelled, not lapsed."""
    lapse_days = lapse_days_of(work.connection)
    confirmations = work.connection.execute(_CONFIRMED, {"need": need.id}).scalars().all()
    return open_on(work.today, need.posted_on, confirmations, need.cancelled_on, lapse_days)


def asked_now(work: Work, need: Any) -> int:
    """Thousandths that a need asks for by its latest revision."""
    latest = work.connection.execute(_ASKED, {"need": need.id}).scalar()
    return int(need.quantity if latest is None else latest)


class NeedStands(NamedTuple):
    """Whether a need is open today, and what of it is neither delivered nor allocated, in thousandths."""

    is_open: bool
    outstanding: int


def needs_stand(work: Work, needs: Sequence[Any]) -> dict[int, NeedStands]:
    """Where many needs (their rows) stand, by id: a few statements for all of them."""
    lapse_days = lapse_days_of(work.connection)
    ids = [need.id for need in needs]
    confirmed: dict[int, list[date]] = defaultdict(list)
    asked = {need.id: need.quantity for need in needs}
    met: dict[int, int] = defaultdict(int)
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        days = select(_confirmation.c.need_id, _confirmation.c.confirmed_on)
        for need_id, day in work.connection.execute(days.where(_confirmation.c.need_id.in_(some))):
            confirmed[need_id].append(day)
        revised = select(_revision.c.need_id, _revision.c.quantity).where(_revision.c.need_id.in_(some))
        for need_id, quantity in work.connection.execute(
            revised.order_by(_revision.c.revised_on, _revision.c.id)
        ):
            asked[need_id] = quantity
        standing = select(_reservation.c.need_id, func.sum(_reservation.c.quantity)).where(
            _reservation.c.need_id.in_(some), _reservation.c.ended_on.is_(None)
        )
        for need_id, quantity in work.connection.execute(standing.group_by(_reservation.c.need_id)):
            met[need_id] += quantity
        arrived = (
            select(_line.c.need_id, func.sum(_line.c.arrived))
            .join(_delivery, _delivery.c.id == _line.c.delivery_id)
            .where(_line.c.need_id.in_(some), _delivery.c.state == DeliveryState.CONFIRMED)
        )
        for need_id, quantity in work.connection.execute(arrived.group_by(_line.c.need_id)):
            met[need_id] += quantity
    return {
        need.id: NeedStands(
            open_on(work.today, need.posted_on, confirmed[need.id], need.cancelled_on, lapse_days),
            max(0, asked[need.id] - met[need.id]),
        )
        for need in needs
    }


def outstanding_of(work: Work, need: Any) -> int:
    """Thousandths of a need that are neither delivered nor allocated."""
    met = allocated_of(work, [need.id]) + delivered_of(work, need.id)
    return max(0, asked_now(work, need) - met)


def allocated_of(work: Work, need_ids: Iterable[int]) -> int:
    """Thousandths reserved for these needs, in transit included."""
    return int(work.connection.execute(_ALLOCATED, {"needs": list(need_ids)}).scalar() or 0)


def delivered_of(work: Work, need_id: int) -> int:
    """Thousandths of a need that its program confirmed."""
    return int(work.connection.execute(_DELIVERED, {"need": need_id}).scalar() or 0)


def asked_again_on(connection: Connection, need_id: int) -> date | None:
    """The day on which the round after this one was posted; None where there is none."""
    this, following = _round.alias("this"), _round.alias("following")
    later = (
        select(func.min(_need.c.posted_on))
        .join(following, following.c.need_id == _need.c.id)
        .join(this, this.c.standing_need_id == following.c.standing_need_id)
        .where(this.c.need_id == need_id, following.c.number > this.c.number)
    )
    again_on: date | None = connection.execute(later).scalar()
    return again_on
