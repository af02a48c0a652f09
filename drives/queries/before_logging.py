"""What is looked at as a donation is logged: what is usual, what was logged a moment ago, what is wanted."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, true

from drives.model import Activity, Donation, DonationLine, Drive, Item, Lot, TableEntry
from drives.queries.at_table import OwnEntry, entries_of
from drives.queries.door import Look, query
from drives.queries.facts import facts_now
from drives.queries.progress import drive_of, drive_rows, everything_rows, items_by_name, last_day
from drives.rules.kinds import DonationState
from drives.rules.odd import Gift, usual_amount
from drives.rules.roles import Permission
from drives.store.merges import merges, read_as
from drives.store.theirs import within

_LINES = 5_000
"""So many lines say what is usual, the latest ones: the same cost in any store."""
_RECENT = 50
"""Among so many donations, the latest, the same one is looked for."""
_DONE = 500
"""Among so many entries of the trail, the latest, one's own last donation is looked for."""

_POSTED = Donation.state == DonationState.POSTED


@dataclass(frozen=True, slots=True)
class UsualAmount:
    """How much of an item a line usually says, in thousandths."""

    item_id: int
    usual: int


@query(Permission.SEE_TABLE, scoped=True)
def usual_amounts(
    look: Look, *, item_ids: tuple[int, ...], drive_id: int | None = None
) -> tuple[UsualAmount, ...]:
    """The usual amount of each item that came often enough: in the drive, else anywhere of hers."""
    theirs = look.viewer.drives_where(Permission.SEE_TABLE)
    if theirs is not None and drive_id not in theirs:
        return ()
    latest = select(DonationLine.donation_id, DonationLine.lot_id, DonationLine.received)
    lines = latest.order_by(DonationLine.id.desc()).limit(_LINES).subquery()
    rows = look.connection.execute(
        select(read_as(Item), Lot.drive_id, lines.c.received)
        .join_from(lines, Lot, Lot.id == lines.c.lot_id)
        .join(Item, Item.id == Lot.item_id)
        .join(Donation, Donation.id == lines.c.donation_id)
        .where(_POSTED, read_as(Item).in_(item_ids))
    )
    here: dict[int, list[int]] = defaultdict(list)
    anywhere: dict[int, list[int]] = defaultdict(list)
    for kept, of_drive, received in rows:
        if of_drive == drive_id:
            here[kept].append(received)
        if theirs is None or of_drive in theirs:
            anywhere[kept].append(received)
    usual = {item: usual_amount(here[item]) or usual_amount(anywhere[item]) for item in item_ids}
    return tuple(UsualAmount(item, amount) for item, amount in usual.items() if amount is not None)


@dataclass(frozen=True, slots=True)
class LoggedJustNow:
    """A donation as it was logged by hand."""

    gift: Gift
    team_id: int | None
    reference: str | None


@query(Permission.SEE_TABLE, scoped=True)
def logged_just_now(
    look: Look, *, since: datetime, drive_id: int | None, site_id: int
) -> tuple[LoggedJustNow, ...]:
    """The latest donations to a drive at a site since a moment; to a table helper her phone's alone."""
    theirs = look.viewer.drives_where(Permission.SEE_TABLE)
    if theirs is not None and drive_id not in theirs:
        return ()
    recent = (
        select(Donation.__table__)
        .where(_POSTED, Donation.recorded_at >= since, Donation.site_id == site_id, _of_phone(look))
        .where(Donation.drive_id.is_not_distinct_from(drive_id))
    )
    latest = select(Donation.id).order_by(Donation.id.desc()).limit(_RECENT)
    found = look.connection.execute(recent.where(Donation.id.in_(latest.subquery().select()))).all()
    lines = _lines(look, [row.id for row in found])
    return tuple(
        LoggedJustNow(
            Gift(row.id, row.site_id, row.donor_id, row.received_on, row.recorded_at, tuple(lines[row.id])),
            row.team_id,
            row.reference,
        )
        for row in sorted(found, key=lambda row: row.id)
    )


def _of_phone(look: Look) -> ColumnElement[bool]:
    marks = {grant.mark for grant in look.viewer.grants if grant.mark is not None}
    if look.viewer.may(Permission.SEE_DONORS) or not marks:
        return true()
    return Donation.id.in_(select(TableEntry.donation_id).where(TableEntry.mark.in_(marks)))


def _lines(look: Look, donation_ids: Collection[int]) -> dict[int, list[tuple[int, int]]]:
    into = merges(look.connection).items
    rows = look.connection.execute(
        select(DonationLine.donation_id, Lot.item_id, DonationLine.received)
        .join(Lot.__table__, Lot.id == DonationLine.lot_id)
        .where(DonationLine.donation_id.in_(donation_ids))
        .order_by(DonationLine.donation_id, DonationLine.position)
    )
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for donation_id, item_id, received in rows:
        found[donation_id].append((into.get(item_id, item_id), received))
    return found


@query(Permission.SEE_TABLE, scoped=True)
def own_last(look: Look) -> tuple[OwnEntry, ...]:
    """What the viewer logged last by hand, where it stands: at most one donation."""
    if any(grant.mark is not None for grant in look.viewer.grants):
        marks = {grant.mark for grant in look.viewer.grants if grant.mark is not None}
        own: Any = select(TableEntry.donation_id).where(TableEntry.mark.in_(marks))
    else:
        latest = select(Activity.id).order_by(Activity.id.desc()).limit(_DONE).subquery()
        done = look.connection.execute(
            select(Activity.summary)
            .where(Activity.id.in_(latest.select()), Activity.who == look.viewer.name)
            .where(Activity.command == "log_donation")
            .order_by(Activity.id.desc())
        ).scalars()
        own = [told["donation_id"] for told in done if isinstance(told, dict) and "donation_id" in told]
    theirs = within(Donation.drive_id, look.viewer.drives_where(Permission.SEE_TABLE))
    last = select(Donation.id).where(Donation.id.in_(own), _POSTED, theirs)
    last = last.order_by(Donation.id.desc()).limit(1)
    return entries_of(look, last, last)


@query(Permission.SEE_TABLE, scoped=True)
def still_wanted(look: Look, *, drive_id: int | None) -> frozenset[int]:
    """Ids of the items of which a drive (None: anybody) still has to collect.

    What a drive still asks for is told to everybody where the drive is public; at the table of one that
    is not, nothing is.
    """
    theirs = look.viewer.drives_where(Permission.SEE_TABLE)
    if theirs is not None and drive_id not in theirs:
        return frozenset()
    items = items_by_name(look)
    if drive_id is None:
        rows = everything_rows(items, facts_now(look.connection, look.today))
    else:
        known = look.connection.execute(select(Drive.id, Drive.public).where(Drive.id == drive_id)).first()
        if known is None or not (known.public or look.viewer.may(Permission.SEE_PROGRESS)):
            return frozenset()
        drive = drive_of(look, drive_id)
        if last_day(drive, look.today) < look.today:
            return frozenset()
        facts = facts_now(look.connection, look.today, drive_id=drive_id)
        rows = drive_rows(look, items, facts, drive)
    return frozenset(row.item_id for row in rows if row.figures.still_to_collect > 0)
