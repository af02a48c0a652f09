"""Needs from files that repeat, or that say how the program told them; and how they go out."""

from datetime import date

import pytest

from drives.commands import standing_needs
from drives.commands.need_rounds import PostDueNeeds, post_due_needs
from drives.commands.needs import CancelNeed, cancel_need
from drives.model import Need, NeedRound, NeedTold, StandingNeed
from drives.rules.kinds import Every, ToldHow
from tests.files import cells, given, refused, settle_in, taken
from tests.houses import Home, q

HEAD = (
    "program,item,quantity,posted_on,confirmed_on,reference,"
    "repeats,repeat_quantity,told_on,told_how,told_by\n"
)


@pytest.fixture
def home(house: Home) -> Home:
    """A house with some items, programs, sites and drives."""
    settle_in(house)
    return house


def test_a_row_that_repeats_begins_a_standing_need_with_every_round_since(home: Home) -> None:
    assert taken(home, "needs", HEAD + "Shelter,Beans,100,2025-05-01,,N1,Weekly,,,,\n") == (1, 0, 0)
    assert [(row.posted_on.day, row.quantity) for row in home.all(Need)] == [
        (1, q("100")),
        (8, q("100")),
        (15, q("100")),
    ]
    [row] = home.all(StandingNeed)
    assert (row.quantity, row.every, row.first_on) == (q("100"), Every.WEEKLY, date(2025, 5, 1))
    assert cells(home, "needs", "posted_on", "status", "repeats", "repeat_quantity") == [
        ("2025-05-08", "cancelled", "", ""),
        ("2025-05-15", "open", "weekly", "100"),
        ("2025-05-01", "cancelled", "", ""),
    ]


def test_a_file_is_known_again_after_its_need_was_asked_again(home: Home) -> None:
    file = HEAD + "Shelter,Beans,100,2025-05-19,,N1,weekly,,,,\nShelter,Rice,2,,,,monthly,,,,\n"
    assert taken(home, "needs", file) == (2, 0, 0)
    out = given(home, "needs")
    home.clock.put(date(2025, 6, 30))
    home.do(post_due_needs, PostDueNeeds())
    assert taken(home, "needs", file) == (0, 0, 2)
    assert taken(home, "needs", out) == (0, 0, 2)
    [line] = refused(home, "needs", HEAD + "Shelter,Beans,100,,,N1,monthly,,,,\n")
    assert "cancelled, weekly; here 100, monthly." in line


def test_up_to_a_par_level_the_row_asks_for_what_is_missing(home: Home) -> None:
    assert taken(home, "needs", HEAD + "Shelter,Rice,12.5,,,N1,par,40,,,\n") == (1, 0, 0)
    [row] = home.all(StandingNeed)
    assert (row.quantity, row.every) == (q("40"), Every.PAR)
    assert cells(home, "needs", "quantity", "repeats", "repeat_quantity") == [("12.5", "par", "40")]
    home.do(standing_needs.restock_need, standing_needs.RestockNeed(row.id, q("40")))
    assert cells(home, "needs", "status", "repeats", "repeat_quantity") == [("cancelled", "par", "40")]


def test_what_goes_on_no_longer_is_told_as_the_needs_it_was(home: Home) -> None:
    taken(home, "needs", HEAD + "Shelter,Rice,2,,,N1,weekly,,,,\nPantry,Rice,2,,,N2,weekly,,,,\n")
    [first, _second] = home.all(StandingNeed)
    home.do(standing_needs.end_standing_need, standing_needs.EndStandingNeed(first.id))
    assert cells(home, "needs", "program", "repeats") == [("Pantry", "weekly"), ("Shelter", "")]
    home.clock.put(date(2025, 12, 1))
    home.do(post_due_needs, PostDueNeeds())
    assert b"repeats" not in given(home, "needs")


def test_a_round_that_was_skipped_goes_on(home: Home) -> None:
    taken(home, "needs", HEAD + "Shelter,Rice,2,,,N1,weekly,,,,\n")
    home.do(cancel_need, CancelNeed(home.all(Need)[0].id))
    assert cells(home, "needs", "status", "repeats") == [("cancelled", "weekly")]


def test_how_it_was_told_comes_in_and_goes_out(home: Home) -> None:
    rows = (
        "Shelter,Rice,2,2025-05-02,,N1,,,2025-05-01,Phone,evening desk\n"
        "Pantry,Rice,2,2025-05-02,,N2,,,,in person,\n"
    )
    assert taken(home, "needs", HEAD + rows) == (2, 0, 0)
    assert {(row.told_on.day, row.told_how, row.told_by) for row in home.all(NeedTold)} == {
        (1, ToldHow.PHONE, "evening desk"),
        (2, ToldHow.IN_PERSON, None),
    }
    assert taken(home, "needs", HEAD + rows) == (0, 0, 2)
    assert cells(home, "needs", "told_on", "told_how", "told_by") == [
        ("2025-05-02", "in_person", ""),
        ("2025-05-01", "phone", "evening desk"),
    ]
    [line] = refused(home, "needs", HEAD + "Shelter,Rice,2,,,N1,,,2025-05-01,email,\n")
    assert "This reference is known with other content" in line


def test_without_them_no_column_of_theirs_goes_out(home: Home) -> None:
    taken(home, "needs", "program,item,quantity\nShelter,Socks,12\n")
    assert given(home, "needs").decode().split("\r\n")[0].endswith("status,reference")
    assert home.all(NeedRound) == []


@pytest.mark.rule_alone
@pytest.mark.parametrize(
    ("row", "column", "answer"),
    [
        ("Shelter,Socks,1,,,,daily,,,,", "repeats", "weekly, monthly, par"),
        ("Shelter,Socks,1,,,,par,,,,", "repeats", "Up to how many are kept?"),
        ("Shelter,Socks,1,,,,,12,,,", "repeat_quantity", "Say with it how often: weekly, monthly, par"),
        ("Shelter,Socks,1,,,,weekly,1.5,,,", "repeat_quantity", "pair is counted in whole numbers"),
        ("Shelter,Socks,1,,,,weekly,0,,,", "repeat_quantity", "Zero is not a quantity"),
        ("Shelter,Socks,1,,,,,,2025-05-01,,", "told_on", "Say with it how it was told: phone, in_person"),
        ("Shelter,Socks,1,,,,,,,,the desk", "told_by", "Say with it how it was told: phone, in_person"),
        ("Shelter,Socks,1,,,,,,2025-05-21,phone,", "told_on", "This day has not come yet"),
        ("Shelter,Socks,1,,,,,,,letter,", "told_how", "phone, in_person, email"),
    ],
)
def test_what_is_wrong_is_said(home: Home, row: str, column: str, answer: str) -> None:
    [line] = refused(home, "needs", HEAD + row + "\n")
    assert line.startswith(f"needs.csv, row 2, column {column}: ")
    assert answer in line
