"""Log, correct, void, merge, import, import again and undo in random order: the books prove clean, and the
drive's totals are those of a model that is a few lines of plain arithmetic and imports nothing of the rules.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from shutil import copyfile
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, assume, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from drives.commands.donations import (
    CorrectDonation,
    LineDraft,
    LogDonation,
    VoidDonation,
    correct_donation,
    log_donation,
    void_donation,
)
from drives.commands.donor_merging import MergeDonors, merge_donors
from drives.commands.imports import runs
from drives.commands.imports.runs import UndoImport, undo_import
from drives.commands.merging import MergeItems, MergeSites, merge_items, merge_sites
from drives.ledger import Ledger
from drives.model import Donation, Donor, Item, Site
from drives.rules.kinds import Source
from drives.rules.units import Unit
from drives.store.verify import verify
from tests.databases import Databases
from tests.files import bring, rows
from tests.houses import Home, q

ITEMS, SITES, DONORS = ("Hats", "Caps", "Beanies"), ("Gym", "Hall"), ("Ann", "Anne")
HEAD = "received_on,item,quantity,rejected,source,site,drive,donor,reference"
SHORT = (
    "2025-05-01,Hats,101,1,donated,Gym,spring,Ann,R-1",
    "2025-05-02,Caps,102,0,purchased,Hall,spring,Anne,R-2",
    "2025-05-02,Caps,103,0,donated,Gym,spring,Ann,",
)
LONGER = (
    *SHORT,
    "2025-05-03,Beanies,104,4,donated,Hall,spring,Anne,",
    "2025-05-03,Hats,105,5,purchased,Gym,spring,,R-3",
)
OTHER = (
    "2025-05-04,Beanies,106,0,donated,Gym,spring,Bo,R-4",
    "2025-05-04,Hats,107,7,donated,Hall,spring,,",
)
FILES = (SHORT, LONGER, OTHER)
Pick = st.integers(min_value=0, max_value=50)
Many, Few = st.integers(1, 90), st.integers(0, 9)


@dataclass(frozen=True)
class Gift:
    """A donation as the model has it; ``run`` brought it, None where it was logged by hand."""

    item: str
    quantity: int
    rejected: int = 0
    bought: bool = False
    run: int | None = None

    def counts(self, figure: str) -> int:
        """What it adds to a figure; what was bought is on hand, and neither received nor donated."""
        if self.bought and figure != "on_hand":
            return 0
        return self.quantity - (0 if figure == "received" else self.rejected)


class Model:
    """What there must be, by plain arithmetic."""

    def __init__(self) -> None:
        self.standing: dict[int, Gift] = {}
        self.known: dict[str, int] = {}
        self.read_as: dict[str, str] = {}

    def totals(self, figure: str) -> dict[str, int]:
        """A figure of each item that has not been merged into another, where it is not nothing."""
        sums: Counter[str] = Counter()
        for gift in self.standing.values():
            sums[self.read_as.get(gift.item, gift.item)] += gift.counts(figure)
        return {item: total for item, total in sums.items() if total}

    def merge(self, gone: str, kept: str) -> None:
        """Read one item as another from now on."""
        self.read_as = {one: kept if at == gone else at for one, at in self.read_as.items()} | {gone: kept}

    def new_of(self, file: tuple[str, ...]) -> list[str]:
        """The rows of a file that no import brought that stands as such."""
        return [row for row in file if row not in self.known]

    def undo(self, run: int) -> int:
        """Forget a run; how many of its donations stood."""
        gone = [one for one, gift in self.standing.items() if gift.run == run]
        for one in gone:
            del self.standing[one]
        self.known = {row: by for row, by in self.known.items() if by != run}
        return len(gone)


class AnyOrder(RuleBasedStateMachine):
    """One house and its model."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.home = Home(url)
        self.length = 0
        self.did: Counter[str] = Counter()
        self.told = Gift("", 0)
        self.model = Model()
        self.runs: list[int] = []

    def settle(self) -> None:
        for item in ITEMS:
            self.home.item(item, Unit.EACH)
        for site in SITES:
            self.home.site(site)
        self.home.drive()

    def _left(self, table: type, names: tuple[str, ...]) -> list[str]:
        """Those of these names that are there and not merged."""
        there = {row.name: row for row in self.home.all(table)}
        return [name for name in names if name in there and there[name].merged_into_id is None]

    def _log(self, item: int, quantity: int, rejected: int, bought: bool, site: int) -> LogDonation:
        items, sites = self._left(Item, ITEMS), self._left(Site, SITES)
        self.told = Gift(items[item % len(items)], quantity, min(rejected, quantity - 1), bought)
        line = LineDraft(
            self.home.item(self.told.item),
            q(str(quantity)),
            q(str(self.told.rejected)),
            "worn",
            source=Source.PURCHASED if bought else Source.DONATED,
        )
        return LogDonation(self.home.site(sites[site % len(sites)]), (line,), self.home.drive())

    @rule(item=Pick, quantity=Many, rejected=Few, bought=st.booleans(), site=Pick)
    def log(self, item: int, quantity: int, rejected: int, bought: bool, site: int) -> None:
        self.did["log"] += 1
        done = self.home.do(log_donation, self._log(item, quantity, rejected, bought, site))
        self.model.standing[done.donation_id] = self.told

    @precondition(lambda self: self.model.standing)
    @rule(which=Pick, item=Pick, quantity=Many, rejected=Few, bought=st.booleans(), site=Pick)
    def correct(self, which: int, item: int, quantity: int, rejected: int, bought: bool, site: int) -> None:
        self.did["correct"] += 1
        old = sorted(self.model.standing)[which % len(self.model.standing)]
        asked = CorrectDonation(old, self._log(item, quantity, rejected, bought, site))
        done = self.home.do(correct_donation, asked)
        gift = self.model.standing.pop(old)
        self.model.standing[done.donation_id] = replace(self.told, run=gift.run)

    @precondition(lambda self: self.model.standing)
    @rule(which=Pick)
    def void(self, which: int) -> None:
        self.did["void"] += 1
        old = sorted(self.model.standing)[which % len(self.model.standing)]
        self.home.do(void_donation, VoidDonation(old))
        del self.model.standing[old]

    @rule(which=st.integers(0, len(FILES) - 1))
    def bring_in(self, which: int) -> None:
        """Import a file, perhaps again."""
        file = FILES[which]
        new = self.model.new_of(file)
        self.did["import" if new else "import again"] += 1
        before = {row.id for row in self._donations()}
        report = bring(self.home, "donations", "\n".join([HEAD, *file]) + "\n")
        assert report.lines() == []
        assert (report.done.added, report.done.known) == (len(new), len(file) - len(new))
        made = [row.id for row in self._donations() if row.id not in before]
        if new:
            assert report.done.run_id is not None
            self.runs.append(report.done.run_id)
            for donation_id, row in zip(made, new, strict=True):
                _day, item, quantity, rejected, source, *_rest = row.split(",")
                self.model.standing[donation_id] = Gift(
                    item, int(quantity), int(rejected), source == "purchased", report.done.run_id
                )
                self.model.known[row] = report.done.run_id

    def _donations(self) -> list[Any]:
        return self.home.all(Donation)

    @precondition(lambda self: self.runs)
    @rule(which=Pick)
    def undo(self, which: int) -> None:
        self.did["undo"] += 1
        run = self.runs.pop(which % len(self.runs))
        assert self.home.do(undo_import, UndoImport(run)).donations == self.model.undo(run)

    @precondition(lambda self: len(self.model.read_as) < len(ITEMS) - 1)
    @rule(which=Pick)
    def merge_two_items(self, which: int) -> None:
        self.did["merge items"] += 1
        left = self._left(Item, ITEMS)
        gone, kept = left[which % len(left)], left[(which + 1) % len(left)]
        self.home.do(merge_items, MergeItems(self.home.item(gone), self.home.item(kept)))
        self.model.merge(gone, kept)

    @precondition(lambda self: not self.did["merge sites"])
    @rule()
    def merge_the_sites(self) -> None:
        self.did["merge sites"] += 1
        left = self._left(Site, SITES)
        self.home.do(merge_sites, MergeSites(self.home.site(left[1]), self.home.site(left[0])))

    @precondition(lambda self: self.runs and not self.did["merge donors"])
    @rule()
    def merge_the_donors(self) -> None:
        if len(left := self._left(Donor, DONORS)) > 1:
            self.did["merge donors"] += 1
            ids = {row.name: row.id for row in self.home.all(Donor)}
            self.home.do(merge_donors, MergeDonors(ids[left[1]], ids[left[0]]))

    @invariant()
    def agrees(self) -> None:
        """The books prove clean, and the drive's totals are the model's."""
        assert verify(self.home.store) == []
        if self.home.all(Item):
            told = rows(self.home, "progress", drive="spring")
            for figure in ("received", "donated", "on_hand"):
                figures = {row["item"]: int(row[figure]) for row in told if row[figure] != "0"}
                assert figures == self.model.totals(figure), figure
            self.length += 1

    def teardown(self) -> None:
        self.home.close()


class Counted(AnyOrder):
    """One that is drawn and counted."""

    done: ClassVar[Counter[str]]
    """What was done to any effect in the histories that were played to their end."""
    played: ClassVar[list[int]]
    """How many steps each of them had."""
    steps: ClassVar[int]
    """How many they are to have."""

    @initialize(seed=st.integers(0, 2**32 - 1))
    def begin(self, seed: int) -> None:
        assume(seed)  # The simplest history there is, one step again and again, is none.
        self.settle()

    def teardown(self) -> None:
        super().teardown()
        if sys.exc_info()[0] is not None:
            return  # What broke off is told as it broke.
        assume(self.length > self.steps)  # Hypothesis may end one early; such a one counts for none.
        self.played.append(self.length - 1)
        self.done.update(self.did)


def play(make_url: Callable[[], str], seeds: range, *, steps: int) -> Counter[str]:
    """Play a history of each seed; what was done in them.

    Each is drawn by itself: those that hypothesis makes out of one another are alike.
    """
    Counted.done, Counted.played, Counted.steps = Counter(), [], steps
    for number in seeds:

        def begun() -> Counted:
            return Counted(make_url())

        run_state_machine_as_test(
            seed(number)(begun),
            settings=settings(
                max_examples=1,
                stateful_step_count=steps + 1,  # with the settling
                deadline=None,
                phases=(Phase.explicit, Phase.generate, Phase.shrink),
                suppress_health_check=list(HealthCheck),
                database=None,
            ),
        )
    assert Counted.played == [steps] * len(seeds)
    return Counted.done


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


def test_in_any_order_the_books_agree_with_plain_arithmetic(fresh: Callable[[], str]) -> None:
    done = play(fresh, range(10), steps=10)
    once = {"log", "correct", "void", "import", "import again", "undo"}
    assert {*done} == once | {"merge items", "merge sites", "merge donors"}


def test_in_any_order_on_postgresql_too(request: pytest.FixtureRequest) -> None:
    databases: Databases = request.getfixturevalue("_databases")
    with ExitStack() as opened:
        play(lambda: opened.enter_context(databases.one()), range(10, 12), steps=8)


def test_a_forgotten_row_key_is_seen(fresh: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: an undo that leaves behind by what its rows are known again."""
    monkeypatch.setattr(runs, "_forget_keys", lambda _work, _found: None)
    played = AnyOrder(fresh())
    played.settle()
    played.bring_in(0)
    played.undo(0)
    played.agrees()
    with pytest.raises(AssertionError):
        played.bring_in(0)
    played.teardown()


def test_a_total_that_is_not_taken_back_is_seen(
    fresh: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: an undo that voids the donations and leaves the totals of donations as they were."""
    played = AnyOrder(fresh())
    played.settle()
    played.bring_in(0)
    monkeypatch.setattr(Ledger, "tally_donations", lambda _ledger, _lines: None)
    played.undo(0)
    with pytest.raises(AssertionError):
        played.agrees()
    played.teardown()
