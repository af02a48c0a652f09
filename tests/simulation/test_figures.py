"""Every figure of random communities against the oracle: all scopes, now and as of past days."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from drives.queries import follow_through as followed
from drives.queries import progress as progress_module
from drives.queries.progress import ProgressRow
from drives.rules import progress as progress_rules
from drives.rules.kit_wants import KitWant
from drives.rules.progress import FIGURES, Figures
from drives.store.verify import verify
from tests.simulation.asked import Asked
from tests.simulation.facts import Facts
from tests.simulation.follow import unlike
from tests.simulation.histories import days_to_ask, make_history, scopes
from tests.simulation.kit_making import KITS, with_kits
from tests.simulation.oracle import changed_by_sorting, conserved, figures_of, late_of
from tests.simulation.piles import BULK, with_piles
from tests.simulation.runner import Player, Step, cells_of, late_told

SEEDS = range(50)
SEEDS_WITH_PILES = range(0, 50, 5)
SEEDS_WITH_KITS = [seed for seed in range(2, 47, 4) if seed % 5]


def story(seed: int) -> list[Step]:
    """The history of a seed; in every fifth somebody sorts, in others kits are put together."""
    history = make_history(seed)
    if seed in SEEDS_WITH_PILES:
        history = with_piles(history, seed)
    return with_kits(history, seed) if seed in SEEDS_WITH_KITS else history


@contextmanager
def played(store_url: str, history: list[Step]) -> Iterator[Player]:
    """A community in which all of a history was done."""
    player = Player(store_url)
    try:
        player.play(history)
        yield player
    finally:
        player.house.close()


def differences(player: Player, history: list[Step]) -> Iterator[str]:
    """Where the app's figures and the oracle's are not the same, in any scope on any day asked."""
    facts, asked_on = Facts(history), dict[date, Asked]()
    for scope in scopes(history):
        for day in days_to_ask(history):
            rows = player.rows(scope=scope, as_of=day)
            if scope is None and player.on_the_shelves(day) != (told := of_stock(rows)):
                yield f"inventory as of {day}:\n  {player.on_the_shelves(day)}\n  {told}"
            late = late_told(rows), late_of(facts, scope=scope, as_of=day)
            if late[0] != late[1]:
                yield f"late of {scope} as of {day}:\n  {late[0]}\n  {late[1]}"
            ours, theirs = cells_of(rows, scope), figures_of(facts, scope=scope, as_of=day, asked_on=asked_on)
            if ours != theirs:
                yield f"{scope} as of {day}:\n  {ours}\n  {theirs}"


def of_stock(rows: tuple[ProgressRow, ...]) -> dict[str, tuple[int, ...]]:
    """The figures of stock by item, of those of which anything is somewhere."""
    told = {
        row.item: (row.figures.on_hand, row.figures.in_transit, row.figures.allocated, row.figures.available)
        for row in rows
    }
    return {item: figures for item, figures in told.items() if any(figures)}


@pytest.mark.parametrize("seed", SEEDS)
def test_every_figure_of_a_random_community_equals_the_oracle(store_url: str, seed: int) -> None:
    history = story(seed)
    conserved(history, as_of=days_to_ask(history)[-1])
    with played(store_url, history) as player:
        assert list(differences(player, history)) == []
        if seed in SEEDS_WITH_PILES:
            assert list(unlike(player, Facts(history))) == []
        assert verify(player.house.store) == []


@pytest.mark.parametrize("figure", FIGURES)
def test_a_fault_in_any_one_figure_is_seen(
    sqlite_url: str, figure: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = make_history(1)
    right = progress_module.figures

    def wrong(*args: object) -> dict[int, Figures]:
        rows = right(*args)  # type: ignore[arg-type]
        last = max(rows, default=None)
        if last is not None:
            value = getattr(rows[last], figure)
            more = Decimal("0.0001") if figure == "coverage" else 1
            rows[last] = rows[last]._replace(**{figure: (value or 0) + more})
        return rows

    with played(sqlite_url, history) as player:
        # Without the fault none is different: that is what the test above says of this very seed.
        monkeypatch.setattr(progress_module, "figures", wrong)
        assert next(differences(player, history), None) is not None


@pytest.mark.parametrize(
    "fault", ["an arrival is left out", "what was reversed stands", "rejects are kept", "sorted to itself"]
)
def test_a_fault_in_following_goods_is_seen(
    sqlite_url: str, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = story(0)
    with played(sqlite_url, history) as player:
        if fault == "an arrival is left out":
            all_of_them = followed.arrivals
            monkeypatch.setattr(followed, "arrivals", lambda *asked: all_of_them(*asked)[1:])
        elif fault == "what was reversed stands":
            net = followed.went
            monkeypatch.setattr(
                followed, "went", lambda *asked: [one for one in net(*asked) if one.quantity > 0]
            )
        elif fault == "sorted to itself":
            shares = followed.sorted_of
            monkeypatch.setattr(followed, "sorted_of", lambda *asked: (shares(*asked)[0],) * 2)
        else:
            monkeypatch.setattr(followed, "given_to_drive", lambda *_asked: {})
        assert next(unlike(player, Facts(history)), None) is not None


def test_piles_of_given_bought_and_found_goods_are_sorted_in_the_seeds() -> None:
    seen: Counter[str] = Counter()
    for seed in SEEDS_WITH_PILES:
        history = story(seed)
        facts = Facts(history, strict=True)
        changed = changed_by_sorting(facts, facts.today)
        seen["undone"] += any(step["do"] == "undo_sort" for step in history)
        days = sorted({one.on for one in facts.sortings.values()})
        for on, following in pairwise([*days, facts.today + timedelta(days=1)]):
            before_it = changed_by_sorting(facts, following - timedelta(days=1))
            seen["given later"] += changed_by_sorting(facts, on) != before_it
        for sorting in facts.sortings.values():
            seen["sorted on"] += sorting.pile.item == BULK[1]
            seen["nothing given"] += sorting.taken > 0 and not changed.get(sorting.pile)
            for lot, _many in sorting.made:
                sortings = facts.sortings.values()
                whole = sum(many for one in sortings for each, many in one.made if each == lot)
                seen["in part given"] += 0 < changed.get(lot, 0) < whole and lot.item not in BULK
    assert {name for name, times in seen.items() if times >= 5} == {*seen}, seen
    assert len(seen) == 5


def test_kits_of_all_kinds_are_put_together_in_the_seeds() -> None:
    seen: Counter[str] = Counter()
    for seed in SEEDS_WITH_KITS:
        history = story(seed)
        facts = Facts(history, strict=True)
        done, days = Counter(step["do"] for step in history), days_to_ask(history)
        asked = [Asked(facts, day) for day in days]
        seen["taken apart"] += done["take_apart"] > 0
        seen["undone"] += done["undo_kits"] > 0
        seen["retired"] += any(step["do"] == "write_recipe" and not step["parts"] for step in history)
        seen["kits in kits"] += any(kit.lot.item == KITS[1] for kit in facts.kits)
        seen["kept"] += any(kit.lot.restricted_to for kit in facts.kits)
        seen["dated"] += any(kit.lot.date_mark for kit in facts.kits)
        seen["of several drives"] += any(len({lot.drive for lot in kit.parts}) > 1 for kit in facts.kits)
        seen["of two lots of one item"] += any(
            len({lot.item for lot in kit.parts}) < len(kit.parts) for kit in facts.kits
        )
        seen["asked of parts"] += any(
            one.still_to_collect(name, None) > 0 and one.ask(name, None).for_kits > 0
            for one in asked
            for name in facts.items
        )
        seen["there of parts"] += any(
            one.ask(name, None).for_kits > one.still_to_collect(name, None)
            for one in asked
            for name in facts.items
            if name not in KITS
        )
        seen["kept parts"] += any(one.ask(name, None).from_kept > 0 for one in asked for name in facts.items)
        seen["less than everything asks"] += any(
            0 < one.build(kit, scope) < one.build(kit, None)
            for one in asked[-2:]
            for kit in KITS
            for scope in scopes(history)
        )
        seen["put together"] += bool(facts.kits)
    assert seen["put together"] >= 10
    assert {name: times for name, times in seen.items() if times < 3} == {}, seen


FAULTS_IN_KITS = {
    "a kit asks for itself": lambda want: want._replace(build=0),
    "parts are asked for what is there": lambda want: want._replace(wanted=want.wanted + 1000),
    "what is kept does not go into kits": lambda want: want._replace(kept=0),
}


@pytest.mark.parametrize("fault", FAULTS_IN_KITS)
def test_a_fault_in_what_kits_ask_for_is_seen(
    sqlite_url: str, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = story(SEEDS_WITH_KITS[0])
    right = progress_rules.kit_wants

    def wrong(*args: Any) -> dict[int, KitWant]:
        return {item: FAULTS_IN_KITS[fault](want) for item, want in right(*args).items()}

    with played(sqlite_url, history) as player:
        monkeypatch.setattr(progress_rules, "kit_wants", wrong)
        assert next(differences(player, history), None) is not None


def test_lines_in_packs_occur_in_at_least_ten_seeds() -> None:
    seeds_with_packs = 0
    for seed in SEEDS:
        lines = [
            line
            for step in make_history(seed)
            if step["do"] in ("log_donation", "correct_donation")
            for line in step["lines"]
        ]
        seeds_with_packs += any(Decimal(line["quantity"]) % 12 == 0 for line in lines)
    assert seeds_with_packs >= 10
