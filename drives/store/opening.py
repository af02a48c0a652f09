"""Opening a store: made where there is none, recognised where there is one, else left as it is."""

import os
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from drives.errors import Refusal
from drives.store import migrate
from drives.store.engine import PostgresStore, SqliteStore, Store, size_of, sqlite_driver
from drives.store.tickets import is_open_here, join_queue, leave_queue
from drives.texts import _

APPLICATION_ID = 0x44525653
"""``DRVS`` in the header of the SQLite file: how a store is told from another program's database."""

_SQLITE_HEADER = b"SQLite format 3\0"
_OLDEST_SQLITE = (3, 37, 0)


class Unopened(Refusal):
    """The store cannot be opened as it stands; nothing in it was touched."""


def open_store(url: str) -> Store:
    """The store at a URL, made when it is a SQLite file that does not exist yet.

    Unopened (a Refusal) when it cannot be reached or made, when it is no store of ours, or when a newer
    version of the program made it; the file then keeps every byte. An empty or older store is opened:
    ``migrate.upgrade`` brings it up.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise _unknown_url() from error
    if parsed.drivername in ("sqlite", "sqlite+pysqlite"):
        return _open_sqlite(parsed)
    if parsed.drivername in ("postgresql", "postgresql+psycopg", "postgres"):
        return _open_postgres(parsed.set(drivername="postgresql+psycopg"))
    raise _unknown_url()


def _open_sqlite(url: URL) -> Store:
    if not url.database or url.database == ":memory:" or url.query or url.host:
        raise _unknown_url()
    if sqlite_driver().sqlite_version_info < _OLDEST_SQLITE:
        raise Unopened(
            _("SQLite {found} is too old: {oldest} or newer is needed. Install a newer Python.").format(
                found=sqlite_driver().sqlite_version, oldest=".".join(map(str, _OLDEST_SQLITE))
            )
        )
    path = Path(url.database).absolute()
    if not is_open_here(path):
        _refuse_foreign(path)
    try:
        path.parent.mkdir(exist_ok=True)
        queue = join_queue(path)
    except OSError as error:
        raise _no_place(path) from error
    try:
        if size_of(path) == 0:
            with queue.turn():
                _make(path)
        _refuse_newer(path)
        store = SqliteStore(path, queue)
    except BaseException:
        leave_queue(queue)
        raise
    return _checked(store, _not_a_store(path))


def _refuse_foreign(path: Path) -> None:
    """Look at the first bytes of what is there; Unopened when they are not those of a store."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        return
    except OSError as error:
        raise _no_place(path) from error
    ours = header[:16] == _SQLITE_HEADER and int.from_bytes(header[68:72], "big") == APPLICATION_ID
    if header and not ours:
        raise _not_a_store(path)


def _make(path: Path) -> None:
    """Make the file, for its owner's eyes only, unless someone just did."""
    driver = sqlite_driver()
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        if size_of(path) == 0:
            connection = driver.connect(path)
            try:
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute("PRAGMA journal_mode = WAL")
            finally:
                connection.close()
    except (OSError, driver.Error) as error:
        raise _no_place(path) from error


def _refuse_newer(path: Path) -> None:
    """Unopened when a newer program made the store; looking at it changes no byte."""
    driver = sqlite_driver()
    try:
        connection = driver.connect(f"{path.as_uri()}?mode=ro", uri=True)
        try:
            listed = connection.execute(
                "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
            ).fetchone()
            marks = connection.execute("SELECT version_num FROM alembic_version").fetchall() if listed else []
        finally:
            connection.close()
    except driver.Error as error:
        raise _not_a_store(path) from error
    if any(mark not in migrate.revisions() for (mark,) in marks):
        raise _newer()


def _open_postgres(url: URL) -> Store:
    try:
        store = PostgresStore(url)
    except (NoSuchModuleError, ImportError) as error:
        raise Unopened(
            _("PostgreSQL needs its driver. Install it with: pip install 'drives[postgres]'")
        ) from error
    refusal = Unopened(
        _("The PostgreSQL server did not let us in. Check its address, its name and the password.")
    )
    try:
        with store.engine.connect() as connection:
            schema = connection.exec_driver_sql("SELECT current_schema()").scalar()
    except DBAPIError as error:
        store.close()
        raise refusal from error
    if schema is None:
        store.close()
        raise Unopened(
            _("The PostgreSQL connection has no schema. Create it, or set the search_path to one.")
        )
    return _checked(store, refusal)


def _checked(store: Store, refusal: Refusal) -> Store:
    """The store, once it was read and found to be no newer than the program."""
    try:
        mark = migrate.current(store)
    except DBAPIError as error:
        store.close()
        raise refusal from error
    if mark is not None and mark not in migrate.revisions():
        store.close()
        raise _newer()
    return store


def _unknown_url() -> Unopened:
    return Unopened(
        _(
            "The store must be a file or a PostgreSQL database: sqlite:///folder/name.db"
            " or postgresql+psycopg://user@host/database."
        )
    )


def _no_place(path: Path) -> Unopened:
    return Unopened(
        _(
            "{file} cannot be opened for writing. Choose a folder that exists and that you may write to."
        ).format(file=path.name)
    )


def _not_a_store(path: Path) -> Unopened:
    return Unopened(
        _("{file} is not a store of this program. It was left as it is; choose another file.").format(
            file=path.name
        )
    )


def _newer() -> Unopened:
    return Unopened(
        _("This store was made by a newer version of the program. It was left as it is; update the program.")
    )
