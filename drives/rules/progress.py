"""The figures of DESIGN 3, from facts of one day to a row per item.

Everything here is whole thousandths and pure. The facts of a day are what was effective on or
before it; how they are found is the queries' business. Where the text of DESIGN 3 leaves room, it is
read so:

- A need is open on a day from ``posted_on`` until the day before it is cancelled, while that day is
  before the latest of its posting and confirmations up to then plus the lapse days.
- A drive's window for needs ends on its closing day, that day included; before a drive starts
  only the needs that name it are in its scope.
- A cancelled or lapsed need has nothing outstanding; what still stands reserved for it counts in
  ``allocated``.
- Nobody is asked for a kit: what is missing of it is asked of its parts (``kit_wants.py``), which have a row
  though nobody needs them by themselves, and in whose ``coverage`` what kits want counts as needed.
- On past days, sums that late entries made negative are shown as they are; Σₚ runs over the programs
  that have a need of the item, so that a negative sum of restricted stock alone asks for nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from drives.rules.kit_wants import NOTHING_WANTED, KitWant, kit_wants
from drives.rules.kits import NO_RECIPES, Recipes

NO_KITS: Mapping[int, KitWant] = {}

NEED_LAPSE_DAYS = 60
"""Days after which a need that nobody confirmed lapses, unless the organization says otherwise."""

FIGURES = (
    "needed", "goal", "pledged", "received", "rejected", "donated", "on_hand", "in_transit", "available",
    "allocated", "delivered", "lost", "outstanding", "still_to_collect", "surplus", "coverage",
)  # fmt: skip
"""The figures' names in the order in which they are always shown."""


class NeedFacts(NamedTuple):
    """A need as of a day, in thousandths; made by ``need_facts``.

    ``counted`` is what counts as needed: all that is asked while it is open, else only what was
    delivered. ``outstanding`` is what is neither delivered nor allocated of an open need.
    """

    item_id: int
    program_id: int
    asked: int
    allocated: int
    delivered: int
    is_open: bool
    counted: int
    outstanding: int


def need_facts(
    item_id: int, program_id: int, asked: int, allocated: int, delivered: int, is_open: bool
) -> NeedFacts:
    """The facts of a need, with what follows from them."""
    counted = asked if is_open else delivered
    outstanding = asked - delivered - allocated
    if outstanding < 0 or not is_open:
        outstanding = 0
    return NeedFacts(item_id, program_id, asked, allocated, delivered, is_open, counted, outstanding)


@dataclass(slots=True)
class Goods:
    """Sums over the goods of a scope for one item, as of a day, in thousandths."""

    received: int = 0
    rejected: int = 0
    donated: int = 0
    on_hand: int = 0
    in_transit: int = 0
    available: int = 0
    lost: int = 0
    pledged: int = 0
    late: int = 0
    """Pledged for a day that has passed, and still waited for: shown apart, never in ``pledged``."""
    moved: bool = False
    """Whether anything of it ever moved, or was pledged, in the scope."""

    def add(self, other: "Goods") -> None:
        """Take another part of the same scope in."""
        self.received += other.received
        self.rejected += other.rejected
        self.donated += other.donated
        self.on_hand += other.on_hand
        self.in_transit += other.in_transit
        self.available += other.available
        self.lost += other.lost
        self.pledged += other.pledged
        self.late += other.late
        self.moved = self.moved or other.moved


class Gap(NamedTuple):
    """What is asked for beyond what is free, and what is free beyond what is asked for (thousandths).

    Of a kit that has a recipe nothing is asked for: ``build`` is how many are to be put together.
    """

    gap: int
    surplus: int
    build: int = 0


class Figures(NamedTuple):
    """The figures of one item in one scope, in thousandths; coverage to four places."""

    needed: int
    goal: int | None
    pledged: int
    received: int
    rejected: int
    donated: int
    on_hand: int
    in_transit: int
    available: int
    allocated: int
    delivered: int
    lost: int
    outstanding: int
    still_to_collect: int
    surplus: int
    coverage: Decimal


@dataclass(slots=True)
class _NeedsSide:
    needed: int = 0
    allocated: int = 0
    delivered: int = 0
    outstanding: int = 0
    by_program: dict[int, int] = field(default_factory=dict)


def open_on(
    day: date,
    posted_on: date,
    confirmed_on: Iterable[date],
    cancelled_on: date | None,
    lapse_days: int,
) -> bool:
    """Whether a need is open on a day: posted, not cancelled, not lapsed."""
    if day < posted_on or (cancelled_on is not None and day >= cancelled_on):
        return False
    anchor = posted_on
    for said in confirmed_on:
        if anchor < said <= day:
            anchor = said
    return (day - anchor).days < lapse_days


def open_within(
    first: date,
    last: date,
    posted_on: date,
    confirmed_on: Iterable[date],
    cancelled_on: date | None,
    lapse_days: int,
) -> bool:
    """Whether a need is open on any day from ``first`` to ``last``, both included."""
    if cancelled_on is not None:
        last = min(last, cancelled_on - timedelta(days=1))
    for start in (posted_on, *confirmed_on):
        start = max(start, posted_on)
        lapses = start + timedelta(days=lapse_days)
        if max(first, start) <= min(last, lapses - timedelta(days=1)):
            return True
    return False


def gaps(
    needs: Iterable[NeedFacts], free: Mapping[tuple[int, int], int], recipes: Recipes = NO_RECIPES
) -> dict[int, Gap]:
    """Gap and surplus of every item over everything.

    ``needs`` are all needs; ``free`` is what is available by (item, program it is restricted to,
    0 for unrestricted), in thousandths. Restricted stock counts for its program alone.
    """
    outstanding: dict[tuple[int, int], int] = defaultdict(int)
    for need in needs:
        outstanding[need.item_id, need.program_id] += need.outstanding
    kits = kit_wants(_by_item(outstanding), free, recipes) if recipes else {}
    net: dict[int, int] = defaultdict(int)
    restricted_surplus: dict[int, int] = defaultdict(int)
    for (item_id, program_id), asked in outstanding.items():
        net[item_id] += max(0, asked - free.get((item_id, program_id), 0))
    for (item_id, program_id), kept in free.items():
        net[item_id] += 0
        if program_id:
            restricted_surplus[item_id] += max(0, kept - outstanding.get((item_id, program_id), 0))
    for item_id, want in kits.items():
        net[item_id] += want.wanted - want.kept
        restricted_surplus[item_id] -= want.kept
    return {
        item_id: Gap(
            0 if item_id in recipes.parts else max(0, wanted - free.get((item_id, 0), 0)),
            max(0, free.get((item_id, 0), 0) - wanted) + restricted_surplus[item_id],
            kits[item_id].build if item_id in kits else 0,
        )
        for item_id, wanted in net.items()
    }


def wanted_for_kits(
    scope_needs: Iterable[NeedFacts],
    free: Mapping[tuple[int, int], int],
    gap: Mapping[int, Gap],
    recipes: Recipes,
) -> dict[int, KitWant]:
    """What the kits that a scope's needs ask for want of each item; ``free`` and ``gap`` over everything."""
    if not recipes:
        return {}
    outstanding: dict[tuple[int, int], int] = defaultdict(int)
    for need in scope_needs:
        outstanding[need.item_id, need.program_id] += need.outstanding
    builds = {item_id: one.build for item_id, one in gap.items() if one.build}
    return kit_wants(_by_item(outstanding), free, recipes, builds)


def _by_item(outstanding: Mapping[tuple[int, int], int]) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for (item_id, program_id), many in outstanding.items():
        found[item_id][program_id] = many
    return found


def figures(
    scope_needs: Iterable[NeedFacts],
    goods: Mapping[int, Goods],
    free: Mapping[tuple[int, int], int],
    gap: Mapping[int, Gap],
    goals: Mapping[int, int],
    kits: Mapping[int, KitWant] = NO_KITS,
) -> dict[int, Figures]:
    """The figures of every item that has a need, a goal, a pledge or a move in the scope, by item id.

    Also of what is wanted for kits that the scope needs. ``scope_needs``, ``goods`` and ``kits``
    (``wanted_for_kits``) are the scope's own; ``free`` and ``gap`` are over everything.
    """
    sides = _needs_sides(scope_needs)
    rows: dict[int, Figures] = {}
    nothing, nobody = Goods(), _NeedsSide()
    for item_id in {*sides, *goals, *kits, *(item for item, parts in goods.items() if parts.moved)}:
        side = sides.get(item_id, nobody)
        parts = goods.get(item_id, nothing)
        whole = gap.get(item_id, Gap(0, 0))
        want = kits.get(item_id, NOTHING_WANTED)
        still_to_collect = _still_to_collect(item_id, side, free, whole, want)
        rows[item_id] = Figures(
            needed=side.needed,
            goal=goals.get(item_id),
            pledged=parts.pledged,
            received=parts.received,
            rejected=parts.rejected,
            donated=parts.donated,
            on_hand=parts.on_hand,
            in_transit=parts.in_transit,
            available=parts.available,
            allocated=side.allocated,
            delivered=side.delivered,
            lost=parts.lost,
            outstanding=side.outstanding,
            still_to_collect=still_to_collect,
            surplus=whole.surplus,
            coverage=coverage(side.needed + want.wanted, still_to_collect),
        )
    return rows


def coverages(
    scope_needs: Iterable[NeedFacts],
    free: Mapping[tuple[int, int], int],
    gap: Mapping[int, Gap],
    kits: Mapping[int, KitWant] = NO_KITS,
) -> list[Decimal]:
    """The coverage of each item that is needed in the scope: ``figures`` without the goods side.

    In the place of a kit of which some are to be put together stand its parts.
    """
    sides, nobody = _needs_sides(scope_needs), _NeedsSide()
    found = []
    for item_id in (*sides, *(one for one in kits if one not in sides)):
        side, want = sides.get(item_id, nobody), kits.get(item_id, NOTHING_WANTED)
        if side.needed + want.wanted and not want.build:
            whole = gap.get(item_id, Gap(0, 0))
            still_to_collect = _still_to_collect(item_id, side, free, whole, want)
            found.append(coverage(side.needed + want.wanted, still_to_collect))
    return found


def _needs_sides(scope_needs: Iterable[NeedFacts]) -> dict[int, _NeedsSide]:
    sides: dict[int, _NeedsSide] = defaultdict(_NeedsSide)
    for item_id, program_id, _asked, allocated, delivered, _open, counted, outstanding in scope_needs:
        side = sides[item_id]
        side.needed += counted
        side.allocated += allocated
        side.delivered += delivered
        side.outstanding += outstanding
        side.by_program[program_id] = side.by_program.get(program_id, 0) + outstanding
    return sides


def _still_to_collect(
    item_id: int, side: _NeedsSide, free: Mapping[tuple[int, int], int], whole: Gap, want: KitWant
) -> int:
    wanted = want.wanted - want.kept
    for program_id, asked in side.by_program.items():
        kept = free.get((item_id, program_id), 0)
        if asked > kept:
            wanted += asked - kept
    return min(wanted, whole.gap)


def coverage(needed: int, still_to_collect: int) -> Decimal:
    """1 − still to collect / needed, to four places, half even; 1 where nothing is needed."""
    if not needed:
        return Decimal(1)
    share, rest = divmod(10_000 * (needed - still_to_collect), needed)
    if 2 * rest > needed or (2 * rest == needed and share % 2):
        share += 1
    return _to_four_places(share)


@cache
def _to_four_places(share: int) -> Decimal:
    return Decimal(share).scaleb(-4)
