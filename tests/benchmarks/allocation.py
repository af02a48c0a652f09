"""Fair shares in whole units, and the linear program that finds the same shares, side by side."""

from statistics import median
from time import perf_counter

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array, vstack

from drives.rules.fefo import Whole
from drives.rules.kinds import Policy
from drives.rules.quantity import SCALE
from drives.rules.sharing import Asks, Pools, share_out

ITEMS, LOTS = 500, 4
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


def compare(repeats: int) -> tuple[float, float]:
    """Milliseconds of 10,000 needs over 500 items: ours, lots and whole units included, and the LP's."""
    asks, pools = community(10_000)
    ours, theirs = share_out(asks, pools, Policy.FAIR).given / SCALE, by_lp(asks, pools)
    assert float(np.abs(ours - theirs).max()) < 1 + 1e-6
    ours_ms, lp_ms = [], []
    for _repeat in range(repeats):
        began = perf_counter()
        share_out(asks, pools, Policy.FAIR)
        between = perf_counter()
        by_lp(asks, pools)
        ours_ms.append((between - began) * 1000)
        lp_ms.append((perf_counter() - between) * 1000)
    return median(ours_ms), median(lp_ms)


def growth(repeats: int) -> dict[int, float]:
    """Milliseconds by number of needs, in four tiers, with stock that is kept for programs."""
    found = {}
    for needs in (10_000, 100_000, 1_000_000):
        asks, pools = community(needs, tiers=4)
        times = []
        for _repeat in range(repeats):
            began = perf_counter()
            share_out(asks, pools, Policy.FAIR)
            times.append((perf_counter() - began) * 1000)
        found[needs] = median(times)
    return found
