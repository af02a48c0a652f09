"""Finding many rows by many values at once, and keeping two imports from getting in each other's way."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    String,
    any_,
    bindparam,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from drives.model import Donor, Item, Program, Site
from drives.store.merges import Noun, merged_into

_MOST_AT_ONCE = 20_000
_MERGING: dict[str, Noun] = {"item": Item, "program": Program, "site": Site, "donor": Donor}


def lock_imports(connection: Connection) -> None:
    """Imports into one store go one after the other, so that none adds what another is adding."""
    if connection.dialect.name == "sqlite":
        # Writers are alone here anyway; with room for its pages a large import is a tenth faster.
        connection.exec_driver_sql("PRAGMA cache_size = -65536")
    else:
        connection.execute(
            text("SELECT pg_advisory_xact_lock(hashtext(current_schema()), hashtext('drives import'))")
        )


def merges(connection: Connection) -> dict[str, dict[Any, int]]:
    """For "item", "program", "site" and "donor": the ids that were merged into others → those others."""
    return {name: merged_into(connection, table) for name, table in _MERGING.items()}


def rows_among(
    connection: Connection, rows: Select[Any], column: ColumnElement[Any], values: Collection[Any]
) -> Iterator[Any]:
    """The rows whose column has one of the values (texts or whole numbers), however many those are."""
    wanted = list(values)
    for start in range(0, len(wanted), _MOST_AT_ONCE):
        some = wanted[start : start + _MOST_AT_ONCE]
        yield from connection.execute(rows.where(_is_among(connection, column, some)))


def _is_among(connection: Connection, column: ColumnElement[Any], values: list[Any]) -> ColumnElement[bool]:
    if connection.dialect.name == "sqlite":
        listed = func.json_each(bindparam(None, _json(values), String)).table_valued("value")
        return column.in_(select(listed.c.value))
    kind = BigInteger if isinstance(values[0], int) else String
    return column == any_(bindparam(None, values, ARRAY(kind)))


def _json(values: Iterable[Any]) -> str:
    import json

    return json.dumps(list(values), ensure_ascii=False)
