"""What the demo knows to be free on its shelves, from what it did itself and never by asking the store.

So every request follows from the plan, the seed and the day alone, and a demo that was interrupted
is made on from where it stopped.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from drives.rules.dates import DateKind, DateRule, is_past


class Goods(NamedTuple):
    """The seven things that make a lot, by names."""

    item: str
    drive: str | None
    site: str
    date_mark: date | None
    date_kind: DateKind | None
    lot_code: str | None
    restricted_to: str | None


@dataclass(slots=True)
class Shelf:
    """Goods at a site. ``free`` is on hand less reserved, ``on_hand`` both, in thousandths."""

    goods: Goods
    at: str
    since: date
    free: int = 0
    on_hand: int = 0


class Shelves:
    """All shelves of the demo, by goods and site."""

    def __init__(self, rules: dict[str, DateRule]) -> None:
        self._rules = rules
        self._shelves: dict[tuple[Goods, str], Shelf] = {}
        self.held: set[Goods] = set()

    def put(self, goods: Goods, at: str, quantity: int, since: date) -> None:
        """Goods come in."""
        shelf = self._shelves.setdefault((goods, at), Shelf(goods, at, since))
        shelf.since = min(shelf.since, since)
        shelf.free += quantity
        shelf.on_hand += quantity

    def take(self, shelf: Shelf, quantity: int) -> None:
        """Free goods leave."""
        shelf.free -= quantity
        shelf.on_hand -= quantity

    def is_past(self, goods: Goods, on: date) -> bool:
        """Whether goods are past their date on a day."""
        return is_past(goods.date_mark, goods.date_kind, self._rules[goods.item], on)

    def all(self) -> Iterator[Shelf]:
        """Every shelf with something on it, in an order that does not change."""
        for shelf in self._shelves.values():
            if shelf.on_hand:
                yield shelf

    def fit(self, item: str, program: str, until: date) -> list[Shelf]:
        """What of an item is free for a program and good until a day, first expired first."""
        found = [
            shelf
            for shelf in self.all()
            if shelf.goods.item == item
            and shelf.free
            and shelf.goods.restricted_to in (None, program)
            and shelf.goods not in self.held
            and not self.is_past(shelf.goods, until)
        ]
        return sorted(found, key=lambda shelf: (shelf.goods.date_mark or date.max, shelf.since))
