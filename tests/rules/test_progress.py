"""When a need is open, told twice: for one day, and for any day of a span."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from drives.rules.progress import coverage, open_on, open_within

DAY = date(2026, 1, 1)
days = st.integers(0, 120).map(lambda number: DAY + timedelta(days=number))


@given(days, days, days, st.lists(days, max_size=4), st.none() | days, st.integers(1, 70))
def test_a_need_is_open_within_a_span_where_it_is_open_on_one_of_its_days(
    first: date, last: date, posted: date, confirmed: list[date], cancelled: date | None, lapse: int
) -> None:
    span = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    each = any(open_on(day, posted, confirmed, cancelled, lapse) for day in span)
    assert open_within(first, last, posted, confirmed, cancelled, lapse) == each


def test_a_need_lapses_on_its_sixtieth_day_unless_it_is_confirmed() -> None:
    assert open_on(DAY + timedelta(days=59), DAY, [], None, 60)
    assert not open_on(DAY + timedelta(days=60), DAY, [], None, 60)
    assert open_on(DAY + timedelta(days=60), DAY, [DAY + timedelta(days=1)], None, 60)
    assert not open_on(DAY + timedelta(days=60), DAY, [DAY + timedelta(days=61)], None, 60)


def test_coverage_is_half_even_to_four_places_and_whole_where_nothing_is_needed() -> None:
    assert coverage(0, 0) == 1
    assert coverage(80_000, 79_995) == Decimal("0.0001")
    assert coverage(20_000, 19_999) == Decimal("0.0000")
    assert coverage(20_000, 19_997) == Decimal("0.0002")
