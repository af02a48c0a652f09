"""Accounts: made, let in by a link that works once, and kept from then on.

Secrets come in from outside as hashes (DESIGN 7): a ticket's and a password's never reach the trail.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Table, insert, select, update

from drives.commands import typed
from drives.commands.door import Work, command
from drives.commands.found import drive_row, program_row
from drives.commands.wording import gone
from drives.errors import Conflict, Refusal, Unknown
from drives.model import Account, RoleGrant, Session, Ticket
from drives.rules.kinds import TicketKind
from drives.rules.names import fold_name
from drives.rules.roles import Permission, Role
from drives.store import allocate_ids
from drives.texts import _

_account: Table = Account.__table__  # type: ignore[assignment]
_grant: Table = RoleGrant.__table__  # type: ignore[assignment]
_ticket: Table = Ticket.__table__  # type: ignore[assignment]
_session: Table = Session.__table__  # type: ignore[assignment]

TICKET_LASTS = {TicketKind.INVITATION: timedelta(days=14), TicketKind.PASSWORD: timedelta(days=2)}


@dataclass(frozen=True, slots=True)
class Granted:
    """A role to give: an organizer's may be for one drive, program staff's is for one program."""

    role: Role
    drive_id: int | None = None
    program_id: int | None = None


@dataclass(frozen=True, slots=True)
class AddAccount:
    """A person who may sign in from now on: by a password (its hash), or by a ticket (its hash).

    ``first`` is for the account that sets a store up: refused where there is another one already.
    """

    email: str
    name: str
    grants: tuple[Granted, ...]
    ticket_hash: str | None = None
    password_hash: str | None = None
    language: str | None = None
    first: bool = False


@dataclass(frozen=True, slots=True)
class AccountChanged:
    """The account."""

    account_id: int


@dataclass(frozen=True, slots=True)
class UseTicket:
    """Choose a name and a password by a link that works once."""

    ticket_hash: str
    name: str
    password_hash: str


@dataclass(frozen=True, slots=True)
class ChoosePassword:
    """Another password for one's own account; the session of the hash ``stays`` goes on, all others end."""

    account_id: int
    password_hash: str
    stays: str | None = None


@command(Permission.KEEP_ACCOUNTS)
def add_account(work: Work, request: AddAccount) -> AccountChanged:
    """Add an account with its grants; an address that has one already is refused."""
    request = typed.as_kept(request, email=typed.email, name=typed.name, language=typed.line(20))
    if not request.email:
        raise Refusal(_("Still to fill in: the e-mail address."))
    others = select(_account.c.id).where(_account.c.password.is_not(None)).limit(1)
    if request.first and work.connection.execute(others).first() is not None:
        raise Conflict(_("This store has accounts already. Sign in, or ask an admin to invite you."))
    key = fold_name(request.email)
    known = work.connection.execute(select(_account).where(_account.c.email_key == key)).one_or_none()
    if known is not None and request.first:
        return _begun_again(work, known.id, request)
    if known is not None:
        raise Conflict(
            _("{email} has an account already. Change what it may do instead.").format(email=request.email)
        )
    account_id = allocate_ids(work.connection, _account, 1)[0]
    work.connection.execute(
        insert(_account),
        {
            "id": account_id,
            "email": request.email,
            "email_key": key,
            "name": request.name or request.email,
            "language": request.language,
            "password": request.password_hash,
            "made_at": work.now,
        },
    )
    for granted in dict.fromkeys(request.grants):
        put_grant(work, account_id, granted)
    if request.ticket_hash is not None:
        put_ticket(work, account_id, TicketKind.INVITATION, request.ticket_hash)
    return AccountChanged(account_id)


def _begun_again(work: Work, account_id: int, request: AddAccount) -> AccountChanged:
    """The first account was made before, and its password never chosen: here is another way to it."""
    for granted in dict.fromkeys(request.grants):
        put_grant(work, account_id, granted)
    if request.ticket_hash is not None:
        put_ticket(work, account_id, TicketKind.INVITATION, request.ticket_hash)
    if request.password_hash is not None:
        _keep_password(work, account_id, request.password_hash)
    return AccountChanged(account_id)


@command(Permission.HOLD_TICKET)
def use_ticket(work: Work, request: UseTicket) -> AccountChanged:
    """Let the ticket's account in from now on by this password; the ticket is used up."""
    request = typed.as_kept(request, name=typed.name)
    rows = select(_ticket).where(_ticket.c.hash == request.ticket_hash).with_for_update()
    ticket = work.connection.execute(rows).one_or_none()
    if ticket is None or ticket.used_at is not None or ticket.expires_at <= work.now:
        raise Unknown(_("This link does not work (any more). Ask for a new one."))
    account = account_row(work, ticket.account_id)
    if account.disabled_at is not None:
        raise Unknown(_("This link does not work (any more). Ask for a new one."))
    _keep_password(work, account.id, request.password_hash)
    if request.name:
        named = update(_account).where(_account.c.id == account.id)
        work.connection.execute(named.values(name=request.name))
    return AccountChanged(account.id)


@command(Permission.OWN_ACCOUNT)
def choose_password(work: Work, request: ChoosePassword) -> AccountChanged:
    """Change one's own password."""
    account = own_account(work, request.account_id)
    _keep_password(work, account.id, request.password_hash, stays=request.stays)
    return AccountChanged(account.id)


def _keep_password(work: Work, account_id: int, password_hash: str, *, stays: str | None = None) -> None:
    """From now on this password lets in: links that were open do not work, and sessions are over."""
    changed = update(_account).where(_account.c.id == account_id)
    work.connection.execute(changed.values(password=password_hash, signed_out_at=work.now))
    unused = update(_ticket).where(_ticket.c.account_id == account_id, _ticket.c.used_at.is_(None))
    work.connection.execute(unused.values(used_at=work.now))
    standing = update(_session).where(_session.c.account_id == account_id, _session.c.ended_at.is_(None))
    if stays is not None:
        standing = standing.where(_session.c.hash != stays)
    work.connection.execute(standing.values(ended_at=work.now))


def account_row(work: Work, account_id: int) -> Any:
    """An account by id, locked until the transaction ends."""
    rows = select(_account).where(_account.c.id == account_id).with_for_update()
    row = work.connection.execute(rows).one_or_none()
    if row is None:
        raise gone(_("That account"))
    return row


def own_account(work: Work, account_id: int) -> Any:
    """The viewer's own account; anybody else's is refused like one that does not exist."""
    if account_id != work.viewer.account_id:
        raise gone(_("That account"))
    return account_row(work, account_id)


def put_ticket(work: Work, account_id: int, kind: TicketKind, ticket_hash: str) -> None:
    """Keep a new ticket; earlier ones of its kind do not work any more."""
    earlier = update(_ticket).where(
        _ticket.c.account_id == account_id, _ticket.c.kind == kind, _ticket.c.used_at.is_(None)
    )
    work.connection.execute(earlier.values(used_at=work.now))
    work.connection.execute(
        insert(_ticket),
        {
            "hash": ticket_hash,
            "kind": kind,
            "account_id": account_id,
            "made_at": work.now,
            "expires_at": work.now + TICKET_LASTS[kind],
        },
    )


def put_grant(work: Work, account_id: int, granted: Granted) -> None:
    """Give an account a role; one that it holds already changes nothing."""
    if granted.role in (Role.PUBLIC, Role.TABLE_HELPER):
        raise Refusal(_("This role is not given to accounts. Choose another."))
    if (granted.role is Role.PROGRAM_STAFF) != (granted.program_id is not None):
        raise Refusal(_("Program staff belong to one program. Choose which."))
    if granted.drive_id is not None and granted.role is not Role.ORGANIZER:
        raise Refusal(_("Only an organizer's role can be for one drive."))
    if granted.drive_id is not None:
        drive_row(work.connection, granted.drive_id)
    if granted.program_id is not None:
        program_row(work.connection, granted.program_id)
    held = select(_grant.c.id).where(
        _grant.c.account_id == account_id,
        _grant.c.role == granted.role,
        _grant.c.drive_id.is_not_distinct_from(granted.drive_id),
        _grant.c.program_id.is_not_distinct_from(granted.program_id),
    )
    if work.connection.execute(held).first() is None:
        work.connection.execute(
            insert(_grant),
            {
                "id": allocate_ids(work.connection, _grant, 1)[0],
                "account_id": account_id,
                "role": granted.role,
                "drive_id": granted.drive_id,
                "program_id": granted.program_id,
                "granted_at": work.now,
            },
        )
