"""What came in on a day, by site and by who logged it; what waits to be sorted; what looks odd."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from drives.model import Donation, Location, Lot, StockLevel
from drives.queries.activity_words import who_words
from drives.queries.day_donations import ItemOfDay, Seen, Words, donations_of, who_logged
from drives.queries.door import Look, query
from drives.rules.kinds import DonationState
from drives.rules.odd import Gift, LikelyDuplicate, Likeness, OddAmount, likely_duplicates, odd_amounts
from drives.rules.roles import Permission
from drives.rules.units import Unit
from drives.rules.unsorted import is_unsorted
from drives.store.theirs import within

_BEFORE = 2_000
"""So many donations before the day say what is usual: enough of each item, and the same cost in any store."""

_POSTED = Donation.state == DonationState.POSTED


@dataclass(frozen=True, slots=True)
class PartOfDay:
    """What came in at one site, or was logged by one person: ``name`` says which."""

    name: str
    donations: int
    items: tuple[ItemOfDay, ...]


@dataclass(frozen=True, slots=True)
class UnsortedGoods:
    """Goods on hand at a site that still wait to be sorted, in thousandths."""

    item: str
    unit: Unit
    site: str
    on_hand: int


@dataclass(frozen=True, slots=True)
class DonationOfDay:
    """A donation as it stands; ``typed_at`` is when it was logged, None where a file brought it in."""

    donation_id: int
    reference: str | None
    site: str
    drive: str | None
    donor: str | None
    typed_at: datetime | None
    items: tuple[ItemOfDay, ...]


@dataclass(frozen=True, slots=True)
class OddDonation:
    """A donation to look at again: amounts far above the usual (thousandths), or its likely twin."""

    donation: DonationOfDay
    amounts: tuple[OddAmount, ...]
    likeness: Likeness | None
    twin: DonationOfDay | None


@dataclass(frozen=True, slots=True)
class EndOfDay:
    """A day. Only donations that stand are counted.

    ``corrected`` of them stand in the place of another; ``voided`` were taken back with none in their place.
    """

    day: date
    donations: int
    items: tuple[ItemOfDay, ...]
    by_site: tuple[PartOfDay, ...]
    by_who: tuple[PartOfDay, ...]
    voided: int
    corrected: int
    unsorted: tuple[UnsortedGoods, ...]
    odd: tuple[OddDonation, ...]


@query(Permission.SEE_DONORS, scoped=True)
def end_of_day(look: Look, *, day: date, drive_id: int | None = None, site_id: int | None = None) -> EndOfDay:
    """The donations received on a day, of one drive and at one site where they are given.

    To organizers of some drives nothing else is there, nor in what is usual or waits to be sorted.
    """
    words = Words(look)
    of_day = [Donation.received_on == day, _theirs(look, Donation.drive_id)]
    if drive_id is not None:
        of_day.append(Donation.drive_id == drive_id)
    if site_id is not None:
        merged = [site for site in words.sites if words.site_of(site) == site_id]
        of_day.append(Donation.site_id.in_(merged))
    kept = [_POSTED, *of_day]
    seen = donations_of(look, words, select(Donation.id).where(*kept))
    replaced = select(func.count()).select_from(Donation).where(*kept, Donation.replaces_id.is_not(None))
    who = who_logged(look, seen)
    return EndOfDay(
        day,
        len(seen),
        words.items_of(seen),
        _parts(words, seen, lambda one: words.sites[words.site_of(one.row.site_id)].name),
        _by_who(look, words, seen, who),
        _voided(look, of_day),
        int(look.connection.execute(replaced).scalar_one()),
        _unsorted(look, words, site_id),
        _odd(look, words, seen, who, day),
    )


def _theirs(look: Look, drive_id: Any) -> ColumnElement[bool]:
    return within(drive_id, look.viewer.drives_where(Permission.SEE_DONORS))


def _voided(look: Look, of_day: Sequence[ColumnElement[bool]]) -> int:
    """How many were voided with nothing in their place: what a correction voided was not taken back."""
    voided = select(Donation.id).where(Donation.state == DonationState.VOIDED, *of_day)
    ids = set(look.connection.execute(voided).scalars())
    if not ids:
        return 0
    later = aliased(Donation)
    replaced = select(later.replaces_id).where(later.replaces_id.in_(voided))
    return len(ids.difference(look.connection.execute(replaced).scalars()))


def _parts(words: Words, seen: Sequence[Seen], part_of: Callable[[Seen], str]) -> tuple[PartOfDay, ...]:
    parts: dict[str, list[Seen]] = defaultdict(list)
    for one in seen:
        parts[part_of(one)].append(one)
    found = [PartOfDay(name, len(some), words.items_of(some)) for name, some in parts.items()]
    return tuple(sorted(found, key=lambda part: (-part.donations, part.name)))


def _by_who(
    look: Look, words: Words, seen: Sequence[Seen], who: Mapping[int, tuple[str, bool]]
) -> tuple[PartOfDay, ...]:
    """What each person logged, by the account's name, never an address; at a table all who were at it."""
    people = who_words(look.connection, (name for name, _by_hand in who.values()))
    tables = {name: one.table for name, one in people.items() if one.table is not None}
    parts = _parts(words, seen, lambda one: tables.get(who[one.row.id][0], who[one.row.id][0]))
    return tuple(
        replace(part, name=people[part.name].name) if part.name in people else part for part in parts
    )


def _unsorted(look: Look, words: Words, site_id: int | None) -> tuple[UnsortedGoods, ...]:
    ids = [
        row.id
        for row in words.items.values()
        if is_unsorted(words.items[words.item_of(row.id)].name, words.items[words.item_of(row.id)].category)
    ]
    if not ids:
        return ()
    rows = look.connection.execute(
        select(Lot.item_id, Location.site_id, func.sum(StockLevel.quantity).label("on_hand"))
        .join(StockLevel.__table__, StockLevel.lot_id == Lot.id)
        .join(Location.__table__, Location.id == StockLevel.location_id)
        .where(
            Lot.item_id.in_(ids),
            StockLevel.quantity > 0,
            Location.site_id.is_not(None),
            _theirs(look, Lot.drive_id),
        )
        .group_by(Lot.item_id, Location.site_id)
    )
    sums: dict[tuple[int, int], int] = defaultdict(int)
    for row in rows:
        sums[words.item_of(row.item_id), words.site_of(row.site_id or 0)] += int(row.on_hand)
    found = [
        UnsortedGoods(words.items[item].name, words.items[item].unit, words.sites[site].name, on_hand)
        for (item, site), on_hand in sums.items()
        if site_id in (None, site)
    ]
    return tuple(sorted(found, key=lambda one: (one.item, -one.on_hand, one.site)))


def _odd(
    look: Look, words: Words, seen: Sequence[Seen], who: Mapping[int, tuple[str, bool]], day: date
) -> tuple[OddDonation, ...]:
    if not seen:
        return ()
    recent = (
        select(Donation.id)
        .where(_POSTED, Donation.received_on < day, _theirs(look, Donation.drive_id))
        .order_by(Donation.received_on.desc(), Donation.id.desc())
        .limit(_BEFORE)
    )
    before = donations_of(look, words, recent)
    gifts = [_gift(words, one, by_hand=who[one.row.id][1]) for one in seen]
    amounts: dict[int, list[OddAmount]] = defaultdict(list)
    for odd in odd_amounts([_gift(words, one, by_hand=False) for one in before], gifts):
        amounts[odd.donation_id].append(odd)
    twins: dict[int, LikelyDuplicate] = {twin.donation_id: twin for twin in likely_duplicates(gifts)}
    donors = words.donors_of(seen)
    shown = {one.row.id: one for one in seen}

    def of_day(donation_id: int) -> DonationOfDay:
        one = shown[donation_id]
        return DonationOfDay(
            donation_id,
            one.row.reference,
            words.sites[words.site_of(one.row.site_id)].name,
            words.drives.get(one.row.drive_id),
            donors.get(one.row.donor_id),
            one.row.recorded_at if who[donation_id][1] else None,
            words.items_of([one]),
        )

    return tuple(
        OddDonation(
            of_day(one.row.id),
            tuple(amounts[one.row.id]),
            twins[one.row.id].likeness if one.row.id in twins else None,
            of_day(twins[one.row.id].first_id) if one.row.id in twins else None,
        )
        for one in seen
        if one.row.id in amounts or one.row.id in twins
    )


def _gift(words: Words, one: Seen, *, by_hand: bool) -> Gift:
    return Gift(
        one.row.id,
        words.site_of(one.row.site_id),
        words.donor_of(one.row.donor_id),
        one.row.received_on,
        one.row.recorded_at if by_hand else None,
        tuple((item_id, received) for item_id, received, _rejected, _source in one.lines),
    )
