import pytest
from hypothesis import given
from hypothesis import strategies as st

from drives.exchange.cell_guard import guard_cell, unguard_cell


@given(st.text())
def test_what_is_guarded_comes_back(text: str) -> None:
    assert unguard_cell(guard_cell(text)) == text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "'", "＝"])
def test_what_a_spreadsheet_would_run_is_guarded(start: str) -> None:
    assert guard_cell(start + "HYPERLINK") == "'" + start + "HYPERLINK"


@pytest.mark.parametrize("text", ["", "Rice", "1-2", "a=b", '"x"'])
def test_other_texts_are_left_as_they_are(text: str) -> None:
    assert guard_cell(text) == text
