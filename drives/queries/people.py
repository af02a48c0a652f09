"""Accounts: one's own, and for admins everybody's."""

from dataclasses import dataclass

from sqlalchemy import Table, select

from drives.model import Account
from drives.queries.door import Look, query
from drives.rules.roles import Permission, Role, widest

_account: Table = Account.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """The viewer's account; ``role`` is the one that may most."""

    account_id: int
    name: str
    email: str
    language: str | None
    has_password: bool
    role: Role


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
