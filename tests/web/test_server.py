"""The real thing: a server started as people start it, asked over real sockets."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

ROOT = Path(__file__).parents[2]

STARTS = {
    "drives serve": [
        "-c",
        "import sys; from drives.web.serve import serve; serve(port=int(sys.argv[1]), store_url=sys.argv[2])",
    ],
    "streamlit run": ["-m", "streamlit", "run", str(ROOT / "streamlit_app.py"), "--server.port"],
}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _get(port: int, path: str = "/healthz", **headers: str) -> tuple[int, str]:
    talk = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        talk.putrequest("GET", path, skip_host="host" in headers)
        for name, value in headers.items():
            talk.putheader(name.replace("_", "-"), value)
        talk.endheaders()
        answer = talk.getresponse()
        return answer.status, answer.read().decode()
    finally:
        talk.close()


@pytest.fixture(scope="module", params=list(STARTS))
def port(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    home = tmp_path_factory.mktemp("home")
    found = _free_port()
    store = f"sqlite:///{home / 'store.db'}"
    command = [sys.executable, *STARTS[request.param], str(found)]
    if request.param == "drives serve":
        command.append(store)
    # A display makes Streamlit ask for an e-mail address on a first start, unless it is told not to.
    told = {"HOME": str(home), "DISPLAY": ":0", "DRIVES_STORE": store, "PYTHONPATH": str(ROOT)}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    said = home / "said.txt"
    with said.open("w") as out:
        server = subprocess.Popen(
            command,
            cwd=home if request.param == "drives serve" else ROOT,
            env=kept | told,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        for _ in range(300):
            if server.poll() is not None:
                pytest.fail(f"The server ended: {said.read_text()}")
            try:
                if _get(found) == (200, "ok"):
                    break
            except OSError:
                time.sleep(0.1)
        else:
            pytest.fail(f"The server did not come up: {said.read_text()}")
        yield found
        printed = said.read_text()
        assert str(found) in printed
        assert re.search(r"use this code: [A-Z2-7]{5}-[A-Z2-7]{5}\n", printed)
        assert "email" not in printed.lower()
        assert "GET /" not in printed
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=20)


def test_the_person_at_this_machine_gets_the_dashboard(port: int) -> None:
    status, page = _get(port, "/")
    assert (status, "<title>" in page) == (200, True)


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "drives.example.org"},
        {"X_Forwarded_For": "203.0.113.9"},
        {"X_Forwarded_For": "127.0.0.1"},
        {"Forwarded": "for=203.0.113.9"},
        {"X_Real_IP": "203.0.113.9"},
        {"Origin": "https://example.org"},
    ],
    ids=str,
)
def test_forged_and_forwarded_requests_get_the_set_up_page_alone(port: int, headers: dict[str, str]) -> None:
    for path in ("/overview", "/_stcore/health", "/static/index.html", "/media/x.csv"):
        status, page = _get(port, path, **headers)
        assert status == 403
        assert "Accounts come first" in page
    assert _get(port, "/", **headers)[0] == 303
    status, page = _get(port, "/session/set-up", **headers)
    assert (status, "Set-up code" in page) == (200, True)
    forged = {name.replace("_", "-"): value for name, value in headers.items()}
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(f"ws://127.0.0.1:{port}/_stcore/stream", additional_headers=forged, open_timeout=10),
    ):
        pass
    assert refused.value.response.status_code == 403


def test_what_the_server_counts_is_nobodys(port: int) -> None:
    assert _get(port, "/_stcore/metrics") == (404, "not found")


def _run_page(port: int, page: str) -> list[ForwardMsg]:
    """Every message of one run of ``page``, opened by its address."""
    ask = BackMsg()
    ask.rerun_script.page_name = page
    heard = []
    with connect(
        f"ws://127.0.0.1:{port}/_stcore/stream",
        origin=f"http://127.0.0.1:{port}",
        subprotocols=["streamlit", "x"],
        max_size=None,
    ) as talk:
        talk.send(ask.SerializeToString())
        while True:
            message = ForwardMsg.FromString(talk.recv(timeout=30))
            heard.append(message)
            if message.WhichOneof("type") == "script_finished":
                return heard


def test_a_page_opened_by_its_address_on_a_fresh_server_stands_in_the_shell(port: int) -> None:
    heard = _run_page(port, "log-donation")
    shells = [message.navigation for message in heard if message.HasField("navigation")]
    # One shell, the same whichever page is asked for: a page run outside of it would bring none. What
    # else stands in it depends on who looks on.
    assert [shell.sections[0] for shell in shells] == ["Start"]
    by_title = {page.page_name: page for page in shells[0].app_pages}
    assert {"First steps", "Log a donation", "Guide"} <= by_title.keys()
    assert {page.section_header for page in by_title.values()} == set(shells[0].sections)
    assert shells[0].page_script_hash == by_title["Log a donation"].page_script_hash
    said = b"".join(message.SerializeToString() for message in heard)
    assert b"Log a donation" in said
    assert b"Something broke" not in said
