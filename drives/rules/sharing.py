"""Sharing in columns: the shares of any number of needs at once, each worked out exactly.

Rows are sorted once. Each priority tier is then shared out in whole arrays: first from what is kept for a
program, then from what is for all.
"""

from dataclasses import dataclass, fields
from itertools import pairwise
from math import prod

import numpy as np
from numpy.typing import NDArray

from drives.rules.fefo import laid_along
from drives.rules.filling import by_fraction, by_quantity, in_turn
from drives.rules.kinds import Policy
from drives.rules.rows import Whole

BY_HAND_TIER = -1
"""The tier of what was decided by hand: each is filled in turn, before all others."""


@dataclass(frozen=True, slots=True)
class Asks:
    """Open needs in columns. ``tier`` is the lower the sooner; ``open`` a multiple of the least part."""

    need_id: Whole
    program_id: Whole
    item_id: Whole
    met: Whole
    open: Whole
    step: Whole
    tier: Whole
    needed_by: Whole
    posted_on: Whole

    def at(self, rows: Whole) -> "Asks":
        """Some of the rows, in the order that is given."""
        return Asks(*(getattr(self, field.name)[rows] for field in fields(self)))


@dataclass(frozen=True, slots=True)
class Pools:
    """Usable stock in columns, a row a lot and site, in the order in which it goes; program 0 is for all."""

    item_id: Whole
    program_id: Whole
    free: Whole


@dataclass(slots=True)
class Shared:
    """Shares in columns, beside the asks; and what goes from which row of stock to which ask."""

    given: Whole
    kept: Whole
    available: Whole
    asked: Whole
    level: NDArray[np.float64]
    pieces: tuple[Whole, Whole, Whole]

    @classmethod
    def of(cls, rows: int) -> "Shared":
        """Nothing for any of so many asks."""
        given, kept, available, asked = (np.zeros(rows, dtype=np.int64) for _ in range(4))
        none = np.zeros(0, dtype=np.int64)
        return cls(given, kept, available, asked, np.zeros(rows), (none, none, none))


def share_out(asks: Asks, pools: Pools, policy: Policy) -> Shared:
    """The shares of needs that stand in columns, each need's beside it."""
    shared = Shared.of(len(asks.need_id))
    stock = _Stock(pools)
    order, pool = _served(asks, stock, policy)
    own = stock.own(pool, asks.program_id[order])
    tiers = asks.tier[order]
    begins = [0, *(np.flatnonzero(np.diff(tiers)) + 1).tolist(), len(order)]
    for begin, end in pairwise(begins):
        if begin < end:
            some = order[begin:end]
            rule = Policy.PRIORITY if tiers[begin] == BY_HAND_TIER else policy
            _share_tier(asks, some, pool[begin:end], own[begin:end], stock, rule, shared)
    shared.pieces = stock.lots_of(order, pool, own, shared)
    return shared


class _Stock:
    """What is left of each pool: of each item for all, and of each item for one program."""

    def __init__(self, pools: Pools) -> None:
        self._free = pools.free
        self.items, code = np.unique(pools.item_id, return_inverse=True)
        self._programs, program = np.unique(pools.program_id, return_inverse=True)
        bound = pools.program_id > 0
        self._keys = np.unique(self._key(code, program)[bound])
        self._pool = np.where(
            bound, len(self.items) + np.searchsorted(self._keys, self._key(code, program)), code
        )
        left = np.zeros(len(self.items) + len(self._keys), dtype=np.int64)
        np.add.at(left, self._pool, pools.free)
        self.for_all, self.for_one = left[: len(self.items)], left[len(self.items) :]

    def _key(self, code: Whole, program: Whole) -> Whole:
        return code * max(1, len(self._programs)) + program

    def own(self, code: Whole, program_id: Whole) -> Whole:
        """For each row the number of the pool that is kept for its program, or -1."""
        if not len(self._keys):
            return np.full(len(code), -1)
        program = np.minimum(np.searchsorted(self._programs, program_id), len(self._programs) - 1)
        key = self._key(code, program)
        place = np.minimum(np.searchsorted(self._keys, key), len(self._keys) - 1)
        known = (self._programs[program] == program_id) & (self._keys[place] == key)
        return np.where(known, place, -1)

    def lots_of(self, order: Whole, code: Whole, own: Whole, shared: Shared) -> tuple[Whole, Whole, Whole]:
        """Which ask takes of which row of stock how much."""
        kept, free = shared.kept[order], (shared.given - shared.kept)[order]
        pool = np.concatenate((code, len(self.items) + own))
        quantity, ask = np.concatenate((free, kept)), np.concatenate((order, order))
        some = np.flatnonzero(quantity)
        some = some[np.argsort(pool[some], kind="stable")]
        by_pool = np.argsort(self._pool, kind="stable")
        which, lot, pieces = laid_along(
            (self._pool[by_pool], self._free[by_pool]), (pool[some], quantity[some])
        )
        return ask[some][which], by_pool[lot], pieces


def _served(asks: Asks, stock: _Stock, policy: Policy) -> tuple[Whole, Whole]:
    """The rows that there is stock for, in the order in which they are served, and the pool of each."""
    if not len(stock.items):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    pool = np.minimum(np.searchsorted(stock.items, asks.item_id), len(stock.items) - 1)
    some = np.flatnonzero((stock.items[pool] == asks.item_id) & (asks.open > 0))
    first, then = (
        (asks.posted_on, asks.needed_by) if policy is Policy.OLDEST else (asks.needed_by, asks.posted_on)
    )
    by_turn = _in_order(first[some], then[some], asks.need_id[some])
    tier_and_pool = ((asks.tier[some] - BY_HAND_TIER) * len(stock.items) + pool[some])[by_turn]
    if len(some) and tier_and_pool.max() < 2**16:
        # Short numbers are sorted by their digits: a third of the time, where there are many needs.
        tier_and_pool = tier_and_pool.astype(np.uint16)
    order = by_turn[np.argsort(tier_and_pool, kind="stable")]
    return some[order], pool[some][order]


def _in_order(*keys: Whole) -> Whole:
    """The places of rows by several keys, of which the last is never the same twice."""
    if not len(keys[0]):
        return np.zeros(0, dtype=np.int64)
    above = [key - key.min() for key in keys]
    spans = [int(key.max()) + 1 for key in above]
    if prod(spans) >= 2**62:
        return np.lexsort(keys[::-1])
    # One number a row is sorted several times as fast as the keys one after another.
    whole = above[0]
    for key, span in zip(above[1:], spans[1:], strict=True):
        whole = whole * span + key
    return np.argsort(whole)


def _share_tier(
    asks: Asks, rows: Whole, pool: Whole, own: Whole, stock: _Stock, policy: Policy, shared: Shared
) -> None:
    """Share what is left among the rows of one tier, which stand by pool."""
    met, open_, step = asks.met[rows], asks.open[rows], asks.step[rows]
    kept = np.zeros(len(rows), dtype=np.int64)
    mine = np.flatnonzero(own >= 0)
    if len(mine):
        mine = mine[np.argsort(own[mine], kind="stable")]
        names, first = np.unique(own[mine], return_index=True)
        has = stock.for_one[names]
        if policy is Policy.FAIR:
            kept[mine], _level = by_fraction(met[mine], open_[mine], step[mine], first, has)
        else:
            kept[mine] = in_turn(open_[mine], first, has)
        stock.for_one[names] -= np.add.reduceat(kept[mine], first)
    first = np.concatenate(([0], np.flatnonzero(np.diff(pool)) + 1))
    names = pool[first]
    has = stock.for_all[names]
    group = np.repeat(np.arange(len(first)), np.diff(np.append(first, len(rows))))
    if policy is Policy.FAIR:
        given, level = by_fraction(met + kept, open_ - kept, step, first, has)
        shared.level[rows] = level[group]
    elif policy is Policy.EQUAL:
        given = _equal(asks.program_id[rows], pool, kept, open_, step, has)
    else:
        given = in_turn(open_ - kept, first, has)
    stock.for_all[names] -= np.add.reduceat(given, first)
    shared.given[rows], shared.kept[rows] = given + kept, kept
    shared.available[rows] = (has + np.add.reduceat(kept, first))[group]
    shared.asked[rows] = np.add.reduceat(open_, first)[group]


def _equal(program_id: Whole, pool: Whole, kept: Whole, open_: Whole, step: Whole, has: Whole) -> Whole:
    """The same quantity to each program of a pool; within one its needs are filled in turn."""
    order = np.lexsort((program_id, pool))
    pools, programs = pool[order], program_id[order]
    first = np.concatenate(([0], np.flatnonzero(np.diff(pools) | np.diff(programs)) + 1))
    had, most = np.add.reduceat(kept[order], first), np.add.reduceat(open_[order], first)
    by_turn = np.lexsort((order[first], pools[first]))
    starts = np.concatenate(([0], np.flatnonzero(np.diff(pools[first][by_turn])) + 1))
    of_programs = np.zeros(len(first), dtype=np.int64)
    of_programs[by_turn] = by_quantity(had[by_turn], most[by_turn], step[order][first][by_turn], starts, has)
    given = np.zeros(len(order), dtype=np.int64)
    given[order] = in_turn((open_ - kept)[order], first, of_programs)
    return given
