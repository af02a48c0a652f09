"""Open and close drives."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, Table, insert, select, update

from drives.commands import typed
from drives.commands.door import Work, command
from drives.commands.found import check_quantity, drive_row, items_by_id, program_row, site_kind
from drives.errors import Refusal
from drives.model import Drive, DriveGoal, DriveProgram, DriveSite
from drives.rules.names import fold_name, slug_from
from drives.rules.roles import Permission
from drives.store import allocate_ids
from drives.texts import _

_drive: Table = Drive.__table__  # type: ignore[assignment]
_drive_program: Table = DriveProgram.__table__  # type: ignore[assignment]
_drive_site: Table = DriveSite.__table__  # type: ignore[assignment]
_drive_goal: Table = DriveGoal.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class OpenDrive:
    """A drive to be. ``goals`` are (item id, thousandths)."""

    name: str
    starts_on: date
    ends_on: date
    program_ids: tuple[int, ...] = ()
    site_ids: tuple[int, ...] = ()
    goals: tuple[tuple[int, int], ...] = ()
    story: str | None = None
    slug: str | None = None
    public: bool = True


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
class DriveChanged:
    """The drive."""

    drive_id: int
    slug: str = field(default="")


@command(Permission.RUN_DRIVES)
def open_drive(work: Work, request: OpenDrive) -> DriveChanged:
    """Set up a drive with its programs, sites and goals."""
    request = typed.as_kept(
        request, slug=typed.slug, story=typed.lines(8000), starts_on=typed.day, ends_on=typed.day
    )
    name = typed.name(request.name)
    key = fold_name(name)
    if not key:
        raise Refusal(_("A drive needs a name. Enter one."))
    if request.ends_on < request.starts_on:
        raise Refusal(
            _("The drive would end on {ends_on}, before it starts on {starts_on}. Enter a later end.").format(
                ends_on=request.ends_on.isoformat(), starts_on=request.starts_on.isoformat()
            )
        )
    rows = work.connection.execute(select(_drive.c.name_key, _drive.c.slug)).all()
    if key in {row.name_key for row in rows}:
        raise Refusal(_("There is a drive named {name} already. Choose another name.").format(name=name))
    slugs = {row.slug for row in rows}
    if request.slug is not None and request.slug in slugs:
        raise Refusal(_("The address {slug} is taken by another drive.").format(slug=request.slug))
    slug = request.slug or slug_from(name, slugs)
    drive_id = allocate_ids(work.connection, _drive, 1)[0]
    work.connection.execute(
        insert(_drive),
        {
            "id": drive_id,
            "name": name,
            "name_key": key,
            "slug": slug,
            "starts_on": request.starts_on,
            "ends_on": request.ends_on,
            "story": request.story,
            "public": request.public,
        },
    )
    for program_id in request.program_ids:
        program_row(work.connection, program_id)
    for site_id in request.site_ids:
        site_kind(work.connection, site_id)
    join_drive(work.connection, drive_id, request.program_ids, request.site_ids)
    items = items_by_id(work.connection, [item_id for item_id, _quantity in request.goals])
    goals: dict[int, int] = {}
    for item_id, quantity in request.goals:
        check_quantity(items[item_id], quantity)
        if item_id in goals:
            raise Refusal(_("{item} has two goals here. Keep one.").format(item=items[item_id].name))
        goals[item_id] = quantity
    set_goals(work.connection, drive_id, request.goals)
    return DriveChanged(drive_id, slug)


@command(Permission.RUN_DRIVES)
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


@command(Permission.RUN_DRIVES)
def reopen_drive(work: Work, request: ReopenDrive) -> DriveChanged:
    """Let a closed drive go on, as if it had never been closed."""
    drive = drive_row(work.connection, request.drive_id, lock=True)
    if drive.closed_on is None:
        raise Refusal(_("{drive} is open already.").format(drive=drive.name))
    work.connection.execute(update(_drive).where(_drive.c.id == drive.id).values(closed_on=None))
    return DriveChanged(drive.id, drive.slug)


def join_drive(
    connection: Connection, drive_id: int, program_ids: Sequence[int], site_ids: Sequence[int]
) -> None:
    """Write the programs and sites of a drive that has none yet."""
    if program_ids:
        programs = [{"drive_id": drive_id, "program_id": one} for one in dict.fromkeys(program_ids)]
        connection.execute(insert(_drive_program), programs)
    if site_ids:
        sites = [{"drive_id": drive_id, "site_id": one} for one in dict.fromkeys(site_ids)]
        connection.execute(insert(_drive_site), sites)


def set_goals(connection: Connection, drive_id: int, goals: Sequence[tuple[int, int]]) -> None:
    """Write the goals (item id, thousandths) of a drive that has none yet."""
    if goals:
        rows = [{"drive_id": drive_id, "item_id": item, "quantity": quantity} for item, quantity in goals]
        connection.execute(insert(_drive_goal), rows)
