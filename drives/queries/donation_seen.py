"""A donation opened: its lines, where its goods are, who logged it, and every entry that it had."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from drives.model import Activity, Donation, DonationLine, DonationVoid, Lot, Program, Site
from drives.queries.activity_words import who_words
from drives.queries.day_donations import ItemOfDay, Seen, Words, donations_of, who_logged
from drives.queries.donation_list import Fate, fates_of
from drives.queries.door import Look, query
from drives.queries.theirs import called_otherwise
from drives.queries.whereabouts import Whereabouts, whereabouts
from drives.rules.dates import DateKind
from drives.rules.kinds import DonationState, Source
from drives.rules.roles import Permission
from drives.rules.units import Unit
from drives.store.theirs import within

_MOST_ENTRIES = 100


@dataclass(frozen=True, slots=True)
class LineSeen:
    """A line as it was logged, in thousandths of ``unit``.

    ``places`` is where the goods of its lot are: those of ``others`` more donations that are alike too.
    """

    item: str
    unit: Unit
    received: int
    rejected: int
    reject_reason: str | None
    pack: str | None
    pack_quantity: int | None
    source: Source
    date_mark: date | None
    date_kind: DateKind | None
    lot_code: str | None
    kept_for: str | None
    note: str | None
    places: tuple[Whereabouts, ...]
    others: int


@dataclass(frozen=True, slots=True)
class EntrySeen:
    """One of the entries that a donation had: as it was logged, or as it was put in another's place."""

    donation_id: int
    reference: str | None
    who: str
    by_hand: bool
    recorded_at: datetime
    fate: Fate
    items: tuple[ItemOfDay, ...]


@dataclass(frozen=True, slots=True)
class VoidSeen:
    """That it was voided: by whom, when, why."""

    who: str
    voided_at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class DonationSeen:
    """A donation. ``entries`` are all of its history, the first one first, itself among them."""

    donation_id: int
    reference: str | None
    received_on: date
    fate: Fate
    drive: str | None
    site: str
    site_is_public: bool
    donor: str | None
    donor_id: int | None
    team: str | None
    lines: tuple[LineSeen, ...]
    entries: tuple[EntrySeen, ...]
    void: VoidSeen | None

    @property
    def stands_now(self) -> int | None:
        """The entry that stands in its place, None where none does."""
        return next((one.donation_id for one in self.entries if one.fate is Fate.STANDS), None)


@query(Permission.SEE_DONORS, scoped=True)
def donation_seen(look: Look, *, donation_id: int) -> DonationSeen | None:
    """A donation to one of the viewer's drives; None where there is none."""
    theirs = within(Donation.drive_id, look.viewer.drives_where(Permission.SEE_DONORS))
    ids = _history(look, donation_id, theirs)
    if donation_id not in ids:
        return None
    words = Words(look)
    seen = {
        one.row.id: one for one in donations_of(look, words, select(Donation.id).where(Donation.id.in_(ids)))
    }
    row, donors = seen[donation_id].row, words.donors_of([seen[donation_id]])
    site = words.site_of(row.site_id)
    fates = fates_of(look, [one.row for one in seen.values()])
    return DonationSeen(
        row.id, row.reference, row.received_on, fates[row.id], words.drives.get(row.drive_id),
        called_otherwise(look, Site).get(site) or words.sites[site].name, words.sites[site].public,
        donors.get(row.donor_id), row.donor_id, donors.get(row.team_id), _lines(look, words, row.id),
        _entries(look, words, [seen[one] for one in ids], fates), _void(look, row.id),
    )  # fmt: skip


def _history(look: Look, donation_id: int, theirs: Any) -> list[int]:
    """The ids of all entries, from the first to the last; empty where the viewer has no part in it."""
    before: list[int] = []
    at: int | None = donation_id
    while at is not None and len(before) < _MOST_ENTRIES:
        row = look.connection.execute(
            select(Donation.id, Donation.replaces_id).where(Donation.id == at, theirs)
        ).one_or_none()
        if row is None:
            break
        before.insert(0, row.id)
        at = row.replaces_id
    after: list[int] = []
    at = donation_id
    while before and len(after) < _MOST_ENTRIES:
        later = select(Donation.id).where(Donation.replaces_id == at, theirs)
        at = look.connection.execute(later).scalar()
        if at is None:
            break
        after.append(at)
    return before + after


def _entries(look: Look, words: Words, seen: Sequence[Seen], fates: Any) -> tuple[EntrySeen, ...]:
    who = who_logged(look, seen)
    people = who_words(look.connection, (name for name, _by_hand in who.values()))
    return tuple(
        EntrySeen(
            one.row.id, one.row.reference, people[who[one.row.id][0]].name, who[one.row.id][1],
            one.row.recorded_at, fates[one.row.id], words.items_of([one]),
        )
        for one in seen
    )  # fmt: skip


def _void(look: Look, donation_id: int) -> VoidSeen | None:
    row = look.connection.execute(
        select(DonationVoid.__table__).where(DonationVoid.donation_id == donation_id)
    ).one_or_none()
    if row is None:
        return None
    entries = look.connection.execute(
        select(Activity.who, Activity.command, Activity.summary).where(
            Activity.done_at == row.voided_at, Activity.command.in_(("void_donation", "undo_import"))
        )
    )
    who = next(
        (
            entry.who
            for entry in entries
            if entry.command == "undo_import"
            or (isinstance(entry.summary, dict) and entry.summary.get("donation_id") == donation_id)
        ),
        "",
    )
    return VoidSeen(who_words(look.connection, [who])[who].name, row.voided_at, row.reason)


def _lines(look: Look, words: Words, donation_id: int) -> tuple[LineSeen, ...]:
    rows = look.connection.execute(
        select(
            DonationLine.received, DonationLine.rejected, DonationLine.reject_reason, DonationLine.pack,
            DonationLine.pack_quantity, DonationLine.source, DonationLine.note, DonationLine.lot_id,
            Lot.item_id, Lot.date_mark, Lot.date_kind, Lot.lot_code, Lot.restricted_to_id,
        )
        .join(Lot, Lot.id == DonationLine.lot_id)
        .where(DonationLine.donation_id == donation_id)
        .order_by(DonationLine.position)
    ).all()  # fmt: skip
    lots = {row.lot_id for row in rows}
    places, others = whereabouts(look, lots), _others(look, lots, donation_id)
    programs = _programs(look)
    return tuple(
        LineSeen(
            words.items[words.item_of(row.item_id)].name, words.items[words.item_of(row.item_id)].unit,
            row.received, row.rejected, row.reject_reason, row.pack, row.pack_quantity, row.source,
            row.date_mark, row.date_kind, row.lot_code, programs.get(row.restricted_to_id), row.note,
            places.get(row.lot_id, ()), others.get(row.lot_id, 0),
        )
        for row in rows
    )  # fmt: skip


def _others(look: Look, lot_ids: set[int], donation_id: int) -> dict[int, int]:
    """By lot, how many other donations that stand brought goods that are alike."""
    rows = (
        select(DonationLine.lot_id, func.count(DonationLine.donation_id.distinct()).label("others"))
        .join(Donation, Donation.id == DonationLine.donation_id)
        .where(
            DonationLine.lot_id.in_(lot_ids),
            Donation.state == DonationState.POSTED,
            Donation.id != donation_id,
        )
        .group_by(DonationLine.lot_id)
    )
    return {row.lot_id: row.others for row in look.connection.execute(rows)}


def _programs(look: Look) -> dict[int | None, str]:
    rows = look.connection.execute(select(Program.id, Program.name, Program.merged_into_id)).all()
    names = {row.id: row.name for row in rows} | called_otherwise(look, Program)
    return {row.id: names[row.merged_into_id or row.id] for row in rows}
