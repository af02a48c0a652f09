"""Fair shares in whole units, and the linear program that finds the same shares, side by side."""

from collections.abc import Callable
from datetime import date, timedelta
from statistics import median
from time import perf_counter

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array, vstack

from drives.rules.allocation import NeedOpen, Portion, Proposal, propose
from drives.rules.dates import DateKind
from drives.rules.fefo import LotFree
from drives.rules.kinds import Policy, Priority
from drives.rules.quantity import SCALE
from drives.rules.rows import Whole
from drives.rules.sharing import Asks, Pools, share_out

ITEMS, LOTS, SITES = 500, 4, 7
_FIRST_DAY = 739_000


def community(needs: int, *, tiers: int = 1, programs: int = 200) -> tuple[Asks, Pools]:
    """So many needs over 500 items, a tenth of what there is kept for programs; four lots an item."""
    chance = np.random.default_rng(6)

    def any_of(low: int, high: int, count: int = needs) -> Whole:
        return chance.integers(low, high, count)

    asks = Asks(
        chance.permutation(needs),
        any_of(1, programs + 1),
        any_of(1, ITEMS + 1),
        np.zeros(needs, dtype=np.int64),
        any_of(1, 400) * SCALE,
        np.full(needs, SCALE),
        any_of(0, tiers),
        _FIRST_DAY + any_of(0, 60),
        _FIRST_DAY - any_of(0, 60),
    )
    lots = ITEMS * LOTS
    kept_for = np.where(any_of(0, 10, lots) == 0, any_of(1, programs + 1, lots), 0) if tiers > 1 else 0
    # About half of what is asked for, so that nearly every item is short.
    most = max(2, needs * 200 // lots)
    pools = Pools(
        np.repeat(np.arange(1, ITEMS + 1), LOTS),
        kept_for + np.zeros(lots, dtype=np.int64),
        any_of(0, most, lots) * SCALE,
    )
    return asks, pools


def by_lp(asks: Asks, pools: Pools) -> Whole:
    """Max-min fair shares of one tier in units: each item's smallest fraction, raised as far as it goes."""
    needs = len(asks.need_id)
    item, open_ = asks.item_id - 1, asks.open / SCALE
    free = np.bincount(pools.item_id - 1, weights=pools.free / SCALE, minlength=ITEMS)
    rows = np.arange(needs)
    no_less_than_the_level = coo_array(
        (
            np.concatenate((-np.ones(needs), open_)),
            (np.concatenate((rows, rows)), np.concatenate((rows, needs + item))),
        ),
        shape=(needs, needs + ITEMS),
    )
    no_more_than_there_is = coo_array((np.ones(needs), (item, rows)), shape=(ITEMS, needs + ITEMS))
    answer = linprog(
        np.concatenate((np.zeros(needs), -np.ones(ITEMS))),
        A_ub=vstack((no_less_than_the_level, no_more_than_there_is)).tocsr(),
        b_ub=np.concatenate((np.zeros(needs), free)),
        bounds=np.column_stack((np.zeros(needs + ITEMS), np.concatenate((open_, np.ones(ITEMS))))),
        method="highs",
    )
    assert answer.success, answer.message
    shares: Whole = answer.x[:needs]
    return shares


def as_asked(asks: Asks, pools: Pools) -> tuple[list[LotFree], list[NeedOpen]]:
    """The same community as whoever shares out sees it: lots of some days at some sites, and needs."""
    start = date.fromordinal(_FIRST_DAY)
    lots = [
        LotFree(
            at, at % SITES, item, free, kept_for or None, start + timedelta(at % 3), DateKind.BEST_BY, start
        )
        for at, (item, kept_for, free) in enumerate(
            zip(*(column.tolist() for column in (pools.item_id, pools.program_id, pools.free)), strict=True)
        )
    ]
    columns = (
        asks.need_id,
        asks.program_id,
        asks.item_id,
        asks.met,
        asks.open,
        asks.tier,
        asks.needed_by,
        asks.posted_on,
    )
    tiers = list(Priority)
    needs = [
        NeedOpen(*row[:5], tiers[row[5]], date.fromordinal(row[6]), date.fromordinal(row[7]))
        for row in zip(*(column.tolist() for column in columns), strict=True)
    ]
    return lots, needs


_PORTIONS = {item: Portion() for item in range(1, ITEMS + 1)}
_NEAR = {(program, site): (program * site) % 50 for program in range(1, 201) for site in range(SITES)}


def as_a_page_asks(lots: list[LotFree], needs: list[NeedOpen]) -> Proposal:
    """All that a page asks for: needs and lots read, sites that are near weighed, and each need told why."""
    on = date.fromordinal(_FIRST_DAY)
    return propose(lots, needs, _PORTIONS, policy=Policy.FAIR, on=on, near=_NEAR)


def milliseconds(work: Callable[..., object], *of: object) -> float:
    """How long it takes."""
    began = perf_counter()
    work(*of)
    return (perf_counter() - began) * 1000


def compare(repeats: int) -> tuple[float, float, float]:
    """Milliseconds of 10,000 needs over 500 items: the shares alone, all that a page asks for, the LP's."""
    asks, pools = community(10_000)
    ours, theirs = share_out(asks, pools, Policy.FAIR).given / SCALE, by_lp(asks, pools)
    assert float(np.abs(ours - theirs).max()) < 1 + 1e-6
    lots, needs = as_asked(asks, pools)
    told = as_a_page_asks(lots, needs)
    assert sum(share.given for share in told.shares) == int(ours.sum()) * SCALE
    assert sum(one.quantity for one in told.taken) == int(ours.sum()) * SCALE
    times = [
        (
            milliseconds(share_out, asks, pools, Policy.FAIR),
            milliseconds(as_a_page_asks, lots, needs),
            milliseconds(by_lp, asks, pools),
        )
        for _repeat in range(repeats)
    ]
    shares_ms, page_ms, lp_ms = (median(column) for column in zip(*times, strict=True))
    return shares_ms, page_ms, lp_ms


def growth(repeats: int) -> dict[int, tuple[float, float]]:
    """By number of needs, milliseconds of the shares alone and of all that a page asks for.

    In four tiers, with stock that is kept for programs.
    """
    found = {}
    for count in (10_000, 100_000, 1_000_000):
        asks, pools = community(count, tiers=4)
        lots, needs = as_asked(asks, pools)
        found[count] = (
            median(milliseconds(share_out, asks, pools, Policy.FAIR) for _repeat in range(repeats)),
            median(milliseconds(as_a_page_asks, lots, needs) for _repeat in range(repeats)),
        )
    return found
