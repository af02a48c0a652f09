"""Deliveries as they are listed and opened: late or not, seen by whom, what was packed and what came."""

from datetime import date, timedelta

import pytest

from drives.commands import allocation, deliveries, delivery_packing, missing_goods, people, places
from drives.commands.deliveries import (
    Arrival,
    ConfirmDelivery,
    FreeLine,
    PackDelivery,
    Packed,
    PlanDelivery,
    SendDelivery,
    Shortfall,
)
from drives.queries.deliveries import deliveries as all_deliveries
from drives.queries.deliveries import searched
from drives.queries.delivery_seen import Short, delivery_seen
from drives.queries.pick_lists import pick_list, pick_lists, pickers
from drives.queries.to_go import free_to_go, kept_to_go
from drives.rules.deliveries import CONFIRM_WITHIN_DAYS, Stage, late_since
from drives.rules.kinds import DeliveryState, ProgramKind, ShortfallReason, SiteKind
from drives.rules.roles import COMMAND_LINE, Grant, Role, Viewer
from tests.commands.stocked import stocked
from tests.houses import TODAY, Home, q

SOON = TODAY + timedelta(days=2)
WEEK = timedelta(days=CONFIRM_WITHIN_DAYS)


@pytest.mark.parametrize(
    ("state", "due_on", "sent_on", "late"),
    [
        (DeliveryState.PLANNED, TODAY, None, None),
        (DeliveryState.PLANNED, TODAY - timedelta(days=3), None, TODAY - timedelta(days=2)),
        (DeliveryState.PACKED, TODAY - timedelta(days=1), None, TODAY),
        (DeliveryState.SENT, TODAY - timedelta(days=9), TODAY - WEEK, None),
        (DeliveryState.SENT, TODAY - timedelta(days=9), TODAY - WEEK - timedelta(days=1), TODAY),
        (DeliveryState.CONFIRMED, TODAY - timedelta(days=99), TODAY - timedelta(days=99), None),
        (DeliveryState.CANCELLED, TODAY - timedelta(days=99), None, None),
    ],
)
def test_a_delivery_is_late_when_its_day_or_a_week_for_its_confirmation_passed(
    state: DeliveryState, due_on: date, sent_on: date | None, late: date | None
) -> None:
    assert late_since(state, due_on, sent_on, TODAY) == late


def test_what_goes_to_whom_from_what_is_kept_to_what_came(house: Home) -> None:
    ask = house.house.queries.ask
    home = places.AddSite("Ann's garage", SiteKind.COLLECTION_SITE, public=False)
    house._nouns["site", "Garage"] = house.do(places.add_site, home).site_id
    stocked(house, {"Socks": "20"}, lot_code="A1")
    stocked(house, {"Socks": "6"}, site="Garage", lot_code="G1")
    hidden = places.AddProgram("Vault", ProgramKind.FAMILY_SHELTER, address="3 Vine Lane",
                               hide_address=True, hub="The hub", unlisted=True)  # fmt: skip
    vault = house.do(places.add_program, hidden).program_id
    house._nouns["program", "Vault"] = vault
    first, second = house.lot_of("Socks", lot_code="A1"), house.lot_of("Socks", lot_code="G1")
    need_id = house.need("Socks", "30", "Vault")
    kept = [
        house.do(allocation.reserve, allocation.Reserve(need_id, lot_id, house.site(site), q(quantity)))
        for lot_id, site, quantity in ((first, "Gym", "8"), (second, "Garage", "5"))
    ]
    assert [(one.quantity, one.site, one.fits) for one in ask(kept_to_go, COMMAND_LINE)] == [
        (q("8"), "Gym", True),
        (q("5"), "Ann's garage", True),
    ]
    there = [(one.lot_id, one.free, one.own) for one in ask(free_to_go, COMMAND_LINE, program_id=vault)]
    assert there == [(first, q("12"), q("8")), (second, q("1"), q("5"))]

    reservations = tuple(one.reservation_id for one in kept)
    free = (FreeLine(first, house.site(), q("2")),)
    plan = house.do(deliveries.plan_delivery, PlanDelivery(vault, reservations, free, due_on=SOON))
    assert ask(kept_to_go, COMMAND_LINE) == ()
    granted = (people.Granted(Role.VOLUNTEER),)
    added = people.AddAccount("vera@example.org", "Vera", granted, password_hash="x")
    vera = house.do(people.add_account, added).account_id
    [picker] = ask(pickers, COMMAND_LINE)
    assert (picker.account_id, picker.name) == (vera, "Vera")
    volunteer = Viewer("vera", frozenset({Grant(Role.VOLUNTEER)}), vera)
    assert ask(pick_list, volunteer, delivery_id=plan.delivery_id) is None
    house.do(delivery_packing.give_pick_list, delivery_packing.GivePickList(plan.delivery_id, (vera,)))
    tick = delivery_packing.PickLine((delivery_packing.Picked(plan.line_ids[0], q("7")),))
    house.do(delivery_packing.pick_line, tick, viewer=volunteer)
    [listed] = ask(pick_lists, volunteer)
    assert (listed.program, listed.due_on) == (None, SOON)
    no_more = Viewer("vera", frozenset({Grant(Role.PROGRAM_STAFF, program_id=house.program())}), vera)
    assert (ask(pick_lists, no_more), ask(pick_list, no_more, delivery_id=plan.delivery_id)) == ((), None)
    picking = ask(pick_list, volunteer, delivery_id=plan.delivery_id)
    assert picking is not None
    assert [(one.site, one.quantity, one.picked) for one in picking.lines] == [
        ("Ann's garage", q("5"), None),
        ("Gym", q("8"), q("7")),
        ("Gym", q("2"), None),
    ]

    packed = PackDelivery(plan.delivery_id, None, (Packed(plan.line_ids[0], q("7")),))
    house.do(deliveries.pack_delivery, packed)
    assert ask(pick_lists, volunteer) == ()
    house.do(deliveries.send_delivery, SendDelivery(plan.delivery_id))
    house.clock.put(TODAY + WEEK + timedelta(days=1))
    staff = Viewer("s", frozenset({Grant(Role.PROGRAM_STAFF, program_id=vault)}))
    others = Viewer("o", frozenset({Grant(Role.PROGRAM_STAFF, program_id=house.program())}))
    [late] = ask(all_deliveries, staff)
    assert (late.stage, late.where, late.goods[0].quantity) == (Stage.LATE, "The hub", q("14"))
    assert ask(all_deliveries, others) == ()
    assert ask(delivery_seen, others, delivery_id=plan.delivery_id) is None

    short = Arrival(plan.line_ids[0], q("3"), q("1"), reason=ShortfallReason.DAMAGED,
                    also=(Shortfall(ShortfallReason.MISSING, q("3")),))  # fmt: skip
    more = Arrival(plan.line_ids[2], q("2"), extra=q("1"))
    house.do(deliveries.confirm_delivery, ConfirmDelivery(plan.delivery_id, (short, more)), viewer=staff)
    house.do(missing_goods.find_missing, missing_goods.FindMissing(plan.line_ids[0], house.site(), q("1")))
    [still] = ask(searched, COMMAND_LINE)
    assert (still.program, still.quantity) == ("Vault", q("2"))
    seen = ask(delivery_seen, staff, delivery_id=plan.delivery_id)
    assert seen is not None
    assert (seen.pickers, seen.listed.goods[0].arrived) == ((), q("11"))
    by_id = {one.line_id: one for one in seen.lines}
    line = by_id[plan.line_ids[0]]
    assert (line.site, line.planned, line.quantity, line.arrived, line.searched) == (
        "Gym", q("8"), q("7"), q("3"), q("2"),
    )  # fmt: skip
    assert set(line.short) == {
        Short(ShortfallReason.DAMAGED, q("1"), 0),
        Short(ShortfallReason.MISSING, q("3"), 0),
    }
    assert by_id[plan.line_ids[1]].site is None, "a site that is not public may be a home"
    [beyond] = [one for one in seen.lines if one.beyond]
    assert (beyond.quantity, beyond.arrived, beyond.for_need) == (q("1"), q("1"), False)
