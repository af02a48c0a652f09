"""Shares of a need: four parts of one whole."""

from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drives.charts.shares import mean_shares, shares_of


@dataclass(frozen=True)
class Row:
    needed: int
    met: int
    outstanding: int
    still_to_collect: int


@st.composite
def rows(draw: st.DrawFn) -> Row:
    needed = draw(st.integers(1, 10**9))
    outstanding = draw(st.integers(0, needed))
    return Row(
        needed,
        draw(st.integers(0, needed - outstanding)),
        outstanding,
        draw(st.integers(0, outstanding)),
    )


@given(rows())
def test_shares_add_up_to_one_and_none_is_below_zero(row: Row) -> None:
    shares = shares_of(row)
    parts = (shares.delivered, shares.allocated, shares.available, shares.to_collect)
    assert sum(parts) == 1
    assert min(parts) >= 0
    assert (shares.percent == 100) == (row.still_to_collect == 0)


@given(st.lists(rows(), min_size=1, max_size=5))
def test_a_mean_lies_between_its_least_and_its_most_and_counts_items_not_units(several: list[Row]) -> None:
    mean = mean_shares(several)
    assert mean is not None
    covered = [shares_of(row).covered for row in several]
    assert min(covered) <= mean.covered <= max(covered)
    assert mean.covered == sum(covered) / len(covered)


def test_what_needs_nothing_counts_in_no_mean() -> None:
    assert mean_shares([Row(0, 0, 0, 0)]) is None
    half = mean_shares([Row(0, 0, 0, 0), Row(4, 1, 3, 2)])
    assert half is not None
    assert half.covered == Fraction(1, 2)


@pytest.mark.parametrize(("still", "percent"), [(1, 99), (0, 100), (1000, 0)])
def test_percent_is_rounded_down(still: int, percent: int) -> None:
    assert shares_of(Row(1000, 0, 1000, still)).percent == percent
