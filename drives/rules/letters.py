"""Letters: what of a gift stands in one, and how they are numbered."""

from dataclasses import dataclass
from datetime import date

from drives.rules.units import Unit


@dataclass(frozen=True, slots=True)
class Goods:
    """How much of an item was accepted, in thousandths of its unit."""

    item: str
    unit: Unit
    accepted: int


@dataclass(frozen=True, slots=True)
class Gift:
    """A donation that stands and no letter speaks of. ``program_ids`` are those its goods are for, as read.

    ``donor_id`` is who gave, as read: the donor, or the team where no donor was named.
    """

    donation_id: int
    reference: str | None
    donor_id: int
    received_on: date
    site: str
    site_is_public: bool
    drive: str | None
    program_ids: frozenset[int]
    goods: tuple[Goods, ...]


def letter_number(year: int, number: int) -> str:
    """The number on a letter: of its issuer and the year of the gifts, "2026-0012"."""
    return f"{year}-{number:04}"
