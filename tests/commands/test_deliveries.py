"""Plan, pack, send, confirm and cancel deliveries."""

from datetime import date
from typing import Any

import pytest

from drives.commands import allocation, deliveries, needs, stock
from drives.commands.deliveries import (
    Arrival,
    CancelDelivery,
    ConfirmDelivery,
    FreeLine,
    PackDelivery,
    PlanDelivery,
    SendDelivery,
)
from drives.errors import NotEnough, Unknown
from drives.model import Delivery, DeliveryLine, Move, Reservation
from drives.rules.dates import DateKind
from drives.rules.kinds import DeliveryState, DiscardReason, MoveKind, ShortfallReason
from tests.commands.stocked import stocked
from tests.houses import TODAY, Home, q

APRIL, MAY, LATER_IN_MAY = date(2025, 4, 4), date(2025, 5, 5), date(2025, 5, 9)


def reserved(house: Home, quantity: str, program: str = "Shelter", *, item: str = "Socks") -> int:
    """Stock of the item's only lot, kept for a need of its own; the reservation."""
    need_id = house.need(item, quantity, program, posted_on=APRIL)
    asked = allocation.Reserve(need_id, house.lot_of(item), house.site(), q(quantity), MAY)
    return int(house.do(allocation.reserve, asked).reservation_id)


def planned(
    house: Home, *reservations: int, free: str | None = None, program: str = "Shelter", **rest: Any
) -> Any:
    lines = () if free is None else (FreeLine(house.lot_of("Socks"), house.site(), q(free)),)
    return house.do(
        deliveries.plan_delivery, PlanDelivery(house.program(program), reservations, lines, **rest)
    )


def sent(house: Home, *reservations: int, **rest: Any) -> Any:
    plan = planned(house, *reservations, on=MAY, **rest)
    house.do(deliveries.send_delivery, SendDelivery(plan.delivery_id, MAY))
    return plan


def test_nothing_moves_until_it_is_sent(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    plan = planned(house, reserved(house, "5"), free="2", on=MAY)
    house.do(deliveries.pack_delivery, PackDelivery(plan.delivery_id, LATER_IN_MAY))
    lot_id = house.lot_of("Socks")
    assert house.level(lot_id) == ("12", "5")
    house.do(deliveries.send_delivery, SendDelivery(plan.delivery_id))
    assert house.level(lot_id) == ("5", "0")
    assert house.in_transit(lot_id) == "7"
    [delivery] = house.all(Delivery)
    assert (delivery.state, delivery.planned_on, delivery.packed_on, delivery.sent_on) == (
        DeliveryState.SENT, MAY, LATER_IN_MAY, TODAY,
    )  # fmt: skip
    assert house.all(Reservation)[0].sent_on == TODAY


def test_what_is_not_named_arrived_in_full(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    plan = sent(house, reserved(house, "5"), free="2")
    house.do(deliveries.confirm_delivery, ConfirmDelivery(plan.delivery_id))
    assert [(row.arrived, row.lost, row.returned) for row in house.all(DeliveryLine)] == [
        (q("5"), 0, 0),
        (q("2"), 0, 0),
    ]
    assert house.in_transit(house.lot_of("Socks")) == "0"


def test_a_delivery_confirmed_short_closes_its_reservations_in_full(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    plan = sent(house, reserved(house, "9"))
    arrival = Arrival(plan.line_ids[0], q("4"), q("3"), q("2"), ShortfallReason.DAMAGED)
    house.do(deliveries.confirm_delivery, ConfirmDelivery(plan.delivery_id, (arrival,), LATER_IN_MAY))
    lot_id = house.lot_of("Socks")
    assert house.level(lot_id) == ("5", "0")
    assert house.in_transit(lot_id) == "0"
    assert house.all(Reservation)[0].ended_on == LATER_IN_MAY
    moves = [(move.kind, move.quantity, move.effective_on) for move in house.all(Move)[2:]]
    assert moves == [
        (MoveKind.ARRIVE, q("4"), LATER_IN_MAY),
        (MoveKind.LOSE, q("3"), LATER_IN_MAY),
        (MoveKind.RETURN, q("2"), LATER_IN_MAY),
    ]
    assert house.all(DeliveryLine)[0].reason is ShortfallReason.DAMAGED


def test_goods_that_did_not_arrive_need_a_reason(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    plan = sent(house, reserved(house, "9"))
    silent = Arrival(plan.line_ids[0], q("7"), q("2"))
    told = house.refusal(deliveries.confirm_delivery, ConfirmDelivery(plan.delivery_id, (silent,)))
    assert told.startswith("Socks: not all of it arrived. Say why")


@pytest.mark.parametrize("parts", [("4", "0", "0"), ("4", "3", "3"), ("9.5", "0", "0"), ("0", "0", "0")])
def test_what_became_of_a_line_must_be_all_of_it(house: Home, parts: tuple[str, str, str]) -> None:
    stocked(house, {"Socks": "12"})
    plan = sent(house, reserved(house, "9"))
    arrival = Arrival(plan.line_ids[0], *(q(part) for part in parts))
    told = house.refusal(deliveries.confirm_delivery, ConfirmDelivery(plan.delivery_id, (arrival,)))
    assert told.startswith("Socks: 9 were sent, but arrived, lost and returned add up to")


def test_parts_of_a_line_are_quantities_of_its_item(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    plan = sent(house, reserved(house, "9"))
    for parts in ((q("8.5"), q("0.5"), 0), (q("10"), -1000, 0)):
        arrival = Arrival(plan.line_ids[0], *parts)
        house.refusal(deliveries.confirm_delivery, ConfirmDelivery(plan.delivery_id, (arrival,)))
    other = sent(house, free="1")
    wrong = ConfirmDelivery(plan.delivery_id, (Arrival(other.line_ids[0], q("1")),))
    house.refusal(deliveries.confirm_delivery, wrong, Unknown)


def test_a_planned_delivery_called_off_leaves_the_goods_reserved(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    kept = reserved(house, "5")
    plan = planned(house, kept)
    house.do(deliveries.cancel_delivery, CancelDelivery(plan.delivery_id))
    assert house.level(house.lot_of("Socks")) == ("12", "5")
    sent(house, kept)


def test_a_sent_delivery_called_off_restores_its_reservations(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    kept = reserved(house, "5")
    plan = sent(house, kept, free="2")
    house.do(deliveries.cancel_delivery, CancelDelivery(plan.delivery_id))
    lot_id = house.lot_of("Socks")
    assert house.level(lot_id) == ("12", "5")
    assert house.in_transit(lot_id) == "0"
    reservation = house.all(Reservation)[0]
    assert (reservation.sent_on, reservation.ended_on) == (None, None)
    assert [move.effective_on for move in house.all(Move) if move.reverses_id] == [MAY, MAY]
    again = sent(house, kept)
    house.do(deliveries.confirm_delivery, ConfirmDelivery(again.delivery_id))
    assert house.level(lot_id) == ("7", "0")


def test_a_delivery_called_off_after_its_need_was_cancelled_is_reserved_again(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    kept = reserved(house, "5")
    plan = sent(house, kept)
    house.do(needs.cancel_need, needs.CancelNeed(house.all(Reservation)[0].need_id))
    house.do(deliveries.cancel_delivery, CancelDelivery(plan.delivery_id))
    assert house.level(house.lot_of("Socks")) == ("12", "5")


def test_what_a_reservation_lost_since_does_not_go(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    first, second = reserved(house, "5"), reserved(house, "5", "Shelter")
    plan = planned(house, first, second)
    lot_id = house.lot_of("Socks")
    told = house.do(stock.discard, stock.DiscardGoods(lot_id, house.site(), q("4"), DiscardReason.DAMAGED))
    assert told.losses == ("Shelter loses 2 reserved: Socks.",)
    house.do(allocation.release, allocation.Release(first))
    house.do(deliveries.send_delivery, SendDelivery(plan.delivery_id))
    assert [line.quantity for line in house.all(DeliveryLine)] == [0, q("3")]
    assert house.level(lot_id) == ("5", "0")
    house.do(deliveries.confirm_delivery, ConfirmDelivery(plan.delivery_id))


def test_a_delivery_of_which_nothing_is_left_is_not_sent(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    kept = reserved(house, "5")
    plan = planned(house, kept)
    house.do(allocation.release, allocation.Release(kept))
    told = house.refusal(deliveries.send_delivery, SendDelivery(plan.delivery_id))
    assert told == "Nothing is left on this delivery: its reserved goods are gone. Cancel it."


def test_free_goods_leave_what_is_reserved_for_others(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    reserved(house, "7", "Pantry")
    plan = planned(house, free="6")
    told = house.refusal(deliveries.send_delivery, SendDelivery(plan.delivery_id), NotEnough)
    assert told == (
        "Socks at Gym: 6 asked, 5 free (1 short). 7 more are there but reserved for needs; "
        "release them first or take fewer."
    )


def test_a_delivery_of_goods_that_are_gone_is_refused_with_figures(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    plan = planned(house, reserved(house, "9"), free="3")
    lot_id = house.lot_of("Socks")
    house.do(stock.transfer, stock.TransferGoods(lot_id, house.site(), house.site("Depot"), q("2")))
    told = house.refusal(deliveries.send_delivery, SendDelivery(plan.delivery_id), NotEnough)
    assert told == "Socks at Gym: 12 asked, 10 there (2 short). Take fewer, or count that shelf."


def test_held_goods_stay(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    plan = planned(house, free="5")
    hold_id = house.do(stock.hold, stock.HoldLot(house.lot_of("Socks"), "moths")).document_id
    told = house.refusal(deliveries.send_delivery, SendDelivery(plan.delivery_id))
    assert told == (
        "Socks: this lot is on hold (moths). Lift the hold first, or say that 0 of it are packed; then send."
    )
    house.do(stock.unhold, stock.UnholdLot(hold_id))
    house.do(deliveries.send_delivery, SendDelivery(plan.delivery_id))


def test_goods_past_their_date_stay(house: Home) -> None:
    stocked(house, {"Socks": "12"}, on=MAY, date_mark=LATER_IN_MAY, date_kind=DateKind.USE_BY)
    plan = planned(house, free="5", on=MAY)
    told = house.refusal(deliveries.send_delivery, SendDelivery(plan.delivery_id))
    assert told == (
        "Socks: a lot on this delivery is past its date (2025-05-09). Say that 0 of it are packed, then send."
    )
    house.do(deliveries.send_delivery, SendDelivery(plan.delivery_id, LATER_IN_MAY))


def test_what_cannot_be_planned_is_refused(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    stocked(house, {"Soap": "3"}, restricted_to_id=house.program("Pantry"))
    kept = reserved(house, "5")
    shelter, pantry = house.program("Shelter"), house.program("Pantry")

    def told(*args: Any, kind: type[Any] = Exception) -> str:
        return house.refusal(deliveries.plan_delivery, PlanDelivery(*args), kind)

    assert told(shelter) == "Nothing is on this delivery yet. Add reserved goods first."
    assert told(shelter, (kept, kept)) == "The same reserved goods are on this delivery twice."
    assert (
        told(pantry, (kept,)) == "These goods are reserved for another program. Plan a delivery to that one."
    )
    soap = house.lot_of("Soap")
    kept_for = told(shelter, (), (FreeLine(soap, house.site(), q("1")),))
    assert kept_for == "Soap: this lot is kept for another program. Choose another lot."
    nowhere = told(pantry, (), (FreeLine(soap, 99, q("1")),))
    assert nowhere == "Soap: nothing of it is at that site. Choose another site."
    assert "no quantity" in told(pantry, (), (FreeLine(soap, house.site(), 0),))
    told(99, (kept,), kind=Unknown)
    told(shelter, (99,), kind=Unknown)
    told(shelter, (), (FreeLine(99, house.site(), q("1")),), kind=Unknown)
    assert "has not come yet" in told(shelter, (kept,), (), date(2025, 6, 1))
    planned(house, kept)
    assert told(shelter, (kept,)) == "These goods are on another delivery already. Cancel that one first."


def test_what_was_released_or_sent_cannot_be_planned(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    first, second = reserved(house, "5"), reserved(house, "2")
    house.do(allocation.release, allocation.Release(first))
    sent(house, second)
    for gone in (first, second):
        house.refusal(deliveries.plan_delivery, PlanDelivery(house.program(), (gone,)), Unknown)


def test_a_step_is_never_before_the_one_before_it(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    kept = reserved(house, "5")
    plan = planned(house, kept, on=MAY)
    early = "2025-05-04 is too early: the step before it was on 2025-05-05. Enter that day or a later one."
    fourth = date(2025, 5, 4)
    assert house.refusal(deliveries.pack_delivery, PackDelivery(plan.delivery_id, fourth)) == early
    assert house.refusal(deliveries.send_delivery, SendDelivery(plan.delivery_id, fourth)) == early
    house.do(deliveries.send_delivery, SendDelivery(plan.delivery_id, MAY))
    assert house.refusal(deliveries.confirm_delivery, ConfirmDelivery(plan.delivery_id, (), fourth)) == early


def test_goods_are_not_sent_before_they_were_reserved(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    plan = planned(house, reserved(house, "5"), on=APRIL)
    told = house.refusal(deliveries.send_delivery, SendDelivery(plan.delivery_id, APRIL))
    assert "is too early" in told


WRONG_STATES = [
    ("planned", deliveries.confirm_delivery, ConfirmDelivery,
     "This delivery is planned, not sent yet. Send it first."),
    ("sent", deliveries.pack_delivery, PackDelivery, "This delivery is on its way already."),
    ("sent", deliveries.send_delivery, SendDelivery, "This delivery is on its way already."),
    ("confirmed", deliveries.cancel_delivery, CancelDelivery,
     "This delivery was confirmed; it cannot be changed any more."),
    ("confirmed", deliveries.confirm_delivery, ConfirmDelivery,
     "This delivery was confirmed; it cannot be changed any more."),
    ("cancelled", deliveries.send_delivery, SendDelivery, "This delivery was cancelled. Plan a new one."),
    ("cancelled", deliveries.cancel_delivery, CancelDelivery, "This delivery was cancelled. Plan a new one."),
]  # fmt: skip


@pytest.mark.parametrize(("state", "verb", "asked", "said"), WRONG_STATES)
def test_a_step_out_of_order_is_refused(house: Home, state: str, verb: Any, asked: Any, said: str) -> None:
    stocked(house, {"Socks": "12"})
    delivery_id = planned(house, reserved(house, "5")).delivery_id
    steps = {
        "planned": [],
        "sent": [(deliveries.send_delivery, SendDelivery)],
        "confirmed": [
            (deliveries.send_delivery, SendDelivery),
            (deliveries.confirm_delivery, ConfirmDelivery),
        ],
        "cancelled": [(deliveries.cancel_delivery, CancelDelivery)],
    }[state]
    for step, request in steps:
        house.do(step, request(delivery_id))
    assert house.refusal(verb, asked(delivery_id)) == said
    house.refusal(verb, asked(99), Unknown)
