"""When a standing need is due again, as of which day, and what a round up to a par level asks for."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drives.rules.kinds import Every
from drives.rules.rounds import next_round, round_needed_by, rounds_due, stops_on, to_ask

WEEKLY, MONTHLY, PAR = Every.WEEKLY, Every.MONTHLY, Every.PAR
JAN = date(2025, 1, 6)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("on", "every", "following"),
    [
        (date(2025, 1, 6), WEEKLY, date(2025, 1, 13)),
        (date(2024, 2, 26), WEEKLY, date(2024, 3, 4)),
        (date(2025, 1, 6), MONTHLY, date(2025, 2, 6)),
        (date(2025, 12, 6), MONTHLY, date(2026, 1, 6)),
        (date(2025, 1, 31), MONTHLY, date(2025, 2, 28)),
        (date(2025, 2, 28), MONTHLY, date(2025, 3, 28)),
        (date(2025, 11, 30), MONTHLY, date(2025, 12, 28)),
    ],
)
def test_the_next_round_is_a_week_or_a_month_on(on: date, every: Every, following: date) -> None:
    assert next_round(on, every) == following
    assert round_needed_by(on, every) == following - timedelta(days=1)


def test_up_to_a_par_level_nothing_is_due_by_itself() -> None:
    assert next_round(JAN, PAR) is None
    assert round_needed_by(JAN, PAR) is None
    assert rounds_due(JAN, PAR, [JAN], date(2026, 1, 1), 60) == ()


def test_every_round_up_to_the_day_is_due() -> None:
    assert rounds_due(JAN, WEEKLY, [JAN], date(2025, 1, 12), 60) == ()
    assert rounds_due(JAN, WEEKLY, [JAN], date(2025, 1, 13), 60) == (date(2025, 1, 13),)
    assert rounds_due(JAN, WEEKLY, [JAN], date(2025, 1, 28), 60) == tuple(
        date(2025, 1, day) for day in (13, 20, 27)
    )


def test_rounds_stop_where_nobody_stood_behind_them() -> None:
    due = rounds_due(JAN, WEEKLY, [JAN], date(2026, 1, 1), 60)
    assert due[-1] == date(2025, 3, 3)
    assert stops_on([JAN], 60) == date(2025, 3, 7)
    assert due[-1] < stops_on([JAN], 60) <= due[-1] + timedelta(weeks=1)


def test_a_confirmation_later_starts_them_again_and_makes_up_for_nothing() -> None:
    said = [JAN, date(2025, 6, 2)]
    due = rounds_due(JAN, WEEKLY, said, date(2025, 6, 16), 60)
    assert due[-4:] == (date(2025, 3, 3), date(2025, 6, 2), date(2025, 6, 9), date(2025, 6, 16))


@given(days, st.sampled_from([WEEKLY, MONTHLY]), st.lists(days, max_size=4), st.integers(0, 500), st.data())
def test_it_does_not_matter_when_one_looks(
    first: date, every: Every, said: list[date], more: int, data: st.DataObject
) -> None:
    """Looking on the way and then on the last day finds what looking on the last day alone finds."""
    until = first + timedelta(days=more)
    at_once = rounds_due(first, every, [first, *said], until, 60)
    on_the_way = first + timedelta(days=data.draw(st.integers(0, more)))
    early = rounds_due(first, every, [first, *said], on_the_way, 60)
    latest = early[-1] if early else first
    assert early + rounds_due(latest, every, [first, *said], until, 60) == at_once


@given(days, st.sampled_from([WEEKLY, MONTHLY]))
def test_a_round_is_needed_until_the_next_is_due(first: date, every: Every) -> None:
    due = rounds_due(first, every, [first], first + timedelta(days=59), 60)
    for one, following in zip((first, *due), due, strict=False):
        assert round_needed_by(one, every) == following - timedelta(days=1)
        assert timedelta(days=7) <= following - one <= timedelta(days=31)


@pytest.mark.parametrize(
    ("par", "have", "delivered", "allocated", "asks"),
    [
        (100, 40, 0, 0, 60),
        (100, 40, 0, 20, 60),
        (100, 40, 0, 80, 80),
        (100, 40, 30, 0, 90),
        (100, 40, 30, 70, 100),
        (100, 100, 30, 20, 0),
        (100, 120, 0, 0, 0),
    ],
)
def test_up_to_a_par_level_what_is_missing_is_asked(
    par: int, have: int, delivered: int, allocated: int, asks: int
) -> None:
    assert to_ask(par, have, delivered, allocated) == asks
