"""Health, headers, languages, and what a process does before it serves."""

import gc
import sys
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

import drives
from drives.web import SafeHeaders, lifespan
from drives.web.health import health_route
from drives.web.language import negotiated
from drives.web.serve import entry_path


def _health(check: object = None) -> tuple[int, str]:
    client = TestClient(Starlette(routes=[health_route(check)]))  # type: ignore[arg-type]
    answer = client.get("/healthz")
    return answer.status_code, answer.text


def test_health_is_ok_where_the_store_answers() -> None:
    assert _health() == (200, "ok")
    assert _health(lambda: None) == (200, "ok")


def test_health_tells_nobody_why_the_store_does_not_answer() -> None:
    def broken() -> None:
        raise OSError("/secret/path: no such file")

    assert _health(broken) == (503, "unavailable")


def test_no_page_of_ours_fetches_a_picture_from_elsewhere() -> None:
    app = Starlette(routes=[Route("/", lambda _request: PlainTextResponse("hello"))])
    app.add_middleware(SafeHeaders)
    headers = TestClient(app).get("/").headers
    assert "img-src 'self' data: blob:" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("wish", ["", "xx", "xx;q=1, en;q=0.5", "en-GB", "*", ";q=", "en;q=x"])
def test_a_browser_whose_language_we_do_not_have_gets_english(wish: str) -> None:
    assert negotiated(wish) == "en"


def test_the_entry_stands_beside_its_configuration_and_names_the_app() -> None:
    entry = entry_path()
    assert "\napp = st.App(\n" in entry.read_text()
    assert (entry.parent / ".streamlit" / "config.toml").is_file()


def test_a_process_is_warm_and_frozen_before_it_serves(capsys: pytest.CaptureFixture[str]) -> None:
    from drives.web.lifespan import announce

    gc.unfreeze()  # what the tests themselves keep from being looked through (conftest.py)
    done: list[str] = []
    announce("Drives is here.")
    package = str(Path(drives.__file__).parent)
    sys.path.insert(0, package)
    try:
        app = Starlette(lifespan=lambda app: lifespan(lambda: done.append("warm"))(app))
        with TestClient(app):
            assert done == ["warm"]
            assert gc.get_freeze_count() > 0
            assert {"altair", "pandas", "babel.numbers"} <= set(sys.modules)
            assert package not in sys.path
    finally:
        sys.path[:] = [entry for entry in sys.path if entry != package]
    assert capsys.readouterr().err == "Drives is here.\n"
