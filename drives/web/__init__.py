"""HTTP beside the dashboard: who is let in, health, start and stop."""

from collections.abc import Callable

from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from drives.web.health import health_route
from drives.web.lifespan import lifespan
from drives.web.local_only import LocalOnly
from drives.web.safe_headers import SafeHeaders

__all__ = ["LocalOnly", "SafeHeaders", "lifespan", "middleware", "routes"]


def middleware() -> list[Middleware]:
    """What every request passes, outermost first."""
    return [Middleware(LocalOnly), Middleware(SafeHeaders)]


def routes(check: Callable[[], object] | None = None) -> list[BaseRoute]:
    """What is answered beside the dashboard. ``check`` raises where the store does not answer."""
    return [health_route(check)]
