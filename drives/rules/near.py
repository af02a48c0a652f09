"""Near sites first: which lots needs take of, where a date mark leaves the choice."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from drives.rules.fefo import Shelves
from drives.rules.rows import Whole, starts_of

FAR = 2**31
"""How far a site is of which nothing is known."""


class Pieces(NamedTuple):
    """What goes of which row of stock to which need, a row a piece; needs in the order they are served."""

    ask: Whole
    lot: Whole
    quantity: Whole


def near_first(
    pieces: Pieces, program_id: Whole, shelves: Shelves, near: Mapping[tuple[int, int], int]
) -> Pieces:
    """The same needs and quantities, of lots at sites that are nearer where a date mark leaves the choice.

    ``program_id`` is each need's; ``near`` says by program and site how far it is. Of one date mark, whoever
    is served first chooses first.
    """
    blocks = _Blocks(shelves)
    block = blocks.number[pieces.lot]
    choice = blocks.size[block] > 1
    stays = Pieces(*(column[~choice] for column in pieces))
    chosen = np.flatnonzero(choice)
    if not len(chosen):
        return pieces
    first = starts_of(block[chosen], pieces.ask[chosen])
    quantity = np.add.reduceat(pieces.quantity[chosen], first)
    chosen = chosen[first]
    ask, block = pieces.ask[chosen], block[chosen]
    sites, site = np.unique(shelves.site_id, return_inverse=True)
    alike, far = _distances(program_id[ask], sites, near)
    queues, queue = np.unique(block * len(far) + alike, return_inverse=True)
    begins, lots = blocks.queues(*np.divmod(queues, len(far)), far, site)
    which, lot, part = _in_turn(queue, quantity, begins, lots, shelves.free)
    moved = ask[which], lot, part
    return Pieces(*(np.concatenate(both) for both in zip(stays, moved, strict=True)))


class _Blocks:
    """Lots of which one may go as well as another: of one item, pool and date mark."""

    def __init__(self, shelves: Shelves) -> None:
        keys = shelves.date_mark, shelves.program_id, shelves.item_id
        self._lots = np.lexsort(keys)
        self._first = starts_of(*(key[self._lots] for key in keys))
        self.size = np.diff(np.append(self._first, len(self._lots)))
        self.number = np.zeros(len(self._lots), dtype=np.int64)
        self.number[self._lots] = np.repeat(np.arange(len(self.size)), self.size)

    def queues(self, block: Whole, alike: Whole, far: Whole, site: Whole) -> tuple[Whole, Whole]:
        """The lots of a block for each queue, nearest first, end to end; and where each queue begins.

        A queue is of programs that choose alike: a row of ``far``, which tells of each site how far it is.
        """
        many = self.size[block]
        begins = np.cumsum(many) - many
        queue = np.repeat(np.arange(len(block)), many)
        lots = self._lots[np.arange(len(queue)) - begins[queue] + self._first[block][queue]]
        return begins, lots[np.lexsort((far[alike[queue], site[lots]], queue))]


def _distances(program_id: Whole, sites: Whole, near: Mapping[tuple[int, int], int]) -> tuple[Whole, Whole]:
    """For each need the row of a table that is its program's, and the table: a row's distance to each site.

    Programs to which all sites are equally far have one row: they choose alike.
    """
    programs, program = np.unique(program_id, return_inverse=True)
    row = {number: place for place, number in enumerate(programs.tolist())}
    column = {number: place for place, number in enumerate(sites.tolist())}
    far = np.full((len(programs), len(sites)), FAR)
    for (one, other), distance in near.items():
        if one in row and other in column:
            far[row[one], column[other]] = distance
    table, alike = np.unique(far, axis=0, return_inverse=True)
    return alike.reshape(-1)[program], table


def _in_turn(
    queue: Whole, quantity: Whole, begins: Whole, lots: Whole, free: Whole
) -> tuple[Whole, Whole, Whole]:
    """Who takes of which lot how much, a row a piece, when each takes of the first in its queue that is left.

    One after another: what is left for the next depends on what was taken before.
    """
    at, row, left = begins.tolist(), lots.tolist(), free.tolist()
    which, of_lot, parts = [], [], []
    for number, (mine, to_go) in enumerate(zip(queue.tolist(), quantity.tolist(), strict=True)):
        lot = row[at[mine]]
        while left[lot] < to_go:
            if left[lot]:
                which.append(number)
                of_lot.append(lot)
                parts.append(left[lot])
                to_go -= left[lot]
                left[lot] = 0
            at[mine] += 1
            lot = row[at[mine]]
        which.append(number)
        of_lot.append(lot)
        parts.append(to_go)
        left[lot] -= to_go
    return np.array(which), np.array(of_lot), np.array(parts)
