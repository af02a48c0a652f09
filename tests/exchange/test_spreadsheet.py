import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from drives.exchange.faults import Faults, UnreadableFile
from drives.exchange.reading import Table, read_table
from drives.exchange.sources import COMMAND_LINE, Limits
from drives.exchange.spreadsheet import TypedCell

Make = Callable[..., bytes]


def rows_of(content: bytes, **options: Any) -> list[tuple[int, list[str]]]:
    return list(read_table(content, "log.xlsx", **options).rows(Faults()))


def rezip(content: bytes, change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    """The archive with each part passed through ``change``, and further parts."""
    changed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            new.writestr(part, change(part, old.read(part)))
        for part, body in more.items():
            new.writestr(part, body)
    return changed.getvalue()


def in_sheet(old: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    return lambda part, body: body.replace(old, new) if part.endswith("sheet1.xml") else body


def test_cells_come_as_a_spreadsheet_shows_them(workbook: Make) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(
            0, 0, ["item", "count", "half", "sum", "code", "padded", "day", "moment", "flag", "big"]
        )
        sheet.write_row(1, 0, ["Rice", 27215.0, 54.5, 0.1 + 0.2])
        sheet.write_string(1, 4, "00123")
        sheet.write_number(1, 5, 37000862086, book.add_format({"num_format": "000000000000"}))
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_datetime(1, 6, datetime.fromisoformat("2026-04-03"), day)
        sheet.write_datetime(
            1, 7, datetime.fromisoformat("2026-04-03T10:30"), book.add_format({"num_format": "d/m/yy hh:mm"})
        )
        sheet.write_boolean(1, 8, True)
        sheet.write_number(1, 9, 1e20)

    [(row, cells)] = rows_of(workbook(Log=fill))
    assert row == 2
    assert cells == [
        *(
            "Rice",
            "27215",
            "54.5",
            "0.3",
            "00123",
            "037000862086",
            "2026-04-03",
            "2026-04-03 10:30:00",
            "true",
        ),
        "100000000000000000000",
    ]
    assert [isinstance(cell, TypedCell) for cell in cells] == [False, True, True, True, False] + [True] * 5


def test_the_1904_calendar_gives_the_same_day(workbook: Make) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write(0, 0, "day")
        sheet.write_datetime(
            1, 0, datetime.fromisoformat("2026-04-03"), book.add_format({"num_format": "yyyy-mm-dd"})
        )

    content = workbook({"date_1904": True}, Log=fill)
    assert b'date1904="1"' in zipfile.ZipFile(io.BytesIO(content)).read("xl/workbook.xml")
    assert rows_of(content) == [(2, [date(2026, 4, 3).isoformat()])]


def test_a_serial_number_is_a_number_and_no_date(workbook: Make) -> None:
    assert rows_of(workbook(Log=[["day"], [45000]])) == [(2, ["45000"])]


def test_rows_keep_the_line_they_have_in_the_sheet(workbook: Make) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.write(2, 1, "item")
        sheet.write(9, 1, "Rice")

    table = read_table(workbook(Log=fill), "log.xlsx")
    assert (table.header_row, table.headers) == (3, ("", "item"))
    assert list(table.rows(Faults())) == [(10, ["", "Rice"])]


def test_the_first_sheet_shown_is_read_and_the_others_are_named(workbook: Make) -> None:
    content = workbook(Log=[["item"], ["Rice"]], Other=[["item"], ["Soap"]])
    table = read_table(content, "log.xlsx")
    assert list(table.rows(Faults())) == [(2, ["Rice"])]
    assert table.notices == ("Only the first sheet was read; left out: Other.",)
    assert rows_of(content, sheet="other") == [(2, ["Soap"])]
    with pytest.raises(UnreadableFile, match=r'no sheet "Third".*Log, Other'):
        read_table(content, "log.xlsx", sheet="Third")


def test_a_hidden_sheet_is_not_the_first(workbook: Make) -> None:
    def hidden(_book: Any, sheet: Any) -> None:
        sheet.write(0, 0, "lists")
        sheet.hide()

    def shown(_book: Any, sheet: Any) -> None:
        sheet.write_column(0, 0, ["item", "Rice"])
        sheet.activate()
        sheet.set_first_sheet()

    assert rows_of(workbook(Lists=hidden, Log=shown)) == [(2, ["Rice"])]


def test_a_formula_gives_its_result(workbook: Make) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["item", "quantity"])
        sheet.write_formula(1, 0, '=HYPERLINK("http://evil")', None, "Rice")
        sheet.write_formula(1, 1, "=1+1", None, 2)

    assert rows_of(workbook(Log=fill)) == [(2, ["Rice", "2"])]


def test_a_formula_that_was_never_worked_out_is_refused_by_cell(workbook: Make) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["item", "quantity"])
        sheet.write_string(1, 0, "Rice")
        sheet.write_formula(1, 1, "=1+1", None, 2)

    content = rezip(workbook(Log=fill), in_sheet(b"<v>2</v></c>", b"</c>"))
    with pytest.raises(UnreadableFile, match="row 2, column B: The formula here was never worked out"):
        rows_of(content)


def test_a_header_only_workbook_has_no_rows_and_an_empty_one_no_header(workbook: Make) -> None:
    assert rows_of(workbook(Log=[["item", "quantity"]])) == []
    with pytest.raises(UnreadableFile, match="no header"):
        rows_of(workbook(Log=[]))


def test_macros_and_foreign_parts_are_left_alone(workbook: Make) -> None:
    content = rezip(
        workbook(Log=[["item"], ["Rice"]]),
        lambda _part, body: body,
        **{"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"},
    )
    assert rows_of(content) == [(2, ["Rice"])]


def test_a_zip_bomb_is_refused_before_it_is_unpacked(workbook: Make) -> None:
    book = workbook(Log=[["item"], ["Rice"]])
    bomb = rezip(book, lambda _part, body: body, **{"xl/worksheets/sheet9.xml": b"0" * (257 * 2**20)})
    assert len(bomb) < 2**20
    with pytest.raises(UnreadableFile, match="over 256 MB unpacked"):
        rows_of(bomb)


def test_a_zip_that_lies_about_its_size_is_refused(workbook: Make) -> None:
    book = rezip(
        workbook(Log=[["item"], ["Rice"]]),
        lambda _part, body: body,
        **{"xl/extra.xml": b"<a>" + b"0" * 300_000},
    )
    lying = book.replace((300_003).to_bytes(4, "little"), (30).to_bytes(4, "little"))
    assert lying != book
    with pytest.raises(UnreadableFile, match="damaged"):
        rows_of(lying)


def test_many_small_parts_are_counted_together(workbook: Make) -> None:
    book = workbook(Log=[["item"], ["Rice"]])
    with pytest.raises(UnreadableFile, match="unpacked"):
        rows_of(book, limits=Limits(file_bytes=COMMAND_LINE.file_bytes, workbook_bytes=2_000))


@pytest.mark.parametrize(
    "declared",
    [
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>',
        b"<!doctype x>",
    ],
)
def test_xml_entities_are_refused(workbook: Make, declared: bytes) -> None:
    content = rezip(workbook(Log=[["item"], ["Rice"]]), in_sheet(b"<worksheet", declared + b"<worksheet"))
    with pytest.raises(UnreadableFile, match="entities"):
        rows_of(content)


def test_xml_in_an_encoding_that_hides_entities_is_refused(workbook: Make) -> None:
    def as_utf16(part: str, body: bytes) -> bytes:
        return (
            body.decode().replace("UTF-8", "UTF-16").encode("utf-16") if part.endswith("sheet1.xml") else body
        )

    for change in (as_utf16, in_sheet(b'encoding="UTF-8"', b'encoding="UTF-7"')):
        with pytest.raises(UnreadableFile, match="rare encoding"):
            rows_of(rezip(workbook(Log=[["item"], ["Rice"]]), change))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'r="A2"', b'r="ZZZ2"'),
        (b'r="A2"', b'r="AMM2"'),
        (b'<row r="2"', b'<row r="99999999999"'),
        (b'<row r="2"', b'<row r="1048577"'),
    ],
)
def test_a_cell_far_outside_is_refused_and_fills_no_memory(workbook: Make, old: bytes, new: bytes) -> None:
    content = rezip(workbook(Log=[["item"], ["Rice"]]), in_sheet(old, new))
    with pytest.raises(UnreadableFile, match="beyond column 1,000 or row 1,048,576"):
        rows_of(content)


def test_a_false_dimension_adds_no_rows(workbook: Make) -> None:
    content = rezip(workbook(Log=[["item"], ["Rice"]]), in_sheet(b'ref="A1:A2"', b'ref="A1:XFD1048576"'))
    assert rows_of(content) == [(2, ["Rice"])]


def test_a_long_cell_is_refused(workbook: Make) -> None:
    content = rezip(
        workbook(Log=[["item"], [7]]),
        in_sheet(
            b'<c r="A2"><v>7</v></c>', b'<c r="A2" t="inlineStr"><is><t>' + b"x" * 32_768 + b"</t></is></c>"
        ),
    )
    with pytest.raises(UnreadableFile, match="32,768 characters"):
        rows_of(content)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"item,quantity\n", "no .xlsx workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1locked", "no .xlsx workbook"),
        (b"PK\x03\x04 and no more", "damaged"),
    ],
)
def test_what_is_only_called_xlsx_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(UnreadableFile, match=why):
        rows_of(content)


def test_another_archive_is_no_workbook() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("../../evil.txt", "x")
    with pytest.raises(UnreadableFile, match="ZIP archive, not a workbook"):
        rows_of(archive.getvalue())


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "[Content_Types].xml"]
)
@pytest.mark.parametrize("body", [b"", b"<not>xml", b"<a/>", b"\xff\xfe\x00"])
def test_a_broken_part_is_a_refusal_and_no_crash(workbook: Make, part: str, body: bytes) -> None:
    content = rezip(workbook(Log=[["item"], ["Rice"]]), lambda name, old: body if name == part else old)
    try:
        rows = rows_of(content)
    except UnreadableFile:
        return
    assert rows in ([], [(2, ["Rice"])])


def test_a_workbook_can_be_read_again(workbook: Make) -> None:
    table: Table = read_table(workbook(Log=[["item"], ["Rice"], ["Soap"]]), "log.xlsx")
    assert list(table.rows(Faults())) == list(table.rows(Faults())) == [(2, ["Rice"]), (3, ["Soap"])]
