"""How long goods last: laws of the estimate, and what is too little to make one from."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from drives.rules.running_out import DAYS_LOOKED_AT, FEWEST_DAYS, FEWEST_TIMES, Pace, lasts_until, pace_of

TODAY = date(2025, 5, 20)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


went_out = st.dictionaries(
    st.integers(-3, DAYS_LOOKED_AT + 30).map(ago), st.integers(-5_000, 900_000), max_size=20
)
amounts = st.integers(0, 10**9)


def test_six_pairs_a_week_last_two_weeks_more() -> None:
    pace = pace_of({ago(20): 6000, ago(13): 6000, ago(6): 6000}, TODAY)
    assert pace == Pace(ago(20), 18_000, 21)
    assert lasts_until(12_000, pace, TODAY) == TODAY + timedelta(days=14)
    assert lasts_until(0, pace, TODAY) == lasts_until(-4_000, pace, TODAY) == TODAY
    assert lasts_until(10**9, pace, TODAY) is None


def test_too_little_is_no_estimate() -> None:
    assert pace_of({}, TODAY) is None
    assert pace_of({ago(40): 5000, ago(1): 5000}, TODAY) is None, "twice"
    assert pace_of({ago(12): 5000, ago(6): 5000, ago(1): 5000}, TODAY) is None, "for thirteen days"
    assert pace_of({ago(90): 5000, ago(20): 5000, ago(1): 5000}, TODAY) is None, "once long ago"
    assert pace_of({ago(30): 0, ago(20): 5000, ago(1): 5000}, TODAY) is None, "once nothing"


@given(went_out, amounts, amounts)
def test_more_never_runs_out_sooner_and_the_estimate_says_what_it_is_made_from(
    days: dict[date, int], one: int, more: int
) -> None:
    pace = pace_of(days, TODAY)
    counted = {on: out for on, out in days.items() if ago(DAYS_LOOKED_AT - 1) <= on <= TODAY and out > 0}
    if pace is None:
        assert len(counted) < FEWEST_TIMES or (TODAY - min(counted)).days + 1 < FEWEST_DAYS
        return
    assert pace.quantity == sum(counted.values())
    assert pace.days == (TODAY - pace.since).days + 1 >= FEWEST_DAYS
    first, second = lasts_until(one, pace, TODAY), lasts_until(one + more, pace, TODAY)
    assert first is None or first >= TODAY
    assert second is None or (first is not None and first <= second)


@given(went_out, amounts, st.integers(1, 1000))
def test_the_unit_does_not_matter(days: dict[date, int], quantity: int, times: int) -> None:
    pace = pace_of(days, TODAY)
    scaled = pace_of({on: out * times for on, out in days.items()}, TODAY)
    if pace is not None and scaled is not None:
        assert lasts_until(quantity, pace, TODAY) == lasts_until(quantity * times, scaled, TODAY)
