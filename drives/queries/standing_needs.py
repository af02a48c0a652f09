"""Needs that repeat: how often each is asked and until when, and which rounds are due and not posted yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Table, select

from drives.model import NeedRound, StandingNeed
from drives.queries.door import Look, query
from drives.queries.needs_seen import lapse_days_of
from drives.rules.kinds import Every
from drives.rules.roles import Permission
from drives.rules.rounds import has_stopped, next_round, rounds_due, stops_on
from drives.store.rounds import standing_needs

_standing: Table = StandingNeed.__table__  # type: ignore[assignment]
_round: Table = NeedRound.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Repeats:
    """How a need repeats that goes on. ``each`` is asked every time, or the par level, in thousandths.

    ``next_on`` is when it is asked again, None where that waits for somebody to say what is there; no
    round is due from ``stops_on`` on unless somebody says that it stands. ``stopped``: so it has come.
    """

    standing_need_id: int
    every: Every
    each: int
    next_on: date | None
    stops_on: date
    stopped: bool


@dataclass(frozen=True, slots=True)
class Rounds:
    """By need, how it repeats (the latest round of each that goes on); and the rounds asked again since."""

    repeats: Mapping[int, Repeats]
    asked_again: frozenset[int]


def rounds_seen(look: Look, lapse_days: int) -> Rounds:
    """The rounds of all standing needs."""
    found = standing_needs(look.connection)
    if not found:
        return Rounds({}, frozenset())
    latest = {standing.need_id for standing in found}
    all_rounds = frozenset(look.connection.execute(select(_round.c.need_id)).scalars())
    repeats = {}
    for standing in found:
        row, posted_on, said_on = standing.row, standing.posted_on, standing.said_on
        if row.ended_on is None:
            repeats[standing.need_id] = Repeats(
                row.id,
                row.every,
                row.quantity,
                next_round(posted_on, row.every),
                stops_on(said_on, lapse_days),
                has_stopped(posted_on, row.every, said_on, look.today, lapse_days),
            )
    return Rounds(repeats, all_rounds - latest)


@query(Permission.SEE_STOCK)
def due_rounds(look: Look) -> tuple[tuple[int, date], ...]:
    """The standing need and the day of each round that is due by today."""
    going_on = (_standing.c.every != Every.PAR) & _standing.c.ended_on.is_(None)
    lapse_days = lapse_days_of(look.connection)
    return tuple(
        (standing.row.id, due_on)
        for standing in standing_needs(look.connection, going_on)
        for due_on in rounds_due(
            standing.posted_on, standing.row.every, standing.said_on, look.today, lapse_days
        )
    )
