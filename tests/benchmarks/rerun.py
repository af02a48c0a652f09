"""What a rerun of the overview over unchanged data costs the server, beside an empty page in the same run.

A real server each; a client of our own that speaks Streamlit's websocket as a browser does (it says
which messages it still has); CPU of the server process per rerun, after both are warm.
"""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from drives.demo import make_demo
from drives.rules.roles import COMMAND_LINE
from drives.settings import Settings
from drives.wiring import open_house

_ROOT = Path(__file__).resolve().parents[2]
_REPEATS, _RERUNS, _WARM = 9, 60, 30
_EMPTY_APP = '''"""An empty page under the same server, middleware and warm-up."""

from pathlib import Path

import streamlit as st

from drives.ui.reads import house
from drives.ui.warm import warm_pages
from drives.web import lifespan, middleware

app = st.App(
    Path(__file__).with_name("empty.py"), lifespan=lifespan(warm_pages), middleware=middleware(house)
)
'''


class Session:
    """One browser's session: reruns the page, and keeps what a browser keeps."""

    def __init__(self, port: int) -> None:
        self._socket: ClientConnection = connect(
            f"ws://127.0.0.1:{port}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            legacy=True,
        )
        self._page = ""
        self._kept: set[str] = set()

    def rerun(self) -> int:
        """Run the page to its end; how many messages came."""
        message = BackMsg()
        state = message.rerun_script
        state.page_script_hash = self._page
        state.cached_message_hashes.extend(self._kept)
        self._socket.send(message.SerializeToString())
        count = 0
        while True:
            told = ForwardMsg()
            told.ParseFromString(bytes(self._socket.recv()))  # type: ignore[arg-type]
            count += 1
            if told.metadata.cacheable and told.hash:
                self._kept.add(told.hash)
            if told.WhichOneof("type") == "new_session":
                self._page = told.new_session.page_script_hash
            if told.WhichOneof("type") == "script_finished":
                return count

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _served(entry: Path, store: str) -> Iterator[tuple[psutil.Process, int]]:
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(entry), "--server.port", str(port)]
    environ = {**os.environ, "DRIVES_STORE": store, "PYTHONPATH": str(_ROOT)}
    with subprocess.Popen(
        command, cwd=_ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            deadline = time.monotonic() + 60
            while True:
                try:
                    with urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1):
                        break
                except OSError:
                    if time.monotonic() > deadline:
                        raise
                    time.sleep(0.1)
            yield psutil.Process(server.pid), port
        finally:
            server.terminate()


def _cpu_ms(process: psutil.Process, session: Session) -> float:
    before = process.cpu_times()
    for _rerun in range(_RERUNS):
        session.rerun()
    after = process.cpu_times()
    return (after.user + after.system - before.user - before.system) * 1000 / _RERUNS


def overview_rerun_ratio() -> float:
    """CPU of a rerun of the overview over CPU of a rerun of an empty page; prints both medians."""
    with tempfile.TemporaryDirectory() as folder:
        store = f"sqlite:///{folder}/demo.db"
        house = open_house(Settings.from_environment({}, store=store))
        make_demo(house, COMMAND_LINE)
        house.close()
        empty = Path(folder) / "streamlit_app.py"
        empty.write_text(_EMPTY_APP)
        (Path(folder) / "empty.py").write_text("")
        with _served(_ROOT / "streamlit_app.py", store) as ours, _served(empty, store) as bare:
            sessions = [(process, Session(port)) for process, port in (ours, bare)]
            shown = [session.rerun() for _process, session in sessions]
            for _process, session in sessions:
                for _rerun in range(_WARM):
                    session.rerun()
            spent: list[list[float]] = [[], []]
            for _repeat in range(_REPEATS):
                for place, (process, session) in enumerate(sessions):
                    spent[place].append(_cpu_ms(process, session))
            for _process, session in sessions:
                session.close()
    page, nothing = (statistics.median(times) for times in spent)
    print(
        f"  overview {page:.1f} ms ({shown[0]} messages), empty page {nothing:.1f} ms ({shown[1]} messages)"
    )
    return page / nothing


if __name__ == "__main__":
    print(f"  {overview_rerun_ratio():.1f} times an empty page (goal: 5)")
