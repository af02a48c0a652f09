"""HTTP beside the dashboard: who is let in, signing in, health, start and stop."""

from collections.abc import Callable

from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from drives.web import coming_in, forgotten, pledging, setting_up
from drives.web.gate import Gate
from drives.web.health import health_route
from drives.web.lifespan import announce, lifespan
from drives.web.provider import secrets
from drives.web.safe_headers import SafeHeaders
from drives.web.table_sheet import TABLE_SHEET, table_sheet
from drives.web.visit import PROVIDER, SET_UP, SIGN_IN, SIGN_OUT, plain_route
from drives.wiring import House

__all__ = ["SafeHeaders", "lifespan", "middleware", "routes", "secrets", "telling_the_code"]

Opened = Callable[[], House]


def middleware(house: Opened) -> list[Middleware]:
    """What every request passes, outermost first. ``house`` opens the store of this process."""
    return [Middleware(SafeHeaders), Middleware(Gate, house=house)]


def routes(check: Callable[[], object] | None, house: Opened) -> list[BaseRoute]:
    """What is answered beside the dashboard. ``check`` raises where the store does not answer."""
    return [
        health_route(check),
        plain_route(SIGN_IN, coming_in.sign_in, house, "GET", "POST"),
        plain_route(SIGN_OUT, coming_in.sign_out, house, "GET", "POST"),
        plain_route(PROVIDER, coming_in.provider, house, "GET"),
        plain_route("/session/welcome/{token}", coming_in.welcome, house, "GET", "POST"),
        plain_route("/session/forgot", forgotten.forgot, house, "GET", "POST"),
        plain_route(SET_UP, setting_up.set_up, house, "GET", "POST"),
        plain_route(TABLE_SHEET, table_sheet, house, "GET"),
        plain_route(pledging.PLEDGE, pledging.pledge, house, "GET", "POST"),
        plain_route(pledging.PLEDGED, pledging.pledged, house, "GET", "POST"),
        plain_route("/table/{token}", coming_in.table, house, "GET", "POST"),
    ]


def telling_the_code(house: Opened) -> Callable[[], None]:
    """A step of starting: the set-up code is printed as long as there are no accounts."""

    def tell() -> None:
        line = setting_up.set_up_line(house())
        if line is not None:
            announce(line)

    return tell
