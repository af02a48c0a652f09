"""Units for so many people; what is far from what was asked before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drives.rules.asking import far_from_usual, is_far, much_to_begin_with, units_for, usual_ask
from tests.houses import q

amounts = st.integers(1, 10**9)


@pytest.mark.parametrize(
    ("people", "one_is_for", "units"),
    [(30, "1", "30"), (30, "4", "8"), (3, "0.5", "6"), (1, "4", "1"), (10, "3", "4"), (9, "3", "3")],
)
def test_people_become_whole_units_that_are_enough(people: int, one_is_for: str, units: str) -> None:
    assert units_for(people, q(one_is_for)) == q(units)


@given(st.integers(1, 100_000), st.integers(1, 100_000))
def test_what_is_asked_for_people_is_enough_and_not_one_too_many(people: int, one_is_for: int) -> None:
    units = units_for(people, one_is_for) // 1000
    assert units * one_is_for >= people * 1000 > (units - 1) * one_is_for


@pytest.mark.parametrize(("people", "one_is_for"), [(0, 1000), (1, 0), (-1, 1000)])
def test_nobody_needs_nothing(people: int, one_is_for: int) -> None:
    with pytest.raises(ValueError, match="people"):
        units_for(people, one_is_for)


def test_the_usual_is_the_median_and_one_that_was_asked() -> None:
    assert usual_ask([q("500"), q("480"), q("5000")]) == q("500")
    assert usual_ask([q("10"), q("20"), q("30"), q("40")]) == q("20")


def test_too_few_needs_say_nothing() -> None:
    assert usual_ask([q("500"), q("500")]) is None
    assert far_from_usual(q("9000"), [q("500"), q("500")]) is None


BEFORE = [q("450"), q("500"), q("600")]


@pytest.mark.parametrize("asked", ["5000", "2501", "99.999", "1"])
def test_far_from_the_usual_is_said_with_the_usual(asked: str) -> None:
    assert far_from_usual(q(asked), BEFORE) == q("500")


@pytest.mark.parametrize("asked", ["2500", "500", "100", "101"])
def test_up_to_five_times_and_down_to_a_fifth_is_usual(asked: str) -> None:
    assert far_from_usual(q(asked), BEFORE) is None


@pytest.mark.parametrize(("asked", "far"), [("50", False), ("50.001", True), ("2", False), ("1.999", True)])
def test_one_amount_is_far_from_another_from_more_than_five_times_on(asked: str, far: bool) -> None:
    assert is_far(q(asked), q("10")) is far


@pytest.mark.parametrize(
    ("asked", "before", "much"),
    [
        ("99999999", (), True),
        ("10000.001", (), True),
        ("10000", (), False),
        ("10001", ("2000", "1"), True),
        ("10001", ("2001", "1"), False),
        ("99999999", ("500", "500", "500"), False),
    ],
)
def test_very_much_is_looked_at_where_nothing_says_what_is_usual(
    asked: str, before: tuple[str, ...], much: bool
) -> None:
    assert much_to_begin_with(q(asked), [q(one) for one in before]) is much


@given(amounts, st.lists(amounts, max_size=9))
def test_what_was_always_asked_is_never_far(asked: int, others: list[int]) -> None:
    assert far_from_usual(asked, [asked] * (len(others) + 3) + others) is None
