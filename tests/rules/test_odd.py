"""What looks odd: five times the usual, and the same gift twice."""

from datetime import UTC, date, datetime, timedelta

import pytest

from drives.rules.odd import Gift, LikelyDuplicate, Likeness, OddAmount, likely_duplicates, odd_amounts

DAY = date(2025, 5, 20)
NOON = datetime(2025, 5, 20, 12, tzinfo=UTC)
SOCKS, RICE = 1, 2


def gift(
    number: int,
    *lines: tuple[int, int],
    minutes: float | None = 0,
    site: int = 1,
    donor: int | None = None,
    on: date = DAY,
) -> Gift:
    """A donation of (item, units), typed so many minutes after noon, or brought in by a file (None)."""
    typed = None if minutes is None else NOON + timedelta(minutes=minutes)
    return Gift(number, site, donor, on, typed, tuple((item, units * 1000) for item, units in lines))


def before(*units: int) -> list[Gift]:
    return [gift(100 + place, (SOCKS, one)) for place, one in enumerate(units)]


def test_more_than_five_times_the_usual_is_odd_and_five_times_is_not() -> None:
    usual = before(10, 10, 12, 8, 10)
    assert odd_amounts(usual, [gift(1, (SOCKS, 51))]) == (OddAmount(1, SOCKS, 51_000, 10_000),)
    assert odd_amounts(usual, [gift(1, (SOCKS, 50))]) == ()


def test_fewer_than_five_lines_say_nothing_of_what_is_usual() -> None:
    assert odd_amounts(before(10, 10, 10, 10), [gift(1, (SOCKS, 5000))]) == ()


def test_usual_is_the_median_so_one_large_gift_makes_no_other_usual() -> None:
    assert [odd.usual for odd in odd_amounts(before(1, 2, 3, 4, 900), [gift(1, (SOCKS, 60))])] == [3_000]


def test_the_lower_of_two_in_the_middle_is_an_amount_that_did_come() -> None:
    assert [odd.usual for odd in odd_amounts(before(1, 2, 3, 8, 9, 9), [gift(1, (SOCKS, 60))])] == [3_000]


def test_each_item_has_its_own_usual() -> None:
    assert odd_amounts(before(10, 10, 10, 10, 10), [gift(1, (RICE, 5000))]) == ()


def test_lines_of_the_same_day_count_once_they_are_before() -> None:
    day = [gift(number, (SOCKS, 2), minutes=number) for number in range(1, 6)]
    assert [odd.donation_id for odd in odd_amounts([], [*day, gift(9, (SOCKS, 11), minutes=9)])] == [9]


@pytest.mark.parametrize(("minutes", "found"), [(0, True), (5, True), (5.1, False)])
def test_the_same_gift_within_minutes_is_likely_one(minutes: float, found: bool) -> None:
    twins = likely_duplicates(
        [gift(1, (SOCKS, 3), (RICE, 2)), gift(2, (RICE, 2), (SOCKS, 3), minutes=minutes)]
    )
    assert twins == ((LikelyDuplicate(2, 1, Likeness.MINUTES_APART),) if found else ())


@pytest.mark.parametrize(
    "other",
    [
        gift(2, (SOCKS, 4), minutes=1),
        gift(2, (SOCKS, 3), (RICE, 1), minutes=1),
        gift(2, (SOCKS, 3), minutes=1, site=2),
        gift(2, (SOCKS, 3), minutes=None),
    ],
    ids=["another amount", "one item more", "another site", "from a file"],
)
def test_another_gift_is_another_gift(other: Gift) -> None:
    assert likely_duplicates([gift(1, (SOCKS, 3)), other]) == ()


def test_two_named_donors_are_two() -> None:
    assert likely_duplicates([gift(1, (SOCKS, 3), donor=1), gift(2, (SOCKS, 3), donor=2, minutes=1)]) == ()


def test_the_same_donor_with_the_same_gift_on_a_day_is_likely_one_wherever_it_was() -> None:
    first = gift(1, (SOCKS, 3), donor=1, minutes=None)
    again = gift(2, (SOCKS, 3), donor=1, site=2, minutes=300)
    assert likely_duplicates([first, again]) == (LikelyDuplicate(2, 1, Likeness.SAME_DONOR),)
    tomorrow = gift(3, (SOCKS, 3), donor=1, minutes=2000, on=DAY + timedelta(days=1))
    assert likely_duplicates([first, tomorrow]) == ()


def test_files_without_donors_are_never_duplicates() -> None:
    assert likely_duplicates([gift(number, (SOCKS, 1), minutes=None) for number in range(9)]) == ()
