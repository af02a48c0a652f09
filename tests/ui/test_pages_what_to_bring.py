"""What to bring: the list, its drive and site in the address, refusals, and what an empty store shows."""

from datetime import timedelta

from drives.commands import places
from drives.commands.drives import CloseDrive, close_drive
from drives.rules.kinds import ProgramKind
from tests.houses import Home
from tests.ui.conftest import Browser
from tests.ui.test_pages_drive import give, opened


def go(browser: Browser, **address: str) -> Browser:
    """Open the page at an address."""
    for name, value in address.items():
        browser.at.query_params[name] = value
    return browser.open("what_to_bring")


def lines(browser: Browser) -> list[str]:
    """The headings of the list: an item, then how much of it."""
    found = [str(element.value) for element in browser.at.markdown]
    return [text.split("\n")[0].removeprefix("### ") for text in found if text.startswith("### ")]


def test_the_most_behind_and_soonest_stands_first_with_how_much_and_for_whom(
    home: Home, browser: Browser
) -> None:
    drive = opened(home, "Winter")
    today = home.clock.now.date()
    home.need("Socks", "100", needed_by=today + timedelta(days=2))
    home.need("Hats", "10", needed_by=today + timedelta(days=40))
    give(home, "Socks", "36", drive)
    go(browser)
    assert lines(browser)[:4] == ["Socks", "64 pairs", "Hats", "10 pairs"]
    assert "for Shelter" in browser.texts
    assert "2 items are still wanted" in browser.texts
    assert "For Winter (10 days left)" in browser.texts


def test_a_late_need_says_so(home: Home, browser: Browser) -> None:
    opened(home, "Winter")
    today = home.clock.now.date()
    home.need("Socks", "100", posted_on=today - timedelta(days=9), needed_by=today - timedelta(days=1))
    go(browser)
    assert "was needed by" in browser.texts


def test_a_drive_and_a_site_can_be_chosen_and_stand_in_the_address(home: Home, browser: Browser) -> None:
    opened(home, "Winter")
    opened(home, "Later", ends=30)
    go(browser)
    browser.choose("bring.drive", "later")
    assert browser.at.query_params["drive"] == "later"
    assert "For Later (30 days left)" in browser.texts
    browser.choose("bring.site", "gym")
    assert browser.at.query_params["site"] == "gym"
    assert browser.at.code[0].value.endswith("?drive=later&site=gym")
    browser.choose("bring.drive", "")
    assert "drive" not in browser.at.query_params
    assert "For Winter (10 days left) and Later (30 days left)" in browser.texts


def test_a_site_where_nothing_is_collected_says_so(home: Home, browser: Browser) -> None:
    opened(home, "Winter")
    home.need("Socks", "100")
    home.site("Hall")
    go(browser, site="hall")
    assert "Nothing is collected at Hall for this at the moment." in browser.texts
    assert lines(browser) == []


def test_what_is_covered_is_thanked_for_and_held_back(home: Home, browser: Browser) -> None:
    drive = opened(home, "Winter")
    home.need("Socks", "10")
    give(home, "Socks", "12", drive)
    go(browser)
    assert "Everything asked for is covered" in browser.texts
    assert "Please hold back:** :gray-badge[Socks]" in browser.texts


def test_what_is_met_exactly_is_covered_too(home: Home, browser: Browser) -> None:
    drive = opened(home, "Winter")
    home.need("Socks", "10")
    give(home, "Socks", "9", drive)
    assert lines(go(browser))[:2] == ["Socks", "1 pair"]
    give(home, "Socks", "1", drive)
    browser.run()
    assert "Everything asked for is covered" in browser.texts
    assert "as soon as a program asks" not in browser.texts
    assert "hold back" not in browser.texts


def test_while_nothing_was_asked_for_nobody_is_thanked(home: Home, browser: Browser) -> None:
    drive = opened(home, "Winter")
    give(home, "Socks", "9", drive)
    go(browser)
    assert "as soon as a program asks for something" in browser.texts
    assert "covered" not in browser.texts


def test_what_is_not_accepted_stays_apart_line_by_line(home: Home, browser: Browser) -> None:
    asked = places.AddProgram("Shelter", ProgramKind.OTHER, not_accepted="Glass jars\n\nOpened food")
    home._nouns["program", "Shelter"] = home.do(places.add_program, asked).program_id
    opened(home, "Winter")
    go(browser)
    assert "- **Shelter**: Glass jars · Opened food" in browser.texts


def test_what_programs_do_not_accept_is_told_as_typed(home: Home, browser: Browser) -> None:
    asked = places.AddProgram("Shelter", ProgramKind.OTHER, not_accepted="No *used* socks.")
    home._nouns["program", "Shelter"] = home.do(places.add_program, asked).program_id
    opened(home, "Winter")
    home.need("Socks", "10", note="Ring at the back door")
    go(browser)
    assert "Please do not bring" in browser.texts
    assert "- **Shelter**: No \\*used\\* socks." in browser.texts
    assert "back door" not in browser.texts


def test_a_drive_that_is_over_asks_for_nothing(home: Home, browser: Browser) -> None:
    drive = opened(home, "Autumn", -9, -2)
    home.need("Socks", "100")
    home.do(close_drive, CloseDrive(drive))
    go(browser, drive="autumn")
    assert "Autumn is over. Thank you to everybody who brought something." in browser.texts
    assert lines(browser) == []


def test_an_unknown_address_says_so_and_offers_the_drives(home: Home, browser: Browser) -> None:
    opened(home, "Winter")
    go(browser, drive="nowhere")
    assert browser.refusals == ["There is no drive at this address (any more)."]
    assert "Winter" in browser.at.get("page_link")[0].proto.label
    browser.at.query_params.clear()
    go(browser, site="nowhere")
    assert browser.refusals == ["There is no drop-off site at this address (any more)."]


def test_without_a_drive_the_page_says_what_will_stand_here(home: Home, browser: Browser) -> None:
    home.item("Socks")
    go(browser)
    assert (
        "No drive is running at the moment. While one runs, this page says what to put in the bag."
        in browser.texts
    )
