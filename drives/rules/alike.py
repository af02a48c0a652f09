"""Many things at once, grouped by what they have in common, and exact sums over the groups."""

from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

_SAFE = 2**62
"""What a sum may come to in 64 bits; beyond it, sums are made of whole numbers of any size."""


class Groups(NamedTuple):
    """For each thing the number of its group, and for each group the place of its first thing."""

    of: NDArray[np.int64]
    firsts: list[int]

    def sums(self, amounts: Sequence[int]) -> list[int]:
        """The sum of each group's amounts, one amount a thing; none is below zero."""
        exact = np.int64 if sum(amounts) < _SAFE else np.object_
        sums = np.zeros(len(self.firsts), exact)
        np.add.at(sums, self.of, np.array(amounts, exact))
        return sums.tolist()

    def least(self, values: Sequence[Any]) -> list[Any]:
        """The least of each group's values, one value a thing."""
        ranked = sorted(set(values))
        rank = {value: place for place, value in enumerate(ranked)}
        least = np.full(len(self.firsts), len(ranked))
        np.minimum.at(least, self.of, np.fromiter(map(rank.__getitem__, values), np.int64, len(values)))
        return [ranked[place] for place in least]


def grouped(*columns: Sequence[Hashable] | Groups) -> Groups:
    """The things that are alike in all columns, which hold a value a thing or are groups already."""
    of: NDArray[np.int64] | None = None
    for column in columns:
        if isinstance(column, Groups):
            numbers, most = column.of, len(column.firsts)
        elif column.count(column[0]) == len(column):
            continue
        else:
            codes = {value: code for code, value in enumerate(dict.fromkeys(column))}
            most = len(codes)
            numbers = np.fromiter(map(codes.__getitem__, column), np.int64, len(column))
        # Numbered anew each time, so that no product of the counts outgrows 64 bits.
        of = numbers if of is None else np.unique(of * most + numbers, return_inverse=True)[1]
    if of is None:
        return Groups(np.zeros(_length(columns[0]), np.int64), [0])
    firsts = np.unique(of, return_index=True)[1]
    return Groups(of, firsts.tolist())


def _length(column: Sequence[Hashable] | Groups) -> int:
    return len(column.of) if isinstance(column, Groups) else len(column)
