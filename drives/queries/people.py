"""Accounts: one's own, and for admins everybody's. Of what lets somebody in nothing is ever selected."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Table, func, select

from drives.errors import Unknown
from drives.model import Account, Drive, Program, RoleGrant, Session, Ticket
from drives.queries.door import Look, query
from drives.queries.sheets import Sheet
from drives.rules.names import fold_name
from drives.rules.roles import Permission, Role, widest
from drives.store.merges import followed
from drives.texts import _

_account: Table = Account.__table__  # type: ignore[assignment]
_grant: Table = RoleGrant.__table__  # type: ignore[assignment]
_session: Table = Session.__table__  # type: ignore[assignment]
_ticket: Table = Ticket.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """The viewer's account; ``role`` is the one that may most."""

    account_id: int
    name: str
    email: str
    language: str | None
    has_password: bool
    role: Role


@dataclass(frozen=True, slots=True)
class GrantShown:
    """A role of an account; ``where`` is the name of its drive or program, None for everywhere."""

    role: Role
    drive_id: int | None
    program_id: int | None
    where: str | None


@dataclass(frozen=True, slots=True)
class AccountShown:
    """An account as an admin sees it; ``words`` is what a search looks in.

    ``came`` is whether somebody ever came in by it, ``seen_at`` when last, as far back as sessions are
    kept; ``link_until`` is how long a link that was not used yet lets somebody in.
    """

    account_id: int
    name: str
    email: str
    grants: tuple[GrantShown, ...]
    came: bool
    disabled_at: datetime | None
    seen_at: datetime | None
    link_until: datetime | None
    words: str


def people_sheet(found: Iterable[AccountShown]) -> Sheet:
    """Accounts as a table, in the order given; ``roles`` are "organizer at Spring; volunteer"."""
    rows = [
        (
            one.name, one.email,
            "; ".join(
                grant.role.value if grant.where is None else f"{grant.role.value} at {grant.where}"
                for grant in one.grants
            ) or None,
            one.came, one.seen_at, one.disabled_at,
        )
        for one in found
    ]  # fmt: skip
    return Sheet(("name", "email", "roles", "came", "seen_at", "disabled_at"), rows)


@query(Permission.OWN_ACCOUNT)
def own_account(look: Look) -> OwnAccount | None:
    """The viewer's own account; None for whoever has none (the one user of this machine)."""
    row = look.connection.execute(
        select(_account).where(_account.c.id == (look.viewer.account_id or 0))
    ).one_or_none()
    if row is None:
        return None
    role = widest(grant.role for grant in look.viewer.grants)
    return OwnAccount(row.id, row.name, row.email, row.language, row.password is not None, role)


@query(Permission.OWN_ACCOUNT)
def own_grants(look: Look) -> tuple[GrantShown, ...]:
    """The roles of the viewer's own account."""
    account_id = look.viewer.account_id
    return () if account_id is None else grants_of(look.connection, [account_id])[account_id]


@query(Permission.KEEP_ACCOUNTS)
def accounts(look: Look) -> tuple[AccountShown, ...]:
    """All accounts by name."""
    columns = [_account.c[name] for name in ("id", "name", "email", "disabled_at")]
    has_password = _account.c.password.is_not(None).label("has_password")
    rows = look.connection.execute(select(*columns, has_password)).all()
    grants = grants_of(look.connection, [row.id for row in rows])
    seen = select(_session.c.account_id, func.max(_session.c.seen_at).label("at"))
    of_accounts = seen.where(_session.c.account_id.is_not(None)).group_by(_session.c.account_id)
    seen_at = {row.account_id: row.at for row in look.connection.execute(of_accounts)}
    unused = select(_ticket.c.account_id, _ticket.c.expires_at).where(_ticket.c.used_at.is_(None))
    link_until = {row.account_id: row.expires_at for row in look.connection.execute(unused)}
    found = [
        AccountShown(
            row.id,
            row.name,
            row.email,
            grants[row.id],
            bool(row.has_password) or row.id in seen_at,
            row.disabled_at,
            seen_at.get(row.id),
            link_until.get(row.id),
            fold_name(f"{row.name} {row.email}"),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: (fold_name(one.name), one.account_id)))


@query(Permission.KEEP_ACCOUNTS)
def account_called(look: Look, *, email: str) -> AccountShown:
    """The account of an e-mail address; Unknown where nobody has it."""
    key = fold_name(email)
    found = next((one for one in accounts.function(look) if fold_name(one.email) == key), None)
    if found is None:
        raise Unknown(_("Nobody signs in with {email}. Check the address.").format(email=email[:80]))
    return found


def grants_of(connection: Connection, account_ids: Iterable[int]) -> dict[int, tuple[GrantShown, ...]]:
    """The roles of accounts, each once, what may most first; a merged program is what it was merged into."""
    programs = connection.execute(select(Program.id, Program.name, Program.merged_into_id)).all()
    into = followed((row.id, row.merged_into_id) for row in programs)
    program_names = {row.id: row.name for row in programs}
    drive_names = {row.id: row.name for row in connection.execute(select(Drive.id, Drive.name))}
    found: dict[int, dict[GrantShown, None]] = defaultdict(dict)
    rows = select(_grant).where(_grant.c.account_id.in_(list(account_ids))).order_by(_grant.c.id)
    for row in connection.execute(rows):
        program_id = None if row.program_id is None else into[row.program_id]
        where = drive_names.get(row.drive_id) or program_names.get(program_id)
        found[row.account_id][GrantShown(row.role, row.drive_id, program_id, where)] = None
    order = list(Role)
    told = {
        account_id: tuple(sorted(some, key=lambda one: (-order.index(one.role), one.where or "")))
        for account_id, some in found.items()
    }
    return defaultdict(tuple, told)
