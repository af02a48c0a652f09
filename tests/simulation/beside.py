"""Kits and pledges beside a community that is told step by step, each done when it is asked for."""

from __future__ import annotations

import random
from datetime import date

from tests.simulation.facts import Facts
from tests.simulation.kit_making import KITS, KitMaking
from tests.simulation.promises import Step, Weaver

KIT_VERBS = {
    "give_parts": "_give", "need_kits": "_need", "assemble": "_assemble", "take_apart": "_apart",
    "undo_kits": "_undo", "write_recipe": "_recipe",
}  # fmt: skip
"""What is done with kits, in a room of their own."""

PLEDGE_VERBS = {"make_pledge": "_make", "change_pledge": "_change", "end_pledge": "_end"}
"""What givers do before they come."""


class KitsBeside(KitMaking):
    """Puts kits together in their room when it is told to, between the steps of a community."""

    def __init__(self, seed: int, facts: Facts, history: list[Step]) -> None:
        super().__init__(seed)
        self.facts, self.steps = facts, history

    def set_up(self, today: date) -> None:
        """The kits, their room and their first recipes."""
        self._set_up({"today": today.isoformat()})

    def act(self, verb: str, pick: int, today: date) -> None:
        """Do this, or bring parts where it cannot be."""
        self.rng = random.Random(pick)
        before, at = len(self.steps), {"today": today.isoformat()}
        getattr(self, KIT_VERBS[verb])(at)
        if len(self.steps) == before:
            self._give(at)


class PledgesBeside(Weaver):
    """Has people promise goods when it is told to, and lets donations come of that."""

    def __init__(self, seed: int, facts: Facts, history: list[Step]) -> None:
        super().__init__(seed)
        self.facts, self.steps = facts, history

    def act(self, verb: str, pick: int, today: date) -> bool:
        """Do this, if it can be done."""
        self.rng = random.Random(pick)
        before = len(self.steps)
        getattr(self, PLEDGE_VERBS[verb])(today)
        return len(self.steps) > before

    def becomes(self, step: Step) -> Step:
        """A step of the community; a donation may be one that was pledged."""
        if step["do"] in ("open_drive", "revise_drive"):
            self.opened[step["drive"]] = step
        return self._perhaps_of_a_pledge(step)

    def _asked(self, drive: str, item: str, today: date) -> int:
        """People are asked for no kits."""
        return 0 if item in KITS else super()._asked(drive, item, today)
