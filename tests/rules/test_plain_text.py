import pytest
from hypothesis import given
from hypothesis import strategies as st

from drives.errors import Refusal
from drives.rules.plain_text import clean_text


@given(st.text(max_size=50), st.booleans())
def test_cleaning_twice_changes_nothing_more(text: str, lines: bool) -> None:
    try:
        once = clean_text(text, 200, lines=lines)
    except Refusal:
        return
    assert clean_text(once, 200, lines=lines) == once


@pytest.mark.parametrize("text", ["", "  ", "\u200b", "\ufeff \u00a0", "\n\t"])
def test_what_cannot_be_seen_is_nothing(text: str) -> None:
    assert clean_text(text, 10) == ""


@pytest.mark.parametrize(
    "text",
    ["a\0b", "\x1b[31mred", "a\x7f", "evil\u202egnp.exe", "half\ud83d", "a\ufffeb", "caf\x81"],
    ids=["nul", "escape", "delete", "right-to-left override", "lone surrogate", "noncharacter", "c1 control"],
)
def test_what_cannot_be_kept_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="cannot be seen or kept"):
        clean_text(text, 100)


@pytest.mark.parametrize(
    "text",
    [
        "None",
        "null",
        "NA",
        "O'Brien",
        "B",
        "👩‍👩‍👧‍👦",
        "🏳️‍🌈",
        "'; DROP TABLE item",
        "<script>",
        "{{7*7}}",
        "%(x)s",
        "İıß",
        "سلام",
    ],
)
def test_odd_but_honest_names_are_kept(text: str) -> None:
    assert clean_text(text, 100) == text


def test_two_ways_to_write_an_accent_are_one() -> None:
    assert clean_text("cafe\u0301", 10) == clean_text("café", 10) == "café"


def test_a_line_break_becomes_a_space_in_a_name_and_stays_in_a_note() -> None:
    assert clean_text("Diapers\r\nsize 4", 50) == "Diapers size 4"
    assert clean_text("one\r\ntwo\rthree\n", 50, lines=True) == "one\ntwo\nthree"


def test_a_million_characters_are_too_many() -> None:
    with pytest.raises(Refusal, match="1000000 characters: at most 200"):
        clean_text("x" * 1_000_000, 200)
