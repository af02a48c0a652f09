from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drives.errors import Refusal
from drives.rules.dates import (
    FIRST_DAY,
    LAST_DAY,
    DateKind,
    DateRule,
    check_date_format,
    is_past,
    parse_date,
)

DAYS = st.dates(FIRST_DAY, LAST_DAY)


@given(DAYS)
def test_an_iso_date_is_read_back(day: date) -> None:
    assert parse_date(day.isoformat()) == day


@given(DAYS, st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d %B %Y", "%Y%m%d", "%m/%d/%Y %H:%M:%S"]))
def test_a_mapped_format_is_read_back(day: date, form: str) -> None:
    assert check_date_format(form) == form
    assert parse_date(day.strftime(form), form) == day


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_a_refusal(text: str) -> None:
    try:
        day = parse_date(text)
    except Refusal:
        return
    assert FIRST_DAY <= day <= LAST_DAY


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "missing"),
        ("03/04/2026", r"2026-03-04 or 2026-04-03"),
        ("3.4.2026", r"2026-03-04 or 2026-04-03"),
        ("13/04/2026", "not certain"),
        ("04/04/2026", "not certain"),
        ("1/2/26", "not certain"),
        ("0000-00-00", "no such day"),
        ("2026-02-29", "no such day"),
        ("2026-02-30", "no such day"),
        ("2026-13-01", "no such day"),
        ("9999-12-31", "year 9999"),
        ("1899-12-31", "year 1899"),
        ("2200-01-01", "year 2200"),
        ("99999-01-01", "not a date"),
        ("45000", "a number, not a date"),
        ("45000.5", "a number, not a date"),
        ("20260403", "a number, not a date"),
        ("2026-04-03T10:00:00Z", "names a zone"),
        ("2026-04-03T10:00:00+14:00", "names a zone"),
        ("2026-04-03 10:00-12:00", "names a zone"),
        ("2026-04-03T25:00", "time of day"),
        ("2026-4-3", "not a date"),
        ("２０２６-04-03", "other digits"),
        ("٢٠٢٦-04-03", "other digits"),
        ("yesterday", "not a date"),
    ],
)
def test_every_wrong_date_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        parse_date(text)


def test_a_time_without_a_zone_is_left_off() -> None:
    assert parse_date("2026-04-03 00:00:00") == date(2026, 4, 3)
    assert parse_date("2026-04-03T23:59:59.123") == date(2026, 4, 3)


def test_iso_is_read_beside_a_mapped_format_unless_that_begins_with_the_year() -> None:
    assert parse_date("2026-04-03", "%d/%m/%Y") == date(2026, 4, 3)
    assert parse_date("2026-04-03", "%Y-%d-%m") == date(2026, 3, 4)
    with pytest.raises(Refusal, match="not a date in the form"):
        parse_date("2026-04-13", "%Y-%d-%m")
    with pytest.raises(Refusal, match=r"like 23/04/2026"):
        parse_date("04/23/2026", "%d/%m/%Y")


@pytest.mark.parametrize("form", ["%d/%m", "%Y", "dd/mm/yyyy", "%c", "%Y-%m-%dT%H:%M%z", "%", "%H:%M", ""])
def test_a_format_that_leaves_the_day_open_is_refused(form: str) -> None:
    with pytest.raises(Refusal, match="does not name"):
        check_date_format(form)


@given(DAYS, st.sampled_from(DateKind), st.sampled_from(DateRule))
def test_the_marks_own_day_is_still_good(mark: date, kind: DateKind, rule: DateRule) -> None:
    assert not is_past(mark, kind, rule, mark)
    assert not is_past(mark, kind, rule, mark - timedelta(1) if mark > FIRST_DAY else mark)


def test_the_day_after_stops_by_kind_and_rule() -> None:
    mark, after = date(2026, 4, 3), date(2026, 4, 4)
    for rule in DateRule:
        assert is_past(mark, DateKind.USE_BY, rule, after)
        assert is_past(mark, DateKind.EXPIRES, rule, after)
        for kind in (DateKind.BEST_BY, DateKind.SELL_BY, None):
            assert is_past(mark, kind, rule, after) == (rule in ("strict", "formula"))
        assert not is_past(None, None, rule, after)
