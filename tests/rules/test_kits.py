"""Kits, purely: what can be built, what it takes, which lots go into which kits, and what the kits are."""

from collections import defaultdict
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drives.rules.dates import DateKind, DateRule
from drives.rules.kits import (
    LotThere,
    Recipes,
    batches,
    buildable,
    first_out,
    kit_in_itself,
    kit_terms,
    would_take,
)

SOAP, TOWEL, RICE = 1, 2, 3
DAY = date(2026, 3, 1)


def lot(
    lot_id: int,
    item_id: int = SOAP,
    free: int = 1000,
    mark: date | None = None,
    kind: DateKind | None = None,
    rule: DateRule = DateRule.ADVICE,
    received: date = DAY,
    drive: int = 7,
    site: int = 8,
    program: int = 0,
) -> LotThere:
    return LotThere(lot_id, item_id, free, drive, site, program, mark, kind, rule, received)


def test_the_scarcest_part_says_how_many_can_be_built_and_what_more_would_take() -> None:
    parts = {SOAP: 2000, TOWEL: 1000, RICE: 250}
    free = {SOAP: 85_000, TOWEL: 42_000, RICE: 90_100}
    assert buildable(parts, free) == (42, (SOAP, TOWEL))
    taken = {one.item_id: (one.needed, one.available, one.short) for one in would_take(parts, 60, free)}
    assert taken == {
        SOAP: (120_000, 85_000, 35_000), TOWEL: (60_000, 42_000, 18_000), RICE: (15_000, 90_100, 0)
    }  # fmt: skip
    assert buildable(parts, {SOAP: 9000}) == (0, (TOWEL, RICE))
    assert buildable({SOAP: 1000}, {SOAP: -5000}) == (0, (SOAP,))


lots = st.lists(st.tuples(st.sampled_from([SOAP, TOWEL, RICE]), st.integers(1, 9000)), max_size=12).map(
    lambda rows: [lot(number, item, free) for number, (item, free) in enumerate(rows, 1)]
)
recipes = st.dictionaries(st.sampled_from([SOAP, TOWEL, RICE]), st.integers(1, 4000), min_size=1)


@given(recipes, lots)
def test_as_many_kits_as_can_be_built_are_built_all_alike_within_a_batch(
    parts: dict[int, int], there: list[LotThere]
) -> None:
    free: dict[int, int] = defaultdict(int)
    for one in there:
        free[one.item_id] += one.free
    most = buildable(parts, free).kits
    made = batches(parts, most, there)
    assert sum(batch.kits for batch in made) == most
    left = {one.lot_id: one.free for one in there}
    order: dict[int, list[int]] = defaultdict(list)
    for batch in made:
        inside: dict[int, int] = defaultdict(int)
        for one, many in batch.taken:
            assert many % batch.kits == 0, "kits of a batch are not alike"
            inside[one.item_id] += many
            left[one.lot_id] -= many
            order[one.item_id].append(one.lot_id)
        assert inside == {item: quantity * batch.kits for item, quantity in parts.items()}
    assert min(left.values(), default=0) >= 0, "more of a lot than there is"
    assert all(numbers == sorted(numbers) for numbers in order.values()), "a lot before its turn"
    assert any(free[item] - quantity * most < quantity for item, quantity in parts.items())


def test_what_is_kept_for_the_program_goes_in_first_then_what_expires_first() -> None:
    there = [
        lot(1),
        lot(2, received=date(2026, 1, 1)),
        lot(3, mark=date(2026, 9, 1), kind=DateKind.BEST_BY),
        lot(4, mark=date(2026, 8, 1), kind=DateKind.USE_BY),
        lot(5, program=9),
    ]
    assert [one.lot_id for one in first_out(there)] == [5, 4, 3, 2, 1]


HARD, SOFT = DateKind.EXPIRES, DateKind.BEST_BY
EARLY, LATE = date(2026, 5, 1), date(2026, 9, 1)


@pytest.mark.parametrize(
    ("marks", "rule", "expected"),
    [
        ([], DateRule.ADVICE, (None, None)),
        ([(EARLY, SOFT), (LATE, DateKind.SELL_BY)], DateRule.ADVICE, (EARLY, SOFT)),
        ([(EARLY, HARD), (LATE, SOFT)], DateRule.ADVICE, (EARLY, HARD)),
        # What stops a part stops the kit, though advice is older.
        ([(EARLY, SOFT), (LATE, HARD)], DateRule.ADVICE, (LATE, HARD)),
        ([(EARLY, SOFT), (LATE, HARD)], DateRule.STRICT, (EARLY, SOFT)),
        ([(EARLY, SOFT), (EARLY, HARD)], DateRule.STRICT, (EARLY, HARD)),
    ],
)
def test_a_kit_is_good_as_long_as_its_earliest_part(
    marks: list[tuple[date, DateKind]],
    rule: DateRule,
    expected: tuple[date | None, DateKind | None],
) -> None:
    there = [lot(number, mark=mark, kind=kind) for number, (mark, kind) in enumerate(marks)]
    terms = kit_terms([*there, lot(9)], rule)
    assert (terms.date_mark, terms.date_kind) == expected


def test_a_best_by_of_what_is_strict_about_dates_stops_a_kit_that_is_not() -> None:
    strict = lot(1, mark=EARLY, kind=SOFT, rule=DateRule.STRICT)
    terms = kit_terms([strict], DateRule.ADVICE)
    assert (terms.date_mark, terms.date_kind) == (EARLY, DateKind.USE_BY)


def test_a_kit_is_of_the_drive_and_the_site_that_all_parts_came_from_and_kept_for_whom_any_is() -> None:
    same = [lot(1), lot(2, TOWEL)]
    assert kit_terms(same, DateRule.ADVICE)[:3] == (7, 8, 0)
    assert kit_terms([*same, lot(3, drive=5, program=4)], DateRule.ADVICE)[:3] == (0, 8, 4)
    assert kit_terms([*same, lot(3, site=0)], DateRule.ADVICE)[:3] == (7, 0, 0)


def test_a_kit_comes_before_what_goes_into_it_and_never_into_itself() -> None:
    inner, outer = {SOAP: 1000}, {20: 1000, SOAP: 1000}
    assert Recipes.of({20: inner, 10: outer, 30: {10: 2000}}).order == (30, 10, 20)
    assert kit_in_itself({20: inner, 10: outer}) is None
    assert kit_in_itself({20: {30: 1000}, 10: outer, 30: {10: 1000}}) == 10
    assert Recipes.of({20: {10: 1000}, 10: outer, 40: inner}).order == (40,)
