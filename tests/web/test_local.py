"""Who sits at this machine: as long as there are no accounts she is served, over HTTP and websocket alike."""

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from tests.web.conftest import AT_HOME, Browse

FOREIGN_PEERS = [
    ("192.168.1.7", 50000),
    ("10.0.0.1", 1),
    ("testclient", 1),
    ("::ffff:192.168.1.7", 1),
    ("", 0),
]
FOREIGN_HOSTS = [
    "drives.example.org",
    "192.168.1.7:8501",
    "localhost.example.org",
    "127.0.0.1.example.org",
    "localhost@example.org",
    "example.org#localhost",
    "127.0.0.2",
    "[::2]",
    "localhost:80x",
    "localhost/evil",
    "0.0.0.0:8501",
    " localhost",
    "",
]
FORWARDING = [
    "Forwarded",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Forwarded-Whatever",
    "X-Forwarded",
    "X_Forwarded_For",
    "x-forwarded-for",
    "X-Real-IP",
    "Via",
    "CF-Connecting-IP",
    "CF-Ray",
    "True-Client-IP",
    "X-Client-IP",
    "X-Cluster-Client-IP",
    "Fastly-Client-IP",
    "Fly-Client-IP",
    "X-Original-Host",
    "X-Original-Forwarded-For",
    "X-Envoy-External-Address",
    "Forwarded-For",
    "Client-IP",
    "CDN-Loop",
    "Tailscale-User-Login",
]
FOREIGN_ORIGINS = [
    "https://example.org",
    "null",
    "http://localhost:3000",
    "http://127.0.0.1:8501",
    "http://localhost.example.org:8501",
    "https://localhost:8501x",
    "file://",
    "",
]


@pytest.fixture
def store_url(sqlite_url: str) -> str:
    """One engine will do: what is decided here is decided before the store is asked."""
    return sqlite_url


def _at_home(browse: Browse, peer: tuple[str, int] = AT_HOME, host: str = "localhost:8501") -> TestClient:
    client = browse(peer, "localhost:8501")
    client.headers["host"] = host
    return client


def _assert_refused(client: TestClient, headers: dict[str, str] | None = None) -> None:
    front = client.get("/", headers=headers)
    assert (front.status_code, front.headers["location"]) == (303, "/session/set-up")
    for path in ("/overview", "/media/1.csv", "/nowhere", "/session/sign-in"):
        answer = client.get(path, headers=headers)
        assert answer.status_code == 403
        assert "Accounts come first" in answer.text
        assert "donor" not in answer.text
        assert "set-cookie" not in answer.headers
    assert client.post("/", headers=headers).status_code == 403
    assert client.get("/session/set-up", headers=headers).status_code == 200
    assert client.get("/healthz", headers=headers).text == "ok"
    with (
        pytest.raises(WebSocketDisconnect) as closed,
        client.websocket_connect("/_stcore/stream", headers=headers or {}) as talk,
    ):
        talk.receive_text()
    assert closed.value.code == 1008


def _assert_served(client: TestClient, headers: dict[str, str] | None = None) -> None:
    assert client.get("/", headers=headers).text == "dashboard"
    assert client.get("/media/1.csv", headers=headers).text == "donor names"
    with client.websocket_connect("/_stcore/stream", headers=headers or {}) as talk:
        assert talk.receive_text()


@pytest.mark.parametrize(
    "host", ["localhost:8501", "localhost", "LocalHost:9", "127.0.0.1:8501", "[::1]:8501"]
)
def test_the_person_at_this_machine_is_served(browse: Browse, host: str) -> None:
    _assert_served(_at_home(browse, host=host))


@pytest.mark.parametrize("peer", [("127.0.0.1", 1), ("::1", 1), ("::ffff:127.0.0.1", 1), ("127.8.8.8", 1)])
def test_every_loopback_peer_is_this_machine(browse: Browse, peer: tuple[str, int]) -> None:
    _assert_served(_at_home(browse, peer))


@pytest.mark.parametrize("peer", FOREIGN_PEERS)
def test_a_peer_from_elsewhere_gets_the_set_up_page_alone(browse: Browse, peer: tuple[str, int]) -> None:
    _assert_refused(_at_home(browse, peer))


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
def test_a_host_that_is_not_this_machine_gets_the_set_up_page_alone(browse: Browse, host: str) -> None:
    _assert_refused(_at_home(browse, host=host))


@pytest.mark.parametrize("name", FORWARDING)
@pytest.mark.parametrize("value", ["127.0.0.1", ""])
def test_any_forwarding_header_gets_the_set_up_page_alone(browse: Browse, name: str, value: str) -> None:
    _assert_refused(_at_home(browse), {name: value})


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
def test_a_page_of_another_origin_gets_the_set_up_page_alone(browse: Browse, origin: str) -> None:
    _assert_refused(_at_home(browse), {"origin": origin})


@pytest.mark.parametrize("origin", ["http://localhost:8501", "HTTP://LOCALHOST:8501"])
def test_our_own_page_may_talk_to_us(browse: Browse, origin: str) -> None:
    _assert_served(_at_home(browse), {"origin": origin})


def test_the_default_port_is_the_same_origin_as_no_port(browse: Browse) -> None:
    _assert_served(_at_home(browse, host="localhost:80"), {"origin": "http://localhost"})


def test_two_hosts_or_none_get_the_set_up_page_alone() -> None:
    from drives.web.local import is_local_request

    one = (b"host", b"localhost")
    assert is_local_request(AT_HOME, [one])
    assert not is_local_request(AT_HOME, [one, one])
    assert not is_local_request(AT_HOME, [])
    assert not is_local_request(None, [one])


def test_a_head_request_gets_the_headers_of_the_note_alone(browse: Browse) -> None:
    answer = browse().head("/overview")
    assert (answer.status_code, answer.text) == (403, "")


def test_an_unknown_language_gets_the_english_note(browse: Browse) -> None:
    answer = browse().get("/overview", headers={"accept-language": "xx-YY;q=0.9, zz;q=abc"})
    assert '<html lang="en">' in answer.text
