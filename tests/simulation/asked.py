"""What a scope asks people for on a day: the part of the oracle about gaps, kits among them.

Nothing of the application is imported here. A kit is opened by its definition, from the part upwards: what is
wanted of a part is what each kit that has it in its recipe of the day wants of it, and so on up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from tests.simulation.facts import ZERO, Drive, Facts, Lot, Need, levels_of

Scope = tuple[str, str] | None


def is_in_scope(facts: Facts, need: Need, scope: Scope, day: date) -> bool:
    """Whether a scope counts a need as of a day (of a closed drive: at most its closing day)."""
    if need.posted_on > day:
        return False
    if scope is None:
        return True
    kind, name = scope
    if kind == "program":
        return need.program == name
    drive = facts.drives[name]
    day = last_day(drive, day)
    if need.drive is not None:
        return need.drive == name and need.posted_on <= day
    return need.program in drive.programs and any(need.is_open(x) for x in _days(drive.starts_on, day))


def last_day(drive: Drive, day: date) -> date:
    """The day as of which a drive is shown when asked for a day."""
    return day if drive.closed_on is None else min(day, drive.closed_on)


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


@dataclass
class Ask:
    """What a scope asks of an item, beyond what is kept for its programs."""

    total: Decimal = ZERO
    for_kits: Decimal = ZERO
    """What the kits that are to be put together want of it, before any stock."""
    from_kept: Decimal = ZERO
    """What of that is there, kept for the programs that the kits can be for."""
    can_be_for: dict[str, Decimal] = field(default_factory=dict)
    """How much of the total can be for each program, at most."""


class Asked:
    """What is asked on one day; stock is looked up once for each item. Of facts that stay as they are."""

    def __init__(self, facts: Facts, day: date) -> None:
        self.facts = facts
        self.day = day
        self._lots: dict[str, list[Lot]] = {}
        for lot in facts.lots():
            self._lots.setdefault(lot.item, []).append(lot)
        self._stock: dict[str, dict[Lot, Decimal]] = {}
        self._asks: dict[tuple[str, Scope], Ask] = {}

    def stock(self, item: str) -> dict[Lot, Decimal]:
        """What is available of each lot of an item."""
        if item not in self._stock:
            lots = self._lots.get(item, [])
            self._stock[item] = {lot: _available(self.facts, lot, self.day) for lot in lots}
        return self._stock[item]

    def there_for(self, item: str, program: str | None) -> Decimal:
        """Available of the lots restricted to one program (None: to nobody)."""
        return sum((free for lot, free in self.stock(item).items() if lot.restricted_to == program), ZERO)

    def needs(self, item: str, program: str, scope: Scope) -> list[Need]:
        """A program's needs of an item that a scope counts."""
        return [
            need
            for need in self.facts.needs.values()
            if need.item == item
            and need.program == program
            and is_in_scope(self.facts, need, scope, self.day)
        ]

    def outstanding(self, needs: Iterable[Need]) -> Decimal:
        """Σ what is outstanding of needs."""
        return sum((self.facts.need_outstanding(need, self.day) for need in needs), ZERO)

    def is_kit(self, item: str) -> bool:
        """Whether an item has a recipe on the day."""
        return bool(self.facts.recipe(item, self.day))

    def ask(self, item: str, scope: Scope) -> Ask:
        """Σ over programs with a need in the scope of what is outstanding there beyond what is kept for it.

        And what the kits want that the scope has put together of others, beyond what is left over of that.
        """
        if (item, scope) not in self._asks:
            self._asks[item, scope] = self._ask(item, scope)
        return self._asks[item, scope]

    def _ask(self, item: str, scope: Scope) -> Ask:
        found = Ask()
        handed: dict[str, Decimal] = {}
        for kit in self.facts.items:
            per_kit = self.facts.recipe(kit, self.day).get(item)
            if per_kit:
                build = self.build(kit, scope)
                found.for_kits += build * per_kit
                for program, many in self.ask(kit, scope).can_be_for.items():
                    handed[program] = handed.get(program, ZERO) + min(build, many) * per_kit
        for program in self.facts.programs:
            needs = self.needs(item, program, scope)
            asked, kept = self.outstanding(needs), self.there_for(item, program)
            own = max(ZERO, asked - kept) if needs else ZERO
            left_over = max(ZERO, kept - asked)
            kit_part = handed.get(program, ZERO)
            found.total += own
            found.from_kept += min(left_over, kit_part)
            found.can_be_for[program] = own + max(ZERO, kit_part - left_over)
        found.from_kept = min(found.from_kept, found.for_kits)
        found.total += found.for_kits - found.from_kept
        return found

    def gap(self, item: str) -> Decimal:
        """What is asked for over everything beyond what is there for anybody."""
        return max(ZERO, self.ask(item, None).total - self.there_for(item, None))

    def build(self, kit: str, scope: Scope) -> Decimal:
        """How many of a kit are to be put together for a scope, never more than over everything."""
        return min(self.ask(kit, scope).total, self.gap(kit)) if self.is_kit(kit) else ZERO

    def still_to_collect(self, item: str, scope: Scope) -> Decimal:
        """What people are asked for; of kits nothing, their parts are asked for."""
        return ZERO if self.is_kit(item) else min(self.ask(item, scope).total, self.gap(item))

    def surplus(self, item: str) -> Decimal:
        """What is there and asked for by nobody, neither by itself nor for kits."""
        everywhere = self.ask(item, None)
        surplus = max(ZERO, self.there_for(item, None) - everywhere.total) - everywhere.from_kept
        for program in self.facts.programs:
            there = self.outstanding(self.needs(item, program, None))
            surplus += max(ZERO, self.there_for(item, program) - there)
        return surplus


def _available(facts: Facts, lot: Lot, day: date) -> Decimal:
    """On hand at sites less what is reserved there, of a lot neither held nor past its date."""
    if facts.is_held(lot, day) or facts.is_past_date(lot, day):
        return ZERO
    levels = levels_of(move for move in facts.moves_of(lot) if move.on <= day)
    on_hand = sum((level for (_, place), level in levels.items() if place.kind == "site"), ZERO)
    return on_hand - sum((r.at_site(day) for r in facts.reservations.values() if r.lot == lot), ZERO)
