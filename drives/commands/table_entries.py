"""What is logged at a table: through which link, from which phone, and no more than a table takes in."""

from typing import Any

from sqlalchemy import Table, insert, select

from drives.commands import typed
from drives.commands.door import Work
from drives.errors import Refusal
from drives.model import Donor, TableEntry
from drives.rules.kinds import DonorKind, Source
from drives.rules.names import fold_name
from drives.rules.roles import Grant, Permission, Role, Touch, Viewer
from drives.store.merges import read_as
from drives.store.theirs import teams_of
from drives.texts import _

_entry: Table = TableEntry.__table__  # type: ignore[assignment]


def table_of(viewer: Viewer, drive_id: int | None, site_id: int) -> Grant | None:
    """The table at which this viewer logs for a drive at a site; None where a wider grant covers it."""
    touch = Touch(drive_id=drive_id, site_id=site_id)
    covering = [grant for grant in viewer.holding(Permission.LOG_DONATIONS) if grant.covers(touch)]
    tables = [grant for grant in covering if grant.role is Role.TABLE_HELPER]
    return tables[0] if tables and len(tables) == len(covering) else None


def refuse_beyond_table(work: Work, request: Any) -> None:
    """At a table what is given there today is logged, as its screen asks for it."""
    if request.received_on not in (None, work.today):
        raise Refusal(
            _(
                "At a table only what comes in today is logged: {today}. Give other days to an organizer."
            ).format(today=work.today.isoformat())
        )
    if request.reference is not None or any(line.source is not Source.DONATED for line in request.lines):
        raise Refusal(
            _("At a table only donations are logged, each under a new number. Give this to an organizer.")
        )
    if typed.name(request.donor_name or ""):
        raise Refusal(
            _("At a table nobody's name is written down. Leave it out, or give this to an organizer.")
        )
    team = typed.name(request.team_name or "")
    if team and not _collects(work, fold_name(team), request.drive_id):
        raise Refusal(
            _(
                "{team} does not collect for this drive (any more). Choose a team from the list, or none, "
                "and tell an organizer."
            ).format(team=team)
        )


def _collects(work: Work, team_key: str, drive_id: int) -> bool:
    """Whether a team of the drive is called so, or was before it was merged."""
    known = select(Donor.id).where(
        Donor.name_key == team_key, Donor.kind == DonorKind.TEAM, read_as(Donor).in_(teams_of(drive_id))
    )
    return work.connection.execute(known).first() is not None


def keep_entry(work: Work, donation_id: int, drive_id: int | None, site_id: int) -> None:
    """Remember which table a donation was logged at, and on which phone; nothing for anybody else's."""
    table = table_of(work.viewer, drive_id, site_id)
    if table is not None and table.mark is not None:
        link_id = int(table.mark.partition(" ")[0])
        row = {"donation_id": donation_id, "link_id": link_id, "mark": table.mark}
        work.connection.execute(insert(_entry), row)


def mark_of(work: Work, donation_id: int) -> str:
    """The mark of the phone that a donation was entered on at a table; "" where it was not."""
    rows = select(_entry.c.mark).where(_entry.c.donation_id == donation_id)
    return work.connection.execute(rows).scalar() or ""
