"""What is hidden is told in no answer, no refusal and no loss to whoever is not cleared for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from drives.commands import allocation, needs, stock
from drives.commands.door import COMMANDS
from drives.commands.imports import Batch, ImportRequest, import_donations
from drives.errors import NotAllowed
from drives.queries.stock import stocked_lots
from drives.rules.kinds import DiscardReason
from drives.rules.units import Unit
from tests.houses import TODAY, q
from tests.roles import test_commands, test_queries
from tests.roles.world import World

NOT_CLEARED = ("public", "table", "volunteer", "staff", "organizer")
"""The roles that may see neither Q's address nor U's name."""


@pytest.fixture(scope="module")
def twins(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[World]]:
    """Two communities that differ in Q's hidden address and in U's name, slug and kind alone."""
    made = []
    for otherwise in (False, True):
        path = tmp_path_factory.mktemp("twins") / "drives.db"
        path.write_bytes(_sqlite_template.read_bytes())
        made.append(World(f"sqlite:///{path}", otherwise=otherwise))
    yield made
    for world in made:
        world.home.close()


def test_every_query_answers_alike_over_stores_that_differ_in_what_is_hidden(twins: list[World]) -> None:
    for row in test_queries.TABLE.values():
        if (row.name, row.field, row.situation) == ("program_called", "name", "hidden"):
            continue  # asks for U by its name, which is what differs
        for role in NOT_CLEARED if row.situation != "closed" else ():
            told = [
                repr(test_queries.outcome(world, row.name, test_queries.asked(world, row), role))
                for world in twins
            ]
            assert told[0] == told[1], (row.name, row.field, row.situation, role)


def test_every_command_refuses_alike_over_stores_that_differ_in_what_is_hidden(twins: list[World]) -> None:
    for row in test_commands.TABLE.values():
        for role in NOT_CLEARED if row.situation != "closed" else ():
            told = [
                test_commands.outcome(
                    world, COMMANDS[row.name], test_commands.asked(world, row), world.viewers[role]
                )
                for world in twins
            ]
            assert told[0] == told[1], (row.name, row.field, row.situation, role)


def test_an_admin_would_be_told_them_apart(twins: list[World]) -> None:
    row = test_queries.TABLE["programs_shown", "-", "own"]
    told = [repr(test_queries.outcome(world, row.name, {}, "admin")) for world in twins]
    assert told[0] != told[1]


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    """A community to change."""
    made = World(sqlite_url)
    yield made
    made.home.close()


def test_a_loss_names_no_unlisted_program_to_who_may_not_know_it(world: World) -> None:
    lot = world.lot(world.a, "free")
    for need_id in (world.need_u, world.need_q):
        world.do(allocation.reserve, allocation.Reserve(need_id, lot, world.gym, q("50")))
    thrown = stock.DiscardGoods(lot, world.gym, q("100"), DiscardReason.DAMAGED)
    lost = world.do(stock.discard, thrown, world.viewers["organizer"]).losses
    assert set(lost) == {
        "A partner program loses 50 reserved: Socks.",
        "Quiltmakers loses 50 reserved: Socks.",
    }


def test_a_program_s_staff_is_told_its_own_losses_by_name(world: World) -> None:
    lost = world.do(needs.cancel_need, needs.CancelNeed(world.need_p), world.viewers["staff"]).losses
    assert lost == ("Pantrywise loses 4 reserved: Socks.",)


def test_the_lots_to_reserve_leave_out_what_is_not_for_this_organizer(world: World) -> None:
    ask = world.home.house.queries.ask
    seen = {
        role: {lot.lot_id for lot in ask(stocked_lots, world.viewers[role], item_id=world.socks)}
        for role in ("organizer", "admin")
    }
    left_out = {world.lot(world.b, "kept"), world.lot(world.b, "home")}
    assert seen["organizer"] == seen["admin"] - left_out
    assert {world.lot(world.b, "free"), world.lot(world.a, "kept")} <= seen["organizer"]


def test_an_import_sets_up_nothing_that_its_sender_may_not(world: World) -> None:
    columns = {"received_on": (TODAY,), "item": ("Hats",), "quantity": (q("5"),), "drive": ("autumnal",),
               "site": ("Gymnasium",)}  # fmt: skip
    made = {"name": ("Hats",), "category": ("things",), "unit": (Unit.EACH,)}
    request = ImportRequest("digest", Batch((2,), columns), {"items": Batch((2,), made)})
    told = world.home.refusal(import_donations, request, NotAllowed, viewer=world.viewers["organizers"])
    assert "would add Hats" in told
    assert world.do(import_donations, request).made == 1
