"""``drives account …``: who may sign in, from the terminal. Nothing is asked there, and no password shown."""

from enum import StrEnum
from typing import Annotated, Any
from uuid import uuid4

import typer

from drives.cli.edges import house_of, say
from drives.errors import Refusal
from drives.rules.roles import COMMAND_LINE, Role
from drives.texts import _

accounts = typer.Typer(
    help="Who may sign in, and what they may do.", no_args_is_help=True, rich_markup_mode=None
)


class GivenRole(StrEnum):
    """The roles that accounts can have."""

    VOLUNTEER = "volunteer"
    PROGRAM_STAFF = "program_staff"
    ORGANIZER = "organizer"
    ADMIN = "admin"


Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The address that they sign in with.")]
Drive = Annotated[
    str | None, typer.Option(metavar="SLUG", help="An organizer of this drive only. Default: of all.")
]
Program = Annotated[str | None, typer.Option(metavar="SLUG", help="The program of program_staff.")]


@accounts.command()
def add(
    context: typer.Context,
    email: Email,
    name: Annotated[str, typer.Option(metavar="NAME", help="What they are called.")] = "",
    role: Annotated[
        GivenRole | None, typer.Option(metavar="ROLE", help=" ".join(GivenRole) + ". Default: none yet.")
    ] = None,
    drive: Drive = None,
    program: Program = None,
) -> None:
    """Add an account, and print the link with which they choose a password and come in."""
    from drives.accounts import new_token, token_hash
    from drives.commands.people import AddAccount, add_account
    from drives.queries.people import accounts as all_accounts

    _check(role, drive, program)
    with house_of(context) as house:
        if role is not GivenRole.ADMIN and not house.queries.ask(all_accounts, COMMAND_LINE):
            raise Refusal(_("The first account keeps the others. Add it with --role admin."))
        grants = () if role is None else (_granted(house, role, drive, program),)
        token = new_token()
        _do(house, add_account, AddAccount(email, name, grants, ticket_hash=token_hash(token)))
    say(_link(context, token))


@accounts.command(name="list")
def list_(context: typer.Context) -> None:
    """List the accounts: address, name, roles, and whether they can sign in, separated by tabs."""
    from drives.queries.people import accounts as all_accounts

    with house_of(context) as house:
        found = house.queries.ask(all_accounts, COMMAND_LINE)
    for one in found:
        roles = ", ".join(
            grant.role.value if grant.where is None else f"{grant.role.value} ({grant.where})"
            for grant in one.grants
        )
        state = "disabled" if one.disabled_at is not None else "active" if one.came else "invited"
        say("\t".join((one.email, one.name, roles, state)))


@accounts.command()
def disable(context: typer.Context, email: Email) -> None:
    """Let somebody in no more. They are signed out everywhere; the account can be enabled in the app."""
    from drives.commands.account_changes import DisableAccount, disable_account

    with house_of(context) as house:
        account = _account(house, email)
        if account.disabled_at is None:
            _do(house, disable_account, DisableAccount(account.account_id))
    say(_("{email} cannot sign in any more.").format(email=account.email))


@accounts.command()
def password(context: typer.Context, email: Email) -> None:
    """Print a link with which somebody chooses a new password; it works once."""
    from drives.accounts import new_token, token_hash
    from drives.commands.account_changes import MakeTicket, make_ticket

    token = new_token()
    with house_of(context) as house:
        _do(house, make_ticket, MakeTicket(_account(house, email).account_id, token_hash(token)))
    say(_link(context, token))


@accounts.command()
def grant(
    context: typer.Context,
    email: Email,
    role: Annotated[GivenRole, typer.Option(metavar="ROLE", help=" ".join(GivenRole))],
    drive: Drive = None,
    program: Program = None,
    revoke: Annotated[bool, typer.Option("--revoke", help="Take the role away instead.")] = False,
) -> None:
    """Give somebody a role, or take it away. It counts at their next click."""
    from drives.commands.account_changes import GrantRole, RevokeRole, grant_role, revoke_role

    _check(role, drive, program)
    with house_of(context) as house:
        account_id, granted = _account(house, email).account_id, _granted(house, role, drive, program)
        if revoke:
            _do(house, revoke_role, RevokeRole(account_id, granted))
        else:
            _do(house, grant_role, GrantRole(account_id, granted))
        account = _account(house, email)
    say(
        _("{email}: {roles}").format(
            email=account.email, roles=", ".join(one.role.value for one in account.grants) or _("no role yet")
        )
    )


def _check(role: GivenRole | None, drive: str | None, program: str | None) -> None:
    """Wrong usage where a drive or a program has no meaning for a role, or is missing."""
    if drive is not None and role is not GivenRole.ORGANIZER:
        raise typer.BadParameter(_("--drive goes with --role organizer."))
    if (program is not None) != (role is GivenRole.PROGRAM_STAFF):
        raise typer.BadParameter(_("--program and --role program_staff go together. Name both."))


def _granted(house: Any, role: GivenRole, drive: str | None, program: str | None) -> Any:
    from drives.commands.people import Granted
    from drives.queries.directory import drive_called, program_called

    ask = house.queries.ask
    return Granted(
        Role(role.value),
        None if drive is None else ask(drive_called, COMMAND_LINE, name=drive),
        None if program is None else ask(program_called, COMMAND_LINE, name=program),
    )


def _account(house: Any, email: str) -> Any:
    from drives.queries.people import account_called

    return house.queries.ask(account_called, COMMAND_LINE, email=email)


def _do(house: Any, verb: Any, request: Any) -> None:
    house.commands.perform(verb, request, viewer=COMMAND_LINE, request_id=f"account-{uuid4().hex}")


def _link(context: typer.Context, token: str) -> str:
    """The whole link where DRIVES_URL says how people reach us, else the part after the host."""
    from drives.reach import welcome_link

    return welcome_link(context.obj.url or "", token)
