import codecs
import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drives.exchange.faults import Faults, UnreadableFile
from drives.exchange.reading import read_table
from drives.exchange.sources import COMMAND_LINE, UPLOAD, Limits

HEADERS = {"item", "quantity", "note"}
PLAIN = "item,quantity,note\nRice,2,white\nJalapeño,3,“hot” – très\n"
ROWS = [(2, ["Rice", "2", "white"]), (3, ["Jalapeño", "3", "“hot” – très"])]


def rows_of(content: bytes | str, name: str = "log.csv", **options: object) -> list[tuple[int, list[str]]]:
    """All rows of a file without faults."""
    encoded = content.encode() if isinstance(content, str) else content
    faults = Faults()
    rows = list(read_table(encoded, name, **options).rows(faults))  # type: ignore[arg-type]
    assert not faults
    return rows


def refusal_of(content: bytes | str, name: str = "log.csv", **options: object) -> str:
    with pytest.raises(UnreadableFile) as caught:
        rows_of(content, name, **options)
    text = str(caught.value)
    assert "\n" not in text
    return text


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(),
        codecs.BOM_UTF8 + PLAIN.encode(),
        codecs.BOM_UTF16_LE + PLAIN.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"),
        PLAIN.encode("utf-16-le"),
        PLAIN.encode("utf-16-be"),
        PLAIN.encode("cp1252"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        PLAIN.replace("\n", "\r\n", 1).replace("white\n", "white\r").encode(),
        PLAIN.rstrip("\n").encode(),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        PLAIN.replace(",", "|").encode(),
        ("sep=;\r\n" + PLAIN.replace(",", ";")).encode(),
        PLAIN.replace(",", ", ").encode(),
        PLAIN.replace("white", '"white"').encode(),
        PLAIN.replace("white\n", "white,,\n").encode(),
        (PLAIN + ",,\n \n").encode(),
        PLAIN.encode("cp1252").replace("Jalapeño".encode("cp1252"), "Jalapeño".encode()),
    ],
    ids=[
        "plain",
        "utf-8 bom",
        "utf-16 le bom",
        "utf-16 be bom",
        "utf-16 le",
        "utf-16 be",
        "cp1252",
        "crlf",
        "cr",
        "mixed ends",
        "no last end",
        "semicolon",
        "tab",
        "pipe",
        "sep line",
        "spaces",
        "quotes",
        "trailing empty cells",
        "trailing empty rows",
        "mixed encodings",
    ],
)
def test_one_table_reads_the_same_however_it_was_saved(content: bytes) -> None:
    assert rows_of(content, known_headers=HEADERS) == ROWS


def test_a_line_of_two_encodings_is_read_field_by_field() -> None:
    content = b"item,quantity,note\n" + "ñandú".encode() + b",1," + "crème “brûlée”".encode("cp1252") + b"\n"
    assert rows_of(content) == [(2, ["ñandú", "1", "crème “brûlée”"])]


def test_a_cyrillic_file_of_an_old_spreadsheet_is_not_read_as_accents() -> None:
    lines = "item,quantity\n" + "Гречневая крупа,2\nДетское питание,5\nТёплые носки,7\n" * 5
    assert rows_of(lines.encode("cp1251"))[1] == (3, ["Детское питание", "5"])


def test_latin_letters_far_into_a_file_are_read() -> None:
    content = b"item,quantity\n" + b"Rice,1\n" * 400_000 + "Café,2\n".encode("cp1252")
    assert rows_of(content)[-1] == (400_002, ["Café", "2"])


CELLS = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=12)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=8), st.sampled_from(",;\t|"))
def test_what_the_csv_module_writes_is_read_back(rows: list[list[str]], delimiter: str) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(["item", "quantity", "note"])
    writer.writerows(rows)
    expected = [cells for cells in rows if "".join(cells).strip()]
    assert [cells for _row, cells in rows_of(written.getvalue(), known_headers=HEADERS)] == expected


def test_rows_are_counted_as_a_spreadsheet_shows_them() -> None:
    content = 'item,note\n\nRice,"two\nlines"\n\nSoap,x\n'
    assert rows_of(content) == [(3, ["Rice", "two\nlines"]), (5, ["Soap", "x"])]


def test_rows_above_the_header_are_skipped_and_still_counted() -> None:
    table = read_table(b"Food bank log\nprinted 2026,,\nitem,quantity\nRice,2\n", "log.csv", skip_rows=2)
    assert (table.headers, table.header_row) == (("item", "quantity"), 3)
    assert list(table.rows(Faults())) == [(4, ["Rice", "2"])]


def test_a_table_can_be_read_again() -> None:
    table = read_table(PLAIN.encode(), "log.csv")
    assert list(table.rows(Faults())) == list(table.rows(Faults())) == ROWS


def test_short_rows_are_filled_with_empty_cells() -> None:
    assert rows_of("item,quantity,note\nRice\n") == [(2, ["Rice", "", ""])]


def test_a_cell_beyond_the_header_is_reported_and_its_row_left_out() -> None:
    faults = Faults()
    table = read_table(b"item,quantity\nRice,2,what is this\nSoap,1\n", "folder/log.csv")
    assert list(table.rows(faults)) == [(3, ["Soap", "1"])]
    assert list(faults.lines()) == [
        'log.csv, row 2, column C: found "what is this". The header has 2 columns, so nothing belongs here.'
    ]


def test_empty_header_columns_are_ignored_where_nothing_stands_below() -> None:
    assert rows_of("name,email,,\nOne,one@example.org\n") == [(2, ["One", "one@example.org", "", ""])]


def test_a_column_of_values_without_a_header_is_named() -> None:
    text = refusal_of("item,,quantity\nRice,,1\nSoap,surprise,2\n")
    assert text == 'log.csv, row 3, column B: found "surprise". This column has no name in the header. ' + (
        "Name it, or empty it."
    )


@pytest.mark.parametrize("header", ["Item,item", "received on,quantity,Received_On", "item, ITEM "])
def test_a_header_twice_is_refused(header: str) -> None:
    assert "there twice" in refusal_of(f"{header}\n1,2,3\n")


def test_a_header_without_rows_is_done_and_has_none() -> None:
    assert rows_of("item,quantity\n") == []
    assert rows_of("item,quantity") == []


@pytest.mark.parametrize("content", ["", "\n\n", " , ,\n", "\ufeff"])
def test_a_file_without_a_header_is_refused(content: str) -> None:
    text = refusal_of(content)
    assert "no header" in text or "empty" in text


def test_a_first_row_that_names_no_known_column_is_no_header() -> None:
    assert "no header" in refusal_of("037000862086,Pampers\n1,2\n", known_headers=HEADERS)


def test_more_is_skipped_than_there_is() -> None:
    assert "below the 5 rows" in refusal_of("item\nRice\n", skip_rows=5)


@pytest.mark.parametrize("content", [PLAIN.encode() + b"Soap\0,1,\n", PLAIN.encode("cp1252") + b"\0,1,\n"])
def test_an_embedded_nul_is_refused_with_its_row(content: bytes) -> None:
    assert refusal_of(content).startswith("log.csv, row 4: A NUL character")


@pytest.mark.parametrize(
    ("content", "row"),
    [
        ('item,quantity\nRice,"2\nSoap,1\n', 2),
        ('item,quantity\nRice,2\n"Soap,1\nBeans,"3"\n', 3),
        ('item,quantity\nRice,2\n"5" nails",1\n', 3),
        ('item,quantity\nRice,"2\n' + "Soap,1\n" * 50_000, 2),
    ],
)
def test_an_unclosed_quotation_mark_is_refused_with_the_row_that_opens_it(content: str, row: int) -> None:
    text = refusal_of(content)
    assert text.startswith(f"log.csv, row {row}: ")
    assert "quotation mark" in text


def test_a_quotation_mark_inside_a_cell_is_kept() -> None:
    assert rows_of('item,quantity\n5" nails,1\n"say ""hi""",2\n') == [
        (2, ['5" nails', "1"]),
        (3, ['say "hi"', "2"]),
    ]


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"%PDF-1.7\n", "PDF"),
        (b"<!DOCTYPE html><html>", "HTML"),
        (b"\xef\xbb\xbf \n<HTML><body>", "HTML"),
        (b"<?xml version='1.0'?>", "HTML"),
        (b"PK\x03\x04", "ZIP"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "XLS"),
        (b"\x1f\x8b\x08", "GZIP"),
        (b"SQLite format 3\0", "SQLite"),
    ],
)
def test_what_is_only_called_csv_is_refused_by_its_content(start: bytes, kind: str) -> None:
    assert f"The content of this file is {kind}" in refusal_of(start + b"item,quantity\nRice,1\n")


@pytest.mark.parametrize("name", ["old.xls", "log.ods", "log.numbers", "log.xlsb"])
def test_other_spreadsheets_are_refused_with_what_to_do(name: str) -> None:
    assert "Save the sheet as .xlsx or CSV" in refusal_of(PLAIN, name)


def test_undecodable_utf16_is_refused() -> None:
    assert "Save it as CSV UTF-8" in refusal_of(
        codecs.BOM_UTF16_LE + PLAIN.encode("utf-16-le") + b"\x00\xd8x"
    )


def test_a_million_columns_are_refused() -> None:
    assert "1,000,000 columns: at most 1,000" in refusal_of(
        ",".join(f"c{n}" for n in range(1_000_000)) + "\n"
    )
    assert "1,001 columns" in refusal_of("item\nRice" + "," * 1000 + "\n")
    assert len(read_table(",".join(f"c{n}" for n in range(1000)).encode(), "log.csv").headers) == 1000


@pytest.mark.parametrize(
    "cell",
    ["x" * 32_768, '"' + "x\n" * 16_384 + '"', "x" * 50_000_000],
    ids=["one line", "many lines", "50 MB"],
)
def test_a_cell_longer_than_a_spreadsheets_is_refused(cell: str) -> None:
    text = refusal_of(f"item,quantity\nSoap,1\nRice,{cell}\n")
    assert text.startswith("log.csv, row 3: ")
    assert "32,767" in text


def test_the_longest_cell_is_read() -> None:
    assert rows_of(f"item,quantity\nRice,{'x' * 32_767}\n")[0][1][1] == "x" * 32_767


def test_files_over_their_limit_are_refused_unread() -> None:
    assert UPLOAD.file_bytes == 64 * 2**20
    assert COMMAND_LINE.file_bytes == 2 * 2**30
    assert "at most 0 MB" in refusal_of(PLAIN, limits=Limits(file_bytes=10))


def test_paths_that_cannot_be_read_are_refused_without_their_folders(tmp_path: Path) -> None:
    for path, why in [(tmp_path / "gone.csv", "no such file"), (tmp_path, "folder")]:
        with pytest.raises(UnreadableFile, match=why) as caught:
            read_table(path)
        assert str(tmp_path.parent) not in str(caught.value)


def test_a_sparse_file_over_two_gigabytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as stream:
        stream.truncate(2 * 2**30 + 1)
    with pytest.raises(UnreadableFile, match="at most 2,048 MB"):
        read_table(path)


def test_headers_lose_their_apostrophe_and_odd_spaces() -> None:
    assert read_table("'=item,\u00a0Quantity \n".encode(), "log.csv").headers == ("=item", "Quantity")


def test_a_control_character_in_a_header_is_refused() -> None:
    assert "cannot be seen" in refusal_of("item,qu\x1bantity\n")


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_sniffed_samples_give_the_same_table(number: int, shared: Callable[[str], Path]) -> None:
    table = read_table(shared(f"sniff/example{number}.csv"))
    assert table.headers == ("id", "species", "name", "age")
    assert [cells[2] for _row, cells in table.rows(Faults())][:2] == ["Cleo", "Pancakes"]
