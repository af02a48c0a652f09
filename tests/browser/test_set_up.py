"""A community from an empty store, by clicking alone: what was clicked is what the pages say."""

import re
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Locator, Page, TimeoutError, expect

from drives.settings import Settings
from drives.store.verify import verify
from drives.wiring import open_house
from tests.browser.conftest import OpenPage, drawn, go_to, tile_button
from tests.serving import served

SOCKS, BUTTER, BEANS = "Wool socks", "Peanut butter", "Baked beans"
# What is brought, gift by gift: 38 pairs of socks, 15 jars, 20 cans that nobody asks for.
GIFTS = (
    (SOCKS, 10), (BUTTER, 6), (SOCKS, 5), (BEANS, 12), (SOCKS, 8),
    (BUTTER, 4), (SOCKS, 12), (BEANS, 8), (BUTTER, 5), (SOCKS, 3),
)  # fmt: skip
# Whenever it is, the day in the far east is a later one than in the far west.
FAR_WEST, FAR_EAST = "Pacific/Pago_Pago", "Pacific/Kiritimati"
UNITS = {SOCKS: "pairs", BUTTER: "jars", BEANS: "cans"}


def choose(place: Page | Locator, field: str, option: str) -> None:
    """Choose in a list, by typing what it is called; again where the page was drawn anew meanwhile.

    A page draws itself anew within a second or two of a change, and closes a list that is open.
    """
    page = place if isinstance(place, Page) else place.page
    box, offered = place.get_by_role("combobox", name=field), page.get_by_role("option", name=option).first
    for _try in range(3):
        box.click()
        box.fill(option)
        with suppress(TimeoutError):
            offered.click(timeout=5_000)
            return
    offered.click()


def says(page: Page, words: str | re.Pattern[str]) -> None:
    """Wait until a page says something."""
    expect(page.get_by_text(words).first).to_be_visible()


def first_steps(page: Page) -> None:
    """An organization far in the west, a drive, a shelter and a gym."""
    expect(page.get_by_role("heading", name="Welcome to Drives")).to_be_visible()
    page.get_by_label("Your organization").fill("Kent Coalition")
    page.get_by_label("First drive").fill("Winter warmth")
    page.get_by_label("A program it collects for").fill("Night Shelter")
    choose(page, "What the program does", "Youth shelter")
    page.get_by_label("Where goods are dropped off").fill("Gym")
    page.get_by_role("button", name="Set up", exact=True).click()
    says(page, "Set up. Post the first need, or log the first donation.")


def add_a_program(page: Page) -> None:
    """A second program."""
    go_to(page, "Programs and sites")
    page.get_by_role("button", name="Add a program").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Name", exact=True).fill("Corner Pantry")
    choose(dialog, "What it does", "Food bank")
    dialog.get_by_role("button", name="Add the program").click()
    says(page, "Added: Corner Pantry.")
    expect(page.get_by_role("heading", name="Corner Pantry")).to_be_visible()


def post(page: Page, program: str, item: str, quantity: int) -> None:
    """Post a need."""
    form = page.locator("details").filter(has_text="Post a need")
    expect(form).to_be_visible()
    drawn(page)
    if form.get_attribute("open") is None:
        form.get_by_text("Post a need", exact=True).click()
    choose(page, "Program", program)
    choose(page, "Item", item)
    page.get_by_role("textbox", name="How many").fill(str(quantity))
    page.get_by_role("button", name="Post the need").click()
    page.get_by_role("button", name="Post it").click()
    says(page, f"Posted: {quantity} {UNITS[item]} of {item}.")


def set_goals(page: Page) -> None:
    """Take what is offered as the goals of the drive, for both programs."""
    go_to(page, "Drives")
    page.get_by_role("button", name="Edit").click()
    expect(page.get_by_role("heading", name="Change Winter warmth")).to_be_visible()
    page.get_by_label("Story").fill("Nights are cold. Socks go out the same week.")
    choose(page, "Programs it collects for", "Corner Pantry")
    page.keyboard.press("Tab")
    says(page, "2 items are still to be collected today")
    drawn(page)
    page.get_by_role("button", name="Use all").click()
    expect(page.get_by_label(f"Goal of {SOCKS}")).to_have_value("80")
    expect(page.get_by_label(f"Goal of {BUTTER}")).to_have_value("40")
    page.get_by_role("button", name="Save the changes").click()
    says(page, "Changed: Winter warmth.")


def log(page: Page, item: str, quantity: int) -> None:
    """Log a gift of one item, by its number."""
    count = tile_button(page, item, "Enter an amount")
    drawn(page)
    if not count.count():
        page.get_by_label("Find an item").fill(item)
    count.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Received, rejects included").fill(str(quantity))
    dialog.get_by_role("button", name="Put it on the list").click()
    expect(page.get_by_text(f"{quantity} {UNITS[item]} {item}")).to_be_visible()
    page.get_by_role("button", name="Log it at Gym").click()
    says(page, f"Logged: {quantity} {UNITS[item]} of {item}.")


def standing(page: Page) -> str:
    """Everything that the drive's page says, from its title to the table under its last chart."""
    says(page, "Days as a table")
    for chart in page.get_by_test_id("stVegaLiteChart").all():
        expect(chart.locator("svg")).to_be_visible()
    drawn(page)
    return page.get_by_test_id("stMain").inner_text()


def test_a_community_is_set_up_filled_and_closed_by_clicking_alone(
    store_folder: Path, open_page: OpenPage
) -> None:
    store = f"sqlite:///{store_folder}/by-hand.db"
    with served(store) as address:
        page = open_page(address, zone=FAR_WEST)
        first_steps(page)
        add_a_program(page)
        go_to(page, "Needs")
        post(page, "Night Shelter", SOCKS, 60)
        post(page, "Corner Pantry", SOCKS, 20)
        post(page, "Corner Pantry", BUTTER, 40)
        set_goals(page)
        go_to(page, "Log a donation")
        for item, quantity in GIFTS:
            log(page, item, quantity)

        go_to(page, "Overview")
        says(page, "42 pairs still to bring")
        says(page, "25 jars still to bring")
        says(page, re.compile(f"Donated so far:.*{BEANS} \\(20 cans\\)"))
        expect(page.get_by_text("hold back")).to_have_count(0)

        go_to(page, "Drives")
        page.get_by_role("button", name=re.compile("Close$")).click()
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_text(f"{SOCKS}: 38 of 80 pairs")).to_be_visible()
        expect(dialog.get_by_text(f"{BUTTER}: 15 of 40 jars")).to_be_visible()
        dialog.get_by_role("button", name="Close the drive").click()
        says(page, "Winter warmth is closed")

        page.get_by_role("link", name="Open its page").click()
        expect(page.get_by_role("heading", name="Winter warmth")).to_be_visible()
        says(page, f"{SOCKS}: 38 donated, goal 80 pairs")
        says(page, f"{BUTTER}: 15 donated, goal 40 jars")
        closed = standing(page)
        assert "38 of 80 pairs" in closed
        assert "15 of 40 jars" in closed

        # The next day, for everything alone: a gift that no page of the drive may show.
        go_to(page, "Settings")
        choose(page, "Time zone", FAR_EAST)
        page.get_by_role("button", name="Save", exact=True).click()
        says(page, "The settings are saved.")
        go_to(page, "Log a donation")
        log(page, SOCKS, 7)
        go_to(page, "Overview")
        says(page, "35 pairs still to bring")
        go_to(page, "Drives")
        page.get_by_role("link", name="Open its page").click()
        assert standing(page) == closed
    house = open_house(Settings.from_environment({}, store=store))
    assert verify(house.store) == []
    house.close()
