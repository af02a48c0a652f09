"""A way back in for whoever forgot her password, by a link that is sent to her address and nowhere else."""

from dataclasses import dataclass

from sqlalchemy import Table, select

from drives.commands.door import Work, command
from drives.commands.people import put_ticket
from drives.errors import Unknown
from drives.model import Account
from drives.rules.kinds import TicketKind
from drives.rules.names import fold_name
from drives.rules.roles import Permission
from drives.texts import _

_account: Table = Account.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class AskForPassword:
    """The address of somebody who forgot her password, and the hash of the link that is sent to it."""

    email: str
    ticket_hash: str


@dataclass(frozen=True, slots=True)
class PasswordAskedFor:
    """The account."""

    account_id: int


@command(Permission.HOLD_TICKET)
def ask_for_password(work: Work, request: AskForPassword) -> PasswordAskedFor:
    """Let the account choose a new password by a link; earlier links do not work any more.

    Anybody may ask: what lets her in goes to the address alone. Who asks is not told whether it has an
    account.
    """
    rows = select(_account).where(_account.c.email_key == fold_name(request.email)).with_for_update()
    account = work.connection.execute(rows).one_or_none()
    if account is None or account.disabled_at is not None:
        raise Unknown(_("Nobody signs in with this address."))
    put_ticket(work, account.id, TicketKind.PASSWORD, request.ticket_hash)
    return PasswordAskedFor(account.id)
