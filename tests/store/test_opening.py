"""Opening a store: what is made, what is refused, and that a refused file keeps every byte."""

import os
import shutil
import sqlite3
import stat
from pathlib import Path

import pytest

from drives.settings import Settings
from drives.store import Unopened, current, is_current, open_store, upgrade
from tests.conftest import run_on_postgres


def test_the_default_store_is_made_with_its_folder_under_the_current_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with open_store(Settings.from_environment({}).store) as store:
        assert current(store) is None
        upgrade(store)
        monkeypatch.chdir("/")
        assert is_current(store)
    made = tmp_path / "data" / "drives.db"
    assert made.stat().st_size > 0
    if os.name != "nt":
        assert stat.S_IMODE(made.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "content",
    [
        b"name,kind\nA hall,warehouse\n",
        b"SQLite format 3\0 but not really" * 40,
        b"\0" * 5000,
        b"SQLite",
    ],
)
def test_a_file_that_is_no_store_is_refused_and_keeps_every_byte(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(Unopened, match=r"^list\.csv is not a store") as refusal:
        open_store(f"sqlite:///{path}")
    assert path.read_bytes() == content
    assert os.listdir(tmp_path) == ["list.csv"]
    assert str(tmp_path) not in str(refusal.value)


def test_another_programs_database_is_refused_and_keeps_every_byte(tmp_path: Path) -> None:
    path = tmp_path / "music.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE item (name)")
    other.commit()
    other.close()
    before = path.read_bytes()
    with pytest.raises(Unopened, match="not a store"):
        open_store(f"sqlite:///{path}")
    assert path.read_bytes() == before


def test_a_store_whose_pages_are_damaged_is_refused(sqlite_url: str) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))
    with pytest.raises(Unopened, match="not a store"):
        open_store(sqlite_url)


def test_a_store_of_a_newer_program_is_refused_and_keeps_every_byte(store_url: str) -> None:
    with open_store(store_url) as store, store.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    path = Path(store_url.removeprefix("sqlite:///"))
    before = path.read_bytes() if store_url.startswith("sqlite") else b""
    with pytest.raises(Unopened, match="newer version"):
        open_store(store_url)
    if before:
        assert path.read_bytes() == before


def test_a_newer_store_with_changes_still_in_its_log_keeps_them_there(
    sqlite_url: str, tmp_path: Path
) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    left_behind = tmp_path / "as after a crash.db"
    with open_store(sqlite_url) as store:
        with store.write() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        for ending in ("", "-wal"):
            shutil.copyfile(
                path.with_name(path.name + ending), left_behind.with_name(left_behind.name + ending)
            )
    log = left_behind.with_name(left_behind.name + "-wal")
    before = left_behind.read_bytes(), log.read_bytes()
    with pytest.raises(Unopened, match="newer version"):
        open_store(f"sqlite:///{left_behind}")
    assert (left_behind.read_bytes(), log.read_bytes()) == before
    assert before[1]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "drives.db",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///x.db?mode=ro",
        "mysql://root@localhost/drives",
        "not a url",
    ],
)
def test_a_url_that_names_no_store_is_refused_with_what_would(url: str) -> None:
    with pytest.raises(Unopened, match=r"sqlite:///folder/name\.db"):
        open_store(url)


def test_a_folder_that_cannot_be_written_is_refused_without_its_path(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for place in ("file/drives.db", "no/such/folder/drives.db", "."):
        with pytest.raises(Unopened, match="Choose a folder") as refusal:
            open_store(f"sqlite:///{tmp_path}/{place}")
        assert str(tmp_path) not in str(refusal.value)
    if os.geteuid():
        shut = tmp_path / "shut"
        shut.mkdir(mode=0o500)
        with pytest.raises(Unopened, match="Choose a folder"):
            open_store(f"sqlite:///{shut}/drives.db")


def test_a_server_that_does_not_answer_is_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(Unopened, match="did not let us in"):
        open_store(f"postgresql+psycopg://nobody@/nowhere?host={tmp_path}")


def test_a_connection_without_a_schema_is_refused(postgresql_url: str) -> None:
    with pytest.raises(Unopened, match="has no schema"):
        open_store(f"{postgresql_url}&options=-csearch_path%3Dnowhere")


def test_three_communities_live_side_by_side_and_see_nothing_of_each_other(postgresql_url: str) -> None:
    names = ["org_a", "org_b", "org c"]
    run_on_postgres(postgresql_url, *(f'CREATE SCHEMA "{name}"' for name in names))
    urls = [
        f"{postgresql_url}&options=-csearch_path%3D%22{name.replace(' ', '%5C%20')}%22,public"
        for name in names
    ]
    stores = [open_store(url) for url in urls]
    # The database's public schema holds a migrated store already: it is nobody else's.
    assert [current(store) for store in stores] == [None, None, None]
    for number, store in enumerate(stores):
        upgrade(store)
        with store.write() as connection:
            for slot in range(number + 1):
                connection.exec_driver_sql(f"INSERT INTO store_version (slot, value) VALUES ({slot}, 7)")
    for number, store in enumerate(stores):
        with store.read() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM store_version").scalar() == number + 1
            assert connection.exec_driver_sql("SELECT current_schemas(false)").scalar() == [names[number]]
        store.close()
    with open_store(postgresql_url) as store, store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM store_version").scalar() == 0
