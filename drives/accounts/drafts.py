"""Drafts: donations that somebody began and did not log yet, read back by their owner alone.

Like sessions they come and go with people: no command writes them and the store's version stands. An id
is random and stands in the page's address. Whoever opens a draft takes it under a fresh id, so that two
tabs, or two devices of one account, never write over one another: each goes on with its own.
"""

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from drives.errors import Refusal
from drives.model import Draft, Receipt
from drives.rules.roles import Permission, Viewer
from drives.store import Store, retrying

_draft: Table = Draft.__table__  # type: ignore[assignment]

LASTS = timedelta(days=7)
"""A draft that nobody touched for so long is removed."""

MOST = 20
"""So many an owner has at most: the oldest gives way."""


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """What was typed, as it was kept last. ``answered`` says that its list was logged after all."""

    draft_id: str
    saved_at: datetime
    content: dict[str, Any]
    answered: bool = False


class Drafts:
    """The drafts of one store. ``clock`` gives an aware datetime; tests give their own."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def new_id(self) -> str:
        """An id that nobody guesses."""
        return secrets.token_urlsafe(12)

    def keep(self, viewer: Viewer, draft_id: str, content: dict[str, Any]) -> bool:
        """Keep what was typed as it is now; whether it was kept.

        A store that takes no writes just now is no reason to stop anybody from counting.
        """
        owner, now = owner_of(viewer), self._clock()
        if owner is None:
            return False
        own = (_draft.c.id == draft_id, _draft.c.owner == owner)

        def kept(connection: Connection) -> None:
            written = update(_draft).where(*own).values(content=content, saved_at=now)
            if connection.execute(written).rowcount == 0:
                _make_room(connection, owner, now)
                row = {"id": draft_id, "owner": owner, "content": content, "saved_at": now}
                connection.execute(insert(_draft), row)

        return self._written(kept)

    def take(self, viewer: Viewer, draft_id: str) -> KeptDraft | None:
        """One's own draft under a fresh id, to go on with; None where there is none.

        One whose list was logged (the answer got lost) is removed, and said to be ``answered``.
        """
        own = (_draft.c.id == draft_id, _draft.c.owner == owner_of(viewer))
        since = self._clock() - LASTS

        def taken(connection: Connection) -> KeptDraft | None:
            row = connection.execute(select(_draft).where(*own, _draft.c.saved_at >= since)).one_or_none()
            if row is None:
                return None
            if _is_answered(connection, row.content):
                connection.execute(delete(_draft).where(*own))
                return KeptDraft(row.id, row.saved_at, row.content, answered=True)
            fresh = self.new_id()
            connection.execute(update(_draft).where(*own).values(id=fresh))
            return KeptDraft(fresh, row.saved_at, row.content)

        return retrying(self._store, taken)

    def unfinished(self, viewer: Viewer) -> tuple[KeptDraft, ...]:
        """One's own drafts, the latest first."""
        since = self._clock() - LASTS
        own = select(_draft).where(_draft.c.owner == owner_of(viewer), _draft.c.saved_at >= since)
        with self._store.read() as connection:
            rows = connection.execute(own.order_by(_draft.c.saved_at.desc(), _draft.c.id)).all()
        return tuple(KeptDraft(row.id, row.saved_at, row.content) for row in rows)

    def drop(self, viewer: Viewer, draft_id: str) -> bool:
        """Remove one's own draft, for it was logged or cleared; whether that was written."""
        own = (_draft.c.id == draft_id, _draft.c.owner == owner_of(viewer))
        return self._written(lambda connection: connection.execute(delete(_draft).where(*own)))

    def _written(self, write: Callable[[Connection], object]) -> bool:
        with suppress(Refusal, SQLAlchemyError):
            retrying(self._store, write)
            return True
        return False


def owner_of(viewer: Viewer) -> str | None:
    """Whose a viewer's drafts are: the account's, the phone's at a table, or the machine's."""
    if not viewer.may(Permission.LOG_DONATIONS):
        return None
    if viewer.account_id is not None:
        return f"account {viewer.account_id}"
    marks = sorted(grant.mark for grant in viewer.grants if grant.mark is not None)
    return f"phone {marks[0]}" if marks else viewer.name


def _make_room(connection: Connection, owner: str, now: datetime) -> None:
    """Before one more is begun: what is old goes, and the oldest of one who has too many."""
    connection.execute(delete(_draft).where(_draft.c.saved_at < now - LASTS))
    own = select(_draft.c.id).where(_draft.c.owner == owner).order_by(_draft.c.saved_at.desc())
    over = connection.execute(own.offset(MOST - 1)).scalars().all()
    if over:
        connection.execute(delete(_draft).where(_draft.c.id.in_(over)))


def _is_answered(connection: Connection, content: dict[str, Any]) -> bool:
    sent = content.get("sent") if isinstance(content, dict) else None
    known = select(Receipt.request_id).where(Receipt.request_id == sent)
    return isinstance(sent, str) and connection.execute(known).first() is not None
