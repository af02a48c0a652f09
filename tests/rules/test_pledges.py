"""Where a pledge stands on a day: worked out from its days, one state a day, never back again."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from drives.rules.kinds import PledgeEnd, PledgeState
from drives.rules.pledges import GRACE_DAYS, is_forgotten, released_on, state_on

BY = date(2025, 5, 20)
DAYS = st.dates(date(2025, 1, 1), date(2025, 12, 31))


def test_it_is_open_on_its_day_late_on_the_next_and_released_after_the_grace() -> None:
    assert state_on(BY, BY) is PledgeState.OPEN
    assert state_on(BY + timedelta(days=1), BY) is PledgeState.LATE
    assert state_on(BY + timedelta(days=GRACE_DAYS), BY) is PledgeState.LATE
    assert state_on(BY + timedelta(days=GRACE_DAYS + 1), BY) is PledgeState.RELEASED
    assert released_on(BY) == BY + timedelta(days=GRACE_DAYS + 1)


def test_what_came_is_there_whatever_was_said_before() -> None:
    day = BY + timedelta(days=30)
    assert state_on(day, BY, PledgeEnd.RELEASED, BY, day) is PledgeState.ARRIVED
    assert state_on(day - timedelta(days=1), BY, PledgeEnd.RELEASED, BY, day) is PledgeState.RELEASED


@given(day=DAYS, later=DAYS, by_on=DAYS, arrived_on=st.none() | DAYS)
def test_as_days_pass_a_pledge_only_moves_on(
    day: date, later: date, by_on: date, arrived_on: date | None
) -> None:
    order = [PledgeState.OPEN, PledgeState.LATE, PledgeState.RELEASED, PledgeState.ARRIVED]
    first, last = min(day, later), max(day, later)
    before, after = (order.index(state_on(on, by_on, arrived_on=arrived_on)) for on in (first, last))
    assert before <= after


@given(day=DAYS, by_on=DAYS, ended=st.sampled_from(PledgeEnd), ended_on=DAYS)
def test_an_end_counts_from_its_own_day(day: date, by_on: date, ended: PledgeEnd, ended_on: date) -> None:
    state = state_on(day, by_on, ended, ended_on)
    assert state == (PledgeState(ended.value) if day >= ended_on else state_on(day, by_on))


def test_who_made_it_is_forgotten_ninety_days_after_its_day() -> None:
    assert not is_forgotten(BY + timedelta(days=90), BY)
    assert is_forgotten(BY + timedelta(days=91), BY)
