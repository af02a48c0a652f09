"""What people do, in a real browser: the few ways that only a browser can prove."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from drives.model import Donation, DonationLine, Donor, Need
from tests.browser.conftest import Community, OpenPage, drawn, go_to, tile_button
from tests.serving import served


def socks_missing(page: Page) -> int:
    """How many pairs the overview's first card still asks for."""
    card = page.get_by_text(re.compile(r"\d+ pairs still to bring"))
    expect(card).to_be_visible()
    return int(re.search(r"\d+", card.inner_text())[0])  # type: ignore[index]


def available_width(page: Page, words: str) -> float:
    """How wide the light part of the socks' bar is drawn, once the drawing says these words."""
    bar = page.locator(f"path[aria-label^='Socks: {words}']").first
    expect(bar).to_be_visible()
    return float(bar.bounding_box()["width"])  # type: ignore[index]


def test_a_logged_donation_changes_the_sentence_and_the_bar(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    missing = socks_missing(page)
    given = 100 - missing
    before = available_width(page, f"{given} of 100 pairs")
    go_to(page, "Log a donation")
    tile_button(page, "Socks", "Enter an amount").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Received, rejects included").fill("25")
    dialog.get_by_role("button", name="Put it on the list").click()
    expect(page.get_by_text("25 pairs Socks")).to_be_visible()
    page.get_by_role("button", name="Log it at Gym").click()
    expect(page.get_by_text("Logged: 25 pairs of Socks.")).to_be_visible()
    go_to(page, "Overview")
    expect(page.get_by_text(f"{missing - 25} pairs still to bring")).to_be_visible()
    finding = f"Furthest behind: Socks, with {missing - 25} pairs still to collect"
    expect(page.locator("[data-testid=stMarkdown]").filter(has_text=finding)).to_be_visible()
    after = available_width(page, f"{given + 25} of 100 pairs")
    assert after / before == pytest.approx((given + 25) / given, rel=0.03)


def test_a_double_click_books_once(address: str, community: Community, open_page: OpenPage) -> None:
    page = open_page(f"{address}/log-donation")
    with community.house() as home:
        before = len(home.all(Donation))
    for taps in (1, 2, 3):
        tile_button(page, "Rice", "One more").click()
        expect(page.get_by_text(f"{taps} lb Rice")).to_be_visible()
    page.get_by_role("button", name="Log it at Gym").dblclick()
    expect(page.get_by_text("Logged: 3 lb of Rice.")).to_be_visible()
    tile_button(page, "Rice", "One more").click()
    expect(page.get_by_text("1 lb Rice")).to_be_visible()
    page.get_by_role("button", name="Log it at Gym").click(click_count=3, delay=5)
    expect(page.get_by_text("Logged: 1 lb of Rice.")).to_be_visible()
    with community.house() as home:
        assert len(home.all(Donation)) == before + 2
        assert [row.received for row in home.all(DonationLine)][-2:] == [3_000, 1_000]


def test_a_need_is_posted_once_after_a_refusal_and_the_address_keeps_the_filter(
    address: str, community: Community, open_page: OpenPage
) -> None:
    page = open_page(f"{address}/needs")
    page.get_by_text("Post a need", exact=True).click()
    page.get_by_role("combobox", name="Item").click()
    page.get_by_role("option", name="Rice (lb)").click()
    # By its role: the field of the form before may still be there, hidden, until the page is drawn.
    how_many = page.get_by_role("textbox", name="How many")
    how_many.fill("0")
    page.get_by_role("button", name="Post the need").click()
    expect(page.get_by_text("Zero is not a quantity here")).to_be_visible()
    expect(how_many).to_have_value("0")
    how_many.fill("40.5")
    page.get_by_role("button", name="Post the need").click()
    expect(page.get_by_role("dialog").get_by_text("40.5 lb of Rice")).to_be_visible()
    page.get_by_role("button", name="Post it").dblclick()
    expect(page.get_by_text("Posted: 40.5 lb of Rice.")).to_be_visible()
    expect(how_many).to_have_value("")
    expect(page.get_by_label("How many")).to_have_count(1)
    with community.house() as home:
        assert [row.quantity for row in home.all(Need)].count(40_500) == 1
    page.get_by_placeholder("Find an item or a program").fill("rice")
    expect(page).to_have_url(re.compile(r"needs\.q=rice"))
    expect(page.get_by_role("heading", name="Socks")).to_have_count(0)
    again = open_page(page.url)
    expect(again.get_by_role("heading", name="Rice")).to_be_visible()
    expect(again.get_by_role("heading", name="Socks")).to_have_count(0)


def test_cancelling_a_need_asks_first(address: str, open_page: OpenPage) -> None:
    page = open_page(f"{address}/needs?needs.q=socks")
    page.get_by_role("button", name=re.compile("Cancel$")).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Shelter no longer asks for 100 pairs of Socks")).to_be_visible()
    dialog.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("heading", name="Socks")).to_be_visible()


@pytest.mark.parametrize("page_name", ["", "log-donation", "needs"])
def test_on_a_phone_nothing_runs_out_of_the_side(address: str, open_page: OpenPage, page_name: str) -> None:
    page = open_page(f"{address}/{page_name}", width=390, height=844)
    drawn(page)
    widths = page.evaluate(
        "[...document.querySelectorAll('[data-testid=stMain], html, body')]"
        ".map(part => [part.scrollWidth, part.clientWidth])"
    )
    assert all(scrolled <= seen for scrolled, seen in widths), widths


def test_the_first_start_leads_to_the_demo(store_folder: Path, open_page: OpenPage) -> None:
    with served(f"sqlite:///{store_folder}/fresh.db") as address:
        page = open_page(address)
        expect(page.get_by_role("heading", name="Welcome to Drives")).to_be_visible()
        page.get_by_role("button", name="Look around with a demo community").dblclick()
        expect(page.get_by_text("Making twelve weeks of an invented community.")).to_be_visible()
        shown = page.get_by_role("heading", name="What our programs need now")
        expect(shown).to_be_visible(timeout=180_000)  # it is made while we look on
        expect(page.get_by_text("This is an invented community")).to_be_visible()
        expect(page.get_by_text(re.compile("still to bring")).first).to_be_visible()
        expect(page.locator("[data-testid=stVegaLiteChart] svg").first).to_be_visible()


SCROLLING = """() => [...document.querySelectorAll("[class*='st-key-tile'], [class*='st-key-flash']")]
    .flatMap(box => [box, ...box.querySelectorAll("*")])
    .filter(box => /auto|scroll/.test(getComputedStyle(box).overflowY) && box.scrollHeight > box.clientHeight)
    .map(box => box.className)"""


@pytest.mark.parametrize("width", [1440, 390])
def test_no_tile_and_no_message_scrolls(address: str, open_page: OpenPage, width: int) -> None:
    page = open_page(f"{address}/log-donation", width)
    tile_button(page, "Rice", "One more").click()
    expect(page.get_by_text("1 lb Rice")).to_be_visible()
    assert page.evaluate(SCROLLING) == []
    log_it(page)
    assert page.evaluate(SCROLLING) == []


def team_field(page: Page) -> Locator:
    """Where one says which team brought it, unfolded."""
    page.get_by_text("Who brought it, and when").click()
    return page.get_by_role("textbox", name="Team (may stay empty)")


def log_rice(page: Page) -> None:
    """Log one pound of rice, or what is counted already."""
    if not page.get_by_text("1 lb Rice").count():
        tile_button(page, "Rice", "One more").click()
        expect(page.get_by_text("1 lb Rice")).to_be_visible()
    log_it(page)


def log_it(page: Page) -> None:
    """Log the pound of rice that is counted, also where one was logged a moment ago."""
    page.get_by_role("button", name="Log it at Gym").click()
    anyway = page.get_by_role("button", name="Log it anyway")
    logged = page.get_by_text("Logged: 1 lb of Rice.")
    expect(anyway.or_(logged)).to_be_visible()
    if anyway.count():
        anyway.click()
    expect(logged).to_be_visible()


@pytest.mark.parametrize(
    ("name", "then", "counted_first"),
    [("Ushers", "Enter", False), ("Choir", None, False), ("Scouts", None, True)],
    ids=["with Enter", "by going on", "straight to the button"],
)
def test_a_new_team_is_kept_as_it_was_typed_and_then_offered(
    address: str,
    community: Community,
    open_page: OpenPage,
    name: str,
    then: str | None,
    counted_first: bool,
) -> None:
    page = open_page(f"{address}/log-donation", 390)
    team = team_field(page)
    if counted_first:
        tile_button(page, "Rice", "One more").click()
        expect(page.get_by_text("1 lb Rice")).to_be_visible()
    # Nothing waits for the page to have heard of the name.
    team.press_sequentially(name)
    if then is not None:
        team.press(then)
    log_rice(page)
    expect(team).to_have_value("")
    page.reload()
    team = team_field(page)
    team.press_sequentially(name[:3])
    page.get_by_role("button", name=name, exact=True).click()
    expect(team).to_have_value(name)
    log_rice(page)
    with community.house() as home:
        [made] = home.all(Donor, Donor.name == name)
        assert [row.team_id for row in home.all(Donation)][-2:] == [made.id] * 2
