"""A random community that also sorts bulk goods and takes recalled goods off its shelves, told step by step.

Each step is drawn by itself: which one is said from outside, and so is the seed of what is random in it, so
that a history stays what it is when steps of it are left out.
"""

from __future__ import annotations

import random
from datetime import timedelta

from tests.simulation.community import Lot, text, thousandths
from tests.simulation.countings import Countings
from tests.simulation.histories import WEIGHTS

BULK = "Mixed goods, unsorted"
MADE = "out of a pile"

LIKELY = {
    "reserve": 12, "send": 16, "confirm": 18, "pack": 10, "void": 5, "cancel_delivery": 3, "transfer": 4,
    "give_bulk": 5, "sort": 6, "undo_sort": 9, "recall": 2, "close_drive": 5, "reopen_drive": 6, "count": 2,
    "give_parts": 4, "need_kits": 2, "assemble": 5, "take_apart": 4, "undo_kits": 4, "write_recipe": 1,
    "hand_out": 7, "find_missing": 8, "give_up": 5, "hold": 1, "hold_lots": 2, "unhold": 3, "unhold_lots": 3,
    "discard": 1, "discard_lots": 2, "share_out": 7, "release": 4, "release_shares": 7, "post_need": 6,
    "post_needs": 2, "confirm_needs": 2, "cancel_need": 3, "cancel_needs": 2, "adjust": 2, "count_shelf": 2,
    "stage": 20, "make_pledge": 8, "change_pledge": 10, "end_pledge": 11, "correct": 3,
    "cancel_sent": 4, "revise_drive": 2,
}  # fmt: skip
"""How likely some of the verbs are here, where others are in other histories."""

DECK = [verb for verb, weight in (WEIGHTS | LIKELY).items() for _each in range(weight)]
"""The verbs, each as often as it is likely."""

ALWAYS = ("reserve", "plan", "send", "confirm", "post_need", "donate")
"""What is done instead where something cannot be; the last can always be."""


class LongCommunity(Countings):
    """A community whose steps are asked for one by one."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.sortings: dict[str, tuple[Lot, str, int, list[tuple[Lot, int]]]] = {}

    def set_up(self) -> None:
        super().set_up()
        self.units[BULK], self.rules[BULK] = "lb", "none"
        self.do("add_item", item=BULK, category="goods", unit="lb", date_rule="none")

    def act(self, verb: str, pick: int) -> str:
        """Do this, or what can be done instead; what was done."""
        self.let_pass(pick)
        return next(one for one in (verb, *ALWAYS) if getattr(self, one)())

    def let_pass(self, pick: int) -> None:
        """Days go by, or none."""
        self.rng = random.Random(pick)
        self.today += timedelta(days=self.rng.choice([0, 0, 1, 1, 2]))

    def give_bulk(self) -> bool:
        """Bulk goods, given or bought, to a drive that runs or to none."""
        running = [n for n, d in self.drives.items() if d.closed_on is None and d.starts_on <= self.today]
        drive = self.pick([None, *running[:1]])
        sites = self.drives[drive].sites if drive else self.sites
        line = {
            "item": BULK, "quantity": text(self.amount(BULK, 5, 90)), "rejected": "0", "date_mark": None,
            "date_kind": None, "lot_code": None, "restricted_to": None,
        }  # fmt: skip
        self.enter(
            "log_donation",
            {
                "donation": self.label("donation"),
                "drive": drive,
                "site": sites[0],
                "received_on": self.some_day(self.drives[drive].starts_on if drive else None).isoformat(),
                "source": "purchased" if self.rng.random() < 0.2 else "donated",
                "lines": [line],
            },
        )
        return True

    def sort(self) -> bool:
        """A part of a pile becomes one or two other things, and perhaps some of it is thrown out."""
        choice = self.pick(
            (lot, at)
            for lot, at in self.there()
            if lot.item == BULK and self.free(lot, at) >= 2000 and not self.is_held(lot)
        )
        if choice is None:
            return False
        lot, at = choice
        free = self.free(lot, at)
        taken = self.portion(BULK, free)
        discarded = self.portion(BULK, free - taken) if taken < free and self.rng.random() < 0.5 else 0
        others = [name for name in self.units if name != BULK]
        made = []
        for item in self.rng.sample(others, self.rng.randint(1, 2)):
            goods = lot._replace(item=item, date_mark=None, date_kind=None, lot_code=MADE)
            made.append((goods, self.rng.randint(1, 40) * 1000))
        self.stock[lot, at] -= taken + discarded
        label = self.label("sorting")
        on = max(self.some_day(back=6), self.came[lot])
        if self.is_held(lot, on):
            on = self.today
        for goods, quantity in made:
            self.stock[goods, at] += quantity
            self.comes(goods, on)
        self.sortings[label] = (lot, at, taken + discarded, made)
        self.do(
            "sort", sorting=label, lot=lot._asdict(), at=at, taken=text(taken), discarded=text(discarded),
            on=on.isoformat(),
            made=[{"item": goods.item, "quantity": text(q), "lot_code": MADE} for goods, q in made],
        )  # fmt: skip
        return True

    def undo_sort(self) -> bool:
        """A sorting whose goods lie where they were put is taken back; whoever reserved them loses them."""
        label = self.pick(
            name
            for name, (_lot, at, _taken, made) in self.sortings.items()
            if all(self.stock[goods, at] >= quantity for goods, quantity in made)
        )
        if label is None:
            return False
        lot, at, taken, made = self.sortings.pop(label)
        self.stock[lot, at] += taken
        for goods, quantity in made:
            self.stock[goods, at] -= quantity
            self.eat(goods, at)
        self.do("undo_sort", sorting=label)
        return True

    def confirm(self) -> bool:
        """Now and then more of a line arrived than was sent."""
        if not super().confirm():
            return False
        step = self.steps[-1]
        delivery = self.deliveries[step["delivery"]]
        whole = [told for told in step["lines"] if told["lost"] == told["returned"] == "0"]
        told = self.pick(whole) if self.rng.random() < 0.3 else None
        if told is None:
            return True
        line = next(one for one in delivery.lines if one["line"] == told["line"])
        kept = line["reservation"] and self.reservations[line["reservation"]]
        lot, at = self.lot_of_line(step["delivery"], told["line"]), kept.at if kept else line["at"]
        extra = self.amount(lot.item, 1, 6)
        told["extra"] = text(extra)
        self.arrives_beyond(step["delivery"], lot, at, extra)
        if kept and self.needs[kept.need].is_open(self.today):
            self.needs[kept.need].delivered += min(extra, self.outstanding(kept.need))
        return True

    def recall(self) -> bool:
        """All of a lot is held, whoever it was reserved for, and thrown out wherever it lies."""
        lot = self.pick(sorted({lot for lot, _at in self.there() if not self.is_held(lot)}, key=str))
        if lot is None:
            return False
        label, on = self.label("hold"), self.today
        self.holds[label] = (lot, on, None)
        for r in self.reservations.values():
            if r.lot == lot and r.place == "site":
                self.give_back(r, r.left)
        self.do("hold", hold=label, lot=lot._asdict(), on=on.isoformat())
        for where, at in self.there():
            if where == lot:
                self.do(
                    "discard", lot=lot._asdict(), at=at, quantity=text(self.stock[lot, at]),
                    reason="recalled", on=on.isoformat(),
                )  # fmt: skip
                self.stock[lot, at] = 0
        return True


def is_short(step: dict[str, object]) -> bool:
    """Whether a confirmation says that not all of it arrived."""
    lines = step["lines"]
    assert isinstance(lines, list)
    return any(thousandths(line["lost"]) or thousandths(line["returned"]) for line in lines)
