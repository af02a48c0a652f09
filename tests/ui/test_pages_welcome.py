"""The first start: the demo, one's own community whole or not at all, and what an import left to say."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from drives.commands import items
from drives.model import Drive, Item, Need, Organization, Program, Site
from drives.rules.dates import DateRule
from drives.rules.units import Unit
from tests.houses import Home, dump
from tests.ui.conftest import Browser

MAKING = 180
"""Seconds within which the demo is made, also on a machine that is busy."""


def fill(browser: Browser) -> Browser:
    """Fill in all that setting up asks for."""
    browser.type("setup.name", "Kent Coalition").type("setup.drive", "Winter")
    return browser.type("setup.program", "Shelter").type("setup.site", "North Library")


def test_an_empty_store_opens_on_both_ways(browser: Browser) -> None:
    assert browser.title == "Welcome to Drives"
    assert [heading.value for heading in browser.at.subheader] == ["Look around first", "Set up yours"]


def test_the_demo_fills_the_store_and_opens_the_overview(home: Home, browser: Browser) -> None:
    browser.at.default_timeout = MAKING
    browser.click("demo.submit.")
    assert browser.title == "What our programs need now"
    assert "This is an invented community" in browser.texts
    assert len(home.all(Need)) >= 10
    first = min(home.all(Need), key=lambda row: row.id)
    assert first.quantity > 0
    assert browser.at.get("vega_lite_chart")


def test_setting_up_makes_all_that_a_first_donation_needs(home: Home, browser: Browser) -> None:
    fill(browser).click("setup.submit.")
    assert browser.title == "What our programs need now"
    assert "Set up. Post the first need, or log the first donation." in browser.texts
    assert [[row.name for row in home.all(table)] for table in (Organization, Drive, Program, Site)] == [
        ["Kent Coalition"],
        ["Winter"],
        ["Shelter"],
        ["North Library"],
    ]
    assert len(home.all(Item)) >= 150
    browser.open("log_donation")
    assert browser.at.selectbox(key="log.drive").value == "winter"
    assert browser.at.selectbox(key="log.site").value == "north-library"


def test_address_and_hours_of_the_site_are_kept(home: Home, browser: Browser) -> None:
    fill(browser).type("setup.site_address", "1 Main St").type("setup.site_hours", "Mon–Fri 9–17")
    browser.click("setup.submit.")
    assert [(row.address, row.hours) for row in home.all(Site)] == [("1 Main St", "Mon–Fri 9–17")]
    browser.open("drop_off_sites")
    assert "1 Main St" in browser.texts
    assert "Mon–Fri 9–17" in browser.texts


def test_address_and_hours_may_stay_empty(home: Home, browser: Browser) -> None:
    fill(browser).click("setup.submit.")
    assert [(row.address, row.hours) for row in home.all(Site)] == [(None, None)]


def test_the_days_of_the_drive_start_where_the_organization_is(browser: Browser) -> None:
    far_west, far_east = "Pacific/Pago_Pago", "Pacific/Kiritimati"
    for zone in (far_west, far_east):
        browser.choose("setup.zone", zone)
        today = datetime.now(ZoneInfo(zone)).date()
        assert browser.at.date_input(key="setup.starts").value == today
        assert browser.at.date_input(key="setup.ends").value == today + timedelta(days=28)


def test_the_catalogue_may_be_declined(home: Home, browser: Browser) -> None:
    browser.at.checkbox(key="setup.catalogue").set_value(False)
    fill(browser.run()).click("setup.submit.")
    assert home.all(Item) == []
    assert len(home.all(Organization)) == 1


def test_what_is_missing_is_named_and_what_was_typed_stays(home: Home, browser: Browser) -> None:
    before = dump(home.store)
    browser.type("setup.name", "Kent Coalition").type("setup.site", "North Library").click("setup.submit.")
    assert browser.refusals == ["Still to fill in: the first drive and a program it collects for."]
    assert dump(home.store) == before
    assert browser.typed("setup.name") == "Kent Coalition"
    assert browser.typed("setup.site") == "North Library"


def test_a_refusal_makes_nothing_at_all(home: Home, browser: Browser) -> None:
    fill(browser)
    starts = browser.at.date_input(key="setup.starts").value
    browser.at.date_input(key="setup.ends").set_value(starts.replace(year=starts.year - 1))
    browser.run()
    before = dump(home.store)
    browser.click("setup.submit.")
    assert len(browser.refusals) == 1
    assert dump(home.store) == before
    assert browser.typed("setup.drive") == "Winter"
    browser.at.date_input(key="setup.ends").set_value(starts)
    browser.run().click("setup.submit.")
    assert len(home.all(Organization)) == len(home.all(Drive)) == 1


@pytest.mark.parametrize("button", ["demo.submit.", "setup.submit."])
def test_a_second_click_makes_nothing_more(home: Home, browser: Browser, button: str) -> None:
    browser.at.default_timeout = MAKING
    fill(browser)
    clicked = browser.at.button(key=browser.key(button))
    clicked.click()
    browser.run()
    before = dump(home.store)
    clicked.click()
    browser.run()
    assert dump(home.store) == before
    assert browser.refusals == []


def test_what_an_import_left_open_is_asked_for_and_no_more(home: Home, browser: Browser) -> None:
    home.do(items.add_item, items.AddItem("Food bag", "food", Unit.BAG, DateRule.ADVICE))
    home.site("North Library")
    home.drive("Winter")
    assert browser.open("overview").title == "What our programs need now"
    assert "Your community" in browser.texts
    browser.open("welcome")
    assert browser.title == "What is still to say"
    assert [heading.value for heading in browser.at.subheader] == ["Who are you?", "Whom is it for?"]
    assert not browser.has("demo.submit.")
    browser.type("setup.name", " ").click("setup.who.submit.")
    assert browser.refusals == ["Your organization needs a name. Enter one."]
    assert home.all(Organization) == []
    browser.type("setup.name", "Kent Coalition").click("setup.who.submit.")
    assert "This is now the store of Kent Coalition." in browser.texts
    browser.type("setup.program", "Shelter").click("setup.a_program.submit.")
    assert [row.name for row in home.all(Program)] == ["Shelter"]
    assert [row.name for row in home.all(Drive)] == ["Winter"]
    assert browser.title == "What our programs need now"
    assert "Kent Coalition · as of" in browser.texts
