from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drives.errors import Refusal
from drives.rules.money import MAX_AMOUNT, SCALE, money_to_decimal, money_to_text, parse_money


@given(st.integers(0, MAX_AMOUNT * SCALE))
def test_an_amount_written_is_read_back(ten_thousandths: int) -> None:
    assert parse_money(money_to_text(ten_thousandths)) == ten_thousandths


def test_amounts_are_exact_to_a_hundredth_of_a_cent() -> None:
    assert parse_money("0.0125") == 125
    assert parse_money("94.0") == 940_000
    assert parse_money("0") == 0
    assert money_to_decimal(125) == Decimal("0.0125")
    assert money_to_text(35_000) == "3.5"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1.00001", "5 decimals"),
        ("-1", "below zero"),
        ("$5", "plain number"),
        ("1,000", "1000 or 1.000"),
        ("1000000000", "too large"),
        ("", "missing"),
        ("nan", "not a number"),
    ],
)
def test_what_is_no_amount_is_refused(text: str, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        parse_money(text)
