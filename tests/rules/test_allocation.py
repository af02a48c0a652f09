"""Fair shares: laws that hold for any needs and lots, and shares compared with what an LP finds."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from drives.rules.allocation import NeedOpen, Portion, Proposal, propose
from drives.rules.dates import DateKind, DateRule
from drives.rules.fefo import LotFree, may_be_used
from drives.rules.kinds import Policy, Priority, Why
from drives.rules.quantity import MAX_QUANTITY, SCALE

DAY = date(2026, 3, 1)
SOCKS, RICE, DIAPERS = 1, 2, 3
PORTIONS = {SOCKS: Portion(), RICE: Portion(DateRule.STRICT, divides=True), DIAPERS: Portion(pack=12_000)}
days = st.integers(-20, 40).map(lambda number: DAY + timedelta(days=number))


def pieces(item_id: int, most: int) -> st.SearchStrategy[int]:
    """Thousandths as they are on shelves: whole, but of what divides."""
    whole = st.integers(0, most).map(lambda number: number * SCALE)
    return whole | st.integers(0, most * SCALE) if item_id == RICE else whole


@st.composite
def lots(draw: Any, item_id: int, most: int = 60) -> list[LotFree]:
    """Lots of an item, each at up to two sites."""
    found: list[LotFree] = []
    for lot_id in range(draw(st.integers(0, 5))):
        kind = draw(st.none() | st.sampled_from(DateKind))
        mark = None if kind is None else draw(days)
        kept_for = draw(st.none() | st.integers(1, 4))
        marks = (kept_for, mark, kind, draw(days))
        found += [
            LotFree(item_id * 10 + lot_id, site_id, item_id, draw(pieces(item_id, most)), *marks)
            for site_id in draw(st.sets(st.integers(1, 3), min_size=1, max_size=2))
        ]
    return found


@st.composite
def needs(draw: Any, item_id: int, most: int = 60) -> list[NeedOpen]:
    """Open needs of an item."""
    return [
        NeedOpen(
            item_id * 100 + number,
            draw(st.integers(1, 4)),
            item_id,
            draw(st.just(0) | pieces(item_id, most)),
            draw(pieces(item_id, most)),
            draw(st.sampled_from([Priority.CRITICAL, Priority.NORMAL])),
            draw(st.none() | days),
            draw(days),
        )
        for number in range(draw(st.integers(0, 7)))
    ]


@st.composite
def communities(draw: Any) -> tuple[list[LotFree], list[NeedOpen]]:
    """Lots and needs of three items: one by the piece, one that divides, one by the pack."""
    return (
        [lot for item_id in PORTIONS for lot in draw(lots(item_id))],
        [need for item_id in PORTIONS for need in draw(needs(item_id))],
    )


def given_by_need(proposal: Proposal) -> dict[int, int]:
    return {share.need_id: share.given for share in proposal.shares}


def check_what_always_holds(stock: Sequence[LotFree], asked: Sequence[NeedOpen], found: Proposal) -> None:
    """Never more than there is or is asked, restrictions and hard dates, whole parts, FEFO."""
    by_need, by_lot = Counter[int](), Counter[tuple[int, int]]()
    known, needs_by_id = {(lot.lot_id, lot.site_id): lot for lot in stock}, {n.need_id: n for n in asked}
    for need_id, program_id, lot, quantity in found.taken:
        need, shelf = needs_by_id[need_id], known[lot.lot_id, lot.site_id]
        portion = PORTIONS[need.item_id]
        assert quantity > 0
        assert shelf.item_id == need.item_id
        assert shelf.program_id in (None, need.program_id)
        assert program_id == need.program_id
        assert may_be_used(shelf, portion.date_rule, DAY)
        assert quantity % portion.least == 0
        by_need[need_id] += quantity
        by_lot[lot.lot_id, lot.site_id] += quantity
    assert all(by_lot[key] <= lot.free for key, lot in known.items())
    assert [share.need_id for share in found.shares] == sorted(needs_by_id)
    for share in found.shares:
        assert share.given == by_need[share.need_id] <= share.outstanding
        of_kept = sum(q for n, _p, lot, q in found.taken if n == share.need_id and lot.program_id)
        assert share.kept == of_kept


@given(communities(), st.sampled_from(Policy), st.randoms())
@settings(deadline=None, max_examples=80)
def test_any_policy_keeps_the_laws_in_any_order(
    community: tuple[list[LotFree], list[NeedOpen]], policy: Policy, chance: Any
) -> None:
    stock, asked = community
    found = propose(stock, asked, PORTIONS, policy=policy, on=DAY)
    check_what_always_holds(stock, asked, found)
    chance.shuffle(stock)
    chance.shuffle(asked)
    assert propose(stock, asked, PORTIONS, policy=policy, on=DAY) == found
    near = {(program, site): chance.randint(0, 3) for program in range(1, 5) for site in range(1, 4)}
    nearer = propose(stock, asked, PORTIONS, policy=policy, on=DAY, near=near)
    check_what_always_holds(stock, asked, nearer)
    assert nearer.shares == found.shares
    check_nothing_is_left_that_is_asked_for(stock, asked, found)
    check_first_expired_first_out(stock, found)
    check_first_expired_first_out(stock, nearer)
    rows = list(nearer.taken)
    assert [nearer.taken[place] for place in range(len(rows))] == rows
    assert list(nearer.taken[1:]) == rows[1:]


def check_nothing_is_left_that_is_asked_for(
    stock: Sequence[LotFree], asked: Sequence[NeedOpen], found: Proposal
) -> None:
    """No lot keeps what a need that may have it still asks for; a lower tier waits for a higher one."""
    left = {(lot.lot_id, lot.site_id): lot.free for lot in stock}
    for _need, _program, lot, quantity in found.taken:
        left[lot.lot_id, lot.site_id] -= quantity
    got = given_by_need(found)
    for need in asked:
        portion = PORTIONS[need.item_id]
        if need.outstanding - got[need.need_id] < portion.least:
            continue
        for lot in stock:
            fits = lot.item_id == need.item_id and lot.program_id in (None, need.program_id)
            if fits and may_be_used(lot, portion.date_rule, DAY):
                assert left[lot.lot_id, lot.site_id] < portion.least
        for other in asked:
            same = other.item_id == need.item_id and other.priority is Priority.NORMAL
            if same and need.priority is Priority.CRITICAL:
                kept = next(share.kept for share in found.shares if share.need_id == other.need_id)
                assert got[other.need_id] == kept


def check_first_expired_first_out(stock: Sequence[LotFree], found: Proposal) -> None:
    """Nothing is taken of a lot while one that expires sooner, of the same pool, stays behind."""
    left = {(lot.lot_id, lot.site_id): lot.free for lot in stock}
    for _need, _program, lot, quantity in found.taken:
        left[lot.lot_id, lot.site_id] -= quantity
    for _need, _program, taken, _quantity in found.taken:
        portion = PORTIONS[taken.item_id]
        for lot in stock:
            sooner = (lot.date_mark or date.max) < (taken.date_mark or date.max)
            same = (lot.item_id, lot.program_id) == (taken.item_id, taken.program_id)
            if same and sooner and may_be_used(lot, portion.date_rule, DAY):
                assert left[lot.lot_id, lot.site_id] < portion.least


def fair_by_lp(stock: Sequence[LotFree], asked: Sequence[NeedOpen], portion: Portion) -> dict[int, float]:
    """Max-min fair shares of an item in units, tier by tier: the smallest level raised until none can be."""
    pools: dict[int, float] = defaultdict(float, {0: 0.0})
    for lot in stock:
        if may_be_used(lot, portion.date_rule, DAY):
            pools[lot.program_id or 0] += lot.free // portion.least * portion.least / SCALE
    settled: dict[int, float] = {}
    for tier in Priority:
        rows = [need for need in asked if need.priority is tier and need.outstanding >= portion.least]
        while any(need.need_id not in settled for need in rows):
            level = _raised(pools, asked, rows, settled, portion, None)
            stuck = [
                need.need_id
                for need in rows
                if need.need_id not in settled
                and _raised(pools, asked, rows, settled, portion, need, level) <= level + 1e-7
            ]
            assert stuck
            for need in rows:
                if need.need_id in stuck:
                    met, open_ = need.met / SCALE, _open(need, portion)
                    settled[need.need_id] = max(0.0, level * (met + open_) - met)
    return settled


def _open(need: NeedOpen, portion: Portion) -> float:
    return need.outstanding // portion.least * portion.least / SCALE


def _raised(
    pools: Mapping[int, float],
    asked: Sequence[NeedOpen],
    rows: Sequence[NeedOpen],
    settled: Mapping[int, float],
    portion: Portion,
    one: NeedOpen | None,
    floor: float = 0.0,
) -> float:
    """The highest level of all open rows of a tier; or of one of them, the others at ``floor`` at least.

    Each settled need takes exactly what it has, of the pool of its program or of the one for all.
    """
    taking = [need for need in asked if need.need_id in settled or need in rows]
    count = len(taking)
    # For each need what it takes of the pool of its own, then what of the one for all; last, the level.
    costs = np.zeros(2 * count + 1)
    costs[-1] = -1
    at_most, most, equal, exactly = [], [], [], []
    for pool, free in pools.items():
        row = np.zeros(2 * count + 1)
        for place, need in enumerate(taking):
            if pool == 0:
                row[count + place] = 1
            elif pool == need.program_id:
                row[place] = 1
        at_most.append(row)
        most.append(free)
    for place, need in enumerate(taking):
        row = np.zeros(2 * count + 1)
        row[[place, count + place]] = 1
        if need.need_id in settled:
            equal.append(row)
            exactly.append(settled[need.need_id])
            continue
        met, open_ = need.met / SCALE, _open(need, portion)
        at_most.append(row)
        most.append(open_)
        raised = -row
        bottom = met
        if one is None or one is need:
            # A row that is above the level already holds nobody up.
            raised[-1] = met + open_
        else:
            bottom = met - floor * (met + open_)
        at_most.append(raised)
        most.append(bottom)
    bounds = [(0, None if pools.get(need.program_id) else 0) for need in taking]
    bounds += [(0, None)] * count + [(0, 1)]
    answer = linprog(
        costs,
        A_ub=np.array(at_most),
        b_ub=np.array(most),
        A_eq=np.array(equal) if equal else None,
        b_eq=np.array(exactly) if exactly else None,
        bounds=bounds,
        method="highs",
    )
    assert answer.success, answer.message
    return float(answer.x[-1])


@given(st.data())
@settings(deadline=None, max_examples=40)
def test_no_need_gains_without_a_smaller_share_losing_as_an_lp_finds(data: Any) -> None:
    item_id = data.draw(st.sampled_from([SOCKS, RICE, DIAPERS]))
    stock, asked = data.draw(lots(item_id)), data.draw(needs(item_id))
    portion = PORTIONS[item_id]
    found = given_by_need(propose(stock, asked, PORTIONS, policy=Policy.FAIR, on=DAY))
    for need_id, exact in fair_by_lp(stock, asked, portion).items():
        # Shares are cut to steps twice: of what is kept for a program, and of what is for all.
        assert abs(found[need_id] / SCALE - exact) < 2 * portion.step / SCALE + 1e-4


def need(need_id: int, outstanding: int, program_id: int = 0, **rest: Any) -> NeedOpen:
    """A need for socks, in pairs, of a program of its own."""
    facts = {"met": 0, "priority": Priority.NORMAL, "needed_by": None, "posted_on": DAY} | rest
    return NeedOpen(
        need_id, program_id or need_id, SOCKS, facts["met"] * SCALE, outstanding * SCALE,
        facts["priority"], facts["needed_by"], facts["posted_on"],
    )  # fmt: skip


def lot(free: int, lot_id: int = 1, site_id: int = 1, **rest: Any) -> LotFree:
    """Socks on a shelf, in pairs."""
    facts = {"program_id": None, "date_mark": None, "date_kind": None, "received_on": DAY} | rest
    marks = facts["program_id"], facts["date_mark"], facts["date_kind"], facts["received_on"]
    return LotFree(lot_id, site_id, SOCKS, free * SCALE, *marks)


def shared(
    stock: Sequence[LotFree],
    asked: Sequence[NeedOpen],
    policy: Policy = Policy.FAIR,
    portion: Portion = PORTIONS[SOCKS],
    **rest: Any,
) -> list[float]:
    """What each need gets, in pairs, in the order of the needs."""
    found = propose(stock, asked, {SOCKS: portion}, policy=policy, on=DAY, **rest)
    return [share.given / SCALE for share in found.shares]


def test_all_are_filled_to_the_same_fraction_and_each_share_says_why() -> None:
    asked = [need(1, 100), need(2, 400)]
    found = propose([lot(310)], asked, PORTIONS, policy=Policy.FAIR, on=DAY)
    assert [share.given / SCALE for share in found.shares] == [62, 248]
    first = found.shares[0]
    assert (first.level, first.available, first.asked, first.why) == (6200, 310_000, 500_000, Why.PART)
    assert shared([lot(3)], [need(number, 1) for number in range(1, 6)]) == [1, 1, 1, 0, 0]
    assert shared([lot(7)], [need(1, 3), need(2, 3), need(3, 3)]) == [3, 2, 2]


def test_what_was_met_before_counts() -> None:
    assert shared([lot(60)], [need(1, 40, met=60), need(2, 100)]) == [0, 60]
    assert shared([lot(100)], [need(1, 40, met=60), need(2, 100)]) == [20, 80]


def test_what_is_kept_for_a_program_goes_there_first_and_nowhere_else() -> None:
    kept = lot(50, 2, program_id=1)
    assert shared([lot(50), kept], [need(1, 100), need(2, 100)]) == [50, 50]
    assert shared([kept], [need(1, 20), need(2, 100)]) == [20, 0]
    found = propose([lot(50), kept], [need(1, 60), need(2, 60)], PORTIONS, policy=Policy.FAIR, on=DAY)
    assert [(share.given / SCALE, share.kept / SCALE) for share in found.shares] == [(50, 50), (50, 0)]
    assert shared([lot(50), kept], [need(1, 60, 1), need(2, 60, 1), need(3, 60)]) == [34, 33, 33]


def test_priority_tiers_come_first() -> None:
    asked = [need(1, 30, priority=Priority.LOW), need(2, 30, priority=Priority.CRITICAL), need(3, 30)]
    assert shared([lot(40)], asked) == [0, 30, 10]


def test_the_earliest_needed_is_filled_first_by_priority_and_the_earliest_asked_by_oldest() -> None:
    soon, old = DAY + timedelta(days=3), DAY - timedelta(days=9)
    asked = [need(1, 30), need(2, 30, needed_by=soon), need(3, 30, posted_on=old)]
    assert shared([lot(40)], asked, Policy.PRIORITY) == [0, 30, 10]
    assert shared([lot(40)], asked, Policy.OLDEST) == [0, 10, 30]
    assert shared([lot(40)], [need(1, 30), need(10**17, 30, needed_by=soon)], Policy.PRIORITY) == [10, 30]
    urgent = need(4, 20, priority=Priority.HIGH)
    assert shared([lot(40)], [*asked, urgent], Policy.PRIORITY) == [0, 20, 0, 20]
    assert shared([lot(40)], [*asked, urgent], Policy.OLDEST) == [0, 0, 20, 20]


def test_each_program_gets_the_same_by_equal_until_it_has_all() -> None:
    assert shared([lot(30)], [need(1, 5), need(2, 100), need(3, 100)], Policy.EQUAL) == [5, 13, 12]
    two_needs_of_one = [need(1, 10, 1), need(2, 10, 1), need(3, 100)]
    assert shared([lot(24)], two_needs_of_one, Policy.EQUAL) == [10, 2, 12]
    assert shared([lot(10), lot(8, 2, program_id=1)], [need(1, 50), need(2, 50)], Policy.EQUAL) == [9, 9]


@given(st.data())
@settings(deadline=None, max_examples=60)
def test_in_turn_nobody_gets_any_before_those_who_come_first_have_all(data: Any) -> None:
    asked = data.draw(needs(SOCKS))
    stock = [one for one in data.draw(lots(SOCKS)) if one.program_id is None]
    for policy in (Policy.PRIORITY, Policy.OLDEST):
        got = given_by_need(propose(stock, asked, PORTIONS, policy=policy, on=DAY))
        sooner = [
            ((one.needed_by or date.max), one.posted_on)
            if policy is Policy.PRIORITY
            else (one.posted_on, (one.needed_by or date.max))
            for one in asked
        ]
        turns = sorted(zip([list(Priority).index(one.priority) for one in asked], sooner, asked, strict=True))
        short = False
        for _tier, _when, one in turns:
            assert not (short and got[one.need_id])
            short = short or got[one.need_id] < one.outstanding


@given(st.data())
@settings(deadline=None, max_examples=60)
def test_by_equal_no_program_has_more_than_a_step_above_one_that_still_asks(data: Any) -> None:
    asked = [one._replace(priority=Priority.NORMAL) for one in data.draw(needs(SOCKS))]
    stock = [one for one in data.draw(lots(SOCKS)) if one.program_id is None]
    got = given_by_need(propose(stock, asked, PORTIONS, policy=Policy.EQUAL, on=DAY))
    by_program, open_ = Counter[int](), Counter[int]()
    for one in asked:
        by_program[one.program_id] += got[one.need_id]
        open_[one.program_id] += one.outstanding
    for program_id, quantity in by_program.items():
        if quantity < open_[program_id]:
            assert max(by_program.values()) <= quantity + SCALE


def test_whole_packs_go_where_they_are_wanted() -> None:
    packs = Portion(pack=12 * SCALE)
    stock = [lot(30), lot(30, 2)]
    asked = [need(1, 100), need(2, 50), need(3, 8)]
    assert shared(stock, asked, portion=packs) == [36, 12, 0]
    found = propose(stock, asked, {SOCKS: packs}, policy=Policy.FAIR, on=DAY)
    assert found.shares[2].why is Why.UNDER_A_PACK
    assert all(one.quantity % (12 * SCALE) == 0 for one in found.taken)


def test_what_divides_is_cut_to_whole_units_but_for_the_rest() -> None:
    pounds = Portion(divides=True)
    half = lot(0)._replace(free=10_500)
    assert shared([half], [need(1, 9), need(2, 9)], portion=pounds) == [5.5, 5]
    assert shared([half], [need(1, 4)._replace(outstanding=4_250), need(2, 2)], portion=pounds) == [4.25, 2]


def test_what_is_past_its_date_never_goes_and_the_first_to_expire_goes_first() -> None:
    past = lot(10, 1, date_mark=DAY - timedelta(days=1), date_kind=DateKind.USE_BY)
    late = lot(10, 2, date_mark=DAY + timedelta(days=9), date_kind=DateKind.USE_BY)
    soon = lot(10, 3, date_mark=DAY, date_kind=DateKind.EXPIRES)
    stale = lot(10, 4, date_mark=DAY - timedelta(days=9), date_kind=DateKind.BEST_BY)
    found = propose(
        [late, past, soon, lot(10, 5), stale], [need(1, 25)], PORTIONS, policy=Policy.FAIR, on=DAY
    )
    assert [(one.lot.lot_id, one.quantity / SCALE) for one in found.taken] == [(4, 10), (3, 10), (2, 5)]
    strict = {SOCKS: Portion(DateRule.STRICT)}
    found = propose([past, stale], [need(1, 25)], strict, policy=Policy.FAIR, on=DAY)
    assert found.shares[0].why is Why.NONE_THERE
    tomorrow = propose([soon], [need(1, 5)], PORTIONS, policy=Policy.FAIR, on=DAY + timedelta(days=1))
    assert not tomorrow.taken


def test_near_sites_come_first_among_lots_of_one_date() -> None:
    gym, depot = lot(10, 1, 1, received_on=DAY - timedelta(days=9)), lot(10, 2, 2)
    near = {(1, 2): 0}
    found = propose([gym, depot], [need(1, 12)], PORTIONS, policy=Policy.FAIR, on=DAY, near=near)
    assert [(one.lot.site_id, one.quantity / SCALE) for one in found.taken] == [(1, 2), (2, 10)]


def test_what_was_decided_by_hand_stands_and_others_share_the_rest() -> None:
    asked = [need(1, 100), need(2, 100), need(3, 100, priority=Priority.CRITICAL)]
    assert shared([lot(150)], asked, by_hand={2: 80_000}) == [0, 80, 70]
    assert shared([lot(150)], asked, by_hand={3: 0}) == [75, 75, 0]
    found = propose([lot(50)], asked, PORTIONS, policy=Policy.FAIR, on=DAY, by_hand={1: 80_000})
    assert [(share.given / SCALE, share.why) for share in found.shares] == [
        (50, Why.BY_HAND), (0, Why.NONE_LEFT), (0, Why.NONE_LEFT),
    ]  # fmt: skip


@given(st.lists(st.integers(1, MAX_QUANTITY), min_size=2, max_size=8), st.integers(1, 4 * MAX_QUANTITY))
@settings(deadline=None, max_examples=60)
def test_shares_of_the_largest_quantities_are_exact(quantities: list[int], stock: int) -> None:
    asked = [need(number, quantity, met=number % 3) for number, quantity in enumerate(quantities, 1)]
    got = shared([lot(stock)], asked)
    assert sum(got) == min(stock, sum(quantities))
    if stock < sum(quantities):
        level = _level(stock, [(number % 3, quantity) for number, quantity in enumerate(quantities, 1)])
        for one, share in zip(asked, got, strict=True):
            exact = max(Fraction(0), level * (one.met + one.outstanding) / SCALE - Fraction(one.met, SCALE))
            assert abs(Fraction(share) - exact) < 1


def _level(stock: int, rows: list[tuple[int, int]]) -> Fraction:
    """The fraction to which these (met, open) can all be filled, by trying from the emptiest on."""
    rows = sorted(rows, key=lambda row: Fraction(row[0], row[0] + row[1]))
    level = Fraction(0)
    for count in range(1, len(rows) + 1):
        level = Fraction(stock + sum(m for m, _o in rows[:count]), sum(m + o for m, o in rows[:count]))
        if count < len(rows) and level <= Fraction(rows[count][0], sum(rows[count])):
            break
    return level
