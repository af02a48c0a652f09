"""A random community that also does much at once.

Lots held, let go and thrown out together, shares made and taken back together, other goods in the place of
what was asked, needs in lists. It knows nothing of the application and nothing of the oracle.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from tests.simulation.community import Lot, Reservation, Step, text, thousandths
from tests.simulation.goings_on import GoingsOn


class AtOnce(GoingsOn):
    """What people do to several goods or needs in one step."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.shared: list[dict[str, int]] = []
        """By reservation, how much; of those that were made together."""

    def together(self, act: Callable[[], object], times: int) -> list[Step]:
        """What an act does in so many goes, each step told by nobody yet."""
        before = len(self.steps)
        for _each in range(times):
            act()
        made, self.steps[before:] = self.steps[before:], []
        return made

    # -------------------------------------------------------------------------------------- lots at once

    def hold_lots(self) -> bool:
        """All lots of an item, whichever of them are held already; and perhaps they are all thrown out."""
        item = self.pick(sorted({lot.item for lot, _at in self.there() if not self.is_held(lot)}))
        if item is None:
            return False
        lots = sorted({lot for lot, _at in self.there() if lot.item == item}, key=str)
        told: list[Step] = []
        for lot in lots:
            label = None if self.is_held(lot) else self.label("hold")
            if label is not None:
                self.holds[label] = (lot, self.today, None)
            for r in self.reservations.values():
                if r.lot == lot and r.place == "site":
                    self.give_back(r, r.left)
            told.append({"lot": lot._asdict(), "hold": label})
        self.do("hold_lots", lots=told, on=self.today.isoformat())
        if self.rng.random() < 0.4:
            places = [(lot, at) for lot, at in self.there() if lot in lots]
            self.throw_out([(lot, at, self.stock[lot, at]) for lot, at in places], "recalled")
        return True

    def unhold_lots(self) -> bool:
        standing = [name for name, (_lot, _on, lifted) in self.holds.items() if lifted is None]
        if not standing:
            return False
        some = self.rng.sample(standing, min(len(standing), self.rng.randint(1, 4)))
        for name in some:
            lot, on, _lifted = self.holds[name]
            self.holds[name] = (lot, on, self.today)
        self.do("unhold_lots", holds=some, on=self.today.isoformat())
        return True

    def discard_lots(self) -> bool:
        """Something of several lots, reserved or not."""
        places = self.there()
        some = self.rng.sample(places, min(len(places), self.rng.randint(1, 3)))
        if some:
            parts = [(lot, at, self.portion(lot.item, self.stock[lot, at])) for lot, at in some]
            self.throw_out(parts, "damaged")
        return bool(some)

    def throw_out(self, parts: list[tuple[Lot, str, int]], reason: str) -> None:
        for lot, at, quantity in parts:
            self.stock[lot, at] -= quantity
            self.eat(lot, at)
        told = [{"lot": lot._asdict(), "at": at, "quantity": text(many)} for lot, at, many in parts]
        self.do("discard_lots", goods=told, reason=reason, on=self.today.isoformat())

    # -------------------------------------------------------------------------------------------- shares

    def share_out(self) -> bool:
        """Several reservations at once, all of today: as if made one after the other; some of other goods."""
        made = self.together(self.reserve, self.rng.randint(2, 4))
        made += self.together(self.put_instead, self.rng.choice([0, 1, 2]))
        lines = []
        for step in made:
            self.reservations[step["reservation"]].on = self.today
            lines.append({name: value for name, value in step.items() if name not in ("today", "do", "on")})
        if lines:
            self.shared.append({one["reservation"]: thousandths(one["quantity"]) for one in lines})
            self.do("share_out", lines=lines)
        return bool(lines)

    def put_instead(self) -> None:
        """Reserve goods of another item that is counted alike."""
        choice = self.pick(
            (name, lot, at)
            for name in self.open_needs()
            if self.outstanding(name)
            for lot, at in self.there()
            if lot.item != self.needs[name].item
            and self.units[lot.item] == self.units[self.needs[name].item]
            and lot.restricted_to in (None, self.needs[name].program)
            and self.free(lot, at) > 0
            and not self.is_held(lot)
            and not self.is_past(lot)
        )
        if choice is None:
            return
        name, lot, at = choice
        quantity = self.portion(lot.item, min(self.outstanding(name), self.free(lot, at)))
        label = self.label("reservation")
        self.reservations[label] = Reservation(name, lot, at, quantity, self.today)
        self.do("reserve", reservation=label, need=name, lot=lot._asdict(), at=at, quantity=text(quantity),
                instead=True)  # fmt: skip

    def release_shares(self) -> bool:
        """All that was shared out together is taken back where nothing of it moved on, or else at once."""
        whole = [
            shares
            for shares in self.shared
            if all(
                (r := self.reservations[label]).place == "site" and r.delivery is None and r.left == many
                for label, many in shares.items()
            )
        ]
        shares = self.pick(whole)
        if shares is None:
            if not self.share_out():
                return False
            shares = self.shared[-1]
        self.shared.remove(shares)
        for label in shares:
            self.give_back(self.reservations[label], self.reservations[label].left)
        self.do("release_shares", reservations=list(shares), on=self.today.isoformat())
        return True

    # --------------------------------------------------------------------------------------------- lists

    def post_needs(self) -> bool:
        rows = self.together(self.post_need, self.rng.randint(2, 3))
        self.do("post_needs", rows=rows)
        return True

    def confirm_needs(self) -> bool:
        standing = [
            name
            for name, need in self.needs.items()
            if need.cancelled_on is None and self.today not in need.confirmed and need.posted_on <= self.today
        ]
        some = self.rng.sample(standing, min(len(standing), self.rng.randint(1, 3)))
        for name in some:
            self.needs[name].confirmed.append(self.today)
        if some:
            self.do("confirm_needs", needs=some, on=self.today.isoformat())
        return bool(some)

    def cancel_needs(self) -> bool:
        """Those that ask for least: what is asked for most stays."""
        some = sorted(self.open_needs(), key=self.outstanding)[: self.rng.randint(1, 2)]
        for name in some:
            self.needs[name].cancelled_on = self.today
            for r in self.reservations.values():
                if r.need == name and r.place == "site":
                    self.give_back(r, r.left)
        if some:
            self.do("cancel_needs", needs=some, on=self.today.isoformat())
        return bool(some)

    def reopen_drive(self) -> bool:
        name = self.pick(name for name, drive in self.drives.items() if drive.closed_on is not None)
        if name is None:
            return False
        self.drives[name].closed_on = None
        self.do("reopen_drive", drive=name)
        return True

    def revise_drive(self) -> bool:
        """A drive collects for one program more or less, and towards other goals."""
        name = self.rng.choice(sorted(self.drives))
        drive = self.drives[name]
        other = self.rng.choice(self.programs)
        if other not in drive.programs:
            drive.programs = [*drive.programs, other]
        elif len(drive.programs) > 1:
            drive.programs = [program for program in drive.programs if program != other]
        items = self.rng.sample(sorted(self.units), self.rng.randint(0, 3))
        goals = {item: text(self.amount(item, 20, 400)) for item in items}
        ends_on = max(drive.ends_on, self.today).isoformat()
        self.do("revise_drive", drive=name, starts_on=drive.starts_on.isoformat(), ends_on=ends_on,
                programs=drive.programs, sites=drive.sites, goals=goals)  # fmt: skip
        drive.ends_on = date.fromisoformat(ends_on)
        return True

    def close_drive(self) -> bool:
        """The first, once most of its days are over."""
        first = next(iter(self.drives.values()))
        late = first.closed_on is None and first.starts_on + timedelta(days=30) < self.today
        return late and super().close_drive()
