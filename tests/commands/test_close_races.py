"""Two at once, each stopped at the very point at which it would have read what the other is changing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from threading import Barrier, BrokenBarrierError, Event
from typing import Any

import pytest

from drives.commands import allocation, deliveries, delivery_plans, donations, donors
from drives.commands.donations import LogDonation
from drives.errors import Refusal
from drives.ledger.lots import Lots
from drives.model import DeliveryLine, Donor, Item, Lot, Reservation, Site
from drives.rules.kinds import SiteKind
from drives.rules.units import Unit
from tests.commands.stocked import brought, stocked
from tests.commands.test_races import at_once
from tests.files import bring
from tests.houses import Home, q

APART_SECONDS = 0.5


def meeting(monkeypatch: pytest.MonkeyPatch, place: Any, name: str) -> None:
    """Two threads that get past this function wait for each other there; one that stays alone goes on."""
    barrier, function = Barrier(2), getattr(place, name)

    def stopped(*args: Any, **rest: Any) -> Any:
        answer = function(*args, **rest)
        with suppress(BrokenBarrierError):
            barrier.wait(APART_SECONDS)
        return answer

    monkeypatch.setattr(place, name, stopped)


def while_stopped(
    monkeypatch: pytest.MonkeyPatch, place: Any, name: str, act: Callable[[], Any], other: Callable[[], Any]
) -> list[Any]:
    """What both answer where ``other`` runs while ``act`` stands right behind this function."""
    is_there, is_done, function = Event(), Event(), getattr(place, name)

    def stopped(*args: Any, **rest: Any) -> Any:
        answer = function(*args, **rest)
        if not is_there.is_set():
            is_there.set()
            is_done.wait(APART_SECONDS)
        return answer

    def one() -> Any:
        return act()

    def two() -> Any:
        is_there.wait(60)
        try:
            return other()
        except Refusal as refusal:
            return refusal
        finally:
            is_done.set()

    monkeypatch.setattr(place, name, stopped)
    with ThreadPoolExecutor(2) as threads:
        return [running.result() for running in (threads.submit(one), threads.submit(two))]


def reserved(house: Home) -> int:
    asked = allocation.Reserve(house.need("Socks", "5"), house.lot_of("Socks"), house.site(), q("5"))
    return int(house.do(allocation.reserve, asked).reservation_id)


def test_a_reservation_gets_onto_one_delivery_only(house: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    stocked(house, {"Socks": "12"})
    asked = deliveries.PlanDelivery(house.program(), (reserved(house),))
    meeting(monkeypatch, delivery_plans, "_reserved_line")
    told = at_once([lambda: house.do(deliveries.plan_delivery, asked)] * 2)
    [refusal] = [str(answer) for answer in told if isinstance(answer, Refusal)]
    assert refusal == "These goods are on another delivery already. Cancel that one first."
    assert len(house.all(DeliveryLine)) == 1


def test_reserved_goods_that_left_on_one_delivery_do_not_leave_on_another(
    house: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    stocked(house, {"Socks": "12"})
    kept = reserved(house)
    asked = deliveries.PlanDelivery(house.program(), (kept,))
    monkeypatch.setattr(delivery_plans, "LIVE", ())
    plans = [house.do(deliveries.plan_delivery, asked).delivery_id for _ in range(2)]
    house.do(deliveries.send_delivery, deliveries.SendDelivery(plans[0]))
    told = house.refusal(deliveries.send_delivery, deliveries.SendDelivery(plans[1]))
    assert told == "Socks: these reserved goods are on their way with another delivery."
    house.do(deliveries.cancel_delivery, deliveries.CancelDelivery(plans[1]))
    assert [row.sent_on is None for row in house.all(Reservation)] == [False]


def test_two_earlier_days_at_once_leave_the_earliest_to_the_lot(
    house: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = brought(house, {"Socks": "1"})
    stocked(house, {"Socks": "1"}, on=date(2025, 5, 10))
    site = house.site()

    def logging(day: int) -> Callable[[], Any]:
        asked = LogDonation(site, lines, received_on=date(2025, 5, day))
        return lambda: house.do(donations.log_donation, asked)

    told = while_stopped(monkeypatch, Lots, "_lots_known", logging(5), logging(1))
    assert not [answer for answer in told if isinstance(answer, Refusal)]
    assert [lot.received_on for lot in house.all(Lot)] == [date(2025, 5, 1)]


def test_a_new_donor_who_comes_twice_at_once_is_one_donor(
    house: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines, site = brought(house, {"Socks": "1"}), house.site()
    meeting(monkeypatch, donors, "allocate_ids")
    asked = [LogDonation(site, lines, donor_name=name) for name in ("Zoe", "ZOE ")]
    at_once([lambda one=one: house.do(donations.log_donation, one) for one in asked])
    assert len(house.all(Donor)) == 1


def test_a_site_keeps_its_kind_while_its_first_goods_come_in(
    house: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = LogDonation(house.site(), brought(house, {"Socks": "1"}))
    file = "name,kind\nGym,warehouse\n"
    told = while_stopped(
        monkeypatch,
        Lots,
        "shelf",
        lambda: house.do(donations.log_donation, asked),
        lambda: bring(house, "sites", file),
    )
    assert "Goods have moved at Gym, so it stays a collection_site." in "".join(told[1].lines())
    assert [site.kind for site in house.all(Site)] == [SiteKind.COLLECTION_SITE]


def test_an_item_keeps_its_unit_while_its_first_goods_come_in(
    house: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = LogDonation(house.site(), brought(house, {"Socks": "1"}))
    file = "name,category,unit\nSocks,things,each\n"
    told = while_stopped(
        monkeypatch,
        Lots,
        "shelf",
        lambda: house.do(donations.log_donation, asked),
        lambda: bring(house, "items", file),
    )
    assert "Goods of Socks have moved, counted in pair." in "".join(told[1].lines())
    assert [item.unit for item in house.all(Item)] == [Unit.PAIR]
