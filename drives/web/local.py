"""Whether a request comes from the one person at this machine.

A page of a foreign site open in the same browser is somebody else, so an ``Origin`` must name this very
host.
"""

import re
from collections.abc import Iterable
from ipaddress import ip_address

from drives.web.peers import same_origin

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
    return all(same_origin(origin, hosts[0]) for origin in origins)
