"""People for the pages' tests: accounts in the store, and a browser that is signed in to one of them."""

from itertools import count

import pytest

from drives.accounts import hash_password, new_token, token_hash
from drives.commands.people import AddAccount, Granted, add_account
from drives.rules.roles import Role
from tests.houses import Home
from tests.ui.conftest import Browser, at_hand

PASSWORD = "lantern orbit velvet crumb"
_HASHED = hash_password(PASSWORD)
_devices = count(1)


def person(home: Home, name: str, *granted: Granted, came: bool = True) -> int:
    """An account of this name; who came has a password."""
    asked = AddAccount(
        f"{name.lower()}@example.org",
        name,
        granted,
        ticket_hash=None if came else token_hash(new_token()),
        password_hash=_HASHED if came else None,
    )
    return int(home.do(add_account, asked).account_id)


def sign_in(home: Home, monkeypatch: pytest.MonkeyPatch, name: str) -> str:
    """Have every browser carry the cookie of a fresh session of this person."""
    signed_in = home.house.accounts.sign_in(
        f"{name.lower()}@example.org", PASSWORD, address="203.0.113.7", device=f"phone {next(_devices)}"
    )
    at_hand(monkeypatch, cookie=lambda: signed_in.cookie)
    return signed_in.cookie


def come_as(home: Home, monkeypatch: pytest.MonkeyPatch, name: str, *granted: Granted) -> Browser:
    """A browser in which somebody with these roles has signed in; there is an admin besides."""
    if not home.house.accounts.exist():
        person(home, "Keeper", Granted(Role.ADMIN))
    person(home, name, *granted)
    sign_in(home, monkeypatch, name)
    return Browser()
