"""When a table's link lets somebody in, and why it does not."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, select

from drives.model import Drive, TableLink
from drives.texts import _

_link: Table = TableLink.__table__  # type: ignore[assignment]


def find(connection: Connection, link_id: int) -> Any | None:
    """A link's row, with its drive's name and whether that is closed; None where there is none."""
    rows = select(_link, Drive.name.label("drive"), Drive.closed_on).join(Drive, Drive.id == _link.c.drive_id)
    return connection.execute(rows.where(_link.c.id == link_id)).one_or_none()


def why_over(row: Any, expires_at: datetime, now: datetime) -> str | None:
    """Why a link (its row) lets nobody in, as a sentence for who holds it; None where it lets her in.

    A closed drive's lets nobody in, so an archived one's neither; opened again within its time, it does.
    """
    if row.revoked_at is not None:
        return _("This link was revoked. Ask whoever gave it to you for a new one.")
    if row.closed_on is not None:
        return _(
            "{drive} is closed: nothing is logged for it at a table any more. Ask whoever gave you the link."
        ).format(drive=row.drive)
    if expires_at <= now:
        return _("The time of this link is over. Ask whoever gave it to you for a new one.")
    return None
