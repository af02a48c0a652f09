"""Things grouped by what they have in common: the same groups and sums as one by one, whatever their size."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from drives.rules.alike import grouped

_THINGS = st.lists(
    st.tuples(
        st.integers(1, 4),
        st.sampled_from([None, "A12", "B7"]),
        st.dates(date(2026, 1, 1), date(2026, 1, 4)),
        st.integers(0, 10**18),
    ),
    min_size=1,
    max_size=60,
)


def one_by_one(things: Sequence[tuple[Any, ...]]) -> dict[Any, list[tuple[Any, ...]]]:
    groups: dict[Any, list[tuple[Any, ...]]] = defaultdict(list)
    for thing in things:
        groups[thing[:2]].append(thing)
    return groups


@given(_THINGS)
def test_groups_their_sums_and_their_first_days_are_those_of_one_by_one(things: list[Any]) -> None:
    items, codes, days, amounts = (list(column) for column in zip(*things, strict=True))
    groups = grouped(items, codes)
    expected = one_by_one(things)
    keys = [things[at][:2] for at in groups.firsts]
    assert sorted(keys, key=str) == sorted(expected, key=str)
    assert [keys[group] for group in groups.of] == [thing[:2] for thing in things]
    assert groups.sums(amounts) == [sum(one[3] for one in expected[key]) for key in keys]
    assert groups.least(days) == [min(one[2] for one in expected[key]) for key in keys]


@given(_THINGS)
def test_groups_are_grouped_further(things: list[Any]) -> None:
    items, codes, days, _amounts = (list(column) for column in zip(*things, strict=True))
    twice, at_once = grouped(grouped(items, codes), days), grouped(items, codes, days)
    assert len(twice.firsts) == len(at_once.firsts)
    assert len(set(zip(twice.of.tolist(), at_once.of.tolist(), strict=True))) == len(at_once.firsts)


def test_a_sum_beyond_64_bits_is_exact() -> None:
    assert grouped(["a", "a", "b"]).sums([2**62, 2**62, 3]) == [2**63, 3]
