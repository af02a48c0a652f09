"""Packed short, arrived otherwise than sent, missing and found again, handed out on the spot."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from drives.commands import allocation, deliveries, delivery_packing, missing_goods, people, stock
from drives.commands.deliveries import (
    Arrival,
    CancelDelivery,
    ConfirmDelivery,
    FreeLine,
    PackDelivery,
    Packed,
    PlanDelivery,
    SendDelivery,
    SetDeliveryDay,
    Shortfall,
)
from drives.commands.delivery_packing import GivePickList, Picked, PickLine
from drives.commands.hand_out import HandedItem, HandOut, hand_out
from drives.commands.missing_goods import FindMissing, GiveUpMissing
from drives.errors import NotEnough, Refusal, Unknown
from drives.model import (
    CountLine,
    DeliveryDay,
    DeliveryLine,
    LineCut,
    LineExtra,
    LinePicked,
    LineShortfall,
    Move,
    Reservation,
    SearchEnd,
)
from drives.queries.delivery_seen import delivery_seen
from drives.queries.progress import progress
from drives.rules.dates import DateKind
from drives.rules.kinds import DeliveryWay, DiscardReason, MoveKind, ShortfallReason
from drives.rules.roles import COMMAND_LINE, Grant, Role, Viewer
from drives.store.verify import differences
from tests.commands.stocked import stocked
from tests.commands.test_deliveries import APRIL, LATER_IN_MAY, MAY, planned, reserved, sent
from tests.commands.test_races import at_once
from tests.houses import TODAY, Home, q

MISSING, DAMAGED = ShortfallReason.MISSING, ShortfallReason.DAMAGED


def figures(house: Home, item: str) -> Any:
    """An item's figures over everything."""
    rows = house.house.queries.ask(progress, COMMAND_LINE)
    return next(row.figures for row in rows if row.item == item)


def test_what_was_packed_short_stays_reserved_on_no_delivery(house: Home) -> None:
    stocked(house, {"Socks": "20"})
    plan = planned(house, reserved(house, "5"), reserved(house, "4"), free="3", on=MAY)
    short = (Packed(plan.line_ids[0], q("2")), Packed(plan.line_ids[1], 0))
    told = house.refusal(
        deliveries.pack_delivery, PackDelivery(plan.delivery_id, None, (Packed(plan.line_ids[0], q("6")),))
    )
    assert told.startswith("Socks: 6 packed, but only 5 of it are on this delivery.")
    house.do(deliveries.pack_delivery, PackDelivery(plan.delivery_id, LATER_IN_MAY, short))
    assert [row.quantity for row in house.all(DeliveryLine)] == [q("2"), 0, q("3")]
    assert [(row.line_id, row.planned) for row in house.all(LineCut)] == [
        (plan.line_ids[0], q("5")),
        (plan.line_ids[1], q("4")),
    ]
    assert house.level(house.lot_of("Socks")) == ("20", "9")
    assert [row.quantity for row in house.all(Reservation)] == [q("2"), q("4"), q("3")]
    house.do(deliveries.send_delivery, SendDelivery(plan.delivery_id))
    assert house.level(house.lot_of("Socks")) == ("15", "7")
    house.do(deliveries.confirm_delivery, ConfirmDelivery(plan.delivery_id))
    rest = [row.id for row in house.all(Reservation) if row.ended_on is None]
    house.do(deliveries.plan_delivery, PlanDelivery(house.program(), tuple(rest[:1])))


def test_goods_held_or_discarded_meanwhile_are_said_and_neither_packed_nor_sent_unsaid(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    stocked(house, {"Soap": "12"})
    stocked(house, {"Hats": "9"})
    hats = house.need("Hats", "5", posted_on=APRIL)
    kept = house.do(
        allocation.reserve, allocation.Reserve(hats, house.lot_of("Hats"), house.site(), q("5"), MAY)
    )
    free = FreeLine(house.lot_of("Soap"), house.site(), q("4"))
    asked = PlanDelivery(house.program(), (reserved(house, "10"), kept.reservation_id), (free,), MAY)
    plan = house.do(deliveries.plan_delivery, asked)
    socks, hat, soap = plan.line_ids

    def stands() -> list[tuple[str, int, bool]]:
        seen = house.house.queries.ask(delivery_seen, COMMAND_LINE, delivery_id=plan.delivery_id)
        assert seen is not None
        assert {one.item: one.quantity for one in seen.listed.goods} == {
            one.item: one.stands for one in seen.lines
        }
        return [(one.item, one.stands, one.held) for one in seen.lines]

    goods = stock.DiscardGoods(house.lot_of("Socks"), house.site(), q("6"), DiscardReason.DAMAGED)
    house.do(stock.discard, goods)
    assert stands() == [("Hats", q("5"), False), ("Soap", q("4"), False), ("Socks", q("6"), False)]
    whole = tuple(Packed(at, q(many)) for at, many in ((socks, "10"), (hat, "5"), (soap, "4")))
    told = house.refusal(deliveries.pack_delivery, PackDelivery(plan.delivery_id, None, whole))
    assert told.startswith("Socks: 10 packed, but only 6 of it can still go")
    told = house.refusal(delivery_packing.pick_line, PickLine((Picked(socks, q("7")),)))
    assert told.startswith("Socks: 7 picked, but 6 are on the list.")
    both = PickLine((Picked(hat, q("5")), Picked(socks, q("7"))))
    house.refusal(delivery_packing.pick_line, both)
    left = (Packed(socks, q("6")), *whole[1:])
    house.do(deliveries.pack_delivery, PackDelivery(plan.delivery_id, None, left))
    house.do(stock.hold, stock.HoldLot(house.lot_of("Hats"), "recalled"))
    house.do(stock.hold, stock.HoldLot(house.lot_of("Soap"), "recalled"))
    assert stands() == [("Hats", 0, True), ("Soap", 0, True), ("Socks", q("6"), False)]
    send = SendDelivery(plan.delivery_id, None, left)
    told = house.refusal(deliveries.send_delivery, send)
    assert told.startswith("Hats: 5 were to leave, but 0 can go now")
    told = house.refusal(deliveries.pack_delivery, PackDelivery(plan.delivery_id, None, left))
    assert told.startswith("Hats: 5 packed, but this lot is on hold (recalled).")
    told = house.refusal(deliveries.send_delivery, SendDelivery(plan.delivery_id))
    assert told.startswith("Soap: this lot is on hold (recalled). Lift the hold first, or say that 0 of it")
    off = (Packed(socks, q("6")), Packed(hat, 0), Packed(soap, 0))
    house.do(deliveries.pack_delivery, PackDelivery(plan.delivery_id, None, off))
    strange = SendDelivery(plan.delivery_id, None, (Packed(99, 0),))
    house.refusal(deliveries.send_delivery, strange, Unknown)
    house.do(deliveries.send_delivery, SendDelivery(plan.delivery_id, None, off))
    assert [row.quantity for row in house.all(DeliveryLine)] == [q("6"), 0, 0]
    assert [row.planned for row in house.all(LineCut)] == [q("10"), q("5"), q("4")]
    assert stands() == [("Hats", 0, False), ("Soap", 0, False), ("Socks", q("6"), False)]


def test_a_delivery_of_which_nothing_was_packed_is_cancelled_instead(house: Home) -> None:
    stocked(house, {"Socks": "20"})
    plan = planned(house, reserved(house, "5"), on=MAY)
    nothing = PackDelivery(plan.delivery_id, None, (Packed(plan.line_ids[0], 0),))
    assert house.refusal(deliveries.pack_delivery, nothing).startswith("Nothing was packed.")


def test_a_packed_short_delivery_called_off_leaves_all_of_it_reserved(house: Home) -> None:
    stocked(house, {"Socks": "20"})
    plan = planned(house, reserved(house, "5"), on=MAY)
    house.do(
        deliveries.pack_delivery, PackDelivery(plan.delivery_id, None, (Packed(plan.line_ids[0], q("2")),))
    )
    house.do(deliveries.send_delivery, SendDelivery(plan.delivery_id))
    house.do(deliveries.cancel_delivery, CancelDelivery(plan.delivery_id))
    assert house.level(house.lot_of("Socks")) == ("20", "5")


def test_a_delivery_has_a_day_to_come_and_may_be_moved_to_another(house: Home) -> None:
    stocked(house, {"Socks": "20"})
    soon = TODAY + timedelta(days=3)
    early = PlanDelivery(house.program(), (reserved(house, "1"),), due_on=MAY)
    assert "is too early" in house.refusal(deliveries.plan_delivery, early)
    plan = planned(house, reserved(house, "5"), due_on=soon, way=DeliveryWay.PICKED_UP)
    [row] = house.all(DeliveryDay)
    assert (row.due_on, row.way) == (soon, DeliveryWay.PICKED_UP)
    house.do(deliveries.set_delivery_day, SetDeliveryDay(plan.delivery_id, TODAY))
    [row] = house.all(DeliveryDay)
    assert (row.due_on, row.way) == (TODAY, DeliveryWay.BROUGHT)
    house.do(deliveries.send_delivery, SendDelivery(plan.delivery_id))
    house.refusal(deliveries.set_delivery_day, SetDeliveryDay(plan.delivery_id, soon))


def test_a_pick_list_is_ticked_by_whom_it_was_given_to_and_nobody_else(house: Home) -> None:
    stocked(house, {"Socks": "20"})
    plan = planned(house, reserved(house, "5"), on=MAY)
    [line_id] = plan.line_ids
    made = [
        house.do(
            people.add_account,
            people.AddAccount(f"{name}@example.org", name, (people.Granted(role),), password_hash="x"),
        ).account_id
        for name, role in (("vo", Role.VOLUNTEER), ("other", Role.VOLUNTEER), ("boss", Role.ORGANIZER))
    ]
    volunteer, other = (
        Viewer.of(name, Role.VOLUNTEER, account_id=made[at]) for at, name in ((0, "v"), (1, "o"))
    )
    tick = PickLine((Picked(line_id, q("4")),))
    house.refusal(delivery_packing.pick_line, tick, Unknown, viewer=volunteer)
    house.refusal(delivery_packing.give_pick_list, GivePickList(plan.delivery_id, (made[2],)), Unknown)
    house.do(delivery_packing.give_pick_list, GivePickList(plan.delivery_id, (made[0],)))
    house.do(delivery_packing.pick_line, tick, viewer=volunteer)
    house.refusal(delivery_packing.pick_line, tick, Unknown, viewer=other)
    grants = frozenset({Grant(Role.PROGRAM_STAFF, program_id=house.program("Pantry"))})
    for no_more in (Viewer("v", grants, made[0]), Viewer("v", frozenset(), made[0])):
        house.refusal(delivery_packing.pick_line, tick, Unknown, viewer=no_more)
    assert [row.quantity for row in house.all(LinePicked)] == [q("4")]
    told = house.refusal(delivery_packing.pick_line, PickLine((Picked(line_id, q("6")),)), viewer=volunteer)
    assert told.startswith("Socks: 6 picked, but 5 are on the list.")
    elsewhere = planned(house, reserved(house, "5"), on=MAY).line_ids[0]
    for ids in ((), (line_id, elsewhere), (line_id, 99)):
        strange = PickLine(tuple(Picked(one, q("1")) for one in ids))
        house.refusal(delivery_packing.pick_line, strange, Unknown)
    house.do(delivery_packing.pick_line, PickLine((Picked(line_id, None),)))
    assert house.all(LinePicked) == []
    house.do(deliveries.pack_delivery, PackDelivery(plan.delivery_id))
    house.refusal(delivery_packing.pick_line, tick, viewer=volunteer)


def test_a_line_may_fall_short_for_several_reasons(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    plan = sent(house, reserved(house, "9"))
    [line_id] = plan.line_ids
    twice = Arrival(line_id, q("5"), q("1"), reason=DAMAGED, also=(Shortfall(DAMAGED, q("3")),))
    told = house.refusal(deliveries.confirm_delivery, ConfirmDelivery(plan.delivery_id, (twice,)))
    assert told.startswith("Socks: the same reason is given twice.")
    both = Arrival(line_id, q("4"), q("1"), q("1"), DAMAGED, (Shortfall(MISSING, q("3")),))
    house.do(deliveries.confirm_delivery, ConfirmDelivery(plan.delivery_id, (both,)))
    [line] = house.all(DeliveryLine)
    assert (line.arrived, line.lost, line.returned, line.reason) == (q("4"), q("4"), q("1"), MISSING)
    assert {(row.reason, row.lost, row.returned) for row in house.all(LineShortfall)} == {
        (DAMAGED, q("1"), q("1")),
        (MISSING, q("3"), 0),
    }
    told = house.refusal(missing_goods.find_missing, FindMissing(line_id, house.site(), q("4")), NotEnough)
    assert told.startswith("Socks: 4 found, but only 3 are missing.")


def test_missing_goods_are_lost_at_once_and_searched_until_found_or_given_up(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    plan = sent(house, reserved(house, "9"))
    [line_id] = plan.line_ids
    short = Arrival(line_id, q("4"), q("5"), reason=MISSING)
    house.do(deliveries.confirm_delivery, ConfirmDelivery(plan.delivery_id, (short,), LATER_IN_MAY))
    assert figures(house, "Socks").lost == q("5")
    early = FindMissing(line_id, house.site(), q("2"), MAY)
    assert "is too early" in house.refusal(missing_goods.find_missing, early)
    house.do(missing_goods.find_missing, FindMissing(line_id, house.site("Depot"), q("2")))
    assert house.level(house.lot_of("Socks"), "Depot") == ("2", "0")
    house.do(missing_goods.give_up_missing, GiveUpMissing(line_id))
    assert [(row.quantity, row.count_id is None) for row in house.all(SearchEnd)] == [
        (q("2"), False),
        (q("3"), True),
    ]
    told = house.refusal(missing_goods.give_up_missing, GiveUpMissing(line_id))
    assert told.startswith("Socks: none of it is being looked for")
    figures_now = figures(house, "Socks")
    assert (figures_now.on_hand, figures_now.delivered) == (q("5"), q("4"))


def test_what_came_beyond_is_taken_off_its_shelf_and_counts_as_far_as_the_need_asks(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    need_id = house.need("Socks", "6", posted_on=APRIL)
    lot_id = house.lot_of("Socks")
    kept = house.do(allocation.reserve, allocation.Reserve(need_id, lot_id, house.site(), q("4"), MAY))
    plan = sent(house, kept.reservation_id)
    more = Arrival(plan.line_ids[0], q("4"), extra=q("5"))
    house.do(deliveries.confirm_delivery, ConfirmDelivery(plan.delivery_id, (more,), LATER_IN_MAY))
    assert house.level(lot_id) == ("3", "0")
    lines = [(row.quantity, row.arrived, row.need_id) for row in house.all(DeliveryLine)]
    assert lines == [(q("4"), q("4"), need_id), (q("2"), q("2"), need_id), (q("3"), q("3"), None)]
    assert [(row.of_line_id, row.count_id) for row in house.all(LineExtra)] == [(plan.line_ids[0], None)] * 2
    came = figures(house, "Socks")
    assert (came.delivered, came.outstanding, came.on_hand) == (q("6"), 0, q("3"))
    sends = [move.effective_on for move in house.all(Move) if move.kind is MoveKind.SEND]
    assert sends == [MAY, MAY, MAY]


def test_what_came_beyond_all_that_the_books_have_free_is_a_find(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    plan = sent(house, reserved(house, "6"))
    others = reserved(house, "4", "Pantry")
    more = Arrival(plan.line_ids[0], q("6"), extra=q("5"))
    house.do(deliveries.confirm_delivery, ConfirmDelivery(plan.delivery_id, (more,), LATER_IN_MAY))
    lot_id = house.lot_of("Socks")
    assert house.level(lot_id) == ("4", "4"), "what is reserved for others is never taken"
    assert next(row for row in house.all(Reservation) if row.id == others).ended_on is None
    [count] = house.all(CountLine)
    assert count.counted - count.expected == q("3")
    [extra] = house.all(LineExtra)
    assert extra.count_id == count.count_id


def test_more_than_was_sent_and_less_is_not_both(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    plan = sent(house, reserved(house, "6"))
    both = Arrival(plan.line_ids[0], q("5"), q("1"), reason=MISSING, extra=q("1"))
    told = house.refusal(deliveries.confirm_delivery, ConfirmDelivery(plan.delivery_id, (both,)))
    assert told.startswith("Socks: more arrived than was sent, and some of it did not arrive.")
    staff = Viewer("s", frozenset({Grant(Role.PROGRAM_STAFF, program_id=house.program())}))
    typed = ConfirmDelivery(plan.delivery_id, (Arrival(plan.line_ids[0], q("6"), extra=q("54")),))
    told = house.refusal(deliveries.confirm_delivery, typed, viewer=staff)
    assert told.startswith("Socks: 6 were sent, and 54 more arrived? Check the number.")
    half = Arrival(plan.line_ids[0], q("6"), extra=500)
    house.refusal(deliveries.confirm_delivery, ConfirmDelivery(plan.delivery_id, (half,)))


def test_goods_handed_out_count_on_the_needs_of_the_program(house: Home) -> None:
    stocked(house, {"Socks": "20"})
    stocked(house, {"Socks": "5"}, date_mark=TODAY + timedelta(days=9), date_kind=DateKind.USE_BY)
    soon = house.lot_of("Socks", date_mark=TODAY + timedelta(days=9))
    undated = house.lot_of("Socks", date_mark=None)
    need_id = house.need("Socks", "10", posted_on=APRIL)
    kept = house.do(allocation.reserve, allocation.Reserve(need_id, undated, house.site(), q("4"), MAY))
    asked = HandOut(house.program(), house.site(), (HandedItem(house.item(), q("2")),))
    house.do(hand_out, asked)
    first = house.all(DeliveryLine)
    assert [(row.lot_id, row.quantity, row.reservation_id) for row in first] == [
        (undated, q("2"), kept.reservation_id)
    ], "what is reserved for it goes first"
    asked = HandOut(house.program(), house.site(), (HandedItem(house.item(), q("13")),), note="at the door")
    house.do(hand_out, asked)
    rows = [(row.lot_id, row.quantity, row.need_id) for row in house.all(DeliveryLine)[1:]]
    assert rows == [
        (undated, q("2"), need_id),
        (soon, q("5"), need_id),
        (undated, q("1"), need_id),
        (undated, q("5"), None),
    ]
    came = figures(house, "Socks")
    assert (came.delivered, came.outstanding, came.allocated, came.on_hand) == (q("10"), 0, 0, q("10"))


def test_more_than_can_go_is_refused_with_figures(house: Home) -> None:
    stocked(house, {"Socks": "3"}, lot_code="held")
    stocked(house, {"Socks": "4"}, date_mark=TODAY - timedelta(days=1), date_kind=DateKind.USE_BY)
    stocked(house, {"Socks": "2"}, restricted_to_id=house.program("Pantry"))
    stocked(house, {"Socks": "6"}, lot_code="free")
    house.do(stock.hold, stock.HoldLot(house.lot_of("Socks", lot_code="held"), "looked at"))
    need_id = house.need("Socks", "1", "Pantry", posted_on=APRIL)
    free = house.lot_of("Socks", lot_code="free")
    house.do(allocation.reserve, allocation.Reserve(need_id, free, house.site(), q("1"), MAY))
    asked = HandOut(house.program(), house.site(), (HandedItem(house.item(), q("7")),))
    assert house.refusal(hand_out, asked, NotEnough) == (
        "Socks at Gym: 7 asked, 5 can go (2 short). 4 more are past their date. 3 more are on hold. "
        "2 more are kept for other programs. 1 more is reserved for needs. "
        "Hand out fewer, or count that shelf."
    )
    house.refusal(hand_out, HandOut(house.program(), house.site(), ()))
    house.do(hand_out, HandOut(house.program("Pantry"), house.site(), (HandedItem(house.item(), q("8")),)))


def test_nobody_hands_out_what_somebody_else_is_handing_out(house: Home) -> None:
    stocked(house, {"Socks": "8"})
    reserved(house, "2")
    asked = HandOut(house.program(), house.site(), (HandedItem(house.item(), q("3")),))
    other = HandOut(house.program("Pantry"), house.site(), asked.items)
    acts = [lambda at=at, one=one: house.do(hand_out, one, request_id=f"at-once-{at}")  # type: ignore[misc]
            for at, one in enumerate((asked, other, asked, other))]  # fmt: skip
    came = at_once(acts)
    left, kept = house.level(house.lot_of("Socks"))
    done = [at for at, one in enumerate(came) if not isinstance(one, Refusal)]
    assert len(done) == 2, came
    # What is reserved for the shelter goes first, unless the pantry was first both times.
    assert (left, kept) == ("2", "2" if done == [1, 3] else "0")


TAMPERED = [
    ("UPDATE line_cut SET planned = 1", "were planned, which is no more than"),
    ("UPDATE delivery_day SET due_on = '2025-01-01'", "before it was planned"),
    ("UPDATE line_shortfall SET lost = lost + 1000", "which is not what it says"),
    (
        "UPDATE line_extra SET of_line_id = (SELECT min(id) FROM delivery_line)",
        "beyond what was sent with line",
    ),
    ("UPDATE search_end SET quantity = quantity + 9000", "but only 3 were missing"),
    ("UPDATE search_end SET quantity = 2000", "which is not what count"),
]


def test_papers_beside_deliveries_that_do_not_fit_are_named(house: Home) -> None:
    stocked(house, {"Socks": "40"})
    planned(house, free="1", on=MAY)
    plan = planned(house, reserved(house, "5"), reserved(house, "9"), free="2", due_on=TODAY)
    first, second, _free = plan.line_ids
    house.do(deliveries.pack_delivery, PackDelivery(plan.delivery_id, None, (Packed(first, q("2")),)))
    house.do(deliveries.send_delivery, SendDelivery(plan.delivery_id))
    short = Arrival(second, q("5"), q("1"), reason=DAMAGED, also=(Shortfall(MISSING, q("3")),))
    more = Arrival(first, q("2"), extra=q("1"))
    house.do(deliveries.confirm_delivery, ConfirmDelivery(plan.delivery_id, (short, more)))
    house.do(missing_goods.find_missing, FindMissing(second, house.site(), q("1")))
    for statement, said in TAMPERED:
        with house.store.engine.connect() as connection:
            connection.execute(text(statement))
            told = list(differences(connection))
            connection.rollback()
        assert any(said in one for one in told), (statement, told)


@pytest.mark.parametrize("quantity", [500, -1000])
def test_no_quantity_is_handed_out_or_packed(house: Home, quantity: int) -> None:
    stocked(house, {"Socks": "5"})
    house.refusal(hand_out, HandOut(house.program(), house.site(), (HandedItem(house.item(), quantity),)))
    plan = planned(house, free="2", on=MAY)
    wrong = PackDelivery(plan.delivery_id, None, (Packed(plan.line_ids[0], quantity),))
    house.refusal(deliveries.pack_delivery, wrong)
