"""What a read and a write are: one snapshot, one transaction, with the settings that keep what was said."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from drives.store import Store, engine, open_store, upgrade
from tests.quickly import pragmas_in_use

INSERT = "INSERT INTO store_version (slot, value) VALUES (0, 1)"
COUNT = "SELECT count(*) FROM store_version"


def test_a_write_lasts_when_its_block_ends_and_leaves_nothing_when_it_raises(store: Store) -> None:
    with pytest.raises(RuntimeError), store.write() as connection:  # noqa: PT012
        connection.exec_driver_sql(INSERT)
        raise RuntimeError("changed my mind")
    with store.read() as connection:
        assert connection.exec_driver_sql(COUNT).scalar() == 0
    with store.write() as connection:
        connection.exec_driver_sql(INSERT)
    with store.read() as connection:
        assert connection.exec_driver_sql(COUNT).scalar() == 1


def test_a_read_sees_one_moment_while_others_write(store: Store) -> None:
    with store.read() as reading:
        before = reading.exec_driver_sql(COUNT).scalar()
        with store.write() as writing:
            writing.exec_driver_sql(INSERT)
        assert reading.exec_driver_sql(COUNT).scalar() == before == 0
    with store.read() as reading:
        assert reading.exec_driver_sql(COUNT).scalar() == 1


def test_a_read_cannot_write(store: Store) -> None:
    with store.read() as connection, pytest.raises(DBAPIError, match=r"readonly|read-only"):
        connection.exec_driver_sql(INSERT)


def test_what_a_writer_reads_stays_true_also_against_a_program_that_knows_no_tickets(sqlite_url: str) -> None:
    with open_store(sqlite_url) as store, store.write() as connection:
        connection.exec_driver_sql(COUNT).scalar()
        # The same library, since two of them in one process do not see each other's locks.
        driver = engine.sqlite_driver()
        stranger = driver.connect(sqlite_url.removeprefix("sqlite:///"), timeout=0, isolation_level=None)
        with pytest.raises(driver.OperationalError, match="locked"):
            stranger.execute(INSERT)
        stranger.close()
        connection.exec_driver_sql(INSERT)


def test_a_write_inside_a_write_is_an_error_at_once(sqlite_url: str) -> None:
    with open_store(sqlite_url) as store, store.write():
        inner = store.write()
        with pytest.raises(RuntimeError, match="inside a write"):
            inner.__enter__()


@pytest.fixture(params=["as installed", "with the interpreter's own SQLite"])
def sqlite_store(request: pytest.FixtureRequest, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A SQLite store, also on a library that still has the WAL-reset bug."""
    if request.param != "as installed":
        monkeypatch.setattr("drives.store.engine.sqlite_driver", lambda: sqlite3)
        monkeypatch.setattr("drives.store.engine._is_free_of_reset_bug", lambda _driver: False)
    monkeypatch.setattr(engine.SqliteStore, "_pragmas", pragmas_in_use)
    return open_store(sqlite_url)


def test_every_connection_to_a_file_has_the_settings_that_were_measured(sqlite_store: Store) -> None:
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
    }
    for opened in (sqlite_store.write, sqlite_store.read):
        with opened() as connection:
            for pragma, value in expected.items():
                assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
    sqlite_store.close()


def test_the_log_is_folded_back_again_and_again(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_CHECKPOINT_BYTES", 100_000)
    assert isinstance(sqlite_store, engine.SqliteStore)
    log = sqlite_store.path.with_name(sqlite_store.path.name + "-wal")
    for _round in range(60):
        with sqlite_store.write() as connection:
            connection.exec_driver_sql(
                "INSERT INTO activity (done_at, who, command, summary)"
                " SELECT '2026-01-01T00:00:00.000000Z', 'me', 'x', hex(zeroblob(100000))"
            )
    # 60 times 200 kB went through it.
    assert log.stat().st_size < 6_000_000
    sqlite_store.close()
    assert not log.exists()


def test_only_a_library_free_of_the_reset_bug_lets_writers_checkpoint(sqlite_url: str) -> None:
    def judged(version: tuple[int, int, int]) -> bool:
        return engine._is_free_of_reset_bug(type("Driver", (), {"sqlite_version_info": version}))  # type: ignore[arg-type]

    free = [(3, 53, 4), (3, 51, 3), (3, 50, 7), (3, 44, 6)]
    affected = [(3, 51, 2), (3, 51, 0), (3, 50, 6), (3, 49, 9), (3, 44, 5), (3, 40, 1)]
    assert all(map(judged, free))
    assert not any(map(judged, affected))
    with open_store(sqlite_url) as store:
        assert isinstance(store, engine.SqliteStore)
        with store.write() as connection:
            on_its_own = connection.exec_driver_sql("PRAGMA wal_autocheckpoint").scalar()
        assert (on_its_own == 0) == store.checkpoints_alone


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/drives.db")
    upgrade(store)
    store.close()
    store.close()
    with pytest.raises(RuntimeError, match="closed"), store.write():
        pass
