"""Who is let in, decided before Streamlit sees a byte, over HTTP and websocket alike.

- A page of another site changes nothing here and opens no websocket.
- As long as the store has no accounts, whoever sits at this machine is served; everybody else gets the
  set-up page, which asks for the code that stands in the terminal.
- With accounts everybody is let in, and sees what is public until she signs in. Files that were made
  for somebody are for that account while it is signed in; the pictures on pages are for all.
- What the server counts about itself is nobody's.
"""

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config

from drives.rules.made_files import is_for, type_alone
from drives.texts import _, use_language
from drives.web.language import negotiated
from drives.web.local import is_local_request
from drives.web.pages import broken_page, note_page
from drives.web.peers import asked_host, same_origin
from drives.web.provider import LOGOUT
from drives.web.visit import SET_UP, go, viewer_at
from drives.wiring import House

_READS = frozenset({"GET", "HEAD", "OPTIONS"})


class Gate:
    """ASGI middleware that lets in who may come in. ``house`` opens the store of this process."""

    def __init__(self, app: ASGIApp, house: Callable[[], House]) -> None:
        self.app, self.house = app, house

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it; a websocket that is refused is never accepted."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        use_language(negotiated(Headers(scope=scope).get("accept-language", "")))
        try:
            answer = await self._refusal(scope)
        except Exception as error:
            answer = broken_page(error)
        if answer is None:
            await self.app(scope, receive, self._guarding(scope, send) if _is_file(scope) else send)
        elif scope["type"] == "http":
            await answer(scope, receive, send)
        else:
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": ""})

    async def _refusal(self, scope: Scope) -> Response | None:
        """How the request is refused; None for one that is let in."""
        path = scope["path"]
        if path == "/healthz":
            return None
        if path.rstrip("/").endswith("/_stcore/metrics"):
            return PlainTextResponse("not found", 404)
        house = await run_in_threadpool(self.house)
        # Where others are to come in, a proxy may stand between that says nothing of itself.
        is_local = is_local_request(scope.get("client"), scope["headers"])
        is_local = is_local and not house.settings.is_for_others
        if not is_local:
            _ask_for(scope, asked_host(scope, house.settings.trusted_proxies))
        if _changes_something(scope) and _is_of_another_site(scope):
            return note_page(
                _("Not from here"),
                _("This was sent by a page of another site. Nothing was done. Open our page and try again."),
                status=403,
                link=("/", _("Go on")),
            )
        if is_local or path == SET_UP or await run_in_threadpool(house.accounts.exist):
            _please_streamlit(scope)
            return None
        if path == "/" and scope["type"] == "http" and scope["method"] in _READS:
            return go(SET_UP)
        return note_page(
            _("Accounts come first"),
            _(
                "This community's dashboard has no accounts yet, so it opens only on the computer it "
                "runs on. Whoever runs it can set it up from here."
            ),
            status=403,
            link=(SET_UP, _("Set it up")),
        )

    def _guarding(self, scope: Scope, send: Send) -> Send:
        """A ``send`` that answers whoever a file was not made for as if there were no such file."""
        is_withheld = False

        async def guarded(message: Message) -> None:
            nonlocal is_withheld
            if message["type"] == "http.response.start" and _is_for_somebody(message):
                media_type = Headers(raw=list(message["headers"])).get("content-type", "")
                if await run_in_threadpool(self._is_for, media_type, HTTPConnection(scope)):
                    message = {**message, "headers": _of_own_file(message, type_alone(media_type))}
                else:
                    is_withheld = True
                    await PlainTextResponse("not found", 404, {"cache-control": "no-store"})(
                        scope, _nothing, send
                    )
            if not is_withheld:
                await send(message)

        return guarded

    def _is_for(self, media_type: str, connection: HTTPConnection) -> bool:
        house = self.house()
        if not house.accounts.exist():
            return True
        viewer = viewer_at(house, connection)
        return viewer is not None and viewer.is_signed_in and is_for(media_type, viewer)


def _is_file(scope: Scope) -> bool:
    """Whether a file is asked for that a page gave out; Streamlit's own fonts lie under /static/media."""
    base = str(config.get_option("server.baseUrlPath")).strip("/")
    return str(scope["path"]).startswith(f"/{base}/media/" if base else "/media/")


def _changes_something(scope: Scope) -> bool:
    if scope["type"] == "websocket" or scope["method"] not in _READS:
        return True
    return str(scope["path"]).endswith(LOGOUT)


def _is_of_another_site(scope: Scope) -> bool:
    """Whether a page of another site sends this. A browser always says so, a tool need not."""
    headers = Headers(scope=scope)
    origins = headers.getlist("origin")
    if origins:
        return not all(same_origin(origin, headers.get("host", "")) for origin in origins)
    return headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


def _ask_for(scope: Scope, host: str) -> None:
    """Let what comes after see the host that the person asked for, as the only one."""
    others = [(name, value) for name, value in scope["headers"] if name.lower() != b"host"]
    scope["headers"] = [(b"host", host.encode("latin-1", "replace")), *others]


def _please_streamlit(scope: Scope) -> None:
    """Let a websocket's host read like its origin, default port and all: Streamlit compares the two as texts.

    Where they differ it asks a server on the internet for this machine's address.
    """
    origin = Headers(scope=scope).get("origin", "")
    if scope["type"] == "websocket" and origin:
        _ask_for(scope, origin.partition("://")[2])


def _is_for_somebody(message: Message) -> bool:
    """Whether an answer is a file that was made for somebody, not a picture on a page."""
    headers = Headers(raw=list(message["headers"]))
    is_picture = headers.get("content-type", "").startswith("image/")
    return message["status"] < 400 and not (is_picture and "content-disposition" not in headers)


def _of_own_file(message: Message, media_type: str) -> list[tuple[bytes, bytes]]:
    ours = {b"content-type": media_type.encode("latin-1"), b"cache-control": b"no-store"}
    others = [(name, value) for name, value in message["headers"] if name.lower() not in ours]
    return [*others, *ours.items()]


async def _nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}
