"""A random community with needs that repeat, looked at on some days only; and its player.

When a round is due is worked out here day by day, from the words of the guide and not from the program:
each week on the weekday of the first day, each month on its day (the 28th at the latest), while somebody
stood behind it within the sixty days before. For the oracle a round is what it is: the need before it is
over as of that day, what was reserved for it and has not left is released, and a need is posted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from drives.commands import standing_needs
from drives.model import NeedRound
from drives.rules.kinds import Every
from drives.settings import Settings
from drives.wiring import open_house
from tests.simulation.community import LAPSE_DAYS, Community, Need, Step, text
from tests.simulation.runner import Player

GAPS = [0, 0, 1, 1, 2, 3, 5, 8, 16, 21, 65]


@dataclass
class Standing:
    program: str
    item: str
    every: str
    quantity: int
    first_on: date
    rounds: list[str] = field(default_factory=list)
    ended: bool = False


class StandingCommunity(Community):
    """Its ``steps`` are for the oracle, its ``acts`` for the player."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.acts: list[Step] = []
        self.standing: dict[str, Standing] = {}

    def do(self, what: str, **fields: Any) -> None:
        super().do(what, **fields)
        self.acts.append(self.steps[-1])

    def tell(self, what: str, **fields: Any) -> None:
        """A step that the program does by itself."""
        super().do(what, **fields)

    def act(self, what: str, **fields: Any) -> None:
        """What a person does, where the oracle has other words for it."""
        self.acts.append({"today": self.today.isoformat(), "do": what, **fields})

    # ------------------------------------------------------------------------------------- rounds

    def look(self, today: date, *, restart: bool) -> None:
        """Somebody opens the app on a day."""
        self.today = today
        self.act("look", restart=restart)
        for standing in self.standing.values():
            self.ask_again(standing)

    def ask_again(self, standing: Standing) -> None:
        if standing.ended or standing.every == "par":
            return
        day = self.needs[standing.rounds[-1]].posted_on + timedelta(days=1)
        while day <= self.today:
            if self.is_due(standing, day) and self.stands(standing, day):
                self.is_over(standing.rounds[-1], day)
                self.new_round(standing, day, standing.quantity)
            day += timedelta(days=1)

    @staticmethod
    def is_due(standing: Standing, day: date) -> bool:
        if standing.every == "weekly":
            return day.weekday() == standing.first_on.weekday()
        return day.day == min(standing.first_on.day, 28)

    def stands(self, standing: Standing, day: date) -> bool:
        said = {standing.first_on}
        for name in standing.rounds:
            need = self.needs[name]
            said |= {*need.confirmed, *(on for on, _ in need.revisions[1:])}
        return any(day - timedelta(days=LAPSE_DAYS) < on <= day for on in said)

    def is_over(self, name: str, day: date) -> None:
        for label, r in self.reservations.items():
            if r.need == name and r.place == "site":
                self.give_back(r, r.left)
                self.tell("release", reservation=label, on=max(day, r.on).isoformat())
        need = self.needs[name]
        if need.cancelled_on is None:
            need.cancelled_on = day
            self.tell("cancel_need", need=name, on=day.isoformat())

    def new_round(self, standing: Standing, day: date, quantity: int) -> None:
        name = self.label("round")
        standing.rounds.append(name)
        self.needs[name] = Need(standing.program, standing.item, day, None, [(day, quantity)])
        self.tell(
            "post_need",
            need=name,
            program=standing.program,
            item=standing.item,
            quantity=text(quantity),
            priority="normal",
            posted_on=day.isoformat(),
            needed_by=None,
            drive=None,
        )

    # -------------------------------------------------------------------------------------- verbs

    def post_standing(self) -> bool:
        program, item = self.rng.choice(self.programs), self.rng.choice(sorted(self.units))
        if any((s.program, s.item, s.ended) == (program, item, False) for s in self.standing.values()):
            return False
        every = self.rng.choice(["weekly", "weekly", "monthly", "par"])
        quantity = self.amount(item, 20, 60)
        have = self.portion(item, quantity) if every == "par" else 0
        if every == "par" and have == quantity:
            return False
        name, first_on = self.label("standing"), self.some_day(back=20)
        standing = self.standing[name] = Standing(program, item, every, quantity, first_on)
        self.act(
            "post_standing",
            standing=name,
            program=program,
            item=item,
            every=every,
            quantity=quantity,
            have=have,
            first_on=first_on.isoformat(),
        )
        self.new_round(standing, first_on, quantity - have)
        self.ask_again(standing)
        return True

    def end_standing(self) -> bool:
        name = self.pick(name for name, standing in self.standing.items() if not standing.ended)
        if name is None or self.rng.random() < 0.7:
            return False
        cancel = self.rng.random() < 0.5
        self.act("end_standing", standing=name, cancel=cancel)
        self.standing[name].ended = True
        if cancel:
            self.is_over(self.standing[name].rounds[-1], self.today)
        return True

    def restock(self) -> bool:
        name = self.pick(n for n, s in self.standing.items() if s.every == "par" and not s.ended)
        if name is None:
            return False
        standing = self.standing[name]
        have = self.portion(standing.item, standing.quantity) if self.rng.random() < 0.8 else 0
        self.act("restock", standing=name, have=have)
        missing = standing.quantity - have
        coming = {
            one: sum(r.left for r in self.reservations.values() if r.need == one and r.place != "ended")
            for one in standing.rounds
        }
        last = standing.rounds[-1]
        need = self.needs[last]
        elsewhere = sum(coming.values()) - coming[last]
        if need.cancelled_on is not None:
            if missing - elsewhere - coming[last] > 0:
                self.new_round(standing, self.today, missing - elsewhere - coming[last])
            return True
        if missing - elsewhere <= 0:
            self.is_over(last, self.today)
            return True
        becomes = need.delivered + max(missing - elsewhere, coming[last])
        if becomes != need.quantity():
            need.revisions.append((self.today, becomes))
            self.tell("revise_need", need=last, quantity=text(becomes), on=self.today.isoformat())
        if self.today not in need.confirmed:
            need.confirmed.append(self.today)
            self.tell("confirm_need", need=last, on=self.today.isoformat())
        return True


WEIGHTS = {
    "donate": 14,
    "post_need": 3,
    "post_standing": 6,
    "end_standing": 1,
    "restock": 6,
    "revise_need": 3,
    "confirm_need": 5,
    "cancel_need": 2,
    "reserve": 24,
    "release": 1,
    "plan": 12,
    "send": 20,
    "confirm": 18,
    "cancel_sent": 1,
    "discard": 1,
}


def make_community(seed: int, looks: int = 30) -> StandingCommunity:
    """A community that is looked at so often, on days that may lie weeks apart."""
    community = StandingCommunity(seed)
    rng = community.rng
    community.set_up()
    verbs: dict[str, Callable[[], bool]] = {verb: getattr(community, verb) for verb in WEIGHTS}
    for turn in range(looks):
        community.look(community.today + timedelta(days=rng.choice(GAPS)), restart=rng.random() < 0.3)
        for _ in range(8 if turn < 3 else 3):
            verb = rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
            while not verbs[verb]():
                verb = rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    return community


class StandingPlayer(Player):
    """Plays what people do; what the program does by itself it has to do by itself."""

    def __init__(self, store_url: str, community: StandingCommunity) -> None:
        super().__init__(store_url)
        self._url, self._community = store_url, community
        self.standing: dict[str, int] = {}

    def _look(self, step: Step) -> None:
        if step["restart"]:
            self.house.close()
            self.house = open_house(Settings.from_environment({}, store=self._url), self.clock)
        self.house.begin_day()
        self._learn_rounds()

    def _post_standing(self, step: Step) -> None:
        asked = standing_needs.PostStandingNeed(
            self.program[step["program"]],
            self.item[step["item"]],
            step["quantity"],
            Every(step["every"]),
            step["have"],
            first_on=date.fromisoformat(step["first_on"]),
        )
        done = self._do(standing_needs.post_standing_need, asked)
        self.standing[step["standing"]] = done.standing_need_id
        self._learn_rounds()

    def _end_standing(self, step: Step) -> None:
        asked = standing_needs.EndStandingNeed(self.standing[step["standing"]], step["cancel"])
        self._do(standing_needs.end_standing_need, asked)

    def _restock(self, step: Step) -> None:
        self._do(
            standing_needs.restock_need,
            standing_needs.RestockNeed(self.standing[step["standing"]], step["have"]),
        )
        self._learn_rounds()

    def _learn_rounds(self) -> None:
        """Which needs are the rounds that the community counts."""
        with self.house.store.read() as connection:
            ids = {
                (row.standing_need_id, row.number): row.need_id
                for row in connection.execute(select(NeedRound.__table__))
            }
        for name, standing_id in self.standing.items():
            for number, label in enumerate(self._community.standing[name].rounds, 1):
                if (standing_id, number) in ids:
                    self.need[label] = ids[standing_id, number]


def rounds_expected(community: StandingCommunity) -> dict[str, list[tuple[date, int]]]:
    """By standing need, the day of each round and what it asks for as posted."""
    needs = community.needs
    return {
        name: [(needs[one].posted_on, needs[one].revisions[0][1]) for one in standing.rounds]
        for name, standing in community.standing.items()
    }
