"""The links of tables: those of one drive for who runs it, and what was logged through them.

Of what lets somebody in nothing is selected: whoever shows a link seals it (``Seals.table_token``).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, select

from drives.errors import Unknown
from drives.model import Activity, Donation, Drive, Session, Site, TableEntry, TableLink
from drives.queries.activity_words import who_words
from drives.queries.corrections import that_stand
from drives.queries.door import Look, query
from drives.rules.roles import COMMAND_LINE, THIS_MACHINE, Permission
from drives.store.merges import read_as
from drives.store.theirs import within
from drives.texts import _

_link: Table = TableLink.__table__  # type: ignore[assignment]
_session: Table = Session.__table__  # type: ignore[assignment]
_entry: Table = TableEntry.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class TableLinkShown:
    """A link of a table; a merged site is called by what it became.

    ``made_by`` is who made it, in words; None where the trail does not know. ``made_here``: at the machine.
    ``used_at`` is when somebody was last seen by it; ``donations`` those logged through it that still stand.
    ``drive_over`` is whether its drive is closed, which closes the link.
    """

    link_id: int
    drive_id: int
    drive: str
    drive_over: bool
    site: str
    label: str | None
    made_at: datetime
    made_by: str | None
    made_here: bool
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None
    donations: int

    def lets_in(self, now: datetime) -> bool:
        """Whether it opens its table."""
        return self.revoked_at is None and self.expires_at > now and not self.drive_over


@query(Permission.OPEN_TABLES, scoped=True)
def table_links(look: Look, *, drive_id: int) -> tuple[TableLinkShown, ...]:
    """The links of a drive of the viewer's, the newest first."""
    found = _links(look, _link.c.drive_id == drive_id)
    return tuple(sorted(found, key=lambda one: (one.made_at, one.link_id), reverse=True))


@query(Permission.OPEN_TABLES, scoped=True)
def table_link(look: Look, *, link_id: int) -> TableLinkShown:
    """One link of a drive of the viewer's; Unknown where there is none."""
    found = _links(look, _link.c.id == link_id)
    if not found:
        raise Unknown(_("That link is not here (any more). Reload the page and choose again."))
    return found[0]


def _links(look: Look, which: ColumnElement[bool]) -> list[TableLinkShown]:
    kept = Site.__table__.alias("kept")
    theirs = within(_link.c.drive_id, look.viewer.drives_where(Permission.OPEN_TABLES))
    rows = look.connection.execute(
        select(_link, Drive.name.label("drive"), Drive.closed_on, kept.c.name.label("site"))
        .join(Drive, Drive.id == _link.c.drive_id)
        .join(Site, Site.id == _link.c.site_id)
        .join(kept, kept.c.id == read_as(Site))
        .where(which, theirs)
    ).all()
    ids = [row.id for row in rows]
    used, donations = _used(look.connection, ids), _donations(look.connection, ids)
    made_by = _made_by(look.connection, rows)
    return [
        TableLinkShown(
            row.id,
            row.drive_id,
            row.drive,
            row.closed_on is not None,
            row.site,
            row.label,
            row.made_at,
            made_by[row.id][0] if row.id in made_by else None,
            row.id in made_by and made_by[row.id][1],
            row.expires_at,
            row.revoked_at,
            used.get(row.id),
            donations.get(row.id, 0),
        )
        for row in rows
    ]


def _used(connection: Connection, link_ids: list[int]) -> Mapping[int, datetime]:
    """When somebody was last seen by each link, or logged something: sessions are not kept for ever.

    To come in is not enough: what only shows where a link leads, in a chat, does that too.
    """
    seen = (
        select(_session.c.link_id, func.max(_session.c.seen_at))
        .where(_session.c.link_id.in_(link_ids), _session.c.seen_at > _session.c.begun_at)
        .group_by(_session.c.link_id)
    )
    logged = (
        select(_entry.c.link_id, func.max(Donation.recorded_at))
        .join(Donation, Donation.id == _entry.c.donation_id)
        .where(_entry.c.link_id.in_(link_ids))
        .group_by(_entry.c.link_id)
    )
    found: dict[int, datetime] = {}
    for asked in (seen, logged):
        for link_id, at in connection.execute(asked):
            found[link_id] = max(at, found.get(link_id, at))
    return found


def _donations(connection: Connection, link_ids: list[int]) -> Mapping[int, int]:
    """How many donations were logged through each link and stand, as they were or corrected since."""
    entries = select(_entry.c.donation_id, _entry.c.link_id).where(_entry.c.link_id.in_(link_ids))
    stand = that_stand(connection, select(entries.subquery().c.donation_id))
    return Counter(row.link_id for row in connection.execute(entries) if row.donation_id in stand)


def _made_by(connection: Connection, rows: Iterable[Any]) -> Mapping[int, tuple[str, bool]]:
    """Who made each link, in words, and whether at the machine itself."""
    trail = select(Activity.who, Activity.summary).where(
        Activity.done_at.in_({row.made_at for row in rows}), Activity.command == "make_table_link"
    )
    who: dict[int, str] = {
        entry.summary.get("link_id", 0): entry.who
        for entry in connection.execute(trail)
        if isinstance(entry.summary, Mapping)
    }
    words, machine = who_words(connection, who.values()), (THIS_MACHINE.name, COMMAND_LINE.name)
    return {link_id: (words[one].name, one in machine) for link_id, one in who.items() if one}
