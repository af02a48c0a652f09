"""Log, correct and void donations."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from drives.commands import allocation, donations, items, merging, stock
from drives.commands.donations import CorrectDonation, LineDraft, LogDonation, VoidDonation
from drives.errors import NotEnough, Unknown
from drives.model import Donation, DonationDayTotal, DonationLine, DonationTotal, Donor, Lot, Move
from drives.rules.dates import DateKind, DateRule
from drives.rules.kinds import DiscardReason, DonationState, DonorKind, Source
from drives.rules.units import Unit
from tests.commands.stocked import brought, stocked
from tests.houses import TODAY, Home, q

MARCH, APRIL = date(2025, 3, 3), date(2025, 4, 4)


def log(house: Home, goods: dict[str, str], **rest: Any) -> LogDonation:
    return LogDonation(house.site(), brought(house, goods), **rest)


def test_accepted_goods_are_on_the_shelf_at_once(house: Home) -> None:
    asked = LogDonation(house.site(), brought(house, {"Socks": "12"}, rejected="2"), house.drive())
    logged = house.do(donations.log_donation, asked)
    assert logged.accepted == q("10")
    assert house.level(house.lot_of("Socks")) == ("10", "0")
    [line] = house.all(DonationLine)
    assert (line.received, line.rejected) == (q("12"), q("2"))
    [move] = house.all(Move)
    assert (move.quantity, move.effective_on, move.document_id) == (q("10"), TODAY, line.id)


def test_goods_rejected_in_full_never_enter_stock(house: Home) -> None:
    asked = LogDonation(house.site(), brought(house, {"Socks": "3"}, rejected="3"))
    assert house.do(donations.log_donation, asked).accepted == 0
    assert house.all(Move) == []
    [total] = house.all(DonationTotal)
    assert (total.received, total.rejected) == (q("3"), q("3"))


def test_a_half_bag_is_kept_exactly(house: Home) -> None:
    house.item("Food", Unit.BAG)
    stocked(house, {"Food": "0.5"})
    stocked(house, {"Food": "15897.125"})
    assert house.level(house.lot_of("Food")) == ("15897.6", "0")
    assert sum(line.received for line in house.all(DonationLine)) == 15_897_625


def test_goods_that_are_alike_are_one_lot_and_others_are_not(house: Home) -> None:
    dated = {"date_mark": date(2025, 9, 1), "date_kind": DateKind.BEST_BY}
    stocked(house, {"Socks": "1"})
    stocked(house, {"Socks": "2"})
    for marks in (dated, {**dated, "date_kind": DateKind.USE_BY}, {"lot_code": "7"},
                  {"restricted_to_id": house.program()}):  # fmt: skip
        stocked(house, {"Socks": "1"}, **marks)
    stocked(house, {"Socks": "1"}, site="Depot")
    stocked(house, {"Socks": "1"}, drive="Spring")
    assert len(house.all(Lot)) == 7
    assert house.level(1) == ("3", "0")


def test_a_line_keeps_the_value_that_its_item_had_that_day(house: Home) -> None:
    added = items.AddItem("Coat", "clothing", Unit.EACH, unit_value=125_000)
    coat = house.do(items.add_item, added).item_id
    house.do(donations.log_donation, LogDonation(house.site(), (LineDraft(coat, q("1")),)))
    assert house.all(DonationLine)[0].unit_value == 125_000


def test_bought_goods_are_on_the_shelf_but_never_donated(house: Home) -> None:
    stocked(house, {"Milk": "24"}, source=Source.PURCHASED)
    assert house.level(house.lot_of("Milk")) == ("24", "0")
    assert house.all(DonationTotal) == house.all(DonationDayTotal) == []


def test_a_donation_entered_late_counts_on_its_own_day(house: Home) -> None:
    stocked(house, {"Socks": "5"})
    stocked(house, {"Socks": "7"}, on=MARCH)
    assert [move.effective_on for move in house.all(Move)] == [TODAY, MARCH]
    assert house.all(Lot)[0].received_on == MARCH
    assert [(row.received_on, row.received) for row in house.all(DonationDayTotal)] == [
        (MARCH, q("7")),
        (TODAY, q("5")),
    ]


def test_donors_and_teams_are_found_by_name_or_made(house: Home) -> None:
    asked = log(house, {"Socks": "1"}, donor_name="Ada  Lovelace", team_name="Ward 3")
    for name in ("Ada  Lovelace", " ada lovelace "):
        house.do(donations.log_donation, replace(asked, donor_name=name))
    kinds = [(donor.name, donor.kind) for donor in house.all(Donor)]
    assert kinds == [("Ada Lovelace", DonorKind.PERSON), ("Ward 3", DonorKind.TEAM)]
    assert {(row.donor_id, row.team_id) for row in house.all(Donation)} == {(1, 2)}


def test_each_donation_by_hand_gets_a_reference_of_its_own(house: Home) -> None:
    logged = [house.do(donations.log_donation, log(house, {"Socks": "1"})) for _ in range(3)]
    assert len({one.reference for one in logged}) == 3
    taken = log(house, {"Socks": "1"}, reference=f"H-{logged[-1].donation_id + 1:06d}")
    house.do(donations.log_donation, taken)
    assert house.do(donations.log_donation, log(house, {"Socks": "1"})).reference != taken.reference


def test_a_reference_is_taken_once_in_a_drive(house: Home) -> None:
    stocked(house, {"Socks": "1"}, drive="Spring", reference="A-1")
    stocked(house, {"Socks": "1"}, drive="Autumn", reference="A-1")
    stocked(house, {"Socks": "1"}, reference="A-1")
    for drive_id in (house.drive("Spring"), None):
        told = house.refusal(
            donations.log_donation, log(house, {"Socks": "1"}, drive_id=drive_id, reference="A-1")
        )
        assert told.startswith("Reference A-1 is taken by the donation of 2025-05-20.")


def test_the_reference_of_a_voided_donation_is_free_again(house: Home) -> None:
    first = stocked(house, {"Socks": "1"}, reference="A-1")
    house.do(donations.void_donation, VoidDonation(first))
    stocked(house, {"Socks": "2"}, reference="A-1")


# Correct


def correct(house: Home, donation_id: int, goods: dict[str, str], **rest: Any) -> CorrectDonation:
    return CorrectDonation(donation_id, log(house, goods, **rest))


def test_599_becomes_59_also_after_40_have_left(house: Home) -> None:
    first = stocked(house, {"Socks": "599"}, on=APRIL, reference="A-1")
    lot_id = house.lot_of("Socks")
    house.do(stock.discard, stock.DiscardGoods(lot_id, house.site(), q("40"), DiscardReason.DAMAGED))
    asked = correct(house, first, {"Socks": "59"}, received_on=APRIL)
    corrected = house.do(donations.correct_donation, asked)
    assert house.level(lot_id) == ("19", "0")
    assert corrected.reference == "A-1"
    old, new = house.all(Donation)
    assert (old.state, new.state, new.replaces_id) == (DonationState.VOIDED, DonationState.POSTED, old.id)
    moves = house.all(Move)
    assert [move.quantity for move in moves] == [q("599"), q("40"), q("599"), q("59")]
    assert (moves[2].reverses_id, moves[2].effective_on) == (moves[0].id, APRIL)


def test_599_does_not_become_59_after_60_have_left(house: Home) -> None:
    first = stocked(house, {"Socks": "599"})
    lot_id = house.lot_of("Socks")
    house.do(stock.discard, stock.DiscardGoods(lot_id, house.site(), q("60"), DiscardReason.DAMAGED))
    told = house.refusal(donations.correct_donation, correct(house, first, {"Socks": "59"}), NotEnough)
    assert told.startswith("Socks at Gym: only 539 are still there, 1 short: the rest has already gone.")


def test_a_correction_may_change_day_drive_site_item_and_reference(house: Home) -> None:
    first = stocked(house, {"Socks": "5", "Soap": "2"}, drive="Spring", on=MARCH, reference="A-1")
    becomes = LogDonation(house.site("Depot"), brought(house, {"Soap": "3"}), None, APRIL, reference="Z-9")
    house.do(donations.correct_donation, CorrectDonation(first, becomes))
    assert house.level(house.lot_of("Socks")) == ("0", "0")
    assert house.level(house.lot_of("Soap", drive_id=None), "Depot") == ("3", "0")
    assert house.all(Donation)[1].reference == "Z-9"
    totals = {(row.item_id, row.drive_id): row.received for row in house.all(DonationTotal)}
    assert totals == {
        (house.item("Socks"), house.drive("Spring")): 0,
        (house.item("Soap"), house.drive("Spring")): 0,
        (house.item("Soap"), 0): q("3"),
    }


def test_a_correction_can_be_corrected_and_voided(house: Home) -> None:
    donation_id = stocked(house, {"Socks": "5"})
    for quantity in ("6", "7"):
        asked = correct(house, donation_id, {"Socks": quantity})
        donation_id = house.do(donations.correct_donation, asked).donation_id
    house.do(donations.void_donation, VoidDonation(donation_id))
    assert house.level(house.lot_of("Socks")) == ("0", "0")


def test_what_was_corrected_or_voided_cannot_be_changed_again(house: Home) -> None:
    first = stocked(house, {"Socks": "5"})
    house.do(donations.correct_donation, correct(house, first, {"Socks": "6"}))
    told = house.refusal(donations.void_donation, VoidDonation(first))
    assert told == "This donation was voided or corrected before. Open the one that stands."
    house.refusal(donations.correct_donation, correct(house, first, {"Socks": "7"}))


def test_a_correction_that_cannot_stand_leaves_the_first_as_it_was(house: Home) -> None:
    first = stocked(house, {"Socks": "5"})
    house.refusal(donations.correct_donation, correct(house, first, {}))
    house.refusal(donations.correct_donation, correct(house, first, {"Socks": "5.5"}))
    assert house.level(house.lot_of("Socks")) == ("5", "0")


# Void


def test_a_void_is_booked_on_the_days_of_what_it_undoes(house: Home) -> None:
    first = stocked(house, {"Socks": "5", "Soap": "2"}, on=MARCH)
    house.do(donations.void_donation, VoidDonation(first))
    moves = house.all(Move)
    assert [(m.reverses_id, m.effective_on, m.quantity) for m in moves[2:]] == [
        (moves[0].id, MARCH, q("5")),
        (moves[1].id, MARCH, q("2")),
    ]
    assert [row.received for row in house.all(DonationTotal)] == [0, 0]


def test_a_void_is_refused_with_figures_when_the_goods_are_gone(house: Home) -> None:
    first = stocked(house, {"Socks": "12"})
    lot_id = house.lot_of("Socks")
    house.do(stock.transfer, stock.TransferGoods(lot_id, house.site(), house.site("Depot"), q("4")))
    told = house.refusal(donations.void_donation, VoidDonation(first), NotEnough)
    assert told == (
        "Socks at Gym: only 8 are still there, 4 short: the rest has already gone. "
        "Nothing was changed. Enter a smaller correction, or count that shelf."
    )


def test_a_void_takes_the_newest_reservations_and_says_who_loses(house: Home) -> None:
    first = stocked(house, {"Socks": "12"})
    stocked(house, {"Socks": "5"})
    lot_id = house.lot_of("Socks")
    for program, quantity in (("Shelter", "4"), ("Pantry", "6"), ("Outreach", "3")):
        need_id = house.need("Socks", quantity, program)
        house.do(allocation.reserve, allocation.Reserve(need_id, lot_id, house.site(), q(quantity)))
    voided = house.do(donations.void_donation, VoidDonation(first))
    assert voided.losses == ("Outreach loses 3 reserved: Socks.", "Pantry loses 5 reserved: Socks.")
    assert house.level(lot_id) == ("5", "5")


def test_a_void_of_reserved_goods_that_are_gone_names_what_is_there(house: Home) -> None:
    first = stocked(house, {"Socks": "12"})
    lot_id = house.lot_of("Socks")
    house.do(allocation.reserve, allocation.Reserve(house.need("Socks", "6"), lot_id, house.site(), q("6")))
    house.do(stock.transfer, stock.TransferGoods(lot_id, house.site(), house.site("Depot"), q("2")))
    told = house.refusal(donations.void_donation, VoidDonation(first), NotEnough)
    assert told.startswith("Socks at Gym: only 10 are still there, 2 short")


# Refusals of a line


def refused(house: Home, line: LineDraft, **rest: Any) -> str:
    return house.refusal(donations.log_donation, LogDonation(house.site(), (line,), **rest))


@pytest.mark.rule_alone
@pytest.mark.parametrize(
    ("received", "rejected", "said"),
    [
        ("0", "0", "Socks: 0 is no quantity. Enter a number above zero."),
        ("2", "3", "Socks: 3 rejected of 2 received. Enter at most what was received."),
        ("1.5", "0", "Socks is counted in whole units: 1.5 is not one. Enter a whole number."),
        ("2", "1", "Socks: say why 1 of it was rejected. It is what a site learns from."),
        ("2", "0.5", "Socks is counted in whole units: 0.5 is not one. Enter a whole number."),
    ],
)
def test_a_line_that_does_not_add_up_is_refused(house: Home, received: str, rejected: str, said: str) -> None:
    assert refused(house, LineDraft(house.item(), q(received), q(rejected))) == said


def test_less_than_nothing_and_more_than_the_most_is_refused(house: Home) -> None:
    item_id = house.item("Rice", Unit.LB)
    assert "is no quantity" in refused(house, LineDraft(item_id, -1000))
    assert "is no quantity" in refused(house, LineDraft(item_id, 1000, -1))
    told = refused(house, LineDraft(item_id, 999_999_999_001))
    assert told == ("Rice: 999999999.001 is more than the largest quantity, 999999999. Enter it in parts.")
    house.do(donations.log_donation, LogDonation(house.site(), (LineDraft(item_id, 999_999_999_000),)))


def test_a_date_must_say_what_it_means(house: Home) -> None:
    told = refused(house, LineDraft(house.item(), q("1"), date_mark=date(2025, 9, 1)))
    assert told == "Socks: say what the date 2025-09-01 means: best by, sell by, use by or expires."
    told = refused(house, LineDraft(house.item(), q("1"), date_kind=DateKind.BEST_BY))
    assert told == "Socks: a kind of date without the date. Enter the date, or leave its kind away."


def test_an_item_without_dates_takes_none(house: Home) -> None:
    item_id = house.item("Comb", Unit.EACH, DateRule.NONE)
    told = refused(house, LineDraft(item_id, q("1"), date_mark=APRIL, date_kind=DateKind.BEST_BY))
    assert told == "Comb keeps no dates. Leave the date 2025-04-04 away, or change the item's date rule."


def test_formula_past_its_date_is_taken_in_only_as_rejected(house: Home) -> None:
    item_id = house.item("Formula", Unit.EACH, DateRule.FORMULA)
    marks: dict[str, Any] = {"date_mark": APRIL, "date_kind": DateKind.BEST_BY}
    told = refused(house, LineDraft(item_id, q("6"), q("5"), **marks))
    assert told.startswith("Formula: past its date (2025-04-04).")
    assert "Enter all 6 as rejected" in told
    house.do(
        donations.log_donation,
        LogDonation(house.site(), (LineDraft(item_id, q("6"), q("6"), "past", **marks),)),
    )
    on_its_day = LogDonation(house.site(), (LineDraft(item_id, q("6"), **marks),), received_on=APRIL)
    house.do(donations.log_donation, on_its_day)


def test_what_is_not_here_is_refused(house: Home) -> None:
    line = LineDraft(house.item(), q("1"))
    for wrong in (
        LogDonation(99, (line,)),
        LogDonation(house.site(), (line,), 99),
        LogDonation(house.site(), (replace(line, item_id=99),)),
        LogDonation(house.site(), (replace(line, restricted_to_id=99),)),
    ):
        told = house.refusal(donations.log_donation, wrong, Unknown)
        assert "is not here (any more). Reload the page and choose again." in told
    house.refusal(donations.void_donation, VoidDonation(99), Unknown)
    house.refusal(
        donations.correct_donation, CorrectDonation(99, LogDonation(house.site(), (line,))), Unknown
    )


def test_an_item_that_was_merged_is_refused_by_name(house: Home) -> None:
    kept, merged = house.item("Socks"), house.item("Sox")
    house.do(merging.merge_items, merging.MergeItems(merged, kept))
    told = refused(house, LineDraft(merged, q("1")))
    assert told == "Sox was merged into another item. Choose that one."


def test_a_donation_of_nothing_is_refused(house: Home) -> None:
    told = house.refusal(donations.log_donation, LogDonation(house.site(), ()))
    assert told == "Nothing is on this donation yet. Add an item first."


def test_a_name_too_long_is_refused(house: Home) -> None:
    told = house.refusal(donations.log_donation, log(house, {"Socks": "1"}, donor_name="x" * 201))
    assert told == "This has 201 characters: at most 200 are kept. Shorten it."


def test_a_text_that_cannot_be_kept_is_refused_and_nothing_saved(house: Home) -> None:
    line = LineDraft(house.item(), q("1"))
    for wrong in ({"note": "x" * 2001}, {"lot_code": "x" * 61}, {"note": "nul\0"}):
        refused(house, replace(line, **wrong))  # type: ignore[arg-type]
