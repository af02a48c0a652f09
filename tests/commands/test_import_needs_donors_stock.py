"""Needs, donors and counts from files."""

from datetime import date

import pytest

from drives.commands import needs
from drives.commands.allocation import Reserve, reserve
from drives.model import CountLine, CycleCount, Donor, Lot, Move, Need, NeedConfirmation, Site
from tests.files import bring, cells, noun, refused, rows, settle_in, taken
from tests.houses import Home, dump, q

NEEDS = "program,item,quantity,priority,posted_on,confirmed_on,needed_by,drive,note,status,reference\n"
STOCK = "item,site,quantity,counted_on,date_mark,date_kind,lot_code,restricted_to\n"
DONATED = (
    "received_on,item,quantity,site,drive,date_mark,date_kind,restricted_to\n"
    "2025-05-01,Beans,10,Gym,spring,2025-09-01,use_by,\n"
    "2025-05-02,Beans,20,Gym,spring,2025-08-01,use_by,\n"
    "2025-05-03,Beans,30,Gym,spring,,,\n"
    "2025-05-03,Beans,5,Gym,spring,,,pantry\n"
)


@pytest.fixture
def home(house: Home) -> Home:
    """A house with some items, programs, sites and drives."""
    settle_in(house)
    return house


# Needs


def test_a_need_is_posted_today_at_normal_priority_unless_its_row_says_otherwise(home: Home) -> None:
    assert taken(home, "needs", "program,item,quantity\nShelter,Socks,12\n") == (1, 0, 0)
    [row] = rows(home, "needs")
    assert (row["posted_on"], row["priority"], row["status"]) == ("2025-05-20", "normal", "open")
    assert cells(home, "progress", "item", "needed", program="shelter") == [("Socks", "12")]


def test_a_need_is_known_by_program_reference_and_item(home: Home) -> None:
    file = NEEDS + "shelter,Socks,12,High,2025-05-02,2025-05-10,2025-06-01,spring,school starts,,N1\n"
    assert taken(home, "needs", file) == (1, 0, 0)
    before = dump(home.store)
    assert taken(home, "needs", file) == (0, 0, 1)
    assert dump(home.store) == before
    assert taken(
        home, "needs", "program,item,quantity,reference\nShelter,Rice,1,N1\nPantry,Socks,2,N1\n"
    ) == (2, 0, 0)
    [line] = refused(home, "needs", "program,item,quantity,reference\nShelter,Socks,13,N1\n")
    assert "there 12, high, 2025-05-02, 2025-06-01, school starts, open; here 13." in line


def test_a_need_without_reference_is_known_again_on_a_later_day(home: Home) -> None:
    file = "program,item,quantity,pack\nShelter,Socks,1,case of 12\nShelter,Socks,1,case of 12\n"
    assert taken(home, "needs", file) == (2, 0, 0)
    home.clock.put(date(2025, 5, 25))
    assert taken(home, "needs", file + "Shelter,Socks,12,\n") == (1, 0, 2)
    assert cells(home, "progress", "needed") == [("36",)]


def test_a_revised_confirmed_or_cancelled_need_stays_known_by_its_file(home: Home) -> None:
    file = NEEDS + "Shelter,Socks,12,,2025-05-02,,,,,,N1\nShelter,Rice,2,,2025-05-02,,,,,,\n"
    taken(home, "needs", file)
    for need in home.all(Need):
        home.do(needs.revise_need, needs.ReviseNeed(need.id, q("20")))
        home.do(needs.confirm_need, needs.ConfirmNeed(need.id))
        home.do(needs.cancel_need, needs.CancelNeed(need.id))
    assert taken(home, "needs", file) == (0, 0, 2)
    assert taken(home, "needs", NEEDS + "Shelter,Socks,20,,,2025-05-20,,,,cancelled,N1\n") == (0, 0, 1)


def test_a_confirmed_need_does_not_lapse_and_a_cancelled_one_is_cancelled(home: Home) -> None:
    taken(
        home,
        "needs",
        NEEDS + "Shelter,Socks,12,,2025-01-02,2025-05-01,,,,,A\nShelter,Rice,3,,2025-01-02,,,,,,B\n"
        "Shelter,Beans,4,,2025-05-01,,,,,cancelled,C\n",
    )
    assert [row.confirmed_on for row in home.all(NeedConfirmation)] == [date(2025, 5, 1)]
    assert cells(home, "progress", "item", "needed", "outstanding") == [
        ("Beans", "0", "0"),
        ("Rice", "0", "0"),
        ("Socks", "12", "12"),
    ]


@pytest.mark.rule_alone
@pytest.mark.parametrize(
    ("row", "column", "answer"),
    [
        ("Sheltr,Socks,1,,,,,,,,", "program", 'Did you mean "Shelter"?'),
        ("Shelter,Sox,1,,,,,,,,", "item", 'Did you mean "Socks"?'),
        ("Shelter,Socks,1,,,,,sprng,,,", "drive", 'Did you mean "Spring"?'),
        ("Shelter,Socks,0.5,,,,,,,,", "quantity", "pair is counted in whole numbers"),
        ("Shelter,Socks,1,soon,,,,,,,", "priority", "critical, high, normal, low"),
        ("Shelter,Socks,1,,2025-05-21,,,,,,", "posted_on", "This day has not come yet"),
        (
            "Shelter,Socks,1,,2025-05-02,2025-05-01,,,,,",
            "confirmed_on",
            "before the need was posted, 2025-05-02",
        ),
        (",Socks,1,,,,,,,,", "program", "A value is needed here."),
    ],
)
def test_what_is_wrong_with_a_need_is_said(home: Home, row: str, column: str, answer: str) -> None:
    [line] = refused(home, "needs", NEEDS + row + "\n")
    assert line.startswith(f"needs.csv, row 2, column {column}: ")
    assert answer in line


def test_two_rows_of_one_need_that_say_otherwise_are_refused(home: Home) -> None:
    [line] = refused(
        home, "needs", "program,item,quantity,reference\nShelter,Socks,1,N1\nShelter,Socks,2,N1\n"
    )
    assert line.endswith("Row 2 is another need of this program and item with this reference.")


# Donors


def test_donors_are_updated_in_what_the_file_brings(home: Home) -> None:
    header = "name,kind,email,phone,address,credit,reference\n"
    assert taken(home, "donors", header + "Ann,person,ann@example.org,1,,yes,D1\nScouts,team,,,,,\n") == (
        2,
        0,
        0,
    )
    assert taken(home, "donors", header + "Ann Lee,business,,,2 Oak St,,D1\nscouts,Team,,9,,,\n") == (0, 2, 0)
    assert cells(home, "donors", "name", "kind", "email", "phone", "address", "credit", "reference") == [
        ("Ann Lee", "business", "ann@example.org", "1", "2 Oak St", "yes", "D1"),
        ("scouts", "team", "", "9", "", "no", ""),
    ]
    assert taken(home, "donors", header + "Ann Lee,business,,,2 Oak St,,D1\n") == (0, 0, 1)


def test_a_team_and_a_person_of_one_name_are_two(home: Home) -> None:
    assert taken(home, "donors", "name,kind\nRiver,team\nRiver,person\nriver,team\n") == (2, 0, 0)
    assert len(home.all(Donor)) == 2


def test_two_rows_of_one_donor_that_say_otherwise_are_refused(home: Home) -> None:
    file = "name,kind,phone,reference\nAnn,person,1,D1\nAnn,person,2,D1\n"
    [line] = refused(home, "donors", file)
    assert line == (
        'donors.csv, row 3, column phone: found "2". Row 2 says 1 of the same donor. Make the rows agree.'
    )


@pytest.mark.parametrize(("row", "column"), [(",person,", "name"), ("Ann,friend,", "kind")])
def test_what_is_wrong_with_a_donor_is_said(home: Home, row: str, column: str) -> None:
    [line] = refused(home, "donors", f"name,kind,email\n{row}\n")
    assert line.startswith(f"donors.csv, row 2, column {column}: ")


# Stock


def test_stock_counted_after_its_donations_posts_nothing(home: Home) -> None:
    taken(home, "donations", DONATED)
    moves = len(home.all(Move))
    assert taken(home, "stock", "item,site,quantity\nBeans,Gym,65\n") == (0, 0, 1)
    assert len(home.all(Move)) == moves
    assert home.all(CycleCount) == []


def test_a_row_sums_all_lots_alike_in_the_columns_of_the_file(home: Home) -> None:
    taken(home, "donations", DONATED)
    assert taken(home, "stock", "item,site,quantity,restricted_to\nBeans,Gym,60,\nBeans,Gym,5,Pantry\n") == (
        0,
        0,
        2,
    )
    assert taken(home, "stock", "item,site,quantity,restricted_to\nBeans,Gym,61,\n") == (1, 0, 0)
    assert cells(home, "progress", "on_hand", "donated", "lost") == [("66", "65", "0")]


def test_a_shortage_is_taken_first_expired_first_undated_last(home: Home) -> None:
    taken(home, "donations", DONATED)
    assert taken(
        home, "stock", "item,site,quantity,counted_on,restricted_to\nBeans,Gym,25,2025-05-10,\n"
    ) == (1, 0, 0)
    assert cells(home, "stock", "quantity", "counted_on", "date_mark", "restricted_to") == [
        ("25", "2025-05-10", "", ""),
        ("5", "", "", "Pantry"),
    ]
    counted = [
        row[1:]
        for row in cells(home, "moves", "kind", "quantity", "date_mark", "effective_on")
        if row[0] == "count"
    ]
    assert sorted(counted) == [
        ("10", "2025-09-01", "2025-05-10"),
        ("20", "2025-08-01", "2025-05-10"),
        ("5", "", "2025-05-10"),
    ]
    assert cells(home, "progress", "on_hand", "lost") == [("30", "35")]


def test_a_find_goes_to_a_lot_without_drive(home: Home) -> None:
    taken(home, "donations", DONATED)
    file = STOCK + "Beans,Gym,12,2025-05-10,2025-09-01,use_by,,\nRice,Hall,2.5,2025-05-10,,,L9,Shelter\n"
    assert taken(home, "stock", file) == (2, 0, 0)
    finds = [row for row in home.all(Lot) if row.drive_id is None]
    assert [(row.date_mark, row.lot_code, row.received_on) for row in finds] == [
        (date(2025, 9, 1), None, date(2025, 5, 10)),
        (None, "L9", date(2025, 5, 10)),
    ]
    assert cells(home, "progress", "item", "donated", "on_hand") == [
        ("Beans", "65", "67"),
        ("Rice", "0", "2.5"),
    ]
    before = dump(home.store)
    assert taken(home, "stock", file) == (0, 0, 2)
    assert dump(home.store) == before


def test_a_count_of_what_is_right_keeps_its_day(home: Home) -> None:
    taken(home, "donations", DONATED)
    file = "item,site,quantity,counted_on\nBeans,Gym,65,2025-05-10\n"
    assert taken(home, "stock", file) == (1, 0, 0)
    assert {row.counted == row.expected for row in home.all(CountLine)} == {True}
    assert {row[0] for row in cells(home, "stock", "counted_on")} == {"2025-05-10"}
    assert taken(home, "stock", file) == (0, 0, 1)


def test_counts_of_several_days_are_taken_in_their_order(home: Home) -> None:
    file = STOCK + "Rice,Gym,4,2025-05-12,,,,\nRice,Gym,9,2025-05-10,,,,\n"
    assert taken(home, "stock", file) == (2, 0, 0)
    assert cells(home, "progress", "on_hand", "lost") == [("4", "5")]
    assert cells(home, "progress", "on_hand", as_of=date(2025, 5, 11)) == [("9",)]


def test_a_shortage_releases_what_was_reserved_and_says_who_loses(home: Home) -> None:
    taken(home, "donations", "received_on,item,quantity,site\n2025-05-01,Rice,10,Gym\n")
    taken(home, "needs", "program,item,quantity\nShelter,Rice,8\n")
    [lot] = home.all(Lot)
    home.do(reserve, Reserve(home.all(Need)[0].id, lot.id, noun(home, Site, "Gym"), q("8")))
    report = bring(home, "stock", "item,site,quantity\nRice,Gym,5\n")
    assert report.done.losses == ("Shelter loses 3 reserved: Rice.",)
    assert cells(home, "progress", "on_hand", "allocated", "outstanding") == [("5", "5", "3")]


@pytest.mark.rule_alone
@pytest.mark.parametrize(
    ("row", "column", "answer"),
    [
        ("Sox,Gym,1,,,,,", "item", 'Did you mean "Socks"?'),
        ("Socks,Gymn,1,,,,,", "site", 'Did you mean "Gym"?'),
        ("Socks,,1,,,,,", "site", "A value is needed here."),
        ("Socks,Gym,0.5,,,,,", "quantity", "pair is counted in whole numbers"),
        ("Socks,Gym,-1,,,,,", "quantity", "This is below zero."),
        ("Socks,Gym,1,2025-05-21,,,,", "counted_on", "This day has not come yet"),
        ("Socks,Gym,1,,2025-06-01,,,", "date_mark", "Say in date_kind what this date means"),
        ("Socks,Gym,1,,,,,Sheltr", "restricted_to", 'Did you mean "Shelter"?'),
    ],
)
def test_what_is_wrong_with_a_count_is_said(home: Home, row: str, column: str, answer: str) -> None:
    [line] = refused(home, "stock", STOCK + row + "\n")
    assert line.startswith(f"stock.csv, row 2, column {column}: ")
    assert answer in line


def test_the_same_shelf_counted_twice_on_a_day_is_refused(home: Home) -> None:
    [line] = refused(home, "stock", "item,site,quantity\nRice,Gym,1\nrice,Gym,2\n")
    assert line.endswith("Row 2 counts the same on the same day. Count it once.")


def test_a_count_of_nothing_where_nothing_is_posts_nothing(home: Home) -> None:
    assert taken(home, "stock", "item,quantity\nRice,0\n", site="Gym") == (0, 0, 1)
