"""At the table in a real browser: how few taps a donation takes, and that a reload loses nothing of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from drives.commands.donations import LineDraft, LogDonation, log_donation
from drives.commands.items import AddItem, Pack, add_item
from drives.model import DonationLine, Site
from drives.rules.dates import DateRule
from drives.rules.units import Unit
from tests.browser.conftest import Community, OpenPage, drawn, tile_button
from tests.houses import q
from tests.serving import served

USUAL = ("Apples", "Beans", "Corn", "Diapers", "Eggs", "Flour", "Gloves", "Hats", "Inhalers", "Jackets")
MOST = 25
"""Taps and keystrokes that a donation of ten lines may take, besides its quantities."""


@pytest.fixture(scope="module")
def community(store_folder: Path) -> Community:
    """A community at whose gym ten things are usual."""
    made = Community(f"sqlite:///{store_folder}/table.db")
    with made.house() as home:
        case = (Pack(None, "case of 12", q("12")),)
        home.do(add_item, AddItem("Soup", "food", Unit.CAN, DateRule.ADVICE, packs=case), request_id="soup")
        asked = [AddItem(name, "things", Unit.EACH, DateRule.NONE) for name in USUAL]
        ids = [home.do(add_item, one, request_id=one.name).item_id for one in asked]
        [site] = home.all(Site)
        lines = tuple(LineDraft(item_id, q("40")) for item_id in ids)
        home.do(log_donation, LogDonation(site.id, lines), request_id="usual")
    return made


@pytest.fixture(scope="module")
def address(community: Community) -> Iterator[str]:
    """Where it is served."""
    with served(community.url) as url:
        yield url


@dataclass
class Hand:
    """What somebody does with her hands: each tap and each key is counted, quantities are not."""

    page: Page
    done: int = 0

    def tap(self, where: Locator) -> None:
        """Tap."""
        where.click()
        self.done += 1

    def key(self, name: str) -> None:
        """Press a key."""
        self.page.keyboard.press(name)
        self.done += 1

    def quantity(self, typed: str) -> None:
        """Type a quantity where the cursor stands."""
        self.page.keyboard.type(typed)


def test_ten_usual_items_take_few_taps(community: Community, address: str, open_page: OpenPage) -> None:
    page = open_page(f"{address}/log-donation", width=390, height=844)
    page.get_by_role("combobox", name="Drive").click()
    page.get_by_role("option", name="No drive").click()
    drawn(page)
    hand = Hand(page)
    for place, item in enumerate(USUAL):
        hand.tap(tile_button(page, item, "Enter an amount"))
        field = page.get_by_role("dialog").get_by_label("Received, rejects included")
        expect(field).to_be_focused()
        hand.quantity(str(place + 20))
        hand.key("Enter")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(tile_button(page, item, "Enter an amount")).to_contain_text(str(place + 20))
    hand.tap(page.get_by_role("button", name="Log it at Gym"))
    expect(page.get_by_text(re.compile(r"Logged: 20 × Apples.* and 7 more lines\."))).to_be_visible()
    assert hand.done <= MOST
    with community.house() as home:
        assert [row.received for row in home.all(DonationLine)][-10:] == [
            q(str(20 + one)) for one in range(10)
        ]


def test_a_reload_in_the_middle_loses_nothing(
    community: Community, address: str, open_page: OpenPage
) -> None:
    page = open_page(f"{address}/log-donation", width=390, height=844)
    tile_button(page, "Rice", "One more").click()
    expect(page.get_by_text("1 lb Rice")).to_be_visible()
    page.get_by_text("Who brought it, and when").click()
    page.get_by_label("Donor (may stay empty)").fill("Ana Bel")
    expect(page.get_by_text("New here: will be added to the donors.")).to_be_visible()
    page.get_by_placeholder("Find by any name, or scan a barcode").fill("soup")
    tile_button(page, "Soup", "Enter an amount").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Received, rejects included")).to_be_focused()
    dialog.get_by_label("Why rejected").fill("dented")
    dialog.get_by_label("Of these rejected").fill("2")
    dialog.get_by_role("combobox", name="Counted in").click()
    page.get_by_role("option", name="case of 12").click()
    dialog.get_by_label("Received, rejects included").fill("3")
    expect(dialog.get_by_text("case of 12: 3 × 12 = 36 cans")).to_be_visible()
    expect(dialog.get_by_label("Why rejected")).to_have_value("dented")
    expect(page).to_have_url(re.compile("draft="))
    drawn(page)
    page.reload()
    expect(dialog.get_by_text("case of 12: 3 × 12 = 36 cans")).to_be_visible()
    expect(dialog.get_by_label("Received, rejects included")).to_have_value("3")
    expect(dialog.get_by_label("Of these rejected")).to_have_value("2")
    expect(dialog.get_by_label("Why rejected")).to_have_value("dented")
    dialog.get_by_role("button", name="Put it on the list").click()
    expect(
        page.get_by_text("36 cans Soup (3 × case of 12, 2 cans of it rejected) · 1 lb Rice")
    ).to_be_visible()
    expect(page.get_by_placeholder("Find by any name, or scan a barcode")).to_have_value("soup")
    page.get_by_text("Who brought it, and when").click()
    expect(page.get_by_label("Donor (may stay empty)")).to_have_value("Ana Bel")
    page.get_by_role("button", name="Log it at Gym").click()
    expect(page.get_by_text(re.compile(r"Logged: .*Soup"))).to_be_visible()
    expect(page).not_to_have_url(re.compile("draft="))
    with community.house() as home:
        assert {(row.received, row.rejected) for row in home.all(DonationLine)} >= {(q("36"), q("2"))}
