"""Where a pledge stands on a day, and how much of pledging is too much.

A pledge is worked out from its days when it is read, never by a timer (DESIGN 3, As of a day D): open up
to the day that was named, late for some days after, then released. That its goods came, or that somebody
took it back, is a fact with a day of its own.
"""

from datetime import date, timedelta

from drives.rules.kinds import PledgeEnd, PledgeState

GRACE_DAYS = 14
"""For so many days after its day a pledge is late; then it is released."""

FORGOTTEN_AFTER_DAYS = 90
"""So many days after its day nothing needs the giver's name and e-mail any more."""

MOST_ITEMS = 20
"""So many items one pledge may name."""

MOST_STANDING = 500
"""So many pledges of one drive may be open or late at once."""

MOST_A_DAY, MOST_OF_EMAIL_A_DAY = 200, 10
"""So many pledges one drive takes on one day, and so many of them under one e-mail."""


def state_on(
    day: date,
    by_on: date,
    ended: PledgeEnd | None = None,
    ended_on: date | None = None,
    arrived_on: date | None = None,
) -> PledgeState:
    """Where a pledge that was made by ``day`` stands on it; what came is there, whatever was said before."""
    if arrived_on is not None and arrived_on <= day:
        return PledgeState.ARRIVED
    if ended is not None and ended_on is not None and ended_on <= day:
        return PledgeState(ended.value)
    if day <= by_on:
        return PledgeState.OPEN
    return PledgeState.LATE if day < released_on(by_on) else PledgeState.RELEASED


def released_on(by_on: date) -> date:
    """The first day on which a pledge that never came is not waited for any more."""
    return by_on + timedelta(days=GRACE_DAYS + 1)


def is_forgotten(day: date, by_on: date) -> bool:
    """Whether who made a pledge is not to be known any more on a day."""
    return day > by_on + timedelta(days=FORGOTTEN_AFTER_DAYS)
