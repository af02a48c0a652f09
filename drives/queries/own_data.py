"""What the store holds about one person, for that person: account, roles, ways in, and what was done.

Nothing of others stands in it but what its owner may see today, and nothing that lets anybody in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Table, select

from drives.errors import Unknown
from drives.model import Account, Activity, RoleGrant, Session, Ticket
from drives.queries.activity_things import Entry, Things
from drives.queries.activity_words import deeds
from drives.queries.door import Look, query
from drives.queries.people import grants_of
from drives.queries.role_words import grant_words
from drives.queries.sheets import Sheet
from drives.rules.roles import Permission
from drives.texts import _

_account: Table = Account.__table__  # type: ignore[assignment]
_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class OwnData:
    """A sheet of each: the account, its roles, where it was signed in, links made for it, what it did."""

    account: Sheet
    roles: Sheet
    sessions: Sheet
    links: Sheet
    activity: Sheet


@query(Permission.OWN_ACCOUNT)
def own_data(look: Look) -> OwnData:
    """Everything about the viewer's own account; Unknown where there is none."""
    columns = [
        _account.c[name]
        for name in ("id", "email", "email_key", "name", "language", "made_at", "signed_out_at")
    ]
    has_password = _account.c.password.is_not(None).label("has_password")
    mine = _account.c.id == (look.viewer.account_id or 0)
    row = look.connection.execute(select(*columns, has_password).where(mine)).one_or_none()
    if row is None:
        raise Unknown(_("You are not signed in (any more). Sign in again."))
    told = ("name", "email", "language", "has_password", "made_at", "signed_out_at")
    return OwnData(
        Sheet(
            ("name", "email", "language", "has_password", "made_at", "signed_out_everywhere_at"),
            [tuple(getattr(row, name) for name in told)],
        ),
        _roles(look, row.id),
        _of_account(
            look, Session, row.id, "way_in", "device", "begun_at", "seen_at", "ended_at", "expires_at"
        ),
        _of_account(look, Ticket, row.id, "kind", "made_at", "expires_at", "used_at"),
        _did(look, row.email_key),
    )


def _roles(look: Look, account_id: int) -> Sheet:
    given = {
        (row.role, row.drive_id, row.program_id): row.granted_at
        for row in look.connection.execute(select(RoleGrant).where(RoleGrant.account_id == account_id))
    }
    rows = [
        (grant_words(one), given.get((one.role, one.drive_id, one.program_id)))
        for one in grants_of(look.connection, [account_id])[account_id]
    ]
    return Sheet(("role", "granted_at"), rows)


def _of_account(look: Look, model: type[Session] | type[Ticket], account_id: int, *names: str) -> Sheet:
    """Rows of a table that are an account's by their first moment, without what lets somebody in."""
    table = model.__table__
    first = table.c.begun_at if model is Session else table.c.made_at
    rows = select(*(table.c[name] for name in names)).where(table.c.account_id == account_id).order_by(first)
    return Sheet(names, [tuple(map(_cell, row)) for row in look.connection.execute(rows)])


def _cell(value: Any) -> Any:
    return value.value if isinstance(value, StrEnum) else value


def _did(look: Look, email_key: str) -> Sheet:
    words = {command: said for of_kind in deeds().values() for command, said in of_kind.items()}
    rows = (
        select(Activity.done_at, Activity.command, Activity.summary)
        .where(Activity.who == email_key)
        .order_by(Activity.done_at, Activity.id)
    )
    found = look.connection.execute(rows).all()

    def told() -> Iterator[tuple[Any, ...]]:
        for start in range(0, len(found), _CHUNK):
            some = found[start : start + _CHUNK]
            entries = [Entry(row.command, row.summary) for row in some]
            things = Things(look, entries)
            for row, entry in zip(some, entries, strict=True):
                yield row.done_at, words.get(row.command, row.command), things.words(entry) or None

    return Sheet(("done_at", "what", "about"), list(told()))
