from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drives.errors import Refusal
from drives.rules.quantity import (
    MAX_QUANTITY,
    SCALE,
    decimal_mark_shown,
    is_open,
    parse_quantity,
    provable_decimal_mark,
    refuse_fraction,
    to_decimal,
    to_text,
)

THOUSANDTHS = st.integers(1, MAX_QUANTITY * SCALE)


@given(THOUSANDTHS)
def test_what_is_written_is_read_back(thousandths: int) -> None:
    assert parse_quantity(to_text(thousandths)) == thousandths
    assert to_decimal(thousandths) * SCALE == thousandths


@given(THOUSANDTHS, st.sampled_from([(".", ","), (",", ".")]))
def test_grouped_numbers_are_read_by_a_named_mark(thousandths: int, marks: tuple[str, str]) -> None:
    mark, group = marks
    whole, _, part = to_text(thousandths).partition(".")
    written = f"{int(whole):,}".replace(",", group) + (mark + part if part else "")
    assert parse_quantity(written, decimal_mark=mark) == thousandths


@given(THOUSANDTHS)
def test_a_number_never_proves_the_wrong_mark(thousandths: int) -> None:
    text = to_text(thousandths)
    assert decimal_mark_shown(text) in (None, ".")
    assert decimal_mark_shown(text.replace(".", ",")) in (None, ",")


@given(st.text(max_size=60))
def test_any_text_is_a_quantity_or_a_refusal(text: str) -> None:
    try:
        thousandths = parse_quantity(text)
    except Refusal:
        return
    assert 0 < thousandths <= MAX_QUANTITY * SCALE


@pytest.mark.parametrize(
    ("text", "thousandths"),
    [
        ("20", 20_000),
        ("54.5", 54_500),
        ("54,5", 54_500),
        (" 7 ", 7_000),
        ("0.125", 125),
        (".5", 500),
        ("00012", 12_000),
        ("1.5", 1_500),
        ("1.000", 1_000),
        ("1.234,5", 1_234_500),
        ("1,234.5", 1_234_500),
        ("1,234,567", 1_234_567_000),
        ("1.234.567", 1_234_567_000),
        ("0,500", 500),
        ("1234,567", 1_234_567),
        ("999999999", 999_999_999_000),
        ("999,999,999.000", 999_999_999_000),
    ],
)
def test_plain_and_grouped_numbers_are_read_exactly(text: str, thousandths: int) -> None:
    assert parse_quantity(text) == thousandths


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "missing"),
        ("   ", "missing"),
        ("-1", "below zero"),
        ("−1", "below zero"),
        ("-0", "below zero"),
        ("- 5", "below zero"),
        ("0", "Zero"),
        ("0.000", "Zero"),
        ("NaN", "not a number"),
        ("nan", "not a number"),
        ("-inf", "not a number"),
        ("Infinity", "not a number"),
        ("∞", "not a number"),
        ("1e3", "exponent"),
        ("1e309", "exponent"),
        ("1e9999999", "exponent"),
        ("1E-3", "exponent"),
        ("0.0005", "4 decimals"),
        ("1.0000", "4 decimals"),
        ("0.30000000000000004", "17 decimals"),
        ("1,000", "1000 or 1.000"),
        ("12,500", "12500 or 12.500"),
        ("1 000", "between its digits"),
        ("1\u00a0000", "between its digits"),
        ("1\u202f000,5", "between its digits"),
        ("1_000", "between its digits"),
        ("1'000", "between its digits"),
        ("١٢٣", "other digits"),
        ("１２", "other digits"),
        ("12²", "other digits"),
        ("12abc", "plain number"),
        ("0x10", "plain number"),
        ("True", "plain number"),
        ("+5", "plain number"),
        ("--5", "plain number"),
        ("1/2", "plain number"),
        ("½", "plain number"),
        ("3 cases", "plain number"),
        ("5.", "do not make one number"),
        (".", "do not make one number"),
        (",", "do not make one number"),
        ("1.2.3", "do not make one number"),
        ("1,00,000", "do not make one number"),
        ("1,000.000,5", "do not make one number"),
        ("0,000,500", "do not make one number"),
        ("1000000000", "too large"),
        ("2147483648", "too large"),
        ("9007199254740993", "too large"),
        ("9223372036854775808", "too large"),
        ("9" * 40, "too large"),
        ("9" * 5000, "too long"),
        ("999999999.001", "too large"),
    ],
)
def test_every_wrong_form_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        parse_quantity(text)


def test_a_named_mark_decides_what_could_be_either() -> None:
    assert parse_quantity("1,000", decimal_mark=".") == 1_000_000
    assert parse_quantity("1,000", decimal_mark=",") == 1_000
    assert parse_quantity("1.000", decimal_mark=",") == 1_000_000


def test_a_number_against_the_named_mark_is_refused() -> None:
    for text, mark in [("1,5", "."), ("1.5", ","), ("1.234,5", "."), ("1,234.5", ",")]:
        with pytest.raises(Refusal, match="do not make one number"):
            parse_quantity(text, decimal_mark=mark)


def test_zero_is_taken_where_it_is_allowed() -> None:
    assert parse_quantity("0", zero_allowed=True) == 0
    assert parse_quantity("0,0", zero_allowed=True) == 0


def test_half_of_something_whole_is_refused_and_both_neighbours_are_named() -> None:
    with pytest.raises(Refusal, match=r"0\.5 is not a whole number.*Enter 0 or 1"):
        parse_quantity("0.5", whole=True)
    refuse_fraction(3_000)


def test_a_half_bag_is_kept_exactly() -> None:
    assert to_text(parse_quantity("15897.5")) == "15897.5"
    assert to_decimal(15_897_500) == Decimal("15897.5")
    assert (to_text(20_000), to_text(5), to_text(0), to_text(-1_500)) == ("20", "0.005", "0", "-1.5")


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["1,000", "2,5"], ","),
        (["1,000", "2.5"], "."),
        (["1,000", "12"], None),
        (["1.000", "1,000,000"], "."),
        (["1.000,5"], ","),
        (["1,5", "2.5"], None),
        (["Smith, John", "n.a."], None),
        ([], None),
    ],
)
def test_a_column_proves_its_mark_where_one_number_does_and_none_contradicts(
    cells: list[str], mark: str | None
) -> None:
    assert provable_decimal_mark(cells) == mark


def test_what_is_open_is_known_as_open() -> None:
    assert all(map(is_open, ["1,000", "12.500", " 999,999 "]))
    assert not any(map(is_open, ["1000", "0,500", "1,5", "1234,567", "1,000,000", "a,000"]))
