"""Statements that add to kept sums: insert the row, or add to the one that is there."""

from functools import cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(dialect: str, table: Table) -> Any:
    """An INSERT that knows ON CONFLICT, on "sqlite" or "postgresql"."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


@cache
def adding(dialect: str, table: Table) -> Any:
    """Adds the non-key columns of each row to the row with its key, made where it is missing."""
    statement = upsert(dialect, table)
    keys = [column.name for column in table.primary_key.columns]
    sums = {c.name: c + statement.excluded[c.name] for c in table.columns if c.name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=sums)
