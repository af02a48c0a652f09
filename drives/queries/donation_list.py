"""Donations as a list: what narrows it, a page of it, how many there are, and all of it for a file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, true
from sqlalchemy.orm import aliased

from drives.model import Donation, DonationLine, DonationVoid, Donor, Drive, Item, Lot, Site
from drives.queries.day_donations import ItemOfDay, Words, donations_of
from drives.queries.door import Look, query
from drives.queries.sheets import Sheet, amounts
from drives.queries.sheets import Words as FileWords
from drives.queries.sought import donors_called, holds, named
from drives.queries.theirs import called_otherwise
from drives.rules.dates import FIRST_DAY, LAST_DAY
from drives.rules.kinds import DonationState, Source
from drives.rules.names import plain_name
from drives.rules.roles import Permission
from drives.store.merges import ids_read_as, merged_into
from drives.store.theirs import within

ROWS = 50
"""So many donations stand on a page."""


class Fate(StrEnum):
    """What became of a donation that was logged."""

    STANDS = "stands"
    CORRECTED = "corrected"
    """Another one was put in its place."""
    VOIDED = "voided"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to; ``fate`` None shows all that was ever logged."""

    sought: str = ""
    drive_id: int | None = None
    site_id: int | None = None
    item_id: int | None = None
    donor_id: int | None = None
    source: Source | None = None
    first: date | None = None
    last: date | None = None
    fate: Fate | None = Fate.STANDS


ALL_THAT_STAND = Wanted()


@dataclass(frozen=True, slots=True)
class DonationListed:
    """A donation as a row; what was merged is called by what it became."""

    donation_id: int
    reference: str | None
    received_on: date
    fate: Fate
    drive: str | None
    site: str
    donor: str | None
    team: str | None
    items: tuple[ItemOfDay, ...]


@query(Permission.SEE_DONORS, scoped=True)
def donation_list(
    look: Look, *, wanted: Wanted = ALL_THAT_STAND, page: int = 1
) -> tuple[DonationListed, ...]:
    """A page (from 1 on) of the donations to the viewer's drives, the newest first."""
    ids = list(
        look.connection.execute(
            select(Donation.id)
            .where(*_conditions(look, wanted))
            .order_by(Donation.received_on.desc(), Donation.id.desc())
            .offset((max(page, 1) - 1) * ROWS)
            .limit(ROWS)
        ).scalars()
    )
    if not ids:
        return ()
    words, hidden = Words(look), called_otherwise(look, Site)
    seen = {one.row.id: one for one in donations_of(look, words, select(Donation.id).where(_among(ids)))}
    donors, fates = words.donors_of(list(seen.values())), fates_of(look, [one.row for one in seen.values()])
    found = []
    for one in (seen[donation_id] for donation_id in ids):
        row, site = one.row, words.site_of(one.row.site_id)
        found.append(
            DonationListed(
                row.id, row.reference, row.received_on, fates[row.id], words.drives.get(row.drive_id),
                hidden.get(site) or words.sites[site].name, donors.get(row.donor_id),
                donors.get(row.team_id), words.items_of([one]),
            )
        )  # fmt: skip
    return tuple(found)


@query(Permission.SEE_DONORS, scoped=True)
def donation_count(look: Look, *, wanted: Wanted = ALL_THAT_STAND) -> int:
    """How many donations there are on all pages."""
    count = select(func.count()).select_from(Donation).where(*_conditions(look, wanted))
    return int(look.connection.execute(count).scalar_one())


COLUMNS = (
    "received_on", "state", "reference", "drive", "site", "donor", "team", "item", "unit", "received",
    "rejected", "accepted", "reject_reason", "source", "date_mark", "date_kind", "lot_code", "restricted_to",
    "note", "void_reason",
)  # fmt: skip


@query(Permission.SEE_DONORS, scoped=True)
def donation_sheet(look: Look, *, wanted: Wanted = ALL_THAT_STAND) -> Sheet:
    """A row for every line of every donation that is wanted, the newest first, for a file."""
    return Sheet(COLUMNS, list(_sheet_rows(look, wanted)))


def _sheet_rows(look: Look, wanted: Wanted) -> Iterator[tuple[Any, ...]]:
    words, amount = FileWords(look), amounts()
    donors = _called(look)
    later = _later()
    lines = (
        select(
            Donation.id, Donation.received_on, Donation.state, later.label("is_replaced"), Donation.reference,
            Donation.drive_id, Donation.site_id, Donation.donor_id, Donation.team_id, Lot.item_id,
            DonationLine.received, DonationLine.rejected, DonationLine.reject_reason, DonationLine.source,
            Lot.date_mark, Lot.date_kind, Lot.lot_code, Lot.restricted_to_id, DonationLine.note,
            DonationVoid.reason,
        )
        .join(DonationLine, DonationLine.donation_id == Donation.id)
        .join(Lot, Lot.id == DonationLine.lot_id)
        .outerjoin(DonationVoid, DonationVoid.donation_id == Donation.id)
        .where(*_conditions(look, wanted))
        .order_by(Donation.received_on.desc(), Donation.id.desc(), DonationLine.position)
    )  # fmt: skip
    for row in look.connection.execute(lines):
        item = words.item[row.item_id]
        yield (
            row.received_on, _fate(row.state, replaced=row.is_replaced).value, row.reference,
            words.drive[row.drive_id], words.site[row.site_id], donors.get(row.donor_id),
            donors.get(row.team_id), item.name, item.unit.value, amount(row.received), amount(row.rejected),
            amount(row.received - row.rejected), row.reject_reason, row.source.value, row.date_mark,
            None if row.date_kind is None else row.date_kind.value, row.lot_code,
            words.program[row.restricted_to_id], row.note, row.reason,
        )  # fmt: skip


def _called(look: Look) -> dict[int | None, str]:
    into = merged_into(look.connection, Donor)
    names = {row.id: row.name for row in look.connection.execute(select(Donor.id, Donor.name))}
    return {donor_id: names[into.get(donor_id, donor_id)] for donor_id in names}


def fates_of(look: Look, rows: Sequence[Any]) -> Mapping[int, Fate]:
    """What became of donations, by id, from their rows."""
    voided = [row.id for row in rows if row.state is DonationState.VOIDED]
    later = select(Donation.replaces_id).where(Donation.replaces_id.in_(voided))
    replaced = set(look.connection.execute(later).scalars()) if voided else set()
    return {row.id: _fate(row.state, replaced=row.id in replaced) for row in rows}


def _fate(state: DonationState, *, replaced: bool) -> Fate:
    if state is DonationState.POSTED:
        return Fate.STANDS
    return Fate.CORRECTED if replaced else Fate.VOIDED


def _among(ids: Sequence[int]) -> ColumnElement[bool]:
    return Donation.id.in_(ids)


def _later() -> ColumnElement[bool]:
    """Whether another donation was put in the place of one."""
    later = aliased(Donation)
    return exists(select(later.id).where(later.replaces_id == Donation.id))


def _conditions(look: Look, wanted: Wanted) -> list[ColumnElement[bool]]:
    found = [within(Donation.drive_id, look.viewer.drives_where(Permission.SEE_DONORS))]
    if wanted.fate is Fate.STANDS:
        found.append(Donation.state == DonationState.POSTED)
    elif wanted.fate is not None:
        is_later = _later() if wanted.fate is Fate.CORRECTED else ~_later()
        found += [Donation.state == DonationState.VOIDED, is_later]
    if wanted.drive_id is not None:
        found.append(Donation.drive_id == wanted.drive_id)
    if wanted.site_id is not None:
        found.append(Donation.site_id.in_(ids_read_as(Site, wanted.site_id)))
    if wanted.donor_id is not None:
        ids = ids_read_as(Donor, wanted.donor_id)
        found.append(or_(Donation.donor_id.in_(ids), Donation.team_id.in_(ids)))
    if wanted.item_id is not None or wanted.source is not None:
        found.append(Donation.id.in_(_with_line(wanted)))
    if wanted.first is not None:
        found.append(Donation.received_on >= _kept_day(wanted.first))
    if wanted.last is not None:
        found.append(Donation.received_on <= _kept_day(wanted.last))
    if wanted.sought.strip():
        found.append(_sought(look, wanted.sought))
    return found


def _kept_day(day: date) -> date:
    return min(max(day, FIRST_DAY), LAST_DAY)


def _with_line(wanted: Wanted) -> Select[Any]:
    lines = select(DonationLine.donation_id).join(Lot, Lot.id == DonationLine.lot_id)
    if wanted.item_id is not None:
        lines = lines.where(Lot.item_id.in_(ids_read_as(Item, wanted.item_id)))
    return lines if wanted.source is None else lines.where(DonationLine.source == wanted.source)


def _sought(look: Look, sought: str) -> ColumnElement[bool]:
    """Whether its number, who gave, what, where, or a word written beside it holds what was typed."""
    words = plain_name(sought)
    donors = donors_called(sought)
    unknown = called_otherwise(look, Site)
    sites = [site_id for site_id in named(look, Site, words) if site_id not in unknown]
    items = named(look, Item, words)
    written = or_(*(holds(text, sought) for text in _WRITTEN))
    lines = select(DonationLine.donation_id).join(Lot, Lot.id == DonationLine.lot_id)
    why = select(DonationVoid.donation_id).where(holds(DonationVoid.reason, sought))
    return (
        or_(
            holds(Donation.reference, sought),
            Donation.donor_id.in_(donors),
            Donation.team_id.in_(donors),
            Donation.drive_id.in_(named(look, Drive, words)),
            Donation.site_id.in_(sites),
            Donation.id.in_(lines.where(or_(Lot.item_id.in_(items), written))),
            Donation.id.in_(why),
        )
        if words
        else true()
    )


_WRITTEN = (DonationLine.note, DonationLine.reject_reason, Lot.lot_code)
