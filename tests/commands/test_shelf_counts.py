"""A shelf is counted as one sees it: alike is one pile, whichever drives it came in for."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from drives.commands import allocation, merging, shelf_counts
from drives.commands.item_changes import revise_item
from drives.commands.shelf_counts import CountShelf, Pile
from drives.errors import Conflict, Unknown
from drives.model import CountLine, Lot, Move
from drives.queries.count_sheet import count_sheet
from drives.rules.dates import DateKind, DateRule
from drives.rules.roles import COMMAND_LINE
from tests.commands.stocked import stocked
from tests.commands.test_item_changes import revision
from tests.houses import TODAY, Home, q

APRIL, MAY = date(2025, 4, 4), date(2025, 5, 5)
WHY = "two bags behind the shelf"


@pytest.fixture
def gym(house: Home) -> Home:
    """Twelve pairs of socks of a drive since April, eight of none since May, all in the gym."""
    stocked(house, {"Socks": "12"}, drive="Spring", on=APRIL)
    stocked(house, {"Socks": "8"}, on=MAY)
    return house


def counted(house: Home, quantity: str, *, expected: str = "20", item: str = "Socks") -> CountShelf:
    return CountShelf(house.site(), (Pile(house.item(item), q(quantity), q(expected)),), WHY)


def levels(house: Home) -> dict[int | None, str]:
    """What is there of the socks by drive."""
    return {row.drive_id: house.level(row.id)[0] for row in house.all(Lot)}


def test_a_shortage_is_taken_from_what_came_first(gym: Home) -> None:
    gym.do(shelf_counts.count_shelf, counted(gym, "5"))
    assert levels(gym) == {gym.drive("Spring"): "0", None: "5"}
    assert [(row.expected, row.counted) for row in gym.all(CountLine)] == [(q("12"), 0), (q("8"), q("5"))]
    assert all(row.effective_on == TODAY for row in gym.all(Move)[2:])


def test_a_count_that_changes_the_books_says_why(gym: Home) -> None:
    told = gym.refusal(shelf_counts.count_shelf, replace(counted(gym, "5"), note=" "))
    # Two lots of one pile: one line of the shelf's differs, and both of them do.
    assert told == "1 line differs from the books. Say why, in a few words, then save the count."


def test_what_is_found_beyond_the_books_goes_to_no_drive(gym: Home) -> None:
    gym.do(shelf_counts.count_shelf, counted(gym, "23"))
    assert levels(gym) == {gym.drive("Spring"): "12", None: "11"}


def test_goods_that_no_book_names_are_there(gym: Home) -> None:
    gym.item("Soap")
    gym.do(shelf_counts.count_shelf, counted(gym, "4", expected="0", item="Soap"))
    assert gym.level(gym.lot_of("Soap")) == ("4", "0")
    assert levels(gym)[gym.drive("Spring")] == "12"


def test_a_count_that_agrees_moves_nothing(gym: Home) -> None:
    before = len(gym.all(Move))
    gym.do(shelf_counts.count_shelf, counted(gym, "20"))
    assert len(gym.all(Move)) == before
    assert len(gym.all(CountLine)) == 2


def test_a_shortage_spares_what_is_reserved_as_long_as_it_can(gym: Home) -> None:
    need_id = gym.need("Socks", "10", posted_on=APRIL)
    lot_id = gym.lot_of("Socks", drive_id=gym.drive("Spring"))
    gym.do(allocation.reserve, allocation.Reserve(need_id, lot_id, gym.site(), q("10")))
    assert gym.do(shelf_counts.count_shelf, counted(gym, "11")).losses == ()
    assert levels(gym) == {gym.drive("Spring"): "10", None: "1"}
    told = gym.do(shelf_counts.count_shelf, counted(gym, "7", expected="11"))
    assert told.losses == ("Shelter loses 3 reserved: Socks.",)
    assert levels(gym) == {gym.drive("Spring"): "7", None: "0"}


def test_goods_that_look_different_are_counted_apart(gym: Home) -> None:
    marks = {"date_mark": MAY, "date_kind": DateKind.BEST_BY, "restricted_to_id": gym.program("Pantry")}
    stocked(gym, {"Socks": "6"}, **marks)
    pile = Pile(gym.item(), q("4"), q("6"), MAY, DateKind.BEST_BY, None, gym.program("Pantry"))
    gym.do(shelf_counts.count_shelf, CountShelf(gym.site(), (pile,), WHY))
    assert gym.level(gym.lot_of("Socks", date_mark=MAY)) == ("4", "0")
    assert levels(gym)[gym.drive("Spring")] == "12"


def test_goods_of_an_item_and_a_program_that_were_merged_lie_on_one_pile(gym: Home) -> None:
    stocked(gym, {"Sox": "5"}, restricted_to_id=gym.program("Pantri"))
    stocked(gym, {"Socks": "6"}, restricted_to_id=gym.program("Pantry"))
    gym.do(merging.merge_items, merging.MergeItems(gym.item("Sox"), gym.item("Socks")))
    gym.do(merging.merge_programs, merging.MergePrograms(gym.program("Pantri"), gym.program("Pantry")))
    shown = gym.house.queries.ask(count_sheet, COMMAND_LINE, site_id=gym.site())
    assert [(pile.item, pile.restricted_to, pile.on_hand) for pile in shown] == [
        ("Socks", None, q("20")),
        ("Socks", "Pantry", q("11")),
    ]
    pile = Pile(gym.item("Socks"), q("4"), q("11"), restricted_to_id=gym.program("Pantry"))
    gym.do(shelf_counts.count_shelf, CountShelf(gym.site(), (pile,), WHY))
    shown = gym.house.queries.ask(count_sheet, COMMAND_LINE, site_id=gym.site())
    assert [pile.on_hand for pile in shown] == [q("20"), q("4")]


def test_goods_at_another_site_are_not_of_this_shelf(gym: Home) -> None:
    stocked(gym, {"Socks": "9"}, site="Depot")
    gym.do(shelf_counts.count_shelf, counted(gym, "20"))
    assert gym.level(gym.lot_of("Socks", site_id=gym.site("Depot")), "Depot") == ("9", "0")


@pytest.mark.parametrize("came", ["to the same lot", "to another lot"])
def test_a_count_whose_books_have_changed_is_refused_with_figures(gym: Home, came: str) -> None:
    asked = counted(gym, "18")
    stocked(gym, {"Socks": "5"}, drive="Spring" if came == "to the same lot" else "Autumn")
    told = gym.refusal(shelf_counts.count_shelf, asked, Conflict)
    assert told == (
        "Socks at Gym: the books said 20 when you counted and say 25 now, because goods came or went "
        "meanwhile. Nothing was saved. Look at that shelf again, then save."
    )


def test_a_find_that_the_books_know_by_now_is_refused(gym: Home) -> None:
    stocked(gym, {"Soap": "5"})
    gym.refusal(shelf_counts.count_shelf, counted(gym, "5", expected="0", item="Soap"), Conflict)


def test_what_cannot_be_counted_is_refused(gym: Home) -> None:
    told = gym.refusal(shelf_counts.count_shelf, CountShelf(gym.site(), ()))
    assert told == "Nothing was counted yet. Enter what you found."
    pile = Pile(gym.item(), q("1"), q("20"))
    told = gym.refusal(shelf_counts.count_shelf, CountShelf(gym.site(), (pile, pile)))
    assert told == "The same goods were counted twice in one count. Enter them once."
    gym.item("Soap")
    gym.refusal(shelf_counts.count_shelf, counted(gym, "0", expected="0", item="Soap"))
    gym.refusal(shelf_counts.count_shelf, counted(gym, "0.5"))
    gym.refusal(shelf_counts.count_shelf, CountShelf(gym.site(), (Pile(gym.item(), -1000, q("20")),)))
    gym.refusal(shelf_counts.count_shelf, CountShelf(99, (pile,)), Unknown)
    gym.refusal(shelf_counts.count_shelf, CountShelf(gym.site(), (Pile(99, q("1"), 0),)), Unknown)


def test_a_pile_is_kept_as_a_line_of_a_donation_is(gym: Home) -> None:
    soap = gym.item("Soap")
    asked = CountShelf(gym.site(), (Pile(soap, q("3"), 0, lot_code="  A  "),), WHY)
    gym.do(shelf_counts.count_shelf, asked)
    assert gym.level(gym.lot_of("Soap", lot_code="A")) == ("3", "0")
    gym.do(shelf_counts.count_shelf, CountShelf(gym.site(), (Pile(soap, q("5"), q("3"), lot_code="A"),), WHY))
    assert gym.level(gym.lot_of("Soap")) == ("5", "0")
    piles = tuple(Pile(soap, q("5"), q("5"), lot_code=code) for code in ("A", " A"))
    told = gym.refusal(shelf_counts.count_shelf, CountShelf(gym.site(), piles))
    assert told == "The same goods were counted twice in one count. Enter them once."


@pytest.mark.rule_alone
@pytest.mark.parametrize(
    ("marks", "told"),
    [
        ({"date_mark": MAY}, "Soap: say what the date 2025-05-05 means"),
        ({"date_kind": DateKind.BEST_BY}, "Soap: a kind of date without the date."),
        ({"date_mark": MAY, "date_kind": "soon"}, '"soon" is none of best_by'),
        ({"date_mark": date(1066, 1, 1), "date_kind": DateKind.BEST_BY}, "The year 1066 cannot be right"),
        ({"restricted_to_id": 99}, "That program"),
        ({"lot_code": "A" * 61}, ""),
    ],
)
def test_what_cannot_be_a_pile_is_refused_in_words(gym: Home, marks: dict[str, Any], told: str) -> None:
    pile = Pile(gym.item("Soap"), q("3"), 0, **marks)
    assert told in gym.refusal(shelf_counts.count_shelf, CountShelf(gym.site(), (pile,), WHY))


def test_what_is_found_gets_no_date_where_its_item_keeps_none(gym: Home) -> None:
    pile = Pile(gym.item("Soap", date_rule=DateRule.NONE), q("3"), 0, MAY, DateKind.BEST_BY)
    told = gym.refusal(shelf_counts.count_shelf, CountShelf(gym.site(), (pile,), WHY))
    assert told.startswith("Soap keeps no dates.")


def test_goods_whose_item_keeps_no_dates_any_more_are_counted_under_theirs(gym: Home) -> None:
    marks = {"date_mark": MAY, "date_kind": DateKind.BEST_BY}
    stocked(gym, {"Soap": "6"}, **marks)
    gym.do(revise_item, revision(gym, gym.item("Soap"), date_rule=DateRule.NONE))
    pile = Pile(gym.item("Soap"), q("4"), q("6"), MAY, DateKind.BEST_BY)
    gym.do(shelf_counts.count_shelf, CountShelf(gym.site(), (pile,), WHY))
    assert gym.level(gym.lot_of("Soap")) == ("4", "0")


def test_formula_past_its_date_is_counted_where_it_stands(gym: Home) -> None:
    pile = Pile(gym.item("Formula", date_rule=DateRule.FORMULA), q("3"), 0, MAY, DateKind.USE_BY)
    gym.do(shelf_counts.count_shelf, CountShelf(gym.site(), (pile,), WHY))
    assert gym.level(gym.lot_of("Formula")) == ("3", "0")


def test_what_is_kept_for_a_program_that_was_merged_is_counted_under_the_other(gym: Home) -> None:
    gone = gym.program("Pantri")
    gym.do(merging.merge_programs, merging.MergePrograms(gone, gym.program("Pantry")))
    pile = Pile(gym.item("Soap"), q("3"), 0, restricted_to_id=gone)
    told = gym.refusal(shelf_counts.count_shelf, CountShelf(gym.site(), (pile,), WHY))
    assert told == "Pantri was merged into another program. Choose that one."
