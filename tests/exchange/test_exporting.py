"""Exports: the contract's columns in its order, exact figures, guarded texts, and nothing internal."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date

import pytest
from openpyxl import load_workbook

from drives.errors import Unknown
from drives.exchange.columns import KINDS
from drives.queries import exports as all_exports
from drives.queries.exports import EXPORTS
from drives.rules.progress import FIGURES
from tests.files import cells, given, rows, settle_in, taken
from tests.houses import Home

DONATIONS = (
    "received_on,item,quantity,rejected,drive,site,donor,team,reference,note\n"
    '2025-05-01,Rice,2.50,,spring,Gym,=Ann,\'Bea,R2,"two\nlines, ""quoted"""\n'
    "2025-05-02,Socks,24,3,spring,Gym,,,R1,-12 a piece\n"
)
SPARE = {
    "value_from", "accepted", "not_accepted", "welcomes", "teams", "archived_on",
    "repeats", "repeat_quantity", "told_on", "told_how", "told_by",
}  # fmt: skip
"""Columns that stand only where something fills them."""


@pytest.fixture
def home(sqlite_url: str) -> Iterator[Home]:
    """A house with nouns and two donations."""
    opened = Home(sqlite_url)
    settle_in(opened)
    taken(opened, "donations", DONATIONS)
    yield opened
    opened.close()


@pytest.mark.parametrize("kind", KINDS)
def test_what_can_be_imported_goes_out_in_the_contracts_columns(home: Home, kind: str) -> None:
    header = given(home, kind).decode().split("\r\n")[0]
    assert tuple(header.split(",")) == tuple(name for name in KINDS[kind].names if name not in SPARE)


def test_the_kinds_are_those_of_the_contract_in_its_order() -> None:
    said = "items programs sites drives needs donors donations stock progress moves lots deliveries activity"
    assert list(EXPORTS) == said.split()
    assert set(all_exports.NARROWED_BY) == set(EXPORTS)


def test_csv_is_utf_8_without_mark_with_crlf_and_doubled_quotes(home: Home) -> None:
    content = given(home, "donations")
    assert not content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    assert b'"two\nlines, ""quoted"""' in content
    assert content.count(b"\r\n") == 3


def test_texts_that_a_spreadsheet_would_run_get_one_apostrophe_in_csv_and_none_in_json(home: Home) -> None:
    assert cells(home, "donations", "donor", "team", "note") == [
        ("", "", "'-12 a piece"),
        ("'=Ann", "Bea", 'two\nlines, "quoted"'),
    ]
    told = json.loads(given(home, "donations", format="json"))
    assert [(row["donor"], row["note"][:3]) for row in told] == [("", "-12"), ("=Ann", "two")]


def test_numbers_are_plain_and_rows_stand_in_the_order_of_their_keys(home: Home) -> None:
    assert cells(home, "donations", "reference", "quantity", "rejected", "drive") == [
        ("R1", "24", "3", "spring"),
        ("R2", "2.5", "0", "spring"),
    ]


def test_json_is_a_list_of_the_same_rows_with_quantities_as_texts(home: Home) -> None:
    told = json.loads(given(home, "stock", format="json"))
    assert told == rows(home, "stock")
    assert told[0]["quantity"] == "2.5"


def test_without_rows_there_is_the_header_or_an_empty_list(home: Home) -> None:
    names = [name for name in KINDS["needs"].names if name not in SPARE]
    assert given(home, "needs").decode() == ",".join(names) + "\r\n"
    assert json.loads(given(home, "needs", format="json")) == []
    book = load_workbook(io.BytesIO(given(home, "needs", format="xlsx")))
    assert [cell.value for cell in book.active[1]] == names


def test_a_workbook_holds_numbers_and_days_as_such(home: Home) -> None:
    content = given(home, "donations", format="xlsx")
    assert content == given(home, "donations", format="xlsx")
    book = load_workbook(io.BytesIO(content))
    page = book.active
    head = [cell.value for cell in page[1]]
    row = dict(zip(head, [cell.value for cell in page[3]], strict=True))
    assert row["quantity"] == 2.5
    assert row["received_on"].date() == date(2025, 5, 1)
    assert row["donor"] == "'=Ann"


def test_progress_has_the_figures_in_their_order_and_a_goal_for_a_drive_only(home: Home) -> None:
    without = [figure for figure in FIGURES if figure != "goal"]
    assert list(rows(home, "progress")[0]) == ["item", "category", "unit", *without]
    assert list(rows(home, "progress", drive="spring")[0]) == ["item", "category", "unit", *FIGURES]
    assert "goal" not in rows(home, "progress", as_of=date(2025, 5, 1))[0]


def test_progress_as_of_a_day_leaves_out_what_came_later(home: Home) -> None:
    assert cells(home, "progress", "item", "donated", as_of=date(2025, 5, 1)) == [("Rice", "2.5")]
    assert cells(home, "progress", "item", "donated") == [("Rice", "2.5"), ("Socks", "21")]


def test_coverage_has_at_most_four_places(home: Home) -> None:
    taken(home, "needs", "program,item,quantity\nPantry,Socks,63\n")
    assert cells(home, "progress", "item", "coverage") == [("Rice", "1"), ("Socks", "0.3333")]


def test_a_name_that_is_not_there_is_refused_with_the_nearest(home: Home) -> None:
    with pytest.raises(Unknown, match=r'There is no drive "sprng"\. Did you mean "spring"'):
        given(home, "progress", drive="sprng")
    with pytest.raises(Unknown, match=r'There is no program "sheltr"\. Did you mean "shelter"'):
        given(home, "progress", program="sheltr")


def test_exports_are_narrowed_to_a_drive_or_a_program(home: Home) -> None:
    taken(home, "donations", "received_on,item,quantity,site\n2025-05-01,Beans,1,Hall\n")
    assert len(rows(home, "donations")) == 3
    assert len(rows(home, "donations", drive="Spring")) == 2
    assert len(rows(home, "moves", drive="autumn")) == 0
    assert cells(home, "programs", "name", program="shelter") == [("Shelter",)]
    assert cells(home, "sites", "name", drive="spring") == [("Gym",)]


def test_no_export_has_an_internal_id_or_a_typing_time_but_the_trails_own(home: Home) -> None:
    for kind in EXPORTS:
        columns = next(csv.reader(io.StringIO(given(home, kind).decode())))
        assert not [name for name in columns if name in ("id", "recorded_at") or name.endswith("_id")], kind
    assert "donation_id" not in given(home, "activity").decode()
    assert [name for name in KINDS if "done_at" in given(home, name).decode()] == []


def test_one_of_two_donors_of_a_name_is_told_by_reference(home: Home) -> None:
    taken(home, "donors", "name,kind,reference\nCy,person,C-1\nCy,person,C-2\n")
    taken(home, "donations", "received_on,item,quantity,site,donor\n2025-05-01,Beans,1,Hall,C-2\n")
    assert ("C-2",) in cells(home, "donations", "donor")


def test_stock_as_of_a_day_is_what_the_moves_up_to_it_come_to(store_url: str) -> None:
    house = Home(store_url)
    settle_in(house)
    header = "received_on,item,quantity,site\n"
    taken(house, "donations", header + "2025-05-01,Rice,10,Gym\n2025-05-03,Rice,5,Gym\n")
    taken(house, "stock", "item,site,quantity,counted_on\nRice,Gym,12,2025-05-04\n")

    def told(day: int) -> list[tuple[str, ...]]:
        return cells(house, "stock", "item", "site", "quantity", "counted_on", as_of=date(2025, 5, day))

    assert told(2) == [("Rice", "Gym", "10", "")]
    assert told(3) == [("Rice", "Gym", "15", "")]
    assert told(4) == cells(house, "stock", "item", "site", "quantity", "counted_on")
    assert cells(house, "stock", "quantity", as_of=date(2025, 4, 30)) == []
    house.close()
