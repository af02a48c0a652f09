from typing import Any

import pytest

from drives.exchange.faults import Faults, UnreadableFile
from drives.exchange.mapping import NO_MAPPING
from drives.exchange.mapping_files import read_mapping
from drives.exchange.matching import MappedTable, open_table


def opened(kind: str, content: str, mapping: str = "", **options: Any) -> MappedTable:
    plan = read_mapping(mapping, kind) if mapping else NO_MAPPING
    return open_table(kind, content.encode(), "log.csv", mapping=plan, **options)


def rows_of(kind: str, content: str, mapping: str = "", **options: Any) -> list[tuple[int, dict[str, str]]]:
    return list(opened(kind, content, mapping, **options).dicts(Faults()))


def refusal_of(kind: str, content: str, mapping: str = "") -> str:
    with pytest.raises(UnreadableFile) as caught:
        rows_of(kind, content, mapping)
    return str(caught.value)


def test_columns_are_found_by_name_in_any_order_and_come_in_the_contracts() -> None:
    table = opened("donations", "QTY,Item Name,Date received\n2,Rice,2026-04-03\n")
    assert table.columns == ("received_on", "item", "quantity")
    assert list(table.rows(Faults())) == [(2, ("2026-04-03", "Rice", "2"))]
    assert table.notices == ()


def test_columns_nobody_knows_are_named_once_and_ignored() -> None:
    table = opened("donations", "received_on,item,quantity,Shoe size,Mood\n2026-04-03,Rice,2,44,good\n")
    assert table.notices == ("log.csv: these columns are not known and were ignored: Shoe size, Mood.",)
    assert list(table.rows(Faults())) == [(2, ("2026-04-03", "Rice", "2"))]


def test_a_columns_own_name_goes_before_a_synonym() -> None:
    table = opened("donations", "date,received_on,item,quantity\nx,2026-04-03,Rice,2\n")
    assert next(table.rows(Faults()))[1][0] == "2026-04-03"
    assert "ignored: date." in table.notices[0]


def test_two_synonyms_of_one_column_are_refused() -> None:
    text = refusal_of("donations", "received_on,item,qty,amount\n")
    assert text == (
        'log.csv, row 1, column quantity: found "qty, amount". '
        "Two columns mean the same. Rename one, or name the right one in a mapping."
    )


def test_each_missing_required_column_is_a_line() -> None:
    assert refusal_of("donations", "item,note\n").splitlines() == [
        f'log.csv, row 1, column {name}: found "item, note". '
        "This column is required, but is not in the header."
        for name in ("received_on", "quantity")
    ]


def test_a_column_that_the_caller_gives_is_not_missing() -> None:
    assert opened("stock", "item,quantity\nRice,2\n", given={"site"}).columns == ("item", "quantity")


def test_constants_fill_columns_and_empty_cells() -> None:
    rows = rows_of(
        "donations",
        "Thing,quantity,Place\nRice,2,\nSoap,1,Church\n",
        '[columns]\nitem = "Thing"\nsite = "Place"\n[constants]\nreceived_on = 2026-04-03\nsite = "School"',
    )
    assert [row["site"] for _line, row in rows] == ["School", "Church"]
    assert {row["received_on"] for _line, row in rows} == {"2026-04-03"}


def test_several_columns_are_joined_and_blanks_left_out() -> None:
    rows = rows_of(
        "donations",
        "received_on,item,quantity,A,B,C\n2026-04-03,Rice,2,one,,three\n2026-04-03,Rice,2,,,\n",
        '[columns]\nnote = ["A", "B", "C"]',
    )
    assert [row["note"] for _line, row in rows] == ["one; three", ""]


def test_what_a_mapping_names_is_found_whatever_its_case_and_spacing() -> None:
    rows = rows_of(
        "donations", "date_given,item,quantity\n2026-04-03,Rice,2\n", '[columns]\nreceived_on = "Date Given"'
    )
    assert rows[0][1]["received_on"] == "2026-04-03"


def test_a_column_that_the_mapping_names_and_the_file_lacks_is_refused() -> None:
    text = refusal_of("donations", "received_on,item,quantity\n", '[columns]\nnote = "Remarks"')
    assert 'The mapping names the column "Remarks", which is not in this header.' in text


def test_a_column_set_by_a_constant_or_used_elsewhere_is_not_matched_by_name() -> None:
    table = opened(
        "donations",
        "received_on,item,quantity,Source,Location\n2026-04-03,Rice,2,Product Drive,Ward 3\n",
        '[columns]\nnote = "Source"\n[constants]\nsite = "Church"',
    )
    [(_line, row)] = table.dicts(Faults())
    assert (row["note"], row["site"], "source" in row) == ("Product Drive", "Church", False)
    assert "Location" in table.notices[0]


def test_ignored_columns_are_neither_matched_nor_named() -> None:
    table = opened(
        "donations",
        "received_on,item,quantity,site,Total A\n2026-04-03,Rice,2,x,9\n",
        'ignore=["site","total*"]',
    )
    assert (table.columns, table.notices) == (("received_on", "item", "quantity"), ())


@pytest.mark.parametrize(
    ("test", "left"),
    [
        ('equals = "void"', ["Rice", "Milk"]),
        ('equals = ["VOID", ""]', ["Rice"]),
        ('not_equals = "ok"', ["Rice"]),
        ("is_empty = true", ["Rice", "Soap"]),
        ("is_empty = false", ["Milk"]),
        ('matches = "v?i*"', ["Rice", "Milk"]),
    ],
)
def test_rows_are_left_out_by_a_condition(test: str, left: list[str]) -> None:
    content = (
        "received_on,item,quantity,Status\n2026-04-03,Rice,2,OK\n2026-04-03,Soap,1,Void\n2026-04-03,Milk,1,\n"
    )
    rows = rows_of("donations", content, f'[[leave_out]]\ncolumn = "Status"\n{test}')
    assert [row["item"] for _line, row in rows] == left


WIDE = (
    "Date,Storage,Comments,Kids (Size 1),Kids (Size 1) In-Kind Value,Wipes,Total\n"
    "2026-04-03,Main,first,7,70.00,0,7\n"
    '2026-04-04,Main,,,0.00,"0,5",1\n'
    "2026-04-05,Main,nothing,0,0.00,0.00,0\n"
)
UNPIVOT = """
[columns]
site = "Storage"
note = "Comments"
[unpivot]
after_column = "Comments"
except = ["* In-Kind Value", "Total"]
"""


def test_a_wide_row_becomes_a_line_for_each_item_that_has_a_quantity() -> None:
    rows = rows_of("donations", WIDE, UNPIVOT)
    assert [(line, row["item"], row["quantity"], row["note"]) for line, row in rows] == [
        (2, "Kids (Size 1)", "7", "first"),
        (3, "Wipes", "0,5", ""),
    ]


def test_item_columns_can_be_named_by_pattern() -> None:
    mapping = '[columns]\nnote="Comments"\n[unpivot]\ncolumns = ["kids*"]\nexcept = ["*value"]'
    table = opened("donations", WIDE, mapping)
    assert [row["item"] for _line, row in table.dicts(Faults())] == ["Kids (Size 1)"]
    assert "Wipes, Total" in table.notices[0]


def test_an_unpivot_without_a_single_item_column_is_refused() -> None:
    assert "finds no item column" in refusal_of(
        "donations", "Date,Comments\n2026-04-03,x\n", '[unpivot]\nafter_column = "Comments"'
    )


def test_what_is_to_be_created_is_listed_once_each() -> None:
    mapping = UNPIVOT + (
        '[create.items]\nfrom_headers = true\ncategory = "Baby"\nunit = "each"\n'
        '[create.sites]\ncolumn = "Storage"\nkind = "warehouse"\n'
        '[[create.drives]]\nname = "Spring"\nstarts_on = 2026-04-01\nends_on = 2026-04-30\n'
    )
    assert opened("donations", WIDE, mapping).creations() == {
        "items": [
            {"name": "Kids (Size 1)", "category": "Baby", "unit": "each"},
            {"name": "Wipes", "category": "Baby", "unit": "each"},
        ],
        "sites": [{"name": "Main", "kind": "warehouse"}],
        "drives": [{"name": "Spring", "starts_on": "2026-04-01", "ends_on": "2026-04-30"}],
    }


def test_rows_that_are_left_out_create_nothing() -> None:
    mapping = '[create.sites]\ncolumn = "Location"\nkind = "warehouse"\n'
    mapping += '[[leave_out]]\ncolumn = "Location"\nmatches = "Total*"'
    table = opened(
        "donations", "date,item,qty,Location\n2026-04-03,Rice,1,Main\n2026-04-03,Rice,1,Totals\n", mapping
    )
    assert table.creations() == {"sites": [{"name": "Main", "kind": "warehouse"}]}
    assert [row["site"] for _line, row in table.dicts(Faults())] == ["Main"]


@pytest.mark.parametrize(
    ("cell", "text"),
    [("'=1+1", "=1+1"), ("''tis", "'tis"), ("O'Brien", "O'Brien"), ("'+1 780", "+1 780"), ("'", "")],
)
def test_one_leading_apostrophe_is_taken_off_however_the_row_is_made(cell: str, text: str) -> None:
    content = f"received_on,item,quantity,note\n2026-04-03,{cell},1,{cell}\n"
    for mapping in ("", '[constants]\nsite = "x"', '[columns]\nnote = ["note"]\n[constants]\nnote = ""'):
        assert rows_of("donations", content, mapping)[0][1]["item"] == text
        assert rows_of("donations", content, mapping)[0][1]["note"] == text
    content = f"received_on,item,quantity,A,B\n2026-04-03,Rice,1,{cell},{cell}\n"
    joined = rows_of("donations", content, '[columns]\nnote = ["A", "B"]')[0][1]["note"]
    assert joined == ("; ".join([text, text]) if text else "")


def test_faulty_rows_are_reported_and_the_others_come() -> None:
    faults = Faults()
    table = opened("donations", "received_on,item,quantity\n2026-04-03,Rice,1,extra\n2026-04-03,Soap,2\n")
    assert [row for row, _cells in table.rows(faults)] == [3]
    assert len(faults) == 1


def test_a_file_whose_first_row_is_no_header_is_refused() -> None:
    assert "so this is no header" in refusal_of(
        "items", "037000862086,Pampers,Baby,44\n037000862093,Pampers,Baby,37\n"
    )
