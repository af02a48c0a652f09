"""Which lots: first expired first out, and never what is past its date when it is used.

FEFO (DESIGN 2): by date mark, then received date, then lot id; undated last (``near.py``: near sites first
among lots of one date mark).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from drives.rules.dates import DateKind, DateRule, is_past
from drives.rules.rows import Column, Whole, columns_of, days, told, whole


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


class Shelves(NamedTuple):
    """Lots in columns, in the order in which they go out; program 0 is for all."""

    lot: Column
    site_id: Whole
    item_id: Whole
    program_id: Whole
    date_mark: Whole
    free: Whole


def may_be_used(lot: LotFree, rule: DateRule, on: date) -> bool:
    """Whether a lot is not past its date on the day on which it would be used."""
    return not is_past(lot.date_mark, lot.date_kind, rule, on)


def fefo_key(lot: Any) -> tuple[date, date, int, int]:
    """The order in which lots go out: of anything with a date mark, a received day, a lot and a site."""
    return lot.date_mark or date.max, lot.received_on, lot.lot_id, lot.site_id


def shelves_of(lots: Sequence[LotFree], least: Mapping[int, int]) -> Shelves:
    """Lots in columns, first expired first out; of each, what is free in whole least parts of its item."""
    lot_id, site_id, item_id, free, program_id, date_mark, _kind, received_on = columns_of(LotFree, lots)
    part = told(least, item_id)
    shelves = Shelves(
        np.fromiter(lots, dtype=np.object_, count=len(lots)),
        whole(site_id),
        whole(item_id),
        whole([program or 0 for program in program_id]),
        days(date_mark),
        whole(free) // part * part,
    )
    order = np.lexsort((shelves.site_id, whole(lot_id), days(received_on), shelves.date_mark))
    order = order[shelves.free[order] > 0]
    return Shelves(*(column[order] for column in shelves))


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
