"""A random community: what it has done so far, and each thing that it could do next.

It keeps a small state of its own (in thousandths), so that every step is one that nothing speaks
against: goods are there, needs are open, days come in order. It knows nothing of the application
and nothing of the oracle.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

Step = dict[str, Any]

LAPSE_DAYS = 60
ITEMS = [  # name, category, unit, date rule
    ("Socks", "clothing", "pair", "none"),
    ("Blankets", "bedding", "each", "none"),
    ("Rice", "food", "lb", "strict"),
    ("apples", "food", "lb", "advice"),
    ("Mixed groceries", "food", "bag", "advice"),
    ("Infant formula", "baby", "each", "formula"),
    ("Yogurt", "food", "each", "strict"),
    ("canned beans", "food", "each", "advice"),
    ("Épinards", "food", "bag", "advice"),
    ("Diapers", "baby", "each", "none"),
]
PROGRAMS = ["Food bank", "Street outreach", "Youth shelter", "Foster care", "School pantry"]
SITES = [
    ("Gym", "collection_site"),
    ("Library", "collection_site"),
    ("Depot", "warehouse"),
    ("Annex", "warehouse"),
]
DRIVES = ["Spring drive", "Coat drive", "Harvest", "Stuff the bus"]
KINDS = ["best_by", "sell_by", "use_by", "expires"]
STEPS_OF_UNIT = {"each": [1000], "pair": [1000], "bag": [500, 1000], "lb": [1, 10, 125, 1000]}


class Lot(NamedTuple):
    item: str
    drive: str | None
    site: str | None
    date_mark: str | None
    date_kind: str | None
    lot_code: str | None
    restricted_to: str | None


@dataclass
class Need:
    program: str
    item: str
    posted_on: date
    drive: str | None
    revisions: list[tuple[date, int]]
    confirmed: list[date] = field(default_factory=list)
    cancelled_on: date | None = None
    delivered: int = 0

    def quantity(self) -> int:
        return sorted(self.revisions, key=lambda revision: revision[0])[-1][1]

    def is_open(self, day: date) -> bool:
        anchor = max([self.posted_on, *(on for on in self.confirmed if on <= day)])
        alive = self.cancelled_on is None or self.cancelled_on > day
        return alive and self.posted_on <= day < anchor + timedelta(days=LAPSE_DAYS)


@dataclass
class Reservation:
    need: str
    lot: Lot
    at: str
    left: int
    on: date
    place: str = "site"  # then transit, ended
    delivery: str | None = None


@dataclass
class Delivery:
    program: str
    lines: list[dict[str, Any]]
    on: date
    state: str = "planned"
    sent: dict[str, int] = field(default_factory=dict)


@dataclass
class Drive:
    starts_on: date
    ends_on: date
    programs: list[str]
    sites: list[str]
    closed_on: date | None = None


def text(thousandths: int) -> str:
    """A decimal text, without trailing zeros."""
    whole, part = divmod(thousandths, 1000)
    return f"{whole}.{part:03d}".rstrip("0").rstrip(".")


class Community:
    """What a random community has done so far, and what it could do next."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.today = date(2025, 1, 6) + timedelta(days=self.rng.randrange(60))
        self.first = self.today
        self.steps: list[Step] = []
        self.made: Counter[str] = Counter()
        self.units: dict[str, str] = {}
        self.rules: dict[str, str] = {}
        self.programs: list[str] = []
        self.sites: list[str] = []
        self.drives: dict[str, Drive] = {}
        self.donations: dict[str, Step] = {}
        self.needs: dict[str, Need] = {}
        self.stock: Counter[tuple[Lot, str]] = Counter()
        self.reservations: dict[str, Reservation] = {}
        self.deliveries: dict[str, Delivery] = {}
        self.holds: dict[str, tuple[Lot, date, date | None]] = {}

    # ------------------------------------------------------------------------------ small things

    def do(self, what: str, **fields: Any) -> None:
        self.steps.append({"today": self.today.isoformat(), "do": what, **fields})

    def label(self, kind: str) -> str:
        self.made[kind] += 1
        return f"{kind}-{self.made[kind]}"

    def some_day(self, earliest: date | None = None, back: int = 14, chance: float = 0.3) -> date:
        """Today, or now and then a day before, never before the earliest."""
        day = self.today
        if self.rng.random() < chance:
            day -= timedelta(days=self.rng.randint(1, back))
        return max(day, earliest or self.first)

    def amount(self, item: str, low: int, high: int) -> int:
        """So many units, in thousandths; divisible units also in parts."""
        step = self.rng.choice(STEPS_OF_UNIT[self.units[item]])
        return max(step, self.rng.randint(low * 1000, high * 1000) // step * step)

    def portion(self, item: str, whole: int) -> int:
        """All of it, or some part that the unit allows; at least the smallest."""
        if self.rng.random() < 0.35:
            return whole
        step = self.rng.choice([step for step in STEPS_OF_UNIT[self.units[item]] if whole % step == 0])
        return self.rng.randint(1, whole // step) * step

    def free(self, lot: Lot, at: str) -> int:
        return self.stock[lot, at] - self.reserved(lot, at)

    def reserved(self, lot: Lot, at: str) -> int:
        return sum(r.left for r in self.reservations.values() if (r.lot, r.at, r.place) == (lot, at, "site"))

    def outstanding(self, name: str) -> int:
        need = self.needs[name]
        allocated = sum(r.left for r in self.reservations.values() if r.need == name and r.place != "ended")
        return max(0, need.quantity() - need.delivered - allocated)

    def is_held(self, lot: Lot, *days: date) -> bool:
        return any(
            lot == held and on <= day and (lifted is None or day < lifted)
            for held, on, lifted in self.holds.values()
            for day in (self.today, *days)
        )

    def is_past(self, lot: Lot) -> bool:
        if lot.date_mark is None or date.fromisoformat(lot.date_mark) >= self.today:
            return False
        return lot.date_kind in ("use_by", "expires") or self.rules[lot.item] in ("strict", "formula")

    def there(self) -> list[tuple[Lot, str]]:
        return [where for where, quantity in self.stock.items() if quantity > 0]

    def pick(self, choices: Iterable[Any]) -> Any:
        choices = list(choices)
        return self.rng.choice(choices) if choices else None

    def eat(self, lot: Lot, at: str) -> None:
        excess = self.reserved(lot, at) - self.stock[lot, at]
        for r in reversed(self.reservations.values()):
            if excess > 0 and (r.lot, r.at, r.place) == (lot, at, "site"):
                taken = min(excess, r.left)
                excess -= taken
                self.give_back(r, taken)

    def give_back(self, r: Reservation, quantity: int) -> None:
        r.left -= quantity
        if r.left == 0:
            r.place = "ended"

    # -------------------------------------------------------------------------------- setting up

    def set_up(self) -> None:
        rng = self.rng
        chosen = [ITEMS[rng.randrange(2)], ITEMS[2 + rng.randrange(2)], ITEMS[4]]
        others = [item for item in ITEMS if item not in chosen]
        chosen += rng.sample(others, rng.randint(2, 4))
        rng.shuffle(chosen)
        for name, category, unit, rule in chosen:
            self.units[name], self.rules[name] = unit, rule
            self.do("add_item", item=name, category=category, unit=unit, date_rule=rule)
        self.programs = rng.sample(PROGRAMS, rng.randint(3, 5))
        for program in self.programs:
            self.do("add_program", program=program)
        for name, kind in rng.sample(SITES, rng.randint(2, 4)):
            self.sites.append(name)
            self.do("add_site", site=name, kind=kind)
        names = rng.sample(DRIVES, rng.randint(2, 4))
        shared = rng.choice(self.programs)
        starts = [
            self.first + timedelta(days=rng.randint(*span)) for span in ((0, 5), (3, 40), (0, 60), (20, 90))
        ]
        for name, starts_on in zip(names, starts, strict=False):
            ends_on = starts_on + timedelta(days=rng.randint(20, 70))
            members = rng.sample(self.programs, rng.randint(1, len(self.programs) - 1))
            if name in names[:2] and shared not in members:
                members.append(shared)
            sites = rng.sample(self.sites, rng.randint(1, len(self.sites)))
            goals = {
                item: text(self.amount(item, 20, 400))
                for item in rng.sample(sorted(self.units), rng.randint(0, 3))
            }
            self.drives[name] = Drive(starts_on, ends_on, members, sites)
            self.do(
                "open_drive",
                drive=name,
                starts_on=starts_on.isoformat(),
                ends_on=ends_on.isoformat(),
                programs=members,
                sites=sites,
                goals=goals,
            )

    # --------------------------------------------------------------------------------- donations

    def donate(self) -> bool:
        running = [n for n, d in self.drives.items() if d.closed_on is None and d.starts_on <= self.today]
        drive = self.pick(running) if self.rng.random() < 0.85 else None
        self.log(drive, self.some_day(self.drives[drive].starts_on if drive else None))
        return True

    def late_gift(self) -> bool:
        """To a drive already closed, dated before its closing or after."""
        closed = [(n, d) for n, d in self.drives.items() if d.closed_on is not None]
        choice = self.pick(closed)
        if choice is None:
            return False
        name, drive = choice
        last = drive.closed_on
        day = max(drive.starts_on, last - timedelta(days=self.rng.randint(0, 10)))
        if self.rng.random() < 0.45 and last < self.today:
            day = last + timedelta(days=self.rng.randint(1, (self.today - last).days))
        self.log(name, day)
        return True

    def log(self, drive: str | None, received_on: date) -> None:
        sites = self.drives[drive].sites if drive else self.sites
        programs = self.drives[drive].programs if drive else self.programs
        lines = [self.new_line(programs) for _ in range(self.rng.choice([1, 1, 2, 3]))]
        self.enter(
            "log_donation",
            {
                "donation": self.label("donation"),
                "drive": drive,
                "site": self.rng.choice(sites),
                "received_on": received_on.isoformat(),
                "source": "purchased" if self.rng.random() < 0.12 else "donated",
                "lines": lines,
            },
        )

    def new_line(self, programs: list[str]) -> Step:
        rng = self.rng
        item = rng.choice(sorted(self.units))
        quantity = self.amount(item, 200, 700) if rng.random() < 0.25 else self.amount(item, 3, 90)
        rejected = self.portion(item, quantity) if rng.random() < 0.18 else 0
        if rejected == quantity and rng.random() < 0.6:
            rejected = 0
        mark = kind = None
        if self.rules[item] != "none" and rng.random() < 0.65:
            earliest = 1 if self.rules[item] == "formula" or rng.random() < 0.9 else -5
            mark = (self.today + timedelta(days=rng.choice([earliest, 20, 45, 45, 200]))).isoformat()
            kind = rng.choice(KINDS)
        return {
            "item": item,
            "quantity": text(quantity),
            "rejected": text(rejected),
            "date_mark": mark,
            "date_kind": kind,
            "lot_code": rng.choice(["A1", "B2"]) if rng.random() < 0.15 else None,
            "restricted_to": rng.choice(programs) if rng.random() < 0.2 else None,
        }

    def enter(self, what: str, donation: Step) -> None:
        for lot, at, quantity in self.accepted(donation):
            self.stock[lot, at] += quantity
        self.donations[donation["donation"]] = donation
        self.do(what, **donation)

    @staticmethod
    def accepted(donation: Step) -> list[tuple[Lot, str, int]]:
        """Lot, site and thousandths accepted, of each line."""
        accepted = []
        for line in donation["lines"]:
            marks = (line[each] for each in ("date_mark", "date_kind", "lot_code", "restricted_to"))
            lot = Lot(line["item"], donation["drive"], donation["site"], *marks)
            quantity = thousandths(line["quantity"]) - thousandths(line["rejected"])
            if quantity:
                accepted.append((lot, donation["site"], quantity))
        return accepted

    def after(self, old: Step, new: Step | None) -> Counter[tuple[Lot, str]] | None:
        """The change to the stock when old gives way to new; None where goods would be missing."""
        change: Counter[tuple[Lot, str]] = Counter()
        for lot, at, quantity in self.accepted(old):
            change[lot, at] -= quantity
        for lot, at, quantity in self.accepted(new) if new else []:
            change[lot, at] += quantity
        possible = all(self.stock[where] + quantity >= 0 for where, quantity in change.items())
        return change if possible else None

    def void(self) -> bool:
        voidable = [d for d in self.donations.values() if self.after(d, None) is not None]
        old = self.pick(voidable)
        if old is None:
            return False
        del self.donations[old["donation"]]
        self.apply(self.after(old, None))
        self.do("void_donation", donation=old["donation"])
        return True

    def apply(self, change: Counter[tuple[Lot, str]] | None) -> None:
        assert change is not None
        for where, quantity in change.items():
            self.stock[where] += quantity
        for lot, at in change:
            self.eat(lot, at)

    def correct(self) -> bool:
        """Another quantity, day, site, drive, source or restriction."""
        old = self.pick(self.donations.values())
        if old is None:
            return False
        new = {**old, "lines": [dict(line) for line in old["lines"]]}
        line = self.rng.choice(new["lines"])
        what = self.rng.choice(
            ["quantity", "quantity", "day", "drop", "add", "source", "restriction", "drive"]
        )
        if what == "quantity":
            line["quantity"] = text(self.amount(line["item"], 1, 120))
            line["rejected"] = "0"
        elif what == "day":
            earliest = self.drives[old["drive"]].starts_on if old["drive"] else self.first
            new["received_on"] = self.some_day(earliest, back=40, chance=0.9).isoformat()
        elif what == "drop" and len(new["lines"]) > 1:
            new["lines"].remove(line)
        elif what == "add":
            new["lines"].append(
                self.new_line(self.drives[old["drive"]].programs if old["drive"] else self.programs)
            )
        elif what == "source":
            new["source"] = "donated" if old["source"] == "purchased" else "purchased"
        elif what == "restriction":
            line["restricted_to"] = None
        elif what == "drive":
            new["drive"] = None
        return self.put_right(old, new)

    def correct_goods_gone(self) -> bool:
        """599 to 59 when most of them have left: to void it would be refused."""
        for old in self.rng.sample(list(self.donations.values()), len(self.donations)):
            if self.after(old, None) is not None:
                continue
            new = {**old, "lines": [dict(line) for line in old["lines"]]}
            for line in new["lines"]:
                lot = self.accepted({**old, "lines": [line]})
                if not lot:
                    continue
                [(lot_of, at, quantity)] = lot
                gone = quantity - min(quantity, self.stock[lot_of, at])
                less = max(gone, quantity // 10 // 1000 * 1000)
                if 0 < less < quantity:
                    line["quantity"] = text(less + thousandths(line["rejected"]))
            if new["lines"] != old["lines"] and self.put_right(old, new):
                return True
        return False

    def put_right(self, old: Step, new: Step) -> bool:
        change = self.after(old, new)
        too_old = any(
            self.rules[line["item"]] == "formula"
            and line["date_mark"] is not None
            and line["date_mark"] < self.today.isoformat()
            for line in new["lines"]
        )
        if change is None or too_old or new == old:
            return False
        self.donations[old["donation"]] = new
        self.apply(change)
        self.do("correct_donation", **new)
        return True

    # ------------------------------------------------------------------------------------- needs

    def post_need(self) -> bool:
        rng = self.rng
        stocked = sorted({lot.item for lot, _ in self.there()})
        item = rng.choice(stocked) if stocked and rng.random() < 0.7 else rng.choice(sorted(self.units))
        program, posted_on = rng.choice(self.programs), self.some_day()
        drive = None
        if rng.random() < 0.22:
            drive = self.pick(
                n for n, d in self.drives.items() if d.closed_on is None and program in d.programs
            )
        quantity = self.amount(item, 100, 500) if rng.random() < 0.2 else self.amount(item, 5, 80)
        name = self.label("need")
        self.needs[name] = Need(program, item, posted_on, drive, [(posted_on, quantity)])
        needed_by = posted_on + timedelta(days=rng.randint(5, 40)) if rng.random() < 0.5 else None
        self.do(
            "post_need",
            need=name,
            program=program,
            item=item,
            quantity=text(quantity),
            priority=rng.choice(["critical", "high", "normal", "low"]),
            posted_on=posted_on.isoformat(),
            needed_by=needed_by.isoformat() if needed_by else None,
            drive=drive,
        )
        return True

    def open_needs(self) -> list[str]:
        return [name for name, need in self.needs.items() if need.is_open(self.today)]

    def revise(self, name: str, quantity: int, on: date) -> bool:
        self.needs[name].revisions.append((on, quantity))
        self.do("revise_need", need=name, quantity=text(quantity), on=on.isoformat())
        return True

    def revise_need(self) -> bool:
        name = self.pick(self.open_needs())
        if name is None:
            return False
        need = self.needs[name]
        quantity = self.amount(need.item, 5, 150)
        if quantity == need.quantity():
            return False
        return self.revise(name, quantity, self.some_day(need.posted_on))

    def shrink_need(self) -> bool:
        """To less than is already delivered and allocated."""
        met = {name: self.needs[name].quantity() - self.outstanding(name) for name in self.open_needs()}
        name = self.pick(name for name, quantity in met.items() if quantity > 1000)
        if name is None:
            return False
        quantity = max(1000, met[name] // 2 // 1000 * 1000)
        return quantity < met[name] and self.revise(name, quantity, self.today)

    def confirm_need(self) -> bool:
        """Open or lapsed; a lapsed one is taken up again."""
        alive = [name for name, need in self.needs.items() if need.cancelled_on is None]
        lapsed = [name for name in alive if not self.needs[name].is_open(self.today)]
        name = self.pick(lapsed if lapsed and self.rng.random() < 0.4 else alive)
        if name is None:
            return False
        on = self.some_day(self.needs[name].posted_on)
        if on in self.needs[name].confirmed:
            return False
        self.needs[name].confirmed.append(on)
        self.do("confirm_need", need=name, on=on.isoformat())
        return True

    def cancel_need(self) -> bool:
        name = self.pick(self.open_needs())
        if name is None:
            return False
        need = self.needs[name]
        need.cancelled_on = self.some_day(need.posted_on)
        for r in self.reservations.values():
            if r.need == name and r.place == "site":
                self.give_back(r, r.left)
        self.do("cancel_need", need=name, on=need.cancelled_on.isoformat())
        return True

    # -------------------------------------------------------------------------------- reservations

    def reserve(self) -> bool:
        possible = [
            (name, lot, at)
            for name in self.open_needs()
            if self.outstanding(name)
            for lot, at in self.there()
            if lot.item == self.needs[name].item
            and lot.restricted_to in (None, self.needs[name].program)
            and self.free(lot, at) > 0
            and not self.is_held(lot)
            and not self.is_past(lot)
        ]
        if not possible:
            return False
        contested = [choice for choice in possible if self.is_reserved_for_another(*choice)]
        name, lot, at = self.rng.choice(contested if contested and self.rng.random() < 0.5 else possible)
        need = self.needs[name]
        on = self.some_day(need.posted_on, back=8, chance=0.2)
        if not need.is_open(on) or self.is_held(lot, on):
            on = self.today
        quantity = self.portion(lot.item, min(self.outstanding(name), self.free(lot, at)))
        label = self.label("reservation")
        self.reservations[label] = Reservation(name, lot, at, quantity, on)
        self.do(
            "reserve",
            reservation=label,
            need=name,
            lot=lot._asdict(),
            at=at,
            quantity=text(quantity),
            on=on.isoformat(),
        )
        return True

    def is_reserved_for_another(self, need: str, lot: Lot, at: str) -> bool:
        return any(
            (r.lot, r.at, r.place) == (lot, at, "site") and r.need != need for r in self.reservations.values()
        )

    def release(self) -> bool:
        label = self.pick(n for n, r in self.reservations.items() if r.place == "site" and r.delivery is None)
        if label is None:
            return False
        r = self.reservations[label]
        on = self.some_day(r.on, back=6)
        self.give_back(r, r.left)
        self.do("release", reservation=label, on=on.isoformat())
        return True

    # ---------------------------------------------------------------------------------- deliveries

    def plan(self) -> bool:
        waiting: dict[str, list[str]] = {}
        for label, r in self.reservations.items():
            fit = not self.is_held(r.lot) and not self.is_past(r.lot)
            if r.place == "site" and r.delivery is None and fit:
                waiting.setdefault(self.needs[r.need].program, []).append(label)
        program = self.pick(waiting)
        if program is None:
            return False
        name = self.label("delivery")
        taken = self.rng.sample(waiting[program], min(len(waiting[program]), self.rng.randint(1, 4)))
        lines: list[dict[str, Any]] = []
        for label in taken:
            self.reservations[label].delivery = name
            lines.append({"line": f"{name}.{len(lines) + 1}", "reservation": label})
        spare = [
            (lot, at)
            for lot, at in self.there()
            if self.free(lot, at) > 0
            and lot.restricted_to in (None, program)
            and not self.is_held(lot)
            and not self.is_past(lot)
        ]
        if spare and self.rng.random() < 0.3:
            lot, at = self.rng.choice(spare)
            quantity = self.portion(lot.item, self.free(lot, at))
            quantity = min(quantity, self.amount(lot.item, 1, 10))
            lines.append(
                {
                    "line": f"{name}.{len(lines) + 1}",
                    "reservation": None,
                    "lot": lot._asdict(),
                    "at": at,
                    "quantity": text(quantity),
                }
            )
        on = self.some_day(max(self.reservations[label].on for label in taken), back=4)
        self.deliveries[name] = Delivery(program, lines, on)
        self.do("plan_delivery", delivery=name, program=program, lines=lines, on=on.isoformat())
        return True

    def pack(self) -> bool:
        """One of which something is still there."""
        name = self.pick(n for n, d in self.deliveries.items() if d.state == "planned" and self.load(d))
        if name is None:
            return False
        delivery = self.deliveries[name]
        delivery.state, delivery.on = "packed", self.some_day(delivery.on, back=3)
        self.do("pack_delivery", delivery=name, on=delivery.on.isoformat())
        return True

    def load(self, delivery: Delivery) -> dict[str, tuple[Lot, str, int]]:
        """What each line carries now; a line whose reservation is gone carries nothing."""
        carried = {}
        for line in delivery.lines:
            if line["reservation"] is None:
                carried[line["line"]] = (Lot(**line["lot"]), line["at"], thousandths(line["quantity"]))
            else:
                r = self.reservations[line["reservation"]]
                if r.left:
                    carried[line["line"]] = (r.lot, r.at, r.left)
        return carried

    def can_go(self, delivery: Delivery) -> bool:
        carried = self.load(delivery)
        free_lines = [carried[line["line"]] for line in delivery.lines if line["reservation"] is None]
        return (
            bool(carried)
            and all(not self.is_held(lot) and not self.is_past(lot) for lot, _, _ in carried.values())
            and all(quantity <= self.free(lot, at) for lot, at, quantity in free_lines)
        )

    def send(self) -> bool:
        ready = [n for n, d in self.deliveries.items() if d.state in ("planned", "packed") and self.can_go(d)]
        name = self.pick(ready)
        if name is None:
            return False
        delivery = self.deliveries[name]
        carried = self.load(delivery)
        on = self.some_day(delivery.on, back=5)
        if any(self.is_held(lot, on) for lot, _, _ in carried.values()):
            on = self.today
        delivery.state, delivery.on = "sent", on
        for loaded, (lot, at, quantity) in carried.items():
            self.stock[lot, at] -= quantity
            delivery.sent[loaded] = quantity
        for line in delivery.lines:
            if line["reservation"] is not None and line["line"] in carried:
                self.reservations[line["reservation"]].place = "transit"
        self.do("send_delivery", delivery=name, on=on.isoformat())
        return True

    def confirm(self) -> bool:
        name = self.pick(n for n, d in self.deliveries.items() if d.state == "sent")
        if name is None:
            return False
        delivery, told = self.deliveries[name], []
        in_full = self.rng.random() < 0.5
        on = self.some_day(delivery.on, back=4)
        for line in delivery.lines:
            sent = delivery.sent.get(line["line"])
            if sent is None:
                continue
            reservation = line["reservation"] and self.reservations[line["reservation"]]
            lot = reservation.lot if reservation else Lot(**line["lot"])
            arrived, lost = sent, 0
            if not in_full and self.rng.random() < 0.7:
                arrived = sent - self.portion(lot.item, sent)
                if arrived < sent and self.rng.random() < 0.6:
                    lost = self.portion(lot.item, sent - arrived)
            returned = sent - arrived - lost
            self.stock[lot, reservation.at if reservation else line["at"]] += returned
            if reservation:
                self.needs[reservation.need].delivered += arrived
                reservation.left, reservation.place = 0, "ended"
            told.append(
                {
                    "line": line["line"],
                    "arrived": text(arrived),
                    "lost": text(lost),
                    "returned": text(returned),
                }
            )
        delivery.state = "confirmed"
        self.do("confirm_delivery", delivery=name, on=on.isoformat(), lines=told)
        return True

    def cancel_delivery(self) -> bool:
        waiting = [n for n, d in self.deliveries.items() if d.state in ("planned", "packed")]
        stuck = [n for n in waiting if not self.can_go(self.deliveries[n])]
        return self.cancel(self.pick(stuck or waiting))

    def cancel_sent(self) -> bool:
        """Only where nothing stands against the goods being reserved again."""
        possible = []
        for name, delivery in self.deliveries.items():
            reservations = [
                self.reservations[line["reservation"]]
                for line in delivery.lines
                if line["reservation"] is not None and line["line"] in delivery.sent
            ]
            if delivery.state == "sent" and all(
                self.needs[r.need].cancelled_on is None and not self.is_held(r.lot) for r in reservations
            ):
                possible.append(name)
        return self.cancel(self.pick(possible))

    def cancel(self, name: str | None) -> bool:
        if name is None:
            return False
        delivery = self.deliveries[name]
        carried = self.load(delivery)
        for line in delivery.lines:
            if delivery.state == "sent" and line["line"] in delivery.sent:
                lot, at, quantity = carried[line["line"]]
                self.stock[lot, at] += quantity
            if line["reservation"] is not None:
                r = self.reservations[line["reservation"]]
                if r.delivery == name:
                    r.delivery = None
                    r.place = "site" if r.left else "ended"
        delivery.state = "cancelled"
        self.do("cancel_delivery", delivery=name)
        return True

    # --------------------------------------------------------------------------------------- stock

    def hold(self) -> bool:
        lots = sorted({lot for lot, _ in self.there() if not self.is_held(lot)}, key=str)
        reserved = [lot for lot in lots if any(self.reserved(lot, at) for at in self.sites)]
        lot = self.pick(reserved if reserved and self.rng.random() < 0.5 else lots)
        if lot is None:
            return False
        label, on = self.label("hold"), self.some_day(back=5)
        self.holds[label] = (lot, on, None)
        for r in self.reservations.values():
            if r.lot == lot and r.place == "site":
                self.give_back(r, r.left)
        self.do("hold", hold=label, lot=lot._asdict(), on=on.isoformat())
        return True

    def unhold(self) -> bool:
        label = self.pick(n for n, (_, _, lifted) in self.holds.items() if lifted is None)
        if label is None:
            return False
        lot, on, _ = self.holds[label]
        lifted = self.some_day(on, back=4)
        self.holds[label] = (lot, on, lifted)
        self.do("unhold", hold=label, on=lifted.isoformat())
        return True

    def throw_away(self, lot: Lot, at: str, quantity: int, reason: str) -> bool:
        self.stock[lot, at] -= quantity
        self.eat(lot, at)
        on = self.some_day()
        self.do(
            "discard",
            lot=lot._asdict(),
            at=at,
            quantity=text(quantity),
            reason=reason,
            on=on.isoformat(),
        )
        return True

    def discard(self) -> bool:
        past = [(lot, at) for lot, at in self.there() if self.is_past(lot)]
        choice = self.pick(past if past and self.rng.random() < 0.4 else self.there())
        if choice is None:
            return False
        lot, at = choice
        quantity = self.portion(lot.item, self.stock[choice])
        return self.throw_away(lot, at, quantity, "expired" if self.is_past(lot) else "damaged")

    def reserved_places(self) -> list[tuple[Lot, str]]:
        """Where goods are reserved; if there are any, only where several needs reserved some."""
        needs: dict[tuple[Lot, str], set[str]] = {}
        for r in self.reservations.values():
            if r.place == "site":
                needs.setdefault((r.lot, r.at), set()).add(r.need)
        return [where for where, several in needs.items() if len(several) > 1] or list(needs)

    def discard_reserved(self) -> bool:
        choice = self.pick(self.reserved_places())
        if choice is None:
            return False
        lot, at = choice
        quantity = self.free(lot, at) + self.portion(lot.item, self.reserved(lot, at))
        return self.throw_away(lot, at, quantity, "damaged")

    def transfer(self) -> bool:
        choice = self.pick(
            (lot, at)
            for lot, at in self.there()
            if self.free(lot, at) > 0 and not self.is_held(lot) and not self.is_past(lot)
        )
        if choice is None:
            return False
        lot, at = choice
        to = self.rng.choice([name for name in self.sites if name != at])
        quantity = self.portion(lot.item, self.free(lot, at))
        on = self.some_day()
        if self.is_held(lot, on):
            on = self.today
        self.stock[lot, at] -= quantity
        self.stock[lot, to] += quantity
        fields = {"lot": lot._asdict(), "from": at, "to": to, "quantity": text(quantity)}
        self.do("transfer", **fields, on=on.isoformat())
        return True

    def count(self) -> bool:
        at = self.pick({at: None for _, at in self.there()})
        if at is None:
            return False
        lots = [lot for lot, where in self.there() if where == at]
        lines = []
        for lot in self.rng.sample(lots, min(len(lots), self.rng.randint(1, 3))):
            here = self.stock[lot, at]
            counted = self.rng.choice(
                [here, here + self.amount(lot.item, 1, 5), here - self.portion(lot.item, here)]
            )
            lines.append((lot, counted))
        return self.tally(at, lines)

    def count_reserved(self) -> bool:
        choice = self.pick(self.reserved_places())
        if choice is None:
            return False
        lot, at = choice
        return self.tally(
            at, [(lot, self.reserved(lot, at) - self.portion(lot.item, self.reserved(lot, at)))]
        )

    def tally(self, at: str, lines: list[tuple[Lot, int]]) -> bool:
        for lot, counted in lines:
            self.stock[lot, at] = counted
            self.eat(lot, at)
        told = [{"lot": lot._asdict(), "counted": text(counted)} for lot, counted in lines]
        self.do("count", site=at, on=self.some_day(back=6).isoformat(), lines=told)
        return True

    def close_drive(self) -> bool:
        """The first, once it has run for a while."""
        name = next(iter(self.drives))
        drive = self.drives[name]
        drive.closed_on = self.some_day(drive.starts_on, back=3, chance=0.5)
        self.do("close_drive", drive=name, on=drive.closed_on.isoformat())
        return True


def thousandths(written: str) -> int:
    whole, _, part = written.partition(".")
    return int(whole) * 1000 + int(part.ljust(3, "0"))
