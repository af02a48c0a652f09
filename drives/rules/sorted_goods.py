"""How much of a pile that was sorted, and of what was made of it, counts as donated.

A pile may hold goods that were given, bought and found in a count, and nobody can tell them apart any more.
So what was given is taken to be sorted first: a sorting takes at most what had been given to its lot by its
day (or had been made for it out of given goods) and no earlier sorting took. Of what was made of a pile
counts the same share, rounded down to what its unit allows. So bought and found goods never become donated
ones by being sorted, and the sums of all sortings of a lot never take more than was given to it.
"""

from collections import defaultdict
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


def counted_as_donated(
    sortings: Iterable[PileSorted], given: Mapping[int, Sequence[tuple[date, int]]]
) -> Iterator[Counted]:
    """What each sorting changed, in the order of ``sortings``: by their days, then as they were typed.

    ``given`` says for a lot what donors gave on which day, rejects not among it.
    """
    came: dict[int, int] = defaultdict(int)
    """What of a lot was made of given goods, less what was sorted of its given goods, so far."""
    for one in sortings:
        there = came[one.lot_id] + sum(quantity for on, quantity in given.get(one.lot_id, ()) if on <= one.on)
        share = max(0, min(one.taken, there))
        if not share:
            continue
        came[one.lot_id] -= share
        yield Counted(one.lot_id, one.on, -share)
        for made in one.made:
            quantity = made.quantity * share // one.taken // made.step * made.step
            came[made.lot_id] += quantity
            yield Counted(made.lot_id, one.on, quantity)
