"""What becomes of accounts: roles given and taken away, the way in closed and opened, links made anew.

Somebody who may keep accounts has to be able to sign in: the last admin is neither disabled nor loses
the role.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, delete, exists, or_, select, update

from drives.commands import typed
from drives.commands.door import Work, command
from drives.commands.found import kept_id
from drives.commands.people import (
    AccountChanged,
    Granted,
    account_row,
    own_account,
    put_grant,
    put_ticket,
)
from drives.errors import Conflict, Refusal
from drives.model import Account, Program, RoleGrant, Session, Ticket
from drives.rules.kinds import TicketKind, WayIn
from drives.rules.roles import Permission, Role
from drives.store.merges import ids_read_as
from drives.texts import _, languages

_account: Table = Account.__table__  # type: ignore[assignment]
_grant: Table = RoleGrant.__table__  # type: ignore[assignment]
_ticket: Table = Ticket.__table__  # type: ignore[assignment]
_session: Table = Session.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class GrantRole:
    """A role that an account is to have."""

    account_id: int
    granted: Granted


@dataclass(frozen=True, slots=True)
class RevokeRole:
    """A role that an account is to have no more, as it was given."""

    account_id: int
    granted: Granted


@dataclass(frozen=True, slots=True)
class DisableAccount:
    """An account that lets nobody in any more."""

    account_id: int


@dataclass(frozen=True, slots=True)
class EnableAccount:
    """An account that lets its owner in again."""

    account_id: int


@dataclass(frozen=True, slots=True)
class MakeTicket:
    """A new link that works once, by the hash of its secret."""

    account_id: int
    ticket_hash: str


@dataclass(frozen=True, slots=True)
class RenameAccount:
    """What one is called."""

    account_id: int
    name: str


@dataclass(frozen=True, slots=True)
class ChooseLanguage:
    """The language that one reads here; None for the browser's."""

    account_id: int
    language: str | None


@dataclass(frozen=True, slots=True)
class RoleChanged:
    """The account, and the role that it was given or that was taken away."""

    account_id: int
    role: str
    drive_id: int | None
    program_id: int | None


@dataclass(frozen=True, slots=True)
class TicketMade:
    """The account, and what its link is for: an invitation until somebody came, then a new password."""

    account_id: int
    kind: str


@command(Permission.KEEP_ACCOUNTS)
def grant_role(work: Work, request: GrantRole) -> RoleChanged:
    """Give an account a role; one that it holds already changes nothing."""
    account = account_row(work, request.account_id)
    put_grant(work, account.id, request.granted)
    return _role_changed(request)


@command(Permission.KEEP_ACCOUNTS)
def revoke_role(work: Work, request: RevokeRole) -> RoleChanged:
    """Take a role away; refused where it is not held, and for the last admin who can sign in."""
    admins = _admins_who_can_come_in(work)
    account, granted = account_row(work, request.account_id), request.granted
    held = delete(_grant).where(_grant.c.account_id == account.id, _grant.c.role == granted.role)
    held = held.where(_grant.c.drive_id.is_not_distinct_from(granted.drive_id))
    if granted.program_id is None:
        held = held.where(_grant.c.program_id.is_(None))
    else:
        # A program that was merged into another is that other one.
        program_id = kept_id(work.connection, Program, granted.program_id)
        held = held.where(_grant.c.program_id.in_(ids_read_as(Program, program_id)))
    if work.connection.execute(held).rowcount == 0:
        raise Conflict(_("{name} does not have this role (any more).").format(name=account.name))
    if granted.role is Role.ADMIN:
        _refuse_last(admins, account)
    return _role_changed(request)


@command(Permission.KEEP_ACCOUNTS)
def disable_account(work: Work, request: DisableAccount) -> AccountChanged:
    """Let an account in no more: its sessions are over, its links do not work; refused for the last admin."""
    admins = _admins_who_can_come_in(work)
    account = account_row(work, request.account_id)
    if account.disabled_at is not None:
        raise Conflict(_("{name} is disabled already.").format(name=account.name))
    _refuse_last(admins, account)
    # Kept apart from being disabled: who is let in again signs in again.
    _change(work, account.id, disabled_at=work.now, signed_out_at=work.now)
    standing = update(_session).where(_session.c.account_id == account.id, _session.c.ended_at.is_(None))
    work.connection.execute(standing.values(ended_at=work.now))
    unused = update(_ticket).where(_ticket.c.account_id == account.id, _ticket.c.used_at.is_(None))
    work.connection.execute(unused.values(used_at=work.now))
    return AccountChanged(account.id)


@command(Permission.KEEP_ACCOUNTS)
def enable_account(work: Work, request: EnableAccount) -> AccountChanged:
    """Let an account in again, with the roles that it has."""
    account = account_row(work, request.account_id)
    if account.disabled_at is None:
        raise Conflict(_("{name} is not disabled.").format(name=account.name))
    _change(work, account.id, disabled_at=None)
    return AccountChanged(account.id)


@command(Permission.KEEP_ACCOUNTS)
def make_ticket(work: Work, request: MakeTicket) -> TicketMade:
    """Make a link with which an account's owner chooses a password; earlier ones do not work any more."""
    account = account_row(work, request.account_id)
    if account.disabled_at is not None:
        raise Refusal(
            _("{name} is disabled, so no link would let them in. Enable the account first.").format(
                name=account.name
            )
        )
    kind = TicketKind.INVITATION if account.password is None else TicketKind.PASSWORD
    put_ticket(work, account.id, kind, request.ticket_hash)
    return TicketMade(account.id, kind.value)


@command(Permission.OWN_ACCOUNT)
def rename_account(work: Work, request: RenameAccount) -> AccountChanged:
    """Change what one is called."""
    account = own_account(work, request.account_id)
    name = typed.name(request.name)
    if not name:
        raise Refusal(_("Still to fill in: your name."))
    _change(work, account.id, name=name)
    return AccountChanged(account.id)


@command(Permission.OWN_ACCOUNT)
def choose_language(work: Work, request: ChooseLanguage) -> AccountChanged:
    """Choose the language that one reads here."""
    account = own_account(work, request.account_id)
    if request.language is not None and request.language not in languages():
        raise Refusal(_("Drives does not speak this language. Choose one of the list."))
    _change(work, account.id, language=request.language)
    return AccountChanged(account.id)


def _change(work: Work, account_id: int, **values: Any) -> None:
    work.connection.execute(update(_account).where(_account.c.id == account_id).values(values))


def _role_changed(request: GrantRole | RevokeRole) -> RoleChanged:
    granted = request.granted
    return RoleChanged(request.account_id, granted.role.value, granted.drive_id, granted.program_id)


def _admins_who_can_come_in(work: Work) -> set[int]:
    """The accounts of these admins (where none came yet: of those invited); they stay so until the end.

    Their rows are locked in the order of their ids and before any other account's, so that two who take
    away the last two admins at once meet here, and nobody waits in a circle.
    """
    came = or_(
        _account.c.password.is_not(None),
        exists().where(_session.c.account_id == _account.c.id, _session.c.way_in == WayIn.PROVIDER),
    )
    rows = (
        select(_account.c.id, came.label("came"))
        .join(_grant, _grant.c.account_id == _account.c.id)
        .where(_grant.c.role == Role.ADMIN, _account.c.disabled_at.is_(None))
        .order_by(_account.c.id, _grant.c.id)
        .with_for_update()
    )
    admins = work.connection.execute(rows).all()
    return {row.id for row in admins if row.came} or {row.id for row in admins}


def _refuse_last(admins: set[int], account: Any) -> None:
    if admins == {account.id}:
        raise Refusal(
            _(
                "{name} is the only admin who can sign in; without one nobody could keep accounts any "
                "more. Make somebody else an admin first, and wait until they came in."
            ).format(name=account.name)
        )
