"""Until there are accounts: whoever sits at this machine is served, everybody else gets a note.

The rule is kept for HTTP and websocket alike, before Streamlit sees a byte. A page of a foreign
site open in the same browser is somebody else too, so an ``Origin`` must name this very host.
"""

import html
import re
from collections.abc import Iterable
from ipaddress import ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

from drives.texts import _, current_language, use_language
from drives.web.language import negotiated

_LOCAL_HOST = re.compile(r"(?P<host>localhost|127\.0\.0\.1|\[::1\])(?::(?P<port>[0-9]{1,5}))?", re.IGNORECASE)

# Anything a proxy, tunnel or content network adds: the peer may be local, the person is not.
_FORWARDING = frozenset(
    {
        "appengine-user-ip",
        "cdn-loop",
        "cf-connecting-ip",
        "cf-connecting-ipv6",
        "cf-ipcountry",
        "cf-ray",
        "cf-visitor",
        "client-ip",
        "do-connecting-ip",
        "fastly-client-ip",
        "fly-client-ip",
        "forwarded",
        "forwarded-for",
        "proxy-client-ip",
        "tailscale-user-login",
        "true-client-ip",
        "via",
        "wl-proxy-client-ip",
        "x-appengine-user-ip",
        "x-azure-clientip",
        "x-azure-socketip",
        "x-client-ip",
        "x-cluster-client-ip",
        "x-envoy-external-address",
        "x-envoy-original-path",
        "x-nf-client-connection-ip",
        "x-originating-ip",
        "x-proxyuser-ip",
        "x-real-ip",
        "x-real-port",
        "x-remote-addr",
        "x-remote-ip",
        "x-request-uri",
        "x-scheme",
        "x-true-client-ip",
    }
)
_FORWARDING_PREFIXES = ("x-forwarded", "x-original-", "x-proxied-", "x-proxy-", "cf-access-")


def is_local_peer(client: tuple[str, int] | None) -> bool:
    """Whether the other end of the connection is this machine. An unknown peer is not."""
    if client is None:
        return False
    try:
        address = ip_address(client[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def is_local_host(authority: str) -> bool:
    """Whether a ``Host`` header names this machine: localhost, 127.0.0.1 or [::1], any port."""
    return _LOCAL_HOST.fullmatch(authority) is not None


def _is_forwarding(name: str) -> bool:
    # Some servers read "_" as "-", so both spellings count.
    plain = name.replace("_", "-")
    return plain in _FORWARDING or plain.startswith(_FORWARDING_PREFIXES)


def _is_same_origin(origin: str, authority: str) -> bool:
    scheme, _separator, named = origin.lower().partition("://")
    default = {"http": "80", "https": "443"}.get(scheme)
    found, asked = _LOCAL_HOST.fullmatch(named), _LOCAL_HOST.fullmatch(authority)
    if default is None or found is None or asked is None:
        return False
    return (found["host"], found["port"] or default) == (asked["host"].lower(), asked["port"] or default)


def is_local_request(client: tuple[str, int] | None, headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether a request comes from the one person at this machine, and from our own pages.

    ``headers`` are ASGI headers. Refused: a peer that is not loopback, a missing, doubled or
    foreign ``Host``, any forwarding header (even an empty one), an ``Origin`` other than the host.
    """
    hosts: list[str] = []
    origins: list[str] = []
    for raw_name, raw_value in headers:
        name = raw_name.decode("latin-1").lower()
        if _is_forwarding(name):
            return False
        if name == "host":
            hosts.append(raw_value.decode("latin-1"))
        elif name == "origin":
            origins.append(raw_value.decode("latin-1"))
    if not is_local_peer(client) or len(hosts) != 1 or not is_local_host(hosts[0]):
        return False
    return all(_is_same_origin(origin, hosts[0]) for origin in origins)


class LocalOnly:
    """ASGI middleware that serves this machine and gives everybody else a note and nothing more."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a local request on; answer any other with 403, a websocket before it is accepted."""
        kind = scope["type"]
        if kind == "lifespan" or (
            kind in {"http", "websocket"} and is_local_request(scope.get("client"), scope["headers"])
        ):
            await self.app(scope, receive, send)
        elif kind == "http":
            await _answer_with_note(scope, send)
        elif kind == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": ""})


def _note(language: str) -> str:
    before = current_language()
    use_language(language)
    try:
        title = html.escape(_("Accounts come first"))
        says = html.escape(
            _(
                "This community's dashboard has no accounts yet, so it opens only on the computer it "
                "runs on. Please ask the people who run it."
            )
        )
    finally:
        use_language(before)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><style>body{{font:1.05rem/1.6 system-ui,sans-serif;max-width:34rem;"
        "margin:18vh auto 0;padding:0 1.25rem;background:#FBF8F2;color:#14211C}"
        "h1{font:600 1.7rem/1.25 Georgia,serif}</style></head>"
        f"<body><main><h1>{title}</h1><p>{says}</p></main></body></html>"
    )


async def _answer_with_note(scope: Scope, send: Send) -> None:
    accepted = next((value for name, value in scope["headers"] if name == b"accept-language"), b"")
    body = _note(negotiated(accepted.decode("latin-1"))).encode()
    await send(
        {
            "type": "http.response.start",
            "status": 403,
            "headers": [
                (b"content-type", b"text/html; charset=utf-8"),
                (b"content-length", str(len(body)).encode()),
                (b"cache-control", b"no-store"),
                (b"vary", b"Accept-Language"),
                (b"x-content-type-options", b"nosniff"),
                (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'"),
            ],
        }
    )
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
