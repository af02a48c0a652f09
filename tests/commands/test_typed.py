"""What is typed by hand is kept, or refused in words, as it would be from a file."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from drives.commands import deliveries, donations, drives, items, merging, needs, organization, places, stock
from drives.commands.donations import LineDraft, LogDonation
from drives.commands.items import AddItem, Pack
from drives.commands.places import AddProgram, AddSite
from drives.model import Donation, DonationLine, Donor, Hold, ItemPack, Lot, Need, Program
from drives.rules.dates import DateKind
from drives.rules.kinds import DiscardReason, Priority, ProgramKind, SiteKind
from drives.rules.units import Unit
from tests.commands.stocked import brought, stocked
from tests.houses import Home, q

pytestmark = pytest.mark.rule_alone


UNSEEN = ["a\x07b", "a\x00b", "a\u202eb"]
NOT_SEEN = "This holds a character that cannot be seen or kept. Type it anew."
ODD_DAYS = [date(1, 1, 1), date(1899, 12, 31), date(2200, 1, 1), date(9999, 12, 31)]


@pytest.mark.parametrize("text", UNSEEN)
def test_a_text_that_cannot_be_seen_is_refused_wherever_it_is_typed(house: Home, text: str) -> None:
    stocked(house, {"Socks": "5"})
    lot_id, site, socks, program = house.lot_of("Socks"), house.site(), house.item(), house.program()
    need_id = house.need("Socks", "5")
    line = LineDraft(socks, q("1"))
    year = (date(2025, 1, 1), date(2025, 12, 31))
    typed: list[tuple[Any, Any]] = [
        (donations.log_donation, LogDonation(site, (line,), donor_name=text)),
        (donations.log_donation, LogDonation(site, (line,), team_name=text)),
        (donations.log_donation, LogDonation(site, (line,), reference=text)),
        (donations.log_donation, LogDonation(site, (replace(line, note=text),))),
        (donations.log_donation, LogDonation(site, (replace(line, lot_code=text),))),
        (donations.log_donation, LogDonation(site, (replace(line, rejected=1000, reject_reason=text),))),
        (needs.post_need, needs.PostNeed(program, socks, q("1"), note=text)),
        (needs.post_need, needs.PostNeed(program, socks, q("1"), reference=text)),
        (needs.revise_need, needs.ReviseNeed(need_id, note=text)),
        (stock.hold, stock.HoldLot(lot_id, text)),
        (stock.discard, stock.DiscardGoods(lot_id, site, q("1"), DiscardReason.OTHER, note=text)),
        (stock.count, stock.CountStock(site, (stock.Counted(lot_id, q("1")),), note=text)),
        (
            deliveries.plan_delivery,
            deliveries.PlanDelivery(program, (), (deliveries.FreeLine(lot_id, site, q("1")),), note=text),
        ),
        (drives.open_drive, drives.OpenDrive(text, *year)),
        (drives.open_drive, drives.OpenDrive("Fall", *year, story=text)),
        (drives.open_drive, drives.OpenDrive("Fall", *year, slug=text)),
        (places.add_program, AddProgram(text, ProgramKind.OTHER)),
        (places.add_program, AddProgram("New", ProgramKind.OTHER, url=text)),
        (places.add_program, AddProgram("New", ProgramKind.OTHER, email=text)),
        (places.add_site, AddSite(text, SiteKind.WAREHOUSE)),
        (places.add_site, AddSite("New", SiteKind.WAREHOUSE, hours=text)),
        (items.add_item, AddItem(text, "things", Unit.EACH)),
        (items.add_item, AddItem("Hat", text, Unit.EACH)),
        (items.add_item, AddItem("Hat", "things", Unit.EACH, synonyms=(text,))),
        (organization.set_up_organization, organization.SetUpOrganization(text)),
    ]
    assert {house.refusal(verb, request) for verb, request in typed} == {NOT_SEEN}


def test_texts_are_kept_trimmed_and_in_one_form_and_blank_ones_not_at_all(house: Home) -> None:
    line = LineDraft(house.item(), q("1"), lot_code=" L\u0301 ", note=" a\r\nb ", reject_reason="  ")
    house.do(
        donations.log_donation,
        LogDonation(house.site(), (line,), donor_name=" Zo\u0065\u0308\u00a0 Lee", reference="  "),
    )
    assert [lot.lot_code for lot in house.all(Lot)] == ["\u0139"]
    assert [(row.note, row.reject_reason) for row in house.all(DonationLine)] == [("a\nb", None)]
    assert [donor.name for donor in house.all(Donor)] == ["Zoë Lee"]
    assert [row.reference for row in house.all(Donation)] == ["H-000001"]
    house.need("Socks", "5", note=" x ", reference=" ")
    assert [(need.note, need.reference) for need in house.all(Need)] == [("x", "H-000001")]
    house.do(needs.revise_need, needs.ReviseNeed(1, note=" "))
    assert [need.note for need in house.all(Need)] == [None]
    house.do(stock.hold, stock.HoldLot(1, " moths "))
    assert [row.reason for row in house.all(Hold)] == ["moths"]


@pytest.mark.parametrize("day", ODD_DAYS)
def test_a_day_outside_of_three_centuries_is_refused(house: Home, day: date) -> None:
    socks, site, program = house.item(), house.site(), house.program()
    line = LineDraft(socks, q("1"), date_mark=day, date_kind=DateKind.BEST_BY)
    told = [
        house.refusal(donations.log_donation, LogDonation(site, (line,))),
        house.refusal(needs.post_need, needs.PostNeed(program, socks, q("1"), needed_by=day)),
        house.refusal(
            drives.open_drive,
            drives.OpenDrive("Fall", min(day, date(2025, 1, 1)), max(day, date(2025, 1, 2))),
        ),
    ]
    assert set(told) == {f"The year {day.year} cannot be right: years from 1900 to 2199 are kept. Check it."}
    if day.year < 1900:
        early = LogDonation(site, brought(house, {"Socks": "1"}), received_on=day)
        assert "cannot be right" in house.refusal(donations.log_donation, early)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            {"slug": "New Hall"},
            "A page's address has the letters a to z, digits and hyphens only, like winter-drive.",
        ),
        (
            {"slug": "../up"},
            "A page's address has the letters a to z, digits and hyphens only, like winter-drive.",
        ),
        ({"url": "javascript:x"}, "This is not a web address. Enter one like https://example.org."),
        ({"email": "nobody"}, "This is not an e-mail address. Enter one like name@example.org."),
        ({"kind": "castle"}, '"castle" is none of food_bank, school_pantry'),
    ],
)
def test_what_a_program_can_not_have_is_refused(house: Home, wrong: dict[str, Any], said: str) -> None:
    asked = replace(AddProgram("New", ProgramKind.OTHER), **wrong)
    assert house.refusal(places.add_program, asked).startswith(said)


def test_what_a_program_has_is_kept(house: Home) -> None:
    asked = AddProgram("New", "other", "new-1", url="www.example.org", email=" a@example.org ")  # type: ignore[arg-type]
    house.do(places.add_program, asked)
    [row] = house.all(Program)
    assert (row.kind, row.slug, row.url, row.email) == (
        ProgramKind.OTHER, "new-1", "https://www.example.org", "a@example.org",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"latitude": 900_000_001}, "Degrees here go from -90 to 90. Check the number."),
        ({"longitude": -1_800_000_001}, "Degrees here go from -180 to 180. Check the number."),
        ({"latitude": 10**12}, "Degrees here go from -90 to 90. Check the number."),
        ({"kind": "castle"}, '"castle" is none of collection_site, warehouse. Choose one of them.'),
    ],
)
def test_a_site_nowhere_on_earth_is_refused(house: Home, wrong: dict[str, Any], said: str) -> None:
    assert house.refusal(places.add_site, replace(AddSite("New", SiteKind.WAREHOUSE), **wrong)) == said


def test_a_word_of_no_list_is_refused_wherever_it_is_typed(house: Home) -> None:
    stocked(house, {"Socks": "5"})
    lot_id, site, socks, program = house.lot_of("Socks"), house.site(), house.item(), house.program()
    need_id = house.need("Socks", "5")
    line = LineDraft(socks, q("1"), source="stolen")  # type: ignore[arg-type]
    marked = LineDraft(socks, q("1"), date_mark=date(2026, 1, 1), date_kind="soon")  # type: ignore[arg-type]
    plan = house.do(
        deliveries.plan_delivery,
        deliveries.PlanDelivery(program, (), (deliveries.FreeLine(lot_id, site, q("1")),)),
    )
    house.do(deliveries.send_delivery, deliveries.SendDelivery(plan.delivery_id))
    arrival = deliveries.Arrival(plan.line_ids[0], 0, q("1"), reason="gone")  # type: ignore[arg-type]
    typed: list[tuple[Any, Any]] = [
        (donations.log_donation, LogDonation(site, (line,))),
        (donations.log_donation, LogDonation(site, (marked,))),
        (needs.post_need, needs.PostNeed(program, socks, q("1"), "urgent")),  # type: ignore[arg-type]
        (needs.revise_need, needs.ReviseNeed(need_id, priority="urgent")),  # type: ignore[arg-type]
        (stock.discard, stock.DiscardGoods(lot_id, site, q("1"), "eaten")),  # type: ignore[arg-type]
        (deliveries.confirm_delivery, deliveries.ConfirmDelivery(plan.delivery_id, (arrival,))),
        (items.add_item, AddItem("Hat", "things", "heap")),  # type: ignore[arg-type]
        (items.add_item, AddItem("Hat", "things", Unit.EACH, "maybe")),  # type: ignore[arg-type]
    ]
    for verb, request in typed:
        assert " is none of " in house.refusal(verb, request)
    house.do(needs.revise_need, needs.ReviseNeed(need_id, priority="high"))  # type: ignore[arg-type]
    assert [need.priority for need in house.all(Need)] == [Priority.HIGH]


@pytest.mark.parametrize(
    ("pack", "said"),
    [
        ({"pack": "dozen"}, "Soup: dozen holds 12, not 0. Choose the pack again."),
        ({"pack_quantity": q("12")}, "Soup has no such pack: 12."),
        ({"pack": "crate", "pack_quantity": q("12")}, "Soup has no such pack: crate."),
        ({"pack": "dozen", "pack_quantity": q("10")}, "Soup: dozen holds 12, not 10. Choose the pack again."),
    ],
)
def test_what_is_counted_in_a_pack_names_one_of_the_item(
    house: Home, pack: dict[str, Any], said: str
) -> None:
    asked = AddItem("Soup", "food", Unit.CAN, packs=(Pack(pack="dozen", pack_quantity=q("12")),))
    soup = house.do(items.add_item, asked).item_id
    line = LineDraft(soup, q("24"), **pack)
    assert house.refusal(donations.log_donation, LogDonation(house.site(), (line,))).startswith(said)
    need = needs.PostNeed(house.program(), soup, q("24"), **pack)
    assert house.refusal(needs.post_need, need).startswith(said)


def test_a_donation_is_corrected_in_the_pack_it_was_counted_in(house: Home) -> None:
    packs = (Pack(pack="dozen", pack_quantity=q("12")),)
    soup = house.do(items.add_item, AddItem("Soup", "food", Unit.CAN, packs=packs)).item_id
    line = LineDraft(soup, q("24"), pack="dozen", pack_quantity=q("12"))
    asked = LogDonation(house.site(), (line,))
    logged = house.do(donations.log_donation, asked)
    with house.store.write() as connection:
        connection.execute(update(ItemPack).values(pack_quantity=q("13")))
    less = replace(asked, lines=(replace(line, received=q("12")),))
    house.do(donations.correct_donation, donations.CorrectDonation(logged.donation_id, less))
    assert house.level(1) == ("12", "0")


@pytest.mark.parametrize(
    ("pack", "said"),
    [
        (Pack(pack="dozen"), "Hat: a pack has a name and how many it holds"),
        (Pack("4006381333931", pack_quantity=q("12")), "Hat: a pack has a name and how many it holds"),
        (Pack(pack=" "), "A pack of Hat has neither a name nor a barcode."),
        (Pack(pack="none", pack_quantity=0), "Hat: none holds nothing."),
        (Pack(pack="half", pack_quantity=q("0.5")), "Hat is counted in whole units"),
        (Pack("4006381333932"), "The last digit should be 1"),
    ],
)
def test_a_pack_that_cannot_be_is_refused(house: Home, pack: Pack, said: str) -> None:
    told = house.refusal(items.add_item, AddItem("Hat", "things", Unit.EACH, packs=(pack,)))
    assert told.startswith(said)


def test_figures_of_an_item_that_cannot_be_are_refused(house: Home) -> None:
    asked = AddItem("Hat", "things", Unit.EACH)
    for wrong in ({"unit_weight_lb": 0}, {"unit_value": -1}, {"people_per_unit": 0}):
        told = house.refusal(items.add_item, replace(asked, **wrong))
        assert told == "Hat: its weight, value and people served are above nothing. Check them."
    twice = replace(asked, packs=(Pack("4006381333931"),) * 2)
    assert house.refusal(items.add_item, twice) == "A barcode stands twice for Hat. Enter it once."


def test_a_drive_has_one_goal_an_item(house: Home) -> None:
    asked = drives.OpenDrive(
        "Fall", date(2025, 1, 1), date(2025, 12, 31), goals=((house.item(), q("5")), (house.item(), q("6")))
    )
    assert house.refusal(drives.open_drive, asked) == "Socks has two goals here. Keep one."


def test_an_organization_whose_needs_never_lapse_is_refused(house: Home) -> None:
    asked = organization.SetUpOrganization("Hands", need_lapse_days=0)
    assert house.refusal(organization.set_up_organization, asked).startswith(
        "Needs lapse after 1 to 3650 days"
    )


def test_what_was_merged_into_another_is_not_used_any_more(house: Home) -> None:
    gym, hall, shelter, pantry = house.site(), house.site("Hall"), house.program(), house.program("Pantry")
    house.do(merging.merge_sites, merging.MergeSites(hall, gym))
    house.do(merging.merge_programs, merging.MergePrograms(pantry, shelter))
    at_hall = LogDonation(hall, brought(house, {"Socks": "1"}))
    assert house.refusal(donations.log_donation, at_hall) == (
        "Hall was merged into another site. Choose that one."
    )
    told = house.refusal(needs.post_need, needs.PostNeed(pantry, house.item(), q("1")))
    assert told == "Pantry was merged into another program. Choose that one."


def test_a_delivery_is_not_called_off_before_its_last_step(house: Home) -> None:
    stocked(house, {"Socks": "5"})
    line = deliveries.FreeLine(house.lot_of("Socks"), house.site(), q("1"))
    plan = house.do(
        deliveries.plan_delivery, deliveries.PlanDelivery(house.program(), (), (line,), date(2025, 5, 5))
    )
    house.do(deliveries.send_delivery, deliveries.SendDelivery(plan.delivery_id, date(2025, 5, 9)))
    early = deliveries.CancelDelivery(plan.delivery_id, date(2025, 5, 8))
    told = house.refusal(deliveries.cancel_delivery, early)
    assert told.startswith("2025-05-08 is too early: the step before it was on 2025-05-09.")
    house.do(deliveries.cancel_delivery, deliveries.CancelDelivery(plan.delivery_id, date(2025, 5, 9)))
