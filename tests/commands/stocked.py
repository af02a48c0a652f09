"""Stock on a shelf in one line."""

from datetime import date
from typing import Any

from drives.commands import donations
from drives.commands.donations import LineDraft
from tests.houses import Home, q


def brought(
    house: Home, goods: dict[str, str], *, rejected: str = "0", **marks: Any
) -> tuple[LineDraft, ...]:
    """Lines of a donation; an item is made (pairs) where it is new."""
    marks |= {} if rejected == "0" else {"reject_reason": "worn"}
    return tuple(
        LineDraft(house.item(name), q(quantity), q(rejected), **marks) for name, quantity in goods.items()
    )


def stocked(
    house: Home,
    goods: dict[str, str],
    *,
    site: str = "Gym",
    drive: str | None = None,
    on: date | None = None,
    reference: str | None = None,
    **marks: Any,
) -> int:
    """Log a donation of these goods; its id. ``stocked(house, {"Socks": "12"})``."""
    asked = donations.LogDonation(
        house.site(site),
        brought(house, goods, **marks),
        house.drive(drive) if drive else None,
        on,
        reference=reference,
    )
    return int(house.do(donations.log_donation, asked).donation_id)
