"""Published figures: each with its day and its source, one a day."""

from datetime import date

import pytest

from drives.commands.factors import RemoveFactor, SetFactor, remove_factor, set_factor
from drives.model import Factor
from drives.rules.kinds import FactorKind
from tests.houses import Home

MEAL, POUND = FactorKind.LB_PER_MEAL, FactorKind.VALUE_PER_LB
JANUARY = date(2025, 1, 1)
SET = SetFactor(MEAL, JANUARY, 12_000, "What We Eat in America")


def test_a_figure_holds_from_its_day_and_names_its_source(house: Home) -> None:
    done = house.do(set_factor, SET)
    assert (done.amount_before, done.source_before) == (None, None)
    [row] = house.all(Factor)
    assert (row.kind, row.from_on, row.amount, row.source) == (MEAL, JANUARY, 12_000, SET.source)


def test_the_figure_of_the_same_day_is_replaced_and_said(house: Home) -> None:
    house.do(set_factor, SET)
    done = house.do(set_factor, SetFactor(MEAL, JANUARY, 12_500, "another"))
    assert (done.amount_before, done.source_before) == (12_000, "What We Eat in America")
    house.do(set_factor, SetFactor(POUND, JANUARY, 19_700, "an audit"))
    assert [(row.kind, row.amount) for row in house.all(Factor)] == [(MEAL, 12_500), (POUND, 19_700)]
    done = house.do(remove_factor, RemoveFactor(MEAL, JANUARY))
    assert done.amount_before == 12_500
    assert [row.kind for row in house.all(Factor)] == [POUND]


@pytest.mark.rule_alone
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (SetFactor(MEAL, JANUARY, 0, "x"), "This figure is above nothing."),
        (SetFactor(MEAL, JANUARY, -5, "x"), "This figure is above nothing."),
        (SetFactor(MEAL, JANUARY, 10**14, "x"), "This figure is above nothing."),
        (SetFactor(MEAL, JANUARY, 12_000, "  "), "Say where this figure was published"),
        (SetFactor(MEAL, date(1025, 1, 1), 12_000, "x"), "The year 1025 cannot be right"),
        (SetFactor("calories", JANUARY, 12_000, "x"), '"calories" is none of lb_per_meal, value_per_lb.'),  # type: ignore[arg-type]
    ],
)
def test_a_figure_that_cannot_be_is_refused(house: Home, wrong: SetFactor, said: str) -> None:
    assert house.refusal(set_factor, wrong).startswith(said)


def test_a_figure_that_is_not_there_cannot_be_removed(house: Home) -> None:
    house.do(set_factor, SET)
    said = house.refusal(remove_factor, RemoveFactor(POUND, JANUARY))
    assert said == "There is no figure from 2025-01-01 on (any more). Reload the page."
