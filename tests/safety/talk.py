"""What a browser says to the server and hears from it, without a browser: messages, files, routes."""

from __future__ import annotations

import http.client
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from urllib.parse import urlencode, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from drives.accounts import COOKIE

Asked = dict[str, str]
"""What an address asks for after its ``?``."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a request; ``whole`` is everything in it."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def whole(self) -> bytes:
        """Status, headers and body."""
        said = "".join(f"{name}: {value}\n" for name, value in self.headers)
        return f"{self.status}\n{said}\n".encode() + self.body


def fetch(
    server: str, path: str, cookie: str | None = None, *, form: Asked | None = None, method: str | None = None
) -> Answer:
    """The answer of the server at a path; a ``form`` is posted."""
    at = urlsplit(server)
    talk = http.client.HTTPConnection(at.hostname or "", at.port, timeout=30)
    headers = _cookies(cookie)
    if form is not None:
        headers |= {"content-type": "application/x-www-form-urlencoded", "origin": server}
    try:
        body = None if form is None else urlencode(form)
        talk.request(method or ("GET" if form is None else "POST"), path, body, headers)
        answer = talk.getresponse()
        return Answer(answer.status, answer.getheaders(), answer.read())
    finally:
        talk.close()


def _cookies(cookie: str | None) -> dict[str, str]:
    return {} if cookie is None else {"cookie": f"{COOKIE}={cookie}"}


@dataclass
class Heard:
    """The messages of one run of a page."""

    messages: list[ForwardMsg] = field(default_factory=list)

    @property
    def whole(self) -> bytes:
        """Everything: texts stand in it as they are, those of tables and charts too."""
        return b"\n".join(message.SerializeToString(deterministic=True) for message in self.messages)

    def widgets(self) -> Iterator[tuple[str, object]]:
        """Each element with its kind."""
        for message in self.messages:
            if message.HasField("delta") and message.delta.HasField("new_element"):
                element = message.delta.new_element
                kind = element.WhichOneof("type")
                if kind is not None:
                    yield kind, getattr(element, kind)

    def pages(self) -> set[str]:
        """The paths of the pages that are offered; the first one's is empty."""
        return {
            page.url_pathname
            for message in self.messages
            if message.HasField("navigation")
            for page in message.navigation.app_pages
        }


class Tab:
    """A tab of a browser: one session, with the cookie that it was opened with."""

    def __init__(self, server: str, cookie: str | None = None) -> None:
        self.server, self.cookie = server, cookie
        self.session = ""
        self._way = connect(
            f"{server.replace('http', 'ws', 1)}/_stcore/stream",
            origin=Origin(server),
            subprotocols=[Subprotocol("streamlit"), Subprotocol("x")],
            additional_headers=_cookies(cookie),
            max_size=None,
        )

    def __enter__(self) -> Tab:
        self._talk = self._way.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._way.__exit__(kind, error, trace)

    def open(self, page: str, asked: Asked | None = None, widgets: Iterable[WidgetState] = ()) -> Heard:
        """Run a page by its address, with what its widgets are said to hold."""
        said = BackMsg()
        said.rerun_script.page_name = page
        said.rerun_script.query_string = urlencode(asked or {})
        said.rerun_script.widget_states.widgets.extend(widgets)
        said.rerun_script.context_info.locale = "en-US"
        said.rerun_script.context_info.timezone = "UTC"
        said.rerun_script.context_info.url = f"{self.server}/{page}"
        self._talk.send(said.SerializeToString())
        heard = Heard()
        while not self._is_over(self._hear(heard)):
            pass
        # What is answered after everything else: nothing of this run comes later.
        self._talk.send(BackMsg(app_heartbeat=True).SerializeToString())
        while not self._hear(heard).HasField("heartbeat_ack"):
            pass
        return heard

    def download(self, file_id: str) -> tuple[str, Answer]:
        """Where the file of a button is that makes it when it is clicked, and the file."""
        said = BackMsg()
        asked = said.backend_operation_request
        asked.request_id, asked.session_id, asked.deferred_file.file_id = "download", self.session, file_id
        self._talk.send(said.SerializeToString())
        heard = Heard()
        while not (told := self._hear(heard)).HasField("backend_operation_response"):
            pass
        response = told.backend_operation_response
        if response.error_msg:
            return "", Answer(0, [], response.SerializeToString())
        path = response.deferred_file.url
        return path, fetch(self.server, path, self.cookie)

    def _hear(self, heard: Heard) -> ForwardMsg:
        message = ForwardMsg.FromString(self._talk.recv(timeout=60))  # type: ignore[arg-type]
        heard.messages.append(message)
        if message.HasField("new_session"):
            self.session = message.new_session.initialize.session_id
        return message

    @staticmethod
    def _is_over(message: ForwardMsg) -> bool:
        """Whether a run is over, and no other takes its place."""
        return (
            message.HasField("script_finished")
            and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
        )
