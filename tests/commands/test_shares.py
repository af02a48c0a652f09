"""Stock shared out among needs at once: all of a proposal is kept, or nothing."""

from dataclasses import replace
from datetime import timedelta

from drives.commands import allocation, deliveries, needs, shares, stock
from drives.commands.share_requests import allocation_of
from drives.commands.shares import Allocate, ShareFacts, ShareLine
from drives.errors import NotEnough, Unknown
from drives.model import Allocation, AllocationLine, AllocationShare, Reservation, Substitute
from drives.queries.allocation_words import share_words
from drives.queries.progress import progress
from drives.queries.to_share import ToShare, to_share
from drives.rules.allocation import Proposal, propose
from drives.rules.kinds import HandReason, Policy, Priority, Why
from drives.rules.roles import COMMAND_LINE
from drives.rules.units import Unit
from drives.store.verify import verify
from tests.commands.stocked import stocked
from tests.houses import TODAY, Home, q


def asked(house: Home, **rest: object) -> ToShare:
    """What there is to share out."""
    return house.house.queries.ask(to_share, COMMAND_LINE, **rest)  # type: ignore[arg-type]


def proposed(house: Home, policy: Policy = Policy.FAIR, **rest: object) -> Proposal:
    """What a policy proposes today."""
    there = asked(house)
    portions = there.portions(whole_packs=False)
    return propose(there.lots, there.needs, portions, policy=policy, on=TODAY, **rest)  # type: ignore[arg-type]


def test_a_proposal_is_kept_at_once_with_why_each_gets_what_it_gets(house: Home) -> None:
    stocked(house, {"Socks": "300"})
    stocked(house, {"Socks": "10"}, restricted_to_id=house.program("Pantry"))
    shelter, pantry = house.need("Socks", "100"), house.need("Socks", "400", "Pantry")
    found = proposed(house)
    told = house.do(shares.allocate, allocation_of(found))
    assert told.need_ids == (shelter, pantry)
    kept = house.all(Reservation)
    assert [(row.need_id, row.quantity) for row in kept] == [
        (shelter, q("62")), (pantry, q("238")), (pantry, q("10")),
    ]  # fmt: skip
    assert [row.reservation_id for row in house.all(AllocationLine)] == list(told.reservation_ids)
    first, second = house.all(AllocationShare)
    assert (first.given, first.level, first.available, first.asked) == (q("62"), 6200, q("310"), q("500"))
    assert (second.given, second.kept, second.why) == (q("248"), q("10"), Why.PART)
    assert house.all(Allocation)[0].policy is Policy.FAIR
    said = [share_words(share, Policy.FAIR, Priority.NORMAL) for share in found.shares]
    assert said[0] == "62 of 100: 62% for each normal need, 310 available for 500 asked."
    assert said[1].endswith(" 10 of them were kept for this program.")
    assert {share.given for share in proposed(house).shares} == {0}


def test_stock_that_is_gone_and_needs_that_are_met_meanwhile_are_refused_with_figures(house: Home) -> None:
    stocked(house, {"Socks": "50"})
    need_id, lot_id = house.need("Socks", "40"), house.lot_of("Socks")
    other = house.need("Socks", "40", "Pantry")
    ask = allocation_of(proposed(house))
    house.refusal(shares.allocate, replace(ask, lines=()))
    kept = house.do(allocation.reserve, allocation.Reserve(need_id, lot_id, house.site(), q("20")))
    assert house.refusal(shares.allocate, ask, NotEnough) == (
        "Socks for Shelter: 25 to reserve, but only 20 are still outstanding. Share out again."
    )
    house.do(needs.revise_need, needs.ReviseNeed(need_id, q("90")))
    assert house.refusal(shares.allocate, ask, NotEnough).startswith(
        "Socks at Gym: 50 asked, 30 free (20 short)."
    )
    house.do(allocation.release, allocation.Release(kept.reservation_id))
    held = house.do(stock.hold, stock.HoldLot(lot_id, "moths"))
    told = house.refusal(shares.allocate, ask)
    assert told == "Socks: a lot was put on hold meanwhile (moths). Share out again."
    house.do(stock.unhold, stock.UnholdLot(held.document_id))
    house.do(needs.cancel_need, needs.CancelNeed(other))
    told = house.refusal(shares.allocate, ask)
    assert told == "Socks for Pantry: this need is not open any more. Share out again."
    stray = replace(ask, lines=(*ask.lines, ShareLine(other + 7, lot_id, house.site(), q("1"))))
    house.refusal(shares.allocate, stray)
    house.refusal(
        shares.allocate, replace(ask, facts=(*ask.facts, replace(ask.facts[0], need_id=99))), Unknown
    )


def test_facts_that_do_not_fit_their_shares_are_refused_in_words(house: Home) -> None:
    stocked(house, {"Socks": "50"})
    house.need("Socks", "40")
    ask = allocation_of(proposed(house))
    [fact], [line] = ask.facts, ask.lines
    wrong: tuple[dict[str, int], ...] = (
        {"outstanding": q("30")}, {"kept": q("41")}, {"kept": -1}, {"level": 10_001}, {"level": -1},
        {"met": -1}, {"available": -1}, {"asked": -1},
    )  # fmt: skip
    for one in wrong:
        told = house.refusal(shares.allocate, replace(ask, facts=(replace(fact, **one),)))
        assert told == "These shares do not belong together. Reload the page and share out again.", one
    twice = (replace(line, quantity=q("39")), replace(line, quantity=q("2")))
    house.refusal(shares.allocate, replace(ask, lines=twice))


def test_restrictions_and_dates_are_checked_again(house: Home) -> None:
    stocked(house, {"Socks": "50"}, restricted_to_id=house.program("Pantry"))
    need_id, lot_id = house.need("Socks", "40"), house.lot_of("Socks")
    facts = ShareFacts(need_id, 0, 0, q("40"), q("50"), q("40"), 0, Why.PART)
    ask = Allocate(Policy.FAIR, (ShareLine(need_id, lot_id, house.site(), q("5")),), (facts,))
    told = house.refusal(shares.allocate, ask)
    assert told == "Socks: this lot is kept for another program. Choose another lot."
    house.refusal(shares.allocate, replace(ask, drive_id=99))
    assert not proposed(house).taken


def test_another_item_is_given_instead_and_counts_for_the_need(house: Home) -> None:
    stocked(house, {"Socks S": "30", "Socks M": "10"})
    house.item("Soap", Unit.EACH)
    stocked(house, {"Soap": "30"})
    need_id = house.need("Socks M", "40")
    other, soap = house.lot_of("Socks S"), house.lot_of("Soap")
    found = proposed(house)
    line = ShareLine(need_id, other, house.site(), q("25"), instead=True)
    told = house.refusal(shares.allocate, allocation_of(found, instead=(replace(line, instead=False),)))
    assert told == "This lot is not of the item that the need asks for, Socks M."
    house.refusal(shares.allocate, allocation_of(found, instead=(replace(line, lot_id=soap),)))
    house.do(shares.allocate, allocation_of(found, instead=(line,)))
    [row] = house.all(AllocationShare)
    assert (row.given, row.instead) == (q("35"), q("25"))
    assert [(one.need_id, one.item_id) for one in house.all(Substitute)] == [(need_id, house.item("Socks S"))]
    rows = {row.item: row.figures for row in house.house.queries.ask(progress, COMMAND_LINE)}
    medium, small = rows["Socks M"], rows["Socks S"]
    assert (medium.allocated, medium.outstanding, medium.available) == (q("35"), q("5"), 0)
    assert (small.allocated, small.available, small.on_hand) == (0, q("5"), q("30"))
    assert not list(verify(house.store))
    with house.store.write() as connection:
        connection.execute(Substitute.__table__.delete())  # type: ignore[attr-defined]
    assert "is for a need of another item or program" in "".join(verify(house.store))
    with house.store.write() as connection:
        connection.execute(
            Substitute.__table__.insert(),  # type: ignore[attr-defined]
            {"need_id": need_id, "item_id": house.item("Socks S"), "chosen_on": TODAY},
        )


def test_a_share_that_was_changed_by_hand_keeps_its_reason(house: Home) -> None:
    stocked(house, {"Socks": "50"})
    shelter, pantry = house.need("Socks", "40"), house.need("Socks", "60", "Pantry")
    found = proposed(house, by_hand={shelter: 0})
    house.do(shares.allocate, allocation_of(found, reasons={shelter: HandReason.HAS_SOME}))
    rows = {row.need_id: (row.given, row.why, row.hand_reason) for row in house.all(AllocationShare)}
    assert rows == {
        shelter: (0, Why.BY_HAND, HandReason.HAS_SOME), pantry: (q("50"), Why.PART, None),
    }  # fmt: skip


def test_what_is_to_share_is_of_open_needs_and_of_a_drive_where_one_is_named(house: Home) -> None:
    stocked(house, {"Socks": "50"})
    spring = house.drive("Spring")
    mine = house.need("Socks", "5", drive_id=spring)
    house.need("Socks", "5", "Pantry")
    house.need("Socks", "5", "Outreach", posted_on=TODAY - timedelta(days=90))
    assert len(asked(house).needs) == 2
    assert [need.need_id for need in asked(house, drive_id=spring).needs] == [mine]


def test_what_was_shared_out_is_taken_back_together_until_it_moves_on(house: Home) -> None:
    stocked(house, {"Socks": "50"})
    house.need("Socks", "20")
    house.need("Socks", "20", "Pantry")
    done = house.do(shares.allocate, allocation_of(proposed(house)))
    back = allocation.ReleaseShares(done.reservation_ids)
    plan = deliveries.PlanDelivery(house.program(), done.reservation_ids[:1])
    planned = house.do(deliveries.plan_delivery, plan)
    told = house.refusal(allocation.release_shares, back)
    assert told.startswith("1 of these shares is on a delivery or has ended meanwhile")
    house.do(deliveries.cancel_delivery, deliveries.CancelDelivery(planned.delivery_id))
    assert house.do(allocation.release_shares, back).need_ids == done.need_ids
    assert house.level(house.lot_of("Socks")) == ("50", "0")
    house.refusal(allocation.release_shares, back)
    house.refusal(allocation.release_shares, allocation.ReleaseShares((99,)), Unknown)
    house.refusal(allocation.release_shares, allocation.ReleaseShares(()), Unknown)


def test_shares_of_which_some_was_parted_off_are_not_taken_back_as_if_whole(house: Home) -> None:
    stocked(house, {"Socks": "12"})
    house.need("Socks", "5")
    done = house.do(shares.allocate, allocation_of(proposed(house)))
    plan = house.do(deliveries.plan_delivery, deliveries.PlanDelivery(house.program(), done.reservation_ids))
    packed = (deliveries.Packed(plan.line_ids[0], q("2")),)
    house.do(deliveries.pack_delivery, deliveries.PackDelivery(plan.delivery_id, None, packed))
    house.do(deliveries.cancel_delivery, deliveries.CancelDelivery(plan.delivery_id))
    told = house.refusal(allocation.release_shares, allocation.ReleaseShares(done.reservation_ids))
    assert told.startswith("1 of these shares has been split meanwhile")
    assert house.level(house.lot_of("Socks")) == ("12", "5")
