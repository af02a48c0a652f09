"""`/healthz`: whether this process serves and its store answers."""

import logging
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

_log = logging.getLogger(__name__)


def health_route(check: Callable[[], object] | None = None) -> Route:
    """The route. ``check`` raises where the store does not answer: 503, the cause in the log only."""

    async def healthz(_request: Request) -> Response:
        headers = {"cache-control": "no-store"}
        if check is not None:
            try:
                await run_in_threadpool(check)
            except Exception:
                _log.exception("The health check failed")
                return PlainTextResponse("unavailable", status_code=503, headers=headers)
        return PlainTextResponse("ok", headers=headers)

    return Route("/healthz", healthz, methods=["GET"])
