"""The sentence above a chart, and figures in words."""

from dataclasses import dataclass
from fractions import Fraction

import pytest

from drives.charts.numbers import amount, format_quantity, format_whole_percent, percent_covered
from drives.charts.sentences import (
    bar_label,
    category_finding,
    chart_name,
    furthest_behind,
    pace_finding,
    program_finding,
    rest_name,
)
from drives.charts.shares import Shares


@dataclass(frozen=True)
class Row:
    item: str
    unit: str
    needed: int
    still_to_collect: int
    surplus: int = 0


SOCKS = Row("Wool socks", "pair", 500_000, 368_000)
RICE = Row("Rice", "lb", 1_250_000, 730_500)
BEANS = Row("Baked beans", "can", 200_000, 0, 88_000)


def test_the_item_with_the_least_covered_is_named_with_its_gap() -> None:
    said = "Furthest behind: Wool socks, with 368 pairs still to collect and 26% covered."
    assert furthest_behind([RICE, BEANS, SOCKS]) == said
    assert furthest_behind([SOCKS, RICE, BEANS]) == said


def test_one_pair_more_changes_the_sentence() -> None:
    assert "367 pairs" in furthest_behind([Row("Wool socks", "pair", 500_000, 367_000)])


def test_when_everything_is_covered_the_sentence_says_so() -> None:
    assert furthest_behind([BEANS]) == "Everything asked for is covered: 1 item."
    assert furthest_behind([BEANS, BEANS]) == "Everything asked for is covered: all 2 items."


@pytest.mark.parametrize("rows", [[], [Row("Plush toys", "each", 0, 0, 40_000)]])
def test_when_nothing_is_needed_the_sentence_says_so(rows: list[Row]) -> None:
    assert furthest_behind(rows) == "Nothing is needed yet."


def test_one_pair_asked_for_is_said_of_one_as_of_many() -> None:
    said = pace_finding(
        item="Socks", unit="pair", so_far=2_000, at_end=2_000, target=1_000, by="Dec 12", starts=None
    )
    assert said == "Socks: 2 pairs donated, 1 pair asked for."


def test_the_chart_is_named_by_how_many_it_shows_and_what_was_found_over_all() -> None:
    found = furthest_behind([SOCKS, BEANS, RICE])
    assert chart_name(2, found) == f"Needs against donations for 2 items. {found}"
    assert chart_name(1, found) == f"Needs against donations for 1 item. {found}"


def test_the_rest_of_a_chart_claims_no_finding() -> None:
    assert rest_name(1) == "Needs against donations for 1 more item, less far behind."
    assert rest_name(1_000) == "Needs against donations for 1,000 more items, less far behind."


def test_a_bar_is_labelled_with_what_is_to_go() -> None:
    assert bar_label(SOCKS) == "368 pairs to go"
    assert bar_label(BEANS) == "covered"


@pytest.mark.parametrize(
    ("thousandths", "language", "shown"),
    [
        (0, "en", "0"),
        (1_000, "en", "1"),
        (15_897_500, "en", "15,897.5"),
        (15_897_500, "de", "15.897,5"),
        (125, "en", "0.125"),
        (-2_500, "en", "-2.5"),
        (999_999_999_999, "en", "999,999,999.999"),
        (1_500, "xx", "1.5"),
        (1_500, "es-MX", "1.5"),
    ],
)
def test_a_quantity_is_shown_exactly_in_the_marks_of_the_language(
    thousandths: int, language: str, shown: str
) -> None:
    assert format_quantity(thousandths, language) == shown


def test_what_is_counted_by_the_piece_has_no_unit_word() -> None:
    assert amount(76_000, "each") == "76"
    assert amount(1_000, "pair") == "1 pair"
    assert amount(500, "bag") == "0.5 bags"


@pytest.mark.parametrize(
    ("needed", "still", "percent"),
    [(500_000, 368_000, 26), (1_000_000, 1, 99), (10_000, 0, 100), (0, 0, 100), (3_000, 3_000, 0)],
)
def test_only_what_is_wholly_covered_is_a_hundred_percent(needed: int, still: int, percent: int) -> None:
    assert percent_covered(needed, still) == percent


def test_percent_is_written_as_the_language_writes_it() -> None:
    assert format_whole_percent(26, "en") == "26%"
    assert format_whole_percent(26, "de") == "26\xa0%"


def _part(covered: str) -> Shares:
    return Shares(Fraction(covered), Fraction(0), Fraction(0), 1 - Fraction(covered))


def test_the_program_with_the_least_covered_is_named() -> None:
    parts = [("Shelter", _part("0.9"), 2), ("Outreach", _part("0.379"), 4)]
    assert program_finding(parts) == (
        "Furthest behind: Outreach, with 37% covered on average over its 4 items."
    )
    assert program_finding([("Shelter", _part("0.5"), 1)]) == (
        "Furthest behind: Shelter, with 50% of its 1 item covered."
    )
    assert program_finding([("Shelter", _part("1"), 1)]) == "What each program asked for is covered."
    assert program_finding([]) == "Nothing is needed yet."


def test_the_least_covered_category_is_named_with_its_program() -> None:
    cells = [("Shelter", "Food", _part("0.9")), ("Outreach", "Hygiene", _part("0.08"))]
    assert category_finding(cells) == "Least covered: Hygiene for Outreach, 8%."
    assert category_finding([("Shelter", "Food", _part("1"))]) == (
        "Every category is covered for every program."
    )
    assert category_finding([]) == "Nothing is needed yet."


@pytest.mark.parametrize(
    ("so_far", "at_end", "target", "starts", "said"),
    [
        (
            132_000,
            420_000,
            500_000,
            None,
            "Socks: 132 pairs donated. At the pace so far about 420 of 500 pairs by Dec 12.",
        ),
        (
            132_000,
            420_000,
            None,
            None,
            "Socks: 132 pairs donated. At the pace so far about 420 pairs by Dec 12.",
        ),
        (132_000, None, 500_000, None, "Socks: 132 of 500 pairs donated by Dec 12."),
        (132_000, None, None, None, "Socks: 132 pairs donated by Dec 12."),
        (
            520_000,
            600_000,
            500_000,
            None,
            "Socks: 520 pairs donated, 500 pairs asked for.",
        ),
        (0, 0, 500_000, None, "Socks: nothing donated yet."),
        (0, None, 500_000, "Dec 1", "Socks: nothing donated yet, the drive starts Dec 1."),
    ],
)
def test_the_pace_is_said_as_far_as_it_is_known(
    so_far: int, at_end: int | None, target: int | None, starts: str | None, said: str
) -> None:
    found = pace_finding(
        item="Socks", unit="pair", so_far=so_far, at_end=at_end, target=target, by="Dec 12", starts=starts
    )
    assert found == said
