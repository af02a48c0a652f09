"""Workbooks (.xlsx): made safe first, then read cell by cell with openpyxl.

A workbook is a ZIP of XML, so before openpyxl sees it every part is unpacked once and counted, and
one with a document type or entities is refused. openpyxl's own sheet reader trusts what a sheet says
of its size and fills the gaps; here its parser is used below that, with the gaps left out.

Cells come as text: numbers as a spreadsheet shows them (15 digits, no ".0"), days as ISO. Those two
are ``TypedCell``: their decimal mark and date format are certain whatever a mapping says.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet._reader import WorkSheetParser

from drives.exchange.faults import UnreadableFile, column_letter, unreadable
from drives.exchange.sources import MEGABYTE, Limits, Source
from drives.exchange.text_tables import Record, check_cells
from drives.texts import _

_ROWS_MOST = 1_048_576
_PARTS_MOST = 10_000
_FIRST_OWN_FORMAT = 164
_CHUNK = 1 << 20
_DECLARED = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']+)", re.IGNORECASE)
_ENCODINGS = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1"})
_NEVER_WORKED_OUT = re.compile(
    rb"<c\b(?=[^>]*\br=\"([A-Z]{1,3})([0-9]{1,7})\")[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*</c>"
)
_ZEROS = re.compile(r"0{2,20}\Z")

warnings.filterwarnings("ignore", module=r"openpyxl\.")


class TypedCell(str):
    """The text of a cell that the workbook itself typed as a number or a day."""

    __slots__ = ()


class Workbook:
    """One sheet of a checked workbook, readable again and again."""

    def __init__(self, source: Source, sheet: str | None, limits: Limits) -> None:
        """Open the sheet named, or the first one shown; UnreadableFile where that cannot be done."""
        self._name, self._limits = source.name, limits
        with source.open() as stream:
            content = stream.read()
        self._uncounted = _check_archive(content, source.name, limits)
        try:
            self._workbook = load_workbook(
                io.BytesIO(content), read_only=True, data_only=True, keep_links=False, rich_text=False
            )
            sheets = list(self._workbook.worksheets)
        except Exception as error:  # hostile parts break openpyxl in every way there is
            raise self._broken() from error
        self.sheets = tuple(one.title for one in sheets)
        self.others = list(self.sheets)
        self._sheet = self._choose(sheets, sheet)
        self.others.remove(self._sheet.title)
        where = self._uncounted.get(self._sheet._worksheet_path)
        if where:
            raise unreadable(
                source.name,
                _("The formula here was never worked out. Save the file from a spreadsheet first."),
                row=where[1],
                column=where[0],
            )

    def _choose(self, sheets: list[Any], named: str | None) -> Any:
        if named is None:
            shown = [one for one in sheets if one.sheet_state == "visible"] or sheets
            if not shown:
                raise self._broken()
            return shown[0]
        for one in sheets:
            if one.title.strip().casefold() == named.strip().casefold():
                return one
        raise unreadable(
            self._name,
            _('There is no sheet "{sheet}". Its sheets are: {sheets}.').format(
                sheet=named, sheets=", ".join(one.title for one in sheets)
            ),
        )

    def _broken(self) -> UnreadableFile:
        return unreadable(
            self._name, _("This workbook cannot be read. Save it anew as .xlsx or as CSV UTF-8.")
        )

    def records(self) -> Iterator[Record]:
        """Every row that holds anything, with its line of the sheet."""
        workbook, sheet = self._workbook, self._sheet
        formats = _ZeroFormats(workbook)
        with workbook._archive.open(sheet._worksheet_path) as stream:
            parser = WorkSheetParser(
                stream,
                sheet._shared_strings,
                data_only=True,
                epoch=workbook.epoch,
                date_formats=workbook._date_formats,
                timedelta_formats=workbook._timedelta_formats,
            )
            rows = parser.parse()
            while True:
                try:
                    row, parsed = next(rows)
                except StopIteration:
                    return
                except Exception as error:  # as above
                    raise self._broken() from error
                cells = self._texts(row, parsed, formats)
                if cells:
                    yield row, cells

    def _texts(self, row: int, parsed: list[dict[str, Any]], formats: "_ZeroFormats") -> list[str]:
        cells: list[str] = []
        for cell in parsed:
            value = cell["value"]
            if value is None or value == "":
                continue
            place = cell["column"] - 1
            if place >= self._limits.columns or not 0 < row <= _ROWS_MOST:
                raise unreadable(
                    self._name,
                    _("A cell stands beyond column {columns} or row {rows}. Take it out.").format(
                        columns=f"{self._limits.columns:,}", rows=f"{_ROWS_MOST:,}"
                    ),
                    row=row,
                    column=column_letter(place),
                )
            while len(cells) <= place:
                cells.append("")
            cells[place] = _text(value, formats.width(cell["style_id"]) if type(value) is int else 0)
        check_cells(self._name, row, cells, self._limits.cell_characters)
        return cells


class _ZeroFormats:
    """How many digits a number format like 00000 shows, by style."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._widths: dict[int, int] = {}

    def width(self, style: int) -> int:
        """The digits that the style pads whole numbers to; 0 where it does not."""
        if style not in self._widths:
            shown = ""
            try:
                number = self._workbook._cell_styles[style].numFmtId - _FIRST_OWN_FORMAT
                shown = self._workbook._number_formats[number] if number >= 0 else ""
            except IndexError:
                pass  # a style that the workbook does not define shows nothing special
            self._widths[style] = len(shown) if _ZEROS.match(shown) else 0
        return self._widths[style]


def _text(value: object, zeros: int) -> str:
    if isinstance(value, bool):
        return TypedCell("true" if value else "false")
    if isinstance(value, int):
        return TypedCell(str(value).zfill(zeros))
    if isinstance(value, float):
        return TypedCell(f"{Decimal(f'{value:.15g}'):f}" if abs(value) < 1e300 else repr(value))
    if isinstance(value, datetime):
        return TypedCell(value.date().isoformat() if value.time() == time() else value.isoformat(sep=" "))
    if isinstance(value, date | time):
        return TypedCell(value.isoformat())
    if isinstance(value, timedelta):
        return TypedCell(str(value))
    return str(value).replace("_x000D_", "")


def _check_archive(content: bytes, name: str, limits: Limits) -> dict[str, tuple[str, int]]:
    """Unpack every part once, counting; where a sheet has a formula without a result, its first cell."""
    uncounted: dict[str, tuple[str, int]] = {}
    too_large = _("This workbook has over {most} MB unpacked. Save the sheet as CSV.").format(
        most=limits.workbook_bytes // MEGABYTE
    )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > _PARTS_MOST or sum(part.file_size for part in parts) > limits.workbook_bytes:
                raise unreadable(name, too_large)
            if "[Content_Types].xml" not in archive.namelist():
                raise unreadable(
                    name, _("This is a ZIP archive, not a workbook. Save the sheet as .xlsx or CSV.")
                )
            total = 0
            for part in parts:
                size, where = _check_part(archive, part, name, limits.workbook_bytes - total)
                total += size
                if total > limits.workbook_bytes:
                    raise unreadable(name, too_large)
                if where:
                    uncounted[part.filename] = where
    except UnreadableFile:
        raise
    except Exception as error:  # zipfile has no single error for what is damaged, encrypted or unknown
        raise unreadable(
            name, _("This workbook is damaged or locked with a password. Save it anew without one.")
        ) from error
    return uncounted


def _check_part(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str, room: int
) -> tuple[int, tuple[str, int] | None]:
    """How many bytes a part has unpacked, and its first formula without a result."""
    size, tail, where = 0, b"", None
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            if not size:
                _check_encoding(chunk, part.filename, name)
            size += len(chunk)
            if size > room:
                break
            window = tail + chunk
            if _DECLARED.search(window):
                raise unreadable(
                    name, _("This workbook declares XML entities, which no spreadsheet does. Save it anew.")
                )
            if where is None and b"<f" in window and (found := _NEVER_WORKED_OUT.search(window)):
                where = (found[1].decode(), int(found[2]))
            tail = window[-512:]
    return size, where


def _check_encoding(start: bytes, part: str, name: str) -> None:
    """Refuse XML in an encoding that the search for entities does not see through."""
    if not part.lower().endswith((".xml", ".rels", ".vml")):
        return
    declared = _ENCODING.search(start[:200])
    if b"\0" in start[:200] or (declared and declared[1].strip().lower() not in _ENCODINGS):
        raise unreadable(name, _("A part of this workbook is in a rare encoding. Save it anew."))
