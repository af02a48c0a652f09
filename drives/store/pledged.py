"""Which pledges came: those of which a donation stands. A donation in another's place came of its pledge."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, func, insert, literal, select

from drives.model import Donation, PledgeArrival
from drives.rules.kinds import DonationState

_arrival: Table = PledgeArrival.__table__  # type: ignore[assignment]
_donation: Table = Donation.__table__  # type: ignore[assignment]


def arrived_on(pledge: Any) -> Select[Any]:
    """The day on which a row of pledges came, for a scalar subquery; None where it did not."""
    return _arrivals(pledge, func.min(_donation.c.received_on))


def has_arrived(pledge: Any, by: date | None = None) -> ColumnElement[bool]:
    """Whether a row of pledges came, by a day or at all."""
    arrivals = _arrivals(pledge, _arrival.c.donation_id)
    return (arrivals if by is None else arrivals.where(_donation.c.received_on <= by)).exists()


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
