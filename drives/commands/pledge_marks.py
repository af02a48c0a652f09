"""Counting the pledges of an e-mail on a day though it is forgotten: taking them back is no way around a cap.

As of donors who were erased (``erased_marks.py``), a salted digest is kept, and that for the day alone.
"""

import secrets
from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, Select, Table, delete, insert, select

from drives.model import Pledge, PledgeMark
from drives.rules.erased import mark_of
from drives.store.pledged import is_marked_before

_pledge: Table = Pledge.__table__  # type: ignore[assignment]
_mark: Table = PledgeMark.__table__  # type: ignore[assignment]


def keep_marks(connection: Connection, digest: str, today: date) -> None:
    """Keep a mark for each pledge of today under a link, before its e-mail goes."""
    of_link = select(_pledge.c.id, _pledge.c.email).where(
        _pledge.c.digest == digest, _pledge.c.made_on == today, _pledge.c.email.is_not(None)
    )
    salt = next(iter(_salts(connection)), None) or secrets.token_hex(32)
    rows = [
        {"pledge_id": row.id, "mark": mark_of(salt, "pledge", row.email), "salt": salt}
        for row in connection.execute(of_link)
    ]
    if rows:
        connection.execute(insert(_mark), rows)


def marked(connection: Connection, email: str) -> Select[tuple[int]]:
    """The ids of the pledges that were made under an e-mail and taken back, for ``in_``."""
    marks = [mark_of(salt, "pledge", email) for salt in _salts(connection)]
    return select(_mark.c.pledge_id).where(_mark.c.mark.in_(marks))


def forget_marks(connection: Connection, today: date) -> int:
    """Forget the marks of the days before; how many there were."""
    return connection.execute(delete(_mark).where(is_marked_before(today))).rowcount


def _salts(connection: Connection) -> Sequence[str]:
    """The salts of the marks that stand: one, or more where several were taken back at the same moment."""
    return connection.execute(select(_mark.c.salt).distinct().order_by(_mark.c.salt)).scalars().all()
