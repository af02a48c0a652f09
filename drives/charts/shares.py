"""What became of a need, as shares of it: exact, for bars, for means over items of different units."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol


class NeedFigures(Protocol):
    """What shares are made of, in thousandths; ``met`` is what of the delivered met a need."""

    @property
    def needed(self) -> int: ...
    @property
    def met(self) -> int: ...
    @property
    def outstanding(self) -> int: ...
    @property
    def still_to_collect(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Shares:
    """Four parts of one whole: they add up to 1.

    What one need was given or promised beyond its quantity is in none: it hides no other's gap.
    """

    delivered: Fraction
    allocated: Fraction
    available: Fraction
    to_collect: Fraction

    @property
    def covered(self) -> Fraction:
        """All but what is still to collect."""
        return 1 - self.to_collect

    @property
    def percent(self) -> int:
        """Whole percent covered, rounded down: 100 only when nothing is missing."""
        return int(self.covered * 100)


def shares_of(row: NeedFigures) -> Shares:
    """The shares of what one row needs; ``row.needed`` is above zero."""
    whole = row.needed
    return Shares(
        Fraction(row.met, whole),
        Fraction(whole - row.outstanding - row.met, whole),
        Fraction(row.outstanding - row.still_to_collect, whole),
        Fraction(row.still_to_collect, whole),
    )


def mean_shares(rows: Iterable[NeedFigures]) -> Shares | None:
    """The mean over the rows that need something, each item counting the same; None where none does."""
    parts: Sequence[Shares] = [shares_of(row) for row in rows if row.needed > 0]
    if not parts:
        return None
    count = len(parts)
    return Shares(
        sum((part.delivered for part in parts), Fraction(0)) / count,
        sum((part.allocated for part in parts), Fraction(0)) / count,
        sum((part.available for part in parts), Fraction(0)) / count,
        sum((part.to_collect for part in parts), Fraction(0)) / count,
    )
