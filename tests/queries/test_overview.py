"""The drives at a glance: what closed ones delivered, and that many of them ask no more of the store."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from drives.commands import allocation, deliveries, drives, needs
from drives.commands.deliveries import ConfirmDelivery, PlanDelivery, SendDelivery
from drives.commands.drives import CloseDrive, OpenDrive
from drives.queries.drive_list import drive_list
from drives.queries.drive_page import drive_page
from drives.queries.needs_seen import NeedsOnDays, needs_as_of
from drives.queries.overview import DriveCard, overview
from drives.rules.roles import COMMAND_LINE
from tests.commands.stocked import stocked
from tests.houses import TODAY, Home, q
from tests.queries.heard import statements


def ago(days: int) -> date:
    """A day before today."""
    return TODAY - timedelta(days=days)


def delivered(house: Home, need_id: int, quantity: str, on: date, *, program: str = "Shelter") -> None:
    """Socks out of the gym, reserved, sent and confirmed for a need on one day."""
    lot_id = house.lot_of("Socks")
    kept = house.do(
        allocation.reserve, allocation.Reserve(need_id, lot_id, house.site(), q(quantity), on)
    ).reservation_id
    plan = house.do(deliveries.plan_delivery, PlanDelivery(house.program(program), (kept,), on=on))
    house.do(deliveries.send_delivery, SendDelivery(plan.delivery_id, on))
    house.do(deliveries.confirm_delivery, ConfirmDelivery(plan.delivery_id, (), on))


def opened(house: Home, name: str, *, closed: int | None = None, **rest: Any) -> int:
    """A drive for the shelter; its id."""
    asked = OpenDrive(name, ago(100), ago(-10), program_ids=(house.program(),), **rest)
    drive_id = int(house.do(drives.open_drive, asked).drive_id)
    if closed is not None:
        house.do(drives.close_drive, CloseDrive(drive_id, ago(closed)))
    return drive_id


def cards(house: Home) -> dict[str, DriveCard]:
    """The drives at a glance."""
    return {card.name: card for card in house.house.queries.ask(overview, COMMAND_LINE).drives}


def test_what_a_need_was_given_too_much_meets_no_other(house: Home) -> None:
    stocked(house, {"Socks": "50"}, on=ago(40))
    generous, waiting = (house.need("Socks", "10", posted_on=ago(40)) for _need in range(2))
    delivered(house, generous, "10", ago(30))
    house.do(needs.revise_need, needs.ReviseNeed(generous, q("5"), ago(20)))
    opened(house, "Spring", closed=10)
    [row] = house.house.queries.ask(drive_page, COMMAND_LINE, slug="spring").rows
    assert (row.met, row.figures.needed) == (q("5"), q("15"))
    card = cards(house)["Spring"]
    [listed] = house.house.queries.ask(drive_list, COMMAND_LINE)
    assert card.delivered_share == listed.delivered_share == Decimal(row.met) / row.figures.needed
    assert (card.coverage, listed.coverage) == (None, None)
    assert (card.delivered_item, card.delivered) == ("Socks", q("10"))
    assert waiting


def test_a_closed_drive_keeps_what_had_been_delivered_on_its_day(house: Home) -> None:
    stocked(house, {"Socks": "50"}, on=ago(59))
    need_id = house.need("Socks", "40", posted_on=ago(55))
    for name, closed in (("First", 45), ("Second", 25), ("Third", 5), ("Never", 57)):
        opened(house, name, closed=closed)
    delivered(house, need_id, "10", ago(45))
    delivered(house, need_id, "20", ago(24))
    shares = {name: card.delivered_share for name, card in cards(house).items()}
    assert shares == {
        "First": Decimal("0.25"),
        "Second": Decimal("0.25"),
        "Third": Decimal("0.75"),
        "Never": None,
    }


def test_more_closed_drives_ask_no_more_of_the_store(house: Home) -> None:
    house.need("Socks", "40", posted_on=ago(90))
    opened(house, "Runs")
    opened(house, "Over", closed=50)
    with statements(house) as few:
        cards(house)
    for day in range(20):
        opened(house, f"Over {day}", closed=20 + day)
    with statements(house) as many:
        assert len(cards(house)) == 22
    assert len(many) == len(few)


def busy(house: Home) -> None:
    """Needs that are revised, confirmed, cancelled, reserved for and delivered, each on its own day."""
    stocked(house, {"Socks": "500"}, on=ago(95))
    first, second, third = (
        house.need("Socks", quantity, program, posted_on=ago(posted))
        for quantity, program, posted in (("40", "Shelter", 58), ("30", "Pantry", 50), ("9", "Shelter", 20))
    )
    delivered(house, first, "7", ago(48))
    delivered(house, second, "30", ago(44), program="Pantry")
    house.do(needs.revise_need, needs.ReviseNeed(first, q("25"), ago(40)))
    house.do(needs.revise_need, needs.ReviseNeed(first, q("35"), ago(40)))
    house.do(needs.confirm_need, needs.ConfirmNeed(first, ago(38)))
    kept = allocation.Reserve(first, house.lot_of("Socks"), house.site(), q("6"), ago(30))
    reservation_id = house.do(allocation.reserve, kept).reservation_id
    house.do(allocation.release, allocation.Release(reservation_id, ago(25)))
    same_day = allocation.Reserve(third, house.lot_of("Socks"), house.site(), q("2"), ago(15))
    again = house.do(allocation.reserve, same_day).reservation_id
    house.do(allocation.release, allocation.Release(again, ago(15)))
    house.do(needs.cancel_need, needs.CancelNeed(third, ago(10)))


@pytest.mark.parametrize("first", [60, 45])
def test_many_days_read_at_once_are_as_each_by_itself(house: Home, first: int) -> None:
    busy(house)
    days = [ago(day) for day in range(first, -1, -1)]
    with house.reading() as connection:
        at_once = NeedsOnDays(connection, days, 20)
        for day in days:
            assert at_once.on(day) == needs_as_of(connection, day, 20), day
            shelter = at_once.of_drive(day, 0, {house.program()})
            assert shelter == [need for need in at_once.on(day) if need.facts.program_id == house.program()]
        told = [(need.facts.asked, need.facts.allocated, need.facts.delivered, need.facts.is_open)
                for need in at_once.on(ago(28))]  # fmt: skip
    assert told == [(q("35"), q("6"), q("7"), True), (q("30"), 0, q("30"), False)]
