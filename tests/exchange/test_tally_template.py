"""The workbook of a tally sheet: filled in it imports as it stands, and what was not filled is nothing."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from drives.exchange.tally_template import COLUMNS, ROWS, tally_template
from drives.store.verify import verify
from tests.files import bring, cells, refused, settle_in, taken
from tests.houses import Home

DAY = date(2025, 5, 10)


@pytest.fixture
def home(sqlite_url: str) -> Iterator[Home]:
    opened = Home(sqlite_url)
    settle_in(opened)
    yield opened
    assert verify(opened.store) == []
    opened.close()


def filled(folder: Path, *rows: dict[str, Any]) -> Path:
    """The workbook with these rows filled in by hand."""
    book = load_workbook(BytesIO(TEMPLATE))
    for number, row in enumerate(rows, 2):
        for name, value in row.items():
            book["donations"].cell(number, COLUMNS.index(name) + 1, value)
    path = folder / "tally.xlsx"
    book.save(path)
    return path


TEMPLATE = tally_template("spring", "Gym", DAY, ["Socks", "Rice", "=Beans"])


def test_filled_in_it_imports_with_its_day_drive_and_site(home: Home, tmp_path: Path) -> None:
    book = filled(
        tmp_path,
        {"item": "Socks", "quantity": 12, "rejected": 2, "reject_reason": "worn"},
        {"item": "Rice", "quantity": 2.5, "note": "by the door"},
        {"item": "Beans", "quantity": 3, "received_on": date(2025, 5, 9)},
    )
    report = bring(home, "donations", book)
    assert report.lines() == []
    assert report.done.added == 3
    assert sorted(
        cells(home, "donations", "received_on", "item", "quantity", "rejected", "drive", "site")
    ) == [
        ("2025-05-09", "Beans", "3", "0", "spring", "Gym"),
        ("2025-05-10", "Rice", "2.5", "0", "spring", "Gym"),
        ("2025-05-10", "Socks", "12", "2", "spring", "Gym"),
    ]


def test_left_as_it_is_it_adds_nothing(home: Home, tmp_path: Path) -> None:
    assert taken(home, "donations", filled(tmp_path)) == (0, 0, 0)


def test_a_row_that_says_how_many_and_not_of_what_is_refused(home: Home, tmp_path: Path) -> None:
    [line] = refused(home, "donations", filled(tmp_path, {"quantity": 12}))
    assert "row 2, column item" in line


def test_items_are_a_list_to_choose_from_and_nothing_is_run() -> None:
    book = load_workbook(BytesIO(TEMPLATE))
    assert [cell.value for cell in book["donations"][1]] == list(COLUMNS)
    assert [cell.value for [cell] in book["items"]["A1:A3"]] == ["Socks", "Rice", "'=Beans"]
    [rule] = book["donations"].data_validations.dataValidation
    assert (rule.type, rule.formula1, str(rule.sqref)) == ("list", "items!$A$1:$A$3", f"B2:B{ROWS + 1}")
    assert book["items"].sheet_state == "hidden"


def test_a_row_with_a_place_alone_is_refused_where_the_log_was_not_prepared(home: Home) -> None:
    assert len(refused(home, "donations", "received_on,site,item,quantity\n2025-05-10,Gym,,\n")) == 2
