"""Donations found and opened: by every word, with every entry, and with where their goods are."""

from datetime import timedelta
from typing import Any

import pytest

from drives.commands import allocation, deliveries, donations, stock
from drives.commands.donations import CorrectDonation, LineDraft, LogDonation, VoidDonation
from drives.errors import NotEnough
from drives.model import DonationVoid
from drives.queries.activity import activity
from drives.queries.donation_list import (
    COLUMNS,
    Fate,
    Wanted,
    donation_count,
    donation_list,
    donation_sheet,
)
from drives.queries.donation_seen import DonationSeen, donation_seen
from drives.rules.kinds import DiscardReason, LocationKind, Source
from drives.rules.roles import COMMAND_LINE, Grant, Role, Viewer
from tests.houses import TODAY, Home, q


def give(house: Home, item: str = "Socks", quantity: str = "10", **rest: Any) -> int:
    """A donation; its id."""
    line = {name: rest.pop(name) for name in ("note", "source", "lot_code", "rejected") if name in rest}
    days_ago = rest.pop("days_ago", 0)
    asked = LogDonation(
        house.site(rest.pop("site", "Gym")), (LineDraft(house.item(item), q(quantity), **line),),
        received_on=TODAY - timedelta(days=days_ago), **rest,
    )  # fmt: skip
    return int(house.do(donations.log_donation, asked).donation_id)


def found(house: Home, viewer: Viewer = COMMAND_LINE, **wanted: Any) -> list[int]:
    """The ids that the list shows, in its order."""
    rows = house.house.queries.ask(donation_list, viewer, wanted=Wanted(**wanted))
    assert house.house.queries.ask(donation_count, viewer, wanted=Wanted(**wanted)) == len(rows)
    return [row.donation_id for row in rows]


def opened(house: Home, donation_id: int, viewer: Viewer = COMMAND_LINE) -> DonationSeen:
    """A donation opened."""
    seen = house.house.queries.ask(donation_seen, viewer, donation_id=donation_id)
    assert seen is not None
    return seen


def test_the_newest_stands_first_and_every_word_of_it_finds_it(house: Home) -> None:
    old = give(house, days_ago=3, donor_name="Ángela Peña", reference="Pad-7")
    new = give(
        house, "Rice", drive_id=house.drive(), team_name="Scouts", note="left by the Door", site="Barn"
    )
    assert found(house) == [new, old]
    for sought, ids in {
        "pad-7": [old], "peña": [old], "SOCK": [old], "gym": [old],
        "ric": [new], "spring": [new], "scouts": [new], "by the door": [new], "barn": [new], "nothing": [],
    }.items():  # fmt: skip
        assert found(house, sought=sought) == ids, sought


def test_it_is_narrowed_by_drive_site_item_days_source_and_donor(house: Home) -> None:
    plain = give(house, days_ago=3, donor_name="Ann")
    other = give(house, "Rice", drive_id=house.drive(), site="Barn", source=Source.PURCHASED)
    ann = opened(house, plain).donor_id
    for wanted in (
        {"drive_id": house.drive()}, {"site_id": house.site("Barn")}, {"item_id": house.item("Rice")},
        {"source": Source.PURCHASED}, {"first": TODAY},
    ):  # fmt: skip
        assert found(house, **wanted) == [other], wanted
    for wanted in ({"donor_id": ann}, {"last": TODAY - timedelta(days=1)}, {"source": Source.DONATED}):
        assert found(house, **wanted) == [plain], wanted
    assert found(house, item_id=house.item("Rice"), source=Source.DONATED) == []


def test_all_entries_of_a_donation_are_kept_and_lead_to_each_other(house: Home) -> None:
    first = give(house, quantity="599", reference="H-1")
    becomes = LogDonation(house.site(), (LineDraft(house.item(), q("59")),))
    second = house.do(donations.correct_donation, CorrectDonation(first, becomes)).donation_id
    for one in (first, second):
        seen = opened(house, one)
        assert [(entry.donation_id, entry.fate) for entry in seen.entries] == [
            (first, Fate.CORRECTED), (second, Fate.STANDS),
        ]  # fmt: skip
        assert seen.stands_now == second
        assert {entry.who for entry in seen.entries} == {"Command line"}
    assert found(house) == [second]
    assert found(house, fate=Fate.CORRECTED) == [first]
    assert found(house, fate=Fate.VOIDED) == []
    assert found(house, fate=None) == [second, first]


def test_why_a_donation_was_voided_is_kept_and_told(house: Home) -> None:
    gone, kept = give(house), give(house)
    house.do(donations.void_donation, VoidDonation(gone, "  logged twice\n"))
    seen = opened(house, gone)
    assert seen.fate is Fate.VOIDED
    assert seen.stands_now is None
    assert seen.void is not None
    assert (seen.void.reason, seen.void.who) == ("logged twice", "Command line")
    assert found(house) == [kept]
    assert found(house, fate=Fate.VOIDED, sought="Twice") == [gone]
    told = house.house.queries.ask(activity, COMMAND_LINE)[0]
    assert told.donation_id == gone
    assert "“logged twice”" in told.thing
    [sheet_row] = house.house.queries.ask(donation_sheet, COMMAND_LINE, wanted=Wanted(fate=Fate.VOIDED)).rows
    said = dict(zip(COLUMNS, sheet_row, strict=True))
    assert (said["state"], said["void_reason"], said["accepted"]) == ("voided", "logged twice", 10)


def test_a_void_of_goods_that_are_gone_is_refused_with_figures_and_keeps_no_reason(house: Home) -> None:
    one = give(house)
    asked = stock.DiscardGoods(house.lot_of("Socks"), house.site(), q("4"), DiscardReason.DAMAGED)
    house.do(stock.discard, asked)
    said = house.refusal(donations.void_donation, VoidDonation(one, "typed wrong"), NotEnough)
    assert "only 6 are still there, 4 short" in said
    assert house.all(DonationVoid) == []


def test_where_its_goods_are_is_told_with_those_that_are_alike(house: Home) -> None:
    one = give(house)
    give(house, quantity="5")
    lot = house.lot_of("Socks")
    house.do(stock.discard, stock.DiscardGoods(lot, house.site(), q("1"), DiscardReason.DAMAGED))
    need = house.need("Socks", "4")
    reserved = house.do(allocation.reserve, allocation.Reserve(need, lot, house.site(), q("4")))
    planned = house.do(
        deliveries.plan_delivery, deliveries.PlanDelivery(house.program(), (reserved.reservation_id,))
    )
    house.do(deliveries.send_delivery, deliveries.SendDelivery(planned.delivery_id))
    house.do(deliveries.confirm_delivery, deliveries.ConfirmDelivery(planned.delivery_id))
    [line] = opened(house, one).lines
    assert line.others == 1
    assert {(place.kind, place.name, place.quantity) for place in line.places} == {
        (LocationKind.COLLECTION_SITE, "Gym", q("10")),
        (LocationKind.PROGRAM, "Shelter", q("4")),
        (LocationKind.DISCARD, None, q("1")),
    }


@pytest.mark.parametrize("wanted", [{}, {"fate": None}, {"sought": "socks"}])
def test_organizers_of_some_drives_see_theirs_alone(house: Home, wanted: dict[str, Any]) -> None:
    own, other, none = (give(house, drive_id=drive) for drive in (house.drive(), house.drive("Fall"), None))
    viewer = Viewer("hers", frozenset({Grant(Role.ORGANIZER, house.drive())}))
    assert found(house, viewer, **wanted) == [own]
    for one in (other, none):
        assert house.house.queries.ask(donation_seen, viewer, donation_id=one) is None
    assert opened(house, own, viewer).donation_id == own
