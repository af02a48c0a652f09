"""Bringing a store's tables up to this program's, by Alembic, without a file at the top level.

A store is migrated in one transaction, on both engines: it is at the old revision or at the newest one,
never between. Who comes second finds it done. Revisions are numbered, ``0001_…`` and on, without
branches, so the newest is the last file.
"""

import re
from functools import cache
from importlib.resources import files

from sqlalchemy import Connection, inspect

from drives.errors import Refusal
from drives.store.engine import Store
from drives.texts import _

VERSION_TABLE = "alembic_version"


class NotEmpty(Refusal):
    """The schema holds tables of something else."""


@cache
def revisions() -> tuple[str, ...]:
    """Every revision this program knows, oldest first."""
    names = (entry.name for entry in files("drives.store").joinpath("migrations", "versions").iterdir())
    return tuple(sorted(name[:4] for name in names if re.fullmatch(r"\d{4}_\w+\.py", name)))


def head() -> str:
    """The newest revision this program knows."""
    return revisions()[-1]


def current(store: Store) -> str | None:
    """The revision a store is at; None when it has no tables yet."""
    with store.read() as connection:
        return _current(connection)


def is_current(store: Store) -> bool:
    """Whether the store's tables are those of this program."""
    return current(store) == head()


def upgrade(store: Store) -> None:
    """Bring the store's tables up to the newest revision; nothing happens when they are there already.

    NotEmpty (a Refusal) when the schema holds tables of the same names that are not ours.
    """
    if is_current(store):
        return
    from alembic import command
    from alembic.config import Config

    from drives.model import Base

    with store.write() as connection:
        if store.dialect == "postgresql":
            connection.exec_driver_sql(
                "SELECT pg_advisory_xact_lock(hashtext('drives.migrate'), hashtext(current_schema()))"
            )
        if _current(connection) is None and set(inspect(connection).get_table_names()) & set(
            Base.metadata.tables
        ):
            raise NotEmpty(
                _("The database holds tables of another program. Choose an empty one, or another schema.")
            )
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", "drives.store:migrations")
        command.upgrade(config, "head")


def _current(connection: Connection) -> str | None:
    listed = (
        f"SELECT 1 FROM sqlite_master WHERE name = '{VERSION_TABLE}'"
        if connection.dialect.name == "sqlite"
        else f"SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = '{VERSION_TABLE}'"
    )
    if connection.exec_driver_sql(listed).first() is None:
        return None
    return connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar()
