"""Labels: what stands on them is read back, each box has its number, and used labels stay empty."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pypdf
import pytest

from drives.documents.labels import BoxLabel, LabelSheet, label_sheets, labels_of
from drives.rules.box_codes import Box
from drives.rules.dates import DateKind
from tests.documents.test_paper import text_of

LABEL = BoxLabel(
    Box("Canned beans", 24_000, date(2026, 12, 31), DateKind.BEST_BY),
    "24 cans",
    3,
    date(2026, 11, 27),
    "First Church hall",
    "Kent Coalition",
    "best by Dec 31, 2026",
    "Winter warmth",
    "Shelter",
)


def pages(document: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(document)).pages]


@pytest.mark.parametrize("sheet", list(LabelSheet))
def test_a_label_says_it_all_and_which_box_it_is(sheet: LabelSheet) -> None:
    said = " ".join(text_of(label_sheets([LABEL], sheet)).split())
    for part in ("Canned beans", "24 cans", "best by Dec 31, 2026", "Packed on Nov 27, 2026",
                 "At First Church hall", "Kent Coalition", "Winter warmth", "Kept for Shelter"):  # fmt: skip
        assert said.count(part) == 3, part
    assert [f"Box {number} of 3" in said for number in (1, 2, 3, 4)] == [True, True, True, False]


@pytest.mark.parametrize("sheet", list(LabelSheet))
def test_labels_that_are_used_stay_empty_and_full_sheets_go_on(sheet: LabelSheet) -> None:
    full = replace(LABEL, boxes=labels_of(sheet))
    assert [page.count("24 cans") for page in pages(label_sheets([full], sheet))] == [labels_of(sheet)]
    skipped = pages(label_sheets([full], sheet, skip=labels_of(sheet) - 1))
    assert [page.count("24 cans") for page in skipped] == [1, labels_of(sheet) - 1]


def test_a_long_name_stays_on_its_label() -> None:
    name = "Feminine hygiene products, assorted sizes, unscented, individually wrapped"
    said = text_of(label_sheets([replace(LABEL, box=Box(name, 24_000), boxes=1)], LabelSheet.LETTER_TEN))
    assert name in " ".join(said.split())
