"""Who is let in once there are accounts, what pages of other sites cannot do, and which files are whose."""

from dataclasses import replace

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from drives.commands.people import add_account
from drives.web import middleware
from tests.houses import Home
from tests.web.conftest import ANN, AT_HOME, MADE, PASSWORD, Browse

OURS = "https://drives.example.org"
FOREIGN = [
    "https://evil.example.org",
    "http://drives.example.org.evil.example",
    "https://drives.example.org:8443",
    "null",
    "",
    "file://",
    "https://",
]


@pytest.fixture
def store_url(sqlite_url: str) -> str:
    """One engine will do."""
    return sqlite_url


def _stream(client: TestClient, **headers: str) -> str | int:
    """What a websocket says; the code with which it was closed where it was not accepted."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with client.websocket_connect("/_stcore/stream", headers=named) as talk:
            return str(talk.receive_text())
    except WebSocketDisconnect as closed:
        return closed.code


@pytest.mark.usefixtures("peopled")
@pytest.mark.parametrize(
    "client", [{}, {"peer": AT_HOME, "host": "localhost:8501"}, {"X_Forwarded_For": "203.0.113.7"}], ids=str
)
def test_with_accounts_everybody_is_let_in(browse: Browse, client: dict[str, str]) -> None:
    somebody = browse(**client)
    assert somebody.get("/").text == "dashboard"
    assert isinstance(_stream(somebody), str)


@pytest.mark.usefixtures("peopled")
@pytest.mark.parametrize("origin", FOREIGN)
def test_a_page_of_another_site_changes_nothing_and_opens_no_websocket(browse: Browse, origin: str) -> None:
    for client in (browse(), browse(AT_HOME, "localhost:8501")):
        refused = client.post("/", headers={"origin": origin})
        assert refused.status_code == 403
        assert "page of another site" in refused.text
        assert _stream(client, origin=origin) == 1008
        assert client.get("/", headers={"origin": origin}).text == "dashboard"


@pytest.mark.usefixtures("peopled")
@pytest.mark.parametrize(
    ("site", "status"), [("cross-site", 403), ("same-site", 403), ("same-origin", 200), ("none", 200)]
)
def test_a_browser_that_names_no_origin_may_name_the_site(browse: Browse, site: str, status: int) -> None:
    assert browse().post("/", headers={"sec-fetch-site": site}).status_code == status


@pytest.mark.usefixtures("peopled")
@pytest.mark.parametrize("host", ["drives.example.org", "drives.example.org:443", "Drives.Example.org"])
def test_our_own_page_may_and_streamlit_sees_origin_and_host_alike(browse: Browse, host: str) -> None:
    client = browse()
    client.headers["host"] = host
    assert client.post("/", headers={"origin": OURS}).status_code == 200
    assert _stream(client, origin=OURS) == "drives.example.org"


def test_a_host_that_a_proxy_forwards_counts_where_the_proxy_is_listed(peopled: Home, browse: Browse) -> None:
    forwarded = {"x_forwarded_host": "drives.example.org", "x_forwarded_for": "203.0.113.7"}
    client = browse(("10.0.0.5", 1), "app.internal:8501", **forwarded)
    assert client.post("/", headers={"origin": OURS}).status_code == 403
    assert _stream(client, origin=OURS) == 1008
    listed = type(peopled.house.settings).from_environment({"DRIVES_TRUSTED_PROXIES": "10.0.0.0/8"})
    object.__setattr__(peopled.house, "settings", listed)
    assert client.post("/", headers={"origin": OURS}).status_code == 200
    assert _stream(client, origin=OURS) == "drives.example.org"
    assert client.post("/", headers={"origin": "https://app.internal:8501"}).status_code == 403


def test_what_was_made_for_somebody_is_for_that_account_while_it_is_signed_in(
    peopled: Home, browse: Browse
) -> None:
    client = browse()
    for path in ("/media/1.csv", "/media/3.png", "/media/5.csv"):
        withheld = client.get(path)
        assert (withheld.status_code, withheld.text) == (404, "not found")
        assert client.head(path).status_code == 404
    assert client.get("/media/2.png").content == b"picture"
    assert client.get("/static/media/4.woff2").content == b"font"
    answer = client.post("/session/sign-in", data={"email": "ann@example.org", "password": PASSWORD})
    assert answer.status_code == 303
    served = client.get("/media/1.csv")
    assert (served.text, served.headers["cache-control"]) == (MADE, "no-store")
    assert served.headers["content-type"] == "text/csv; charset=utf-8"
    assert client.get("/media/5.csv").status_code == 404
    client.post("/session/sign-out")
    assert client.get("/media/1.csv").status_code == 404
    peopled.do(add_account, replace(ANN, email="bob@example.org", name="Bob"))
    client.post("/session/sign-in", data={"email": "bob@example.org", "password": PASSWORD})
    assert client.get("/media/1.csv").status_code == 404


@pytest.mark.usefixtures("house")
def test_without_accounts_the_files_are_for_who_sits_here(browse: Browse) -> None:
    assert browse(AT_HOME, "localhost").get("/media/1.csv").text == MADE
    assert browse().get("/media/1.csv").status_code == 403


@pytest.mark.usefixtures("peopled")
@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/metrics/", "/base/_stcore/metrics"])
def test_what_the_server_counts_is_nobodys(browse: Browse, path: str) -> None:
    for client in (browse(), browse(AT_HOME, "localhost:8501")):
        assert client.get(path).status_code == 404


@pytest.mark.usefixtures("peopled")
def test_cookies_go_over_tls_where_we_do(browse: Browse) -> None:
    typed = {"email": "ann@example.org", "password": PASSWORD}
    plain = browse().post("/session/sign-in", data=typed).headers["set-cookie"]
    assert "secure" not in plain.lower()
    behind = browse(x_forwarded_proto="https").post("/session/sign-in", data=typed)
    assert behind.headers["set-cookie"].lower().count("; secure") == 1


def test_a_store_that_does_not_answer_is_told_without_its_inside(caplog: pytest.LogCaptureFixture) -> None:
    from starlette.applications import Starlette

    def broken() -> None:
        raise OSError("/secret/path: no such file")

    app = Starlette(middleware=middleware(broken))  # type: ignore[arg-type]
    answer = TestClient(app, client=("203.0.113.9", 1)).get("/")
    assert answer.status_code == 500
    assert "Something broke (ref " in answer.text
    assert "secret" not in answer.text
    reference = answer.text.split("(ref ")[1][:4]
    assert reference in caplog.text
