"""Something is done with a noun at the very moment it is merged: before, or with the one that is kept."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from drives.commands import (
    allocation,
    deliveries,
    donation_writing,
    donations,
    drive_lists,
    drives,
    merging,
    need_writing,
    needs,
    stock,
)
from drives.commands.merging import MergeItems, MergePrograms, MergeSites
from drives.errors import Conflict, Refusal
from drives.ledger import Ledger
from drives.model import Donation, DriveGoal, DriveProgram, DriveSite, Lot, Need, Reservation, StockLevel
from drives.queries.progress import progress
from drives.rules.kinds import ShortfallReason
from drives.rules.roles import COMMAND_LINE
from tests.commands.stocked import brought, stocked
from tests.commands.test_close_races import while_stopped
from tests.commands.test_races import at_once
from tests.houses import Home, q


def merging_sites(house: Home) -> Callable[[], Any]:
    asked = MergeSites(house.site("Hall"), house.site("Gym"))
    return lambda: house.do(merging.merge_sites, asked)


def levels_at(house: Home, site: str) -> list[tuple[int, int]]:
    shelf = house.shelf(site)
    return [(row.quantity, row.reserved) for row in house.all(StockLevel, StockLevel.location_id == shelf)]


def reserved_at_hall(house: Home) -> int:
    asked = allocation.Reserve(house.need("Socks", "5"), house.lot_of("Socks"), house.site("Hall"), q("5"))
    return int(house.do(allocation.reserve, asked).reservation_id)


def test_gifts_and_a_merge_of_their_item_and_site_all_at_once(house: Home) -> None:
    stocked(house, {"Sox": "1", "Socks": "1"}, site="Hall")
    logged = donations.LogDonation(house.site("Hall"), brought(house, {"Sox": "2"}))
    need = needs.PostNeed(house.program(), house.item("Sox"), q("3"))
    asked = MergeItems(house.item("Sox"), house.item("Socks"))
    told = at_once(
        [
            lambda: house.do(merging.merge_items, asked),
            merging_sites(house),
            *[lambda: house.do(donations.log_donation, logged)] * 4,
            lambda: house.do(needs.post_need, need),
        ]
    )
    assert not [answer for answer in told[:2] if isinstance(answer, Refusal)]
    refusals = [str(answer) for answer in told if isinstance(answer, Refusal)]
    assert all("was merged into another" in text for text in refusals)
    gifts = sum(isinstance(answer, donations.DonationLogged) for answer in told)
    [row] = house.house.queries.ask(progress, COMMAND_LINE)
    assert row.figures.on_hand == row.figures.donated == q(str(2 + 2 * gifts))
    assert sum(quantity for quantity, _kept in levels_at(house, "Gym")) == row.figures.on_hand
    assert levels_at(house, "Hall") == []


@pytest.mark.parametrize("noun", ["item", "site"])
def test_a_gift_is_never_logged_under_what_was_just_merged(
    house: Home, monkeypatch: pytest.MonkeyPatch, noun: str
) -> None:
    """Either it was logged before the merge, or it is refused; never in between."""
    house.item("Socks")
    logged = donations.LogDonation(house.site("Hall"), brought(house, {"Sox": "2"}))
    asked = MergeItems(house.item("Sox"), house.item("Socks"))
    merge = merging_sites(house) if noun == "site" else lambda: house.do(merging.merge_items, asked)
    order: list[str] = []

    def done(name: str, act: Callable[[], Any]) -> Callable[[], Any]:
        def doing() -> Any:
            answer = act()
            order.append(name)
            return answer

        return doing

    read = "site_kind" if noun == "site" else "items_by_id"
    log = done("gift", lambda: house.do(donations.log_donation, logged))
    while_stopped(monkeypatch, donation_writing, read, log, done("merge", merge))
    assert order == ["gift", "merge"]
    assert len(house.all(Donation)) == len(house.all(Lot)) == 1


def test_goods_that_come_back_to_a_site_just_merged_come_to_the_one_that_is_kept(
    house: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    stocked(house, {"Socks": "9"}, site="Hall")
    plan = house.do(
        deliveries.plan_delivery, deliveries.PlanDelivery(house.program(), (reserved_at_hall(house),))
    )
    house.do(deliveries.send_delivery, deliveries.SendDelivery(plan.delivery_id))
    [line_id] = plan.line_ids
    arrival = deliveries.Arrival(line_id, q("2"), 0, q("3"), ShortfallReason.REFUSED)
    asked = deliveries.ConfirmDelivery(plan.delivery_id, (arrival,))
    confirm = lambda: house.do(deliveries.confirm_delivery, asked)  # noqa: E731
    while_stopped(monkeypatch, deliveries, "lines_of", confirm, merging_sites(house))
    assert levels_at(house, "Hall") == []
    assert levels_at(house, "Gym") == [(q("7"), 0)]


def test_goods_are_sent_from_a_site_just_merged(house: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    stocked(house, {"Socks": "9"}, site="Hall")
    plan = house.do(
        deliveries.plan_delivery, deliveries.PlanDelivery(house.program(), (reserved_at_hall(house),))
    )
    send = lambda: house.do(deliveries.send_delivery, deliveries.SendDelivery(plan.delivery_id))  # noqa: E731
    while_stopped(monkeypatch, deliveries, "lines_of", send, merging_sites(house))
    assert levels_at(house, "Gym") == [(q("4"), 0)]
    assert house.in_transit(house.lot_of("Socks")) == "5"
    house.do(deliveries.cancel_delivery, deliveries.CancelDelivery(plan.delivery_id))
    assert levels_at(house, "Gym") == [(q("9"), q("5"))]


def test_a_donation_is_voided_while_its_site_is_merged(house: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    donation_id = stocked(house, {"Socks": "9"}, site="Hall")
    void = lambda: house.do(donations.void_donation, donations.VoidDonation(donation_id))  # noqa: E731
    while_stopped(monkeypatch, Ledger, "mirror", void, merging_sites(house))
    assert levels_at(house, "Hall") == []
    assert levels_at(house, "Gym") == [(0, 0)]


def test_stock_is_reserved_at_a_site_just_merged_or_not_at_all(
    house: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    stocked(house, {"Socks": "9"}, site="Hall")
    asked = allocation.Reserve(house.need("Socks", "5"), house.lot_of("Socks"), house.site("Hall"), q("5"))

    def reserve() -> Any:
        try:
            return house.do(allocation.reserve, asked)
        except Refusal as refusal:
            return refusal

    told = while_stopped(monkeypatch, allocation, "location_of_site", reserve, merging_sites(house))
    kept = 0 if isinstance(told[0], Refusal) else q("5")
    assert levels_at(house, "Gym") == [(q("9"), kept)]
    assert all(row.location_id == house.shelf("Gym") for row in house.all(Reservation))


def test_goods_are_taken_to_a_site_while_it_is_merged(house: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    stocked(house, {"Socks": "9"})
    taken = stock.TransferGoods(house.lot_of("Socks"), house.site("Gym"), house.site("Hall"), q("4"))
    transfer = lambda: house.do(stock.transfer, taken)  # noqa: E731
    while_stopped(monkeypatch, stock, "site_kind", transfer, merging_sites(house))
    assert levels_at(house, "Gym") == [(q("9"), 0)]


def test_a_drive_never_collects_for_or_at_what_was_just_merged(
    house: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import date

    old, kept = house.program("Night shelter"), house.program("Shelter")
    asked = drives.OpenDrive("Autumn", date(2025, 9, 1), date(2025, 11, 1), (old,), (house.site("Hall"),))
    merge_sites = merging_sites(house)

    def merge() -> None:
        house.do(merging.merge_programs, MergePrograms(old, kept))
        merge_sites()

    opened = lambda: house.do(drives.open_drive, asked)  # noqa: E731
    while_stopped(monkeypatch, drive_lists, "site_kind", opened, merge)
    assert [row.program_id for row in house.all(DriveProgram)] == [kept]
    assert [row.site_id for row in house.all(DriveSite)] == [house.site("Gym")]


def test_a_need_is_never_posted_under_what_was_just_merged(
    house: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else two needs could come to be known by one reference."""
    old, kept = house.program("Night shelter"), house.program("Shelter")
    house.need("Socks", "3", "Shelter", reference="R-1")
    asked = needs.PostNeed(old, house.item("Socks"), q("5"), reference="R-1")
    told = while_stopped(
        monkeypatch,
        need_writing,
        "program_row",
        lambda: house.do(needs.post_need, asked),
        lambda: house.do(merging.merge_programs, MergePrograms(old, kept)),
    )
    assert "under the reference R-1" in str(told[1])
    assert len(house.all(Need)) == 2


def test_a_drive_whose_goals_are_being_added_up_is_not_changed_over_what_was_seen_before(
    house: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import date

    gone, kept = house.item("Sox"), house.item("Socks")
    asked = drives.OpenDrive(
        "Autumn", date(2025, 9, 1), date(2025, 11, 1), goals=((gone, q("5")), (kept, q("10")))
    )
    opened = house.do(drives.open_drive, asked)
    revised = drives.ReviseDrive(opened.drive_id, opened.seen, replace(asked, goals=()))
    told = while_stopped(
        monkeypatch,
        merging,
        "move_goals",
        lambda: house.do(merging.merge_items, MergeItems(gone, kept)),
        lambda: house.do(drives.revise_drive, revised),
    )
    assert isinstance(told[1], Conflict)
    assert [(row.item_id, row.quantity) for row in house.all(DriveGoal)] == [(kept, q("15"))]
