"""Who is let in before there are accounts, over HTTP and websocket alike."""

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from drives.web import middleware, routes

AT_HOME = ("127.0.0.1", 50000)

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


async def _secret(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("donor names")


async def _talk(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("donor names")
    await websocket.close()


def _client(peer: tuple[str, int] = AT_HOME, host: str = "localhost:8501") -> TestClient:
    app = Starlette(
        routes=[
            *routes(),
            Route("/", _secret, methods=["GET", "POST"]),
            Route("/_stcore/metrics", _secret),
            WebSocketRoute("/_stcore/stream", _talk),
        ],
        middleware=middleware(),
    )
    return TestClient(app, base_url="http://localhost:8501", client=peer, headers={"host": host})


def _assert_refused(client: TestClient, headers: dict[str, str] | None = None) -> None:
    for path in ("/", "/healthz", "/_stcore/metrics", "/nowhere"):
        answer = client.get(path, headers=headers)
        assert answer.status_code == 403
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "Accounts come first" in answer.text
        assert "donor" not in answer.text
        assert "set-cookie" not in answer.headers
    assert client.post("/", headers=headers).status_code == 403
    with (
        pytest.raises(WebSocketDisconnect) as closed,
        client.websocket_connect("/_stcore/stream", headers=headers or {}) as talk,
    ):
        talk.receive_text()
    assert closed.value.code == 1008


def _assert_served(client: TestClient, headers: dict[str, str] | None = None) -> None:
    assert client.get("/", headers=headers).text == "donor names"
    with client.websocket_connect("/_stcore/stream", headers=headers or {}) as talk:
        assert talk.receive_text() == "donor names"


@pytest.mark.parametrize(
    "host", ["localhost:8501", "localhost", "LocalHost:9", "127.0.0.1:8501", "[::1]:8501"]
)
def test_the_person_at_this_machine_is_served(host: str) -> None:
    _assert_served(_client(host=host))


@pytest.mark.parametrize("peer", [("127.0.0.1", 1), ("::1", 1), ("::ffff:127.0.0.1", 1), ("127.8.8.8", 1)])
def test_every_loopback_peer_is_this_machine(peer: tuple[str, int]) -> None:
    _assert_served(_client(peer))


@pytest.mark.parametrize("peer", FOREIGN_PEERS)
def test_a_peer_from_elsewhere_gets_a_note(peer: tuple[str, int]) -> None:
    _assert_refused(_client(peer))


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
def test_a_host_that_is_not_this_machine_gets_a_note(host: str) -> None:
    _assert_refused(_client(host=host))


@pytest.mark.parametrize("name", FORWARDING)
@pytest.mark.parametrize("value", ["127.0.0.1", ""])
def test_any_forwarding_header_gets_a_note(name: str, value: str) -> None:
    _assert_refused(_client(), {name: value})


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
def test_a_page_of_another_origin_gets_a_note(origin: str) -> None:
    _assert_refused(_client(), {"origin": origin})


@pytest.mark.parametrize("origin", ["http://localhost:8501", "HTTP://LOCALHOST:8501"])
def test_our_own_page_may_talk_to_us(origin: str) -> None:
    _assert_served(_client(), {"origin": origin})


def test_the_default_port_is_the_same_origin_as_no_port() -> None:
    _assert_served(_client(host="localhost:80"), {"origin": "http://localhost"})


def test_two_hosts_or_none_get_a_note() -> None:
    from drives.web.local_only import is_local_request

    one = (b"host", b"localhost")
    assert is_local_request(AT_HOME, [one])
    assert not is_local_request(AT_HOME, [one, one])
    assert not is_local_request(AT_HOME, [])
    assert not is_local_request(None, [one])


def test_a_head_request_gets_the_headers_of_the_note_alone() -> None:
    answer = _client(("192.168.1.7", 1)).head("/")
    assert (answer.status_code, answer.text) == (403, "")


def test_an_unknown_language_gets_the_english_note() -> None:
    answer = _client(("192.168.1.7", 1)).get("/", headers={"accept-language": "xx-YY;q=0.9, zz;q=abc"})
    assert '<html lang="en">' in answer.text
