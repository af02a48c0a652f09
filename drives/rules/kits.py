"""Kits: what they are made of, how many can be put together of what is there, and out of which lots.

Pure, whole thousandths. A recipe says how much of an item goes into one kit; kits are whole.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from drives.rules.dates import DateKind, DateRule
from drives.rules.fefo import fefo_key
from drives.rules.quantity import SCALE

Parts = Mapping[int, int]
"""What is in one kit: thousandths of each item, by its id."""

_HARD = (DateKind.EXPIRES, DateKind.USE_BY)
_STRICT = (DateRule.STRICT, DateRule.FORMULA)


@dataclass(frozen=True, slots=True)
class Recipes:
    """The recipes in force on a day, by the id of the kit; in ``order`` a kit is before what goes into it."""

    parts: Mapping[int, Parts] = field(default_factory=dict)
    order: tuple[int, ...] = ()

    @classmethod
    def of(cls, parts: Mapping[int, Parts]) -> "Recipes":
        """Recipes put in order. Those of kits that contain themselves are left out: no such can be made."""
        order: dict[int, None] = {}
        left = dict(parts)
        while left:
            inner = {item for within in left.values() for item in within}
            outermost = [kit for kit in sorted(left) if kit not in inner]
            if not outermost:
                break
            order.update(dict.fromkeys(outermost))
            left = {kit: within for kit, within in left.items() if kit not in order}
        return cls({kit: parts[kit] for kit in order}, tuple(order))

    def __bool__(self) -> bool:
        return bool(self.parts)


NO_RECIPES = Recipes()


def kit_in_itself(parts: Mapping[int, Parts]) -> int | None:
    """A kit that contains itself, directly or through other kits; None where none does."""
    return next((kit for kit in sorted(parts) if kit in _within(kit, parts)), None)


def _within(kit: int, parts: Mapping[int, Parts]) -> set[int]:
    found: set[int] = set()
    to_open = [kit]
    while to_open:
        inner = set(parts.get(to_open.pop(), ())) - found
        found |= inner
        to_open += inner
    return found


class Buildable(NamedTuple):
    """How many whole kits can be put together, and the items of which there is too little for one more."""

    kits: int
    limiting: tuple[int, ...]


def buildable(parts: Parts, free: Mapping[int, int]) -> Buildable:
    """What can be built of what is free of each item (thousandths)."""
    reach = {item: max(0, free.get(item, 0)) // quantity for item, quantity in parts.items()}
    most = min(reach.values())
    return Buildable(most, tuple(item for item, kits in reach.items() if kits == most))


class Taken(NamedTuple):
    """What so many kits take of an item: what is needed, what is there, what is missing (thousandths)."""

    item_id: int
    needed: int
    available: int
    short: int


def would_take(parts: Parts, kits: int, free: Mapping[int, int]) -> tuple[Taken, ...]:
    """What so many (whole) kits would take, item by item, in the recipe's order."""
    taken = []
    for item, quantity in parts.items():
        there = max(0, free.get(item, 0))
        taken.append(Taken(item, quantity * kits, there, max(0, quantity * kits - there)))
    return tuple(taken)


class LotThere(NamedTuple):
    """What is free of a lot at a site (thousandths), and what makes it; 0 stands for no drive, no program."""

    lot_id: int
    item_id: int
    free: int
    drive_id: int
    site_id: int
    program_id: int
    date_mark: date | None
    date_kind: DateKind | None
    date_rule: DateRule
    received_on: date


def first_out(lots: Iterable[LotThere]) -> list[LotThere]:
    """Lots in the order in which they go into kits: those kept for the program first, then FEFO."""
    return sorted(lots, key=lambda lot: (not lot.program_id, *fefo_key(lot)))


class Batch(NamedTuple):
    """So many whole kits that are all alike, and what all of them together take of which lots."""

    kits: int
    taken: tuple[tuple[LotThere, int], ...]


def batches(parts: Parts, kits: int, lots: Sequence[LotThere]) -> list[Batch]:
    """The kits put together one after the other of these lots, in their order; alike ones in one batch.

    There must be enough. A kit that takes of two lots of one item is of a batch of its own.
    """
    ends: dict[int, list[tuple[int, LotThere]]] = defaultdict(list)
    for lot in lots:
        if lot.item_id in parts and lot.free > 0:
            before = ends[lot.item_id][-1][0] if ends[lot.item_id] else 0
            ends[lot.item_id].append((before + lot.free, lot))
    cuts = {0, kits}
    for item, quantity in parts.items():
        for end, _lot in ends[item]:
            cuts |= {min(kits, end // quantity), min(kits, -(-end // quantity))}
    edges = sorted(cuts)
    return [Batch(last - first, tuple(_between(parts, ends, first, last))) for first, last in pairwise(edges)]


def _between(
    parts: Parts, ends: Mapping[int, Sequence[tuple[int, LotThere]]], first: int, last: int
) -> Iterable[tuple[LotThere, int]]:
    """What the kits numbered from ``first`` to before ``last`` take of which lots."""
    for item, quantity in parts.items():
        start = 0
        for end, lot in ends[item]:
            taken = min(end, last * quantity) - max(start, first * quantity)
            if taken > 0:
                yield lot, taken
            start = end


class KitTerms(NamedTuple):
    """What a lot of kits has of what is in it; 0 stands for no drive, no site, no program."""

    drive_id: int
    site_id: int
    program_id: int
    date_mark: date | None
    date_kind: DateKind | None


def kit_terms(lots: Sequence[LotThere], rule: DateRule) -> KitTerms:
    """What kits of these lots are: of the drive and the site that all came from, else of none.

    They are kept for whom any part is kept. They are good as long as their earliest part is: the mark is
    the earliest of those that stop a part from going out (``use_by`` and ``expires``, or any date of an
    item that is strict about dates, which a kit that is not keeps as ``use_by``); where none does, or where
    the kit itself (``rule``) is strict about dates, the earliest of all.
    """
    drives, sites = {lot.drive_id for lot in lots}, {lot.site_id for lot in lots}
    marks = [(lot.date_mark, lot.date_kind, lot) for lot in lots if lot.date_mark and lot.date_kind]
    if rule not in _STRICT and any(_stops(lot) for _day, _kind, lot in marks):
        marks = [
            (day, kind if kind in _HARD else DateKind.USE_BY, lot) for day, kind, lot in marks if _stops(lot)
        ]
    day, kind, _lot = min(marks, key=lambda one: (one[0], one[1] not in _HARD, one[1]), default=(None,) * 3)
    return KitTerms(
        drives.pop() if len(drives) == 1 else 0,
        sites.pop() if len(sites) == 1 else 0,
        max((lot.program_id for lot in lots), default=0),
        day,
        kind,
    )


def _stops(lot: LotThere) -> bool:
    return lot.date_kind in _HARD or lot.date_rule in _STRICT


def whole_kits(thousandths: int) -> int:
    """How many whole kits so many thousandths are, rounded up."""
    return -(-thousandths // SCALE)
