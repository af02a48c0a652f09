"""Which rounds of standing needs are due and not posted yet."""

from datetime import date

from sqlalchemy import Table

from drives.model import StandingNeed
from drives.queries.door import Look, query
from drives.queries.needs_seen import lapse_days_of
from drives.rules.kinds import Every
from drives.rules.roles import Permission
from drives.rules.rounds import rounds_due
from drives.store.rounds import standing_needs

_standing: Table = StandingNeed.__table__  # type: ignore[assignment]


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
