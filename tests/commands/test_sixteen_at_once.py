"""Sixteen who share out, send and hand out the same goods at once never promise or send what is not there."""

import multiprocessing
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from drives.commands import deliveries, hand_out, shares
from drives.commands.door import COMMANDS
from drives.errors import NotEnough
from drives.model import Location, Move, Reservation, StockLevel
from drives.rules.kinds import LocationKind, MoveKind, Policy, Why
from drives.rules.roles import COMMAND_LINE
from drives.settings import Settings
from drives.wiring import open_house
from tests.commands.stocked import stocked
from tests.commands.test_races import PATIENCE_SECONDS, at_once
from tests.houses import Clock, Home, q

SOCKS, SOAP = "20", "36"
EACH_SOCKS, EACH_SOAP = "3", "4"
PROCESSES = 4

Asked = list[tuple[str, Any]]
"""Commands by their names, each with what it is asked: so they go to other processes, too."""


def sixteen(house: Home) -> Asked:
    """Eight who share out of what all of them saw, four deliveries that are to go, four who hand out."""
    stocked(house, {"Socks": SOCKS, "Soap": SOAP})
    gym, lots = house.site(), {name: house.lot_of(name) for name in ("Socks", "Soap")}
    wanted = {"Socks": q(EACH_SOCKS), "Soap": q(EACH_SOAP)}
    asked: Asked = []
    for number in range(8):
        needs = {name: house.need(name, "9", f"Program {number}") for name in wanted}
        lines = tuple(shares.ShareLine(needs[name], lots[name], gym, wanted[name]) for name in wanted)
        facts = tuple(
            shares.ShareFacts(needs[name], 0, 0, q("9"), q("20"), q("72"), 3_333, Why.PART) for name in wanted
        )
        # Half of them the other way round, so that rows are met in both orders.
        order = 1 if number % 2 else -1
        asked.append((shares.allocate.name, shares.Allocate(Policy.FAIR, lines[::order], facts)))
    for number in range(4):
        lines_to_go = tuple(deliveries.FreeLine(lots[name], gym, wanted[name]) for name in wanted)
        program = house.program(f"Program {number}")
        plan = house.do(deliveries.plan_delivery, deliveries.PlanDelivery(program, (), lines_to_go))
        asked.append((deliveries.send_delivery.name, deliveries.SendDelivery(plan.delivery_id)))
        goods = tuple(hand_out.HandedItem(house.item(name), wanted[name]) for name in wanted)
        guest = house.program(f"Guest {number}")
        asked.append((hand_out.hand_out.name, hand_out.HandOut(guest, gym, goods)))
    return asked


def in_threads(house: Home, asked: Asked) -> list[str]:
    """All let go together; how each was refused, "" where it was not."""
    acts: list[Callable[[], Any]] = [lambda one=one: house.do(COMMANDS[one[0]], one[1]) for one in asked]
    return [type(told).__name__ if isinstance(told, Exception) else "" for told in at_once(acts)]


def _some(url: str, asked: Asked, first: int, gate: Any, answers: Any) -> None:
    house = open_house(Settings.from_environment({}, store=url), Clock())

    def act(number: int, verb: str, request: Any) -> Callable[[], Any]:
        return lambda: house.commands.perform(
            COMMANDS[verb], request, viewer=COMMAND_LINE, request_id=f"one-{number}"
        )

    try:
        gate.wait(PATIENCE_SECONDS)
        told = at_once([act(number, *one) for number, one in enumerate(asked, first)])
        answers.put([type(one).__name__ if isinstance(one, Exception) else "" for one in told])
    finally:
        house.close()


def in_processes(house: Home, asked: Asked) -> list[str]:
    """The same, in four processes with four threads each."""
    context = multiprocessing.get_context("spawn")
    gate, answers = context.Barrier(PROCESSES), context.Queue()
    share = len(asked) // PROCESSES
    processes = [
        context.Process(target=_some, args=(house.url, asked[n::PROCESSES], n * share, gate, answers))
        for n in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    told = [answers.get(timeout=PATIENCE_SECONDS) for _process in processes]
    for process in processes:
        process.join(PATIENCE_SECONDS)
        assert process.exitcode == 0
    return [one for some in told for one in some]


def check_honest(house: Home, told: Sequence[str]) -> None:
    """Whoever was let through has the goods, nobody else has, and as many were as there were goods for."""
    assert len(told) == 16
    assert set(told) == {"", NotEnough.__name__}
    let_through = told.count("")
    wanted, there = {"Socks": q(EACH_SOCKS), "Soap": q(EACH_SOAP)}, {"Socks": q(SOCKS), "Soap": q(SOAP)}
    assert let_through == min(there[name] // wanted[name] for name in wanted) == 6
    transit = {row.id for row in house.all(Location, Location.kind == LocationKind.TRANSIT)}
    for name, each in wanted.items():
        lot_id = house.lot_of(name)
        levels = {row.location_id: row for row in house.all(StockLevel, StockLevel.lot_id == lot_id)}
        on_shelf = levels[house.shelf()]
        on_way = sum(row.quantity for place, row in levels.items() if place in transit)
        kept = [row for row in house.all(Reservation, Reservation.lot_id == lot_id) if row.ended_on is None]
        assert on_shelf.reserved == sum(row.quantity for row in kept if row.sent_on is None)
        arrived = sum(
            row.quantity for row in house.all(Move, Move.lot_id == lot_id) if row.kind is MoveKind.ARRIVE
        )
        gone = arrived + on_way
        assert on_shelf.reserved + gone == let_through * each
        assert on_shelf.quantity + gone == there[name]


@pytest.mark.parametrize("at_once_in", [in_threads, in_processes])
def test_sixteen_never_promise_or_send_what_is_not_there(
    house: Home, at_once_in: Callable[[Home, Asked], list[str]]
) -> None:
    check_honest(house, at_once_in(house, sixteen(house)))
