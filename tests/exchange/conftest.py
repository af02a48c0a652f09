"""Files to read: those nobody here wrote, and workbooks made on the spot."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter

from tests.shared_files import shared_file


@pytest.fixture
def shared() -> Callable[[str], Path]:
    """A file of ``../shared/data``; where it is absent the test is skipped, in CI it fails."""

    return shared_file


@pytest.fixture
def workbook() -> Callable[..., bytes]:
    """The bytes of a workbook with a sheet for each keyword: rows of values, or a function that writes it."""

    def make(options: dict[str, object] | None = None, **sheets: object) -> bytes:
        content = BytesIO()
        book = xlsxwriter.Workbook(content, {"in_memory": True, **(options or {})})
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            if callable(rows):
                rows(book, sheet)
                continue
            for place, row in enumerate(rows):  # type: ignore[arg-type]
                sheet.write_row(place, 0, row)
        book.close()
        return content.getvalue()

    return make
