"""From a need to what arrived in a real browser: chart, program and drive all say the same."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from drives.commands.needs import CancelNeed, cancel_need
from drives.queries.needs import needs
from drives.queries.progress import progress
from drives.rules.roles import COMMAND_LINE
from tests.browser.conftest import Community, OpenPage, drawn, go_to
from tests.houses import q


@pytest.fixture(scope="module")
def community(store_folder: Path) -> Community:
    """Twenty pairs are here, and nobody asks for any yet."""
    made = Community(f"sqlite:///{store_folder}/goings.db")
    with made.house() as home:
        [need] = home.house.queries.ask(needs, COMMAND_LINE)
        home.do(cancel_need, CancelNeed(need.need_id), request_id="asked no more")
    return made


def press(page: Page, name: str) -> None:
    """Press a button of the dialog that is open."""
    drawn(page)
    page.get_by_role("dialog").get_by_role("button", name=name).click()


def test_a_need_is_met_by_what_was_confirmed_and_everybody_says_so(
    community: Community, address: str, open_page: OpenPage
) -> None:
    page = open_page(f"{address}/needs")
    page.get_by_text("Post a need", exact=True).click()
    page.get_by_role("combobox", name="Item").click()
    page.get_by_role("option", name="Socks (pair)").click()
    page.get_by_role("textbox", name="How many").fill("100")
    page.get_by_role("button", name="Post the need").click()
    press(page, "Post it")
    expect(page.get_by_text("Posted: 100 pairs of Socks.")).to_be_visible()
    go_to(page, "Allocate")
    drawn(page)
    page.get_by_role("button", name="Reserve these shares").click()
    expect(page.get_by_text("20 of 100", exact=False).first).to_be_visible()
    go_to(page, "Deliveries")
    drawn(page)
    page.get_by_role("button", name="Plan a delivery").click()
    page.get_by_role("dialog").get_by_role("combobox", name="For").click()
    page.get_by_role("option", name="Shelter").click()
    expect(page.get_by_text("Goes along: 20 pairs of Socks.")).to_be_visible()
    press(page, "Plan it")
    expect(page.get_by_text("Planned: a delivery to Shelter")).to_be_attached()
    page.goto(f"{address}/pick-lists")
    drawn(page)
    page.get_by_text("20 pairs of Socks").click()
    expect(page.get_by_text("1 of 1 picked")).to_be_visible()
    page.reload()
    expect(page.get_by_text("1 of 1 picked")).to_be_visible()
    drawn(page)
    page.get_by_role("link", name="Mark it as packed").click()
    press(page, "It is packed")
    press(page, "Send …")
    press(page, "It leaves now")
    expect(page.get_by_text("Sent to Shelter. It waits to be confirmed.")).to_be_visible()
    drawn(page)
    page.get_by_role("button", name="Open").click()
    press(page, "Confirm what arrived …")
    arrived = page.get_by_label("20 pairs of Socks: how many arrived in good order")
    arrived.fill("18")
    arrived.press("Tab")
    expect(page.get_by_text("2 pairs did not arrive.")).to_be_visible()
    press(page, "Confirm what arrived")
    expect(page.get_by_text("2 pairs of Socks missing at Shelter")).to_be_visible()

    with community.house() as home:
        need, *_cancelled = home.house.queries.ask(needs, COMMAND_LINE)
        assert (need.delivered, need.outstanding) == (q("18"), q("82"))
        figures = next(
            row.figures for row in home.house.queries.ask(progress, COMMAND_LINE) if row.item == "Socks"
        )
        assert (figures.delivered, figures.lost, figures.still_to_collect) == (q("18"), q("2"), q("82"))
    go_to(page, "Needs")
    expect(page.get_by_text("18 of 100 delivered or allocated")).to_be_visible()
    go_to(page, "Overview")
    expect(page.get_by_text("82 pairs still to bring").first).to_be_visible()
    go_to(page, "Drive")
    expect(page.get_by_text("82 pairs still to bring").first).to_be_visible()
    expect(page.get_by_text("Delivered to programs: Socks (18 pairs).")).to_be_visible()
    expect(page.get_by_text("82 pairs to go").first).to_be_visible()
    expect(page.get_by_text("Socks: 20 pairs given; 18 pairs reached 1 program by")).to_be_visible()
    go_to(page, "Programs")
    expect(page.get_by_text("Needs most now: 82 pairs Socks")).to_be_visible()
