"""Kept sums: insert the row, or add to the one that is there."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from drives.model.types import ColumnType
from drives.store.bulk import insert_on_sqlite


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


def add_rows(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Add rows, each all of the table's columns in their order, in the order of their keys."""
    if not rows:
        return
    rows = sorted(rows)
    if connection.dialect.name != "sqlite":
        names = [column.name for column in table.columns]
        statement = adding(connection.dialect.name, table)
        connection.execute(statement, [dict(zip(names, row, strict=True)) for row in rows])
        return
    columns = []
    for column, values in zip(table.columns, zip(*rows, strict=True), strict=True):
        assert isinstance(column.type, ColumnType)
        columns.append(column.type.column_form(values, "sqlite"))
    driver: Any = connection.connection.driver_connection
    insertion = f"INSERT INTO {table.name} ({', '.join(column.name for column in table.columns)})"
    places = f"({', '.join('?' * len(columns))})"
    insert_on_sqlite(driver, insertion, places, columns, _adding_on_sqlite(table))


@cache
def _adding_on_sqlite(table: Table) -> str:
    names = [column.name for column in table.columns]
    keys = [column.name for column in table.primary_key.columns]
    sums = ", ".join(f"{name} = {name} + excluded.{name}" for name in names if name not in keys)
    return f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {sums}"
