"""An export as a file: CSV, a workbook, or JSON (DESIGN 8, Writing)."""

import csv
import io
import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from drives.exchange.cell_guard import guard_cell
from drives.queries.exports import Sheet

_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook's own date has no zone; fixed, so that files compare
_EXACT_DIGITS = 15


def cell_text(value: Any) -> str:
    """A cell as JSON has it: point decimals, ISO days, yes and no; nothing is an empty text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if value is True:
        return "yes"
    if value is False:
        return "no"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"an export has no cell of type {type(value).__name__}")


def _guarded(value: Any) -> str:
    return guard_cell(value) if isinstance(value, str) else cell_text(value)


def to_csv(sheet: Sheet) -> bytes:
    """RFC 4180 in UTF-8: CRLF, no byte order mark, texts that a spreadsheet would run with an apostrophe."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(sheet.columns)
    writer.writerows([_guarded(value) for value in row] for row in sheet.rows)
    return written.getvalue().encode()


def to_json(sheet: Sheet) -> bytes:
    """A list of the rows, every value a text; ``[]`` without rows."""
    if not sheet.rows:
        return b"[]\n"
    lines = (
        json.dumps(
            dict(zip(sheet.columns, map(cell_text, row), strict=True)),
            ensure_ascii=False,
            separators=(", ", ": "),
        )
        for row in sheet.rows
    )
    return ("[\n" + ",\n".join(lines) + "\n]\n").encode()


def to_xlsx(sheet: Sheet) -> bytes:
    """A workbook of one sheet; numbers and days as such, texts guarded as in CSV."""
    return workbook({"Sheet1": sheet})


def workbook(sheets: Mapping[str, Sheet]) -> bytes:
    """A workbook of several sheets, by their names."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(
        content,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"created": _MADE})
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    for name, sheet in sheets.items():
        page = book.add_worksheet(name)
        page.freeze_panes(1, 0)
        page.write_row(0, 0, sheet.columns, bold)
        for number, row in enumerate(sheet.rows, 1):
            for place, value in enumerate(row):
                _write(page, number, place, value, day)
    book.close()
    return content.getvalue()


def _write(page: Any, number: int, place: int, value: Any, day: Any) -> None:
    if value is None:
        return
    if isinstance(value, Decimal) and len(value.as_tuple().digits) <= _EXACT_DIGITS:
        page.write_number(number, place, float(value))
    elif isinstance(value, date) and not isinstance(value, datetime):
        page.write_datetime(number, place, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
    else:
        page.write_string(number, place, _guarded(value))


FORMATS: dict[str, Callable[[Sheet], bytes]] = {"csv": to_csv, "xlsx": to_xlsx, "json": to_json}
