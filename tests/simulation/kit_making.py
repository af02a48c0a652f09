"""Kits woven into a history: recipes and what becomes of them, kits put together and taken apart, and needs.

What else a history says stays as it is: kits are put together in a room of their own, of goods that were
brought there; only their parts are those that everybody asks for. Which lots go into which kit is worked out
here kit by kit. Nothing of the application is imported here.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.simulation.facts import ZERO, Facts, Lot, site

Step = dict[str, Any]

ROOM = "Packing room"
KITS = ("Care kit", "Welcome bag")
"""The second has the first in it."""


class KitMaking:
    """Puts kits between the steps of a history."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(f"kits {seed}")
        self.facts = Facts()
        self.steps: list[Step] = []
        self.names = 0

    def weave(self, history: list[Step]) -> list[Step]:
        """The history with kits in it."""
        settled = False
        for step in history:
            if not settled and step["do"] not in ("add_item", "add_program", "add_site", "open_drive"):
                settled = True
                self._set_up(step)
            self.facts.take(step)
            self.steps.append(step)
            if settled and self.rng.random() < 0.7:
                acts = [self._give, self._give, self._give, self._need, self._need, self._assemble]
                acts += [
                    self._assemble,
                    self._assemble,
                    self._assemble,
                    self._assemble,
                    self._apart,
                    self._apart,
                ]
                acts += [self._undo, self._recipe, self._recipe, self._reserve, self._hold, self._discard]
                self.rng.choice(acts)(step)
        return self.steps

    def _set_up(self, at: Step) -> None:
        self.parts = [name for name in self.facts.items if "sorted" not in name][:3]
        rules = self.rng.sample(["advice", "advice", "strict", "none"], 2)
        for name, rule in zip(KITS, rules, strict=True):
            self._tell(at, "add_item", item=name, category="kits", unit="kit", date_rule=rule)
        self._tell(at, "add_site", site=ROOM, kind="warehouse")
        for kit in KITS:
            self._write(at, kit, self._day(at))

    def _tell(self, step_before: Step, do: str, /, **fields: Any) -> None:
        step = {"today": step_before["today"], "do": do, **fields}
        self.facts.take(step)
        self.steps.append(step)

    def _name(self, what: str) -> str:
        self.names += 1
        return f"{what}-{self.names} of kits"

    def _first_day(self) -> date:
        return date.fromisoformat(self.steps[0]["today"])

    def _day(self, at: Step, earliest: date | None = None) -> str:
        """Today, or now and then a few days before."""
        today = date.fromisoformat(at["today"])
        back = self.rng.randint(1, 9) if self.rng.random() < 0.3 else 0
        return max(earliest or self._first_day(), today - timedelta(days=back)).isoformat()

    def _write(self, at: Step, kit: str, from_on: str) -> None:
        chosen = self.rng.sample(self.parts, self.rng.randint(1, min(2, len(self.parts))))
        halves = ("each", "pair", "kit", "set", "pack")
        parts = {
            name: str(self.rng.randint(1, 2))
            if self.facts.items[name].unit in halves
            else self.rng.choice(["0.5", "1", "1.25"])
            for name in chosen
        }
        if kit == KITS[1]:
            parts[KITS[0]] = "1"
        self._tell(at, "write_recipe", kit=kit, from_on=from_on, parts=parts)

    def _recipe(self, at: Step) -> None:
        """Another version, now and then of a day to come, or of none any more for a while."""
        kit = self.rng.choice(KITS)
        today = date.fromisoformat(at["today"])
        on = self._day(at) if self.rng.random() < 0.7 else (today + timedelta(days=9)).isoformat()
        if self.rng.random() < 0.35 and self.facts.recipe(kit, date.fromisoformat(on)):
            self._tell(at, "write_recipe", kit=kit, from_on=on, parts={})
        else:
            self._write(at, kit, on)

    def _give(self, at: Step) -> None:
        """Parts brought to the room, of any drive, dated or not, now and then kept for a program."""
        today = date.fromisoformat(at["today"])
        lines = []
        for name in self.parts:
            mark = kind = None
            if self.facts.items[name].date_rule != "none" and self.rng.random() < 0.5:
                mark = (today + timedelta(days=self.rng.randint(5, 90))).isoformat()
                kind = self.rng.choice(["best_by", "use_by", "expires", "sell_by"])
            program = self.rng.choice(self.facts.programs) if self.rng.random() < 0.4 else None
            lines.append(
                {
                    "item": name, "quantity": str(self.rng.randint(3, 15)), "rejected": "0",
                    "date_mark": mark, "date_kind": kind, "lot_code": None, "restricted_to": program,
                }
            )  # fmt: skip
        self._tell(
            at, "log_donation", donation=self._name("gift"), site=ROOM, received_on=self._day(at),
            drive=self.rng.choice([None, *self.facts.drives]),
            source=self.rng.choice(["donated", "purchased"]), lines=lines,
        )  # fmt: skip

    def _need(self, at: Step) -> None:
        self._tell(
            at, "post_need", need=self._name("need"), program=self.rng.choice(self.facts.programs),
            item=self.rng.choice(KITS), quantity=str(self.rng.randint(5, 40)), priority="normal",
            posted_on=self._day(at), needed_by=None, drive=self.rng.choice([None, None, *self.facts.drives]),
        )  # fmt: skip

    def _free(self, lot: Lot) -> Decimal:
        return self.facts.level(lot, site(ROOM)) - self.facts.reserved(lot, ROOM)

    def _came(self, lot: Lot) -> date:
        """The day on which goods of a lot first came, as they were ever said to."""
        days = [move.on for move in self.facts.moves_of(lot)]
        return min(days)

    def _assemble(self, at: Step) -> None:
        """Put kits together as far as parts reach: the ones, or else the others."""
        on = self._day(at)
        for kit in self.rng.sample(KITS, 2):
            if self._put_together(at, kit, on):
                return

    def _put_together(self, at: Step, kit: str, on: str) -> bool:
        day = date.fromisoformat(on)
        recipe = self.facts.recipe(kit, day)
        program = self.rng.choice([None, *self.facts.programs])
        shelf: dict[str, list[tuple[Lot, Decimal]]] = {}
        for item in recipe:
            lots = [
                lot
                for lot in self.facts.lots()
                if lot.item == item
                and lot.restricted_to in (None, program)
                and self._free(lot) > 0
                and self._came(lot) <= day
                and not self.facts.is_held(lot, self.facts.today)
                and not self.facts.is_past_date(lot, day)
            ]
            order = {
                lot: (lot.restricted_to is None, lot.date_mark or date.max, self._came(lot)) for lot in lots
            }
            if item in KITS and len(set(order.values())) < len(order):
                return False  # Of kits alike the lot made first goes first: of one command nobody can tell.
            lots.sort(
                key=order.__getitem__
            )  # Of parts alike those go first that came first, as they are listed.
            shelf[item] = [(lot, self._free(lot)) for lot in lots]
        kits = []
        for _one in range(self.rng.randint(1, 12)):
            parts = _next(shelf, recipe)
            if not parts:
                break
            kits.append({"lot": _told(self._lot_of(kit, list(parts))), "parts": [
                [_told(lot), str(many)] for lot, many in parts.items()
            ]})  # fmt: skip
        if kits:
            self._tell(
                at,
                "assemble",
                work=self._name("work"),
                kit=kit,
                at=ROOM,
                on=on,
                kits=kits,
                **{"for": program},
            )
        return bool(kits)

    def _lot_of(self, kit: str, parts: list[Lot]) -> Lot:
        """The lot of a kit with these in it."""
        items = self.facts.items
        is_strict = items[kit].date_rule in ("strict", "formula")
        dated = []
        for lot in parts:
            if lot.date_mark is not None:
                hard = lot.date_kind in ("use_by", "expires")
                stops = hard or items[lot.item].date_rule in ("strict", "formula")
                dated.append((lot.date_mark, 0 if hard else 1, str(lot.date_kind), stops))
        if not is_strict and any(stops for *_rest, stops in dated):
            dated = [
                (mark, 0, "use_by" if soft else kind, True) for mark, soft, kind, stops in dated if stops
            ]
        mark, _soft, kind, _stops = min(dated, default=(None, 0, None, False))
        drives, sites = {lot.drive for lot in parts}, {lot.site for lot in parts}
        kept = {lot.restricted_to for lot in parts} - {None}
        return Lot(
            kit,
            drives.pop() if len(drives) == 1 else None,
            sites.pop() if len(sites) == 1 else None,
            mark,
            kind,
            None,
            kept.pop() if kept else None,
        )

    def _kits_there(self) -> list[tuple[Lot, int]]:
        found = []
        for lot in self.facts.lots():
            if lot.item in KITS and self._free(lot) > 0 and not self.facts.is_held(lot, self.facts.today):
                found.append((lot, int(self._free(lot))))
        return found

    def _apart(self, at: Step) -> None:
        if not (there := self._kits_there()):
            return
        lot, free = self.rng.choice(there)
        on = self._day(at)
        known = [
            kit
            for kit in self.facts.kits
            if kit.lot == lot and kit.apart_by is None and kit.on <= date.fromisoformat(on)
        ]
        if known:
            many = self.rng.randint(1, min(free, len(known)))
            self._tell(
                at, "take_apart", work=self._name("work"), lot=_told(lot), at=ROOM, on=on, quantity=str(many)
            )

    def _undo(self, at: Step) -> None:
        """Take back whatever last was done of which everything is still there."""
        for name, work in reversed(self.facts.kit_work.items()):
            there = all(self.facts.level(lot, site(ROOM)) >= many for lot, many in work.made)
            mine = [kit for kit in self.facts.kits if kit.made_by == name]
            if there and all(kit.apart_by is None for kit in mine):
                self._tell(at, "undo_kits", work=name)
                return

    def _reserve(self, at: Step) -> None:
        today = self.facts.today
        for lot, free in self._kits_there():
            for need in self.facts.needs.values():
                asked = self.facts.need_outstanding(need, today)
                fits = need.item == lot.item and lot.restricted_to in (None, need.program)
                if fits and asked > 0 and not self.facts.is_past_date(lot, today):
                    many = self.rng.randint(1, int(min(asked, free)))
                    self._tell(
                        at, "reserve", reservation=self._name("reserved"), need=need.name, lot=_told(lot),
                        at=ROOM, quantity=str(many), on=at["today"],
                    )  # fmt: skip
                    return

    def _hold(self, at: Step) -> None:
        if there := self._kits_there():
            self._tell(
                at, "hold", hold=self._name("hold"), lot=_told(self.rng.choice(there)[0]), on=at["today"]
            )

    def _discard(self, at: Step) -> None:
        if there := self._kits_there():
            lot, free = self.rng.choice(there)
            many = str(self.rng.randint(1, free))
            self._tell(at, "discard", lot=_told(lot), at=ROOM, quantity=many, on=at["today"], reason="torn")


def _next(shelf: dict[str, list[tuple[Lot, Decimal]]], recipe: dict[str, Decimal]) -> dict[Lot, Decimal]:
    """What the next kit takes off the shelf; nothing where something is short."""
    if any(sum((many for _lot, many in shelf[item]), ZERO) < needed for item, needed in recipe.items()):
        return {}
    taken: dict[Lot, Decimal] = {}
    for item, needed in recipe.items():
        while needed:
            lot, many = shelf[item][0]
            part = min(needed, many)
            taken[lot] = taken.get(lot, ZERO) + part
            needed -= part
            shelf[item][0] = (lot, many - part)
            if many == part:
                shelf[item].pop(0)
    return taken


def _told(lot: Lot) -> dict[str, str | None]:
    mark = None if lot.date_mark is None else lot.date_mark.isoformat()
    return {**lot._asdict(), "date_mark": mark}


def with_kits(history: list[Step], seed: int) -> list[Step]:
    """A history with kits in it, always the same for a seed."""
    return KitMaking(seed).weave(history)
