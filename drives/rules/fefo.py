"""Which lots: first expired first out, near sites first, and never what is past its date when it is used.

FEFO (DESIGN 2): by date mark, then received date, then lot id; undated last. Between lots of one date mark
those at a site that is near whoever receives them come before those that were received earlier.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from drives.rules.dates import DateKind, DateRule, is_past

Whole = NDArray[Any]
"""Whole numbers: int64, or Python's own where those could overflow."""

FAR = 2**31
"""How far a site is of which nothing is known."""


class LotFree(NamedTuple):
    """What is free of a lot at a site, in thousandths; ``program_id`` where it is kept for one."""

    lot_id: int
    site_id: int
    item_id: int
    free: int
    program_id: int | None
    date_mark: date | None
    date_kind: DateKind | None
    received_on: date


class Taken(NamedTuple):
    """What goes to a program of a lot at a site for a need, in thousandths."""

    need_id: int
    program_id: int
    lot: LotFree
    quantity: int


def may_be_used(lot: LotFree, rule: DateRule, on: date) -> bool:
    """Whether a lot is not past its date on the day on which it would be used."""
    return not is_past(lot.date_mark, lot.date_kind, rule, on)


def fefo_key(lot: Any) -> tuple[date, date, int, int]:
    """The order in which lots go out: of anything with a date mark, a received day, a lot and a site."""
    return lot.date_mark or date.max, lot.received_on, lot.lot_id, lot.site_id


def laid_along(supplies: tuple[Whole, Whole], demands: tuple[Whole, Whole]) -> tuple[Whole, Whole, Whole]:
    """Lay demands along supplies, both in order: which demand, which supply and how much, a row a piece.

    Each is (pools, quantities), sorted by pool; quantities above zero, and no pool asks for more than it has.
    """
    end_of_supply = np.cumsum(supplies[1])
    before_supply = end_of_supply - supplies[1]
    end_of_demand = np.cumsum(demands[1])
    start_of_demand = end_of_demand - demands[1]
    if not len(demands[0]):
        return demands[1], demands[1], demands[1]
    first = np.concatenate(([0], np.flatnonzero(np.diff(demands[0])) + 1))
    shift = before_supply[np.searchsorted(supplies[0], demands[0][first])] - start_of_demand[first]
    shift = np.repeat(shift, np.diff(np.append(first, len(demands[0]))))
    start, end = start_of_demand + shift, end_of_demand + shift
    edges = np.sort(np.concatenate((start, end, end_of_supply)), kind="stable")  # three runs to merge
    begins, pieces = edges[:-1], np.diff(edges)
    which = np.searchsorted(end, begins, side="right")
    inside = (pieces > 0) & (which < len(end))
    inside[inside] = start[which[inside]] <= begins[inside]
    begins, pieces, which = begins[inside], pieces[inside], which[inside]
    return which, np.searchsorted(end_of_supply, begins, side="right"), pieces


def near_first(
    taken: Sequence[Taken], lots: Sequence[LotFree], near: Mapping[tuple[int, int], int]
) -> list[Taken]:
    """The same needs and quantities, of lots at sites that are nearer where a date mark leaves the choice.

    ``lots`` are all that could be taken of; ``near`` says by program and site how far it is. Of one date
    mark, whoever is served first chooses first.
    """

    def block(lot: LotFree) -> tuple[int, int, date]:
        return lot.item_id, lot.program_id or 0, lot.date_mark or date.max

    choices = {key: list(some) for key, some in groupby(sorted(lots, key=_block_order), key=block)}
    left = {(lot.lot_id, lot.site_id): lot.free for lot in lots}
    queues: dict[tuple[tuple[int, int, date], int], list[LotFree]] = {}
    moved: list[Taken] = []
    for one in taken:
        key, program_id = block(one.lot), one.program_id
        if (key, program_id) not in queues:
            nearest = sorted(choices[key], key=lambda lot: near.get((program_id, lot.site_id), FAR))
            queues[key, program_id] = nearest[::-1]
        queue = queues[key, program_id]
        to_go = one.quantity
        while to_go:
            lot = queue[-1]
            part = min(to_go, left[lot.lot_id, lot.site_id])
            if part:
                left[lot.lot_id, lot.site_id] -= part
                moved.append(Taken(one.need_id, program_id, lot, part))
                to_go -= part
            if not left[lot.lot_id, lot.site_id]:
                queue.pop()
    return moved


def _block_order(lot: LotFree) -> tuple[Any, ...]:
    return lot.item_id, lot.program_id or 0, *fefo_key(lot)
