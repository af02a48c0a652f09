"""Needs that repeat: rounds as of the day each is due, however late; up to a par level; ended."""

from datetime import date, timedelta
from typing import Any

import pytest

from drives.commands import allocation, deliveries, items, merging, needs, standing_needs
from drives.commands.need_rounds import PostDueNeeds, post_due_needs
from drives.commands.need_writing import Told
from drives.commands.needs import CancelNeed, ConfirmNeed, ReviseNeed
from drives.commands.standing_needs import EndStandingNeed, PostStandingNeed, RestockNeed
from drives.errors import Unknown
from drives.model import (
    Activity,
    Need,
    NeedConfirmation,
    NeedRevision,
    NeedRound,
    NeedTold,
    Reservation,
    StandingNeed,
)
from drives.queries.progress import progress
from drives.rules.kinds import Every, Priority, ToldHow
from drives.rules.roles import COMMAND_LINE
from drives.rules.units import Unit
from tests.commands.stocked import stocked
from tests.houses import TODAY, Home, dump, q


def stand(house: Home, quantity: str = "100", every: Every = Every.WEEKLY, **rest: Any) -> int:
    """A standing need of the shelter for socks; its id."""
    asked = PostStandingNeed(house.program(), house.item(), q(quantity), every, **rest)
    return int(house.do(standing_needs.post_standing_need, asked).standing_need_id)


def day(more: int) -> date:
    """So many days after the first."""
    return TODAY + timedelta(days=more)


def catch_up(house: Home, more: int) -> Any:
    """Look at the store so many days after the first."""
    house.clock.put(day(more))
    return house.do(post_due_needs, PostDueNeeds())


def rounds(house: Home) -> list[tuple[int, int, int | None, str]]:
    """The needs: days after the first on which each was posted, needed and cancelled, and how many."""

    def after(on: date | None) -> Any:
        return None if on is None else (on - TODAY).days

    return [
        (after(row.posted_on), after(row.needed_by), after(row.cancelled_on), f"{row.quantity / 1000:g}")
        for row in house.all(Need)
    ]


def needed(house: Home, more: int) -> list[tuple[str, str]]:
    """What was needed and what outstanding, of the one item, as of so many days after the first."""
    rows = house.house.queries.ask(progress, COMMAND_LINE, as_of=day(more))
    return [(f"{r.figures.needed / 1000:g}", f"{r.figures.outstanding / 1000:g}") for r in rows]


def test_a_standing_need_begins_with_a_round(house: Home) -> None:
    standing_id = stand(house, priority=Priority.HIGH, note="new only")
    [row] = house.all(StandingNeed)
    assert (row.quantity, row.every, row.first_on, row.ended_on) == (q("100"), Every.WEEKLY, TODAY, None)
    [need] = house.all(Need)
    assert (need.quantity, need.priority, need.note) == (q("100"), Priority.HIGH, "new only")
    assert (need.posted_on, need.needed_by) == (TODAY, day(6))
    assert [(row.need_id, row.standing_need_id, row.number) for row in house.all(NeedRound)] == [
        (need.id, standing_id, 1)
    ]


def test_rounds_come_when_they_are_due_and_not_before(house: Home) -> None:
    stand(house)
    assert catch_up(house, 6).need_ids == ()
    found = catch_up(house, 7)
    assert found.posted == ("Shelter asks again for 100: Socks (2025-05-27).",)
    assert rounds(house) == [(0, 6, 7, "100"), (7, 13, None, "100")]
    assert len({need.reference for need in house.all(Need)}) == 2


def test_doing_it_again_does_nothing(house: Home) -> None:
    stand(house)
    catch_up(house, 7)
    before = {name: rows for name, rows in dump(house.store).items() if "need" in name}
    assert catch_up(house, 7).need_ids == ()
    assert {name: rows for name, rows in dump(house.store).items() if "need" in name} == before


def test_two_weeks_late_is_as_if_in_time(house: Home) -> None:
    stand(house)
    catch_up(house, 20)
    assert rounds(house) == [(0, 6, 7, "100"), (7, 13, 14, "100"), (14, 20, None, "100")]
    for more in (0, 6, 7, 13, 14, 20):
        assert needed(house, more) == [("100", "100")], more


def test_what_was_delivered_counts_and_what_was_not_sent_is_released_as_of_the_day(house: Home) -> None:
    stocked(house, {"Socks": "60"})
    stand(house)
    [need], lot_id = house.all(Need), house.lot_of("Socks")
    kept = [
        house.do(allocation.reserve, allocation.Reserve(need.id, lot_id, house.site(), q(quantity)))
        for quantity in ("10", "20", "5")
    ]
    sent = [
        house.do(
            deliveries.plan_delivery, deliveries.PlanDelivery(house.program(), (one.reservation_id,))
        ).delivery_id
        for one in kept[:2]
    ]
    house.clock.put(day(2))
    for delivery_id in sent:
        house.do(deliveries.send_delivery, deliveries.SendDelivery(delivery_id))
    [line] = house.all(deliveries.DeliveryLine, deliveries.DeliveryLine.delivery_id == sent[0])
    arrived = (deliveries.Arrival(line.id, q("10")),)
    house.do(deliveries.confirm_delivery, deliveries.ConfirmDelivery(sent[0], arrived))
    late = catch_up(house, 16)
    assert late.losses == ("Shelter loses 5 reserved: Socks.",)
    assert [row.ended_on for row in house.all(Reservation)] == [day(2), None, day(7)]
    assert house.level(lot_id) == ("30", "0")
    assert needed(house, 6) == [("100", "65")]
    assert needed(house, 7) == [("110", "100")]
    assert needed(house, 16) == [("110", "100")]


def test_what_was_reserved_late_for_a_round_that_is_over_never_stood(house: Home) -> None:
    stocked(house, {"Socks": "60"})
    stand(house)
    [need], lot_id = house.all(Need), house.lot_of("Socks")
    house.clock.put(day(9))
    house.do(allocation.reserve, allocation.Reserve(need.id, lot_id, house.site(), q("5")))
    catch_up(house, 10)
    assert [(row.reserved_on, row.ended_on) for row in house.all(Reservation)] == [(day(9), day(9))]
    assert house.level(lot_id) == ("60", "0")


def test_rounds_stop_when_nobody_stands_behind_them_and_go_on_when_somebody_does(house: Home) -> None:
    stand(house)
    catch_up(house, 200)
    assert [row[0] for row in rounds(house)] == [0, 7, 14, 21, 28, 35, 42, 49, 56]
    last = house.all(Need)[-1]
    house.do(needs.confirm_need, ConfirmNeed(last.id))
    assert catch_up(house, 202).need_ids == ()
    catch_up(house, 203)
    assert [row[0] for row in rounds(house)][-2:] == [56, 203]
    assert needed(house, 115) == [("100", "100")]
    assert needed(house, 116) == [("0", "0")]
    assert needed(house, 200) == [("100", "100")]


@pytest.mark.parametrize("what", ["confirm", "revise"])
def test_a_confirmation_or_a_change_of_a_round_keeps_them_coming(house: Home, what: str) -> None:
    stand(house)
    catch_up(house, 50)
    last = house.all(Need)[-1].id
    if what == "confirm":
        house.do(needs.confirm_need, ConfirmNeed(last))
    else:
        house.do(needs.revise_need, ReviseNeed(last, q("20")))
    catch_up(house, 120)
    assert [row[0] for row in rounds(house)][-1] == 105
    assert {row[3] for row in rounds(house)} == {"100"}


def test_a_round_that_is_cancelled_is_asked_again_next_time(house: Home) -> None:
    stand(house)
    house.clock.put(day(3))
    house.do(needs.cancel_need, CancelNeed(house.all(Need)[0].id))
    catch_up(house, 7)
    assert rounds(house) == [(0, 6, 3, "100"), (7, 13, None, "100")]


def test_a_round_cancelled_after_it_was_over_was_over_on_its_day(house: Home) -> None:
    stand(house)
    house.clock.put(day(9))
    house.do(needs.cancel_need, CancelNeed(house.all(Need)[0].id))
    catch_up(house, 10)
    assert rounds(house) == [(0, 6, 7, "100"), (7, 13, None, "100")]
    assert needed(house, 8) == [("100", "100")]


def test_a_round_that_is_over_points_to_the_one_that_is_asked(house: Home) -> None:
    stand(house)
    catch_up(house, 7)
    told = house.refusal(needs.confirm_need, ConfirmNeed(house.all(Need)[0].id))
    assert told == "This was asked again on 2025-05-27. Reload the page, and choose what is asked now."


def test_each_month_is_on_the_same_day_and_at_most_the_twenty_eighth(house: Home) -> None:
    house.clock.put(date(2025, 1, 31))
    stand(house, every=Every.MONTHLY)
    house.clock.put(date(2025, 3, 30))
    house.do(post_due_needs, PostDueNeeds())
    assert [(row.posted_on, row.needed_by) for row in house.all(Need)] == [
        (date(2025, 1, 31), date(2025, 2, 27)),
        (date(2025, 2, 28), date(2025, 3, 27)),
        (date(2025, 3, 28), date(2025, 4, 27)),
    ]


def test_one_that_began_in_the_past_has_every_round_since(house: Home) -> None:
    stand(house, first_on=day(-15))
    assert rounds(house) == [(-15, -9, -8, "100"), (-8, -2, -1, "100"), (-1, 5, None, "100")]
    assert catch_up(house, 5).need_ids == ()


def test_packs_stay_packs_while_the_item_has_them(house: Home) -> None:
    packs = (items.Pack(pack="case of 12", pack_quantity=q("12")),)
    boots = house.do(items.add_item, items.AddItem("Boots", "things", Unit.PAIR, packs=packs)).item_id
    asked = PostStandingNeed(
        house.program(), boots, q("36"), Every.WEEKLY, pack="case of 12", pack_quantity=q("12")
    )
    house.do(standing_needs.post_standing_need, asked)
    catch_up(house, 7)
    assert [(row.pack, row.pack_quantity) for row in house.all(Need)] == [("case of 12", q("12"))] * 2


def test_rounds_follow_what_item_and_program_were_merged_into(house: Home) -> None:
    stand(house)
    socks, wool, haven = house.item("Socks"), house.item("Wool socks"), house.program("Haven")
    house.do(merging.merge_items, merging.MergeItems(socks, wool))
    house.do(merging.merge_programs, merging.MergePrograms(house.program(), haven))
    assert catch_up(house, 7).posted == ("Haven asks again for 100: Wool socks (2025-05-27).",)
    assert [(row.item_id, row.program_id) for row in house.all(Need)][1] == (wool, haven)


# ----------------------------------------------------------------------------------- up to a par level


def par(house: Home, have: str = "40") -> int:
    """Socks are kept up to 100."""
    return stand(house, every=Every.PAR, have=q(have))


def restock(house: Home, standing_id: int, have: str) -> Any:
    """Say what is there."""
    return house.do(standing_needs.restock_need, RestockNeed(standing_id, q(have)))


def test_up_to_a_par_level_what_is_missing_is_asked(house: Home) -> None:
    par(house)
    assert rounds(house) == [(0, None, None, "60")]
    assert catch_up(house, 40).need_ids == ()


def test_what_is_there_now_revises_the_round_and_stands_behind_it(house: Home) -> None:
    standing_id = par(house)
    house.clock.put(day(50))
    assert restock(house, standing_id, "10").asked == q("90")
    assert [(row.revised_on, row.quantity) for row in house.all(NeedRevision)] == [(day(50), q("90"))]
    assert [row.confirmed_on for row in house.all(NeedConfirmation)] == [day(50)]
    assert restock(house, standing_id, "10").asked == q("90")
    assert len(house.all(NeedRevision)) == 1
    house.clock.put(day(110))
    assert needed(house, 49) == [("60", "60")]
    assert needed(house, 109) == [("90", "90")]
    assert needed(house, 110) == [("0", "0")]


def test_what_is_on_its_way_or_reserved_is_part_of_what_is_missing(house: Home) -> None:
    stocked(house, {"Socks": "200"})
    standing_id = par(house)
    [need], lot_id = house.all(Need), house.lot_of("Socks")
    kept = house.do(allocation.reserve, allocation.Reserve(need.id, lot_id, house.site(), q("50")))
    assert restock(house, standing_id, "30").asked == q("20")
    assert restock(house, standing_id, "90").asked == 0
    assert [row.quantity for row in house.all(NeedRevision)] == [q("70"), q("50")]
    planned = deliveries.PlanDelivery(house.program(), (kept.reservation_id,))
    delivery_id = house.do(deliveries.plan_delivery, planned).delivery_id
    house.do(deliveries.send_delivery, deliveries.SendDelivery(delivery_id))
    assert restock(house, standing_id, "100").losses == ()
    assert rounds(house) == [(0, None, 0, "60")]
    assert restock(house, standing_id, "40").asked == q("10")
    assert rounds(house)[1:] == [(0, None, None, "10")]
    [line] = house.all(deliveries.DeliveryLine)
    arrived = (deliveries.Arrival(line.id, q("50")),)
    house.do(deliveries.confirm_delivery, deliveries.ConfirmDelivery(delivery_id, arrived))
    assert restock(house, standing_id, "90").asked == q("10")


def test_enough_waits_and_releases_until_there_is_less(house: Home) -> None:
    stocked(house, {"Socks": "200"})
    standing_id = par(house)
    [need] = house.all(Need)
    house.do(allocation.reserve, allocation.Reserve(need.id, house.lot_of("Socks"), house.site(), q("5")))
    house.clock.put(day(3))
    done = restock(house, standing_id, "100")
    assert (done.asked, done.losses) == (0, ("Shelter loses 5 reserved: Socks.",))
    assert restock(house, standing_id, "120").asked == 0
    assert rounds(house) == [(0, None, 3, "60")]
    house.clock.put(day(9))
    assert restock(house, standing_id, "80").asked == q("20")
    assert rounds(house)[1:] == [(9, None, None, "20")]
    assert [row.number for row in house.all(NeedRound)] == [1, 2]


# ------------------------------------------------------------------------------------------ the end


def test_what_is_ended_is_asked_no_more_and_what_is_asked_stands(house: Home) -> None:
    standing_id = stand(house)
    house.clock.put(day(8))
    house.do(standing_needs.end_standing_need, EndStandingNeed(standing_id))
    assert house.all(StandingNeed)[0].ended_on == day(8)
    assert rounds(house) == [(0, 6, 7, "100"), (7, 13, None, "100")]
    assert catch_up(house, 30).need_ids == ()


def test_an_end_may_take_back_what_is_asked_now(house: Home) -> None:
    stocked(house, {"Socks": "60"})
    standing_id = stand(house)
    [need] = house.all(Need)
    house.do(allocation.reserve, allocation.Reserve(need.id, house.lot_of("Socks"), house.site(), q("5")))
    house.clock.put(day(2))
    done = house.do(standing_needs.end_standing_need, EndStandingNeed(standing_id, cancel_round=True))
    assert done.losses == ("Shelter loses 5 reserved: Socks.",)
    assert rounds(house) == [(0, 6, 2, "100")]


def test_after_the_end_the_same_can_be_posted_anew(house: Home) -> None:
    standing_id = stand(house)
    house.do(standing_needs.end_standing_need, EndStandingNeed(standing_id, cancel_round=True))
    stand(house, "50")
    assert [row.quantity for row in house.all(StandingNeed)] == [q("100"), q("50")]


# ------------------------------------------------------------------------------------------ refusals


def test_what_cannot_be_asked_again_and_again_is_refused(house: Home) -> None:
    program, item = house.program(), house.item()

    def told(**wrong: Any) -> str:
        asked = {"program_id": program, "item_id": item, "quantity": q("10"), "every": Every.WEEKLY} | wrong
        return house.refusal(standing_needs.post_standing_need, PostStandingNeed(**asked))

    assert told(quantity=0) == "Socks: 0 is no quantity. Enter a number above zero."
    assert "whole units" in told(quantity=q("1.5"))
    assert "has not come yet" in told(first_on=day(1))
    assert told(every="daily").startswith('"daily" is none of weekly, monthly, par.')
    assert "say how many are there now" in told(every=Every.PAR)
    assert "nothing is missing" in told(every=Every.PAR, have=q("10"))
    assert "whole units" in told(every=Every.PAR, have=q("0.5"))
    assert "no such pack" in told(pack="case", pack_quantity=q("12"))
    for gone in ({"program_id": 99}, {"item_id": 99}):
        assert "is not here" in told(**gone)


@pytest.mark.rule_alone
@pytest.mark.parametrize(
    ("every", "said"),
    [
        (Every.WEEKLY, "Shelter asks for 100 each week already: Socks. Stop that first."),
        (Every.MONTHLY, "Shelter asks for 100 each month already: Socks. Stop that first."),
        (Every.PAR, "Shelter keeps up to 100 already: Socks. Stop that first."),
    ],
)
def test_a_program_has_one_standing_need_of_an_item(house: Home, every: Every, said: str) -> None:
    stand(house, every=every, have=0 if every is Every.PAR else None)
    again = PostStandingNeed(house.program(), house.item(), q("5"), Every.MONTHLY)
    assert house.refusal(standing_needs.post_standing_need, again) == said
    stand_elsewhere = PostStandingNeed(house.program("Pantry"), house.item(), q("5"), Every.MONTHLY)
    house.do(standing_needs.post_standing_need, stand_elsewhere)


def test_what_is_no_par_level_is_not_restocked(house: Home) -> None:
    told = house.refusal(standing_needs.restock_need, RestockNeed(stand(house), q("5")))
    assert told.startswith("Socks: this is asked each time in full")


def test_what_is_there_is_a_quantity_of_the_item(house: Home) -> None:
    standing_id = par(house)
    for wrong in (-1000, q("0.5")):
        house.refusal(standing_needs.restock_need, RestockNeed(standing_id, wrong))


def test_what_was_ended_is_neither_restocked_nor_ended_again(house: Home) -> None:
    standing_id = par(house)
    house.do(standing_needs.end_standing_need, EndStandingNeed(standing_id))
    said = "This need repeats no longer, since 2025-05-20. Post a new one if it is needed again."
    assert house.refusal(standing_needs.restock_need, RestockNeed(standing_id, q("5"))) == said
    assert house.refusal(standing_needs.end_standing_need, EndStandingNeed(standing_id)) == said


def test_a_standing_need_that_is_not_there_is_refused(house: Home) -> None:
    house.refusal(standing_needs.restock_need, RestockNeed(99, q("5")), Unknown)
    house.refusal(standing_needs.end_standing_need, EndStandingNeed(99), Unknown)


# ---------------------------------------------------------------------------------------------- told


def test_what_was_told_by_phone_is_a_fact_of_the_need_and_stands_in_the_trail(house: Home) -> None:
    told = Told(ToldHow.PHONE, day(-3), "the evening desk")
    house.need("Soap", "12", told=told)
    stand(house, told=Told(ToldHow.IN_PERSON))
    rows = [(row.told_how, row.told_on, row.told_by) for row in house.all(NeedTold)]
    assert rows == [
        (ToldHow.PHONE, day(-3), "the evening desk"),
        (ToldHow.IN_PERSON, TODAY, None),
    ]
    said = [row.summary["told"] for row in house.all(Activity) if "told" in row.summary]
    assert said == ["phone 2025-05-17", "in_person 2025-05-20"]


def test_nothing_was_told_on_a_day_to_come(house: Home) -> None:
    house.program(), house.item()
    asked = needs.PostNeed(house.program(), house.item(), q("1"), told=Told(ToldHow.EMAIL, day(1)))
    assert "has not come yet" in house.refusal(needs.post_need, asked)
    asked = needs.PostNeed(house.program(), house.item(), q("1"), told=Told("letter"))  # type: ignore[arg-type]
    assert house.refusal(needs.post_need, asked).startswith('"letter" is none of')
