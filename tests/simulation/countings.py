"""A random community that also counts its shelves as one sees them, alone or several in stages.

What looks alike is one pile, whatever it came in for. A shortage is missing from what nobody reserved before
what somebody did, and there from what came first; what is found belongs to no drive. In a count in stages
each figure is held against the books of its moment: what comes and goes after it stays, and what is put right
meanwhile is not put right again. It knows nothing of the application and nothing of the oracle.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.simulation.at_once import AtOnce
from tests.simulation.community import Lot, Step, text

COUNTERS = ("Ann", "Bo")


class Pile(NamedTuple):
    item: str
    date_mark: str | None = None
    date_kind: str | None = None
    lot_code: str | None = None
    restricted_to: str | None = None


@dataclass
class Entry:
    more: int
    step: int
    """The number of the step with which it was entered."""


@dataclass
class Staged:
    label: str
    at: str
    asked: list[Pile]
    """What is to be counted now: all of the sheet, or what a recount was asked for."""
    entries: dict[Pile, dict[str, Entry]] = field(default_factory=dict)
    sheet: set[Pile] = field(default_factory=set)


def pile_of(lot: Lot) -> Pile:
    return Pile(*(getattr(lot, name) for name in Pile._fields))


class Countings(AtOnce):
    """What is counted, and what becomes of the books."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.staged: Staged | None = None
        self.sent_at: dict[str, int] = {}
        """The number of the step with which each delivery left."""

    def do(self, what: str, **fields: Any) -> None:
        if what == "send_delivery":
            self.sent_at[fields["delivery"]] = len(self.steps)
        super().do(what, **fields)

    # ---------------------------------------------------------------------------------------- the books

    def piles(self, at: str) -> dict[Pile, list[Lot]]:
        """The lots of each pile at a site, what came first before what came later."""
        lots = [lot for lot, where in self.there() if where == at]
        found: dict[Pile, list[Lot]] = {}
        for lot in sorted(lots, key=lambda lot: (self.came[lot], self.opened[lot])):
            found.setdefault(pile_of(lot), []).append(lot)
        return found

    def books(self, pile: Pile, at: str) -> int:
        return sum(self.stock[lot, at] for lot in self.piles(at).get(pile, []))

    def set_books(self, pile: Pile, at: str, more: int) -> list[Step]:
        """The books of a pile say so much more (or less) from now on; how much of each lot."""
        changed: dict[Lot, int] = {}
        if more > 0:
            lot = Lot(pile.item, None, at, *pile[1:])
            self.comes(lot, self.today)
            changed[lot] = more
        lots = self.piles(at).get(pile, [])
        for floor in ({lot: self.reserved(lot, at) for lot in lots}, dict.fromkeys(lots, 0)):
            for lot in lots:
                there = self.stock[lot, at] + changed.get(lot, 0)
                if less := min(max(0, -more), max(0, there - floor[lot])):
                    changed[lot] = changed.get(lot, 0) - less
                    more += less
        for lot, by in changed.items():
            self.stock[lot, at] += by
        for lot in changed:
            self.eat(lot, at)
        self.corrected(pile, at, sum(changed.values()))
        return [{"lot": lot._asdict(), "more": text_of(by)} for lot, by in changed.items()]

    def corrected(self, pile: Pile, at: str, more: int, *, sent: int | None = None) -> None:
        """What is put right now is not put right again by what was counted before.

        With ``sent``, the number of a step, only for what was counted after it.
        """
        if self.staged is not None and self.staged.at == at:
            for entry in self.staged.entries.get(pile, {}).values():
                if sent is None or sent < entry.step:
                    entry.more -= more

    def tally(self, at: str, lines: list[tuple[Lot, int]]) -> bool:
        for lot, counted in lines:
            self.corrected(pile_of(lot), at, counted - self.stock[lot, at])
        return super().tally(at, lines)

    def arrives_beyond(self, delivery: str, lot: Lot, at: str, extra: int) -> None:
        """More left a shelf with a delivery than the books said: what was not free there is found first."""
        free = min(extra, max(0, self.free(lot, at)))
        self.corrected(pile_of(lot), at, extra - free)
        self.corrected(pile_of(lot), at, -extra, sent=self.sent_at[delivery])
        self.stock[lot, at] -= free

    # ----------------------------------------------------------------------------------------- at once

    def adjust(self) -> bool:
        """The books of one lot are wrong, and somebody says why."""
        choice = self.pick(self.there())
        if choice is None:
            return False
        lot, at = choice
        here = self.stock[choice]
        there = self.rng.choice([here + self.amount(lot.item, 1, 5), here - self.portion(lot.item, here)])
        self.stock[choice] = there
        self.eat(lot, at)
        self.corrected(pile_of(lot), at, there - here)
        right = [{"lot": lot._asdict(), "more": text_of(there - here)}]
        self.do(
            "adjust", at=at, on=self.today.isoformat(), right=right, expected=text(here), there=text(there)
        )
        return True

    def count_shelf(self) -> bool:
        """Some piles of a site, and perhaps one that the books do not know."""
        at = self.pick(sorted({at for _lot, at in self.there()}))
        if at is None:
            return False
        piles = self.piles(at)
        some = self.rng.sample(list(piles), min(len(piles), self.rng.randint(1, 3)))
        kept = [pile for pile, lots in piles.items() if len(lots) > 1 and self.reserved(lots[0], at)]
        some = list(dict.fromkeys([*self.rng.sample(kept, min(len(kept), 1)), *some]))
        beside = Pile(self.rng.choice(sorted(self.units)))
        if beside not in piles and self.rng.random() < 0.2:
            some.append(beside)
        told, right = [], []
        for pile in some:
            books = self.books(pile, at)
            counted = self.found_of(pile, books)
            told.append({"pile": pile._asdict(), "expected": text(books), "counted": text(counted)})
            right += self.set_books(pile, at, counted - books)
        self.do("count_shelf", at=at, on=self.today.isoformat(), piles=told, right=right)
        return True

    def found_of(self, pile: Pile, books: int) -> int:
        """As many as the books say, more, or fewer."""
        more = books + self.amount(pile.item, 1, 5)
        return self.rng.choice([books, more, books - self.portion(pile.item, books)]) if books else more

    # --------------------------------------------------------------------------------------- in stages

    def stage(self) -> bool:
        """The next thing that is done of a count in stages: begun, entered, compared and what follows."""
        if self.staged is None:
            return self.begin_count()
        entered = [by for by in COUNTERS if any(by in of for of in self.staged.entries.values())]
        open_piles = [pile for pile in self.staged.asked if len(self.staged.entries.get(pile, {})) < 2]
        fresh = not any(pile in self.staged.entries for pile in self.staged.asked)
        if fresh or (len(entered) < 2 and open_piles and self.rng.random() < 0.8):
            return self.enter_count(
                self.staged, next((by for by in COUNTERS if by not in entered), COUNTERS[0])
            )
        self.do("compare_count", count=self.staged.label)
        return self.end_count(self.staged)

    def begin_count(self) -> bool:
        at = self.pick(sorted({at for _lot, at in self.there()}))
        if at is None:
            return False
        piles = list(self.piles(at))
        items = sorted({pile.item for pile in piles})
        some = self.rng.sample(items, self.rng.randint(1, len(items))) if self.rng.random() < 0.4 else []
        asked = [pile for pile in piles if not some or pile.item in some]
        self.staged = Staged(self.label("count"), at, asked, sheet=set(asked))
        self.do("begin_count", count=self.staged.label, at=at, items=some, counters=list(COUNTERS))
        return self.enter_count(self.staged, COUNTERS[0])

    def enter_count(self, staged: Staged, by: str) -> bool:
        """One of several counters enters what lies there, blind to the other and to the books."""
        told = []
        for pile in self.rng.sample(staged.asked, self.rng.randint(1, len(staged.asked))):
            books = self.books(pile, staged.at)
            others = [
                entry.more for entry in staged.entries.get(pile, {}).values() if books + entry.more >= 0
            ]
            counted = books + others[0] if others and self.rng.random() < 0.4 else self.found_of(pile, books)
            told.append(self.entered(staged, pile, by, counted, books))
        beside: list[Step] = []
        new = Pile(self.rng.choice(sorted(self.units)))
        if new not in staged.sheet and self.rng.random() < 0.25:
            staged.sheet.add(new)
            staged.asked.append(new)
            books = self.books(new, staged.at)
            counted = books + self.amount(new.item, 1, 5)
            one = self.entered(staged, new, by, counted, books)
            beside.append({"item": new.item, "counted": one["counted"]})
        self.do("enter_count", count=staged.label, by=by, lines=told, beside=beside)
        return True

    def entered(self, staged: Staged, pile: Pile, by: str, counted: int, books: int) -> Step:
        staged.entries.setdefault(pile, {})[by] = Entry(counted - books, len(self.steps))
        return {"pile": pile._asdict(), "counted": text(counted)}

    def end_count(self, staged: Staged) -> bool:
        """Somebody who counted nothing takes one figure of each pile; or has some of them counted again."""
        chosen = {pile: self.rng.choice(sorted(of)) for pile, of in staged.entries.items()}
        more = {pile: staged.entries[pile][by].more for pile, by in chosen.items()}
        again = [pile for pile in chosen if self.books(pile, staged.at) + more[pile] < 0]
        if not again and self.rng.random() < 0.3:
            again = self.rng.sample(list(chosen), 1)
        if self.rng.random() < 0.3:
            self.staged = None
            self.do("abandon_count", count=staged.label)
        elif again:
            staged.asked = again
            for pile in again:
                del staged.entries[pile]
            self.do("recount_lines", count=staged.label, piles=[pile._asdict() for pile in again])
        else:
            self.staged = None
            differing = {
                pile for pile, of in staged.entries.items() if len({one.more for one in of.values()}) > 1
            }
            right = []
            for pile, by_more in more.items():
                right += self.set_books(pile, staged.at, by_more)
            settled = [
                {"pile": pile._asdict(), "by": by, "differ": pile in differing} for pile, by in chosen.items()
            ]
            self.do("finalize_count", count=staged.label, at=staged.at, on=self.today.isoformat(),
                    settled=settled, right=right)  # fmt: skip
        return True


def text_of(thousandths: int) -> str:
    """A decimal text, with its sign."""
    return f"-{text(-thousandths)}" if thousandths < 0 else text(thousandths)
