"""What a helper sees at her table: what she logged there on her phone, and the teams that collect."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, Table, func, select
from sqlalchemy.orm import aliased

from drives.model import Donation, DonationLine, Donor, Item, Lot, Organization, TableEntry
from drives.queries.corrections import that_stand
from drives.queries.door import Look, query
from drives.queries.drive_list import TeamChoice
from drives.rules.dates import DateKind
from drives.rules.kinds import DonationState, Source
from drives.rules.roles import Permission
from drives.rules.units import Unit
from drives.store.merges import read_as
from drives.store.theirs import teams_of

_entry: Table = TableEntry.__table__  # type: ignore[assignment]

MOST_ENTRIES = 30
"""How many are shown at first."""


class EntryState(StrEnum):
    """What became of what was logged at a table."""

    STANDS = "stands"
    TAKEN_BACK = "taken_back"
    CHANGED = "changed"
    """An organizer put another donation in its place, and that one stands."""


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One item as it was logged; quantities in thousandths of ``unit``. A merged item is what it became."""

    item_id: int
    item: str
    unit: Unit
    received: int
    rejected: int
    reject_reason: str | None
    pack: str | None
    pack_quantity: int | None
    date_mark: date | None
    date_kind: DateKind | None
    lot_code: str | None
    source: Source


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """A donation that was logged on this phone at this table."""

    donation_id: int
    logged_at: datetime
    state: EntryState
    team: str | None
    lines: tuple[EntryLine, ...]


@dataclass(frozen=True, slots=True)
class LoggedHere:
    """What was logged on a phone: the last ones, how many of today stand, whether there are ``more``."""

    entries: tuple[OwnEntry, ...] = ()
    today: int = 0
    more: bool = False

    def __bool__(self) -> bool:
        """Whether anything was logged."""
        return bool(self.entries)


@query(Permission.SEE_TABLE, scoped=True)
def own_entries(look: Look, *, most: int = MOST_ENTRIES) -> LoggedHere:
    """The last donations that were logged with the viewer's own table link on her own phone, newest first."""
    marks = {grant.mark for grant in look.viewer.grants if grant.mark is not None}
    if not marks:
        return LoggedHere()
    own = select(_entry.c.donation_id).where(_entry.c.mark.in_(marks))
    latest = select(Donation.id).where(Donation.id.in_(own)).order_by(Donation.id.desc())
    entries = entries_of(look, latest.limit(most + 1), own)
    stand = that_stand(look.connection, own)
    zone = ZoneInfo(look.connection.execute(select(Organization.time_zone)).scalar() or "UTC")
    since = datetime.combine(look.today, time(), zone)
    of_today = select(Donation.id).where(Donation.id.in_(own), Donation.recorded_at >= since)
    today = stand.intersection(look.connection.execute(of_today).scalars())
    return LoggedHere(entries[:most], len(today), len(entries) > most)


def entries_of(look: Look, ids: Select[Any], within: Select[Any]) -> tuple[OwnEntry, ...]:
    """The donations that a SELECT of ids names, newest first; what became of them is sought ``within``."""
    named, team, these = aliased(Donor), aliased(Donor), ids.subquery()
    rows = look.connection.execute(
        select(Donation.id, Donation.recorded_at, Donation.state, team.name)
        .outerjoin(named, named.id == Donation.team_id)
        .outerjoin(team, team.id == func.coalesce(named.merged_into_id, named.id))
        .where(Donation.id.in_(these.select()))
        .order_by(Donation.id.desc())
    ).all()
    stand = that_stand(look.connection, within)
    lines = _lines(look, [row.id for row in rows])
    return tuple(
        OwnEntry(row.id, row.recorded_at, _state(row.state, row.id in stand), row.name, lines[row.id])
        for row in rows
    )


def _state(state: DonationState, stands: bool) -> EntryState:
    if state is DonationState.POSTED:
        return EntryState.STANDS
    return EntryState.CHANGED if stands else EntryState.TAKEN_BACK


def _lines(look: Look, donation_ids: Collection[int]) -> dict[int, tuple[EntryLine, ...]]:
    kept = aliased(Item)
    rows = look.connection.execute(
        select(
            DonationLine.donation_id,
            kept.id,
            kept.name,
            kept.unit,
            DonationLine.received,
            DonationLine.rejected,
            DonationLine.reject_reason,
            DonationLine.pack,
            DonationLine.pack_quantity,
            Lot.date_mark,
            Lot.date_kind,
            Lot.lot_code,
            DonationLine.source,
        )
        .join(Lot, Lot.id == DonationLine.lot_id)
        .join(Item, Item.id == Lot.item_id)
        .join(kept, kept.id == read_as(Item))
        .where(DonationLine.donation_id.in_(donation_ids))
        .order_by(DonationLine.donation_id, DonationLine.position)
    )
    found: dict[int, list[EntryLine]] = defaultdict(list)
    for donation_id, *line in rows:
        found[donation_id].append(EntryLine(*line))
    return defaultdict(tuple, {donation_id: tuple(some) for donation_id, some in found.items()})


@query(Permission.SEE_TABLE, scoped=True)
def table_teams(look: Look, *, drive_id: int) -> tuple[TeamChoice, ...]:
    """The teams that collect for a drive of the viewer's, by name: what a table may log for."""
    theirs = look.viewer.drives_where(Permission.SEE_TABLE)
    if theirs is not None and drive_id not in theirs:
        return ()
    rows = look.connection.execute(select(Donor.id, Donor.name).where(Donor.id.in_(teams_of(drive_id))))
    return tuple(sorted((TeamChoice(*row) for row in rows), key=lambda team: team.name))
