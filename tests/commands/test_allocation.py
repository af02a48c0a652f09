"""Keep stock for needs, and let it go again."""

from datetime import date

import pytest

from drives.commands import allocation, deliveries, needs, stock
from drives.commands.allocation import Release, Reserve
from drives.errors import NotEnough, Unknown
from drives.model import Reservation
from drives.rules.dates import DateKind, DateRule
from drives.rules.kinds import ShortfallReason
from drives.rules.units import Unit
from tests.commands.stocked import stocked
from tests.houses import TODAY, Home, q

APRIL, MAY = date(2025, 4, 4), date(2025, 5, 5)


def reserve(house: Home, need_id: int, lot_id: int, quantity: str, *, site: str = "Gym") -> Reserve:
    return Reserve(need_id, lot_id, house.site(site), q(quantity))


def test_reserved_stock_is_on_hand_but_no_longer_free(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    need_id, lot_id = house.need("Socks", "9", posted_on=APRIL), house.lot_of("Socks")
    house.do(allocation.reserve, Reserve(need_id, lot_id, house.site(), q("5"), MAY))
    assert house.level(lot_id) == ("12", "5")
    assert house.all(Reservation)[0].reserved_on == MAY


def test_no_more_is_reserved_than_is_free_there(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    lot_id = house.lot_of("Socks")
    house.do(allocation.reserve, reserve(house, house.need("Socks", "9"), lot_id, "9"))
    asked = reserve(house, house.need("Socks", "9", "Pantry"), lot_id, "5")
    told = house.refusal(allocation.reserve, asked, NotEnough)
    assert told == (
        "Socks at Gym: 5 asked, 3 free (2 short). 9 more are there but reserved for needs; "
        "release them first or take fewer."
    )
    house.site("Depot")
    told = house.refusal(
        allocation.reserve,
        reserve(house, house.need("Socks", "9", "Pantry"), lot_id, "5", site="Depot"),
        NotEnough,
    )
    assert told == "Socks at Depot: 5 asked, 0 there (5 short). Take fewer, or count that shelf."


def test_no_more_is_reserved_than_the_need_still_asks_for(house: Home) -> None:
    stocked(house, {"Socks": "50"})
    need_id, lot_id = house.need("Socks", "9", posted_on=APRIL), house.lot_of("Socks")
    house.do(allocation.reserve, reserve(house, need_id, lot_id, "4"))
    told = house.refusal(allocation.reserve, reserve(house, need_id, lot_id, "6"), NotEnough)
    assert told == "Socks: 6 to reserve, but only 5 are still outstanding. Reserve fewer."
    house.do(needs.revise_need, needs.ReviseNeed(need_id, q("7")))
    told = house.refusal(allocation.reserve, reserve(house, need_id, lot_id, "4"), NotEnough)
    assert "only 3 are still outstanding" in told
    house.do(needs.revise_need, needs.ReviseNeed(need_id, q("100"), APRIL))
    house.refusal(allocation.reserve, reserve(house, need_id, lot_id, "4"), NotEnough)


def test_what_was_delivered_is_not_outstanding_and_what_was_lost_is_again(house: Home) -> None:
    stocked(house, {"Socks": "50"})
    need_id, lot_id = house.need("Socks", "9"), house.lot_of("Socks")
    kept = house.do(allocation.reserve, reserve(house, need_id, lot_id, "9")).reservation_id
    plan = deliveries.PlanDelivery(house.program(), (kept,))
    planned = house.do(deliveries.plan_delivery, plan)
    house.do(deliveries.send_delivery, deliveries.SendDelivery(planned.delivery_id))
    house.refusal(allocation.reserve, reserve(house, need_id, lot_id, "1"), NotEnough)
    arrival = deliveries.Arrival(planned.line_ids[0], q("7"), q("2"), reason=ShortfallReason.MISSING)
    house.do(deliveries.confirm_delivery, deliveries.ConfirmDelivery(planned.delivery_id, (arrival,)))
    told = house.refusal(allocation.reserve, reserve(house, need_id, lot_id, "3"), NotEnough)
    assert "only 2 are still outstanding" in told
    house.do(allocation.reserve, reserve(house, need_id, lot_id, "2"))


def test_a_lot_of_another_item_is_refused(house: Home) -> None:
    stocked(house, {"Socks": "12", "Soap": "12"})
    asked = reserve(house, house.need("Socks", "9"), house.lot_of("Soap"), "5")
    told = house.refusal(allocation.reserve, asked)
    assert told == "This lot is not of the item that the need asks for, Socks."


def test_a_lot_kept_for_a_program_is_for_that_program(house: Home) -> None:
    stocked(house, {"Socks": "12"}, restricted_to_id=house.program("Pantry"))
    lot_id = house.lot_of("Socks")
    told = house.refusal(allocation.reserve, reserve(house, house.need("Socks", "9"), lot_id, "5"))
    assert told == "Socks: this lot is kept for another program. Choose another lot."
    house.do(allocation.reserve, reserve(house, house.need("Socks", "9", "Pantry"), lot_id, "5"))


def test_a_held_lot_is_not_reserved_until_the_hold_is_lifted(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    need_id, lot_id = house.need("Socks", "9"), house.lot_of("Socks")
    hold_id = house.do(stock.hold, stock.HoldLot(lot_id, "moths")).document_id
    told = house.refusal(allocation.reserve, reserve(house, need_id, lot_id, "5"))
    assert told == "Socks: this lot is on hold (moths). Lift the hold first, or choose another lot."
    house.do(stock.unhold, stock.UnholdLot(hold_id))
    house.do(allocation.reserve, reserve(house, need_id, lot_id, "5"))


@pytest.mark.parametrize(
    ("kind", "rule", "stops"),
    [
        (DateKind.USE_BY, DateRule.ADVICE, True),
        (DateKind.EXPIRES, DateRule.ADVICE, True),
        (DateKind.BEST_BY, DateRule.ADVICE, False),
        (DateKind.SELL_BY, DateRule.STRICT, True),
        (DateKind.BEST_BY, DateRule.FORMULA, True),
    ],
)
def test_goods_past_their_date_are_not_reserved(
    house: Home, kind: DateKind, rule: DateRule, stops: bool
) -> None:
    house.item("Milk", Unit.EACH, rule)
    stocked(house, {"Milk": "12"}, on=MAY, date_mark=TODAY, date_kind=kind)
    asked = reserve(house, house.need("Milk", "9"), house.lot_of("Milk"), "1")
    house.do(allocation.reserve, asked)
    house.clock.put(date(2025, 5, 21))
    if stops:
        told = house.refusal(allocation.reserve, asked)
        assert told == "Milk: this lot is past its date (2025-05-20). Choose another lot, or discard it."
    else:
        house.do(allocation.reserve, asked)


def test_a_need_that_is_not_open_gets_nothing(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    need_id, lot_id = house.need("Socks", "9", posted_on=MAY), house.lot_of("Socks")
    before = Reserve(need_id, lot_id, house.site(), q("1"), APRIL)
    assert "this need is not open" in house.refusal(allocation.reserve, before)
    house.do(needs.cancel_need, needs.CancelNeed(need_id))
    assert "this need is not open" in house.refusal(allocation.reserve, reserve(house, need_id, lot_id, "1"))


def test_what_is_no_quantity_or_not_here_is_not_reserved(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    need_id, lot_id = house.need("Socks", "9"), house.lot_of("Socks")
    for quantity in ("0", "0.5"):
        house.refusal(allocation.reserve, reserve(house, need_id, lot_id, quantity))
    future = Reserve(need_id, lot_id, house.site(), q("1"), date(2025, 6, 1))
    assert "has not come yet" in house.refusal(allocation.reserve, future)
    house.refusal(allocation.reserve, reserve(house, 99, lot_id, "1"), Unknown)
    house.refusal(allocation.reserve, reserve(house, need_id, 99, "1"), Unknown)
    told = house.refusal(allocation.reserve, Reserve(need_id, lot_id, 99, q("1")), NotEnough)
    assert told == "Socks: nothing of it is at that site. Choose another site."


# Release


def test_a_release_frees_the_whole_reservation_from_its_day(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    need_id, lot_id = house.need("Socks", "9", posted_on=APRIL), house.lot_of("Socks")
    ids = [
        house.do(allocation.reserve, Reserve(need_id, lot_id, house.site(), q("3"), MAY)).reservation_id
        for _ in range(2)
    ]
    house.do(allocation.release, Release(ids[0], date(2025, 5, 7)))
    house.do(allocation.release, Release(ids[1], APRIL))
    assert house.level(lot_id) == ("12", "0")
    assert [row.ended_on for row in house.all(Reservation)] == [date(2025, 5, 7), MAY]


def test_what_has_ended_or_is_on_its_way_cannot_be_released(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    need_id, lot_id = house.need("Socks", "9"), house.lot_of("Socks")
    first, second = (
        house.do(allocation.reserve, reserve(house, need_id, lot_id, "3")).reservation_id for _ in range(2)
    )
    house.do(allocation.release, Release(first))
    told = house.refusal(allocation.release, Release(first))
    assert told == "This reservation ended on 2025-05-20."
    planned = house.do(deliveries.plan_delivery, deliveries.PlanDelivery(house.program(), (second,)))
    house.do(deliveries.send_delivery, deliveries.SendDelivery(planned.delivery_id))
    told = house.refusal(allocation.release, Release(second))
    assert told == "These goods are on their way. Cancel or confirm their delivery instead."
    house.refusal(allocation.release, Release(99), Unknown)
