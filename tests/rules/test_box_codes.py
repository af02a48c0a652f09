"""Codes of boxes that were packed here: what was written is read back, by every scan of ours."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drives.errors import Refusal
from drives.rules.box_codes import Box, read_box, write_box
from drives.rules.dates import DateKind
from drives.rules.gs1 import Scan, read_scan

NAMES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30)


@given(NAMES, st.integers(1, 10**9), st.none() | st.dates(), st.sampled_from(DateKind))
def test_a_box_is_read_back_whole(item: str, quantity: int, mark: date | None, kind: DateKind) -> None:
    if mark is not None:
        mark = mark.replace(year=2000 + mark.year % 100, day=min(mark.day, 28))
    box = Box(item, quantity, mark, kind if mark else None)
    code = write_box(box)
    assert code.isascii()
    assert read_box(code) == box


def test_a_scan_says_what_is_in_the_box_and_until_when() -> None:
    code = write_box(Box("Pañales", 24_000, date(2026, 12, 31), DateKind.EXPIRES))
    for text in (code, f"]Q1{code}", code.replace("drives:", "DRIVES:")):
        assert read_scan(text, year=2026) == Scan(item="Pañales", quantity=24_000, use_by=date(2026, 12, 31))


@pytest.mark.parametrize(
    "code",
    ["drives:box?", "drives:box?i=Rice", "drives:box?q=2", "drives:box?i=Rice&q=-2", "drives:box?i=Rice&q=x",
     "drives:box?i=Rice&q=2&d=best_by:x", "drives:box?i=Rice&q=2&d=2026-01-01"],
)  # fmt: skip
def test_a_code_that_lost_a_part_is_refused(code: str) -> None:
    with pytest.raises(Refusal, match="cannot be read whole"):
        read_scan(code, year=2026)
