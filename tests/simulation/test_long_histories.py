"""Long random histories of every command: whatever was done, the books are those of an independent model.

Hypothesis chooses what is done next (and leaves steps out of a history that fails); the community knows what
nothing speaks against; the application is compared with the oracle, which reads DESIGN 3 a second time out of
nothing but the list of what was done. On each engine other histories are played.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from shutil import copyfile
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import func, select

from drives.model import Item, Location, Lot, Site, StockLevel
from drives.store.verify import verify
from tests.databases import Databases
from tests.simulation.facts import TRANSIT, Facts, levels_of
from tests.simulation.follow import unlike
from tests.simulation.histories import scopes
from tests.simulation.kit_making import KitMaking
from tests.simulation.long_community import DECK, KIT_VERBS, LongCommunity, is_short
from tests.simulation.oracle import conserved_facts, figures_of
from tests.simulation.runner import Player, Step, cells_of

STEPS, LOOK_EVERY, AT_LEAST = 200, 25, 20
COMMANDS = (
    "log", "sort", "transfer", "count", "allocate", "plan", "pack", "send", "confirm short", "cancel", "void",
    "recall", "back-date", "share out", "more than sent", "kits", "kits apart",
)  # fmt: skip


class LongHistory(RuleBasedStateMachine):
    """A community, the application, and what there must be."""

    done: ClassVar[Counter[str]]
    lengths: ClassVar[list[int]]

    def __init__(self, url: str) -> None:
        super().__init__()
        self.player = Player(url)
        self.facts = Facts(strict=True)
        self.history: list[Step] = []
        self.length = self.caught_up = 0
        self.stands = False
        """Whether the last step was done to its end: what broke off is not looked at once more."""

    @initialize(seed=st.integers(0, 2**16))
    def settle(self, seed: int) -> None:
        self.community = LongCommunity(seed)
        self.community.set_up()
        self._catch_up()
        self.kits = KitsBeside(seed, self.facts, self.history)
        self.kits.set_up(self.community.today)
        self._play(self.history[self.caught_up :])
        self.stands = True

    @rule(verb=st.sampled_from(DECK), pick=st.integers(0, 2**32 - 1))
    def act(self, verb: str, pick: int) -> None:
        self.stands = False
        if verb in KIT_VERBS:
            self.community.let_pass(pick)
            number = len(self.history)
            self.kits.act(verb, pick, self.community.today)
            self._play(self.history[number:])
        else:
            self.community.act(verb, pick)
            self._catch_up()
        self.length += 1
        if self.length % LOOK_EVERY == 0:
            asked = scopes(self.history)
            self._compare([None, *asked[self.length % len(asked) :: 5]], days_back=[0])
        self.stands = True

    def _catch_up(self) -> None:
        """The model, then the application, do what the community did."""
        steps = self.community.steps[self.caught_up :]
        self.caught_up += len(steps)
        for step in steps:
            self.history.append(step)
            self.facts.take(step)
            self._play([step])

    def _play(self, steps: list[Step]) -> None:
        """The application does it, too."""
        for step in steps:
            self.player.play([step])
            self.done.update(commands_of(step))

    def _compare(self, asked: list[Any], *, days_back: list[int]) -> None:
        for back in days_back:
            day = self.facts.today - timedelta(days=back)
            for scope in asked:
                ours = cells_of(self.player.rows(scope=scope, as_of=day), scope)
                assert ours == figures_of(self.facts, scope=scope, as_of=day), (scope, day)

    def teardown(self) -> None:
        try:
            if self.stands:
                self.lengths.append(self.length)
                self._compare(scopes(self.history), days_back=[0])
                self._compare([None], days_back=[9, 33])
                conserved_facts(self.facts, as_of=self.facts.today)
                assert levels(self.player) == levels_told(self.facts)
                assert list(unlike(self.player, self.facts, both=False)) == []
                assert verify(self.player.house.store) == []
        finally:
            self.player.house.close()


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


def commands_of(step: Step) -> Iterator[str]:
    """What of ``COMMANDS`` a step is."""
    do = step["do"]
    named = {
        "log_donation": "log", "sort": "sort", "transfer": "transfer", "count": "count",
        "reserve": "allocate", "plan_delivery": "plan", "pack_delivery": "pack", "send_delivery": "send",
        "cancel_delivery": "cancel", "void_donation": "void", "share_out": "share out", "assemble": "kits",
        "take_apart": "kits apart",
    }  # fmt: skip
    if do in named:
        yield named[do]
    if do == "confirm_delivery" and is_short(step):
        yield "confirm short"
    if do == "confirm_delivery" and any("extra" in line for line in step["lines"]):
        yield "more than sent"
    if do == "discard" and step["reason"] == "recalled":
        yield "recall"
    on = step.get("on") or step.get("received_on") or step.get("posted_on")
    if on is not None and on < step["today"]:
        yield "back-date"


def levels(player: Player) -> dict[tuple[str, str], int]:
    """What the store has of each item at each site and on its way, in thousandths."""
    rows = (
        select(Item.name, Site.name.label("site"), func.sum(StockLevel.quantity))
        .join_from(StockLevel, Lot, Lot.id == StockLevel.lot_id)
        .join(Item, Item.id == Lot.item_id)
        .join(Location, Location.id == StockLevel.location_id)
        .outerjoin(Site, Site.id == Location.site_id)
        .group_by(Item.name, Site.name)
    )
    with player.house.store.read() as connection:
        found = {(item, site or ""): int(quantity) for item, site, quantity in connection.execute(rows)}
    return {place: quantity for place, quantity in found.items() if quantity}


def levels_told(facts: Facts) -> dict[tuple[str, str], int]:
    """The same, as the model has it."""
    found: Counter[tuple[str, str]] = Counter()
    for (lot, place), quantity in levels_of(facts.moves).items():
        found[lot.item, "" if place == TRANSIT else place.name] += int(quantity * 1000)
    return {place: quantity for place, quantity in found.items() if quantity}


def play(begun: Callable[[], LongHistory], *, examples: int) -> None:
    """Play so many histories of full length; every command occurs often enough.

    The name of the function that begins one is part of what hypothesis draws from: others have others.
    """
    LongHistory.done, LongHistory.lengths = Counter(), []
    run_state_machine_as_test(
        begun,
        settings=settings(
            max_examples=examples + 1,  # the first is the simplest there is: one step again and again
            stateful_step_count=STEPS + 1,  # with the settling
            deadline=None,
            phases=(Phase.explicit, Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            database=None,
        ),
    )

    assert sum(length >= STEPS for length in LongHistory.lengths) >= examples, LongHistory.lengths
    rare = {name: LongHistory.done[name] for name in COMMANDS if LongHistory.done[name] < AT_LEAST}
    assert not rare, (rare, LongHistory.done)


@pytest.fixture
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Makes a store in which nobody has been."""
    template: Path = request.getfixturevalue("_sqlite_template")
    numbers = count()

    def made() -> str:
        path = tmp_path / f"{next(numbers)}.db"
        copyfile(template, path)
        return f"sqlite:///{path}"

    return made


def test_after_long_histories_the_books_are_those_of_the_model(fresh: Callable[[], str]) -> None:
    def on_sqlite() -> LongHistory:
        return LongHistory(fresh())

    play(on_sqlite, examples=25)


def test_after_long_histories_on_postgresql_too(request: pytest.FixtureRequest) -> None:
    databases: Databases = request.getfixturevalue("_databases")
    with ExitStack() as opened:

        def on_postgresql() -> LongHistory:
            return LongHistory(opened.enter_context(databases.one()))

        play(on_postgresql, examples=25)
