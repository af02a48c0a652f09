"""What needs of kits ask of their parts, worked out by hand."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from drives.rules.kits import Recipes
from drives.rules.progress import NeedFacts, coverages, figures, gaps, need_facts, wanted_for_kits

SOAP, TOWEL, KIT, BAG = 1, 2, 3, 4
A, B = 11, 12
KITS = Recipes.of({KIT: {SOAP: 2000, TOWEL: 1000}})
NESTED = Recipes.of({KIT: {SOAP: 2000, TOWEL: 1000}, BAG: {KIT: 1000, SOAP: 1000}})


def need(item: int, many: int, program: int = A, allocated: int = 0) -> NeedFacts:
    return need_facts(item, program, many * 1000, allocated * 1000, 0, True)


def asked(
    needs: list[NeedFacts],
    free: dict[tuple[int, int], int],
    recipes: Recipes = KITS,
    scope: list[NeedFacts] | None = None,
) -> dict[int, tuple[int, int]]:
    """By item, what is still to collect and the surplus, in units; of a scope, or of everything."""
    there = {key: many * 1000 for key, many in free.items()}
    gap = gaps(needs, there, recipes)
    mine = needs if scope is None else scope
    rows = figures(mine, {}, there, gap, {}, wanted_for_kits(mine, there, gap, recipes))
    return {item: (row.still_to_collect // 1000, row.surplus // 1000) for item, row in rows.items()}


def test_what_is_missing_of_kits_is_asked_of_their_parts() -> None:
    needs = [need(KIT, 60)]
    free = {(SOAP, 0): 85, (TOWEL, 0): 70}
    assert asked(needs, free) == {KIT: (0, 0), SOAP: (35, 0), TOWEL: (0, 10)}
    assert asked(needs, free | {(KIT, 0): 20}) == {KIT: (0, 0), SOAP: (0, 5), TOWEL: (0, 30)}
    assert asked(needs, free, Recipes()) == {KIT: (60, 0)}
    assert asked([need(KIT, 60, allocated=60)], free) == {KIT: (0, 0)}


def test_what_a_part_is_needed_for_itself_comes_on_top_and_its_stock_counts_once() -> None:
    needs = [need(KIT, 10), need(SOAP, 30, B)]
    assert asked(needs, {(SOAP, 0): 45})[SOAP] == (5, 0)
    assert asked(needs, {(SOAP, 0): 60})[SOAP] == (0, 10)
    assert asked(needs, {(SOAP, 0): 45}, scope=[needs[0]]) == {KIT: (0, 0), SOAP: (5, 0), TOWEL: (10, 0)}
    assert asked(needs, {}, scope=[needs[1]]) == {SOAP: (30, 0)}


def test_kits_in_kits_are_opened_to_the_bottom() -> None:
    needs = [need(BAG, 10), need(KIT, 4, B)]
    assert asked(needs, {(KIT, 0): 6}, NESTED) == {
        BAG: (0, 0), KIT: (0, 0), SOAP: (10 + 2 * 8, 0), TOWEL: (8, 0)
    }  # fmt: skip


def test_what_is_kept_for_a_program_goes_into_its_own_kits_only() -> None:
    kept = {(SOAP, A): 12, (TOWEL, 0): 99}
    assert asked([need(KIT, 10, A)], kept)[SOAP] == (8, 0)
    assert asked([need(KIT, 10, B)], kept)[SOAP] == (20, 12)
    both = [need(KIT, 10, A), need(KIT, 10, B)]
    assert asked(both, kept)[SOAP] == (28, 0)
    assert asked(both, kept, scope=both[:1])[SOAP] == (8, 0)
    assert asked(both, kept, scope=both[1:])[SOAP] == (20, 0)
    # Its own need of soap comes first.
    assert asked([need(KIT, 10, A), need(SOAP, 9, A)], kept)[SOAP] == (17, 0)
    # Kits that are there are for whom they help most: four are built, and A's soap is enough for them.
    assert asked(both, kept | {(KIT, 0): 16})[SOAP] == (0, 4)
    assert asked(both, kept | {(KIT, A): 10})[SOAP] == (20, 12)


def test_nothing_that_was_asked_for_elsewhere_is_asked_for_again() -> None:
    one, other = need(KIT, 10, A), need(KIT, 10, B)
    assert asked([one, other], {(KIT, 0): 15}, scope=[one])[SOAP] == (10, 0)
    assert asked([one, other], {(KIT, 0): 25}, scope=[one]) == {KIT: (0, 5)}


def test_coverage_counts_what_kits_want_as_needed() -> None:
    needs, free = [need(KIT, 10), need(SOAP, 20)], {(SOAP, 0): 10_000}
    gap = gaps(needs, free, KITS)
    kits = wanted_for_kits(needs, free, gap, KITS)
    rows = figures(needs, {}, free, gap, {}, kits)
    assert [rows[item].coverage for item in (KIT, SOAP, TOWEL)] == [1, Decimal("0.25"), 0]
    assert sorted(coverages(needs, free, gap, kits)) == [0, Decimal("0.25")]
    assert [rows[item].needed for item in (KIT, SOAP, TOWEL)] == [10_000, 20_000, 0]
    assert kits[SOAP].kits == kits[TOWEL].kits == {KIT}
    assert kits[KIT].build == 10_000


amounts = st.integers(0, 30)


@given(
    st.lists(
        st.tuples(st.sampled_from([SOAP, TOWEL, KIT, BAG]), amounts, st.sampled_from([A, B])), max_size=6
    ),
    st.dictionaries(st.tuples(st.sampled_from([SOAP, TOWEL, KIT, BAG]), st.sampled_from([0, A, B])), amounts),
)
def test_laws_of_what_kits_ask_for(
    rows: list[tuple[int, int, int]], free: dict[tuple[int, int], int]
) -> None:
    needs = [need(*row) for row in rows]
    whole = asked(needs, free, NESTED)
    for program in (A, B):
        part = asked(needs, free, NESTED, [one for one in needs if one.program_id == program])
        assert all(missing <= whole.get(item, (0, 0))[0] for item, (missing, _surplus) in part.items())
    # With what is asked for brought, nothing is asked for any more.
    brought = dict(free)
    for item, (missing, _surplus) in whole.items():
        brought[item, 0] = brought.get((item, 0), 0) + missing
    assert all(missing == 0 for missing, _surplus in asked(needs, brought, NESTED).values())
    assert all(whole[kit][0] == 0 for kit in (KIT, BAG) if kit in whole)
    assert min((surplus for _missing, surplus in whole.values()), default=0) >= 0
