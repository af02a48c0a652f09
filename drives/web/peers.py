"""Who is at the other end: the address that tries are counted by, the host asked for, the encryption.

What a proxy says of those counts only where the operator listed it (DRIVES_TRUSTED_PROXIES).
"""

import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import Scope

Networks = Sequence[IPv4Network | IPv6Network]

UNLISTED = "a proxy that is not listed"
"""The address of all who come through a proxy that the operator did not list."""

_AUTHORITY = re.compile(r"(?P<host>[^:@/?#\[\]\s]+|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?", re.IGNORECASE)
_DEFAULT_PORTS = {"http": "80", "https": "443"}


def same_origin(origin: str, authority: str) -> bool:
    """Whether an ``Origin`` ("https://host:port") names the host that was asked; default ports aside."""
    scheme, _separator, named = origin.lower().partition("://")
    default = _DEFAULT_PORTS.get(scheme)
    found, asked = _AUTHORITY.fullmatch(named), _AUTHORITY.fullmatch(authority)
    if default is None or found is None or asked is None:
        return False
    return (found["host"], found["port"] or default) == (asked["host"].lower(), asked["port"] or default)


def asked_host(scope: Scope, trusted: Networks) -> str:
    """The host that the person asked for ("drives.example.org"); "" where that is not told just once."""
    headers = Headers(scope=scope)
    forwarded = headers.getlist("x-forwarded-host")
    if len(forwarded) == 1 and _comes_through(scope, headers, trusted):
        return forwarded[0].rpartition(",")[2].strip()
    hosts = headers.getlist("host")
    return hosts[0] if len(hosts) == 1 else ""


def client_address(scope: Scope, trusted: Networks) -> str:
    """The address that tries are counted by: the peer's, or the one that a listed proxy names.

    That is the right-most one in ``X-Forwarded-For`` that is not a listed proxy itself. An IPv6 address
    counts with its network of 64 bits, which is one person's.
    """
    peer = _peer(scope)
    chain = [
        one.strip() for said in Headers(scope=scope).getlist("x-forwarded-for") for one in said.split(",")
    ]
    if not chain:
        return _counted(peer)
    if not _is_listed(peer, trusted):
        # uvicorn puts what a proxy on this machine says in the place of the peer.
        return _counted(peer) if _is_listed(ip_address("127.0.0.1"), trusted) else UNLISTED
    named = [_parsed(one) for one in chain]
    return _counted(next((one for one in reversed(named) if not _is_listed(one, trusted)), named[0]))


def is_over_tls(scope: Scope, url: str | None) -> bool:
    """Whether the browser came over TLS, as far as anybody says so. ``url`` is DRIVES_URL."""
    headers = Headers(scope=scope)
    if scope["scheme"] in ("https", "wss"):
        return True
    if headers.get("x-forwarded-proto", "").rpartition(",")[2].strip().lower() == "https":
        return True
    return url is not None and url.startswith("https://") and same_origin(url, headers.get("host", ""))


def _comes_through(scope: Scope, headers: Headers, trusted: Networks) -> bool:
    if _is_listed(_peer(scope), trusted):
        return True
    return "x-forwarded-for" in headers and _is_listed(ip_address("127.0.0.1"), trusted)


def _peer(scope: Scope) -> IPv4Address | IPv6Address | None:
    client = scope.get("client")
    return None if client is None else _parsed(client[0])


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    """An address, with or without a port; None where it is none."""
    bare = text.partition("]")[0][1:] if text.startswith("[") else text
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ip_address(bare)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _is_listed(address: IPv4Address | IPv6Address | None, trusted: Networks) -> bool:
    return address is not None and any(address in network for network in trusted)


def _counted(address: IPv4Address | IPv6Address | None) -> str:
    if address is None:
        return "unknown"
    return str(ip_network((address, 64), strict=False)) if address.version == 6 else str(address)
