"""What a store is asked: the statements, and the rows that come back."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from tests.houses import Home


@contextmanager
def statements(house: Home) -> Iterator[list[str]]:
    """The statements that the house's store is asked meanwhile."""
    asked: list[str] = []

    def heard(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    with house.store.read() as connection:
        engine = connection.engine
    event.listen(engine, "before_cursor_execute", heard)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", heard)


@contextmanager
def rows(house: Home) -> Iterator[list[str]]:
    """The rows that the house's store gives meanwhile, as texts: each statement is asked once more."""
    given: list[str] = []

    def heard(connection: Any, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        if not statement.startswith("SELECT"):
            return
        again = connection.connection.cursor()
        again.execute(statement, parameters)
        given.extend(map(repr, again.fetchall()))
        again.close()

    with house.store.read() as connection:
        engine = connection.engine
    event.listen(engine, "after_cursor_execute", heard)
    try:
        yield given
    finally:
        event.remove(engine, "after_cursor_execute", heard)
