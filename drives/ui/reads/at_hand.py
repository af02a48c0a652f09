"""Who looks, at which store, and when: looked up once a run."""

from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime
from threading import Lock

import streamlit as st

from drives.accounts import COOKIE, Claims
from drives.queries.door import Stamp
from drives.rules.devices import device_name
from drives.rules.roles import EVERYBODY, THIS_MACHINE, Viewer
from drives.settings import Settings
from drives.wiring import House, open_house, utc_now

_BROWSER = "User-Agent"
_houses: dict[str, House] = {}
_opening = Lock()
_seen: ContextVar[tuple[str, Stamp] | None] = ContextVar("seen", default=None)
_who: ContextVar[Viewer | None] = ContextVar("who", default=None)
_without_accounts: dict[str, int] = {}


def house() -> House:
    """The one house of this process, for the store that the settings name."""
    settings = Settings.from_environment()
    found = _houses.get(settings.store)
    if found is None:
        with _opening:
            found = _houses.get(settings.store) or open_house(settings)
            _houses[settings.store] = found
    return found


def let_go() -> None:
    """Close every store that was opened."""
    with _opening:
        while _houses:
            _houses.popitem()[1].close()
    look_again()


def viewer() -> Viewer:
    """Whoever looks, as of this run: a session that was ended and a role that was taken away count at once.

    Without accounts it is the one user of this machine (the web floor keeps others out).
    """
    found = _who.get()
    if found is None:
        found = _viewer_at_hand()
        _who.set(found)
    return found


def _viewer_at_hand() -> Viewer:
    if not people_sign_in():
        return THIS_MACHINE
    return viewer_later()()


def viewer_later() -> Callable[[], Viewer]:
    """What finds whoever the session at hand stands for when it is called, after this run as well."""
    if not people_sign_in():
        # Whoever makes the first account meanwhile is asked to sign in as everybody is.
        return lambda: THIS_MACHINE if not house().accounts.exist() else EVERYBODY
    mine, claims, device = cookie(), provider_claims(), _device()

    def found() -> Viewer:
        accounts = house().accounts
        if not accounts.exist():
            return THIS_MACHINE
        by_us = accounts.viewer(mine)
        if by_us is None and claims is not None:
            by_us = accounts.provider_viewer(claims, device=device)
        return by_us or EVERYBODY

    return found


def _device() -> str | None:
    """What whoever is at hand uses, in a few words."""
    return device_name(st.context.headers.get(_BROWSER) or "")


def people_sign_in() -> bool:
    """Whether the store has accounts: then people sign in."""
    version = stamp().version
    if _without_accounts.get(store()) == version:
        return False
    if house().accounts.exist():
        return True
    _without_accounts[store()] = version
    return False


def cookie() -> str | None:
    """The cookie of the session at hand, as the browser sent it when this page was opened."""
    found = st.context.cookies.get(COOKIE)
    return found if isinstance(found, str) else None


def provider_claims() -> Claims | None:
    """What an OpenID provider said of whoever is at hand, where one is set up and was asked."""
    return Claims.of(st.user.to_dict()) if getattr(st.user, "is_logged_in", False) else None


def now() -> datetime:
    """What time it is."""
    return utc_now()


def store() -> str:
    """The name of the store in use: part of the key of whatever is kept of it."""
    return _look()[0]


def stamp() -> Stamp:
    """The store's version and the local day, looked up once a run."""
    return _look()[1]


def _look() -> tuple[str, Stamp]:
    seen = _seen.get()
    if seen is None:
        here = house()
        seen = (here.settings.store, here.queries.stamp())
        _seen.set(seen)
    return seen


def look_again() -> None:
    """Have the next read look at the store and at who looks afresh: a run begins, or something was saved."""
    _seen.set(None)
    _who.set(None)


def begin_day() -> None:
    """At the first look of a local day, have done what it brings; on every other it costs nothing."""
    if house().begin_day(stamp().today):
        look_again()


def check_store() -> None:
    """Ask the store for its version; raises where it does not answer."""
    house().queries.stamp()
