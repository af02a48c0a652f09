"""Reads a table from a file: headers and rows of text, whatever real files do to them (DESIGN 8).

``read_table`` decides what the file is, checks it against the limits and finds its header.
``Table.rows`` then streams the rows, as often as asked. What is wrong with one row is reported and
the row left out; what is wrong with the file is an ``UnreadableFile``.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from operator import itemgetter
from pathlib import Path

from drives.errors import Refusal
from drives.exchange.cell_guard import unguard_cell
from drives.exchange.columns import header_key, header_name
from drives.exchange.encodings import text_shape
from drives.exchange.faults import Fault, column_letter, unreadable, visible
from drives.exchange.sources import COMMAND_LINE, Limits, Source, open_source
from drives.exchange.spreadsheet import Workbook
from drives.exchange.text_tables import Record, find_delimiter, text_records
from drives.rules.plain_text import clean_text
from drives.texts import _

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_NOT_TEXT = (
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"%PDF", "PDF"),
    (b"\x1f\x8b", "GZIP"),
    (b"{\\rtf", "RTF"),
    (b"SQLite format 3", "SQLite"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
    (_ZIP, "ZIP"),
    (b"PK\x05\x06", "ZIP"),
    (_OLE, "XLS"),
)
_MARKUP = (b"<!doctype", b"<html", b"<head", b"<table", b"<?xml", b"<svg", b"<script")
_PREPARED = frozenset({"receivedon", "drive", "site"})
_LOG = _PREPARED | {"item", "quantity"}
_OTHER_SHEETS = (".xls", ".xlsb", ".ods", ".numbers")
_BLOCK_ROWS = 1_000
_WORKBOOKS = (".xlsx", ".xlsm", ".xltx", ".xltm")


@dataclass(frozen=True)
class Table:
    """A file's table. ``headers`` as they stand in the file, "" for a column without one."""

    name: str
    headers: tuple[str, ...]
    header_row: int
    typed: bool
    """Some cells may be ``TypedCell``: the file is a workbook."""
    delimiter: str | None
    notices: tuple[str, ...]
    apostrophes: bool
    _records: Callable[[], Iterator[Record]] = field(repr=False)
    _limits: Limits = field(repr=False)
    _left_out: frozenset[int] = frozenset()

    def rows(self, report: Callable[[Fault], object]) -> Iterator[Record]:
        """Each row that holds anything and was not left out: its line, and as many cells as headers.

        A row with something to the right of the last header is reported and left out. In a log of
        donations a row that says day, drive and site alone was prepared and not filled: it holds nothing.
        """
        return self._sound(self._records(), report)

    def blocks(self, report: Callable[[Fault], object]) -> Iterator[list[Record]]:
        """The same rows, a thousand at once: a block in which nothing needs a look passes as it is."""
        width, left_out = len(self.headers), self._left_out
        first = (self._to_fill() or [0])[0]
        records = self._records()
        while block := list(islice(records, _BLOCK_ROWS)):
            cells = [texts for _row, texts in block]
            if (
                left_out
                or not all(self.headers)
                or block[0][0] <= self.header_row
                or not all(map(width.__eq__, map(len, cells)))
                or not all(map(str.strip, map(itemgetter(first), cells)))
            ):
                block = list(self._sound(block, report))
            if block:
                yield block

    def _sound(self, records: Iterable[Record], report: Callable[[Fault], object]) -> Iterator[Record]:
        width, header_row = len(self.headers), self.header_row
        bare = [place for place, header in enumerate(self.headers) if not header]
        looked = self._to_fill() or list(range(width))
        first, left_out = looked[0], self._left_out
        for row, cells in records:
            if row <= header_row or row in left_out:
                continue
            if len(cells) != width:
                if len(cells) < width:
                    cells = cells + [""] * (width - len(cells))
                else:
                    extra = self._extra(row, cells)
                    if extra is not None:
                        report(extra)
                        continue
                    cells = cells[:width]
            # Mostly the first of them holds something, and no other needs a look.
            if (not cells[first] or cells[first].isspace()) and not any(cells[at].strip() for at in looked):
                continue
            if bare:
                self._refuse_unheaded(row, cells, bare)
            yield row, cells

    def _to_fill(self) -> list[int]:
        """The places of a prepared log that are filled in by hand; none where this is no such table."""
        keys = [header_key(header) for header in self.headers]
        if not _LOG.issubset(keys):
            return []
        # The item is mostly filled: a row that is, is seen to be at once.
        places = [place for place, key in enumerate(keys) if key not in _PREPARED]
        return sorted(places, key=lambda place: keys[place] != "item")

    def records(self, lines: Collection[int]) -> Iterator[Record]:
        """The rows on some lines of the sheet with their cells as they stand, for giving them back."""
        return ((row, cells) for row, cells in self._records() if row in lines)

    def mended(self, mends: Mapping[tuple[int, int], str], left_out: Collection[int]) -> "Table":
        """The same table with some cells (line, place) written anew, and without some lines."""
        if not mends and not left_out:
            return self
        by_line: dict[int, dict[int, str]] = {}
        for (line, place), text in mends.items():
            by_line.setdefault(line, {})[place] = text
        records = self._records

        def rewritten() -> Iterator[Record]:
            for row, cells in records():
                if row in by_line and row > self.header_row:
                    cells = cells + [""] * (1 + max(by_line[row]) - len(cells))
                    for place, text in by_line[row].items():
                        cells[place] = text
                yield row, cells

        return replace(self, _records=rewritten, _left_out=frozenset(left_out))

    def _extra(self, row: int, cells: list[str]) -> Fault | None:
        width = len(self.headers)
        if len(cells) > self._limits.columns:
            raise _too_many_columns(self.name, row, len(cells), self._limits)
        for place in range(width, len(cells)):
            if cells[place].strip():
                expected = _("The header has {count} columns, so nothing belongs here.").format(count=width)
                return Fault(self.name, row, column_letter(place), cells[place], expected)
        return None

    def _refuse_unheaded(self, row: int, cells: list[str], bare: list[int]) -> None:
        for place in bare:
            if cells[place].strip():
                raise unreadable(
                    self.name,
                    _("This column has no name in the header. Name it, or empty it."),
                    row=row,
                    column=column_letter(place),
                    found=cells[place],
                )


def read_table(
    path_or_bytes: Path | str | bytes,
    name: str | None = None,
    *,
    sheet: str | None = None,
    skip_rows: int = 0,
    known_headers: Collection[str] | None = None,
    limits: Limits = COMMAND_LINE,
) -> Table:
    """The table in a file or an upload; UnreadableFile where there is none to be had.

    ``skip_rows`` rows stand above the header. With ``known_headers`` (or their keys), a first row
    that has none of them is no header, and the file is refused.
    """
    source = open_source(path_or_bytes, name, limits)
    keys = None if known_headers is None else {header_key(header) for header in known_headers}
    is_known = None if keys is None else lambda header: header_key(header) in keys
    records, delimiter, notices, apostrophes = _open_records(source, sheet, skip_rows, is_known, limits)
    for row, cells in records():
        if row > skip_rows and any(cell.strip() for cell in cells):
            headers = _headers(source.name, row, cells, is_known, limits)
            return Table(
                source.name, headers, row, delimiter is None, delimiter, notices, apostrophes, records, limits
            )
    raise unreadable(
        source.name,
        _("This file has no header. Its first row has to name the columns.")
        if not skip_rows
        else _("This file has no header below the {count} rows that are skipped.").format(count=skip_rows),
    )


def first_rows(
    path_or_bytes: Path | str | bytes,
    name: str | None = None,
    *,
    sheet: str | None = None,
    known_headers: Collection[str] = (),
    limits: Limits = COMMAND_LINE,
    most: int = 12,
) -> tuple[tuple[str, ...], list[Record]]:
    """A first look at a file: its sheets (none where it is no workbook), and its first rows as they stand.

    Lines without a cell are left out. Rows above the header may hide what parts the cells: the first
    one that parts its row in several says it.
    """
    source = open_source(path_or_bytes, name, limits)
    keys = {header_key(header) for header in known_headers}
    sheets: tuple[str, ...] = ()
    found: list[Record] = []
    for skipped in range(most):
        records, delimiter, _notices, _apostrophes = _open_records(
            source, sheet, skipped, lambda header: header_key(header) in keys, limits
        )
        filled = ((row, cells) for row, cells in records() if any(cell.strip() for cell in cells))
        rows = list(islice(filled, most))
        found = found or rows
        if delimiter is None or any(len(cells) > 1 for _row, cells in rows[skipped : skipped + 1]):
            found = rows
            break
    if delimiter is None:
        sheets = Workbook(source, sheet, limits).sheets
    return sheets, [(row, [unguard_cell(cell).strip() for cell in cells]) for row, cells in found]


def _open_records(
    source: Source,
    sheet: str | None,
    skip_rows: int,
    is_known: Callable[[str], bool] | None,
    limits: Limits,
) -> tuple[Callable[[], Iterator[Record]], str | None, tuple[str, ...], bool]:
    with source.open() as stream:
        start = stream.read(512)
    suffix = Path(source.name).suffix.lower()
    if suffix in _OTHER_SHEETS:
        raise unreadable(
            source.name, _("Files of this kind are not read. Save the sheet as .xlsx or CSV UTF-8.")
        )
    if suffix in _WORKBOOKS or (not suffix and start.startswith(_ZIP)):
        if not start.startswith(_ZIP):
            raise unreadable(
                source.name, _("This is no .xlsx workbook. Save it anew as .xlsx, or name it for what it is.")
            )
        workbook = Workbook(source, sheet, limits)
        notices: tuple[str, ...] = ()
        if workbook.others and sheet is None:
            notices = (
                _("Only the first sheet was read; left out: {sheets}.").format(
                    sheets=", ".join(visible(other) for other in workbook.others)
                ),
            )
        return workbook.records, None, notices, True
    _refuse_other_content(source.name, start)
    shape = text_shape(source, limits)
    delimiter = find_delimiter(source, shape, skip_rows, is_known)
    return lambda: text_records(source, shape, delimiter, limits), delimiter, (), shape.apostrophes


def _refuse_other_content(name: str, start: bytes) -> None:
    content = next((kind for magic, kind in _NOT_TEXT if start.startswith(magic)), None)
    if content is None and start.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP):
        content = "HTML"
    if content is not None:
        raise unreadable(
            name,
            _(
                "The content of this file is {content}, not a table of text. Save the sheet as CSV UTF-8."
            ).format(content=content),
        )


def _too_many_columns(name: str, row: int, count: int, limits: Limits) -> Exception:
    return unreadable(
        name,
        _("This row has {count} columns: at most {most} are read. Split the file.").format(
            count=f"{count:,}", most=f"{limits.columns:,}"
        ),
        row=row,
    )


def _headers(
    name: str, row: int, cells: list[str], is_known: Callable[[str], bool] | None, limits: Limits
) -> tuple[str, ...]:
    if len(cells) > limits.columns:
        raise _too_many_columns(name, row, len(cells), limits)
    headers = tuple(_header(name, row, cell, limits) for cell in cells)
    if is_known is not None and not any(is_known(header) for header in headers if header):
        raise unreadable(
            name,
            _(
                "No column is known by its name here, so this is no header. "
                "Name the columns, or say in a mapping which is which."
            ),
            row=row,
            found=", ".join(header for header in headers if header),
        )
    seen: dict[str, int] = {}
    for place, header in enumerate(headers):
        if header and header_name(header) in seen:
            raise unreadable(
                name,
                _("This column is there twice, as {first} and {second}. Name one of them otherwise.").format(
                    first=column_letter(seen[header_name(header)]), second=column_letter(place)
                ),
                row=row,
                found=header,
            )
        seen.setdefault(header_name(header), place)
    return headers


def _header(name: str, row: int, cell: str, limits: Limits) -> str:
    try:
        return clean_text(unguard_cell(cell), limits.cell_characters)
    except Refusal as refusal:
        raise unreadable(name, str(refusal), row=row, found=cell) from None
