"""The migrations make the tables that the model describes, in one piece or not at all."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect

from drives.model import Base
from drives.store import Store, current, head, is_current, open_store, upgrade
from drives.store.migrate import NotEmpty, revisions
from tests.conftest import run_on_postgres


def described(connection: Connection) -> dict[str, Any]:
    """Everything that the schema is made of, by name, apart from Alembic's own table."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").all()
        found = {name: sorted(line.strip().rstrip(",") for line in sql.splitlines()) for name, sql in rows}
    else:
        columns = connection.exec_driver_sql(
            "SELECT table_name || '.' || column_name, data_type, is_nullable, column_default, is_identity"
            " FROM information_schema.columns WHERE table_schema = current_schema()"
        ).all()
        constraints = connection.exec_driver_sql(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = current_schema()::regnamespace AND contype <> 'n'"
        ).all()
        indexes = connection.exec_driver_sql(
            "SELECT indexname, replace(indexdef, current_schema() || '.', '')"
            " FROM pg_indexes WHERE schemaname = current_schema()"
        ).all()
        found = {name: rest for name, *rest in (*columns, *constraints, *indexes)}
    return {name: what for name, what in found.items() if not name.startswith("alembic_version")}


@pytest.fixture
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """A store without tables, and its twin, on each engine."""
    if request.param == "sqlite":
        return open_store(f"sqlite:///{tmp_path}/empty.db")
    url: str = request.getfixturevalue("postgres_url")
    name = f"empty_{abs(hash(str(tmp_path)))}"
    run_on_postgres(url, f"CREATE DATABASE {name}")
    return open_store(url.replace("/postgres?", f"/{name}?"))


both = pytest.mark.parametrize("empty", ["sqlite", "postgresql"], indirect=True)


def test_a_migrated_store_shows_nothing_left_to_migrate(store: Store) -> None:
    with store.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, Base.metadata) == []
    assert current(store) == head() == revisions()[-1]


@both
def test_the_migrations_make_every_table_constraint_and_index_as_the_model_says(empty: Store) -> None:
    with empty.engine.connect() as connection, connection.begin() as undone:
        Base.metadata.create_all(connection)
        from_model = described(connection)
        undone.rollback()
    upgrade(empty)
    with empty.read() as connection:
        from_migrations = described(connection)
    assert len(from_model) > len(Base.metadata.tables)
    assert from_migrations == from_model
    empty.close()


@both
def test_upgrading_again_changes_nothing(empty: Store) -> None:
    assert current(empty) is None
    assert not is_current(empty)
    upgrade(empty)
    assert is_current(empty)
    upgrade(empty)
    assert current(empty) == head()
    empty.close()


@both
def test_a_migration_that_fails_halfway_leaves_nothing_behind(
    empty: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alembic.operations import Operations

    made: list[str] = []
    create_table = Operations.create_table

    def fails_at_the_tenth(self: Operations, name: str, *rest: Any, **more: Any) -> Any:
        made.append(name)
        if len(made) == 10:
            raise RuntimeError("the power went")
        return create_table(self, name, *rest, **more)

    with monkeypatch.context() as patch:
        patch.setattr("alembic.operations.Operations.create_table", fails_at_the_tenth)
        with pytest.raises(RuntimeError, match="the power went"):
            upgrade(empty)
    assert len(made) == 10
    with empty.read() as connection:
        assert inspect(connection).get_table_names() == []
    upgrade(empty)
    assert is_current(empty)
    empty.close()


@both
def test_tables_of_another_program_are_left_alone(empty: Store) -> None:
    with empty.write() as connection:
        connection.exec_driver_sql("CREATE TABLE item (colour TEXT)")
    with pytest.raises(NotEmpty, match="tables of another program"):
        upgrade(empty)
    with empty.read() as connection:
        assert inspect(connection).get_table_names() == ["item"]
    empty.close()


@both
def test_several_processes_that_start_at_once_upgrade_once(empty: Store) -> None:
    url = empty.engine.url.render_as_string(hide_password=False)
    code = f"from drives.store import *; s = open_store({url!r}); upgrade(s); assert is_current(s); s.close()"
    starts = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(3)]
    assert [(start.communicate()[1].decode(), start.returncode) for start in starts] == [("", 0)] * 3
    assert is_current(empty)
    empty.close()
