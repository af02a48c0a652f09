"""Where a need stands at the time of writing: open or not, and how much of it is outstanding."""

from typing import Any

from sqlalchemy import Table, func, select

from drives.commands.door import Work
from drives.model import Delivery, DeliveryLine, NeedConfirmation, NeedRevision, Organization, Reservation
from drives.rules.kinds import DeliveryState
from drives.rules.progress import NEED_LAPSE_DAYS, open_on

_revision: Table = NeedRevision.__table__  # type: ignore[assignment]
_confirmation: Table = NeedConfirmation.__table__  # type: ignore[assignment]
_reservation: Table = Reservation.__table__  # type: ignore[assignment]
_delivery: Table = Delivery.__table__  # type: ignore[assignment]
_line: Table = DeliveryLine.__table__  # type: ignore[assignment]


def need_is_open(work: Work, need: Any) -> bool:
    """Whether a need (its row) is open today: posted, not cancelled, not lapsed."""
    lapse_days = work.connection.execute(select(Organization.need_lapse_days)).scalar() or NEED_LAPSE_DAYS
    confirmations = (
        work.connection.execute(
            select(_confirmation.c.confirmed_on).where(_confirmation.c.need_id == need.id)
        )
        .scalars()
        .all()
    )
    return open_on(work.today, need.posted_on, confirmations, need.cancelled_on, lapse_days)


def asked_now(work: Work, need: Any) -> int:
    """Thousandths that a need asks for by its latest revision."""
    latest = work.connection.execute(
        select(_revision.c.quantity)
        .where(_revision.c.need_id == need.id)
        .order_by(_revision.c.revised_on.desc(), _revision.c.id.desc())
        .limit(1)
    ).scalar()
    return int(need.quantity if latest is None else latest)


def outstanding_of(work: Work, need: Any) -> int:
    """Thousandths of a need that are neither delivered nor allocated."""
    allocated = work.connection.execute(
        select(func.sum(_reservation.c.quantity)).where(
            _reservation.c.need_id == need.id, _reservation.c.ended_on.is_(None)
        )
    ).scalar()
    delivered = work.connection.execute(
        select(func.sum(_line.c.arrived))
        .join(_delivery, _delivery.c.id == _line.c.delivery_id)
        .where(_line.c.need_id == need.id, _delivery.c.state == DeliveryState.CONFIRMED)
    ).scalar()
    return max(0, asked_now(work, need) - int(allocated or 0) - int(delivered or 0))
