"""End of day: the day's sums in words, what looks odd and can be voided, what to ask for tomorrow."""

from datetime import timedelta

import pytest

from drives.commands.donations import LineDraft, LogDonation, log_donation
from drives.commands.drives import CloseDrive, OpenDrive, close_drive, open_drive
from drives.commands.places import AddSite, add_site
from drives.commands.stock import DiscardGoods, discard
from drives.model import Donation
from drives.queries.day_donations import ItemOfDay
from drives.rules.kinds import DiscardReason, DonationState, SiteKind
from drives.rules.roles import THIS_MACHINE
from drives.rules.units import Unit
from drives.ui.day_view import item_lines
from tests.houses import Home, dump, q
from tests.ui.conftest import Browser


def give(
    home: Home, item: str, quantity: str, *, days_ago: int = 0, site: str = "Gym", rejected: str = "0"
) -> None:
    line = LineDraft(home.item(item), q(quantity), q(rejected), "worn")
    on = home.clock.now.date() - timedelta(days=days_ago)
    home.do(log_donation, LogDonation(home.site(site), (line,), received_on=on), viewer=THIS_MACHINE)


@pytest.fixture
def odd_day(home: Home, browser: Browser) -> Browser:
    """A day with 61 pairs of socks where 12 are usual, and 2 lb of rice twice."""
    home.item("Socks", Unit.PAIR)
    home.item("Rice", Unit.LB)
    for ago in range(1, 6):
        give(home, "Socks", "12", days_ago=ago)
    give(home, "Socks", "61")
    give(home, "Rice", "2")
    give(home, "Rice", "2")
    return browser.open("end_of_day")


def standing(home: Home) -> int:
    return len(home.all(Donation, Donation.state == DonationState.POSTED))


def test_the_day_is_said_in_words_with_exact_sums(home: Home, browser: Browser) -> None:
    home.item("Rice", Unit.LB)
    give(home, "Socks", "12")
    give(home, "Rice", "10.5", rejected="2.25")
    give(home, "Socks", "5", site="Hall")
    give(home, "Socks", "99", days_ago=1)
    browser.open("end_of_day")
    assert browser.title == "What came in today"
    assert "**3 donations** came in: 17 pairs of Socks and 8.25 lb of Rice." in browser.texts
    assert "### Gym\n\n:small[:gray[2 donations]]" in browser.texts
    assert "- **8.25 lb of Rice**, 2.25 lb more rejected\n- **12 pairs of Socks**" in browser.texts
    assert "### Hall\n\n:small[:gray[1 donation]]\n\n- **5 pairs of Socks**" in browser.texts
    assert "- **This machine**: 3 donations" in browser.texts


def test_one_pair_more_changes_the_sums(home: Home, browser: Browser) -> None:
    give(home, "Socks", "12")
    assert "came in: 12 pairs of Socks." in browser.open("end_of_day").texts
    give(home, "Socks", "1")
    browser.run()
    assert "**2 donations** came in: 13 pairs of Socks." in browser.texts


def test_another_day_and_a_site_narrow_it_and_the_site_stands_in_the_address(
    home: Home, browser: Browser
) -> None:
    yesterday = home.clock.now.date() - timedelta(days=1)
    give(home, "Socks", "12")
    give(home, "Socks", "99", days_ago=1)
    give(home, "Socks", "5", site="Hall", days_ago=1)
    browser.open("end_of_day")
    browser.at.date_input(key="day").set_value(yesterday)
    browser.run().choose("day.site", "hall")
    assert browser.title == "What came in on this day"
    assert "**1 donation** came in: 5 pairs of Socks." in browser.texts
    assert "hall" in browser.at.query_params["site"]


def test_what_is_odd_is_said_with_its_figures(odd_day: Browser) -> None:
    assert "2 donations to look at again." in odd_day.texts
    assert "61 pairs of Socks at once: usual is 12 pairs, this is 5 times as much." in odd_day.texts
    assert "2 lb of Rice at Gym, twice within minutes:" in odd_day.texts


def test_an_odd_donation_is_voided_after_it_was_asked(home: Home, odd_day: Browser) -> None:
    before = standing(home)
    [large] = [row.id for row in home.all(Donation)][5:6]
    odd_day.click(f"day.void.{large}")
    assert "61 pairs of Socks, received at Gym, is taken out of every figure" in odd_day.texts
    assert "This cannot be undone." in odd_day.texts
    assert standing(home) == before
    odd_day.click("day.yes.")
    assert standing(home) == before - 1
    assert "Voided: 61 pairs of Socks at Gym." in odd_day.texts
    assert "61 pairs of Socks at once" not in odd_day.texts
    assert "1 more was voided and does not count." in odd_day.texts


def test_keeping_it_changes_nothing(home: Home, odd_day: Browser) -> None:
    before = dump(home.store)
    [large] = [row.id for row in home.all(Donation)][5:6]
    odd_day.click(f"day.void.{large}").click("day.no.")
    assert dump(home.store) == before
    assert not odd_day.has("day.yes.")


def test_a_void_of_what_is_gone_is_refused_with_figures(home: Home, odd_day: Browser) -> None:
    home.do(discard, DiscardGoods(home.lot_of("Socks"), home.site(), q("100"), DiscardReason.DAMAGED))
    before = dump(home.store)
    [large] = [row.id for row in home.all(Donation)][5:6]
    odd_day.click(f"day.void.{large}").click("day.yes.")
    (said,) = odd_day.refusals
    assert "Socks at Gym: only 21 are still there, 40 short" in said
    assert dump(home.store) == before


def test_a_second_click_voids_nothing_more(home: Home, odd_day: Browser) -> None:
    before = standing(home)
    [large] = [row.id for row in home.all(Donation)][5:6]
    odd_day.click(f"day.void.{large}")
    button = odd_day.at.button(key=odd_day.key("day.yes."))
    button.click()
    odd_day.run()
    button.click()
    odd_day.run()
    assert standing(home) == before - 1
    assert odd_day.refusals == []


def test_tomorrow_says_what_to_ask_for_and_what_to_hold_back(home: Home, browser: Browser) -> None:
    home.need("Socks", "100")
    home.need("Soap", "1")
    give(home, "Soap", "9")
    give(home, "Socks", "20")
    browser.open("end_of_day")
    assert "Ask for 80 pairs of Socks." in browser.texts
    assert "Please hold back:** :gray-badge[Soap]" in browser.texts


def closed_drive(home: Home) -> str:
    """The address of a drive at the gym that is closed."""
    today = home.clock.now.date()
    asked = OpenDrive("Autumn", today - timedelta(days=9), today, (home.program(),), (home.site(),))
    opened = home.do(open_drive, asked)
    home.do(close_drive, CloseDrive(opened.drive_id))
    return "autumn"


def test_a_site_where_nothing_is_collected_is_not_said_to_have_all(home: Home, browser: Browser) -> None:
    home.need("Socks", "100")
    home.site("Hall")
    browser.open("end_of_day").choose("day.site", "hall")
    assert "## Tomorrow\n\nNothing is collected at Hall for this at the moment." in browser.texts
    assert "covered" not in browser.texts


def test_a_closed_drive_asks_for_nothing_more(home: Home, browser: Browser) -> None:
    slug = closed_drive(home)
    home.need("Socks", "100")
    browser.open("end_of_day").choose("day.drive", slug)
    assert "## Tomorrow\n\nAutumn is closed: it asks for nothing more." in browser.texts
    assert "covered" not in browser.texts


def test_a_site_that_is_not_public_asks_for_nothing(home: Home, browser: Browser) -> None:
    home.need("Socks", "100")
    home.do(add_site, AddSite("Store", SiteKind.WAREHOUSE, public=False))
    browser.open("end_of_day").choose("day.site", "store")
    assert "Nothing is asked for at Store: it is no public drop-off site." in browser.texts
    assert "Ask for" not in browser.texts


def test_before_anything_was_asked_for_nothing_is_covered(home: Home, browser: Browser) -> None:
    give(home, "Socks", "5")
    assert "No program has asked for anything" in browser.open("end_of_day").texts
    home.need("Socks", "5")
    assert "Everything asked for is covered" in browser.run().texts


def test_a_day_that_is_past_says_nothing_of_tomorrow(home: Home, browser: Browser) -> None:
    home.need("Socks", "100")
    browser.open("end_of_day")
    assert "## Tomorrow" in browser.texts
    browser.at.date_input(key="day").set_value(home.clock.now.date() - timedelta(days=1))
    browser.run()
    assert "Tomorrow" not in browser.texts
    assert "What is logged today" not in browser.texts


def test_bought_goods_stand_on_a_line_of_their_own() -> None:
    one = ItemOfDay(1, "Rice", Unit.LB, q("10.5"), q("2.25"), q("4"))
    assert item_lines(one) == [
        "**8.25 lb of Rice**, 2.25 lb more rejected",
        "**4 lb of Rice** bought",
    ]


def test_what_was_rejected_whole_did_not_come_in(home: Home, browser: Browser) -> None:
    give(home, "Socks", "12")
    give(home, "Soup", "7", rejected="7")
    browser.open("end_of_day")
    assert "**2 donations** came in: 12 pairs of Socks." in browser.texts
    assert "- **7 pairs of Soup** rejected" in browser.texts


def test_an_address_of_a_drive_that_is_gone_says_so(home: Home, browser: Browser) -> None:
    give(home, "Socks", "12")
    browser.at.query_params["drive"] = "gone"
    browser.open("end_of_day")
    assert "“gone” is not here (any more). You see: All drives." in browser.texts
    assert "drive" not in browser.at.query_params


def test_the_export_says_what_it_holds(home: Home, browser: Browser) -> None:
    slug = closed_drive(home)
    browser.open("end_of_day")
    assert [one.proto.label for one in browser.at.get("download_button")] == [
        "Export all donations", "Export all donations (Excel)",
    ]  # fmt: skip
    browser.choose("day.drive", slug)
    assert [one.proto.label for one in browser.at.get("download_button")] == [
        "Export all donations of this drive", "Export all donations of this drive (Excel)",
    ]  # fmt: skip


def test_what_waits_to_be_sorted_is_said(home: Home, browser: Browser) -> None:
    home.item("Mixed food, unsorted", Unit.LB)
    give(home, "Mixed food, unsorted", "38.5", days_ago=3)
    browser.open("end_of_day")
    assert "- **38.5 lb of Mixed food, unsorted** at Gym" in browser.texts


def test_a_day_without_a_donation_says_what_will_stand_here(home: Home, browser: Browser) -> None:
    home.item()
    home.site()
    browser.open("end_of_day")
    assert "No donation of this day stands here." in browser.texts
    assert "Nothing waits to be sorted." in browser.texts
    assert "Log a donation" in [link.proto.label for link in browser.at.get("page_link")]


def test_text_of_people_is_shown_as_typed(home: Home, browser: Browser) -> None:
    give(home, "*Bold* socks", "1", site="[Hall](https://evil.example)")
    browser.open("end_of_day")
    assert "\\*Bold\\* socks" in browser.texts
    assert "[Hall](https://evil.example)" not in browser.texts


def test_a_dialog_that_was_left_does_not_come_back_by_itself(home: Home, odd_day: Browser) -> None:
    [large] = [row.id for row in home.all(Donation)][5:6]
    odd_day.click(f"day.void.{large}").leave_for("overview").leave_for("end_of_day")
    assert not odd_day.has("day.yes.")
