"""How long goods last at the pace at which they went out lately: an estimate, and said as one.

It is made from what was sent to programs, day by day, over the last six weeks. Where that is too little to
know anything by, there is no estimate.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

DAYS_LOOKED_AT = 42
FEWEST_DAYS = 14
"""So many days ago at least it must first have gone out, and"""
FEWEST_TIMES = 3
"""on so many days at least."""
_LONGEST_DAYS = 3650


@dataclass(frozen=True, slots=True)
class Pace:
    """So much (thousandths) went out from ``since`` on, over so many days, both ends counted."""

    since: date
    quantity: int
    days: int


def pace_of(went_out: Mapping[date, int], today: date) -> Pace | None:
    """The pace of what went out by day (thousandths, less what came back); None where too little is known.

    It counts from the first day, among the last ``DAYS_LOOKED_AT``, on which anything went out.
    """
    first = today - timedelta(days=DAYS_LOOKED_AT - 1)
    lately = {on: quantity for on, quantity in went_out.items() if first <= on <= today and quantity > 0}
    if len(lately) < FEWEST_TIMES:
        return None
    since = min(lately)
    days = (today - since).days + 1
    return Pace(since, sum(lately.values()), days) if days >= FEWEST_DAYS else None


def lasts_until(quantity: int, pace: Pace, today: date) -> date | None:
    """The day by which so much (thousandths) has gone out at this pace; None for more than ten years."""
    days = max(0, quantity) * pace.days // pace.quantity
    return today + timedelta(days=days) if days <= _LONGEST_DAYS else None
