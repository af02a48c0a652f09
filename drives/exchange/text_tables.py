"""CSV and its relatives: the delimiter, and the records with their row numbers, as a stream."""

import codecs
import csv
import io
from collections.abc import Callable, Iterator

from drives.exchange.encodings import TextShape
from drives.exchange.faults import unreadable
from drives.exchange.sources import Limits, Source
from drives.texts import _

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 64 * 1024
_SAMPLE_ROWS = 40

Record = tuple[int, list[str]]
"""The line of the sheet, and its cells."""


def text_records(source: Source, shape: TextShape, delimiter: str, limits: Limits) -> Iterator[Record]:
    """Every record with its line of the sheet; UnreadableFile for a quote or a cell that goes wrong."""
    row = 0
    with (
        source.open() as raw,
        io.TextIOWrapper(raw, encoding=shape.encoding, errors=shape.errors, newline="") as stream,
    ):
        if _names_delimiter(stream.readline(16)):
            reader = csv.reader(stream, delimiter=delimiter, strict=True, skipinitialspace=delimiter != "\t")
        else:
            stream.seek(0)
            reader = csv.reader(stream, delimiter=delimiter, strict=True, skipinitialspace=delimiter != "\t")
        most = limits.cell_characters
        records = enumerate(reader, 1)
        measure, line = shape.long_lines, reader.line_num
        try:
            if not (measure or shape.quotes):
                yield from records
            for row, cells in records:
                if measure or reader.line_num - line > 1:
                    check_cells(source.name, row, cells, most)
                line = reader.line_num
                yield row, cells
        except csv.Error as error:
            if "limit" in str(error):
                expected = _(
                    "A cell here has over {most} characters, or a quotation mark is never closed. Mend it."
                ).format(most=f"{most:,}")
            else:
                expected = _(
                    "A quotation mark that is opened in this row is not closed as it should be. "
                    'Close it, or double the marks inside a cell ("").'
                )
            raise unreadable(source.name, expected, row=row + 1) from None
        except UnicodeError:
            raise unreadable(source.name, _("This file changed while it was read. Try again.")) from None


def check_cells(name: str, row: int, cells: list[str], most: int) -> None:
    """UnreadableFile where a cell is longer than a spreadsheet's may be."""
    for cell in cells:
        if len(cell) > most:
            raise unreadable(
                name,
                _("A cell has {length} characters: at most {most} are read. Shorten it.").format(
                    length=f"{len(cell):,}", most=f"{most:,}"
                ),
                row=row,
                found=cell,
            )


def find_delimiter(
    source: Source, shape: TextShape, skip_rows: int, is_known: Callable[[str], bool] | None
) -> str:
    """The delimiter that gives the most known headers, then the most even rows, then the most cells."""
    with source.open() as raw:
        decoder = codecs.getincrementaldecoder(shape.encoding)(shape.errors)
        text = decoder.decode(raw.read(_SAMPLE))
    named = _names_delimiter(text[:16])
    if named:
        return named
    best, best_score = ",", (0, 0.0, 1)
    for delimiter in DELIMITERS:
        if delimiter not in text:
            continue
        rows = _sample_rows(text, delimiter, skip_rows)
        if not rows or len(rows[0]) < 2:
            continue
        header, below = rows[0], rows[1:]
        known = sum(1 for cell in header if is_known(cell)) if is_known else 0
        even = sum(1 for row in below if len(row) == len(header)) / len(below) if below else 1.0
        score = (known, round(even, 1), len(header))
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _sample_rows(text: str, delimiter: str, skip_rows: int) -> list[list[str]]:
    rows: list[list[str]] = []
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=delimiter != "\t"
    )
    try:
        for number, row in enumerate(reader):
            if number >= skip_rows and any(cell.strip() for cell in row):
                rows.append(row)
            if len(rows) > _SAMPLE_ROWS:
                break
    except csv.Error:
        pass
    return rows[:-1] if len(text) >= _SAMPLE // 4 and len(rows) > 2 and len(rows) <= _SAMPLE_ROWS else rows


def _names_delimiter(line: str) -> str | None:
    """The delimiter of a line like ``sep=;``, which spreadsheets write and do not show."""
    first = line.splitlines()[0].strip().strip('"').lower() if line.strip() else ""
    return first[4] if len(first) == 5 and first.startswith("sep=") and first[4] in DELIMITERS else None
