"""A house behind the routes, and browsers at home and elsewhere."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

from drives.accounts import hash_password
from drives.commands.people import AddAccount, Granted, add_account
from drives.rules.made_files import type_for
from drives.rules.roles import Role, Viewer
from drives.store.verify import verify
from drives.web import middleware, routes
from tests.houses import Home

AT_HOME = ("127.0.0.1", 50000)
ELSEWHERE = ("203.0.113.9", 50000)
PASSWORD = "lantern orbit velvet crumb"
ANN = AddAccount("Ann@Example.org", "Ann", (Granted(Role.ADMIN),), password_hash=hash_password(PASSWORD))
MADE = "donor names"


@pytest.fixture
def house(store_url: str) -> Iterator[Home]:
    """An opened house, on both engines, at this very moment: browsers forget cookies that are over."""
    home = Home(store_url)
    home.clock.now = datetime.now(UTC)
    yield home
    assert verify(home.store) == []
    home.close()


@pytest.fixture
def peopled(house: Home) -> Home:
    """The house with an account: Ann's, who is an admin."""
    house.do(add_account, ANN)
    return house


async def _page(_request: Request) -> Response:
    return PlainTextResponse("dashboard")


async def _csv(_request: Request) -> Response:
    mine = type_for("text/csv", Viewer.of("ann@example.org"))
    return Response(MADE, media_type=mine, headers={"cache-control": "max-age=99"})


async def _anybodys(_request: Request) -> Response:
    return Response(MADE, media_type="text/csv")


async def _picture(_request: Request) -> Response:
    return Response(b"picture", media_type="image/png")


async def _font(_request: Request) -> Response:
    return Response(b"font", media_type="font/woff2")


async def _kept_picture(_request: Request) -> Response:
    return Response(b"code", media_type="image/png", headers={"content-disposition": "attachment"})


async def _talk(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text(websocket.headers["host"])
    await websocket.close()


STREAMLITS: list[BaseRoute] = [
    Route("/", _page, methods=["GET", "POST"]),
    Route("/overview", _page),
    Route("/log-donation", _page),
    Route("/_stcore/metrics", _page),
    Route("/media/1.csv", _csv),
    Route("/media/5.csv", _anybodys),
    Route("/static/media/4.woff2", _font),
    Route("/media/2.png", _picture),
    Route("/media/3.png", _kept_picture),
    WebSocketRoute("/_stcore/stream", _talk),
]

Browse = Callable[..., TestClient]


@pytest.fixture
def browse(house: Home) -> Browse:
    """A fresh browser: where its connection comes from, and the host in its address bar."""

    def opened(
        peer: tuple[str, int] = ELSEWHERE, host: str = "drives.example.org", **headers: str
    ) -> TestClient:
        app = Starlette(
            routes=[*routes(None, lambda: house.house), *STREAMLITS],
            middleware=middleware(lambda: house.house),
        )
        return TestClient(
            app,
            base_url=f"http://{host}",
            client=peer,
            follow_redirects=False,
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )

    return opened
