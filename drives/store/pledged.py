"""Which pledges came: those of which a donation stands, or of one in its place; and which are long over."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, Select, Table, func, insert, literal, select

from drives.model import Donation, Pledge, PledgeArrival, PledgeMark
from drives.rules.kinds import DonationState
from drives.rules.pledges import FORGOTTEN_AFTER_DAYS

_arrival: Table = PledgeArrival.__table__  # type: ignore[assignment]
_donation: Table = Donation.__table__  # type: ignore[assignment]


def arrived_on(pledge: Any) -> Select[Any]:
    """The day on which a row of pledges came, for a scalar subquery; None where it did not."""
    return _arrivals(pledge, func.min(_donation.c.received_on))


def has_arrived(pledge: Any, by: date | BindParameter[date] | None = None) -> ColumnElement[bool]:
    """Whether a row of pledges came, by a day or at all."""
    arrivals = _arrivals(pledge, _arrival.c.donation_id)
    return (arrivals if by is None else arrivals.where(_donation.c.received_on <= by)).exists()


def is_due_to_forget(today: date) -> ColumnElement[bool]:
    """The rows of pledges that still say who made them, though nothing needs that any more."""
    named = Pledge.email.is_not(None) | Pledge.name.is_not(None)
    return (Pledge.by_on < today - timedelta(days=FORGOTTEN_AFTER_DAYS)) & named


def is_marked_before(today: date) -> ColumnElement[bool]:
    """The marks of pledges made before a day (``PledgeMark``), which nothing counts any more."""
    return PledgeMark.pledge_id.in_(select(Pledge.id).where(Pledge.made_on < today))


def carry_arrival(connection: Connection, donation_id: int, becomes_id: int) -> None:
    """What came of a pledge comes of it still when its donation is corrected."""
    pledge = select(literal(becomes_id), _arrival.c.pledge_id).where(_arrival.c.donation_id == donation_id)
    connection.execute(insert(_arrival).from_select(["donation_id", "pledge_id"], pledge))


def _arrivals(pledge: Any, column: Any) -> Select[Any]:
    return (
        select(column)
        .select_from(_arrival)
        .join(_donation, _donation.c.id == _arrival.c.donation_id)
        .where(_arrival.c.pledge_id == pledge.c.id, _donation.c.state == DonationState.POSTED)
        .correlate(pledge)
    )
