"""One visit of a plain page: who comes, what was typed, and how the answer lets her in."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from drives.accounts import COOKIE, Claims, SignedIn, TooManyTries
from drives.errors import Refusal
from drives.queries.organization import organization
from drives.rules.devices import device_name
from drives.rules.roles import EVERYBODY, Viewer
from drives.texts import _
from drives.web.pages import broken_page, note_page, page
from drives.web.peers import client_address, is_over_tls
from drives.web.provider import USER_COOKIE_NAME, claims_in
from drives.wiring import House

FRONT = "/"
SIGN_IN = "/session/sign-in"
SIGN_OUT = "/session/sign-out"
PROVIDER = "/session/provider"
SET_UP = "/session/set-up"

_MOST_TYPED = 64 * 1024
_MOST_FIELDS = 60
_LOCAL_PATH = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]{0,2000}")


@dataclass(frozen=True, slots=True)
class Visit:
    """A request as the pages see it; ``typed`` are the fields of its form, at most one of each name."""

    request: Request
    house: House
    typed: Mapping[str, str]

    @property
    def cookie(self) -> str | None:
        """The cookie of the session at hand."""
        return self.request.cookies.get(COOKIE)

    @property
    def address(self) -> str:
        """The address that tries are counted by."""
        return client_address(self.request.scope, self.house.settings.trusted_proxies)

    @property
    def device(self) -> str | None:
        """What the person uses, in a few words."""
        return device_name(self.request.headers.get("user-agent", ""))

    @property
    def onward(self) -> str:
        """Where to go once she is in: the path of ours that ``next`` asks for, else the front page."""
        wished = self.typed.get("next") or self.request.query_params.get("next", "")
        return wished if _LOCAL_PATH.fullmatch(wished) else FRONT

    def field(self, name: str) -> str:
        """What was typed into a field; "" where nothing was."""
        return self.typed.get(name, "").replace("\0", "\ufffd")

    @property
    def claims(self) -> Claims | None:
        """What an OpenID provider said of whoever is here."""
        return claims_in(self.request.cookies, self.house.settings)

    def viewer(self) -> Viewer | None:
        """Whoever the session at hand stands for."""
        return viewer_at(self.house, self.request)

    def organization(self) -> str:
        """The organization's name; "" until it is set up."""
        return self.house.queries.ask(organization, EVERYBODY).name

    def page(self, template: str, *, refusal: Refusal | None = None, **says: Any) -> Response:
        """The page; a refusal stands above its form, where what was typed still is (never a password)."""
        typed = defaultdict(str, ((name, self.field(name)) for name in self.typed if name != "password"))
        shown = None if refusal is None else str(refusal)
        answer = page(
            template,
            status=_status(refusal),
            organization=self.organization(),
            refusal=shown,
            typed=typed,
            **says,
        )
        if isinstance(refusal, TooManyTries):
            answer.headers["retry-after"] = str(refusal.seconds)
        return answer

    def signed_out(self, to: str) -> Response:
        """Go there; whoever was signed in here, by password, link or provider, is not any more."""
        if self.cookie is not None or self.claims is not None:
            self.house.accounts.sign_out(self.cookie, self.claims)
        answer = go(to)
        for name in self.request.cookies:
            if name == COOKIE or name.startswith(USER_COOKIE_NAME):
                answer.delete_cookie(name, path="/")
        return answer

    def come_in(self, signed_in: SignedIn, to: str) -> Response:
        """Go there, signed in from now on; whoever was signed in here before is not any more."""
        answer = self.signed_out(to)
        answer.set_cookie(
            COOKIE,
            signed_in.cookie,
            expires=signed_in.expires_at,
            path="/",
            secure=is_over_tls(self.request.scope, self.house.settings.url),
            httponly=True,
            samesite="lax",
        )
        return answer


def _status(refusal: Refusal | None) -> int:
    if refusal is None:
        return 200
    return 429 if isinstance(refusal, TooManyTries) else 422


def viewer_at(house: House, connection: HTTPConnection) -> Viewer | None:
    """Whoever the cookies of a connection stand for, as of now: ours, else what a provider said."""
    found = house.accounts.viewer(connection.cookies.get(COOKIE))
    if found is None and (claims := claims_in(connection.cookies, house.settings)) is not None:
        device = device_name(connection.headers.get("user-agent", ""))
        found = house.accounts.provider_viewer(claims, device=device)
    return found


def go(to: str) -> Response:
    """Another page is to be looked at."""
    return RedirectResponse(to, 303, {"cache-control": "no-store"})


Answers = Callable[[Visit], Response]


def plain_route(path: str, answers: Answers, house: Callable[[], House], *methods: str) -> Route:
    """A route whose visits are answered in a thread: passwords and stores take their time."""

    def answered(request: Request, typed: Mapping[str, str]) -> Response:
        try:
            return answers(Visit(request, house(), typed))
        except Exception as error:
            return broken_page(error)

    async def endpoint(request: Request) -> Response:
        typed = await _typed(request)
        if typed is None:
            said = _("This is more than the form takes. Go back and type less.")
            return note_page(_("Too much"), said, status=413)
        return await run_in_threadpool(answered, request, typed)

    return Route(path, endpoint, methods=list(methods))


async def _typed(request: Request) -> dict[str, str] | None:
    """The fields of the form that was sent; None where it is too long to be one of ours."""
    if request.method != "POST":
        return {}
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_TYPED:
            return None
    try:
        return dict(
            parse_qsl(
                body.decode("utf-8", "replace"),
                keep_blank_values=True,
                max_num_fields=_MOST_FIELDS,
                errors="replace",
            )
        )
    except ValueError:
        return None
