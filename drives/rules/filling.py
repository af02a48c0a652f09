"""Filling needs from what there is, exactly: whole numbers, many groups of needs at once.

A group is the needs that share one pool of stock. Rows of a group stand together, in the order in which
they are served where nothing else decides; ``first`` holds where each group begins, ``stock`` what it has.
All quantities are whole thousandths; what could overflow 64 bits is worked out in Python's own numbers.
"""

import numpy as np
from numpy.typing import NDArray

from drives.rules.rows import Whole

_ROOM = float(2**62)


def groups_of(first: Whole, rows: int) -> Whole:
    """For each row the number of its group."""
    group = np.zeros(rows, dtype=np.int64)
    group[first[1:]] = 1
    return np.cumsum(group)


def in_turn(open_: Whole, first: Whole, stock: Whole) -> Whole:
    """What each row gets when each is filled before the next one gets any."""
    group = groups_of(first, len(open_))
    ends = np.cumsum(open_)
    served = ends - open_
    given: Whole = np.clip(stock[group] - (served - served[first][group]), 0, open_)
    return given


def by_fraction(
    met: Whole, open_: Whole, step: Whole, first: Whole, stock: Whole
) -> tuple[Whole, NDArray[np.float64]]:
    """What each row gets when all of a group are filled to the same fraction, and each group's fraction.

    Max-min fair: the fraction of a row is (met + given) / (met + open); no row below the group's fraction
    is left for one above. Exact shares are cut to whole steps, and the rest goes step by step to the rows
    that lost most by that, the first of equals first.
    """
    group = groups_of(first, len(open_))
    asked = np.add.reduceat(open_, first)
    scarce = (stock < asked) & (stock > 0)
    given = np.where((stock >= asked)[group], open_, 0)
    level = np.where(stock >= asked, 1.0, 0.0)
    rows = np.flatnonzero(scarce[group] & (open_ > 0))
    if len(rows):
        some, least = _scarce(met[rows], open_[rows], step[rows], *_regrouped(group[rows], stock))
        given[rows] = some
        level[np.unique(group[rows])] = least
    return given, level


def _regrouped(group: Whole, stock: Whole) -> tuple[Whole, Whole]:
    """Where each of the groups that are left begins, and what it has."""
    names, first = np.unique(group, return_index=True)
    return first, stock[names]


def _scarce(
    met: Whole, open_: Whole, step: Whole, first: Whole, stock: Whole
) -> tuple[Whole, NDArray[np.float64]]:
    asked = met + open_
    group = groups_of(first, len(open_))
    most = float(asked.max()) * (float(stock.max()) + float(np.add.reduceat(met, first).max()))
    whole = float(np.add.reduceat(asked, first).max())
    if max(most, whole * float(max(step.max(), met.max()))) > _ROOM:
        met, open_, step, asked, stock = (one.astype(object) for one in (met, open_, step, asked, stock))
    below = _below_the_level(met, asked, group, first, stock)
    while True:
        total = stock + np.add.reduceat(np.where(below, met, 0), first)
        weight = np.add.reduceat(np.where(below, asked, 0), first)
        share = asked * total[group] - met * weight[group]
        above = below & (share < 0)
        if not above.any():
            break
        below &= ~above
    share = np.where(below, share, 0)
    per_step = weight[group] * step
    steps = share // per_step
    base = steps * step
    lost = share - steps * per_step
    left = stock - np.add.reduceat(base, first)
    piece = np.where(below, np.minimum(step, open_ - base), 0)
    if lost.dtype == object:
        lost = np.unique(lost, return_inverse=True)[1]
    order = np.lexsort((-lost, group))
    base[order] += in_turn(piece[order], first, left)
    return base, (total / weight).astype(np.float64)


def _below_the_level(met: Whole, asked: Whole, group: Whole, first: Whole, stock: Whole) -> NDArray[np.bool_]:
    """Which rows are filled less than their group will be: those that get anything."""
    below = np.ones(len(met), dtype=np.bool_)
    if not met.any():
        return below
    order = np.lexsort(((met / asked).astype(np.float64), group))
    some_met, some_asked = met[order], asked[order]
    met_before, asked_before = np.cumsum(some_met) - some_met, np.cumsum(some_asked) - some_asked
    met_before = met_before - met_before[first][group]
    asked_before = asked_before - asked_before[first][group]
    # Filled to the fraction of the next row, do those before it use up what there is?
    below[order] = (stock[group] + met_before) * some_asked > some_met * asked_before
    below[order[first]] = True
    return below


def by_quantity(had: Whole, most: Whole, step: Whole, first: Whole, stock: Whole) -> Whole:
    """What each row gets when all of a group come to the same quantity, none to more than its ``most``.

    ``had`` is what a row has already; ``most`` counts it. Cut to whole steps; the rest goes to the first.
    """
    group = groups_of(first, len(had))
    asked = np.add.reduceat(most - had, first)
    given = np.where((stock >= asked)[group], most - had, 0)
    rows = np.flatnonzero(((stock < asked) & (stock > 0))[group] & (most > had))
    if not len(rows):
        return given
    had, most, step = had[rows], most[rows], step[rows]
    first, stock = _regrouped(group[rows], stock)
    group = groups_of(first, len(rows))
    level = _common_level(had, most, group, stock)[group]
    level = level // step * step
    base = np.clip(level - had, 0, most - had)
    piece = np.clip(level + step - had, 0, most - had) - base
    given[rows] = base + in_turn(piece, first, stock - np.add.reduceat(base, first))
    return given


def _common_level(had: Whole, most: Whole, group: Whole, stock: Whole) -> Whole:
    """The quantity to which each group's rows can all come, cut to a whole thousandth."""
    rows = len(had)
    both = np.concatenate((group, group))
    level = np.concatenate((had, most))
    rises = np.concatenate((np.ones(rows, dtype=np.int64), -np.ones(rows, dtype=np.int64)))
    order = np.lexsort((level, both))
    both, level, rises = both[order], level[order], rises[order]
    first = np.searchsorted(both, np.arange(len(stock)))
    rising = np.cumsum(rises)  # each group's rows all rise and all end, so that every group starts from none
    widths = np.diff(level, prepend=level[:1])
    widths[first] = 0
    poured = np.cumsum(np.concatenate(([0], rising[:-1])) * widths)
    poured = poured - poured[first][both]
    last = np.searchsorted(both, np.arange(len(stock)), side="right") - 1
    reached = np.maximum.reduceat(np.where(poured <= stock[both], np.arange(2 * rows), -1), first)
    reached = np.minimum(reached, last)
    common: Whole = level[reached] + (stock - poured[reached]) // np.maximum(rising[reached], 1)
    return common
