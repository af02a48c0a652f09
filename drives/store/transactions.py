"""A transaction's edges: trying again, locking rows, and what a broken constraint is called."""

import random
import re
import time
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, Table, UniqueConstraint
from sqlalchemy.exc import DBAPIError

from drives.model.types import Base
from drives.store.engine import Store
from drives.store.tickets import busy

T = TypeVar("T")

_TRIES = 8
_SERIALIZATION_FAILURE, _DEADLOCK, _LOCK_NOT_AVAILABLE = "40001", "40P01", "55P03"
_NOT_NULL = "23502"


def retrying(store: Store, work: Callable[[Connection], T]) -> T:
    """Run ``work`` in one write transaction, again from its start when others got in its way.

    Only what is certain not to have been saved is tried again: a serialization failure, a deadlock, a
    busy SQLite file. Busy (a Refusal) when that does not end.
    """
    for pause_seconds in (*(0.002 * 2**attempt for attempt in range(_TRIES - 1)), None):
        try:
            with store.write() as connection:
                return work(connection)
        except Exception as error:
            if not _may_try_again(error):
                raise
            if pause_seconds is None or _sqlstate(error) == _LOCK_NOT_AVAILABLE:
                raise busy() from error
            time.sleep(pause_seconds * random.uniform(0.5, 1.5))
    raise AssertionError


def lock_rows(rows: Select[Any]) -> Select[Any]:
    """The same rows, locked until the transaction ends; order them by id so that nobody deadlocks.

    PostgreSQL adds FOR UPDATE; on SQLite whoever writes is alone anyway.
    """
    return rows.with_for_update()


def violated(error: BaseException) -> str | None:
    """The name of the constraint that was broken, the same on both engines; None where none was.

    ``uq_site_name``, ``ck_stock_level_on_hand``, ``pk_site``; for a missing value ``nn_site_name``. SQLite
    does not say which foreign key it was: there the answer is ``fk``, on PostgreSQL ``fk_lot_item_id``,
    so ask with ``startswith``.
    """
    cause = _driver_error(error)
    if (state := getattr(cause, "sqlstate", None)) is not None:
        return _violated_on_postgresql(cause, state)
    return _violated_on_sqlite(str(cause))


def _violated_on_postgresql(cause: Any, state: str) -> str | None:
    if not state.startswith("23"):
        return None
    told = cause.diag
    if state == _NOT_NULL:
        return f"nn_{told.table_name}_{told.column_name}"
    name = told.constraint_name
    if name is None and (quoted := re.search(r'constraint "([^"]+)"', str(cause))):
        name = quoted[1]
    # A distributed PostgreSQL adds the shard to the name.
    return re.sub(r"_\d{6,}$", "", name) if name else None


def _violated_on_sqlite(message: str) -> str | None:
    kind, separator, what = message.partition(" constraint failed")
    if not separator:
        return None
    what = what.removeprefix(": ")
    if kind == "FOREIGN KEY":
        return "fk"
    if kind == "UNIQUE":
        return what.split("'")[1] if what.startswith("index ") else _unique_name(what)
    if kind == "NOT NULL":
        return "nn_" + what.replace(".", "_")
    return what


def _unique_name(columns: str) -> str:
    """The constraint on columns that SQLite lists as ``site.name, site.kind``."""
    table_name = columns.split(".")[0]
    names = [column.split(".")[1] for column in columns.split(", ")]
    table = Base.metadata.tables.get(table_name)
    if table is not None:
        for constraint in _uniques(table):
            if [column.name for column in constraint.columns] == names:
                return str(constraint.name)
    return f"uq_{table_name}_{'_'.join(names)}"


def _uniques(table: Table) -> list[Any]:
    constraints = [item for item in table.constraints if isinstance(item, UniqueConstraint)]
    return [table.primary_key, *constraints, *(index for index in table.indexes if index.unique)]


def _driver_error(error: BaseException) -> BaseException:
    return error.orig if isinstance(error, DBAPIError) and error.orig is not None else error


def _sqlstate(error: BaseException) -> str | None:
    return getattr(_driver_error(error), "sqlstate", None)


def _may_try_again(error: BaseException) -> bool:
    cause = _driver_error(error)
    if (state := _sqlstate(error)) is not None:
        return state in (_SERIALIZATION_FAILURE, _DEADLOCK, _LOCK_NOT_AVAILABLE)
    return getattr(cause, "sqlite_errorname", "").startswith("SQLITE_BUSY")
