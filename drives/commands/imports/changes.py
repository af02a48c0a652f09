"""Writing of known rows what a file changed of them, and nothing else."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Table, bindparam, update


def write_changes(
    connection: Connection, table: Table, changes: Iterable[tuple[int, Mapping[str, Any]]]
) -> None:
    """Write the columns that each row is given by its id; rows of the same columns in one statement."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for row_id, values in changes:
        if values:
            given = {f"new_{column}": value for column, value in values.items()}
            alike[tuple(sorted(values))].append({"row": row_id, **given})
    for columns, rows in alike.items():
        given_to: dict[str, Any] = {column: bindparam(f"new_{column}") for column in columns}
        connection.execute(update(table).where(table.c.id == bindparam("row")).values(given_to), rows)
