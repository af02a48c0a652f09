"""Whom tries are counted for, whatever proxies and forgers say."""

from ipaddress import ip_network
from typing import Any

import pytest

from drives.rules.devices import device_name
from drives.web.peers import UNLISTED, client_address, is_over_tls, same_origin

LOCAL = (ip_network("127.0.0.0/8"),)
BOTH = (*LOCAL, ip_network("10.0.0.0/8"))


def _scope(peer: str | None, scheme: str = "http", **headers: str) -> dict[str, Any]:
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {
        "type": "http",
        "scheme": scheme,
        "client": None if peer is None else (peer, 50000),
        "headers": named,
    }


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "counted"),
    [
        ("203.0.113.9", None, (), "203.0.113.9"),
        ("::ffff:203.0.113.9", None, (), "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", None, (), "2001:db8:1:2::/64"),
        (None, None, (), "unknown"),
        ("203.0.113.9", "198.51.100.1", BOTH, "203.0.113.9"),
        ("127.0.0.1", "203.0.113.9", LOCAL, "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.9", LOCAL, "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.9, 10.0.0.2", BOTH, "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1, [2001:db8::7]:443", BOTH, "2001:db8::/64"),
        ("10.0.0.1", "203.0.113.9:5123", BOTH, "203.0.113.9"),
        ("10.0.0.1", "10.0.0.7, 10.0.0.8", BOTH, "10.0.0.7"),
        ("10.0.0.1", "198.51.100.1, rubbish", BOTH, "unknown"),
        ("203.0.113.9", "198.51.100.1", (), UNLISTED),
        ("203.0.113.9", "198.51.100.1", (ip_network("10.0.0.1"),), UNLISTED),
    ],
)
def test_tries_are_counted_by_an_address_that_nobody_can_make_up(
    peer: str | None, forwarded: str | None, trusted: tuple[Any, ...], counted: str
) -> None:
    headers = {} if forwarded is None else {"x_forwarded_for": forwarded}
    assert client_address(_scope(peer, **headers), trusted) == counted


@pytest.mark.parametrize(
    ("scope", "url", "told"),
    [
        (_scope("10.0.0.1"), None, False),
        (_scope("10.0.0.1", "https"), None, True),
        (_scope("10.0.0.1", "wss"), None, True),
        (_scope("10.0.0.1", x_forwarded_proto="https"), None, True),
        (_scope("10.0.0.1", x_forwarded_proto="https, http"), None, False),
        (_scope("10.0.0.1", host="drives.example.org"), "https://drives.example.org", True),
        (_scope("10.0.0.1", host="localhost:8501"), "https://drives.example.org", False),
        (_scope("10.0.0.1", host="drives.example.org"), "http://drives.example.org", False),
    ],
)
def test_whether_the_browser_came_over_tls(scope: dict[str, Any], url: str | None, told: bool) -> None:
    assert is_over_tls(scope, url) is told


@pytest.mark.parametrize(
    ("origin", "host", "same"),
    [
        ("https://a.org", "a.org", True),
        ("https://a.org", "a.org:443", True),
        ("http://a.org:80", "a.org", True),
        ("https://A.org", "a.ORG", True),
        ("http://[::1]:8501", "[::1]:8501", True),
        ("https://a.org", "a.org:80", False),
        ("https://a.org", "b.org", False),
        ("https://a.org@b.org", "b.org", False),
        ("https://a.org/b.org", "b.org", False),
        ("ftp://a.org", "a.org", False),
        ("null", "null", False),
        ("https://a.org", "", False),
    ],
)
def test_an_origin_is_ours_or_it_is_not(origin: str, host: str, same: bool) -> None:
    assert same_origin(origin, host) is same


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome · Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari · iPhone",
        ),
        ("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "Firefox · Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Windows"),
        ("curl/8.0", None),
        ("", None),
    ],
)
def test_a_device_is_called_as_its_owner_knows_it(agent: str, name: str | None) -> None:
    assert device_name(agent) == name
