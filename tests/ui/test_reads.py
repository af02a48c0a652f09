"""What pages read: fresh after every command, looked up once a run, and unwell where the store is."""

from pathlib import Path

import pytest
from sqlalchemy import event
from starlette.applications import Starlette
from starlette.testclient import TestClient

from drives.errors import Refusal
from drives.rules.roles import EVERYBODY
from drives.ui import reads
from drives.web import routes
from tests.houses import Home
from tests.ui.conftest import at_hand


def test_a_command_is_seen_by_the_next_run(home: Home) -> None:
    assert reads.items() == ()
    home.item("Socks")
    assert reads.items() == ()
    reads.look_again()
    assert [item.name for item in reads.items()] == ["Socks"]


def test_unchanged_data_is_read_once(home: Home) -> None:
    home.need("Socks", "100")
    reads.look_again()
    first = reads.the_overview()
    asked: list[str] = []

    def heard(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    reads.look_again()
    with home.store.read() as connection:
        engine = connection.engine
    event.listen(engine, "before_cursor_execute", heard)
    try:
        assert reads.the_overview() is first
        assert reads.items() == reads.items()
    finally:
        event.remove(engine, "before_cursor_execute", heard)
    assert len([one for one in asked if "FROM need" in one]) == 0


def test_an_answer_is_kept_for_the_viewer_who_asked(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.need("Socks", "100")
    reads.look_again()
    assert reads.all_needs()
    at_hand(monkeypatch, viewer=lambda: EVERYBODY)
    with pytest.raises(Refusal):
        reads.all_needs()
    assert reads.the_overview().rows


def test_health_is_the_store_s_health(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert home.store is reads.house().store
    client = TestClient(Starlette(routes=routes(reads.check_store, reads.house)))
    assert client.get("/healthz").text == "ok"
    (tmp_path / "photo.db").write_bytes(b"\x89PNG and nothing more" * 40)
    monkeypatch.setenv("DRIVES_STORE", f"sqlite:///{tmp_path}/photo.db")
    assert client.get("/healthz").status_code == 503
    monkeypatch.setenv("DRIVES_STORE", home.url)
    assert client.get("/healthz").text == "ok"
