"""Counting in stages: how a count differs from the books, and when that needs a reason of its own."""

from drives.rules.quantity import SCALE

SMALL = 2 * SCALE
SMALL_SHARE = 20


def found_more(counted: int, expected: int, corrected: int) -> int:
    """How much more was found than the books say, less where it is negative. Thousandths.

    ``expected`` is what they said at the moment of the count, ``corrected`` what other counts have put
    right since: goods that came or went after it are left out of it, and nothing is put right twice.
    """
    return counted - expected - corrected


def needs_own_reason(expected: int, more: int) -> bool:
    """Whether a difference is too large for the reason of the whole count: over two units and a twentieth."""
    return abs(more) > max(SMALL, expected // SMALL_SHARE)
