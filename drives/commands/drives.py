"""Open, revise, close and archive drives; none is ever deleted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from drives.commands import typed
from drives.commands.door import Work, command
from drives.commands.drive_lists import DriveLists, checked_lists, lists_of, put_lists
from drives.commands.found import drive_row
from drives.commands.hidden_addresses import refuse_hidden
from drives.commands.touched.coming_in import touches_drive, touches_revised_drive
from drives.errors import Conflict, Refusal
from drives.model import Drive
from drives.rules.drive_seen import drive_seen
from drives.rules.names import fold_name, slug_from
from drives.rules.roles import Permission
from drives.store import allocate_ids
from drives.texts import _

_drive: Table = Drive.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class OpenDrive:
    """A drive to be. ``goals`` are (item id, thousandths); ``new_teams`` are names, made where missing."""

    name: str
    starts_on: date
    ends_on: date
    program_ids: tuple[int, ...] = ()
    site_ids: tuple[int, ...] = ()
    goals: tuple[tuple[int, int], ...] = ()
    story: str | None = None
    slug: str | None = None
    public: bool = True
    team_ids: tuple[int, ...] = ()
    new_teams: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviseDrive:
    """The whole drive as it should stand; without a slug it keeps its own.

    ``seen`` is what the query said of the drive that the form was drawn with (``rules/drive_seen.py``).
    """

    drive_id: int
    seen: str
    becomes: OpenDrive


@dataclass(frozen=True, slots=True)
class CloseDrive:
    """The drive is over at the end of a day (today where none is given)."""

    drive_id: int
    on: date | None = None


@dataclass(frozen=True, slots=True)
class ReopenDrive:
    """The drive goes on."""

    drive_id: int


@dataclass(frozen=True, slots=True)
class ArchiveDrive:
    """The drive goes out of the way, into a list of its own."""

    drive_id: int


@dataclass(frozen=True, slots=True)
class UnarchiveDrive:
    """The drive stands among the others again."""

    drive_id: int


@dataclass(frozen=True, slots=True)
class DriveChanged:
    """The drive; ``seen`` stands for what was opened or revised, so that it can be taken back."""

    drive_id: int
    slug: str = field(default="")
    seen: str = field(default="")


@command(Permission.RUN_DRIVES)
def open_drive(work: Work, request: OpenDrive) -> DriveChanged:
    """Set up a drive with its programs, sites, teams and goals."""
    values = _checked(work.connection, request, None)
    lists = _lists(work, request)
    drive_id = allocate_ids(work.connection, _drive, 1)[0]
    work.connection.execute(insert(_drive), {"id": drive_id, **values})
    return _put(work.connection, drive_id, values, lists)


@command(Permission.RUN_DRIVES, touches_revised_drive)
def revise_drive(work: Work, request: ReviseDrive) -> DriveChanged:
    """Have a drive stand as asked; refused where it is not any more what the form was drawn with."""
    drive = drive_row(work.connection, request.drive_id, lock=True)
    if _seen(drive._mapping, lists_of(work.connection, drive.id)) != request.seen:
        raise Conflict(
            _(
                "{drive} was changed meanwhile, so nothing was saved. What you typed is still here: "
                "note it, open the drive anew, and change what is left to change."
            ).format(drive=drive.name)
        )
    values = _checked(work.connection, request.becomes, drive)
    lists = _lists(work, request.becomes)
    work.connection.execute(update(_drive).where(_drive.c.id == drive.id).values(values))
    return _put(work.connection, drive.id, values, lists)


def _checked(connection: Connection, request: OpenDrive, drive: Any | None) -> dict[str, Any]:
    """The columns that a drive is given: a new one's where ``drive`` is None."""
    request = typed.as_kept(
        request, slug=typed.slug, story=typed.lines(8000), starts_on=typed.day, ends_on=typed.day
    )
    name = typed.name(request.name)
    refuse_hidden(connection, request.program_ids, name, request.story)
    key = fold_name(name)
    if not key:
        raise Refusal(_("A drive needs a name. Enter one."))
    if request.ends_on < request.starts_on:
        raise Refusal(
            _("The drive would end on {ends_on}, before it starts on {starts_on}. Enter a later end.").format(
                ends_on=request.ends_on.isoformat(), starts_on=request.starts_on.isoformat()
            )
        )
    if drive is not None and drive.closed_on is not None and request.starts_on > drive.closed_on:
        raise Refusal(
            _("{drive} was closed on {day}; it cannot start after that. Enter an earlier start.").format(
                drive=drive.name, day=drive.closed_on.isoformat()
            )
        )
    others = select(_drive.c.name_key, _drive.c.slug)
    if drive is not None:
        others = others.where(_drive.c.id != drive.id)
    rows = connection.execute(others).all()
    if key in {row.name_key for row in rows}:
        raise Refusal(_("There is a drive named {name} already. Choose another name.").format(name=name))
    slugs = {row.slug for row in rows}
    if request.slug is not None and request.slug in slugs:
        raise Refusal(_("The address {slug} is taken by another drive.").format(slug=request.slug))
    return {
        "name": name,
        "name_key": key,
        "slug": request.slug or (slug_from(name, slugs) if drive is None else drive.slug),
        "starts_on": request.starts_on,
        "ends_on": request.ends_on,
        "story": request.story,
        "public": request.public,
    }


def _lists(work: Work, request: OpenDrive) -> DriveLists:
    return checked_lists(
        work, request.program_ids, request.site_ids, request.team_ids, request.new_teams, request.goals
    )


def _put(connection: Connection, drive_id: int, values: dict[str, Any], lists: DriveLists) -> DriveChanged:
    put_lists(
        connection,
        drive_id,
        programs=lists.programs,
        sites=lists.sites,
        teams=lists.teams,
        goals=lists.goals,
    )
    return DriveChanged(drive_id, values["slug"], _seen(values, lists))


def _seen(values: Mapping[str, Any], lists: DriveLists) -> str:
    return drive_seen(values, lists.programs, lists.sites, lists.teams, lists.goals)


@command(Permission.RUN_DRIVES, touches_drive)
def close_drive(work: Work, request: CloseDrive) -> DriveChanged:
    """Freeze a drive's figures at the end of a day; late entries dated up to then still count."""
    drive = drive_row(work.connection, request.drive_id, lock=True)
    on = work.past_day(request.on)
    if drive.closed_on is not None:
        raise Refusal(
            _("{drive} was closed on {day}. Open it again first to close it on another day.").format(
                drive=drive.name, day=drive.closed_on.isoformat()
            )
        )
    if on < drive.starts_on:
        raise Refusal(
            _("{drive} starts on {starts_on}; it cannot be closed before that.").format(
                drive=drive.name, starts_on=drive.starts_on.isoformat()
            )
        )
    work.connection.execute(update(_drive).where(_drive.c.id == drive.id).values(closed_on=on))
    return DriveChanged(drive.id, drive.slug)


@command(Permission.RUN_DRIVES, touches_drive)
def reopen_drive(work: Work, request: ReopenDrive) -> DriveChanged:
    """Let a closed drive go on, as if it had never been closed; an archived one is refused."""
    drive = drive_row(work.connection, request.drive_id, lock=True)
    if drive.closed_on is None:
        raise Refusal(_("{drive} is open already.").format(drive=drive.name))
    if drive.archived_on is not None:
        raise Refusal(
            _("{drive} is archived. Take it out of the archive first, then open it again.").format(
                drive=drive.name
            )
        )
    work.connection.execute(update(_drive).where(_drive.c.id == drive.id).values(closed_on=None))
    return DriveChanged(drive.id, drive.slug)


@command(Permission.RUN_DRIVES, touches_drive)
def archive_drive(work: Work, request: ArchiveDrive) -> DriveChanged:
    """Put a closed drive out of the way; its figures stand."""
    drive = drive_row(work.connection, request.drive_id, lock=True)
    if drive.closed_on is None:
        raise Refusal(
            _("{drive} is still open. Close it first; then it can be archived.").format(drive=drive.name)
        )
    if drive.archived_on is not None:
        raise Refusal(
            _("{drive} is archived already, since {day}.").format(
                drive=drive.name, day=drive.archived_on.isoformat()
            )
        )
    on = max(work.today, drive.closed_on)
    work.connection.execute(update(_drive).where(_drive.c.id == drive.id).values(archived_on=on))
    return DriveChanged(drive.id, drive.slug)


@command(Permission.RUN_DRIVES, touches_drive)
def unarchive_drive(work: Work, request: UnarchiveDrive) -> DriveChanged:
    """Have an archived drive stand among the others again, closed as it was."""
    drive = drive_row(work.connection, request.drive_id, lock=True)
    if drive.archived_on is None:
        raise Refusal(_("{drive} is not archived.").format(drive=drive.name))
    work.connection.execute(update(_drive).where(_drive.c.id == drive.id).values(archived_on=None))
    return DriveChanged(drive.id, drive.slug)
