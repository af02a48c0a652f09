"""What another process writes is seen without a click; what is tapped and typed has a name for everybody."""

import re

from playwright.sync_api import expect

from drives.commands.donations import LineDraft, LogDonation, log_donation
from drives.model import CountLine, CycleCount, Item, Site
from tests.browser.conftest import Community, OpenPage
from tests.houses import q


def test_an_open_overview_shows_what_another_process_logged(
    address: str, community: Community, open_page: OpenPage
) -> None:
    page = open_page(address)
    expect(page.get_by_text("80 pairs still to bring")).to_be_visible()
    with community.house() as home:
        [socks], [gym] = home.all(Item, Item.name == "Socks"), home.all(Site)
        line = LineDraft(socks.id, q("3"))
        home.do(log_donation, LogDonation(gym.id, (line,)), request_id="from beside")
    expect(page.get_by_text("77 pairs still to bring")).to_be_visible()
    card = page.locator("[class*='st-key-drive-']").first
    card.get_by_role("link", name="Open this drive").click()
    expect(page).to_have_url(re.compile(r"/drive\?drive=winter$"))
    expect(page.get_by_role("heading", name="Winter")).to_be_visible()


def test_each_button_of_a_tile_says_what_it_does_and_enter_adds(address: str, open_page: OpenPage) -> None:
    page = open_page(f"{address}/log-donation")
    page.get_by_role("button", name="One more: Socks").click()
    expect(page.get_by_text("1 pair Socks")).to_be_visible()
    page.get_by_role("button", name="One fewer: Socks").click()
    expect(page.get_by_role("button", name="One fewer: Socks")).to_be_disabled()
    page.get_by_role("button", name="Enter an amount: Rice").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Received, rejects included").fill("12.5")
    dialog.get_by_label("Received, rejects included").press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("12.5 lb Rice")).to_be_visible()


def test_a_count_is_saved_after_its_differences_were_read(
    address: str, community: Community, open_page: OpenPage
) -> None:
    page = open_page(f"{address}/count?site=gym")
    page.get_by_role("textbox", name="How many of Socks").fill("19")
    page.get_by_role("textbox", name="How many of Socks").press("Tab")
    expect(page.get_by_text("1 of 1 line counted.")).to_be_visible()
    page.get_by_role("button", name="Save the count").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text(re.compile("Socks: 19 pairs counted"))).to_be_visible()
    dialog.get_by_label("Why do the books differ?").fill("found behind the shelf")
    dialog.get_by_role("button", name="Save the count").dblclick()
    expect(page.get_by_text("Saved: the records of Gym now say what you counted.")).to_be_visible()
    with community.house() as home:
        assert len(home.all(CycleCount)) == 1
        assert sum(row.counted for row in home.all(CountLine)) == q("19")


def test_the_end_of_a_day_stands_in_its_address(address: str, open_page: OpenPage) -> None:
    page = open_page(f"{address}/end-of-day?day=2026-01-05&site=gym")
    expect(page.get_by_role("heading", name="What came in on this day")).to_be_visible()
    expect(page.get_by_text("donations received on Jan 5")).to_be_visible()
    expect(page.get_by_text("No donation of this day stands here.")).to_be_visible()
    expect(page.get_by_role("combobox", name="Site")).to_have_value("Gym")
