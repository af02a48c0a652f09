"""Which goods a recall is about, and for which it cannot be ruled out: donated goods come untracked.

A lot is found where everything that the notice says holds for it, ruled out where something does not, and
neither where nothing is known of it: a lot code or a date that nobody wrote down clears nothing.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from drives.rules.names import fold_name

_SHORTEST_PART = 4


class Verdict(StrEnum):
    """Whether a lot is of what is recalled."""

    FOUND = "found"
    MAY_BE = "may_be"
    RULED_OUT = "ruled_out"


@dataclass(frozen=True, slots=True)
class Notice:
    """What a recall says besides the item: a lot code, and the dates on the goods, both ends included."""

    lot_code: str | None = None
    first: date | None = None
    last: date | None = None


def verdict(notice: Notice, lot_code: str | None, date_mark: date | None) -> Verdict:
    """Whether a lot with this code and date (as far as is known) is of what the notice recalls."""
    return _together((_by_code(notice.lot_code, lot_code), _by_date(notice, date_mark)))


def plain_code(code: str) -> str:
    """A lot code as it is compared: letters and digits alone, in one case."""
    return re.sub(r"[\W_]+", "", fold_name(code))


def _together(said: Iterable[Verdict]) -> Verdict:
    verdicts = set(said)
    for one in (Verdict.RULED_OUT, Verdict.MAY_BE):
        if one in verdicts:
            return one
    return Verdict.FOUND


def _by_code(sought: str | None, code: str | None) -> Verdict:
    wanted = plain_code(sought or "")
    if not wanted:
        return Verdict.FOUND
    known = plain_code(code or "")
    if known == wanted:
        return Verdict.FOUND
    # A part of a longer code, or one typed with a shift or plant number beside it, clears nothing.
    near = min(len(known), len(wanted)) >= _SHORTEST_PART and (known in wanted or wanted in known)
    return Verdict.MAY_BE if near or not known else Verdict.RULED_OUT


def _by_date(notice: Notice, mark: date | None) -> Verdict:
    if notice.first is None and notice.last is None:
        return Verdict.FOUND
    if mark is None:
        return Verdict.MAY_BE
    inside = (notice.first or date.min) <= mark <= (notice.last or date.max)
    return Verdict.FOUND if inside else Verdict.RULED_OUT
