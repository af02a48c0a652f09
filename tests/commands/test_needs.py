"""Post, revise, confirm and cancel needs; every change keeps its day."""

from datetime import date

import pytest

from drives.commands import allocation, deliveries, items, needs
from drives.commands.needs import CancelNeed, ConfirmNeed, PostNeed, ReviseNeed
from drives.errors import Unknown
from drives.model import Need, NeedConfirmation, NeedRevision, Reservation
from drives.rules.kinds import Priority
from drives.rules.units import Unit
from tests.commands.stocked import stocked
from tests.houses import TODAY, Home, q

APRIL, MAY = date(2025, 4, 4), date(2025, 5, 5)


def test_a_need_is_posted_today_unless_said_otherwise(house: Home) -> None:
    house.need("Socks", "12")
    house.need("Socks", "5", posted_on=APRIL, needed_by=MAY, priority=Priority.CRITICAL, note="winter")
    first, second = house.all(Need)
    assert (first.posted_on, first.priority, first.quantity) == (TODAY, Priority.NORMAL, q("12"))
    assert (second.posted_on, second.needed_by, second.note) == (APRIL, MAY, "winter")


def test_each_need_by_hand_gets_a_reference_of_its_own(house: Home) -> None:
    first = house.need("Socks", "1")
    house.need("Socks", "1", reference=f"H-{first + 2:06d}")
    house.need("Socks", "1")
    assert len({need.reference for need in house.all(Need)}) == 3


def test_a_reference_is_taken_once_for_a_program_and_item(house: Home) -> None:
    house.need("Socks", "1", reference="N-1")
    house.need("Soap", "1", reference="N-1")
    house.need("Socks", "1", "Pantry", reference="N-1")
    asked = PostNeed(house.program(), house.item(), q("2"), reference="N-1")
    told = house.refusal(needs.post_need, asked)
    assert told.startswith("Reference N-1 is taken by another need of this program for this item.")


def test_what_cannot_be_asked_for_is_refused(house: Home) -> None:
    program, item = house.program(), house.item()
    told = house.refusal(needs.post_need, PostNeed(program, item, 0))
    assert told == "Socks: 0 is no quantity. Enter a number above zero."
    told = house.refusal(needs.post_need, PostNeed(program, item, q("1.5")))
    assert "whole units" in told
    told = house.refusal(needs.post_need, PostNeed(program, item, q("1"), posted_on=date(2025, 5, 21)))
    assert "has not come yet" in told
    told = house.refusal(needs.post_need, PostNeed(program, item, q("1"), posted_on=MAY, needed_by=APRIL))
    assert told == "Needed by 2025-04-04 is before it was posted, 2025-05-05. Enter a later day."
    for wrong in (PostNeed(99, item, q("1")), PostNeed(program, 99, q("1")),
                  PostNeed(program, item, q("1"), drive_id=99)):  # fmt: skip
        house.refusal(needs.post_need, wrong, Unknown)


def test_a_revision_leaves_what_was_posted_and_keeps_its_day(house: Home) -> None:
    packs = (items.Pack(pack="dozen", pack_quantity=q("12")),)
    asked = items.AddItem("Boots", "things", Unit.PAIR, packs=packs)
    boots = house.do(items.add_item, asked).item_id
    post = PostNeed(house.program(), boots, q("12"), posted_on=APRIL, pack="dozen", pack_quantity=q("12"))
    need_id = house.do(needs.post_need, post).need_id
    house.do(needs.revise_need, ReviseNeed(need_id, q("20"), MAY))
    house.do(needs.revise_need, ReviseNeed(need_id, priority=Priority.HIGH, needed_by=TODAY, note="soon"))
    [need] = house.all(Need)
    assert (need.quantity, need.priority, need.needed_by, need.note) == (
        q("12"),
        Priority.HIGH,
        TODAY,
        "soon",
    )
    assert (need.pack, need.pack_quantity) == (None, None)
    assert [(row.revised_on, row.quantity) for row in house.all(NeedRevision)] == [(MAY, q("20"))]


def test_a_revision_that_cannot_be_is_refused(house: Home) -> None:
    need_id = house.need("Socks", "12", posted_on=MAY)
    told = house.refusal(needs.revise_need, ReviseNeed(need_id, q("20"), APRIL))
    assert told == "This need was posted on 2025-05-05; it cannot be changed for a day before that."
    told = house.refusal(needs.revise_need, ReviseNeed(need_id, needed_by=APRIL))
    assert told == "Needed by 2025-04-04 is before it was posted, 2025-05-05. Enter a later day."
    house.refusal(needs.revise_need, ReviseNeed(need_id, q("0.5")))
    house.refusal(needs.revise_need, ReviseNeed(need_id, q("2"), date(2025, 6, 1)))
    house.refusal(needs.revise_need, ReviseNeed(99, q("2")), Unknown)


def test_a_confirmation_is_kept_once_a_day(house: Home) -> None:
    need_id = house.need("Socks", "12", posted_on=APRIL)
    for on in (MAY, MAY, None):
        house.do(needs.confirm_need, ConfirmNeed(need_id, on))
    assert [row.confirmed_on for row in house.all(NeedConfirmation)] == [MAY, TODAY]


def test_a_confirmation_that_cannot_be_is_refused(house: Home) -> None:
    need_id = house.need("Socks", "12", posted_on=MAY)
    told = house.refusal(needs.confirm_need, ConfirmNeed(need_id, APRIL))
    assert told == "This need was posted on 2025-05-05; it cannot be confirmed for a day before that."
    house.refusal(needs.confirm_need, ConfirmNeed(99), Unknown)


def test_a_lapsed_need_is_open_again_once_it_is_confirmed(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    need_id = house.need("Socks", "12", posted_on=date(2025, 3, 21))
    asked = allocation.Reserve(need_id, house.lot_of("Socks"), house.site(), q("5"))
    told = house.refusal(allocation.reserve, asked)
    assert told == "Socks: this need is not open. Ask the program to confirm it, then reserve."
    house.do(needs.confirm_need, ConfirmNeed(need_id))
    house.do(allocation.reserve, asked)


def test_a_need_is_open_for_sixty_days(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    need_id = house.need("Socks", "12", posted_on=date(2025, 3, 22))
    house.do(allocation.reserve, allocation.Reserve(need_id, house.lot_of("Socks"), house.site(), q("5")))
    house.clock.put(date(2025, 5, 21))
    house.refusal(
        allocation.reserve, allocation.Reserve(need_id, house.lot_of("Socks"), house.site(), q("5"))
    )


def test_cancelling_frees_what_is_reserved_but_not_what_is_on_its_way(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    need_id, lot_id = house.need("Socks", "12"), house.lot_of("Socks")
    kept = [
        house.do(allocation.reserve, allocation.Reserve(need_id, lot_id, house.site(), q(quantity)))
        for quantity in ("3", "4")
    ]
    planned = deliveries.PlanDelivery(house.program(), (kept[0].reservation_id,))
    delivery_id = house.do(deliveries.plan_delivery, planned).delivery_id
    house.do(deliveries.send_delivery, deliveries.SendDelivery(delivery_id))
    cancelled = house.do(needs.cancel_need, CancelNeed(need_id))
    assert cancelled.losses == ("Shelter loses 4 reserved: Socks.",)
    assert house.level(lot_id) == ("9", "0")
    assert house.in_transit(lot_id) == "3"
    assert [row.ended_on for row in house.all(Reservation)] == [None, TODAY]


@pytest.mark.parametrize("verb", [needs.revise_need, needs.confirm_need, needs.cancel_need])
def test_a_cancelled_need_stays_cancelled(house: Home, verb: object) -> None:
    need_id = house.need("Socks", "12", posted_on=APRIL)
    house.do(needs.cancel_need, CancelNeed(need_id, MAY))
    asked = {needs.revise_need: ReviseNeed, needs.confirm_need: ConfirmNeed, needs.cancel_need: CancelNeed}[
        verb
    ]
    told = house.refusal(verb, asked(need_id))  # type: ignore[arg-type]
    assert told == "This need was cancelled on 2025-05-05. Post a new one if it is needed again."


def test_a_need_cannot_be_cancelled_before_it_was_posted(house: Home) -> None:
    need_id = house.need("Socks", "12", posted_on=MAY)
    told = house.refusal(needs.cancel_need, CancelNeed(need_id, APRIL))
    assert told == "This need was posted on 2025-05-05; it cannot be cancelled for a day before that."
    house.refusal(needs.cancel_need, CancelNeed(need_id, date(2025, 6, 1)))
    house.refusal(needs.cancel_need, CancelNeed(99), Unknown)
