"""Bulk goods woven into a history: given, bought, found, sorted into its items, and sortings taken back.

What else a history says stays as it is: what was made of a pile is told apart by its lot code, so that
nothing else the community does depends on it. Nothing of the application is imported here.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from tests.simulation.facts import Facts, Lot, site

Step = dict[str, Any]

BULK = ("Mixed goods, unsorted", "Toys to be sorted")
MADE = "out of a pile"


class Piles:
    """Puts piles and sortings between the steps of a history."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(f"piles {seed}")
        self.facts = Facts()
        self.steps: list[Step] = []
        self.last: dict[str, Step] = {}
        """The last step that told of each pile that was given or bought."""

    def weave(self, history: list[Step]) -> list[Step]:
        """The history with piles in it."""
        settled = False
        for step in history:
            if not settled and step["do"] not in ("add_item", "add_program", "add_site", "open_drive"):
                settled = True
                for name in BULK:
                    self._tell(step, "add_item", item=name, category="goods", unit="lb", date_rule="none")
            self.facts.take(step)
            self.steps.append(step)
            if settled and self.rng.random() < 0.25:
                acts = [self._give, self._give, self._sort, self._sort, self._sort, self._count]
                self.rng.choice([*acts, self._undo, self._correct, self._correct])(step)
        return self.steps

    def _tell(self, step_before: Step, do: str, **fields: Any) -> None:
        step = {"today": step_before["today"], "do": do, **fields}
        self.facts.take(step)
        self.steps.append(step)

    def _day(self, at: Step, earliest: date) -> str:
        """Today, or now and then a few days before."""
        today = date.fromisoformat(at["today"])
        back = self.rng.randint(1, 9) if self.rng.random() < 0.3 else 0
        return max(earliest, today - timedelta(days=back)).isoformat()

    def _first_day(self) -> date:
        return date.fromisoformat(self.steps[0]["today"])

    def _give(self, at: Step) -> None:
        name = f"pile-{len(self.last) + 1}"
        # One drive and site: piles of one lot hold goods of several sources.
        where = {"drive": self.rng.choice([None, *list(self.facts.drives)[:1]]), "site": self.facts.sites[0]}
        source = self.rng.choice(["donated", "donated", "purchased"])
        self._log(at, "log_donation", name, source, where, self._day(at, self._first_day()))

    def _log(
        self, at: Step, do: str, name: str, source: str, where: Step, on: str, amount: Step | None = None
    ) -> None:
        quantity = self.rng.randint(2, 90)
        rejected = self.rng.randint(0, quantity - 1) if self.rng.random() < 0.3 else 0
        line = {
            "item": BULK[0], "date_mark": None, "date_kind": None, "lot_code": None, "restricted_to": None,
            **(amount or {"quantity": str(quantity), "rejected": str(rejected)}),
        }  # fmt: skip
        fields = {"donation": name, **where, "received_on": on, "source": source, "lines": [line]}
        self._tell(at, do, **fields)
        self.last[name] = fields

    def _correct(self, at: Step) -> None:
        """What was given turns out bought or the other way round, of another day, and another amount.

        Where something of it has left, the amount stays.
        """
        name = self.rng.choice(list(self.last)) if self.last else None
        if name is None:
            return
        old = self.last[name]
        [line] = self.facts.donations[name].lines
        gone = self.facts.level(line.lot, site(old["site"])) < line.quantity - line.rejected
        amount = {key: old["lines"][0][key] for key in ("quantity", "rejected")} if gone else None
        source, on = old["source"], old["received_on"]
        if self.rng.random() < 0.5:
            source = "purchased" if source == "donated" else "donated"
        if self.rng.random() < 0.6:
            on = self.rng.choice([self._day(at, self._first_day()), self._first_day().isoformat()])
        where = {"drive": old["drive"], "site": old["site"]}
        self._log(at, "correct_donation", name, source, where, on, amount)

    def _there(self) -> list[tuple[Lot, str, int]]:
        """Piles that have something in them, where, and how many whole units."""
        found = []
        for lot in self.facts.lots():
            for at in self.facts.sites[:1]:
                there = int(self.facts.level(lot, site(at)))
                if lot.item in BULK and there > 1:
                    found.append((lot, at, there))
        return found

    def _sort(self, at: Step) -> None:
        if not (there := self._there()):
            return
        pile, where, most = self.rng.choice(there)
        taken = self.rng.choice([0, most, self.rng.randint(1, most), self.rng.randint(1, most)])
        discarded = self.rng.randint(0 if taken else 1, most - taken) if taken < most else 0
        others = [name for name in self.facts.items if name != pile.item]
        names = self.rng.sample(others, self.rng.randint(1, 2)) if taken else []
        if taken and self.rng.random() < 0.3 and BULK[1] in others:
            names = [BULK[1]]
        came = [move.on for move in self.facts.moves_of(pile)]
        self._tell(
            at, "sort", sorting=f"sorting-{len(self.steps)}", lot=_told(pile), at=where,
            taken=str(taken), discarded=str(discarded), on=self._day(at, min(came)),
            made=[
                {"item": name, "quantity": str(self.rng.randint(1, 40)), "lot_code": MADE} for name in names
            ],
        )  # fmt: skip

    def _undo(self, at: Step) -> None:
        """Take a sorting back whose goods lie where they were put."""
        for name, one in reversed(self.facts.sortings.items()):
            where = site(self.facts.sites[0])
            asked: dict[Lot, Any] = {}
            for lot, quantity in one.made:
                asked[lot] = asked.get(lot, 0) + quantity
            if all(self.facts.level(lot, where) >= quantity for lot, quantity in asked.items()):
                self._tell(at, "undo_sort", sorting=name)
                return

    def _count(self, at: Step) -> None:
        if there := self._there():
            pile, where, most = self.rng.choice(there)
            counted = str(max(0, most + self.rng.randint(-3, 20)))
            line = {"lot": _told(pile), "counted": counted}
            self._tell(at, "count", site=where, on=at["today"], lines=[line])


def _told(lot: Lot) -> dict[str, str | None]:
    mark = None if lot.date_mark is None else lot.date_mark.isoformat()
    return {**lot._asdict(), "date_mark": mark}


def with_piles(history: list[Step], seed: int) -> list[Step]:
    """A history with piles in it, always the same for a seed."""
    return Piles(seed).weave(history)
