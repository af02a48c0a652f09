"""Sessions: begun, found again by their token, ended. Of a token only its hash is kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from drives.accounts.tables import why_over
from drives.model import Account, Drive, Session, Site, TableLink
from drives.rules.kinds import WayIn
from drives.texts import _, ngettext

_session: Table = Session.__table__  # type: ignore[assignment]
_account: Table = Account.__table__  # type: ignore[assignment]
_link: Table = TableLink.__table__  # type: ignore[assignment]

LASTS = timedelta(days=30)
"""A session ends this long after it began, however much it is used."""
IDLE = timedelta(days=7)
"""A session ends when nobody was seen for so long."""
SEEN_EVERY = timedelta(minutes=5)
"""How often it is written down that somebody was seen."""

_FOUND = (
    select(
        _session,
        _account.c.email_key,
        _account.c.disabled_at,
        _account.c.language,
        _account.c.name,
        _link.c.drive_id,
        func.coalesce(Site.merged_into_id, Site.id).label("site_id"),
        _link.c.expires_at.label("link_expires_at"),
        _link.c.revoked_at,
        Drive.closed_on,
        Drive.name.label("drive"),
    )
    .select_from(_session)
    .outerjoin(_account, _account.c.id == _session.c.account_id)
    .outerjoin(_link, _link.c.id == _session.c.link_id)
    .outerjoin(Site, Site.id == _link.c.site_id)
    .outerjoin(Drive, Drive.id == _link.c.drive_id)
)


@dataclass(frozen=True, slots=True)
class SessionSeen:
    """One of an account's sessions, as its owner sees it; ``mark`` names it, ``here`` is the one at hand."""

    mark: str
    way_in: WayIn
    device: str | None
    begun_at: datetime
    seen_at: datetime
    here: bool


def begin(
    connection: Connection,
    hashed: str,
    *,
    account_id: int | None = None,
    link_id: int | None = None,
    way_in: WayIn,
    device: str | None,
    now: datetime,
    expires_at: datetime | None = None,
) -> datetime:
    """Begin a session under the hash of its token; when it will be over."""
    over = min(now + LASTS, expires_at or now + LASTS)
    connection.execute(delete(_session).where(_session.c.expires_at < now - LASTS))
    connection.execute(
        insert(_session),
        {
            "hash": hashed,
            "account_id": account_id,
            "link_id": link_id,
            "way_in": way_in,
            "device": None if device is None else device[:200],
            "begun_at": now,
            "seen_at": now,
            "expires_at": over,
        },
    )
    return over


def find(connection: Connection, hashed: str, now: datetime) -> Any | None:
    """The standing session of this hash, with what is known of its account or link; None where it is over."""
    row = connection.execute(_FOUND.where(_session.c.hash == hashed)).one_or_none()
    if row is None or not stands(row, now):
        return None
    return row


def why_table_over(connection: Connection, hashed: str, now: datetime) -> str | None:
    """Why a table's session is over, as a sentence; None where it stands, was left, or is none."""
    row = connection.execute(_FOUND.where(_session.c.hash == hashed)).one_or_none()
    if row is None or row.link_id is None or row.ended_at is not None or stands(row, now):
        return None
    over = why_over(row, row.link_expires_at, now)
    if over is not None:
        return over
    # The link still lets in: only this phone has been away, or here, for too long.
    if row.expires_at <= now:
        return ngettext(
            "A phone stays at a table for {count} day. Scan the code or open the link again, and go on.",
            "A phone stays at a table for {count} days. Scan the code or open the link again, and go on.",
            LASTS.days,
        ).format(count=LASTS.days)
    return _(
        "Nobody was at this table with this phone for a while. "
        "Scan the code or open the link again, and go on."
    )


def is_known(connection: Connection, hashed: str) -> bool:
    """Whether a session was ever begun under this hash."""
    return (
        connection.execute(select(_session.c.hash).where(_session.c.hash == hashed)).one_or_none() is not None
    )


def stands(row: Any, now: datetime) -> bool:
    """Whether a session (its row, as found) is not over."""
    if row.ended_at is not None or row.expires_at <= now or row.seen_at + IDLE <= now:
        return False
    if row.link_id is not None:
        return why_over(row, row.link_expires_at, now) is None
    return row.disabled_at is None


def is_to_be_seen(row: Any, now: datetime) -> bool:
    """Whether it is to be written down that somebody was seen; at a table the first look is, too."""
    is_first = row.link_id is not None and row.begun_at == row.seen_at < now
    return bool(is_first or row.seen_at + SEEN_EVERY <= now)


def see(connection: Connection, hashed: str, now: datetime) -> None:
    """Write down that somebody was seen."""
    connection.execute(update(_session).where(_session.c.hash == hashed).values(seen_at=now))


def end(connection: Connection, hashed: str, now: datetime) -> None:
    """End a session; one that is over stays as it is."""
    standing = update(_session).where(_session.c.hash == hashed, _session.c.ended_at.is_(None))
    connection.execute(standing.values(ended_at=now))


def end_all(connection: Connection, account_id: int, now: datetime, *, but: str | None = None) -> None:
    """End all sessions of an account, but the one of this hash."""
    standing = update(_session).where(_session.c.account_id == account_id, _session.c.ended_at.is_(None))
    if but is not None:
        standing = standing.where(_session.c.hash != but)
    connection.execute(standing.values(ended_at=now))


def end_marked(connection: Connection, account_id: int, mark: str, now: datetime) -> bool:
    """End the session of an account that is called so (``SessionSeen.mark``); whether one stood."""
    standing = _session.c.account_id == account_id, _session.c.ended_at.is_(None)
    hashes = connection.execute(select(_session.c.hash).where(*standing)).scalars()
    found = [hashed for hashed in hashes if mark_of(hashed) == mark]
    for hashed in found:
        end(connection, hashed, now)
    return bool(found)


def mark_of(hashed: str) -> str:
    """What a session is called outside: enough of its hash to tell it from others."""
    return hashed[:12]


def of_account(
    connection: Connection, account_id: int, now: datetime, here: str | None
) -> tuple[SessionSeen, ...]:
    """The standing sessions of an account, the one at hand first, then the latest seen."""
    rows = connection.execute(_FOUND.where(_session.c.account_id == account_id)).all()
    found = [
        SessionSeen(mark_of(row.hash), row.way_in, row.device, row.begun_at, row.seen_at, row.hash == here)
        for row in rows
        if stands(row, now)
    ]
    return tuple(sorted(found, key=lambda one: (not one.here, -one.seen_at.timestamp())))
