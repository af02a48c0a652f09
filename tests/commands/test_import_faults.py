"""Every fault of a file is told in one run, each on a line; what cannot be kept is refused row by row."""

from datetime import date

import pytest

from drives.commands import needs
from drives.exchange.faults import Fault
from drives.model import Donor, Need, NeedConfirmation
from tests.files import bring, cells, given, refused, settle_in, taken
from tests.houses import Home, dump

DONATIONS = "received_on,item,quantity,pack,rejected,drive,site,donor,reference,unit\n"
NEEDS = "program,item,quantity,posted_on,confirmed_on,needed_by,status,reference\n"
JOINER, LIGATURE = "\u200d", "\ufdfa"


@pytest.fixture
def home(house: Home) -> Home:
    """A house with some items, programs, sites and drives."""
    settle_in(house)
    return house


def places(lines: list[str]) -> list[str]:
    """Row and column of each line."""
    return [line.split(":")[0].partition(", ")[2] for line in lines]


def wrong(report_lines: list[Fault]) -> list[tuple[int | None, str | None]]:
    """Row and column of each fault."""
    return [(fault.row, fault.column) for fault in report_lines]


def test_a_bad_cell_does_not_hide_the_unknown_names_of_its_row(home: Home) -> None:
    file = DONATIONS + "2026-13-45,Nonesuch,-5,,,,Nowhere,,,\n2025-05-01,Sox,1,,,,Gym,,,\n"
    assert sorted(places(refused(home, "donations", file))) == [
        "row 2, column item", "row 2, column quantity", "row 2, column received_on", "row 2, column site",
        "row 3, column item",
    ]  # fmt: skip


def test_unit_pack_and_rejected_are_all_told(home: Home) -> None:
    file = DONATIONS + "2025-05-01,Socks,2,bale,0.5,,Gym,,,lb\n2025-05-01,Soxx,2,bale,,,Gym,,,\n"
    file += "2025-05-01,Soxx,2,,3,,Gym,,,\n"
    assert places(refused(home, "donations", file)) == [
        "row 2, column unit", "row 2, column pack", "row 2, column rejected",
        "row 3, column item", "row 3, column pack",
        "row 4, column item", "row 4, column rejected",
    ]  # fmt: skip


def test_what_follows_from_a_bad_cell_is_not_told_beside_it(home: Home) -> None:
    file = DONATIONS + "2025-05-01,Socks,x,,1.5,,Gym,,,\n"
    assert places(refused(home, "donations", file)) == ["row 2, column quantity", "row 2, column rejected"]
    file = "item,site,quantity,date_mark,date_kind\nBeans,Gym,1,2026-01-01,soonish\n"
    assert places(refused(home, "stock", file)) == ["row 2, column date_kind"]


def test_rows_of_one_donation_that_disagree_are_told_beside_their_other_faults(home: Home) -> None:
    file = DONATIONS + "2025-05-01,Rice,1,,,,Gym,Ann,A,\n2025-05-02,Sox,1,,,,Hall,Bea,A,\n"
    assert sorted(places(refused(home, "donations", file))) == [
        "row 3, column donor", "row 3, column item", "row 3, column received_on", "row 3, column site",
    ]  # fmt: skip


def test_a_donation_waits_whole_for_a_row_whose_drive_is_in_doubt(home: Home) -> None:
    file = DONATIONS + "2025-05-01,Rice,1,,,spring,Gym,,A,\n2025-05-01,Rice,1,,,sprng,Gym,,A,\n"
    report = bring(home, "donations", file + "2025-05-01,Rice,1,,,spring,Gym,,B,\n", skip_bad_rows=True)
    assert (report.done.added, sorted(wrong(report.faults))) == (1, [(2, "reference"), (3, "drive")])


def test_a_row_with_a_bad_cell_makes_and_changes_nobody(home: Home) -> None:
    taken(home, "donors", "name,kind\nAnn,person\n")
    file = "received_on,item,quantity,site,donor,donor_email\n2025-05-01,Rice,1,Gym,Ann,\n"
    file += "2025-05-01,Rice,x,Gym,Ann,ann@example.org\n2025-05-01,Rice,x,Gym,Zoe,\n"
    report = bring(home, "donations", file, skip_bad_rows=True)
    assert (report.saved, report.done.added) == (True, 1)
    assert [(row.name, row.email) for row in home.all(Donor)] == [("Ann", None)]


def test_faults_of_items_drives_and_needs_are_told_in_one_run(home: Home) -> None:
    file = "name,category,unit,barcode,pack,pack_quantity\nCorn,Food,flask,,,12\n"
    assert sorted(places(refused(home, "items", file))) == ["row 2, column pack", "row 2, column unit"]
    file = "name,starts_on,ends_on,programs,sites\nX,2025-05-02,2025-05-01,Nope,Nowhere\n"
    assert sorted(places(refused(home, "drives", file))) == [
        "row 2, column ends_on", "row 2, column programs", "row 2, column sites"
    ]  # fmt: skip
    file = NEEDS + "Nope,Socks,x,2025-05-02,2025-05-01,2025-04-01,,\n"
    assert sorted(places(refused(home, "needs", file))) == [
        "row 2, column confirmed_on", "row 2, column needed_by", "row 2, column program",
        "row 2, column quantity",
    ]  # fmt: skip


# Needs


@pytest.mark.parametrize(
    ("days", "column"), [(",2025-05-01,", "confirmed_on"), (",,2025-05-01", "needed_by")]
)
def test_a_day_before_today_needs_the_day_of_posting(home: Home, days: str, column: str) -> None:
    [line] = refused(home, "needs", NEEDS + f"Shelter,Socks,1,{days},,\n")
    assert f"column {column}" in line
    assert "Fill in posted_on too." in line
    assert taken(home, "needs", NEEDS + f"Shelter,Socks,1,2025-04-01{days},,\n") == (1, 0, 0)
    assert len(home.all(NeedConfirmation)) == (column == "confirmed_on")


def test_a_need_whose_days_have_passed_since_its_import_stays_known(home: Home) -> None:
    file = NEEDS + "Shelter,Socks,1,,2025-05-20,2025-05-21,,N1\nShelter,Rice,1,,2025-05-20,2025-05-21,,\n"
    assert taken(home, "needs", file) == (2, 0, 0)
    home.clock.put(date(2025, 6, 25))
    assert taken(home, "needs", file) == (0, 0, 2)


def test_needed_by_before_the_day_of_posting_is_refused(home: Home) -> None:
    [line] = refused(home, "needs", NEEDS + "Shelter,Socks,1,2025-05-02,,2025-05-01,,\n")
    assert "column needed_by" in line
    assert "before the need was posted, 2025-05-02" in line


def test_a_need_cancelled_here_and_open_in_the_file_is_refused_showing_both(home: Home) -> None:
    file = NEEDS + "Shelter,Socks,1,2025-05-02,,,open,N1\n"
    taken(home, "needs", file)
    home.do(needs.cancel_need, needs.CancelNeed(home.all(Need)[0].id))
    [line] = refused(home, "needs", file)
    assert "there 1, normal, 2025-05-02, cancelled; here 1, 2025-05-02, open." in line
    assert taken(home, "needs", NEEDS + "Shelter,Socks,1,2025-05-02,,,,N1\n") == (0, 0, 1)


# Donors, items, drives


def test_a_donors_name_goes_before_another_donors_reference(home: Home) -> None:
    taken(home, "donors", "name,kind,reference\nAnn,person,Bob\nBob,person,\nCy,person,C-1\n")
    file = "received_on,item,quantity,site,donor\n2025-05-01,Rice,1,Gym,Bob\n2025-05-01,Rice,2,Gym,C-1\n"
    taken(home, "donations", file)
    assert cells(home, "donations", "quantity", "donor") == [("1", "Bob"), ("2", "Cy")]


def test_two_rows_of_one_drive_with_other_lists_are_refused(home: Home) -> None:
    header = "name,starts_on,ends_on,programs,sites,goals\nX,2025-05-01,2025-06-01,Shelter,Gym,Rice=1\n"
    assert places(refused(home, "drives", header + "X,2025-05-01,2025-06-01,Pantry,Hall,Rice=2\n")) == [
        "row 3, column programs", "row 3, column sites", "row 3, column goals"
    ]  # fmt: skip
    assert "Make the rows agree." in refused(home, "drives", header + "X,2025-05-01,2025-06-01,Pantry,,\n")[0]
    assert taken(home, "drives", header + "X,2025-05-01,2025-06-01,,Gym,Rice=1\n") == (1, 0, 0)


@pytest.mark.parametrize(
    ("kind", "file"),
    [
        ("needs", "program,item,quantity\nShelter,Rice,0.5\n"),
        ("drives", "name,starts_on,ends_on,goals\nX,2025-05-01,2025-06-01,Rice=0.5\n"),
        ("items", "name,category,unit,pack,pack_quantity\nRice,Food,lb,scoop,0.5\n"),
    ],
)
def test_a_unit_that_could_not_hold_what_is_asked_is_refused(home: Home, kind: str, file: str) -> None:
    taken(home, kind, file)
    [line] = refused(home, "items", "name,category,unit\nRice,Food,each\n")
    assert "column unit" in line
    assert "hold fractions of a lb" in line
    assert taken(home, "items", "name,category,unit\nRice,Food,kg\n") == (0, 1, 0)


@pytest.mark.rule_alone
@pytest.mark.parametrize(
    ("kind", "column", "file"),
    [
        ("items", "name", "name,category,unit\n{},Food,can\nCorn,Food,can\n"),
        ("programs", "name", "name,kind\n{},food_bank\nX,food_bank\n"),
        ("sites", "name", "name,kind\n{},warehouse\nX,warehouse\n"),
        ("drives", "name", "name,starts_on,ends_on\n{},2025-05-01,2025-05-02\nX,2025-05-01,2025-05-02\n"),
        ("donors", "name", "name,kind\n{},person\nX,person\n"),
        (
            "donations",
            "donor",
            "received_on,item,quantity,site,donor\n2025-05-01,Rice,1,Gym,{}\n2025-05-01,Rice,1,Gym,\n",
        ),
        (
            "donations",
            "team",
            "received_on,item,quantity,site,team\n2025-05-01,Rice,1,Gym,{}\n2025-05-01,Rice,1,Gym,\n",
        ),
    ],
)
@pytest.mark.parametrize(
    ("name", "answer"), [(JOINER, "Nothing of this name can be seen."), (LIGATURE * 30, "540 characters")]
)
def test_a_name_that_cannot_be_compared_is_refused_in_its_row(
    home: Home, kind: str, column: str, file: str, name: str, answer: str
) -> None:
    before = dump(home.store)
    [line] = refused(home, kind, file.format(name))
    assert line.startswith(f"{kind}.csv, row 2, column {column}: ")
    assert answer in line
    assert dump(home.store) == before
    assert bring(home, kind, file.format(name), skip_bad_rows=True).done.added == 1


# Out and in again


def test_a_name_that_is_another_items_second_barcode_goes_out_as_what_finds_it(home: Home) -> None:
    header = "name,category,unit,sku,barcode\n"
    taken(home, "items", header + "Soap,Hygiene,each,,036000291469\nSoap,Hygiene,each,,4006381333931\n")
    taken(home, "items", header + "4006381333931,Odd,each,ODD,\n")
    taken(home, "donations", "received_on,item,quantity,site\n2025-05-01,odd,1,Gym\n")
    assert cells(home, "donations", "item") == [("ODD",)]
    assert taken(home, "donations", given(home, "donations")) == (0, 0, 1)


@pytest.mark.parametrize(
    ("item", "goal"),
    [
        ("Soap; big,Hygiene,each,S=1,", "S=1=5"),
        ("Soap; big,Hygiene,each,S;1,036000291469", "036000291469=5"),
        ('"Soap; ""big""",Hygiene,each,,', '"Soap; ""big"""=5'),
        ("Soap=big,Hygiene,each,,", "Soap=big=5"),
        ('"""Soap""",Hygiene,each,,', '"""Soap"""=5'),
    ],
)
def test_the_goal_of_an_item_with_an_odd_name_is_read_back(home: Home, item: str, goal: str) -> None:
    taken(home, "items", f"name,category,unit,sku,barcode\n{item}\n")
    quoted = goal.replace('"', '""')
    file = f'name,starts_on,ends_on,goals\nX,2025-05-01,2025-06-01,"Rice=1;{quoted}"\n'
    taken(home, "drives", file)
    [goals] = cells(home, "drives", "goals")[-1]
    assert goals in (f"Rice=1;{goal}", f"{goal};Rice=1")
    assert taken(home, "drives", given(home, "drives")) == (0, 0, 3)
