"""A random community that also does with its goods what is done at the door and in the storeroom.

Packed short, handed out on the spot, missing goods found or given up. It knows nothing of the application and
nothing of the oracle.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from tests.simulation.community import Community, Lot, Reservation, Step, text, thousandths

URGENCY = ("critical", "high", "normal", "low")


class GoingsOn(Community):
    """What goods go through between their shelf and a program."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.came: dict[Lot, date] = {}
        """The first day that goods of a lot were said to come in."""
        self.opened: dict[Lot, int] = {}
        """The step that first told of a lot."""
        self.urgency: dict[str, tuple[int, str, date]] = {}
        self.searched: dict[str, tuple[Lot, int, date]] = {}
        """By delivery line, what is missing of which lot, and the day that was said."""

    def do(self, what: str, **fields: Any) -> None:
        super().do(what, **fields)
        if what in ("log_donation", "correct_donation"):
            on = date.fromisoformat(fields["received_on"])
            whole = [{**line, "rejected": "0"} for line in fields["lines"]]
            for lot, _at, _quantity in self.accepted({**fields, "lines": whole}):
                self.comes(lot, on)
        elif what == "post_need":
            needed_by = fields["needed_by"] or date.max.isoformat()
            posted_on = date.fromisoformat(fields["posted_on"])
            self.urgency[fields["need"]] = URGENCY.index(fields["priority"]), needed_by, posted_on

    def comes(self, lot: Lot, on: date) -> None:
        """Goods of a lot come in on a day."""
        self.opened.setdefault(lot, len(self.steps))
        self.came[lot] = min(on, self.came.get(lot, on))

    # ------------------------------------------------------------------------------------- packed short

    def split(self, label: str, kept: int) -> str:
        """A reservation keeps so much; the rest is one of its own, the newest."""
        old = self.reservations[label]
        rest = self.label("reservation")
        self.reservations[rest] = Reservation(old.need, old.lot, old.at, old.left - kept, old.on)
        old.left = kept
        return rest

    def pack(self) -> bool:
        """Now and then less of a line than was planned, or none of it; or fewer than were packed before."""
        ready = [d for d in self.deliveries.values() if d.state in ("planned", "packed") and self.load(d)]
        delivery = self.pick(ready) if self.rng.random() < 0.5 else None
        if delivery is None:
            return super().pack()
        carried = self.load(delivery)
        name = self.pick(line for line, (lot, _at, _many) in carried.items() if not self.is_held(lot))
        if name is None:
            return super().pack()
        lot, _at, there = carried[name]
        packed = there - self.portion(lot.item, there)
        if not packed and len(carried) == 1:
            return super().pack()
        told = {"line": name, "quantity": text(packed)}
        kept = []
        for line in delivery.lines:
            if line["line"] != name:
                kept.append(line)
            elif line["reservation"] is None and packed:
                kept.append({**line, "quantity": text(packed)})
            elif packed:
                told["rest"] = self.split(line["reservation"], packed)
                kept.append(line)
            elif line["reservation"] is not None:
                self.reservations[line["reservation"]].delivery = None
        delivery.lines, delivery.state = kept, "packed"
        delivery.on = self.some_day(delivery.on, back=3)
        label = next(label for label, one in self.deliveries.items() if one is delivery)
        self.do("pack_delivery", delivery=label, on=delivery.on.isoformat(), packed=[told])
        return True

    # ---------------------------------------------------------------------------------------- handed out

    def hand_out(self) -> bool:
        """A program takes goods of a site along: what is kept for it goes first, and its needs are met."""
        asking = Counter(
            (self.needs[need].program, self.needs[need].item)
            for need in self.open_needs()
            if self.outstanding(need)
        )
        several = [program for (program, _item), needs in asking.items() if needs > 1]
        program = self.rng.choice(several if several and self.rng.random() < 0.5 else self.programs)
        shelves: dict[tuple[str, str], list[Lot]] = {}
        for lot, at in self.there():
            may_go = lot.restricted_to in (None, program) and not self.is_held(lot) and not self.is_past(lot)
            if may_go and (self.free(lot, at) or self.own(lot, at, program)):
                shelves.setdefault((lot.item, at), []).append(lot)
        wanted = [one for one in shelves if asking[program, one[0]]]
        wanted = [one for one in wanted if asking[program, one[0]] > 1] or wanted
        kept = [one for one in shelves if any(self.own(lot, one[1], program) for lot in shelves[one])]
        choice = self.pick(self.rng.choice([shelves, wanted, kept]) or shelves)
        if choice is None:
            return False
        item, at = choice
        order = {
            lot: (
                lot.restricted_to is None,
                lot.date_mark or date.max.isoformat(),
                self.came[lot],
                self.opened[lot],
            )
            for lot in shelves[choice]
        }
        if len(set(order.values())) < len(order):
            return False  # Of goods alike that came with one donation nobody can tell which goes first.
        lots = sorted(order, key=order.__getitem__)
        kept = sum(self.reservations[one].left for lot in lots for one in self.own(lot, at, program))
        free = sum(self.free(lot, at) for lot in lots)
        needs = [
            self.outstanding(need)
            for need in self.open_needs()
            if (self.needs[need].program, self.needs[need].item) == (program, item)
        ]
        if free and len([many for many in needs if many]) > 1:
            # More than is kept, and perhaps too little for all that ask: one is met before another.
            quantity = kept + self.portion(item, min(free, max(needs)))
        else:
            quantity = self.portion(item, kept + free)
        self.hand(program, item, at, lots, quantity)
        return True

    def own(self, lot: Lot, at: str, program: str) -> list[str]:
        """What is reserved there for needs of a program and on no delivery."""
        return [
            label
            for label, r in self.reservations.items()
            if r.place == "site"
            and r.delivery is None
            and (r.lot, r.at) == (lot, at)
            and self.needs[r.need].program == program
        ]

    def hand(self, program: str, item: str, at: str, lots: list[Lot], quantity: int) -> None:
        name, left = self.label("delivery"), quantity
        free = {lot: self.free(lot, at) for lot in lots}
        lines: list[Step] = []

        def line(lot: Lot, many: int, **more: Any) -> None:
            told = {"line": f"{name}.{len(lines) + 1}", "reservation": None, "lot": lot._asdict(), "at": at}
            lines.append({**told, "quantity": text(many), **more})
            self.stock[lot, at] -= many

        for lot in lots:
            for label in self.own(lot, at, program):
                r, taken = self.reservations[label], min(left, self.reservations[label].left)
                left -= taken
                if taken:
                    more = {"rest": self.split(label, taken)} if taken < r.left else {}
                    line(lot, taken, reservation=label, **more)
                    self.meets(label)
        asking = [
            need
            for need in self.open_needs()
            if (self.needs[need].program, self.needs[need].item) == (program, item)
        ]
        asking.sort(key=self.urgency.__getitem__)
        asked = {need: self.outstanding(need) for need in asking}
        spare = []
        for lot in lots:
            taken = min(left, free[lot])
            left -= taken
            for need in asking:
                if part := min(taken, asked[need]):
                    label = self.label("reservation")
                    self.reservations[label] = Reservation(need, lot, at, part, self.today)
                    line(lot, part, reservation=label, need=need)
                    self.meets(label)
                    asked[need] -= part
                    taken -= part
            spare.append((lot, taken))
        for lot, taken in spare:
            if taken:
                line(lot, taken)
        self.do("hand_out", delivery=name, program=program, at=at, item=item, quantity=text(quantity),
                lines=lines, on=self.today.isoformat())  # fmt: skip

    def meets(self, label: str) -> None:
        r = self.reservations[label]
        self.needs[r.need].delivered += r.left
        r.left, r.place = 0, "ended"

    # ------------------------------------------------------------------------------------------- missing

    def confirm(self) -> bool:
        """What did not arrive is missing, or some of it is, and the rest broken."""
        if not super().confirm():
            return False
        step = self.steps[-1]
        for told in step["lines"]:
            lost = thousandths(told["lost"])
            if lost and self.rng.random() < 0.9:
                lot = self.lot_of_line(step["delivery"], told["line"])
                missing = self.portion(lot.item, lost)
                told["missing"] = text(missing)
                self.searched[told["line"]] = lot, missing, date.fromisoformat(step["on"])
        return True

    def lot_of_line(self, delivery: str, name: str) -> Lot:
        line = next(one for one in self.deliveries[delivery].lines if one["line"] == name)
        return self.reservations[line["reservation"]].lot if line["reservation"] else Lot(**line["lot"])

    def find_missing(self) -> bool:
        """Some of it turns up, at whatever site."""
        name = self.pick(self.searched)
        if name is None:
            return False
        lot, missing, said_on = self.searched.pop(name)
        found, at = self.portion(lot.item, missing), self.rng.choice(self.sites)
        if found < missing:
            self.searched[name] = lot, missing - found, said_on
        self.stock[lot, at] += found
        on = self.some_day(said_on, back=4).isoformat()
        self.do("find_missing", line=name, lot=lot._asdict(), at=at, quantity=text(found), on=on)
        return True

    def give_up(self) -> bool:
        name = self.pick(self.searched)
        if name is None:
            return False
        _lot, _missing, said_on = self.searched.pop(name)
        self.do("give_up_missing", line=name, on=self.some_day(said_on, back=4).isoformat())
        return True
