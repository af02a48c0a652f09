"""Signing in at a real OpenID provider on loopback, through a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from drives.accounts import hash_password
from drives.commands.people import AddAccount, Granted, add_account
from drives.model import Account, Session
from drives.rules.kinds import WayIn
from drives.rules.roles import Role
from drives.store import retrying
from tests.browser.conftest import Community, OpenPage, go_to
from tests.provider import Provider, provider_at
from tests.serving import free_port, served

PASSWORD = "lantern orbit velvet crumb"


def _person(email: str, *, verified: bool = True) -> dict[str, object]:
    return {"sub": f"sub of {email}", "email": email, "email_verified": verified, "name": "N"}


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    """The provider."""
    with provider_at(free_port()) as running:
        yield running


@pytest.fixture(scope="module")
def address(community: Community, provider: Provider) -> Iterator[str]:
    """The community, served, with accounts for Ann, Bob and Cal."""
    with community.house() as home:
        for name in ("Ann", "Bob", "Cal"):
            email = f"{name.lower()}@example.org"
            asked = AddAccount(email, name, (Granted(Role.ORGANIZER),), password_hash=hash_password(PASSWORD))
            home.do(add_account, asked, request_id=f"add {name}")
    port = free_port()
    with served(community.url, port, **provider.environ(f"http://127.0.0.1:{port}")) as url:
        yield url


def _come_in(open_page: OpenPage, address: str) -> Page:
    page = open_page(f"{address}/help-lines")
    page.get_by_role("link", name="Sign in with Kent Login").click()
    expect(page).to_have_url(f"{address}/")
    return page


def _leave(page: Page, provider: Provider, button: str) -> None:
    """Sign out, at the provider too, and come back."""
    with page.expect_request(f"{provider.url}/leave**"):
        page.get_by_role("button", name=button).click()
    page.wait_for_url(lambda url: not url.startswith(provider.url))


def _cookies(page: Page) -> dict[str, str]:
    return {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}


def test_the_account_with_the_verified_address_comes_in_and_goes_out(
    community: Community, provider: Provider, address: str, open_page: OpenPage, chromium: Browser
) -> None:
    provider.person = _person("ANN@example.org")
    page = _come_in(open_page, address)
    expect(page.get_by_text("Signed in as Ann")).to_be_visible()
    [kept] = [cookie for cookie in page.context.cookies() if cookie["name"] == "_streamlit_user"]
    assert kept["httpOnly"]
    page.reload()
    expect(page.get_by_text("Signed in as Ann")).to_be_visible()
    with community.house() as home:
        [session] = home.all(Session)
        assert (session.way_in, session.ended_at) == (WayIn.PROVIDER, None)
    # The plain pages know her by what the provider said.
    seen = page.context.request.get(f"{address}/session/sign-in").text()
    assert "You are signed in as ann@example.org" in seen

    stolen = page.context.cookies()
    _leave(page, provider, "Sign out")
    expect(page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()
    assert "_streamlit_user" not in _cookies(page)
    with community.house() as home:
        [session] = home.all(Session)
        assert session.ended_at is not None

    thief = chromium.new_context()
    thief.add_cookies(stolen)  # type: ignore[arg-type]
    again = thief.new_page()
    again.goto(address)
    expect(again.get_by_text("You were signed out.")).to_be_visible()
    expect(again.get_by_text("Signed in as")).to_have_count(0)
    assert "You are signed in as" not in thief.request.get(f"{address}/session/sign-in").text()
    thief.close()

    # Coming in anew is another session.
    provider.person = _person("ann@example.org")
    page.get_by_role("link", name="Sign in with Kent Login").click()
    expect(page.get_by_text("Signed in as Ann")).to_be_visible()


@pytest.mark.parametrize(
    ("person", "says"),
    [
        (_person("nobody@example.org"), "nobody@example.org has no account here."),
        (_person("bob@example.org", verified=False), "does not vouch that bob@example.org is your address"),
    ],
    ids=["no account", "not verified"],
)
def test_whoever_is_not_let_in_is_told_why_and_how_to_leave(
    community: Community,
    provider: Provider,
    address: str,
    open_page: OpenPage,
    person: dict[str, object],
    says: str,
) -> None:
    provider.person = person
    page = _come_in(open_page, address)
    expect(page.get_by_text(says)).to_be_visible()
    expect(page.get_by_text("Signed in as")).to_have_count(0)
    expect(page.get_by_role("link", name="Donors", exact=True)).to_have_count(0)
    plain = page.context.request.get(f"{address}/session/sign-in").text()
    assert says in plain
    assert "Sign out of Kent Login" in plain
    _leave(page, provider, "Sign out of Kent Login")
    expect(page.get_by_role("link", name="Sign in with Kent Login")).to_be_visible()
    expect(page.get_by_text(says)).to_have_count(0)
    with community.house() as home:
        [bob] = home.all(Account, Account.name == "Bob")
        assert home.all(Session, Session.account_id == bob.id) == []


def test_an_account_that_is_disabled_is_out_at_the_next_click(
    community: Community, provider: Provider, address: str, open_page: OpenPage
) -> None:
    provider.person = _person("cal@example.org")
    page = _come_in(open_page, address)
    expect(page.get_by_text("Signed in as Cal")).to_be_visible()
    with community.house() as home:
        now = home.clock.now
        disabled = Account.__table__.update().where(Account.name == "Cal").values(disabled_at=now)
        retrying(home.store, lambda connection: connection.execute(disabled))
    go_to(page, "Programs")
    expect(page.get_by_text("Signed in as Cal")).to_have_count(0)
    expect(page.get_by_text("This account was disabled.")).to_be_visible()


def test_signed_out_everywhere_is_out_in_every_tab_until_signing_in_anew(
    community: Community, provider: Provider, address: str, open_page: OpenPage
) -> None:
    provider.person = _person("bob@example.org")
    page = _come_in(open_page, address)
    expect(page.get_by_text("Signed in as Bob")).to_be_visible()
    with community.house() as home:
        [bob] = home.all(Account, Account.name == "Bob")
        # The moment itself: the clock of a test's house stands at noon.
        from drives.wiring import utc_now

        home.clock.now = utc_now()
        home.house.accounts.sign_out_everywhere(bob.id)
    go_to(page, "Programs")
    expect(page.get_by_text("You were signed out.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("You were signed out.")).to_be_visible()
    page.get_by_role("link", name="Sign in with Kent Login").click()
    expect(page.get_by_text("Signed in as Bob")).to_be_visible()


def test_a_password_goes_before_and_the_provider_takes_its_place(
    provider: Provider, address: str, open_page: OpenPage
) -> None:
    page = open_page(f"{address}/session/sign-in")
    page.get_by_label("E-mail").fill("ann@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Signed in as Ann")).to_be_visible()
    provider.person = _person("bob@example.org")
    page.goto(f"{address}/session/sign-in")
    page.get_by_role("link", name="Sign in with Kent Login").click()
    expect(page.get_by_text("Signed in as Bob")).to_be_visible()
    assert "drives_session" not in _cookies(page)
