from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from drives.errors import Refusal
from drives.exchange.cells import decimal_mark_of, parse_choice, parser_for, typed_rows
from drives.exchange.columns import KINDS, Column, Form
from drives.exchange.faults import Faults
from drives.exchange.mapping import NO_MAPPING
from drives.exchange.mapping_files import read_mapping
from drives.exchange.matching import MappedTable, open_table
from drives.exchange.spreadsheet import TypedCell
from drives.rules.kinds import ProgramKind, Source
from drives.rules.units import Unit


def opened(
    content: str | bytes, mapping: str = "", kind: str = "donations", name: str = "log.csv"
) -> MappedTable:
    plan = read_mapping(mapping, kind) if mapping else NO_MAPPING
    return open_table(kind, content.encode() if isinstance(content, str) else content, name, mapping=plan)


def read(table: MappedTable) -> tuple[list[Any], list[str]]:
    faults = Faults()
    rows = [(row, dict(zip(table.columns, values, strict=True))) for row, values in typed_rows(table, faults)]
    return rows, list(faults.lines())


def quantities(content: str, mapping: str = "") -> tuple[list[int], list[str]]:
    rows, lines = read(opened("received_on,item,quantity\n" + content, mapping))
    return [values["quantity"] for _row, values in rows], lines


def test_a_row_becomes_values_and_empty_cells_none() -> None:
    rows, lines = read(
        opened(
            "received_on,item,quantity,unit,rejected,source,date_mark,donor_email,note\n"
            "2026-04-03, Rice ,54.5,lbs,0,Purchased,2027-01-01,ann@example.org,\n"
        )
    )
    assert not lines
    assert rows == [
        (
            2,
            {
                "received_on": date(2026, 4, 3),
                "item": "Rice",
                "quantity": 54_500,
                "unit": Unit.LB,
                "rejected": 0,
                "source": Source.PURCHASED,
                "date_mark": date(2027, 1, 1),
                "donor_email": "ann@example.org",
                "note": None,
            },
        )
    ]


def test_each_wrong_cell_is_a_fault_and_its_row_is_left_out() -> None:
    rows, lines = read(opened("received_on,item,quantity\n03/04/2026,,-1\n2026-04-03,Rice,2\n"))
    assert [row for row, _values in rows] == [3]
    assert [line.split(": ")[0] for line in lines] == [
        "log.csv, row 2, column received_on",
        "log.csv, row 2, column item",
        "log.csv, row 2, column quantity",
    ]


def test_the_same_wrong_cell_is_reported_on_every_row() -> None:
    assert len(quantities("2026-04-03,Rice,x\n" * 3)[1]) == 3


def test_an_open_number_is_read_by_the_mark_that_the_file_proves() -> None:
    assert quantities('2026-04-03,Rice,"1,000"\n2026-04-03,Rice,"2,5"\n')[0] == [1_000, 2_500]
    assert quantities('2026-04-03,Rice,"1,000"\n2026-04-03,Rice,2.5\n')[0] == [1_000_000, 2_500]
    assert (
        quantities('2026-04-03,Rice,"1,000"\n2026-04-03,Rice,7\n2026-04-03,Rice,"1,234,567"\n')[0][0]
        == 1_000_000
    )


def test_an_open_number_without_proof_is_refused() -> None:
    values, lines = quantities('2026-04-03,Rice,"1,000"\n2026-04-03,Rice,7\n')
    assert values == [7_000]
    assert lines == [
        'log.csv, row 2, column quantity: found "1,000". This could be 1000 or 1.000. '
        "Write it without a comma, or name the decimal mark."
    ]


def test_an_open_number_is_read_by_the_mappings_mark() -> None:
    assert quantities('2026-04-03,Rice,"1,000"\n', 'decimal_mark = "."')[0] == [1_000_000]
    assert quantities('2026-04-03,Rice,"1.234,5"\n2026-04-03,Rice,1.000\n', 'decimal_mark = ","')[0] == [
        1_234_500,
        1_000_000,
    ]


def test_three_decimals_are_read_as_our_own_files_are_written() -> None:
    assert quantities("2026-04-03,Rice,1.125\n")[0] == [1_125]


def test_a_point_is_open_too_in_a_file_with_semicolons() -> None:
    _rows, lines = read(opened("received_on;item;quantity\n2026-04-03;Rice;1.000\n"))
    assert "could be 1000 or 1.000" in lines[0]
    rows, _lines = read(opened("received_on;item;quantity\n2026-04-03;Rice;1.000\n2026-04-03;Rice;2,5\n"))
    assert [values["quantity"] for _row, values in rows] == [1_000_000, 2_500]


def test_only_quantities_prove_a_mark() -> None:
    table = opened('received_on,item,quantity,note\n2026-04-03,Rice,"1,000","2,5"\n')
    assert decimal_mark_of(table) is None


def test_a_mapped_date_format_is_used() -> None:
    rows, _lines = read(opened("date,item,qty\n03/04/2026,Rice,1\n", 'date_format = "%m/%d/%Y"'))
    assert rows[0][1]["received_on"] == date(2026, 3, 4)


def test_a_workbooks_numbers_and_days_need_neither_mark_nor_format(workbook: Callable[..., bytes]) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["received_on", "item", "quantity"])
        for place, quantity in enumerate([1.125, "1,5"], 1):
            sheet.write_datetime(place, 0, date(2026, 4, 3), book.add_format({"num_format": "dd/mm/yyyy"}))
            sheet.write(place, 1, "Rice")
            sheet.write(place, 2, quantity)
        sheet.write_row(3, 0, ["2026-04-03", "Rice", "1.125"])

    content = workbook(Log=fill)
    rows, lines = read(opened(content, 'date_format = "%Y-%d-%m"', name="log.xlsx"))
    assert not lines
    assert [(values["received_on"], values["quantity"]) for _row, values in rows] == [
        (date(2026, 4, 3), 1_125),
        (date(2026, 4, 3), 1_500),
        (date(2026, 3, 4), 1_125_000),
    ]


def test_a_serial_number_in_a_date_column_is_refused(workbook: Callable[..., bytes]) -> None:
    content = workbook(Log=[["received_on", "item", "quantity"], [45000, "Rice", 1]])
    assert "a number, not a date" in read(opened(content, name="log.xlsx"))[1][0]


def column(form: Form, most: int = 200, required: bool = False) -> Column:
    return Column("x", form, required, most)


@pytest.mark.parametrize(
    ("form", "text", "value"),
    [
        (Form.YES_NO, "Yes", True),
        (Form.YES_NO, "TRUE", True),
        (Form.YES_NO, "1", True),
        (Form.YES_NO, "no", False),
        (Form.YES_NO, "0", False),
        (Form.YES_NO, " False ", False),
        (Form.LATITUDE, "53.52704365", 535_270_436),
        (Form.LATITUDE, "-53,5", -535_000_000),
        (Form.LATITUDE, "90", 900_000_000),
        (Form.LONGITUDE, "-113.6344406", -1_136_344_406),
        (Form.LONGITUDE, "−180", -1_800_000_000),
        (Form.EMAIL, "ann.o'neil+x@mail.example.org", "ann.o'neil+x@mail.example.org"),
        (Form.EMAIL, "josé@correo.es", "josé@correo.es"),
        (Form.URL, "https://example.org/a?b=c", "https://example.org/a?b=c"),
        (Form.URL, "www.example.org", "https://www.example.org"),
        (Form.SLUG, "winter-drive-2026", "winter-drive-2026"),
        (Form.NAMES, " Rice; Beans;;Rice ;", ("Rice", "Beans")),
        (Form.GOALS, "Rice=200;Soap bars = 50.5", (("Rice", 200_000), ("Soap bars", 50_500))),
        (Form.GOALS, "a=b=3", (("a=b", 3_000),)),
        (Form.UNIT, "Pounds", Unit.LB),
        (Form.BARCODE, "037000862086", "037000862086"),
        (Form.MONEY, "0.0125", 125),
        (Form.QUANTITY_OR_ZERO, "0", 0),
        (Form.TEXT, "one\r\ntwo", "one\ntwo"),
        (Form.LINE, "one\ntwo", "one two"),
        (Form.LINE, "None", "None"),
        (Form.DATE, "2026-04-03", date(2026, 4, 3)),
        *[
            (form, text, None)
            for form in (Form.LINE, Form.DATE, Form.QUANTITY, Form.NAMES)
            for text in ("", " ")
        ],
        (Form.LINE, "\u200b", None),
        (Form.NAMES, " ; ;", None),
    ],
)
def test_a_text_becomes_its_value(form: Form, text: str, value: object) -> None:
    assert parser_for(column(form))(text) == value


@pytest.mark.parametrize(
    ("form", "text", "why"),
    [
        (Form.YES_NO, "maybe", "neither yes nor no"),
        (Form.YES_NO, "2", "neither yes nor no"),
        (Form.LATITUDE, "100", "from -90 to 90"),
        (Form.LATITUDE, "-300.106.249", "no degrees"),
        (Form.LATITUDE, "53° N", "no degrees"),
        (Form.LATITUDE, "nan", "no degrees"),
        (Form.LATITUDE, "٥٣", "no degrees"),
        (Form.LONGITUDE, "180.0000001", "from -180 to 180"),
        (Form.EMAIL, "this is not an email address", "not an e-mail"),
        (Form.EMAIL, "invalid-email", "not an e-mail"),
        (Form.EMAIL, "a@b", "not an e-mail"),
        (Form.EMAIL, "a@b..org", "not an e-mail"),
        (Form.EMAIL, "a@b@c.org", "not an e-mail"),
        (Form.EMAIL, "a@example.org\r\nBcc: x@y.org", "not an e-mail"),
        (Form.EMAIL, "<a@example.org>", "not an e-mail"),
        (Form.URL, "javascript:alert(1)", "not a web address"),
        (Form.URL, "ftp://example.org", "not a web address"),
        (Form.URL, "https://a b.org", "not a web address"),
        (Form.SLUG, "Winter Drive", "A page.s address has"),
        (Form.SLUG, "../etc", "A page.s address has"),
        (Form.GOALS, "Rice", "item=quantity"),
        (Form.GOALS, "=5", "item=quantity"),
        (Form.GOALS, "Rice=0", "Zero"),
        (Form.GOALS, "Rice=1;Rice=2", "two goals"),
        (Form.UNIT, "furlongs", "No such unit"),
        (Form.BARCODE, "0370008620", "this has 10"),
        (Form.LINE, "#REF!", "spreadsheet's error"),
        (Form.LINE, "#N/A", "spreadsheet's error"),
        (Form.LINE, "a\0b", "cannot be seen or kept"),
        (Form.LINE, "x" * 201, "at most 200"),
        (Form.QUANTITY, "0", "Zero"),
        (Form.MONEY, "-5", "below zero"),
    ],
)
def test_a_wrong_text_is_refused_with_its_reason(form: Form, text: str, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        parser_for(column(form))(text)


@pytest.mark.parametrize("text", ["", "  ", "\u200b", "\u00a0"])
def test_nothing_in_a_required_column_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="A value is needed"):
        parser_for(column(Form.LINE, required=True))(text)


@pytest.mark.parametrize("text", ["food_bank", "Food bank", " FOOD-BANK ", "foodbank"])
def test_a_closed_word_is_known_whatever_its_case_and_spacing(text: str) -> None:
    assert parse_choice(text, ProgramKind) is ProgramKind.FOOD_BANK


def test_a_word_outside_its_list_is_refused_with_the_nearest_and_the_list() -> None:
    with pytest.raises(Refusal, match=r"Did you mean food_bank\? It may be: food_bank, school_pantry"):
        parse_choice("fod bank", ProgramKind)
    with pytest.raises(Refusal, match=r"^It may be: donated, purchased"):
        parse_choice("☃", Source)


def test_every_column_of_every_kind_can_be_parsed() -> None:
    for kind in KINDS.values():
        for one in kind.columns:
            assert callable(parser_for(one))


def test_a_typed_number_is_never_read_by_a_comma() -> None:
    assert parser_for(column(Form.QUANTITY), ",")(TypedCell("1.125")) == 1_125
    assert parser_for(column(Form.QUANTITY), ",")("1.125") == 1_125_000
