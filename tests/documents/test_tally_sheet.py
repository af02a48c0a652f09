"""The tally sheet: drive, site and the usual items stand on one page, with rows left to fill."""

from dataclasses import replace
from io import BytesIO

import pypdf
import pytest

from drives.documents.tally_sheet import MOST_ITEMS, TallySheet, tally_sheet
from tests.documents.test_paper import text_of

USUAL = tuple(
    (f"Item number {number} of a long name for everybody who reads it", "packs") for number in range(20)
)
SHEET = TallySheet(
    "Kent Coalition", "Winter warmth", "winter-warmth", "First Church hall", "church", 12, USUAL
)


@pytest.mark.parametrize("size", ["letter", "a4"])
def test_it_is_one_page_with_all_it_needs(size: str) -> None:
    document = tally_sheet(SHEET, size=size)  # type: ignore[arg-type]
    assert len(pypdf.PdfReader(BytesIO(document)).pages) == 1
    said = " ".join(text_of(document).split())
    for part in ("Kent Coalition", "Winter warmth", "at First Church hall", "winter-warmth · church",
                 "Item number 0", f"Item number {MOST_ITEMS - 1}", "Write no names"):  # fmt: skip
        assert part in said
    assert f"Item number {MOST_ITEMS} " not in said


def test_nothing_on_it_names_a_site_that_is_not_public_its_code_neither() -> None:
    assert SHEET.code == "drives:tally?d=winter-warmth&s=church"
    assert replace(SHEET, site=None).code == "drives:tally?d=winter-warmth&n=12"
    said = text_of(tally_sheet(replace(SHEET, site=None)))
    assert "winter-warmth" in said
    assert "church" not in said.casefold()
