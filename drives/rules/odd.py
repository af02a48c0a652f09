"""What looks odd among the gifts of a day: much more than usual, or the same gift logged twice.

Nothing here decides anything: a person looks and judges.
"""

from bisect import insort
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

TIMES_THE_USUAL = 5
LINES_BEFORE = 5
"""A usual amount is known once there are so many lines."""

APART = timedelta(minutes=5)
"""The same gift again at the same site within this is likely the same gift."""


@dataclass(frozen=True, slots=True)
class Gift:
    """A donation that stands. ``lines`` are (item id, thousandths received), in any order.

    ``typed_at`` is when it was typed at a table; None where a file brought it in.
    """

    donation_id: int
    site_id: int
    donor_id: int | None
    received_on: date
    typed_at: datetime | None
    lines: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class OddAmount:
    """A line of more than five times what is usual. Thousandths."""

    donation_id: int
    item_id: int
    received: int
    usual: int


class Likeness(StrEnum):
    """Why two donations are likely one."""

    MINUTES_APART = "minutes_apart"
    SAME_DONOR = "same_donor"


@dataclass(frozen=True, slots=True)
class LikelyDuplicate:
    """A donation that says what an earlier one of the day said."""

    donation_id: int
    first_id: int
    likeness: Likeness


def usual_amount(amounts: Sequence[int]) -> int | None:
    """The median of what came before (thousandths); None where that is too little to know.

    Of two in the middle the lower, so that it is an amount that did come.
    """
    return sorted(amounts)[(len(amounts) - 1) // 2] if len(amounts) >= LINES_BEFORE else None


def far_above(amount: int, usual: int) -> bool:
    """Whether an amount is more than five times the usual one."""
    return amount > TIMES_THE_USUAL * usual


def odd_amounts(before: Sequence[Gift], gifts: Sequence[Gift]) -> tuple[OddAmount, ...]:
    """Lines of ``gifts`` that are far above the usual for their item; both in the order they came.

    Usual is the median of all lines of the item that came before (the lower of two in the middle, so
    that it is an amount that did come); fewer than five say nothing of what is usual.
    """
    seen: dict[int, list[int]] = defaultdict(list)
    items = {item_id for gift in gifts for item_id, _received in gift.lines}
    for gift in before:
        for item_id, received in gift.lines:
            if item_id in items:
                seen[item_id].append(received)
    for amounts in seen.values():
        amounts.sort()
    found: list[OddAmount] = []
    for gift in gifts:
        for item_id, received in gift.lines:
            amounts = seen[item_id]
            if len(amounts) >= LINES_BEFORE:
                usual = amounts[(len(amounts) - 1) // 2]
                if far_above(received, usual):
                    found.append(OddAmount(gift.donation_id, item_id, received, usual))
        for item_id, received in gift.lines:
            insort(seen[item_id], received)
    return tuple(found)


def likely_duplicates(gifts: Sequence[Gift]) -> tuple[LikelyDuplicate, ...]:
    """Gifts that say what one before them said; ``gifts`` in the order in which they were logged.

    The same items and quantities: at the same site within a few minutes, or of the same donor on the
    same day. Lines of a file were typed at no table, so minutes say nothing of them.
    """
    at_table: dict[tuple[int, tuple[tuple[int, int], ...]], Gift] = {}
    of_donor: dict[tuple[int, date, tuple[tuple[int, int], ...]], Gift] = {}
    found: list[LikelyDuplicate] = []
    for gift in gifts:
        said = tuple(sorted(gift.lines))
        if not said:
            continue
        table = at_table.get((gift.site_id, said)) if gift.typed_at is not None else None
        donor = None if gift.donor_id is None else of_donor.get((gift.donor_id, gift.received_on, said))
        if table is not None and _near(table, gift):
            found.append(LikelyDuplicate(gift.donation_id, table.donation_id, Likeness.MINUTES_APART))
        elif donor is not None:
            found.append(LikelyDuplicate(gift.donation_id, donor.donation_id, Likeness.SAME_DONOR))
        if gift.typed_at is not None:
            at_table[gift.site_id, said] = gift
        if gift.donor_id is not None:
            of_donor.setdefault((gift.donor_id, gift.received_on, said), gift)
    return tuple(found)


def _near(first: Gift, again: Gift) -> bool:
    # Two who are both named and not the same are two.
    if first.donor_id is not None and again.donor_id is not None and first.donor_id != again.donor_id:
        return False
    return (
        first.typed_at is not None
        and again.typed_at is not None
        and abs(again.typed_at - first.typed_at) <= APART
    )
