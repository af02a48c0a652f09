"""Hold and unhold, discard, transfer, count."""

from datetime import date

import pytest

from drives.commands import allocation, deliveries, lots_at_once, stock
from drives.commands.adjustments import AdjustStock, adjust_stock
from drives.commands.lots_at_once import DiscardLots, GoodsAt, HoldLots, UnholdLots
from drives.commands.merging import MergeItems, merge_items
from drives.commands.stock import Counted, CountStock, DiscardGoods, HoldLot, TransferGoods, UnholdLot
from drives.commands.store_pars import SetStorePar, set_store_par
from drives.errors import Conflict, NotEnough, Unknown
from drives.model import CountLine, CycleCount, Discard, Hold, Move, Reservation, StorePar
from drives.rules.kinds import DiscardReason
from tests.commands.stocked import stocked
from tests.houses import TODAY, Home, q

APRIL, MAY = date(2025, 4, 4), date(2025, 5, 5)
WHY = "a box fell behind the shelf"


def reserved(house: Home, quantity: str, program: str = "Shelter", site: str = "Gym") -> int:
    need_id = house.need("Socks", quantity, program, posted_on=APRIL)
    asked = allocation.Reserve(need_id, house.lot_of("Socks"), house.site(site), q(quantity))
    return int(house.do(allocation.reserve, asked).reservation_id)


def throw_out(house: Home, quantity: str, site: str = "Gym") -> DiscardGoods:
    return DiscardGoods(house.lot_of("Socks"), house.site(site), q(quantity), DiscardReason.DAMAGED)


# Discard


def test_what_is_discarded_is_gone_on_its_day(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    asked = DiscardGoods(house.lot_of("Socks"), house.site(), q("5"), DiscardReason.EXPIRED, MAY, "wet")
    house.do(stock.discard, asked)
    assert house.level(house.lot_of("Socks")) == ("7", "0")
    assert house.all(Move)[-1].effective_on == MAY


def test_a_discard_eats_the_newest_reservations_and_says_who_loses(house: Home) -> None:
    stocked(house, {"Socks": "20"})
    reserved(house, "6", "Shelter")
    reserved(house, "5", "Pantry")
    reserved(house, "4", "Outreach")
    told = house.do(stock.discard, throw_out(house, "12"))
    assert told.losses == ("Outreach loses 4 reserved: Socks.", "Pantry loses 3 reserved: Socks.")
    assert house.level(house.lot_of("Socks")) == ("8", "8")
    rows = [(row.quantity, row.ended_on) for row in house.all(Reservation)]
    assert rows == [(q("6"), None), (q("2"), None), (q("4"), TODAY), (q("3"), TODAY)]


def test_reservations_at_another_site_or_on_their_way_are_not_eaten(house: Home) -> None:
    stocked(house, {"Socks": "20"})
    lot_id = house.lot_of("Socks")
    house.do(stock.transfer, TransferGoods(lot_id, house.site(), house.site("Depot"), q("5")))
    reserved(house, "5", "Pantry", "Depot")
    on_its_way = reserved(house, "5", "Shelter")
    plan = house.do(
        deliveries.plan_delivery, deliveries.PlanDelivery(house.program("Shelter"), (on_its_way,))
    )
    house.do(deliveries.send_delivery, deliveries.SendDelivery(plan.delivery_id))
    assert house.do(stock.discard, throw_out(house, "10")).losses == ()
    assert house.level(lot_id) == ("0", "0")
    assert house.level(lot_id, "Depot") == ("5", "5")
    assert house.in_transit(lot_id) == "5"


def test_no_more_is_discarded_than_is_there(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    reserved(house, "5")
    told = house.refusal(stock.discard, throw_out(house, "15"), NotEnough)
    assert told == "Socks at Gym: 15 asked, 12 there (3 short). Take fewer, or count that shelf."
    told = house.refusal(stock.discard, throw_out(house, "1", "Depot"), NotEnough)
    assert told == "Socks at Depot: 1 asked, 0 there (1 short). Take fewer, or count that shelf."


def test_a_discard_of_what_is_not_here_is_refused(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    lot_id, site_id = house.lot_of("Socks"), house.site()
    house.refusal(stock.discard, DiscardGoods(99, site_id, q("1"), DiscardReason.OTHER), Unknown)
    house.refusal(stock.discard, DiscardGoods(lot_id, 99, q("1"), DiscardReason.OTHER), Unknown)
    house.refusal(stock.discard, DiscardGoods(lot_id, site_id, 0, DiscardReason.OTHER))
    told = house.refusal(
        stock.discard, DiscardGoods(lot_id, site_id, q("1"), DiscardReason.OTHER, date(2025, 6, 1))
    )
    assert "has not come yet" in told


# Transfer


def test_goods_are_at_the_other_site_on_their_day(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    lot_id = house.lot_of("Socks")
    house.do(stock.transfer, TransferGoods(lot_id, house.site(), house.site("Depot"), q("5"), MAY))
    assert house.level(lot_id) == ("7", "0")
    assert house.level(lot_id, "Depot") == ("5", "0")
    assert house.all(Move)[-1].effective_on == MAY


def test_a_transfer_leaves_what_is_reserved(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    reserved(house, "5")
    lot_id, gym, depot = house.lot_of("Socks"), house.site(), house.site("Depot")
    for asked, short in (("8", "1"), ("15", "8")):
        told = house.refusal(stock.transfer, TransferGoods(lot_id, gym, depot, q(asked)), NotEnough)
        assert told == (
            f"Socks at Gym: {asked} asked, 7 free ({short} short). 5 more are there but reserved for needs; "
            "release them first or take fewer."
        )
    house.do(stock.transfer, TransferGoods(lot_id, gym, depot, q("7")))
    assert house.level(lot_id) == ("5", "5")


def test_a_transfer_that_cannot_be_is_refused(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    lot_id, gym, depot = house.lot_of("Socks"), house.site(), house.site("Depot")
    told = house.refusal(stock.transfer, TransferGoods(lot_id, gym, gym, q("1")))
    assert told == "From and to are the same site. Choose another."
    house.refusal(stock.transfer, TransferGoods(lot_id, gym, depot, q("0.5")))
    house.refusal(stock.transfer, TransferGoods(99, gym, depot, q("1")), Unknown)
    house.refusal(stock.transfer, TransferGoods(lot_id, gym, 99, q("1")), Unknown)
    told = house.refusal(stock.transfer, TransferGoods(lot_id, depot, gym, q("1")), NotEnough)
    assert told == "Socks at Depot: 1 asked, 0 there (1 short). Take fewer, or count that shelf."
    house.do(stock.hold, HoldLot(lot_id, "moths"))
    told = house.refusal(stock.transfer, TransferGoods(lot_id, gym, depot, q("1")))
    assert told == "Socks: this lot is on hold (moths). Lift the hold first, or choose another lot."


# Hold


def test_a_hold_releases_what_is_reserved_wherever_it_is(house: Home) -> None:
    stocked(house, {"Socks": "20"})
    lot_id = house.lot_of("Socks")
    house.do(stock.transfer, TransferGoods(lot_id, house.site(), house.site("Depot"), q("5")))
    reserved(house, "5", "Pantry", "Depot")
    reserved(house, "7", "Shelter")
    on_its_way = reserved(house, "2", "Shelter")
    plan = house.do(
        deliveries.plan_delivery, deliveries.PlanDelivery(house.program("Shelter"), (on_its_way,))
    )
    house.do(deliveries.send_delivery, deliveries.SendDelivery(plan.delivery_id))
    told = house.do(stock.hold, HoldLot(lot_id, "moths", MAY))
    assert told.losses == ("Pantry loses 5 reserved: Socks.", "Shelter loses 7 reserved: Socks.")
    assert house.level(lot_id) == ("13", "0")
    assert house.level(lot_id, "Depot") == ("5", "0")
    assert [row.ended_on for row in house.all(Reservation)] == [TODAY, TODAY, None]
    assert house.all(Hold)[0].held_on == MAY


def test_a_hold_that_cannot_be_is_refused(house: Home) -> None:
    stocked(house, {"Socks": "20"})
    lot_id = house.lot_of("Socks")
    assert house.refusal(stock.hold, HoldLot(lot_id, "  ")) == "Say why this lot is held."
    assert "has not come yet" in house.refusal(stock.hold, HoldLot(lot_id, "moths", date(2025, 6, 1)))
    house.refusal(stock.hold, HoldLot(99, "moths"), Unknown)
    house.do(stock.hold, HoldLot(lot_id, "moths"))
    assert "is on hold (moths)" in house.refusal(stock.hold, HoldLot(lot_id, "mice"))


def test_a_hold_is_lifted_once_and_not_before_it_was_made(house: Home) -> None:
    stocked(house, {"Socks": "20"})
    hold_id = house.do(stock.hold, HoldLot(house.lot_of("Socks"), "moths", MAY)).document_id
    told = house.refusal(stock.unhold, UnholdLot(hold_id, APRIL))
    assert told == "This lot is held since 2025-05-05; the hold cannot be lifted before that."
    house.do(stock.unhold, UnholdLot(hold_id))
    assert house.refusal(stock.unhold, UnholdLot(hold_id)) == "This hold was lifted on 2025-05-20."
    house.refusal(stock.unhold, UnholdLot(99), Unknown)


# Count


def test_a_count_posts_only_the_difference(house: Home) -> None:
    stocked(house, {"Socks": "12", "Soap": "5", "Combs": "7"})
    socks, soap, combs = (house.lot_of(name) for name in ("Socks", "Soap", "Combs"))
    lines = (Counted(socks, q("9")), Counted(soap, q("8")), Counted(combs, q("7")))
    house.do(stock.count, CountStock(house.site(), lines, MAY, WHY))
    assert [house.level(lot)[0] for lot in (socks, soap, combs)] == ["9", "8", "7"]
    moves = house.all(Move)[3:]
    assert [(move.quantity, move.effective_on) for move in moves] == [(q("3"), MAY), (q("3"), MAY)]
    rows = [(row.expected, row.counted) for row in house.all(CountLine)]
    assert rows == [(q("12"), q("9")), (q("5"), q("8")), (q("7"), q("7"))]


def test_a_count_that_changes_the_books_says_why(house: Home) -> None:
    stocked(house, {"Socks": "12", "Soap": "5"})
    lines = tuple(Counted(house.lot_of(name), q("6")) for name in ("Socks", "Soap"))
    for reason in (None, "  "):
        told = house.refusal(stock.count, CountStock(house.site(), lines, note=reason))
        assert told == "2 lines differ from the books. Say why, in a few words, then save the count."
    house.do(stock.count, CountStock(house.site(), (Counted(house.lot_of("Socks"), q("12")),)))


def test_what_was_not_counted_is_left_alone(house: Home) -> None:
    stocked(house, {"Socks": "12", "Soap": "5"})
    house.do(stock.count, CountStock(house.site(), (Counted(house.lot_of("Socks"), q("0")),), note=WHY))
    assert house.level(house.lot_of("Socks")) == ("0", "0")
    assert house.level(house.lot_of("Soap")) == ("5", "0")


def test_goods_found_where_none_ever_were_are_there(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    lot_id = house.lot_of("Socks")
    house.do(stock.count, CountStock(house.site("Depot"), (Counted(lot_id, q("3")),), note=WHY))
    assert house.level(lot_id, "Depot") == ("3", "0")


def test_a_shortage_eats_the_newest_reservations(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    reserved(house, "6", "Shelter")
    reserved(house, "4", "Pantry")
    told = house.do(
        stock.count, CountStock(house.site(), (Counted(house.lot_of("Socks"), q("7")),), note=WHY)
    )
    assert told.losses == ("Pantry loses 3 reserved: Socks.",)
    assert house.level(house.lot_of("Socks")) == ("7", "7")


@pytest.mark.parametrize("quantity", ["-1", "0.5"])
def test_what_cannot_be_counted_is_refused(house: Home, quantity: str) -> None:
    stocked(house, {"Socks": "12"})
    counted = Counted(house.lot_of("Socks"), int(float(quantity) * 1000))
    house.refusal(stock.count, CountStock(house.site(), (counted,), note=WHY))


def test_a_count_that_cannot_be_is_refused(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    lot_id, site_id = house.lot_of("Socks"), house.site()
    told = house.refusal(stock.count, CountStock(site_id, ()))
    assert told == "Nothing was counted yet. Enter what you found."
    told = house.refusal(stock.count, CountStock(site_id, (Counted(lot_id, 0), Counted(lot_id, q("1")))))
    assert told == "A lot was counted twice in one count. Enter it once."
    house.refusal(stock.count, CountStock(99, (Counted(lot_id, 0),)), Unknown)
    house.refusal(stock.count, CountStock(site_id, (Counted(99, 0),)), Unknown)
    told = house.refusal(stock.count, CountStock(site_id, (Counted(lot_id, 0),), date(2025, 6, 1)))
    assert "has not come yet" in told


# Many lots at once, as a recall asks for


def two_lots(house: Home) -> tuple[int, int]:
    stocked(house, {"Socks": "20"}, lot_code="L1")
    stocked(house, {"Socks": "10"}, lot_code="L2")
    return house.lot_of("Socks", lot_code="L1"), house.lot_of("Socks", lot_code="L2")


def test_lots_are_held_together_and_let_go_together(house: Home) -> None:
    first, second = two_lots(house)
    need_id = house.need("Socks", "6", posted_on=APRIL)
    house.do(allocation.reserve, allocation.Reserve(need_id, second, house.site(), q("6")))
    house.do(stock.hold, HoldLot(first, "moths"))
    assert (
        house.refusal(lots_at_once.hold_lots, HoldLots((first, second), " "))
        == "Say why these lots are held."
    )
    house.refusal(lots_at_once.hold_lots, HoldLots((first, 99), "a notice"), Unknown)
    told = house.do(lots_at_once.hold_lots, HoldLots((second, first, second), "a notice"))
    assert told.losses == ("Shelter loses 6 reserved: Socks.",)
    rows = [(row.lot_id, row.reason, row.lifted_on) for row in house.all(Hold)]
    assert rows == [(first, "moths", None), (second, "a notice", None)]
    said = house.refusal(lots_at_once.hold_lots, HoldLots((first, second), "again"))
    assert said == "All of these are on hold already. Nothing was changed."
    house.refusal(lots_at_once.unhold_lots, UnholdLots((*told.document_ids, 99)), Unknown)
    house.do(lots_at_once.unhold_lots, UnholdLots(told.document_ids))
    assert [row.lifted_on for row in house.all(Hold)] == [None, TODAY]


def test_lots_are_discarded_together_or_not_at_all(house: Home) -> None:
    first, second = two_lots(house)
    gym = house.site()
    goods = (GoodsAt(second, gym, q("4")), GoodsAt(first, gym, q("20")))
    too_much = (goods[0], GoodsAt(first, gym, q("21")))
    told = house.refusal(lots_at_once.discard_lots, DiscardLots(too_much, DiscardReason.RECALLED), NotEnough)
    assert told == "Socks at Gym: 21 asked, 20 there (1 short). Take fewer, or count that shelf."
    house.refusal(lots_at_once.discard_lots, DiscardLots((), DiscardReason.RECALLED))
    house.refusal(lots_at_once.discard_lots, DiscardLots((goods[0], goods[0]), DiscardReason.RECALLED))
    house.do(lots_at_once.discard_lots, DiscardLots(goods, DiscardReason.RECALLED, "notice 7"))
    assert (house.level(first), house.level(second)) == (("0", "0"), ("6", "0"))
    assert {(row.quantity, row.reason, row.note) for row in house.all(Discard)} == {
        (q("4"), DiscardReason.RECALLED, "notice 7"),
        (q("20"), DiscardReason.RECALLED, "notice 7"),
    }


# The books put right, with a reason


def test_the_books_of_a_lot_are_put_right_with_a_reason_alone(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    reserved(house, "12")
    lot_id, gym = house.lot_of("Socks"), house.site()

    def found(quantity: str, reason: str = "two packs were torn", expected: str = "12") -> AdjustStock:
        return AdjustStock(lot_id, gym, q(expected), q(quantity), reason)

    told = house.refusal(adjust_stock, found("10", "  "))
    assert told == "Say why the books were wrong: whoever looks at this later will ask."
    told = house.refusal(adjust_stock, found("12"))
    assert told == "Socks: the books say 12 already, so there is nothing to correct."
    house.refusal(adjust_stock, found("10.5"))
    told = house.refusal(adjust_stock, found("10", expected="13"), Conflict)
    assert "the books said 13 when you looked and say 12 now" in told
    changed = house.do(adjust_stock, found("10"))
    assert changed.losses == ("Shelter loses 2 reserved: Socks.",)
    assert house.level(lot_id) == ("10", "10")
    assert [row.note for row in house.all(CycleCount)] == ["two packs were torn"]
    house.do(adjust_stock, found("0", "all of it was wet", "10"))
    assert house.level(lot_id) == ("0", "0")


# Par levels


def test_a_par_level_is_set_changed_and_taken_away(house: Home) -> None:
    socks, gym = house.item(), house.site()

    def pars() -> list[tuple[int | None, int]]:
        return [(row.site_id, row.quantity) for row in house.all(StorePar)]

    assert house.do(set_store_par, SetStorePar(socks, q("40"))).quantity_before is None
    house.do(set_store_par, SetStorePar(socks, q("5"), gym))
    assert house.do(set_store_par, SetStorePar(socks, q("30"))).quantity_before == q("40")
    assert sorted(pars(), key=str) == [(gym, q("5")), (None, q("30"))]
    house.refusal(set_store_par, SetStorePar(socks, 0))
    house.refusal(set_store_par, SetStorePar(socks, q("2.5")))
    house.refusal(set_store_par, SetStorePar(99, q("2")), Unknown)
    house.refusal(set_store_par, SetStorePar(socks, q("2"), 99), Unknown)
    assert house.do(set_store_par, SetStorePar(socks, None, gym)).quantity_before == q("5")
    assert pars() == [(None, q("30"))]


def test_a_par_level_of_merged_items_is_one(house: Home) -> None:
    for item in ("Socks", "Sock"):
        house.do(set_store_par, SetStorePar(house.item(item), q("7")))
    house.do(merge_items, MergeItems(house.item("Sock"), house.item("Socks")))
    assert house.do(set_store_par, SetStorePar(house.item("Socks"), q("9"))).quantity_before == q("7")
    assert [(row.item_id, row.quantity) for row in house.all(StorePar)] == [(house.item("Socks"), q("9"))]
