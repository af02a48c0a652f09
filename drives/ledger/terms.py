"""The words of the ledger: places, lots, postings, levels, and what can go wrong with them."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from drives.rules.dates import DateKind
from drives.rules.kinds import LocationKind, MoveKind, Source


class Place(NamedTuple):
    """A location and its kind."""

    id: int
    kind: LocationKind


class LotKey(NamedTuple):
    """The seven things that make goods alike."""

    item_id: int
    drive_id: int | None
    site_id: int | None
    date_mark: date | None
    date_kind: DateKind | None
    lot_code: str | None
    restricted_to_id: int | None

    def identity(self) -> str:
        """The key as one text; the free-text part comes last, so that no two keys spell alike."""
        plain = (
            self.item_id,
            self.drive_id,
            self.site_id,
            self.date_mark,
            self.date_kind,
            self.restricted_to_id,
        )
        return "|".join(["" if part is None else str(part) for part in plain] + [self.lot_code or ""])


class LotRef(NamedTuple):
    """A lot, and what its totals are kept under (0 stands for no drive, no restriction)."""

    id: int
    item_id: int
    drive_id: int
    program_id: int


class Posting(NamedTuple):
    """A move to be made. ``quantity`` in thousandths, always positive."""

    kind: MoveKind
    document_id: int
    lot: LotRef
    origin: Place
    target: Place
    quantity: int
    effective_on: date
    reverses_id: int | None = None


class LineTally(NamedTuple):
    """What a donation line adds to the totals of donations (thousandths, negative when voided)."""

    lot: LotRef
    received_on: date
    received: int
    rejected: int


class Level(NamedTuple):
    """What is on hand of a lot at a location, and how much of that is reserved (thousandths)."""

    quantity: int
    reserved: int


@dataclass(frozen=True, slots=True)
class Released:
    """A reservation that lost (part of) its stock; ``quantity`` is what it lost, in thousandths."""

    reservation_id: int
    need_id: int
    quantity: int


class Shortage(Exception):
    """There is not enough of a lot at a location; commands put it into words.

    ``there`` is what is on hand, and how much of that may not be taken because it is reserved;
    ``missing`` in thousandths.
    """

    def __init__(self, lot_id: int, location_id: int, there: Level, missing: int) -> None:
        super().__init__(f"lot {lot_id} at location {location_id}: {missing} missing")
        self.lot_id = lot_id
        self.location_id = location_id
        self.there = there
        self.missing = missing


def lot_ref(lot_id: int, key: LotKey) -> LotRef:
    """The reference to a lot whose key is known."""
    return LotRef(lot_id, key.item_id, key.drive_id or 0, key.restricted_to_id or 0)


def donation_origin(source: Source) -> LocationKind:
    """Where goods come from: bought ones from a supplier, given ones from a donor."""
    return LocationKind.SUPPLIER if source is Source.PURCHASED else LocationKind.DONOR


class ToKeep(NamedTuple):
    """Stock of a lot at a location that is to be kept for a need; ``quantity`` in thousandths."""

    need_id: int
    lot_id: int
    location_id: int
    quantity: int
