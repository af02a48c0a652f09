"""When a standing need is asked again.

Each time it is asked is a round, an ordinary need. A round is due a week or a month after the one before
it, so the days of all rounds follow from any one of them; a month's day is at most the 28th, so that every
month has it. Nothing is decided by a timer: which rounds were due by a day follows from what people said
by then, whenever it is asked.
"""

from collections.abc import Collection
from datetime import date, timedelta

from drives.rules.kinds import Every

_LAST_DAY_OF_EVERY_MONTH = 28


def next_round(posted_on: date, every: Every) -> date | None:
    """The day on which the round after one of this day is due; None where it waits until somebody says so."""
    if every is Every.PAR:
        return None
    if every is Every.WEEKLY:
        return posted_on + timedelta(weeks=1)
    year, month = divmod(posted_on.year * 12 + posted_on.month, 12)
    return date(year, month + 1, min(posted_on.day, _LAST_DAY_OF_EVERY_MONTH))


def round_needed_by(posted_on: date, every: Every) -> date | None:
    """The last day of a round: the one before the next is due."""
    following = next_round(posted_on, every)
    return None if following is None else following - timedelta(days=1)


def rounds_due(
    latest: date, every: Every, said_on: Collection[date], until: date, lapse_days: int
) -> tuple[date, ...]:
    """The days after the ``latest`` round and up to ``until`` on which a round is due.

    ``said_on`` are the days on which somebody said that the need stands: posted, changed or confirmed it.
    A round that nobody stood behind for ``lapse_days`` is left out; one that is due after somebody did
    again is not.
    """
    due = []
    day = next_round(latest, every)
    while day is not None and day <= until:
        if _stands(day, said_on, lapse_days):
            due.append(day)
        day = next_round(day, every)
    return tuple(due)


def stops_on(said_on: Collection[date], lapse_days: int) -> date:
    """The first day on which no round is due any more, unless somebody says that it stands."""
    return max(said_on) + timedelta(days=lapse_days)


def has_stopped(latest: date, every: Every, said_on: Collection[date], today: date, lapse_days: int) -> bool:
    """Whether a round was due after the ``latest`` and left out, since nobody stood behind it."""
    following = next_round(latest, every)
    if following is None or following > today:
        return False
    return not rounds_due(latest, every, said_on, today, lapse_days)


def to_ask(par: int, have: int, delivered: int, allocated: int) -> int:
    """What a round up to a par level asks for (thousandths), 0 where there is enough.

    What is still to come makes up for what is missing at the program, and is never less than what is
    allocated already. ``have`` is all that stands at the program, what was ``delivered`` on this round too.
    """
    missing = par - have
    return delivered + max(missing, allocated) if missing > 0 else 0


def _stands(day: date, said_on: Collection[date], lapse_days: int) -> bool:
    return any(0 <= (day - said).days < lapse_days for said in said_on)
