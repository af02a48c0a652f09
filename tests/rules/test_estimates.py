"""Estimates are rounded once, at the end, to the nearest."""

import pytest

from drives.rules.estimates import whole_meals, worth


@pytest.mark.parametrize(
    ("pounds", "meals"),
    [(0, 0), (599, 0), (600, 1), (1_200, 1), (1_799, 1), (1_800, 2), (12_000_000, 10_000)],
)
def test_pounds_make_whole_meals(pounds: int, meals: int) -> None:
    assert whole_meals(pounds, 12_000) == meals


@pytest.mark.parametrize(("pounds", "value"), [(1_000, 16_700), (500, 8_350), (1, 17), (0, 0)])
def test_pounds_are_worth_their_share_of_a_pound(pounds: int, value: int) -> None:
    assert worth(pounds, 16_700) == value
