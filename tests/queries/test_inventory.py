"""Inventory: lots at their sites as of any day, who may see them, what is low and how long it lasts."""

from datetime import date, timedelta

import pytest

from drives.commands import allocation, deliveries, donations, stock
from drives.commands.store_pars import SetStorePar, set_store_par
from drives.exchange.writing import to_csv
from drives.model import DeliveryLine
from drives.queries.inventory import Figures, HeldSince, Inventory, inventory
from drives.queries.inventory_sheets import items_sheet, lots_sheet, sites_sheet
from drives.rules.dates import DateKind, DateRule
from drives.rules.kinds import DiscardReason, ShortfallReason
from drives.rules.roles import COMMAND_LINE, Grant, Role, Viewer
from drives.rules.running_out import Pace
from drives.rules.units import Unit
from tests.commands.stocked import stocked
from tests.houses import TODAY, Home, q

MAY = date(2025, 5, 5)


def shelves(house: Home, as_of: date | None = None, viewer: Viewer = COMMAND_LINE) -> Inventory:
    return house.house.queries.ask(inventory, viewer, as_of=as_of)


def told(shown: Inventory) -> list[tuple[str | None, str, str, str, str]]:
    return [(lot.site, *(f"{value / 1000:g}" for value in _values(lot.figures))) for lot in shown.lots]  # type: ignore[misc]


def _values(figures: Figures) -> tuple[int, int, int, int]:
    return (figures.on_hand, figures.in_transit, figures.allocated, figures.available)


def reserve(house: Home, quantity: str, lot_id: int, site: str = "Gym") -> int:
    need_id = house.need("Socks", quantity, posted_on=MAY)
    asked = allocation.Reserve(need_id, lot_id, house.site(site), q(quantity))
    return int(house.do(allocation.reserve, asked).reservation_id)


def send(house: Home, *reservations: int, free: tuple[deliveries.FreeLine, ...] = ()) -> int:
    planned = house.do(deliveries.plan_delivery, deliveries.PlanDelivery(house.program(), reservations, free))
    house.do(deliveries.send_delivery, deliveries.SendDelivery(planned.delivery_id))
    return int(planned.delivery_id)


def test_a_lot_is_on_hand_allocated_available_and_on_its_way(house: Home) -> None:
    stocked(house, {"Socks": "20"}, on=MAY)
    lot_id = house.lot_of("Socks")
    house.do(stock.transfer, stock.TransferGoods(lot_id, house.site(), house.site("Depot"), q("5")))
    reserve(house, "4", lot_id)
    send(house, reserve(house, "3", lot_id))
    shown = shelves(house)
    assert told(shown) == [
        (None, "0", "3", "3", "0"),
        ("Depot", "5", "0", "0", "5"),
        ("Gym", "12", "0", "4", "8"),
    ]
    gym = shown.lots[-1]
    assert [(one.program, one.quantity) for one in gym.kept_for] == [("Shelter", q("4"))]
    assert told(shelves(house, MAY)) == [("Gym", "20", "0", "0", "20")]
    assert told(shelves(house, MAY - timedelta(days=1))) == []


def test_what_is_held_or_past_its_date_is_not_available_and_says_why(house: Home) -> None:
    house.item("Soap", date_rule=DateRule.STRICT)
    stocked(house, {"Socks": "7"})
    stocked(house, {"Soap": "5"}, date_mark=MAY, date_kind=DateKind.BEST_BY)
    stocked(house, {"Rice": "3"}, date_mark=MAY, date_kind=DateKind.BEST_BY)
    held = house.do(stock.hold, stock.HoldLot(house.lot_of("Socks"), "moths", MAY)).document_id
    rice, soap, socks = shelves(house).lots
    assert (socks.figures.available, soap.figures.available, rice.figures.available) == (0, 0, q("3"))
    assert socks.holds == (HeldSince(held, "moths", MAY),)
    assert (soap.good_until, rice.good_until) == (MAY, None)
    house.do(stock.unhold, stock.UnholdLot(held))
    assert [lot.figures.available for lot in shelves(house).lots] == [q("3"), 0, q("7")]


def test_a_past_level_that_late_entries_make_negative_is_shown(house: Home) -> None:
    stocked(house, {"Socks": "12"}, on=TODAY)
    lot_id = house.lot_of("Socks")
    asked = stock.DiscardGoods(lot_id, house.site(), q("5"), DiscardReason.DAMAGED, MAY)
    house.do(stock.discard, asked)
    assert told(shelves(house, MAY)) == [("Gym", "-5", "0", "0", "-5")]
    assert told(shelves(house)) == [("Gym", "7", "0", "0", "7")]


def test_what_should_be_available_is_low_in_all_or_at_a_site(house: Home) -> None:
    stocked(house, {"Socks": "20"})
    socks, depot = house.item(), house.site("Depot")
    house.do(set_store_par, SetStorePar(socks, q("20")))
    house.do(set_store_par, SetStorePar(socks, q("1"), depot))
    house.do(set_store_par, SetStorePar(house.item("Hats"), q("9")))
    items = shelves(house).items
    assert [(one.site, one.par, one.available, one.is_low) for one in items[socks].pars] == [
        (None, q("20"), q("20"), False), ("Depot", q("1"), 0, True),
    ]  # fmt: skip
    assert [one.is_low for one in items[house.item("Hats")].pars] == [True], "there is none at all"
    assert shelves(house, MAY).items == {}


def test_how_long_it_lasts_is_told_from_what_went_out(house: Home) -> None:
    stocked(house, {"Socks": "100"}, on=TODAY - timedelta(days=40))
    lot_id, gym = house.lot_of("Socks"), house.site()
    for days, out in ((20, "10"), (12, "10"), (4, "22")):
        house.clock.put(TODAY - timedelta(days=days))
        sent = send(house, free=(deliveries.FreeLine(lot_id, gym, q(out)),))
    house.clock.put(TODAY)
    [line] = house.all(DeliveryLine, DeliveryLine.delivery_id == sent)
    back = deliveries.Arrival(line.id, q("20"), returned=q("2"), reason=ShortfallReason.REFUSED)
    house.do(deliveries.confirm_delivery, deliveries.ConfirmDelivery(sent, (back,)))
    shown = shelves(house).items[house.item()]
    assert shown.pace == Pace(TODAY - timedelta(days=20), q("40"), 21)
    assert shown.lasts_until == TODAY + timedelta(days=60 * 21 // 40)
    house.do(stock.hold, stock.HoldLot(lot_id, "moths"))
    assert shelves(house).items[house.item()].lasts_until == TODAY


@pytest.mark.parametrize("mine", [True, False])
def test_stock_is_shared_but_for_what_is_kept_for_others(house: Home, mine: bool) -> None:
    drive, other = house.drive(), house.drive("Fall")
    for drive_id, kept_for in ((drive, None), (other, None), (other, house.program("Pantry"))):
        line = donations.LineDraft(house.item(), q("6"), restricted_to_id=kept_for)
        house.do(donations.log_donation, donations.LogDonation(house.site(), (line,), drive_id))
    collects_for = frozenset({house.program("Pantry")}) if mine else frozenset()
    olga = Viewer("olga", frozenset({Grant(Role.ORGANIZER, drive, collects_for=collects_for)}))
    lots = shelves(house, viewer=olga).lots
    assert [(lot.drive, lot.restricted_to, lot.may_move) for lot in lots] == [
        ("Spring", None, True), ("Fall", None, False), *([("Fall", "Pantry", False)] if mine else []),
    ]  # fmt: skip


def test_the_files_say_the_same(house: Home) -> None:
    house.item("Rice", Unit.LB)
    stocked(house, {"Socks": "20", "Rice": "2.5"}, lot_code="L1")
    house.do(
        stock.transfer, stock.TransferGoods(house.lot_of("Socks"), house.site(), house.site("Depot"), q("5"))
    )
    house.do(set_store_par, SetStorePar(house.item(), q("40")))
    shown = shelves(house)

    def rows(make: object) -> list[str]:
        return to_csv(make(shown, shown.lots)).decode().splitlines()[1:]  # type: ignore[operator]

    assert rows(items_sheet) == ["Rice,things,lb,2.5,0,0,2.5,,", "Socks,things,pair,20,0,0,20,40,"]
    assert rows(sites_sheet) == [
        "Socks,things,pair,Depot,5,0,0,5",
        "Rice,things,lb,Gym,2.5,0,0,2.5",
        "Socks,things,pair,Gym,15,0,0,15",
    ]  # fmt: skip
    assert rows(lots_sheet)[1] == "Socks,things,pair,Depot,,,L1,,,Gym,2025-05-20,5,0,0,5,"
