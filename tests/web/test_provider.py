"""Signing in at a provider: what is set up by the environment, and what is said to whom. The way there and
back is in tests/browser/test_provider.py."""

from datetime import timedelta

import pytest

from drives.accounts import COOKIE, Claims
from drives.settings import Settings
from drives.web import secrets
from drives.web.provider import claims_in
from tests.houses import Home
from tests.test_settings import OIDC, URL
from tests.web.conftest import PASSWORD, Browse


@pytest.fixture
def store_url(sqlite_url: str) -> str:
    """One engine will do."""
    return sqlite_url


def _claims(house: Home, email: str, *, verified: bool = True) -> Claims:
    return Claims("https://login.example.org", "1", email, verified, house.clock.now, "once")


def test_what_streamlit_needs_to_know_comes_from_the_environment(
    house: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert secrets(lambda: house.house) is None
    for name, value in {**OIDC, **URL}.items():
        monkeypatch.setenv(name, value)
    told = secrets(lambda: house.house)
    assert told == secrets(lambda: house.house)
    assert told is not None
    assert told["auth"]["redirect_uri"] == "https://drives.example.org/oauth2callback"
    assert told["auth"]["client_secret"] == "hush-hush"
    assert len(told["auth"]["cookie_secret"]) == 64
    assert house.house.accounts.seals.set_up_code()[:5].lower() not in told["auth"]["cookie_secret"]


def test_each_who_is_not_let_in_is_told_her_own_reason(peopled: Home) -> None:
    accounts = peopled.house.accounts
    assert "does not vouch" in accounts.why_not(_claims(peopled, "ann@example.org", verified=False))
    assert "bob@example.org has no account" in accounts.why_not(_claims(peopled, "bob@example.org"))
    ann = _claims(peopled, "ann@example.org")
    assert accounts.provider_viewer(ann) is not None
    accounts.sign_out(None, ann)
    assert accounts.provider_viewer(ann) is None
    assert "signed out" in accounts.why_not(ann)


def test_signing_in_anew_within_the_second_is_another_session(peopled: Home) -> None:
    accounts, first = peopled.house.accounts, _claims(peopled, "ann@example.org")
    accounts.provider_viewer(first)
    accounts.sign_out(None, first)
    peopled.clock.now += timedelta(seconds=1)
    again = Claims(first.issuer, first.subject, first.email, True, first.issued_at, "another")
    assert accounts.provider_viewer(again) is not None


def test_without_a_provider_nobody_is_sent_anywhere(peopled: Home, browse: Browse) -> None:
    assert peopled.house.settings.provider is None
    client = browse()
    assert client.get("/session/provider").headers["location"] == "/session/sign-in"
    assert "/session/provider" not in client.get("/session/sign-in").text
    client.post("/session/sign-in", data={"email": "ann@example.org", "password": PASSWORD})
    client.get("/session/provider")
    assert peopled.house.accounts.viewer(client.cookies[COOKIE]) is not None


@pytest.mark.usefixtures("peopled")
def test_a_page_of_another_site_signs_nobody_out(browse: Browse) -> None:
    assert browse().get("/auth/logout", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert browse().get("/auth/logout", headers={"sec-fetch-site": "same-origin"}).status_code == 404


@pytest.mark.parametrize(
    "forged", ["", "x", "2|1:0|10:1|15:_streamlit_user|4:eyJ9|abc", '{"is_logged_in": true}']
)
def test_a_cookie_that_was_not_signed_here_says_nothing(forged: str) -> None:
    settings = Settings.from_environment({**OIDC, **URL})
    assert claims_in({"_streamlit_user": forged}, settings) is None
    assert claims_in({}, settings) is None
