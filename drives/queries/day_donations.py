"""The donations of a day with their lines, in today's words, and who logged each of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from drives.model import Activity, Donation, DonationLine, Donor, Drive, Item, Lot, Site
from drives.queries.door import Look
from drives.rules.kinds import Source
from drives.rules.sizes import size_order
from drives.rules.units import Unit
from drives.store.merges import followed, merged_into, read_as

_BY_HAND = ("log_donation", "correct_donation", "receive_pledge")
_IMPORT = "import_donations"
_CHUNK = 400


@dataclass(frozen=True, slots=True)
class ItemOfDay:
    """How much of an item: thousandths of ``unit``; bought goods are never in ``received``."""

    item_id: int
    item: str
    unit: Unit
    received: int
    rejected: int
    bought: int = 0

    @property
    def donated(self) -> int:
        """What was accepted of it."""
        return self.received - self.rejected


@dataclass(slots=True)
class Seen:
    """A donation (its row) with its lines: (item id, received, rejected, source)."""

    row: Any
    lines: list[tuple[int, int, int, Source]]


class Words:
    """Items, sites, drives and donors by id; what was merged is called by what it became."""

    def __init__(self, look: Look) -> None:
        columns = (Item.id, Item.name, Item.category, Item.unit, Item.merged_into_id)
        self.items = {row.id: row for row in look.connection.execute(select(*columns))}
        self._items_into = followed((row.id, row.merged_into_id) for row in self.items.values())
        columns_of_site = (Site.id, Site.name, Site.public, Site.merged_into_id)
        self.sites = {row.id: row for row in look.connection.execute(select(*columns_of_site))}
        self._sites_into = followed((row.id, row.merged_into_id) for row in self.sites.values())
        self.drives = {row.id: row.name for row in look.connection.execute(select(Drive.id, Drive.name))}
        self._donors_into = merged_into(look.connection, Donor)
        self._look = look

    def site_of(self, site_id: int) -> int:
        """The site that stands for a site."""
        return self._sites_into[site_id]

    def item_of(self, item_id: int) -> int:
        """The item that stands for an item."""
        return self._items_into[item_id]

    def donor_of(self, donor_id: int | None) -> int | None:
        """The donor that stands for a donor."""
        return self._donors_into.get(donor_id, donor_id)

    def items_of(self, seen: Iterable[Seen]) -> tuple[ItemOfDay, ...]:
        """How much of each item, by name."""
        sums: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
        for one in seen:
            for item_id, received, rejected, source in one.lines:
                total = sums[item_id]
                if source is Source.DONATED:
                    total[0] += received
                    total[1] += rejected
                else:
                    total[2] += received - rejected
        found = [
            ItemOfDay(item_id, self.items[item_id].name, self.items[item_id].unit, *total)
            for item_id, total in sums.items()
        ]
        return tuple(sorted(found, key=lambda one: size_order(one.item)))

    def donors_of(self, seen: Iterable[Seen]) -> dict[int, str]:
        """Names of the donors and teams of these donations; of a merged one, what it became."""
        ids = {giver for one in seen for giver in (one.row.donor_id, one.row.team_id)} - {None}
        kept = Donor.__table__.alias()
        rows = select(Donor.id, kept.c.name).join(kept, kept.c.id == read_as(Donor)).where(Donor.id.in_(ids))
        return {row.id: row.name for row in self._look.connection.execute(rows)}


def donations_of(look: Look, words: Words, ids: Select[Any]) -> list[Seen]:
    """The donations that a SELECT of ids names, in the order in which they were logged."""
    rows = look.connection.execute(select(Donation.__table__).where(Donation.id.in_(ids))).all()
    seen = {row.id: Seen(row, []) for row in rows}
    lines = look.connection.execute(
        select(
            DonationLine.donation_id,
            Lot.item_id,
            DonationLine.received,
            DonationLine.rejected,
            DonationLine.source,
        )
        .join(Lot.__table__, Lot.id == DonationLine.lot_id)
        .where(DonationLine.donation_id.in_(ids))
        .order_by(DonationLine.donation_id, DonationLine.position)
    )
    for line in lines:
        if line.donation_id in seen:
            known = (words.item_of(line.item_id), line.received, line.rejected, line.source)
            seen[line.donation_id].lines.append(known)
    return sorted(seen.values(), key=lambda one: (one.row.received_on, one.row.recorded_at, one.row.id))


def who_logged(look: Look, seen: Sequence[Seen]) -> dict[int, tuple[str, bool]]:
    """Who logged each donation, as the trail has them (``who_words`` says who that is), and whether by hand.

    The trail says which donation a command made; an import made those of its very instant.
    """
    moments = sorted({one.row.recorded_at for one in seen})
    by_id: dict[int, str] = {}
    by_moment: dict[datetime, str] = {}
    for start in range(0, len(moments), _CHUNK):
        some = moments[start : start + _CHUNK]
        entries = look.connection.execute(
            select(Activity.who, Activity.command, Activity.done_at, Activity.summary).where(
                Activity.done_at.in_(some), Activity.command.in_((*_BY_HAND, _IMPORT))
            )
        )
        for entry in entries:
            if entry.command == _IMPORT:
                by_moment[entry.done_at] = entry.who
            elif isinstance(entry.summary, Mapping):
                by_id[entry.summary.get("donation_id", 0)] = entry.who
    found: dict[int, tuple[str, bool]] = {}
    for one in seen:
        hand = by_id.get(one.row.id)
        found[one.row.id] = (hand or by_moment.get(one.row.recorded_at, ""), hand is not None)
    return found
