"""Deliveries from plan to confirmation, on the pages of who plans, picks, hands out and receives."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drives.commands import allocation, deliveries, people, stock
from drives.commands.deliveries import (
    Arrival,
    ConfirmDelivery,
    FreeLine,
    PackDelivery,
    PlanDelivery,
    SendDelivery,
    Shortfall,
)
from drives.commands.delivery_packing import GivePickList, Picked, PickLine, give_pick_list, pick_line
from drives.model import CountLine, Delivery, DeliveryLine, LinePicked, Reservation, SearchEnd
from drives.queries.delivery_seen import LineSeen, alike
from drives.rules.kinds import DeliveryState, DiscardReason, Priority, ShortfallReason
from drives.rules.roles import Grant, Role, Viewer
from drives.rules.units import Unit
from drives.ui.arrived import Counted, arrivals
from tests.commands.stocked import stocked
from tests.houses import Home, dump, q
from tests.ui.conftest import Browser, at_hand
from tests.ui.people import person


@pytest.fixture
def reserved(home: Home) -> int:
    """Ten pairs kept for a need of twelve, of thirty on the shelf; the reservation."""
    stocked(home, {"Socks": "30"})
    need_id = home.need("Socks", "12")
    asked = allocation.Reserve(need_id, home.lot_of("Socks"), home.site(), q("10"))
    return int(home.do(allocation.reserve, asked).reservation_id)


def a_line(line_id: int, quantity: int, *, for_need: bool = True) -> LineSeen:
    """A line of socks."""
    return LineSeen(
        line_id, 1, "Socks", Unit.PAIR, None, None, None, None, None, for_need, quantity, quantity,
        quantity, False, None, None, (), 0, False, 1, (0 if for_need else 9, date.max),
    )  # fmt: skip


def test_what_came_of_a_pile_is_told_by_its_lines() -> None:
    [pile] = alike([a_line(1, 3, for_need=False), a_line(2, 4), a_line(3, 0), a_line(4, 5)])
    assert [one.line_id for one in pile] == [2, 4, 1]
    assert list(arrivals(pile, Counted(12))) == []
    assert list(arrivals(pile, Counted(14))) == [Arrival(2, 4, extra=2)]
    assert list(arrivals(pile, Counted(26))) == [
        Arrival(2, 4, extra=4),
        Arrival(4, 5, extra=5),
        Arrival(1, 3, extra=5),
    ]
    missing, damaged = ShortfallReason.MISSING, ShortfallReason.DAMAGED
    assert list(arrivals(pile, Counted(6, damaged=2, back=1, why=ShortfallReason.REFUSED))) == [
        Arrival(4, 2, 2, reason=damaged, also=(Shortfall(ShortfallReason.REFUSED, returned=1),)),
        Arrival(1, 0, 3, reason=missing),
    ]


@given(
    st.lists(st.tuples(st.integers(1, 9), st.booleans()), min_size=1, max_size=5),
    st.integers(0, 60), st.integers(0, 9), st.integers(0, 9),
)  # fmt: skip
def test_all_that_was_sent_is_told_once_by_the_lines_of_a_pile(
    sent: list[tuple[int, bool]], arrived: int, damaged: int, back: int
) -> None:
    [pile] = alike([a_line(at, many, for_need=need) for at, (many, need) in enumerate(sent, 1)])
    whole = sum(many for many, _need in sent)
    damaged = min(damaged, max(0, whole - arrived))
    back = min(back, max(0, whole - arrived - damaged))
    told = {one.line_id: one for one in arrivals(pile, Counted(arrived, damaged, back))}
    each = [told.get(line.line_id) or Arrival(line.line_id, line.quantity) for line in pile]
    for line, one in zip(pile, each, strict=True):
        short = one.lost + one.returned + sum(also.lost + also.returned for also in one.also)
        assert one.arrived + short == line.quantity
        assert not (one.extra and short)
    assert sum(one.arrived + one.extra for one in each) == arrived
    returned = sum(one.returned + sum(also.returned for also in one.also) for one in each)
    assert returned == back


def gone(home: Home, *reservations: int) -> Any:
    """A delivery that was sent."""
    plan = home.do(deliveries.plan_delivery, PlanDelivery(home.program(), reservations))
    home.do(deliveries.send_delivery, SendDelivery(plan.delivery_id))
    return plan


def seen_by(monkeypatch: pytest.MonkeyPatch, viewer: Viewer) -> None:
    at_hand(monkeypatch, viewer=lambda: viewer)


@pytest.mark.usefixtures("reserved")
def test_a_delivery_goes_from_its_plan_to_what_arrived(home: Home, browser: Browser) -> None:
    browser.open("deliveries")
    assert "Deliveries will show here day by day" in browser.texts
    browser.click("deliveries.plan").choose("deliveries.plan.program", home.program())
    browser.choose(f"deliveries.plan.pile.0.{home.program()}", (home.item(), home.site()))
    assert browser.at.selectbox(key=browser.key("deliveries.plan.pile.0.")).options == [
        "Socks · Gym: 20 pairs"
    ]
    browser.type(f"deliveries.plan.many.0.{home.program()}", "21").click("deliveries.plan.yes")
    assert "Socks at Gym: 21 pairs asked, 20 pairs free." in browser.refusals[0]
    assert home.all(Delivery) == []
    assert browser.typed(f"deliveries.plan.many.0.{home.program()}") == "21"
    browser.type(f"deliveries.plan.many.0.{home.program()}", "3").click("deliveries.plan.yes")
    assert [row.quantity for row in home.all(DeliveryLine)] == [q("10"), q("3")]
    assert "- **13 pairs of Socks**" in browser.texts
    browser.click("deliveries.pack.").type("deliveries.pack.line.1", "12").click("deliveries.pack.yes")
    assert "Packed for Shelter; 1 line is less than planned." in browser.texts
    assert "- **12 pairs of Socks**\n    - :small[:gray[10 pairs · Gym]]\n    - " in browser.texts
    assert "In all: 12 pairs of Socks." not in browser.texts
    assert "not for a need · 3 pairs planned, 2 pairs packed" in browser.texts
    browser.click("deliveries.send.")
    assert "Stock is deducted when you send it" in browser.texts
    browser.click("deliveries.send.yes")
    assert home.level(home.lot_of("Socks")) == ("18", "0")
    browser.click("deliveries.open.").click("deliveries.confirm.")
    [counted] = [field for field in browser.at.text_input if "confirm.arrived" in str(field.key)]
    assert counted.label == "12 pairs of Socks: how many arrived in good order"
    browser.type("deliveries.confirm.arrived.1", "10")
    assert not browser.has("deliveries.confirm.why."), "why is asked where something went back"
    before = dump(home.store)
    browser.type("deliveries.confirm.back.1", "1").click("deliveries.confirm.yes")
    assert browser.refusals == ["Socks: 1 pair sent back: choose below why, then confirm."]
    assert dump(home.store) == before
    browser.type("deliveries.confirm.back.1", "").type("deliveries.confirm.damaged.1", "9")
    assert not browser.has("deliveries.confirm.why.")
    browser.click("deliveries.confirm.yes")
    assert "12 pairs were sent, but arrived, damaged and sent back add up to 19 pairs" in browser.refusals[0]
    assert home.all(Delivery)[0].state is DeliveryState.SENT
    browser.type("deliveries.confirm.damaged.1", "").click("deliveries.confirm.yes")
    lines = [(row.arrived, row.lost, row.reason) for row in home.all(DeliveryLine)]
    assert lines == [(q("10"), 0, None), (0, q("2"), ShortfallReason.MISSING)], "the need comes first"
    assert "2 pairs of Socks** missing at Shelter" in browser.texts
    browser.click("deliveries.found.").type("deliveries.found.many", "1").click("deliveries.found.yes")
    browser.click("deliveries.give_up.").click("deliveries.give_up.yes")
    assert [row.quantity for row in home.all(SearchEnd)] == [q("1"), q("1")]
    assert "Still being looked for" not in browser.texts
    browser.at.query_params["delivery"] = "1"
    assert "- **10 pairs of Socks**" in browser.run().texts, "what arrived, not the 12 that were sent"
    assert not browser.click("deliveries.leave").has("deliveries.leave"), "the quiet button closes it"


def test_what_is_reserved_goes_by_site_and_what_looks_alike_is_one_line(home: Home, browser: Browser) -> None:
    stocked(home, {"Socks": "30", "Soap": "9"}, drive="Winter")
    stocked(home, {"Socks": "7"})
    stocked(home, {"Socks": "4"}, site="Depot")
    socks, soap = home.need("Socks", "40"), home.need("Soap", "9")
    drive, gym, depot = home.drive("Winter"), home.site(), home.site("Depot")
    lots = [
        (home.lot_of("Socks", drive_id=drive), "Gym"),
        (home.lot_of("Socks", drive_id=None, site_id=gym), "Gym"),
        (home.lot_of("Socks", site_id=depot), "Depot"),
    ]
    kept = [
        home.do(allocation.reserve, allocation.Reserve(socks, lot_id, home.site(site), q("4"))).reservation_id
        for lot_id, site in lots
    ]
    asked = allocation.Reserve(soap, home.lot_of("Soap"), gym, q("9"))
    kept.append(home.do(allocation.reserve, asked).reservation_id)
    browser.open("deliveries").click("deliveries.plan").choose("deliveries.plan.program", home.program())
    ticks = [str(one.label) for one in browser.at.checkbox]
    assert ticks == ["All at Depot", "All at Gym", "9 pairs of Soap", "8 pairs of Socks"]
    assert "Goes along: 12 pairs of Socks and 9 pairs of Soap." in browser.texts
    socks_at_gym, soap_at_gym = (
        f"deliveries.plan.kept.{gym}.{home.item(name)}.None.None.None" for name in ("Socks", "Soap")
    )
    browser.tick(socks_at_gym, False)
    assert "1 of 2 lines ticked · 9 pairs of Soap and 8 pairs of Socks" in browser.texts
    assert not browser.at.checkbox(key=browser.key(f"deliveries.plan.site.{gym}")).value
    browser.tick(f"deliveries.plan.site.{depot}", False).click("deliveries.plan.all.False")
    assert "None of what is reserved goes along." in browser.texts
    browser.tick(f"deliveries.plan.site.{gym}").tick(soap_at_gym, False)
    browser.click("deliveries.plan.yes")
    assert [row.reservation_id for row in home.all(DeliveryLine)] == kept[:2]


def test_of_what_looks_alike_the_most_urgent_need_keeps_its_own(home: Home, browser: Browser) -> None:
    stocked(home, {"Socks": "10"})
    lot = home.lot_of("Socks")
    needs = [home.need("Socks", "5"), home.need("Socks", "5", priority=Priority.CRITICAL)]
    kept = [
        home.do(allocation.reserve, allocation.Reserve(need, lot, home.site(), q("5"))).reservation_id
        for need in needs
    ]
    plan = home.do(deliveries.plan_delivery, PlanDelivery(home.program(), tuple(kept)))
    browser.at.query_params["delivery"] = str(plan.delivery_id)
    browser.open("deliveries").click("deliveries.pack.")
    browser.type("deliveries.pack.line.", "5").click("deliveries.pack.yes")
    assert [(row.need_id, row.quantity) for row in home.all(DeliveryLine)] == [(None, 0), (needs[1], q("5"))]
    assert "Packed for Shelter; 1 line is less than planned." in browser.texts
    assert "10 pairs planned, 5 pairs packed" in browser.texts
    assert "not for a need" not in browser.texts


def test_what_fell_away_is_said_before_it_is_packed_again_or_sent(
    home: Home, browser: Browser, reserved: int
) -> None:
    stocked(home, {"Soap": "9"})
    free = FreeLine(home.lot_of("Soap"), home.site(), q("4"))
    plan = home.do(deliveries.plan_delivery, PlanDelivery(home.program(), (reserved,), (free,)))
    browser.at.query_params["delivery"] = str(plan.delivery_id)
    browser.open("deliveries").click("deliveries.pack.")
    assert "Nothing was ticked on the pick list, so all of it is filled in, as far as" in browser.texts
    browser.click("deliveries.pack.no.")
    assert browser.has("deliveries.send."), "the quiet button leads back to the delivery"
    browser.click("deliveries.pack.")
    lost = stock.DiscardGoods(home.lot_of("Socks"), home.site(), q("25"), DiscardReason.DAMAGED)
    home.do(stock.discard, lost)
    before = dump(home.store)
    browser.click("deliveries.pack.yes")
    assert "Socks: 10 packed, but only 5 of it can still go" in browser.refusals[0]
    assert dump(home.store) == before
    browser.type("deliveries.pack.line.1", "5").click("deliveries.pack.yes")
    assert "Packed for Shelter; 1 line is less than planned." in browser.texts
    home.do(stock.hold, stock.HoldLot(home.lot_of("Soap"), "recalled"))
    browser.run().click("deliveries.send.")
    assert "Soap · Gym · 0 of 4 pairs can still go · on hold: leave it on its shelf" in browser.texts
    browser.click("deliveries.send.yes")
    assert "Lift the hold first, or say that 0 of it are packed; then send." in browser.refusals[0]
    browser.at.query_params["do"] = "pack"
    browser.run()
    assert (browser.typed("deliveries.pack.line.1"), browser.typed("deliveries.pack.line.2")) == ("5", "0")
    browser.click("deliveries.pack.yes").click("deliveries.send.").click("deliveries.send.yes")
    assert [row.quantity for row in home.all(DeliveryLine)] == [q("5"), 0]
    browser.click("deliveries.open.").click("deliveries.confirm.").type("deliveries.confirm.arrived.1", "7")
    assert "2 pairs more than was sent. It comes off the shelf it was sent from, as far as it is" in (
        browser.texts
    )
    browser.click("deliveries.confirm.yes")
    assert "Arrived beyond what was sent: 2 pairs of Socks. Whatever was not free" in browser.texts
    assert [row.counted - row.expected for row in home.all(CountLine)] == [q("2")], "none was free there"
    browser.at.query_params["state"] = "confirmed"
    assert "7 pairs of Socks" in browser.run().texts


def test_a_planned_delivery_is_moved_found_and_cancelled(home: Home, browser: Browser, reserved: int) -> None:
    soon = home.clock.now.date() + timedelta(days=2)
    asked = PlanDelivery(home.program(), (reserved,), due_on=soon)
    plan = home.do(deliveries.plan_delivery, asked)
    browser.at.query_params["delivery"] = str(plan.delivery_id)
    browser.open("deliveries").click("deliveries.day.").click("deliveries.day.yes")
    assert "Moved: the delivery to Shelter has another day." in browser.texts
    browser.click("deliveries.cancel.")
    assert "What is reserved stays reserved." in browser.texts
    browser.click("deliveries.cancel.yes")
    assert home.all(Delivery)[0].state is DeliveryState.CANCELLED
    assert home.all(Reservation)[0].ended_on is None
    browser.at.query_params["state"] = "cancelled"
    browser.run()
    assert browser.has("deliveries.open.")
    browser.type("deliveries.q", "hats")
    assert "No delivery fits." in browser.texts


def test_a_pick_list_is_ticked_on_a_phone_and_the_ticks_are_kept(
    home: Home, browser: Browser, reserved: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = home.do(deliveries.plan_delivery, PlanDelivery(home.program(), (reserved,)))
    [line_id] = plan.line_ids
    volunteer = Viewer("v", frozenset({Grant(Role.VOLUNTEER)}), person(home, "Vera"))
    asked = people.AddAccount("w@example.org", "Wim", (people.Granted(Role.VOLUNTEER),), password_hash="x")
    given_to = home.do(people.add_account, asked).account_id
    seen_by(monkeypatch, volunteer)
    browser.run()
    assert "Pick lists" not in [page.title for page in _pages()]
    home.do(give_pick_list, GivePickList(plan.delivery_id, (given_to,)))
    seen_by(monkeypatch, Viewer("w", frozenset({Grant(Role.VOLUNTEER)}), given_to))
    browser.run().open("pick_lists").tick(f"pick.tick.{line_id}")
    browser.type(f"pick.taken.{line_id}", "11")
    assert "11 picked, but 10 are on the list" in browser.refusals[0]
    browser.type(f"pick.taken.{line_id}", "9")
    assert [row.quantity for row in home.all(LinePicked)] == [q("9")]
    again = Browser().open("pick_lists")
    assert again.typed(f"pick.taken.{line_id}") == "9"
    assert "1 of 1 picked" in again.bars
    again.tick(f"pick.tick.{line_id}", False)
    assert home.all(LinePicked) == []


def test_lots_that_look_alike_are_picked_and_packed_as_one_and_kept_apart(
    home: Home, browser: Browser
) -> None:
    stocked(home, {"Socks": "6"}, drive="Winter")
    stocked(home, {"Socks": "7"})
    lots = [home.lot_of("Socks", drive_id=home.drive("Winter")), home.lot_of("Socks", drive_id=None)]
    free = tuple(FreeLine(lot_id, home.site(), q("4")) for lot_id in lots)
    plan = home.do(deliveries.plan_delivery, PlanDelivery(home.program(), (), free))
    browser.open("pick_lists")
    assert [str(one.label) for one in browser.at.checkbox] == ["8 pairs of Socks"]
    browser.tick("pick.tick.1")
    assert "1 of 1 picked" in browser.bars
    before = dump(home.store)
    browser.type("pick.taken.1", "9")
    assert browser.refusals == ["Socks: 9 picked, but 8 are on the list. Put the rest back on the shelf."]
    assert dump(home.store) == before
    browser.type("pick.taken.1", "5")
    assert [row.quantity for row in home.all(LinePicked)] == [q("4"), q("1")]
    browser.at.query_params["delivery"] = str(plan.delivery_id)
    browser.open("deliveries").click("deliveries.pack.")
    assert browser.typed("deliveries.pack.line.1") == "5"
    before = dump(home.store)
    browser.type("deliveries.pack.line.1", "9").click("deliveries.pack.yes")
    assert "Socks: 9 packed, but only 8 of it are on this delivery." in browser.refusals[0]
    assert dump(home.store) == before
    browser.type("deliveries.pack.line.1", "5").click("deliveries.pack.yes")
    assert "**5 pairs of Socks**" in browser.texts
    assert [row.quantity for row in home.all(DeliveryLine)] == [q("4"), q("1")]


def test_what_is_not_ticked_is_not_packed_unless_somebody_says_so(
    home: Home, browser: Browser, reserved: int
) -> None:
    stocked(home, {"Soap": "9"})
    free = FreeLine(home.lot_of("Soap"), home.site(), q("4"))
    plan = home.do(deliveries.plan_delivery, PlanDelivery(home.program(), (reserved,), (free,)))
    browser.open("pick_lists").tick("pick.tick.1")
    browser.at.query_params["delivery"] = str(plan.delivery_id)
    browser.open("deliveries").click("deliveries.send.")
    assert "4 pairs of Soap · Gym · not picked yet" in browser.texts
    assert "Not all of it is picked, so it cannot be sent yet." in browser.texts
    browser.click("deliveries.send.yes")
    assert home.all(Delivery)[0].state is DeliveryState.PLANNED
    assert "Filled in from the pick list: what is not ticked there stands at 0." in browser.texts
    assert (browser.typed("deliveries.pack.line.1"), browser.typed("deliveries.pack.line.2")) == ("10", "0")
    labels = [field.label for field in browser.at.text_input if "deliveries.pack" in str(field.key)]
    assert labels == ["Packed: 4 pairs of Soap · Gym · not picked yet", "Packed: 10 pairs of Socks · Gym"]
    browser.click("deliveries.pack.yes")
    assert "Packed for Shelter; 1 line is less than planned." in browser.texts
    assert [row.quantity for row in home.all(DeliveryLine)] == [q("10"), 0]
    browser.click("deliveries.pack.")
    assert "Filled in with what was packed before, as far as it can still go." in browser.texts
    assert browser.typed("deliveries.pack.line.1") == "10"


def test_what_was_ticked_since_packing_or_sending_began_is_said_and_nothing_is_saved(
    home: Home, browser: Browser, reserved: int
) -> None:
    stocked(home, {"Soap": "9"})
    free = FreeLine(home.lot_of("Soap"), home.site(), q("4"))
    plan = home.do(deliveries.plan_delivery, PlanDelivery(home.program(), (reserved,), (free,)))

    def tick(line_id: int, quantity: int | None) -> dict[str, Any]:
        home.do(pick_line, PickLine((Picked(line_id, quantity),)))
        return dump(home.store)

    socks, soap = plan.line_ids
    browser.at.query_params["delivery"] = str(plan.delivery_id)
    browser.open("deliveries").click("deliveries.send.")
    before = tick(socks, q("10"))
    browser.click("deliveries.send.yes")
    assert dump(home.store) == before, "some of it ticked meanwhile: it does not leave"
    assert "Not all of it is picked, so it cannot be sent yet." in browser.texts
    tick(socks, None)
    browser.click("deliveries.send.no.").click("deliveries.pack.")
    tick(socks, q("10"))
    since = "The pick list was ticked since: leave this and open it again."
    for begun, fields, remarks in [
        ("Nothing was ticked on the pick list", ("10", "3"), 0),
        ("Filled in from the pick list", ("10", "0"), 1),
    ]:
        browser.type(f"deliveries.pack.line.{soap}", fields[1])
        assert begun in browser.texts
        assert since in browser.texts
        labels = [field.label for field in browser.at.text_input if "deliveries.pack" in str(field.key)]
        assert sum("not picked yet" in label for label in labels) == remarks, "as the fields were filled"
        before = dump(home.store)
        browser.click("deliveries.pack.yes")
        assert browser.refusals == [since]
        assert dump(home.store) == before
        assert tuple(browser.typed(f"deliveries.pack.line.{one}") for one in (socks, soap)) == fields
        browser.click("deliveries.pack.no.").click("deliveries.pack.")
        assert since not in browser.texts
        tick(soap, q("4"))
    browser.click("deliveries.pack.no.").click("deliveries.pack.")
    home.do(deliveries.pack_delivery, PackDelivery(plan.delivery_id))
    before = dump(home.store)
    browser.click("deliveries.pack.yes")
    assert "Somebody took this delivery a step further since" in browser.refusals[0]
    assert dump(home.store) == before


def test_of_what_looks_alike_all_is_ticked_or_none(home: Home, browser: Browser) -> None:
    stocked(home, {"Socks": "4"}, drive="Winter")
    stocked(home, {"Socks": "4"})
    lots = [home.lot_of("Socks", drive_id=home.drive("Winter")), home.lot_of("Socks", drive_id=None)]
    need = home.need("Socks", "8")
    kept = [
        home.do(allocation.reserve, allocation.Reserve(need, lot, home.site(), q("4"))).reservation_id
        for lot in lots
    ]
    home.do(deliveries.plan_delivery, PlanDelivery(home.program(), tuple(kept)))
    browser.open("pick_lists")
    home.do(stock.discard, stock.DiscardGoods(lots[1], home.site(), q("3"), DiscardReason.DAMAGED))
    before = dump(home.store)
    browser.tick("pick.tick.1")
    assert browser.refusals == ["Socks: 4 picked, but 1 are on the list. Put the rest back on the shelf."]
    assert dump(home.store) == before, "nor is the lot that was there ticked"
    assert not browser.at.checkbox(key="pick.tick.1").value
    assert not browser.has("pick.taken.")
    assert "0 of 1 picked" in browser.bars


def _pages() -> list[Any]:
    from drives.ui.navigation import sections

    return [page for pages in sections().values() for page in pages]


@pytest.mark.usefixtures("reserved")
def test_goods_are_handed_out_on_the_spot(home: Home, browser: Browser) -> None:
    browser.open("hand_out").choose("hand_out.program", home.program())
    assert "The lists offer what stands at Gym and may go to Shelter." in browser.texts
    offered = browser.at.selectbox(key=browser.key("hand_out.item.0"))
    assert offered.options == ["Socks: 30 pairs (10 theirs)"]
    browser.choose("hand_out.item.0", home.item()).type("hand_out.many.0", "31").click("hand_out.yes")
    assert "Socks at Gym: 31 asked, 30 can go (1 short)." in browser.refusals[0]
    assert home.all(Delivery) == []
    browser.type("hand_out.many.0", "13").click("hand_out.yes")
    assert "Handed out to Shelter: 13 pairs of Socks." in browser.texts
    assert [row.quantity for row in home.all(DeliveryLine)] == [q("10"), q("2"), q("1")]


def test_a_program_confirms_and_sees_what_it_received_and_nothing_of_others(
    home: Home, browser: Browser, reserved: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = gone(home, reserved)
    other = home.need("Socks", "3", "Vault")
    asked = allocation.Reserve(other, home.lot_of("Socks"), home.site(), q("3"))
    theirs = home.do(allocation.reserve, asked).reservation_id
    elsewhere = home.do(deliveries.plan_delivery, PlanDelivery(home.program("Vault"), (theirs,)))
    staff = Grant(Role.PROGRAM_STAFF, program_id=home.program())
    seen_by(monkeypatch, Viewer("s", frozenset({staff}), person(home, "Staff")))
    browser.run().open("coming_to_us")
    assert "10 pairs of Socks" in browser.texts
    assert "Vault" not in browser.texts
    browser.at.query_params["delivery"] = str(elsewhere.delivery_id)
    browser.run()
    assert "That delivery is not here" in browser.texts
    browser.at.query_params.clear()
    browser.run().click("coming.confirm.").type("deliveries.confirm.arrived.1", "8")
    browser.click("deliveries.confirm.yes")
    assert "Not received: 2 pairs of Socks." in browser.texts
    browser.open("received")
    assert "8 pairs of Socks" in browser.texts
    assert "2 pairs of Socks** missing at Shelter" in browser.texts
    assert not browser.has("deliveries.found.")
    browser.click("received.open.")
    assert "10 pairs sent · 2 pairs lost: missing" in browser.texts
    home.do(deliveries.send_delivery, SendDelivery(elsewhere.delivery_id))
    home.do(
        deliveries.confirm_delivery,
        ConfirmDelivery(elsewhere.delivery_id, (Arrival(elsewhere.line_ids[0], q("3")),)),
    )
    assert "3 pairs" not in browser.run().texts
    assert plan.delivery_id
