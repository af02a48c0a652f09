"""Stores for the tests: each test gets a fresh one, migrated, on SQLite and on a real PostgreSQL."""

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from drives.store import Store, open_store, upgrade
from tests.compiled import share_compiled_statements
from tests.databases import Databases
from tests.installed import Installed
from tests.postgres import NoPostgres, server
from tests.quickly import be_quick

share_compiled_statements()
be_quick()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What our own rules say before a store is asked is tried on SQLite alone (``rule_alone``)."""
    items[:] = [
        item
        for item in items
        if not (item.get_closest_marker("rule_alone") and "postgresql" in item.name.partition("[")[2])
    ]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Whichever process is done first takes over half of what another has left: none waits at the end."""
    if config.getoption("dist") != "load":
        return None  # another order was asked for; ``load``, which xdist has by default, cannot be told apart
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log)


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: it is not looked through again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of a PostgreSQL of our own. Its absence is said on a laptop, and is a failure in CI."""
    try:
        running = server()
        url = running.__enter__()
    except NoPostgres as reason:
        if os.environ.get("CI"):
            pytest.fail(f"left out: everything on PostgreSQL. {reason}", pytrace=False)
        pytest.skip(f"left out: everything on PostgreSQL. {reason}")
    try:
        yield url
    finally:
        running.__exit__(None, None, None)


def run_on_postgres(url: str, *statements: str) -> None:
    """Run statements outside a transaction, as CREATE DATABASE wants it."""
    import psycopg
    from sqlalchemy import make_url

    parsed = make_url(url)
    address = {"host": str(parsed.query["host"]), "user": parsed.username, "dbname": parsed.database}
    with psycopg.connect(**address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.db"
    with open_store(f"sqlite:///{path}") as store:
        upgrade(store)
    return path


@pytest.fixture(scope="session")
def installed() -> Iterator[Installed]:
    """The installed command."""
    command = Installed()
    yield command
    command.close()


@pytest.fixture(scope="session")
def _databases(postgres_url: str) -> Databases:
    return Databases(postgres_url)


@pytest.fixture
def sqlite_url(_sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh, migrated SQLite store."""
    path = tmp_path / "drives.db"
    shutil.copyfile(_sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(_databases: Databases) -> Iterator[str]:
    """A migrated store in a PostgreSQL database that holds nothing else."""
    with _databases.one() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> str:
    """The URL of a fresh, migrated store, on each engine."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """A fresh, migrated store, opened, on each engine."""
    with open_store(store_url) as opened:
        yield opened
