"""What stands of a count in stages: the figures that count, each counter's latest of the line's round."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, select

from drives.model import StagedCounter, StagedEntry, StagedLine


def standing_entries(connection: Connection, staged_count_id: int) -> dict[int, list[Any]]:
    """By line, what each counter found of it at last, as far as it was not taken back; the newest last."""
    rows = connection.execute(
        select(StagedEntry.__table__, StagedCounter.account_id)
        .join_from(StagedEntry, StagedLine, StagedLine.id == StagedEntry.staged_line_id)
        .join(StagedCounter, StagedCounter.id == StagedEntry.staged_counter_id)
        .where(StagedLine.staged_count_id == staged_count_id, StagedEntry.round == StagedLine.round)
        .order_by(StagedEntry.id)
    )
    latest: dict[int, dict[int, Any]] = defaultdict(dict)
    for row in rows:
        latest[row.staged_line_id].pop(row.staged_counter_id, None)
        latest[row.staged_line_id][row.staged_counter_id] = row
    found = {
        line_id: [row for row in of_line.values() if row.counted is not None]
        for line_id, of_line in latest.items()
    }
    return {line_id: rows for line_id, rows in found.items() if rows}


def account_entered(connection: Connection, staged_count_id: int, account_id: int | None) -> bool:
    """Whether an account (None: whoever is at the machine) ever entered a figure in a count."""
    entered = (
        select(StagedEntry.id)
        .join_from(StagedEntry, StagedCounter, StagedCounter.id == StagedEntry.staged_counter_id)
        .where(
            StagedCounter.staged_count_id == staged_count_id,
            StagedCounter.account_id.is_not_distinct_from(account_id),
        )
    )
    return connection.execute(entered.limit(1)).first() is not None
