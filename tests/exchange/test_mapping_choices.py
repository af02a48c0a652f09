"""Columns suggested for a header, the choices of a person, and the mapping that these come to."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from drives.exchange.columns import KINDS
from drives.exchange.mapping_choices import Choices, choices_of, mapping_of
from drives.exchange.mapping_files import read_mapping
from drives.exchange.mapping_text import mapping_text
from drives.exchange.reading import first_rows
from drives.exchange.shipped_mappings import shipped_mappings
from drives.exchange.suggesting import fitting, header_fingerprint, likely_header, suggest_columns

HEADERS = ("Date recieved", "Goods", "How many", "Comments here", "Zip", "Socks [S]", "Socks*")


def test_known_words_and_near_names_are_suggested_and_each_header_once() -> None:
    assert suggest_columns("donations", HEADERS) == {
        "received_on": ("Date recieved",), "item": ("Goods",), "quantity": ("How many",),
        "note": ("Comments here",),
    }  # fmt: skip
    assert suggest_columns("sites", ("In-Kind Total", "Name")) == {"name": ("Name",)}


def test_files_of_one_header_are_known_again_whatever_its_order_and_case() -> None:
    assert header_fingerprint(("A", "b_c", "")) == header_fingerprint(("B C", "a"))
    assert header_fingerprint(("A", "B")) != header_fingerprint(("A", "B2"))


@pytest.mark.parametrize("name", sorted(shipped_mappings()))
def test_a_mapping_reads_the_same_after_it_was_written(name: str) -> None:
    mapping = shipped_mappings()[name]
    assert mapping.kind is not None
    assert read_mapping(mapping_text(mapping, mapping.kind), mapping.kind, name=mapping.name) == mapping


def test_signs_that_mean_something_in_toml_and_in_patterns_come_through() -> None:
    heads = ('He said "so"', "back\\slash", "tab\there", *HEADERS)
    choices = Choices(
        {"note": (heads[0], heads[1])},
        {"received_on": "2025-01-02", "site": "Gym", "item": "x"},
        items=(heads[-2],),
        decimal_mark=",",
        date_format="%d.%m.%Y",
    )
    mapping = mapping_of("donations", heads, choices, sheet="Log", header_row=3)
    again = read_mapping(mapping_text(mapping, "donations"), "donations")
    assert replace(again, name="") == mapping
    assert choices_of("donations", heads, again) == Choices(
        {"note": (heads[0], heads[1])}, {"received_on": "2025-01-02", "site": "Gym"}, (heads[-2],), ",",
        "%d.%m.%Y",
    )  # fmt: skip


def test_a_header_that_nobody_chose_is_never_guessed() -> None:
    mapping = mapping_of("donations", ("Item", "Quantity", "Note"), Choices({"item": ("Item",)}))
    assert mapping.ignore == ("Quantity", "Note")


def test_all_columns_to_the_right_are_one_rule_so_that_a_longer_file_fits_too() -> None:
    mapping = mapping_of("donations", ("Date", "Site", "A", "B"), Choices({}, items=("A", "B")))
    assert mapping.unpivot is not None
    assert (mapping.unpivot.after_column, mapping.unpivot.columns) == ("Site", ())


def test_the_mapping_that_fits_a_header_is_found() -> None:
    header = ("Location", "Stake", "Ward", "Bags", "ID", "Neighbourhood")
    assert fitting(shipped_mappings(), header)[0] == "edmonton-food-drive"
    assert fitting(shipped_mappings(), ("x", "y")) == []


def test_the_header_is_found_below_a_title_and_so_is_what_parts_the_cells() -> None:
    content = b"Our log\nof 2025\n\ndate;item;quantity\n2025-04-01;Socks;3,5\n"
    sheets, rows = first_rows(content, "log.csv", known_headers=KINDS["donations"].synonyms)
    assert (sheets, likely_header("donations", rows)) == ((), 4)
    assert dict(rows)[4] == ["date", "item", "quantity"]


def test_a_workbook_tells_its_sheets(workbook: Callable[..., bytes]) -> None:
    content = workbook(Notes=[["hello"]], Log=[["item", "quantity"], ["Socks", 3]])
    sheets, rows = first_rows(content, "book.xlsx", sheet="Log")
    assert sheets == ("Notes", "Log")
    assert rows == [(1, ["item", "quantity"]), (2, ["Socks", "3"])]
