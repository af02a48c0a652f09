"""Long random histories of every command: whatever was done, the books are those of an independent model.

Hypothesis chooses what is done next (and leaves steps out of a history that fails); the community knows what
nothing speaks against; the application is compared with the oracle, which reads DESIGN 3 a second time out of
nothing but the list of what was done. On each engine other histories are played.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from shutil import copyfile
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, assume, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from drives.store.verify import verify
from tests.databases import Databases
from tests.simulation.beside import KIT_VERBS, PLEDGE_VERBS, KitsBeside, PledgesBeside
from tests.simulation.follow import unlike
from tests.simulation.histories import scopes
from tests.simulation.long_community import DECK, LongCommunity, is_short
from tests.simulation.long_facts import LongFacts
from tests.simulation.long_runner import LongPlayer
from tests.simulation.oracle import conserved_facts, figures_of
from tests.simulation.runner import Step, cells_of
from tests.simulation.what_stands import stands, stands_told

STEPS, LOOK_EVERY = 200, 50
SEEDS, AT_LEAST = 25, 10
"""Played by one test; each engine has two, so that they are 50 seeds and at least 20 of everything."""

TOLD = (
    "log_donation", "void_donation", "correct_donation", "make_pledge", "change_pledge", "withdraw_pledge",
    "release_pledge", "sort", "undo_sort", "write_recipe", "assemble", "take_apart", "undo_kits", "transfer",
    "hold", "unhold", "hold_lots", "unhold_lots", "discard", "discard_lots", "adjust", "count", "count_shelf",
    "begin_count", "enter_count", "compare_count", "recount_lines", "abandon_count", "finalize_count",
    "post_need", "post_needs", "revise_need", "confirm_need", "confirm_needs", "cancel_need", "cancel_needs",
    "reserve", "release", "share_out", "release_shares", "plan_delivery", "pack_delivery", "send_delivery",
    "confirm_delivery", "cancel_delivery", "hand_out", "find_missing", "give_up_missing", "close_drive",
    "reopen_drive", "revise_drive",
)  # fmt: skip
SPECIAL = (
    "back-dated", "recalled", "confirmed short", "more than sent", "packed short", "cancelled when sent",
    "given instead", "out of what is kept", "on a need at the door", "pledge received", "differing counts",
    "found beside the sheet",
)  # fmt: skip
"""What each of the commands above is now and then."""

COMPARED = ("levels", "reserved", "kept", "met", "searched")
"""What stands at the end of a history (``what_stands.py``): so that nothing is not compared with nothing."""


Fresh = Callable[[], AbstractContextManager[str]]
"""Opens a store in which nobody has been, and takes it away again."""


class LongHistory(RuleBasedStateMachine):
    """A community, the application, and what there must be."""

    done: ClassVar[Counter[str]]
    lengths: ClassVar[dict[int, int]]
    """By the seed of a history, how many steps were played to the end of it."""

    def __init__(self, fresh: Fresh) -> None:
        super().__init__()
        self.fresh = fresh
        self.opened = ExitStack()
        self.facts = LongFacts(strict=True)
        self.history: list[Step] = []
        self.length = self.caught_up = self.played = 0
        self.stands = False
        """Whether the last step was done to its end: what broke off is not looked at once more."""

    @initialize(seed=st.integers(0, 2**32 - 1))
    def settle(self, seed: int) -> None:
        assume(seed)  # The simplest history there is, one step again and again, is none.
        self.seed = seed
        self.player = LongPlayer(self.opened.enter_context(self.fresh()))
        self.opened.callback(self.player.house.close)
        self.community = LongCommunity(seed)
        self.pledges = PledgesBeside(seed, self.facts, self.history)
        self.kits = KitsBeside(seed, self.facts, self.history)
        self.community.set_up()
        self._catch_up()
        self.kits.set_up(self.community.today)
        self._play()
        self.stands = True

    @rule(verb=st.sampled_from(DECK), pick=st.integers(0, 2**32 - 1))
    def act(self, verb: str, pick: int) -> None:
        self.stands = False
        if verb in KIT_VERBS:
            self.community.let_pass(pick)
            self.kits.act(verb, pick, self.community.today)
        elif verb not in PLEDGE_VERBS:
            self.community.act(verb, pick)
        elif not self.pledges.act(verb, pick, self.community.today):
            self.community.act("donate", pick)
        self._catch_up()
        self.length += 1
        if self.length % LOOK_EVERY == 0 and self.length < STEPS:
            asked = scopes(self.history)
            self._compare([None, asked[self.length // LOOK_EVERY]], days_back=[0])
        self.stands = True

    def _catch_up(self) -> None:
        """The model, then the application, do what the community did."""
        self._play()
        for step in self.community.steps[self.caught_up :]:
            self.caught_up += 1
            told = self.pledges.becomes(step)
            self.history.append(told)
            self.facts.take(told)
            self._play()

    def _play(self) -> None:
        """The application does it, too."""
        for step in self.history[self.played :]:
            self.played += 1
            self.player.play([step])
            self.done.update(what_is(step, self.facts))

    def _compare(self, asked: list[Any], *, days_back: list[int]) -> None:
        for back in days_back:
            day = self.facts.today - timedelta(days=back)
            for scope in asked:
                ours = cells_of(self.player.rows(scope=scope, as_of=day), scope)
                assert ours == figures_of(self.facts, scope=scope, as_of=day), (scope, day)

    def teardown(self) -> None:
        try:
            if self.stands:
                self._compare(scopes(self.history), days_back=[0])
                self._compare([None], days_back=[9, 33])
                conserved_facts(self.facts, as_of=self.facts.today)
                told = stands_told(self.player, self.facts)
                assert stands(self.player) == told
                self.done.update({name: len(rows) for name, rows in told.items()})
                assert list(unlike(self.player, self.facts, both=False)) == []
                assert verify(self.player.house.store) == []
                assume(self.length >= STEPS)  # Hypothesis may end one early; such a one counts for none.
                self.lengths[self.seed] = self.length
        finally:
            self.opened.close()


def what_is(step: Step, facts: LongFacts) -> Iterator[str]:
    """What of ``TOLD`` and ``SPECIAL`` a step is."""
    do, lines = step["do"], step.get("lines", [])
    yield do
    on = step.get("on") or step.get("received_on") or step.get("posted_on")
    kept = do == "hand_out" and any(line["reservation"] and "need" not in line for line in lines)
    special = (
        on is not None and on < step["today"],
        step.get("reason") == "recalled",
        do == "confirm_delivery" and is_short(step),
        do == "confirm_delivery" and any("extra" in line for line in lines),
        do == "pack_delivery" and "packed" in step,
        do == "cancel_delivery" and bool(facts.deliveries[step["delivery"]].moves),
        do == "share_out" and any("instead" in line for line in lines),
        kept,
        do == "hand_out" and any("need" in line for line in lines),
        do == "log_donation" and "pledge" in step,
        do == "finalize_count" and any(told["differ"] for told in step["settled"]),
        do == "enter_count" and bool(step["beside"]),
    )
    yield from (name for name, is_so in zip(SPECIAL, special, strict=True) if is_so)


def play(fresh: Fresh, seeds: range) -> None:
    """Play a history of full length of each seed; every command occurs often enough in all of them.

    Each is drawn by itself: those that hypothesis makes out of one another are alike.
    """
    LongHistory.done, LongHistory.lengths = Counter(), {}
    for number in seeds:

        def begun() -> LongHistory:
            return LongHistory(fresh)

        run_state_machine_as_test(
            seed(number)(begun),
            settings=settings(
                max_examples=1,
                stateful_step_count=STEPS + 1,  # with the settling
                deadline=None,
                phases=(Phase.explicit, Phase.generate, Phase.shrink),
                suppress_health_check=list(HealthCheck),
                database=None,
            ),
        )

    assert list(LongHistory.lengths.values()) == [STEPS] * len(seeds), LongHistory.lengths
    rare = {name: n for name in (*TOLD, *SPECIAL) if (n := LongHistory.done[name]) < AT_LEAST}
    assert not rare, (rare, LongHistory.done)
    assert all(LongHistory.done[name] for name in COMPARED), LongHistory.done


@pytest.mark.parametrize("seeds", [range(SEEDS), range(SEEDS, 2 * SEEDS)], ids=str)
def test_after_long_histories_the_books_are_those_of_the_model(
    request: pytest.FixtureRequest, tmp_path: Path, seeds: range
) -> None:
    template: Path = request.getfixturevalue("_sqlite_template")

    @contextmanager
    def fresh() -> Iterator[str]:
        for file in tmp_path.glob("drives.db*"):
            file.unlink()
        yield f"sqlite:///{copyfile(template, tmp_path / 'drives.db')}"

    play(fresh, seeds)


@pytest.mark.parametrize("seeds", [range(2 * SEEDS, 3 * SEEDS), range(3 * SEEDS, 4 * SEEDS)], ids=str)
def test_after_long_histories_on_postgresql_too(request: pytest.FixtureRequest, seeds: range) -> None:
    databases: Databases = request.getfixturevalue("_databases")
    play(databases.one, seeds)
