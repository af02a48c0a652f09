"""PostgreSQL databases for the tests, one after the other: emptied and given out again rather than made anew.

Making a database takes longer than most tests. One that comes back is made to hold exactly what the template
does: rows, sequences and nothing else; one whose shape was changed is thrown away.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from drives.store import open_store, upgrade

_MOST_USES = 40
"""Deleted rows stay in the files until then, since nothing sweeps while the tests run."""

_SHAPE = """
SELECT md5(string_agg(part, '|' ORDER BY part)) FROM (
  SELECT format('%s.%s %s %s %s %s', relnamespace, relname, relkind, attname, atttypid, attnotnull) AS part
    FROM pg_class LEFT JOIN pg_attribute ON attrelid = pg_class.oid AND NOT attisdropped AND attnum > 0
   WHERE relnamespace >= 16384 OR relnamespace = 'public'::regnamespace
  UNION ALL SELECT format('%s %s', conname, pg_get_constraintdef(oid)) FROM pg_constraint
   WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg_%'
  UNION ALL SELECT tgname FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT array_to_string(setconfig, ' ') FROM pg_db_role_setting
) AS parts
"""
_OTHERS_OUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class Databases:
    """The databases of a server; each is one test's at a time."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._numbers = count(1)
        self._template = "drives_template"
        self._free: list[tuple[str, int]] = []
        self._run("postgres", sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self._template)))
        with open_store(self._url(self._template)) as store:
            upgrade(store)
        with self._connected(self._template) as connection:
            self._shape = self._shape_of(connection)
            names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            self._tables = [name for (name,) in names.fetchall()]
            self._rows = {name: found for name in self._tables if (found := self._all(connection, name))}
            self._sequences: list[tuple[str, int, bool]] = []
            for (name,) in connection.execute("SELECT sequencename FROM pg_sequences").fetchall():
                state = sql.SQL("SELECT last_value, is_called FROM {}").format(sql.Identifier(name))
                [(last, called)] = connection.execute(state).fetchall()
                self._sequences.append((name, last, called))

    @contextmanager
    def one(self) -> Iterator[str]:
        """The URL of a migrated database in which nobody has been."""
        name, uses = self._free.pop() if self._free else (self._made(), 0)
        yield self._url(name)
        if uses + 1 < _MOST_USES and self._as_new(name):
            self._free.append((name, uses + 1))
        else:
            self._run("postgres", sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _made(self) -> str:
        name = f"store_{next(self._numbers)}"
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._run("postgres", made.format(sql.Identifier(name), sql.Identifier(self._template)))
        return name

    def _as_new(self, name: str) -> bool:
        """Empty a database; whether it is as the template is."""
        with self._connected(name) as connection:
            connection.execute(_OTHERS_OUT)
            if self._shape_of(connection) != self._shape:
                return False
            asked = sql.SQL(" UNION ALL ").join(
                sql.SQL("(SELECT {} FROM {} LIMIT 1)").format(sql.Literal(table), sql.Identifier(table))
                for table in self._tables
            )
            filled = [table for (table,) in connection.execute(asked).fetchall()]
            with connection.transaction():
                connection.execute("SET LOCAL session_replication_role = replica")  # in any order
                for table in filled:
                    connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
                for table, rows in self._rows.items():
                    marks = sql.SQL(", ").join(sql.Placeholder() * len(rows[0]))
                    put = sql.SQL("INSERT INTO {} OVERRIDING SYSTEM VALUE VALUES ({})")
                    connection.cursor().executemany(put.format(sql.Identifier(table), marks), rows)
                connection.execute(
                    sql.SQL("SELECT {}").format(
                        sql.SQL(", ").join(
                            sql.SQL("setval({}, {}, {})").format(sql.Literal(f'"{name}"'), last, called)
                            for name, last, called in self._sequences
                        )
                    )
                )
        return True

    @staticmethod
    def _all(connection: psycopg.Connection[Any], table: str) -> list[tuple[Any, ...]]:
        return connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table))).fetchall()

    @staticmethod
    def _shape_of(connection: psycopg.Connection[Any]) -> str:
        [(shape,)] = connection.execute(_SHAPE).fetchall()
        return str(shape)

    def _url(self, name: str) -> str:
        return self._server.replace("/postgres?", f"/{name}?")

    def _run(self, database: str, statement: sql.Composable) -> None:
        with self._connected(database) as connection:
            connection.execute(statement)

    def _connected(self, database: str) -> psycopg.Connection[Any]:
        parsed = make_url(self._server)
        return psycopg.connect(
            host=str(parsed.query["host"]), user=parsed.username, dbname=database, autocommit=True
        )
