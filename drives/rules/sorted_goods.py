"""How much of a pile that was sorted, and of what was made of it, counts as donated.

A pile may hold goods that were given, bought and found in a count, and nobody can tell them apart any more.
So what was given is taken to be sorted first: as of a day, the sortings of a lot, one after the other, took
what had been given to it by that day (or had been made for it out of given goods). Of what was made of a
pile counts the same share, rounded down to what its unit allows. A gift that is dated after a sorting that
took more than had been given counts for that sorting, from the gift's own day on: goods cannot be sorted
before they came, so it is the days that were typed wrong. The sums of all sortings of a lot never take more
than was given to it.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class Made(NamedTuple):
    """Goods of a lot that came out of a pile; ``step`` is the least that its unit allows (thousandths)."""

    lot_id: int
    quantity: int
    step: int = 1


@dataclass(frozen=True, slots=True)
class PileSorted:
    """What a sorting that stands took off a pile on a day, and what it made of that. Thousandths."""

    lot_id: int
    on: date
    taken: int
    made: tuple[Made, ...]


class Counted(NamedTuple):
    """What a sorting changed of what counts as donated of a lot; less than nothing is what was taken off."""

    lot_id: int
    on: date
    quantity: int


@dataclass(slots=True)
class _Covered:
    """How much of what a sorting took is known to have been given."""

    sorting: PileSorted
    quantity: int = 0

    def of(self, made: Made) -> int:
        """What counts of goods that it made."""
        return made.quantity * self.quantity // self.sorting.taken // made.step * made.step


def counted_as_donated(
    sortings: Iterable[PileSorted], given: Mapping[int, Sequence[tuple[date, int]]]
) -> Iterator[Counted]:
    """What the sortings changed, day by day; they come by their days, and of one day as they were typed.

    ``given`` says for a lot what donors gave on which day, rejects not among it.
    """
    gifts = deque(sorted((on, lot_id, quantity) for lot_id, days in given.items() for on, quantity in days))
    piles = _Piles()
    for one in sortings:
        while gifts and gifts[0][0] <= one.on:
            yield from piles.given(*gifts.popleft())
        yield from piles.sorted(one)
    for gift in gifts:
        yield from piles.given(*gift)


class _Piles:
    """What of each lot was given and not sorted yet, and its sortings that took more than that, in order."""

    def __init__(self) -> None:
        self._left: dict[int, int] = defaultdict(int)
        self._waiting: dict[int, deque[_Covered]] = defaultdict(deque)

    def given(self, on: date, lot_id: int, quantity: int) -> Iterator[Counted]:
        self._left[lot_id] += quantity
        yield from self._cover(lot_id, on)

    def sorted(self, sorting: PileSorted) -> Iterator[Counted]:
        if sorting.taken:
            self._waiting[sorting.lot_id].append(_Covered(sorting))
            yield from self._cover(sorting.lot_id, sorting.on)

    def _cover(self, lot_id: int, on: date) -> Iterator[Counted]:
        """Cover what waits of a lot, then of the lots that were made of it, as far as goods reach."""
        lots = [lot_id]
        while lots:
            pile = lots.pop()
            waiting = self._waiting[pile]
            while waiting and self._left[pile] > 0:
                first = waiting[0]
                before = [first.of(made) for made in first.sorting.made]
                share = min(first.sorting.taken - first.quantity, self._left[pile])
                first.quantity += share
                self._left[pile] -= share
                yield Counted(pile, on, -share)
                for made, counted in zip(first.sorting.made, before, strict=True):
                    more = first.of(made) - counted
                    self._left[made.lot_id] += more
                    lots.append(made.lot_id)
                    yield Counted(made.lot_id, on, more)
                if first.quantity == first.sorting.taken:
                    waiting.popleft()
