"""Many at once, in threads and in processes: nobody gets what somebody else got, and nothing is lost."""

import multiprocessing
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

from drives.commands import allocation, deliveries, donations, items, recipes, shares, stock
from drives.commands.donations import LineDraft, LogDonation
from drives.commands.share_requests import allocation_of
from drives.errors import NotEnough, Refusal
from drives.model import (
    Activity,
    AllocationLine,
    Donation,
    DonationLine,
    DonationTotal,
    Reservation,
    StockLevel,
)
from drives.queries.to_share import to_share
from drives.rules.allocation import propose
from drives.rules.kinds import DiscardReason, Policy
from drives.rules.roles import COMMAND_LINE
from drives.rules.units import Unit
from drives.settings import Settings
from drives.wiring import open_house
from tests.commands.stocked import brought, stocked
from tests.houses import TODAY, Clock, Home, q

PATIENCE_SECONDS = 60


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Each act in a thread of its own, all let go together: what it answered, or its refusal."""
    barrier = Barrier(len(acts))

    def one(act: Callable[[], Any]) -> Any:
        barrier.wait(PATIENCE_SECONDS)
        try:
            return act()
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(one, acts))


def _in_a_process(url: str, verb: Any, request: Any, number: int, gate: Any, answers: Any) -> None:
    house = open_house(Settings.from_environment({}, store=url), Clock())
    gate.wait(PATIENCE_SECONDS)
    try:
        house.commands.perform(verb, request, viewer=COMMAND_LINE, request_id=f"process-{number}")
        answers.put((number, None, ""))
    except Exception as error:
        answers.put((number, type(error).__name__, str(error)))
    finally:
        house.close()


def in_processes(url: str, verb: str, requests: Sequence[Any]) -> list[tuple[int, str | None, str]]:
    """Each request in a process of its own, all let go together: how it was refused, if it was."""
    context = multiprocessing.get_context("spawn")
    gate, answers = context.Barrier(len(requests)), context.Queue()
    processes = [
        context.Process(target=_perform_named, args=(url, verb, request, number, gate, answers))
        for number, request in enumerate(requests)
    ]
    for process in processes:
        process.start()
    told = [answers.get(timeout=PATIENCE_SECONDS) for _ in processes]
    for process in processes:
        process.join(PATIENCE_SECONDS)
        assert process.exitcode == 0
    return sorted(told)


def _perform_named(url: str, verb: str, *rest: Any) -> None:
    module, name = verb.rsplit(".", 1)
    __import__(module)
    _in_a_process(url, getattr(sys.modules[module], name), *rest)


def test_two_threads_race_for_the_last_five(house: Home) -> None:
    stocked(house, {"Socks": "5"})
    lot_id = house.lot_of("Socks")
    asked = [
        allocation.Reserve(house.need("Socks", "5", program), lot_id, house.site(), q("5"))
        for program in ("Shelter", "Pantry")
    ]
    told = at_once([lambda one=one: house.do(allocation.reserve, one) for one in asked])
    got, refused = sorted(told, key=lambda answer: isinstance(answer, Refusal))
    assert got.reservation_id == house.all(Reservation)[0].id
    assert isinstance(refused, NotEnough)
    assert str(refused).startswith("Socks at Gym: 5 asked, 0 free (5 short).")
    assert house.level(lot_id) == ("5", "5")


def test_two_processes_race_for_the_last_five(house: Home) -> None:
    stocked(house, {"Socks": "5"})
    lot_id = house.lot_of("Socks")
    asked = [
        stock.DiscardGoods(lot_id, house.site(), q("5"), DiscardReason.DAMAGED, note=str(number))
        for number in range(2)
    ]
    told = in_processes(house.url, "drives.commands.stock.discard", asked)
    assert sorted(kind or "" for _number, kind, _text in told) == ["", "NotEnough"]
    [text] = [text for _number, kind, text in told if kind]
    assert text == "Socks at Gym: 5 asked, 0 there (5 short). Take fewer, or count that shelf."
    assert house.level(lot_id) == ("0", "0")


def test_many_ways_out_race_for_the_same_goods(house: Home) -> None:
    donation_id = stocked(house, {"Socks": "5"})
    lot_id, gym, depot = house.lot_of("Socks"), house.site(), house.site("Depot")
    plan = house.do(
        deliveries.plan_delivery,
        deliveries.PlanDelivery(house.program(), (), (deliveries.FreeLine(lot_id, gym, q("5")),)),
    )
    told = at_once(
        [
            lambda: house.do(stock.discard, stock.DiscardGoods(lot_id, gym, q("5"), DiscardReason.OTHER)),
            lambda: house.do(stock.transfer, stock.TransferGoods(lot_id, gym, depot, q("5"))),
            lambda: house.do(deliveries.send_delivery, deliveries.SendDelivery(plan.delivery_id)),
            lambda: house.do(donations.void_donation, donations.VoidDonation(donation_id)),
        ]
    )
    assert sum(isinstance(answer, NotEnough) for answer in told) == 3
    assert sum(row.quantity for row in house.all(StockLevel)) in (0, q("5"))


def test_many_threads_logging_donations_lose_nothing(house: Home) -> None:
    socks, soap = house.item("Socks"), house.item("Soap")
    gym, depot, spring = house.site(), house.site("Depot"), house.drive()

    def logging(number: int) -> Callable[[], Any]:
        lines = (LineDraft(socks, q("2")), LineDraft(soap, q("3"), q("1"), "open"))
        # Half of them the other way round, so that rows are met in both orders.
        asked = LogDonation(
            (gym, depot)[number % 2], lines[:: 1 if number % 3 else -1], spring if number % 4 else None
        )
        return lambda: [house.do(donations.log_donation, asked) for _ in range(3)]

    told = at_once([logging(number) for number in range(12)])
    assert not [answer for answer in told if isinstance(answer, Refusal)]
    assert len(house.all(Donation)) == 36
    assert len({row.reference for row in house.all(Donation)}) == 36
    assert sum(row.received for row in house.all(DonationTotal)) == 36 * q("5")
    assert sum(row.quantity for row in house.all(StockLevel)) == 36 * q("4")


def test_processes_logging_donations_lose_nothing(house: Home) -> None:
    asked = [LogDonation(house.site(), brought(house, {"Socks": "2"}), reference=f"P-{n}") for n in range(4)]
    told = in_processes(house.url, "drives.commands.donations.log_donation", asked)
    assert [kind for _number, kind, _text in told] == [None] * 4
    assert house.level(house.lot_of("Socks")) == ("8", "0")


def test_a_double_click_books_once(house: Home) -> None:
    asked = LogDonation(house.site(), brought(house, {"Socks": "2"}))
    before = len(house.all(Activity))
    told = at_once([lambda: house.do(donations.log_donation, asked, request_id="click")] * 6)
    assert len(set(told)) == 1
    assert told[0].donation_id == house.all(Donation)[0].id
    assert len(house.all(DonationLine)) == len(house.all(Activity)) - before == 1


def test_a_double_click_with_two_contents_books_one_of_them(house: Home) -> None:
    first = LogDonation(house.site(), brought(house, {"Socks": "2"}))
    second = replace(first, lines=brought(house, {"Socks": "3"}))
    told = at_once(
        [lambda a=a: house.do(donations.log_donation, a, request_id="click") for a in (first, second)]
    )
    assert [type(answer).__name__ for answer in told].count("Conflict") == 1
    assert len(house.all(Donation)) == 1


def test_a_name_taken_at_the_same_moment_is_refused_in_words(house: Home) -> None:
    asked = items.AddItem("Blanket", "household", Unit.EACH)
    told = at_once([lambda: house.do(items.add_item, asked)] * 4)
    refusals = [str(answer) for answer in told if isinstance(answer, Refusal)]
    assert refusals == ["There is an item named Blanket already. Use it, or choose another name."] * 3


def test_a_reference_taken_at_the_same_moment_is_refused_in_words(house: Home) -> None:
    asked = LogDonation(house.site(), brought(house, {"Socks": "2"}), reference="A-1")
    told = at_once([lambda: house.do(donations.log_donation, asked)] * 3)
    refusals = [str(answer) for answer in told if isinstance(answer, Refusal)]
    assert len(refusals) == 2
    assert all(text.startswith("Reference A-1 is taken by the donation of 2025-05-20.") for text in refusals)


def test_goods_sent_while_their_reservation_is_released_go_once_or_not(house: Home) -> None:
    stocked(house, {"Socks": "40"})
    lot_id = house.lot_of("Socks")
    for _round in range(5):
        need_id = house.need("Socks", "4")
        kept, other = (
            house.do(
                allocation.reserve, allocation.Reserve(need_id, lot_id, house.site(), q("2"))
            ).reservation_id
            for _ in range(2)
        )
        plan = house.do(deliveries.plan_delivery, deliveries.PlanDelivery(house.program(), (kept,)))
        told = at_once(
            [
                lambda plan=plan: house.do(
                    deliveries.send_delivery, deliveries.SendDelivery(plan.delivery_id)
                ),
                lambda kept=kept: house.do(allocation.release, allocation.Release(kept)),
            ]
        )
        assert sum(isinstance(answer, Refusal) for answer in told) == 1
        house.do(allocation.release, allocation.Release(other))


def test_a_reservation_is_released_once(house: Home) -> None:
    stocked(house, {"Socks": "40"})
    asked = allocation.Reserve(house.need("Socks", "30"), house.lot_of("Socks"), house.site(), q("2"))
    for _round in range(3):
        kept = house.do(allocation.reserve, asked).reservation_id
        told = at_once([lambda kept=kept: house.do(allocation.release, allocation.Release(kept))] * 3)
        refusals = [str(answer) for answer in told if isinstance(answer, Refusal)]
        assert len(refusals) == 2
        assert all("ended" in text for text in refusals)


def test_a_lot_is_never_reserved_while_it_is_being_held(house: Home) -> None:
    stocked(house, {"Socks": "40"})
    lot_id, need_id = house.lot_of("Socks"), house.need("Socks", "30")
    for _round in range(5):
        asked = allocation.Reserve(need_id, lot_id, house.site(), q("2"))
        told = at_once(
            [
                lambda: house.do(stock.hold, stock.HoldLot(lot_id, "moths")),
                lambda asked=asked: house.do(allocation.reserve, asked),
            ]
        )
        assert not isinstance(told[0], Refusal)
        assert house.level(lot_id) == ("40", "0")
        house.do(stock.unhold, stock.UnholdLot(told[0].document_id))


def test_counts_of_what_was_not_there_before_find_it_once(house: Home) -> None:
    names = [f"Socks {number}" for number in range(6)]
    stocked(house, dict.fromkeys(names, "1"))
    depot = house.site("Depot")
    for name in names:
        lot_id = house.lot_of(name)
        asked = stock.CountStock(depot, (stock.Counted(lot_id, q("5")),), note="found there")
        at_once([lambda asked=asked: house.do(stock.count, asked)] * 4)
        assert house.level(lot_id, "Depot") == ("5", "0")


def test_transfers_both_ways_at_once_all_arrive(house: Home) -> None:
    stocked(house, {"Socks": "50"})
    stocked(house, {"Socks": "50"}, site="Depot")
    gym_lot, depot_lot = house.lot_of("Socks", site_id=house.site()), house.lot_of("Socks", site_id=2)
    gym, depot = house.site(), house.site("Depot")
    for lot_id, origin, target in ((gym_lot, gym, depot), (depot_lot, depot, gym)):
        house.do(stock.transfer, stock.TransferGoods(lot_id, origin, target, q("25")))
    ways = [(lot, a, b) for lot in (gym_lot, depot_lot) for a, b in ((gym, depot), (depot, gym))] * 2
    acts = [
        lambda w=way: [
            house.do(stock.transfer, stock.TransferGoods(w[0], w[1], w[2], q("1"))) for _ in range(5)
        ]
        for way in ways
    ]
    assert not [answer for answer in at_once(acts) if isinstance(answer, Refusal)]
    assert house.level(gym_lot) == house.level(depot_lot, "Depot") == ("25", "0")


def test_a_need_is_never_given_more_than_it_asks_for(house: Home) -> None:
    stocked(house, {"Socks": "50"})
    need_id = house.need("Socks", "7")
    asked = allocation.Reserve(need_id, house.lot_of("Socks"), house.site(), q("2"))
    told = at_once([lambda: house.do(allocation.reserve, asked)] * 6)
    assert sum(isinstance(answer, NotEnough) for answer in told) == 3
    assert house.level(house.lot_of("Socks")) == ("50", "6")


def test_sixteen_who_share_out_the_same_stock_never_promise_more_than_there_is(house: Home) -> None:
    stocked(house, {"Socks": "60"})
    stocked(house, {"Socks": "40"}, site="Depot")
    programs = [f"Program {number}" for number in range(16)]
    ids = [house.need("Socks", "10", program) for program in programs]

    def sharing(place: int) -> Any:
        """Each shares out among four needs, the others' too, so that stock and needs are both fought over."""
        there = house.house.queries.ask(to_share, COMMAND_LINE)
        mine = [
            need for need in there.needs if need.need_id in {ids[(place + step) % 16] for step in range(4)}
        ]
        found = propose(there.lots, mine, there.portions(whole_packs=False), policy=Policy.FAIR, on=TODAY)
        return house.do(shares.allocate, allocation_of(found))

    told = at_once([lambda place=place: sharing(place) for place in range(16)])
    assert any(not isinstance(answer, Refusal) for answer in told)
    kept = Counter[int]()
    for row in house.all(Reservation):
        kept[row.need_id] += row.quantity
    assert max(kept.values()) <= q("10")
    assert sum(kept.values()) <= q("100")
    assert all(row.reserved <= row.quantity for row in house.all(StockLevel))
    assert len(house.all(AllocationLine)) == len(house.all(Reservation))


def test_two_recipes_at_once_never_make_a_kit_be_in_itself(house: Home) -> None:
    for number in range(3):
        day, night, red, blue = (
            house.item(f"{name} {number}", Unit.KIT) for name in ("Day", "Night", "Red", "Blue")
        )

        def put(part: int, kit: int) -> Any:
            return house.do(
                recipes.write_recipe, recipes.WriteRecipe(kit, (recipes.RecipePart(part, q("1")),))
            )

        put(night, red)
        put(day, blue)
        told = at_once([lambda a=a: put(*a) for a in ((red, day), (blue, night))])
        [refusal] = [str(answer) for answer in told if isinstance(answer, Refusal)]
        assert "would contain itself" in refusal
