"""One drive, as everybody may see it: its story, what to bring first, where to, and how far it is.

Donors, addresses of programs and names of unlisted ones are never asked for here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Table, case, select, true
from sqlalchemy.orm import aliased

from drives.errors import Unknown
from drives.model import Donor, Drive, DriveProgram, DriveSite, Program, Site
from drives.queries.door import Look, query
from drives.queries.progress import (
    ProgressRow,
    drive_rows,
    facts_of,
    items_by_name,
    last_day,
    needs_of_drive,
    rows_by_program,
)
from drives.queries.wanted import Wanted, program_names, to_hold_back, wanted_among
from drives.rules.roles import Permission, Touch
from drives.store.merges import read_as
from drives.store.theirs import teams_of
from drives.texts import _

_drive: Table = Drive.__table__  # type: ignore[assignment]


class DriveStage(StrEnum):
    """Where a drive stands on a day: it runs until it is closed, ``ended`` is past its last day."""

    RUNNING = "running"
    ENDED = "ended"
    PLANNED = "planned"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class DriveShown:
    """A drive to choose, with where it stands today."""

    slug: str
    name: str
    starts_on: date
    ends_on: date
    closed_on: date | None
    stage: DriveStage
    archived: bool


@dataclass(frozen=True, slots=True)
class DropOff:
    """A site where everybody may drop off."""

    slug: str
    name: str
    address: str | None
    hours: str | None


@dataclass(frozen=True, slots=True)
class ProgramPart:
    """What a drive collects for one program (None: an unlisted one), a row for each item."""

    program: str | None
    rows: tuple[ProgressRow, ...]


@dataclass(frozen=True, slots=True)
class DrivePage:
    """A drive with its figures as of ``as_of``: today, or the day it was closed.

    ``teams`` are those that the viewer may see by name, ``more_teams`` how many others there are.
    """

    drive_id: int
    slug: str
    name: str
    story: str | None
    starts_on: date
    ends_on: date
    closed_on: date | None
    stage: DriveStage
    today: date
    as_of: date
    sites: tuple[DropOff, ...]
    wanted: tuple[Wanted, ...]
    hold_back: tuple[ProgressRow, ...]
    rows: tuple[ProgressRow, ...]
    programs: tuple[ProgramPart, ...]
    teams: tuple[str, ...]
    more_teams: int
    takes_pledges: bool
    """Whether everybody may pledge to it: it is public and runs, has somewhere to bring things, and asks."""


@query(Permission.SEE_PUBLIC)
def drives_shown(look: Look) -> tuple[DriveShown, ...]:
    """The drives that this viewer may see: those that run, the soonest end first, then the others."""
    shown = [
        DriveShown(
            row.slug,
            row.name,
            row.starts_on,
            row.ends_on,
            row.closed_on,
            stage(row, look.today),
            row.archived_on is not None,
        )
        for row in look.connection.execute(select(_drive))
        if may_see(look, row)
    ]
    return tuple(sorted(shown, key=_in_order))


@query(Permission.SEE_PUBLIC)
def drive_page(look: Look, *, slug: str) -> DrivePage:
    """The drive of this address; Unknown where there is none that the viewer may see."""
    drive = drive_at(look, slug)
    as_of = last_day(drive, look.today)
    facts = facts_of(look, as_of, drive_id=drive.id)
    items = items_by_name(look)
    linked = linked_programs(look, [drive.id])[drive.id]
    needs = needs_of_drive(facts, drive, linked)
    rows = drive_rows(look, items, facts, drive)
    names = program_names(look)
    by_program = rows_by_program(items, facts, needs, drive_id=drive.id, programs=sorted(linked))
    parts = [ProgramPart(names[program_id], theirs) for program_id, theirs in by_program.items()]
    parts.sort(key=lambda part: (part.program is None, part.program or ""))
    teams, more_teams = _teams(look, drive.id)
    wanted = wanted_among(look, needs, rows, on=as_of)
    sites = drop_offs(look, [drive.id]).get(drive.id, ())
    runs = stage(drive, look.today) is DriveStage.RUNNING
    return DrivePage(
        drive.id,
        drive.slug,
        drive.name,
        drive.story,
        drive.starts_on,
        drive.ends_on,
        drive.closed_on,
        stage(drive, look.today),
        look.today,
        as_of,
        sites,
        wanted,
        to_hold_back(rows),
        rows,
        tuple(parts),
        teams,
        more_teams,
        bool(drive.public and runs and sites and wanted),
    )


def drive_at(look: Look, slug: str) -> Any:
    """The row of the drive of this address, where the viewer may see it; else Unknown."""
    row = look.connection.execute(select(_drive).where(_drive.c.slug == slug)).one_or_none()
    if row is None or not may_see(look, row):
        raise Unknown(_("There is no drive at this address (any more)."))
    return row


def may_see(look: Look, drive: Any) -> bool:
    """Whether this viewer may see a drive: what is not public is for those who see the progress of all."""
    return bool(drive.public) or look.viewer.may(Permission.SEE_PROGRESS)


def stage(drive: Any, today: date) -> DriveStage:
    """Where a drive stands."""
    if drive.closed_on is not None and drive.closed_on <= today:
        return DriveStage.CLOSED
    if today < drive.starts_on:
        return DriveStage.PLANNED
    return DriveStage.RUNNING if today <= drive.ends_on else DriveStage.ENDED


def linked_programs(look: Look, drive_ids: Iterable[int]) -> dict[int, set[int]]:
    """The ids of the programs that each drive collects for, as they are read."""
    found: dict[int, set[int]] = {drive_id: set() for drive_id in drive_ids}
    links = (
        select(DriveProgram.drive_id, read_as(Program).label("program_id"))
        .join(Program, Program.id == DriveProgram.program_id)
        .where(DriveProgram.drive_id.in_(list(found)))
    )
    for link in look.connection.execute(links):
        found[link.drive_id].add(link.program_id)
    return found


def drop_offs(look: Look, drive_ids: Iterable[int]) -> dict[int, tuple[DropOff, ...]]:
    """The public sites of each drive, by name; one that was merged is what it became."""
    kept = aliased(Site)
    links = (
        select(DriveSite.drive_id, kept.slug, kept.name, kept.address, kept.hours)
        .join(Site, Site.id == DriveSite.site_id)
        .join(kept, kept.id == read_as(Site))
        .where(DriveSite.drive_id.in_(list(drive_ids)), kept.public.is_(true()))
    )
    found: dict[int, set[DropOff]] = {}
    for row in look.connection.execute(links):
        site = DropOff(row.slug, row.name, row.address, row.hours)
        found.setdefault(row.drive_id, set()).add(site)
    return {drive_id: tuple(sorted(sites, key=lambda site: site.name)) for drive_id, sites in found.items()}


def _teams(look: Look, drive_id: int) -> tuple[tuple[str, ...], int]:
    """Names of the drive's teams. But to its organizers a team is named where its credit says so."""
    shown: ColumnElement[Any] = case((Donor.credit.is_(true()), Donor.name))
    if look.viewer.may_touch(Permission.SEE_DONORS, Touch(drive_id=drive_id)):
        shown = Donor.name.expression
    names = look.connection.execute(select(shown).where(Donor.id.in_(teams_of(drive_id)))).scalars().all()
    named = [name for name in names if name is not None]
    return tuple(sorted(set(named))), len(names) - len(named)


def _in_order(drive: DriveShown) -> tuple[int, int, str]:
    place = list(DriveStage).index(drive.stage)
    day = {DriveStage.PLANNED: drive.starts_on, DriveStage.CLOSED: drive.closed_on or drive.ends_on}.get(
        drive.stage, drive.ends_on
    )
    later_first = drive.stage in (DriveStage.ENDED, DriveStage.CLOSED)
    return place, -day.toordinal() if later_first else day.toordinal(), drive.name
