"""A store: one SQLite file, or one PostgreSQL schema.

A write is one transaction; on SQLite it waits for its ticket and then says BEGIN IMMEDIATE, on
PostgreSQL it runs READ COMMITTED and locks the rows it decides on. A read is one snapshot: BEGIN on a
connection that cannot write, or REPEATABLE READ READ ONLY. The measured reasons for every setting are
in PLATFORM 2A and 2B.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, Self

from sqlalchemy import URL, Connection, Engine, create_engine, event

from drives.store.tickets import Queue, leave_queue

Dialect = Literal["sqlite", "postgresql"]

_BUSY_MILLISECONDS = 10_000
_CHECKPOINT_BYTES = 4 << 20
_CACHE_KIB = 65_536
_KEPT_LOG_BYTES = 64 << 20
_FIXED_LINES = ((3, 50, 7), (3, 44, 6))


class Store:
    """One community's store, opened. Threads share it; close it when done."""

    dialect: Dialect

    def __init__(self, writer: Engine, reader: Engine) -> None:
        self.engine = writer
        self._reader = reader

    def _turn(self) -> AbstractContextManager[None]:
        return nullcontext()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that may write: committed when the block ends, undone when it raises."""
        with self._turn():
            with self.engine.begin() as connection:
                yield connection
            self._written()

    def _written(self) -> None:
        """What there is to do after a commit, still in turn."""

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One snapshot that cannot write: whatever is read in the block is of one moment."""
        with self._reader.connect() as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Give back every connection."""
        self._reader.dispose()
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()


class SqliteStore(Store):
    """A store in one file, with ``.lock`` and SQLite's own ``-wal`` and ``-shm`` beside it."""

    dialect = "sqlite"

    def __init__(self, path: Path, queue: Queue) -> None:
        self.path = path
        self.driver = sqlite_driver()
        self.checkpoints_alone = not _is_free_of_reset_bug(self.driver)
        self._log = path.with_name(path.name + "-wal")
        self._queue: Queue | None = queue
        super().__init__(self._engine(reads_only=False), self._engine(reads_only=True))
        # The last connection to close checkpoints; while this one stays open no other is the last.
        self._anchor = self.engine.raw_connection() if self.checkpoints_alone else None

    def _engine(self, *, reads_only: bool) -> Engine:
        engine = create_engine(
            URL.create("sqlite", database=str(self.path)),
            module=self.driver,
            pool_size=4,
            hide_parameters=True,  # an error is logged, what people typed is not
            max_overflow=60,
            connect_args={"timeout": _BUSY_MILLISECONDS / 1000, "cached_statements": 512},
        )
        begin = "BEGIN" if reads_only else "BEGIN IMMEDIATE"

        @event.listens_for(engine, "connect")
        def _set_up(connection: sqlite3.Connection, _record: object) -> None:
            connection.isolation_level = None
            for pragma in self._pragmas(reads_only=reads_only):
                connection.execute(f"PRAGMA {pragma}")

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            connection.connection.driver_connection.execute(begin)  # type: ignore[union-attr]

        return engine

    def _pragmas(self, *, reads_only: bool) -> list[str]:
        return [
            f"busy_timeout = {_BUSY_MILLISECONDS}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            f"cache_size = -{_CACHE_KIB}",
            "trusted_schema = OFF",
            "cell_size_check = ON",
            f"journal_size_limit = {_KEPT_LOG_BYTES}",
            *(["wal_autocheckpoint = 0"] if self.checkpoints_alone or reads_only else []),
            *(["query_only = ON"] if reads_only else []),
        ]

    def _turn(self) -> AbstractContextManager[None]:
        if self._queue is None:
            raise RuntimeError("this store is closed")
        return self._queue.turn()

    def _written(self) -> None:
        if self.checkpoints_alone and size_of(self._log) > _CHECKPOINT_BYTES:
            self._checkpoint()

    def _checkpoint(self) -> None:
        connection = self.engine.raw_connection()
        try:
            connection.driver_connection.execute("PRAGMA wal_checkpoint(PASSIVE)")  # type: ignore[union-attr]
        finally:
            connection.close()

    def close(self) -> None:
        if self._queue is None:
            return
        with self._turn() if self.checkpoints_alone else nullcontext():
            if self._anchor is not None:
                self._anchor.close()
                self._anchor = None
            super().close()
        queue, self._queue = self._queue, None
        leave_queue(queue)


class PostgresStore(Store):
    """A store in the schema that the connection itself names first."""

    dialect = "postgresql"

    def __init__(self, url: URL) -> None:
        super().__init__(self._engine(url, reads_only=False), self._engine(url, reads_only=True))

    def _engine(self, url: URL, *, reads_only: bool) -> Engine:
        engine = create_engine(url, pool_size=8, max_overflow=24, pool_pre_ping=True, hide_parameters=True)

        @event.listens_for(engine, "connect")
        def _set_up(connection: Any, _record: object) -> None:
            import psycopg

            connection.autocommit = True
            # One community sees one schema: what is public to the database is not looked into.
            connection.execute(
                "SELECT set_config('search_path', quote_ident(current_schema()), false),"
                " set_config('TimeZone', 'UTC', false), set_config('lock_timeout', '30s', false)"
                " WHERE current_schema() IS NOT NULL"
            )
            connection.autocommit = False
            connection.read_only = reads_only
            connection.isolation_level = (
                psycopg.IsolationLevel.REPEATABLE_READ
                if reads_only
                else psycopg.IsolationLevel.READ_COMMITTED
            )
            connection.adapters.register_loader("numeric", _whole_sum_loader())

        return engine


def sqlite_driver() -> ModuleType:
    """SQLite from the wheel, free of the WAL-reset bug, where there is one; else the interpreter's own."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        return sqlite3
    return dbapi2 if dbapi2.sqlite_version_info >= sqlite3.sqlite_version_info else sqlite3


def _is_free_of_reset_bug(driver: ModuleType) -> bool:
    """Whether two connections may checkpoint at once: SQLite 3.51.3, or 3.50.7 or 3.44.6 of older lines."""
    version: tuple[int, int, int] = driver.sqlite_version_info
    return version >= (3, 51, 3) or any(fixed <= version < (3, fixed[1] + 1, 0) for fixed in _FIXED_LINES)


def _whole_sum_loader() -> type[Any]:
    """Sums of BIGINT come back as NUMERIC: read them as the whole numbers they are."""
    from psycopg.adapt import Loader

    class WholeSum(Loader):
        def load(self, data: Any) -> int | Decimal:
            text = bytes(data)
            return int(text) if text.lstrip(b"-").isdigit() else Decimal(text.decode())

    return WholeSum


def size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
