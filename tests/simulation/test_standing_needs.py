"""Needs that repeat against the oracle: every round and every figure, however late somebody looks."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from drives.commands import need_rounds
from drives.commands.door import Work
from drives.model import Need, NeedRound
from drives.store.verify import verify
from tests.simulation.facts import Facts
from tests.simulation.histories import days_to_ask, scopes
from tests.simulation.oracle import figures_of
from tests.simulation.standing import StandingCommunity, StandingPlayer, make_community, rounds_expected

SEEDS = range(5)


@contextmanager
def played(store_url: str, community: StandingCommunity) -> Iterator[StandingPlayer]:
    """A house in which all that people did was done."""
    player = StandingPlayer(store_url, community)
    try:
        player.play(community.acts)
        yield player
    finally:
        player.house.close()


def rounds_posted(player: StandingPlayer) -> dict[str, list[tuple[date, int]]]:
    """By standing need, the day of each round and what it asks for as posted."""
    rounds = (
        select(NeedRound.standing_need_id, Need.posted_on, Need.quantity)
        .join(Need, Need.id == NeedRound.need_id)
        .order_by(NeedRound.number)
    )
    found: dict[int, list[tuple[date, int]]] = {}
    with player.house.store.read() as connection:
        for row in connection.execute(rounds):
            found.setdefault(row.standing_need_id, []).append((row.posted_on, row.quantity))
    return {name: found[standing_id] for name, standing_id in player.standing.items()}


def differences(player: StandingPlayer, community: StandingCommunity) -> list[str]:
    """Where the app's figures and the oracle's are not the same, in any scope on any day asked."""
    facts = Facts(community.steps)
    days = {*days_to_ask(community.steps)}
    for standing in community.standing.values():
        for name in standing.rounds[1::3]:
            posted_on = community.needs[name].posted_on
            days |= {posted_on, posted_on - timedelta(days=1)}
    found = []
    for scope in scopes(community.steps):
        for day in sorted(days):
            ours = player.figures(scope=scope, as_of=day)
            theirs = figures_of(facts, scope=scope, as_of=day)
            if ours != theirs:
                found.append(f"{scope} as of {day}:\n  {ours}\n  {theirs}")
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_every_round_and_figure_is_as_if_somebody_had_looked_each_day(store_url: str, seed: int) -> None:
    community = make_community(seed)
    with played(store_url, community) as player:
        assert rounds_posted(player) == rounds_expected(community)
        assert differences(player, community) == []
        assert verify(player.house.store) == []


def test_what_can_happen_to_needs_that_repeat_happens() -> None:
    communities = [make_community(seed) for seed in SEEDS]
    standing = [one for community in communities for one in community.standing.values()]
    steps = [step for community in communities for step in community.steps]
    looks = [act for community in communities for act in community.acts if act["do"] == "look"]
    assert {one.every for one in standing} == {"weekly", "monthly", "par"}
    assert {one.ended for one in standing} == {True, False}
    assert max(len(one.rounds) for one in standing) > 8
    assert {look["restart"] for look in looks} == {True, False}
    assert any(step["do"] == "release" and step["on"] < step["today"] for step in steps)
    stopped = [
        (one, following)
        for community in communities
        for rounds in rounds_expected(community).values()
        for (one, _), (following, _) in pairwise(rounds)
    ]
    assert any(following - one > timedelta(days=31) for one, following in stopped)


@pytest.mark.parametrize("fault", ["the day it is released", "the day it is due"])
def test_a_round_of_the_day_somebody_looked_would_be_seen(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    right = need_rounds.write_cancellation

    def late(work: Work, need_id: int, on: date, *, released_on: date) -> object:
        over_on = work.today if fault == "the day it is due" else on
        return right(work, need_id, over_on, released_on=max(released_on, work.today))

    community = make_community(0)
    monkeypatch.setattr(need_rounds, "write_cancellation", late)
    with played(sqlite_url, community) as player:
        assert differences(player, community) != []
