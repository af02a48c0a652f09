"""Standing needs with their latest round, and the days on which somebody stood behind them."""

from collections import defaultdict
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, func, select, true, union_all

from drives.model import Need, NeedConfirmation, NeedRevision, NeedRound, StandingNeed

_standing: Table = StandingNeed.__table__  # type: ignore[assignment]
_round: Table = NeedRound.__table__  # type: ignore[assignment]
_need: Table = Need.__table__  # type: ignore[assignment]
_revision: Table = NeedRevision.__table__  # type: ignore[assignment]
_confirmation: Table = NeedConfirmation.__table__  # type: ignore[assignment]


class StandingSeen(NamedTuple):
    """A standing need (its row): its latest round, and when somebody said that it stands."""

    row: Any
    number: int
    need_id: int
    posted_on: date
    said_on: tuple[date, ...]


def standing_needs(connection: Connection, where: ColumnElement[bool] | None = None) -> list[StandingSeen]:
    """The standing needs for which ``where`` holds (all by default), by id."""
    latest = select(_round.c.standing_need_id, func.max(_round.c.number).label("number")).group_by(
        _round.c.standing_need_id
    )
    last = latest.subquery()
    rows = connection.execute(
        select(_standing, _round.c.number, _round.c.need_id, _need.c.posted_on)
        .join(last, last.c.standing_need_id == _standing.c.id)
        .join(_round, (_round.c.standing_need_id == _standing.c.id) & (_round.c.number == last.c.number))
        .join(_need, _need.c.id == _round.c.need_id)
        .where(true() if where is None else where)
        .order_by(_standing.c.id)
    ).all()
    said = _said_on(connection, [row.id for row in rows]) if rows else {}
    return [
        StandingSeen(row, row.number, row.need_id, row.posted_on, (row.first_on, *said.get(row.id, ())))
        for row in rows
    ]


def _said_on(connection: Connection, standing_ids: list[int]) -> dict[int, list[date]]:
    """By standing need, the days on which a round of it was changed or confirmed."""
    changed = (
        (_confirmation.c.confirmed_on, _confirmation.c.need_id),
        (_revision.c.revised_on, _revision.c.need_id),
    )
    days = union_all(
        *(
            select(_round.c.standing_need_id, on)
            .join(_round, _round.c.need_id == need_id)
            .where(_round.c.standing_need_id.in_(standing_ids))
            for on, need_id in changed
        )
    )
    found: dict[int, list[date]] = defaultdict(list)
    for standing_id, on in connection.execute(days):
        found[standing_id].append(on)
    return found
