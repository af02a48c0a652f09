"""Count: what was typed is what the books say after; what was not counted is left alone."""

from datetime import timedelta
from typing import Any

import pytest

from drives.commands import allocation
from drives.commands.donations import LineDraft, LogDonation, log_donation
from drives.model import CountLine, CycleCount, Lot, StockLevel
from drives.rules.dates import DateKind
from drives.rules.units import Unit
from tests.houses import Home, dump, q
from tests.ui.conftest import Browser

WHY = "found behind the shelf"


def bring(home: Home, item: str, quantity: str, *, drive: int | None = None, **marks: Any) -> None:
    line = LineDraft(home.item(item), q(quantity), **marks)
    home.do(log_donation, LogDonation(home.site("Gym"), (line,), drive))


@pytest.fixture
def shelf(home: Home, browser: Browser) -> Browser:
    """The page over a gym: 20 pairs of socks of two drives, 40 lb of rice; soap is known, but not there."""
    home.item("Socks", Unit.PAIR)
    home.item("Rice", Unit.LB)
    home.item("Soap", Unit.EACH)
    bring(home, "Socks", "12", drive=home.drive("Spring"))
    bring(home, "Socks", "8")
    bring(home, "Rice", "40")
    return browser.open("count")


def on_hand(home: Home, item: str) -> int:
    """What is on hand of an item over all its lots, straight from the store."""
    lots = {row.id for row in home.all(Lot, Lot.item_id == home.item(item))}
    return sum(row.quantity for row in home.all(StockLevel) if row.lot_id in lots)


def field(home: Home, item: str) -> str:
    return f"count.pile.{home.item(item)}."


def save(browser: Browser) -> Browser:
    browser.click("count.save")
    if browser.has("count.reason."):
        browser.type("count.reason.", WHY)
    return browser.click("count.yes.")


def test_the_books_stay_shut_until_they_are_asked_for(shelf: Browser) -> None:
    assert "2 lines are on record at Gym." in shelf.texts
    assert "20 pairs" not in shelf.texts
    shelf.at.toggle(key="count.books").set_value(True)
    shelf.run()
    assert "20 pairs in the books" in shelf.texts
    assert "40 lb in the books" in shelf.texts


def test_what_is_counted_is_what_the_books_say(home: Home, shelf: Browser) -> None:
    shelf.type(field(home, "Socks"), "17").type(field(home, "Rice"), "41.25")
    assert "2 of 2 lines counted." in shelf.texts
    shelf.click("count.save")
    assert "Socks: 17 pairs counted, 20 pairs in the books; 3 pairs fewer." in shelf.texts
    assert "Rice: 41.25 lb counted, 40 lb in the books; 1.25 lb more." in shelf.texts
    before = dump(home.store)
    shelf.click("count.yes.")
    assert shelf.refusals == ["2 lines differ from the books. Say why, in a few words, then save the count."]
    assert dump(home.store) == before
    shelf.type("count.reason.", WHY).click("count.yes.")
    assert [row.note for row in home.all(CycleCount)] == [WHY]
    assert (on_hand(home, "Socks"), on_hand(home, "Rice")) == (17_000, 41_250)
    assert "Saved: the records of Gym now say what you counted." in shelf.texts
    assert "- Socks: 17 pairs counted, 20 pairs in the books; 3 pairs fewer." in shelf.texts
    assert shelf.typed(field(home, "Socks")) == ""


def test_what_is_left_empty_is_left_alone_and_nothing_is_a_count(home: Home, shelf: Browser) -> None:
    save(shelf.type(field(home, "Socks"), "0"))
    assert (on_hand(home, "Socks"), on_hand(home, "Rice")) == (0, 40_000)
    assert {row.lot_id for row in home.all(CountLine)} == {
        row.id for row in home.all(Lot, Lot.item_id == home.item("Socks"))
    }


def test_what_is_as_the_books_say_is_said_so(home: Home, shelf: Browser) -> None:
    shelf.type(field(home, "Rice"), "40").click("count.save")
    assert "1 line is as the books say." in shelf.texts
    assert not shelf.has("count.reason.")
    shelf.click("count.yes.")
    assert "- As the books said: Rice." in shelf.texts
    assert on_hand(home, "Rice") == 40_000
    assert len(home.all(CycleCount)) == 1


def test_what_no_book_names_is_added_and_counted(home: Home, shelf: Browser) -> None:
    shelf.choose("count.found.0", home.item("Soap")).type(field(home, "Soap"), "9").click("count.save")
    assert "Soap: 9 found that the books do not name." in shelf.texts
    shelf.type("count.reason.", WHY).click("count.yes.")
    assert on_hand(home, "Soap") == 9_000


def test_who_loses_what_was_reserved_is_said(home: Home, shelf: Browser) -> None:
    need_id = home.need("Socks", "12")
    lot_id = home.lot_of("Socks", drive_id=home.drive("Spring"))
    home.do(allocation.reserve, allocation.Reserve(need_id, lot_id, home.site("Gym"), q("12")))
    shelf.run().type(field(home, "Socks"), "10").click("count.save")
    assert "Of these 12 pairs are reserved: 2 pairs of that is released again." in shelf.texts
    shelf.type("count.reason.", WHY).click("count.yes.")
    assert "- Shelter loses 2 reserved: Socks." in shelf.texts


def test_piles_that_look_different_are_different_lines(home: Home, browser: Browser) -> None:
    mark = home.clock.now.date() + timedelta(days=30)
    home.item("Rice", Unit.LB)
    bring(home, "Rice", "5", date_mark=mark, date_kind=DateKind.BEST_BY)
    bring(home, "Rice", "7", restricted_to_id=home.program("Shelter"))
    browser.open("count")
    assert "2 lines are on record at Gym." in browser.texts
    assert "best by" in browser.texts
    assert "kept for Shelter" in browser.texts
    save(browser.type(f"{field(home, 'Rice')}...", "6"))
    assert on_hand(home, "Rice") == 11_000
    kept = home.lot_of("Rice", restricted_to_id=home.program("Shelter"))
    assert home.level(kept) == ("6", "0")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2.5", "Socks: 2.5 is not a whole number"),
        ("many", "Socks: This is not a plain number."),
        ("-1", "Socks: This is below zero."),
    ],
)
def test_what_is_no_count_is_refused_and_stays(home: Home, shelf: Browser, typed: str, said: str) -> None:
    shelf.type(field(home, "Rice"), "39").type(field(home, "Socks"), typed)
    before = dump(home.store)
    shelf.click("count.save")
    assert len(shelf.refusals) == 1
    assert shelf.refusals[0].startswith(said)
    assert not shelf.has("count.yes.")
    assert dump(home.store) == before
    assert (shelf.typed(field(home, "Rice")), shelf.typed(field(home, "Socks"))) == ("39", typed)


def test_goods_that_came_since_they_were_counted_are_refused_with_figures(home: Home, shelf: Browser) -> None:
    shelf.type(field(home, "Socks"), "18")
    bring(home, "Socks", "5")
    shelf.type(field(home, "Rice"), "40").click("count.save")
    before = dump(home.store)
    shelf.type("count.reason.", WHY).click("count.yes.")
    (said,) = shelf.refusals
    assert said.startswith("Socks at Gym: the books said 20 when you counted and say 25 now")
    assert dump(home.store) == before
    assert shelf.typed(field(home, "Socks")) == "18"
    shelf.run()
    assert "Socks: 18 pairs counted, 25 pairs in the books; 7 pairs fewer." in shelf.texts
    shelf.click("count.yes.")
    assert on_hand(home, "Socks") == 18_000


def test_what_was_typed_waits_while_one_looks_elsewhere(home: Home, shelf: Browser) -> None:
    shelf.type(field(home, "Socks"), "18").open("overview").open("count")
    assert shelf.typed(field(home, "Socks")) == "18"
    shelf.type("q", "rice")
    assert not shelf.has(field(home, "Socks"))
    shelf.type("q", "")
    assert shelf.typed(field(home, "Socks")) == "18"


def test_what_was_typed_is_here_again_after_a_reload_until_it_is_saved(home: Home, shelf: Browser) -> None:
    shelf.choose("count.found.0", home.item("Soap")).type(field(home, "Soap"), "9")
    shelf.type(field(home, "Socks"), "18")
    bring(home, "Socks", "5")
    again = Browser().open("count")
    assert "What you typed here before is back." in again.texts
    assert (again.typed(field(home, "Socks")), again.typed(field(home, "Soap"))) == ("18", "9")
    again.click("count.save").type("count.reason.", WHY).click("count.yes.")
    (said,) = again.refusals
    assert said.startswith("Socks at Gym: the books said 20 when you counted and say 25 now")
    again.run().click("count.yes.")
    assert (on_hand(home, "Socks"), on_hand(home, "Soap")) == (18_000, 9_000)
    assert Browser().open("count").typed(field(home, "Socks")) == ""


def test_a_second_click_saves_nothing_more(home: Home, shelf: Browser) -> None:
    shelf.type(field(home, "Socks"), "18").click("count.save").type("count.reason.", WHY)
    button = shelf.at.button(key=shelf.key("count.yes."))
    button.click()
    shelf.run()
    button.click()
    shelf.run()
    assert len(home.all(CycleCount)) == 1
    assert shelf.refusals == []


def test_keep_counting_saves_nothing(home: Home, shelf: Browser) -> None:
    before = dump(home.store)
    shelf.type(field(home, "Socks"), "18").click("count.save").click("count.no.")
    assert dump(home.store) == before
    assert shelf.typed(field(home, "Socks")) == "18"
    assert not shelf.has("count.yes.")


def test_an_empty_shelf_says_so_and_what_is_found_can_be_added(home: Home, browser: Browser) -> None:
    home.site("Gym")
    home.item("Soap", Unit.EACH)
    browser.open("count")
    assert "Nothing stands at Gym by the books." in browser.texts
    assert browser.at.button(key="count.save").disabled
    save(browser.choose("count.found.0", home.item("Soap")).type(field(home, "Soap"), "3"))
    assert on_hand(home, "Soap") == 3_000


def test_without_a_site_the_page_says_what_it_is_for(browser: Browser) -> None:
    browser.open("count")
    assert "Here what stands on the shelves is counted" in browser.texts
    assert [link.proto.label for link in browser.at.get("page_link")] == ["Take the first steps"]


def test_a_dialog_that_was_left_does_not_come_back_by_itself(home: Home, shelf: Browser) -> None:
    shelf.type(field(home, "Rice"), "40").click("count.save").leave_for("overview").leave_for("count")
    assert not shelf.has("count.yes.")
    assert shelf.typed(field(home, "Rice")) == "40"
    save(shelf)
    assert len(home.all(CycleCount)) == 1


def test_every_site_can_be_chosen_the_first_one_too(home: Home, browser: Browser) -> None:
    home.item("Socks")
    for site in ("Attic", "Barn"):
        home.site(site)
    browser.open("count").choose("count.site", "barn").choose("count.site", "attic")
    assert browser.at.query_params["site"] == "attic"
    assert "at Attic by the books" in browser.texts


def test_an_address_of_a_site_that_is_gone_says_so(home: Home, browser: Browser) -> None:
    home.item("Socks")
    home.site("Attic")
    browser.at.query_params["site"] = "gone"
    browser.open("count")
    assert "“gone” is not here (any more). You see: Attic." in browser.texts
