"""Links for table helpers: made for one drive at one of its sites, for some hours or days, and revoked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table, insert, select, update

from drives.commands import typed
from drives.commands.door import Touched, Work, command
from drives.commands.found import drive_row, kept_id, row_of
from drives.commands.wording import gone
from drives.errors import Conflict, Refusal, Unknown
from drives.model import DriveSite, Organization, Site, TableLink
from drives.rules.roles import Permission, Touch
from drives.store import allocate_ids
from drives.texts import _, ngettext

_link: Table = TableLink.__table__  # type: ignore[assignment]
_place: Table = DriveSite.__table__  # type: ignore[assignment]

LONGEST_DAYS = 92
"""A link is for a table, not for good: at most about a season, today included."""
SHORTEST = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class MakeTableLink:
    """A link for helpers at one site of a drive; ``label`` is what it is for.

    It works for so many ``hours``, or to the end of ``last_day`` where people are: one of the two is given.
    """

    drive_id: int
    site_id: int
    hours: int | None = None
    label: str | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class RevokeTableLink:
    """A link that is to let nobody in any more."""

    link_id: int


@dataclass(frozen=True, slots=True)
class TableLinkChanged:
    """The link, and the table that it is for."""

    link_id: int
    drive_id: int
    site_id: int


def _touches_made(work: Work, request: Any) -> Iterator[Touched]:
    drive_row(work.connection, request.drive_id)
    yield Touched(Touch(drive_id=request.drive_id), gone(_("That drive")))


def _touches_revoked(work: Work, request: Any) -> Iterator[Touched]:
    row = row_of(work.connection, TableLink, request.link_id, _("That link"), lock=False)
    yield Touched(Touch(drive_id=row.drive_id), gone(_("That link")))


@command(Permission.OPEN_TABLES, _touches_made)
def make_table_link(work: Work, request: MakeTableLink) -> TableLinkChanged:
    """Make a link with which helpers log donations for an open drive at one of its sites."""
    request = typed.as_kept(request, label=typed.line(100))
    drive = drive_row(work.connection, request.drive_id)
    if drive.closed_on is not None:
        raise Refusal(
            _("{drive} was closed on {day}. Open it again first, or choose another drive.").format(
                drive=drive.name, day=drive.closed_on.isoformat()
            )
        )
    site_id = _site_of_drive(work, drive, request.site_id)
    expires_at = _expires_at(work, request)
    link_id = allocate_ids(work.connection, _link, 1)[0]
    work.connection.execute(
        insert(_link),
        {
            "id": link_id,
            "drive_id": drive.id,
            "site_id": site_id,
            "label": request.label,
            "made_at": work.now,
            "expires_at": expires_at,
        },
    )
    return TableLinkChanged(link_id, drive.id, site_id)


@command(Permission.OPEN_TABLES, _touches_revoked)
def revoke_table_link(work: Work, request: RevokeTableLink) -> TableLinkChanged:
    """Let nobody in by a link any more; who is in by it is out at the next click."""
    link = row_of(work.connection, TableLink, request.link_id, _("That link"))
    if link.revoked_at is not None:
        raise Conflict(_("This link was revoked already."))
    work.connection.execute(update(_link).where(_link.c.id == link.id).values(revoked_at=work.now))
    return TableLinkChanged(link.id, link.drive_id, link.site_id)


def _expires_at(work: Work, request: MakeTableLink) -> datetime:
    if request.hours is not None and request.last_day is None and 1 <= request.hours <= LONGEST_DAYS * 24:
        return work.now + timedelta(hours=request.hours)
    last_day, longest = request.last_day, work.today + timedelta(days=LONGEST_DAYS - 1)
    if last_day is not None and request.hours is None and work.today <= last_day <= longest:
        zone = work.connection.execute(select(Organization.time_zone)).scalar() or "UTC"
        over = datetime.combine(last_day + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)
        if over - work.now >= SHORTEST:
            return over
    raise Refusal(
        ngettext(
            "A link works for at least an hour and at most {count} day. Choose a time between.",
            "A link works for at least an hour and at most {count} days. Choose a time between.",
            LONGEST_DAYS,
        ).format(count=LONGEST_DAYS)
    )


def _site_of_drive(work: Work, drive: Any, site_id: int) -> int:
    """The site as it is read; one that the drive does not collect at is refused like one that is not here."""
    asked = kept_id(work.connection, Site, site_id)
    sites = work.connection.execute(select(_place.c.site_id).where(_place.c.drive_id == drive.id)).scalars()
    if asked not in {kept_id(work.connection, Site, one) for one in sites.all()}:
        raise Unknown(
            _("{drive} does not collect there. Choose one of its sites, or add the site to it first.").format(
                drive=drive.name
            )
        )
    return asked
