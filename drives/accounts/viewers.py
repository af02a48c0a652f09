"""From an account or a table link to the viewer it stands for."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection, Table, select

from drives.model import Drive, DriveProgram, Program, RoleGrant
from drives.rules.roles import Grant, Role, Viewer
from drives.store.merges import followed

_grant: Table = RoleGrant.__table__  # type: ignore[assignment]


def account_viewer(connection: Connection, account_id: int, email: str) -> Viewer:
    """The viewer of an account, by its grants as they are now; one without grants sees what is public."""
    rows = connection.execute(select(_grant).where(_grant.c.account_id == account_id)).all()
    return Viewer(email, frozenset(_grants(connection, rows)) or frozenset({Grant(Role.PUBLIC)}), account_id)


def table_viewer(link_id: int, drive_id: int, site_id: int, session_hash: str) -> Viewer:
    """The viewer of a table link; the mark tells entries made on one phone from those of another."""
    grant = Grant(Role.TABLE_HELPER, drive_id, site_id=site_id, mark=f"{link_id} {session_hash[:16]}")
    return Viewer(table_name(link_id), frozenset({grant}))


def table_name(link_id: int) -> str:
    """The name under which a table helper stands in the trail."""
    return f"table link {link_id}"


def _grants(connection: Connection, rows: Iterable[object]) -> Iterable[Grant]:
    granted = [(row.role, row.drive_id, row.program_id) for row in rows]  # type: ignore[attr-defined]
    if not granted:
        return
    into: dict[int, int] = {}
    collects: dict[int, set[int]] = defaultdict(set)
    if any(role in (Role.ORGANIZER, Role.PROGRAM_STAFF) for role, _drive, _program in granted):
        programs = connection.execute(select(Program.id, Program.merged_into_id))
        into = followed((row.id, row.merged_into_id) for row in programs)
        # Nobody delivers any more for a drive that was put away.
        running = select(DriveProgram.__table__).join(Drive, Drive.id == DriveProgram.drive_id)
        for link in connection.execute(running.where(Drive.archived_on.is_(None))):
            collects[link.drive_id] |= {link.program_id, into[link.program_id]}
    for role, drive_id, program_id in granted:
        if role is Role.PROGRAM_STAFF:
            yield Grant(role, program_id=into[program_id])
        elif role is Role.ORGANIZER:
            theirs = collects.values() if drive_id is None else [collects[drive_id]]
            yield Grant(role, drive_id, collects_for=frozenset(set().union(*theirs)))
        else:
            yield Grant(role)
