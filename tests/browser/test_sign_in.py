"""Coming in and going out in a real browser: invited, back again, out; at a table; over TLS."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from drives.accounts import COOKIE, hash_password, new_token, token_hash
from drives.commands.people import AddAccount, Granted, add_account
from drives.commands.table_links import MakeTableLink, RevokeTableLink, make_table_link, revoke_table_link
from drives.model import Account, Donation, Drive, RoleGrant, Session, Site
from drives.reach import table_link, welcome_link
from drives.rules.kinds import DonationState
from drives.rules.roles import Role
from drives.store import retrying
from drives.wiring import utc_now
from tests.browser.conftest import Community, OpenPage, drawn, go_to, offered, tile_button
from tests.houses import Home
from tests.serving import free_port, served
from tests.tls_proxy import HOST, tls_proxy

PASSWORD = "lantern orbit velvet crumb"
KEPT = hash_password(PASSWORD)


def _home(community: Community) -> Home:
    """The store, at this very moment."""
    home = Home(community.url)
    home.clock.now = utc_now()
    return home


def _add(community: Community, name: str, role: Role, *, token: str | None = None) -> None:
    home = _home(community)
    asked = AddAccount(
        f"{name.lower()}@example.org",
        name,
        (Granted(role),),
        ticket_hash=None if token is None else token_hash(token),
        password_hash=KEPT if token is None else None,
    )
    home.do(add_account, asked, request_id=f"add {name}")
    home.close()


@pytest.fixture(scope="module")
def address(community: Community) -> Iterator[str]:
    """The community, served, with an admin: people sign in."""
    _add(community, "Ann", Role.ADMIN)
    with served(community.url) as url:
        yield url


def _sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("E-mail").fill(f"{name.lower()}@example.org")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def _is_out(page: Page) -> None:
    """Nobody is signed in here, and nothing that only some may see stands on the page."""
    expect(page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()
    expect(page.get_by_text(re.compile("Signed in as"))).to_have_count(0)
    expect(offered(page, "Donors")).to_have_count(0)
    expect(page.get_by_role("heading", name="Who gives")).to_have_count(0)


def test_invited_in_back_again_out_and_back_shows_nothing(
    community: Community, address: str, open_page: OpenPage, chromium: Browser
) -> None:
    token = new_token()
    _add(community, "Bea", Role.ORGANIZER, token=token)
    page = open_page(welcome_link(address, token))
    expect(page.get_by_label("Your name")).to_have_value("Bea")
    page.get_by_label("Password").fill("password12")
    page.get_by_role("button", name="Come in").click()
    expect(page.get_by_role("alert")).to_contain_text("known from breaches or easy to guess")
    page.get_by_label("Your name").fill("Beatrix")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Come in").click()
    expect(page.get_by_text("Signed in as Beatrix")).to_be_visible()

    page.get_by_role("button", name="Sign out").click()
    _is_out(page)
    page.goto(f"{address}/guide?role=volunteer")
    page.get_by_role("link", name="Sign in", exact=True).click()
    _sign_in(page, "Bea", "wrong horse entirely")
    expect(page.get_by_role("alert")).to_contain_text("do not go together")
    expect(page.get_by_label("E-mail")).to_have_value("bea@example.org")
    _sign_in(page, "Bea")
    expect(page).to_have_url(f"{address}/guide?role=volunteer")
    expect(page.get_by_text("Signed in as Beatrix")).to_be_visible()
    go_to(page, "Donors")
    expect(page.get_by_role("heading", name="Who gives")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Signed in as Beatrix")).to_be_visible()
    expect(page.get_by_role("heading", name="Who gives")).to_be_visible()

    stolen = page.context.cookies()
    page.get_by_role("button", name="Sign out").click()
    _is_out(page)
    page.go_back()
    _is_out(page)
    page.goto(f"{address}/donors")
    _is_out(page)

    thief = chromium.new_context()
    thief.add_cookies(stolen)  # type: ignore[arg-type]
    other = thief.new_page()
    other.goto(f"{address}/donors")
    _is_out(other)
    thief.close()


def test_what_a_public_page_needs_is_served_to_everybody(address: str, chromium: Browser) -> None:
    context = chromium.new_context()
    page = context.new_page()
    failed: list[str] = []
    fonts: list[str] = []
    page.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
    page.on("response", lambda answer: fonts.append(answer.url) if ".woff2" in answer.url else None)
    for path, title in (("help-lines", "Help lines"), ("guide?role=organizer", "Guide")):
        page.goto(f"{address}/{path}")
        expect(page.get_by_role("link", name=title, exact=True)).to_be_visible()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.locator("img").first).to_be_visible()
        page.wait_for_load_state("networkidle")
    # A page's own path is tried as the base of the server first, which it is not.
    assert [url for url in failed if "/_stcore/" not in url] == []
    assert fonts
    context.close()


def test_the_way_out_without_scripts(address: str, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/session/sign-in")
    _sign_in(page, "Ann")
    assert COOKIE in {cookie["name"] for cookie in context.cookies()}
    page.goto(f"{address}/session/sign-in")
    expect(page.get_by_text("You are signed in as ann@example.org")).to_be_visible()
    page.goto(f"{address}/session/sign-out")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert COOKIE not in {cookie["name"] for cookie in context.cookies()}
    page.go_back()
    expect(page.get_by_text("You are signed in as")).to_have_count(0)
    context.close()


def test_a_role_that_is_taken_away_counts_at_the_next_click_in_an_open_tab(
    community: Community, address: str, open_page: OpenPage
) -> None:
    _add(community, "Cal", Role.ORGANIZER)
    page = open_page(f"{address}/session/sign-in?next=/donors")
    _sign_in(page, "Cal")
    expect(page.get_by_role("heading", name="Who gives")).to_be_visible()
    home = _home(community)
    [cal] = home.all(Account, Account.name == "Cal")
    taken = RoleGrant.__table__.delete().where(RoleGrant.account_id == cal.id)
    retrying(home.store, lambda connection: connection.execute(taken))
    go_to(page, "Guide")
    expect(offered(page, "Donors")).to_have_count(0)
    expect(page.get_by_text("Signed in as Cal · no role yet")).to_be_visible()
    page.goto(f"{address}/donors")
    expect(page.get_by_role("heading", name="This page is not open to you")).to_be_visible()
    # Out of every session, out at the next click.
    page.goto(f"{address}/guide")
    expect(page.get_by_text("Signed in as Cal · no role yet")).to_be_visible()
    home.house.accounts.sign_out_everywhere(cal.id)
    home.close()
    go_to(page, "Help lines")
    _is_out(page)
    page.goto(f"{address}/donors")
    expect(page.get_by_role("heading", name="Sign in to open this page")).to_be_visible()
    page.get_by_role("link", name="Sign in and come back").click()
    expect(page).to_have_url(f"{address}/session/sign-in?next=/donors")


def test_another_password_is_out_in_the_other_browser_and_stays_in_this_one(
    community: Community, address: str, open_page: OpenPage
) -> None:
    _add(community, "Dee", Role.VOLUNTEER)
    here, there = (open_page(f"{address}/session/sign-in?next=/guide") for _browser in range(2))
    for page in (here, there):
        _sign_in(page, "Dee")
        expect(page.get_by_text("Signed in as Dee")).to_be_visible()
    here.get_by_test_id("stPageLink-NavLink").filter(has_text="My account").click()
    expect(here.get_by_role("heading", name="My account")).to_be_visible()
    expect(here.get_by_text("Here, and in 1 other place.")).to_be_visible()
    here.get_by_label("Present password").fill(PASSWORD)
    here.get_by_label("New password").fill("another lamp over rivers")
    here.get_by_role("button", name="Change the password").click()
    expect(here.get_by_text("Your password is changed.")).to_be_visible()
    expect(here.get_by_text("Here, and nowhere else.", exact=True)).to_be_visible()
    go_to(there, "Help lines")
    _is_out(there)
    go_to(here, "Help lines")
    expect(here.get_by_text("Signed in as Dee")).to_be_visible()


def test_ones_own_name_keeps_what_was_counted_and_ones_file_is_nobody_elses(
    community: Community, address: str, open_page: OpenPage
) -> None:
    home = _home(community)
    long = AddAccount(
        "eve@example.org", "Evangelina Montgomery-Featherstonehaugh of the Harbor",
        (Granted(Role.ORGANIZER),), password_hash=KEPT,
    )  # fmt: skip
    home.do(add_account, long, request_id="add Eve")
    home.close()
    other = open_page(f"{address}/session/sign-in?next=/guide")
    _sign_in(other, "Ann")
    expect(other.get_by_text("Signed in as Ann")).to_be_visible()
    page = open_page(f"{address}/session/sign-in?next=/log-donation", width=390, height=844)
    _sign_in(page, "Eve")
    tile_button(page, "Rice", "One more").click()
    expect(page.get_by_text("1 lb Rice")).to_be_visible()
    drawn(page)
    name = page.get_by_text("Signed in as Evangelina")
    assert name.evaluate(
        "it => it.scrollWidth <= it.clientWidth || getComputedStyle(it).display === 'inline'"
    )
    box = name.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 390
    page.get_by_test_id("stPageLink-NavLink").filter(has_text="My account").click()
    expect(page.get_by_role("heading", name="My account")).to_be_visible()
    drawn(page)
    with page.expect_download() as begun:
        page.get_by_role("button", name="Download my data").click()
    assert begun.value.suggested_filename == "my-data.zip"
    file = begun.value.url
    assert page.request.get(file).headers["content-type"] == "application/zip"
    assert other.request.get(file).status == 404
    page.get_by_test_id("stExpandSidebarButton").click()
    go_to(page, "Log a donation")
    expect(page.get_by_text("1 lb Rice")).to_be_visible()


def test_a_table_helper_logs_and_undoes_and_can_open_nothing_else(
    community: Community, address: str, open_page: OpenPage
) -> None:
    home = _home(community)
    [drive], [site] = home.all(Drive), home.all(Site)
    made = home.do(make_table_link, MakeTableLink(drive.id, site.id, hours=8), request_id="a table")
    before = len(home.all(Donation))
    link = table_link(address, home.house.accounts.seals.table_token(made.link_id))
    page = open_page(link, width=390, height=844)
    expect(page).to_have_url(f"{address}/")
    tile_button(page, "Rice", "One more").click()
    expect(page.get_by_text("1 lb Rice")).to_be_visible()
    page.get_by_role("button", name="Log it at Gym").click()
    expect(page.get_by_text("Logged: 1 lb of Rice.")).to_be_visible()
    [logged] = home.all(Donation)[before:]
    assert logged.state is DonationState.POSTED
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    [logged] = home.all(Donation)[before:]
    assert logged.state is DonationState.VOIDED

    for path in ("", "donors", "drives", "overview", "settings", "needs", "programs", "guide", "people"):
        page.goto(f"{address}/{path}")
        expect(page.get_by_role("heading", level=1)).to_have_text("Log a donation")
    home.do(revoke_table_link, RevokeTableLink(made.link_id), request_id="no table")
    home.close()
    page.reload()
    expect(page.get_by_role("heading", name="Log a donation")).to_have_count(0)
    page.goto(link)
    expect(page.get_by_text("This link was revoked.")).to_be_visible()


def test_from_elsewhere_over_tls_the_first_person_sets_up_and_is_in(
    store_folder: Path, chromium: Browser
) -> None:
    store = f"sqlite:///{store_folder}/elsewhere.db"
    behind, port = free_port(), free_port()
    told = {"DRIVES_TRUSTED_PROXIES": "127.0.0.1", "DRIVES_URL": f"https://{HOST}:{port}"}
    with (
        served(store, behind, **told),
        tls_proxy(store_folder, port, behind) as url,
    ):
        home = Home(store)
        code = home.house.accounts.seals.set_up_code()
        context = chromium.new_context(ignore_https_errors=True)
        page = context.new_page()
        page.goto(f"{url}/donors")
        expect(page.get_by_role("heading")).to_have_text("Accounts come first")
        page.get_by_role("link", name="Set it up").click()
        page.get_by_label("Set-up code").fill(code)
        page.get_by_label("Name", exact=True).fill("Kent Coalition")
        page.get_by_label("Time zone").select_option("America/Chicago")
        page.get_by_label("Your name").fill("Ann")
        page.get_by_label("E-mail").fill("ann@example.org")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Set up and sign in").click()
        expect(page.get_by_text("Signed in as Ann · admin")).to_be_visible()
        cookies = {cookie["name"]: cookie for cookie in context.cookies()}
        assert cookies[COOKIE]["secure"]
        assert cookies[COOKIE]["httpOnly"]
        assert cookies["_streamlit_xsrf"]["secure"]
        page.reload()
        expect(page.get_by_text("Signed in as Ann · admin")).to_be_visible()
        [session] = home.all(Session)
        assert session.ended_at is None
        page.get_by_role("button", name="Sign out").click()
        _is_out(page)
        context.close()
        home.close()
