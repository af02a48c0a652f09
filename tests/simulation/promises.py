"""Pledges woven into a history: made, changed, taken back, released, and turned into its donations.

What else a history says stays as it is: a donation that came of a pledge is one that was there anyway.
Nothing of the application is imported here.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests.simulation.facts import Facts

Step = dict[str, Any]


@dataclass
class Promise:
    drive: str
    ended: str | None = None
    came_as: str | None = None


class Weaver:
    """Puts pledges between the steps of a history."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(f"pledges {seed}")
        self.facts = Facts()
        self.steps: list[Step] = []
        self.opened: dict[str, Step] = {}
        self.promises: dict[str, Promise] = {}

    def weave(self, history: list[Step]) -> list[Step]:
        """The history with pledges in it."""
        for step in history:
            if step["do"] == "open_drive":
                self.opened[step["drive"]] = step
            self._tell(self._perhaps_of_a_pledge(step))
            if self.rng.random() < 0.2:
                today = date.fromisoformat(step["today"])
                self.rng.choice([self._make, self._make, self._make, self._end, self._change])(today)
        return self.steps

    def _tell(self, step: Step) -> None:
        self.facts.take(step)
        self.steps.append(step)

    def _perhaps_of_a_pledge(self, step: Step) -> Step:
        if step["do"] == "void_donation":
            for promise in self.promises.values():
                if promise.came_as == step["donation"]:
                    promise.came_as = None
        if step["do"] != "log_donation" or step["source"] != "donated" or self.rng.random() < 0.1:
            return step
        waiting = [
            name
            for name, promise in self.promises.items()
            if promise.drive == step["drive"] and promise.came_as is None
            and promise.ended in (None, "release_pledge")
        ]  # fmt: skip
        if not waiting:
            return step
        name = self.rng.choice(waiting)
        self.promises[name].came_as = step["donation"]
        return {**step, "pledge": name}

    def _make(self, today: date) -> None:
        running = [name for name in self.opened if self._runs(name, today)]
        if running:
            drive = self.rng.choice(running)
            self._promise("make_pledge", drive, today, {})

    def _change(self, today: date) -> None:
        name = self._standing()
        if name is None or not self._runs(self.promises[name].drive, today):
            return
        if self._promise("change_pledge", self.promises[name].drive, today, {"instead_of": name}):
            self.promises[name].ended = "change_pledge"

    def _end(self, today: date) -> None:
        name = self._standing()
        if name is not None:
            do = self.rng.choice(["withdraw_pledge", "release_pledge"])
            self.promises[name].ended = do
            self._tell({"today": today.isoformat(), "do": do, "pledge": name})

    def _standing(self) -> str | None:
        standing = [name for name, one in self.promises.items() if one.ended is None and one.came_as is None]
        return self.rng.choice(standing) if standing else None

    def _promise(self, do: str, drive: str, today: date, more: Step) -> bool:
        asked = {name: most for name in self.facts.items if (most := self._asked(drive, name, today)) >= 1}
        if not asked:
            return False
        last = date.fromisoformat(self.opened[drive]["ends_on"])
        by_on = min(last, today + timedelta(days=self.rng.randint(0, 12)))
        names = self.rng.sample(sorted(asked), min(len(asked), self.rng.randint(1, 2)))
        label = f"pledge-{len(self.promises) + 1}"
        self.promises[label] = Promise(drive)
        self._tell(
            {
                "today": today.isoformat(),
                "do": do,
                "pledge": label,
                "drive": drive,
                "site": self.rng.choice(self.opened[drive]["sites"]),
                "by_on": by_on.isoformat(),
                "lines": [
                    {"item": name, "quantity": str(self.rng.randint(1, min(60, asked[name])))}
                    for name in names
                ],
                **more,
            }
        )
        return True

    def _runs(self, drive: str, today: date) -> bool:
        first, last = (date.fromisoformat(self.opened[drive][end]) for end in ("starts_on", "ends_on"))
        return first <= today <= last and self.facts.drives[drive].closed_on is None

    def _asked(self, drive: str, item: str, today: date) -> int:
        """Whole units that a drive asks for in all, by its goal or by its needs."""
        of = self.facts.drives[drive]
        needs = (
            need.quantity(today)
            for need in self.facts.needs.values()
            if need.item == item
            and need.is_open(today)
            and (need.drive == drive or (need.drive is None and need.program in of.programs))
        )
        return int(max(sum(needs), of.goals.get(item, 0)))


def with_pledges(history: list[Step], seed: int) -> list[Step]:
    """A history with pledges in it, always the same for a seed."""
    return Weaver(seed).weave(history)
