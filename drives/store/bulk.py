"""Many rows at once: ids ahead of time, and the fastest exact way in on each engine.

Values go through the same column types as single rows do, a column at a time, and every CHECK of the
table holds. Python-side defaults do not apply: name every column that has no default in the database.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, insert, text

from drives.model.types import ColumnType

_ROWS_AT_ONCE = 20_000
_ROWS_A_STATEMENT = 50
_NO_NUMBER = -(2**63)
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def allocate_ids(connection: Connection, table: Table, count: int) -> Sequence[int]:
    """``count`` ids for rows about to be inserted with them, ascending.

    On SQLite they follow the largest in use, which is safe because the writer is alone; on PostgreSQL they
    come from the table's own sequence.
    """
    if count <= 0:
        return range(0)
    if connection.dialect.name == "sqlite":
        name = connection.dialect.identifier_preparer.format_table(table)
        driver: Any = connection.connection.driver_connection
        (last,) = driver.execute(f"SELECT max(id) FROM {name}").fetchone()
        first = 1 + (last or 0)
        return range(first, first + count)
    drawn = connection.execute(
        text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)"),
        {"name": connection.dialect.identifier_preparer.format_table(table), "count": count},
    )
    return sorted(drawn.scalars())


def insert_many(
    connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    """Insert rows given as tuples in the order of ``columns``; how many there were.

    Raises the driver's own IntegrityError, unwrapped: ``violated`` knows it.
    """
    count = 0
    waiting = iter(rows)
    while batch := list(islice(waiting, _ROWS_AT_ONCE)):
        insert_columns(connection, table, dict(zip(columns, zip(*batch, strict=True), strict=True)))
        count += len(batch)
    return count


def insert_row(connection: Connection, table: Table, row: Mapping[str, Any]) -> None:
    """Insert one row given by its columns' names; on SQLite raises as ``insert_many`` does."""
    if connection.dialect.name != "sqlite":
        connection.execute(insert(table), row)
        return
    forms = []
    for name, value in row.items():
        column_type = table.c[name].type
        assert isinstance(column_type, ColumnType)
        forms.append(column_type.sqlite_form(value))
    driver: Any = connection.connection.driver_connection
    driver.execute(f"INSERT INTO {table.name} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", forms)


def insert_columns(connection: Connection, table: Table, columns: Mapping[str, Sequence[Any]]) -> int:
    """Insert rows given column by column, all of one length; how many there were."""
    dialect = connection.dialect.name
    count = len(next(iter(columns.values())))
    if dialect == "sqlite":  # what is nothing but None needs no binding
        columns = {name: values for name, values in columns.items() if not _is_empty(values, count)}
    converted = []
    for name, values in columns.items():
        column_type = table.c[name].type
        assert isinstance(column_type, ColumnType)
        converted.append(column_type.column_form(values, dialect))
    quote = connection.dialect.identifier_preparer.quote
    target = connection.dialect.identifier_preparer.format_table(table)
    driver: Any = connection.connection.driver_connection
    if dialect == "sqlite":
        given = [_bindable(name, values) for name, values in zip(columns, converted, strict=True)]
        names = ", ".join(quote(name) for name, _place, _values in given)
        places = ", ".join(place for _name, place, _values in given)
        values_of = [values for _name, _place, values in given]
        insert_on_sqlite(driver, f"INSERT INTO {target} ({names})", f"({places})", values_of)
    else:
        names = ", ".join(quote(name) for name in columns)
        with driver.cursor() as cursor, cursor.copy(f"COPY {target} ({names}) FROM STDIN") as copy:
            fields = [_copy_fields(values) for values in converted]
            lines = map("\t".join, zip(*fields, strict=True))
            while block := list(islice(lines, 5_000)):
                copy.write("\n".join(block) + "\n")
    return count


def insert_on_sqlite(
    driver: Any, insertion: str, places: str, columns: Sequence[Sequence[Any]], more: str = ""
) -> None:
    """Run an INSERT for rows given column by column, many rows a statement: that takes a quarter less.

    ``places`` are those of one row in parentheses; ``more`` follows the rows.
    """
    width, count = len(columns), len(columns[0])
    flat: list[Any] = [None] * (width * count)
    for at, values in enumerate(columns):
        flat[at::width] = values
    done = 0
    for rows in (_ROWS_A_STATEMENT, 1):
        step, end = rows * width, done + (width * count - done) // (rows * width) * (rows * width)
        if done < end:
            statement = f"{insertion} VALUES {', '.join([places] * rows)} {more}"
            driver.executemany(statement, (flat[at : at + step] for at in range(done, end, step)))
        done = end


def _is_empty(values: Sequence[Any], count: int) -> bool:
    return isinstance(values, list | tuple) and values.count(None) == count


def _bindable(name: str, values: Sequence[Any]) -> tuple[str, str, Sequence[Any]]:
    """A column without None in it: the driver takes ten times as long to bind one as to bind a value.

    A value that no column can hold stands in.
    """
    if None not in values:
        return name, "?", values
    if any(type(value) is str for value in values):
        return name, "nullif(?, char(0))", ["\0" if value is None else value for value in values]
    return (
        name,
        f"nullif(?, {_NO_NUMBER + 1} - 1)",
        [_NO_NUMBER if value is None else value for value in values],
    )


def _copy_fields(values: Sequence[Any]) -> list[str]:
    """One column as COPY's text format wants it."""
    fields = ["\\N" if value is None else str(value) for value in values]
    if str in set(map(type, values)):
        return [
            field if value is None else field.translate(_ESCAPES)
            for field, value in zip(fields, values, strict=True)
        ]
    return fields
