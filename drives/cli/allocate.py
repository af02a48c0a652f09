"""``drives allocate``: share stock out among the open needs, or say how it would be shared."""

from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from drives.cli.edges import house_of, say, say_bytes
from drives.rules.kinds import Policy
from drives.rules.roles import COMMAND_LINE
from drives.texts import _, ngettext

if TYPE_CHECKING:
    from drives.rules.allocation import Proposal


def allocate(
    context: typer.Context,
    drive: Annotated[
        str | None, typer.Option(metavar="SLUG", help="Among the needs of this drive only.")
    ] = None,
    policy: Annotated[Policy, typer.Option(metavar="NAME", help=" ".join(Policy))] = Policy.FAIR,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say who would get what, save nothing.")] = False,
) -> None:
    """Share stock out among open needs: reserve it, and print who gets what and why (CSV)."""
    from drives.commands.share_requests import allocation_of
    from drives.commands.shares import allocate as share_out
    from drives.exchange.writing import to_csv
    from drives.queries.directory import drive_called
    from drives.queries.share_sheet import shares_sheet
    from drives.queries.to_share import to_share
    from drives.rules.allocation import propose

    with house_of(context) as house:
        house.begin_day()
        ask = house.queries.ask
        drive_id = None if drive is None else ask(drive_called, COMMAND_LINE, name=drive)
        there = ask(to_share, COMMAND_LINE, drive_id=drive_id)
        today = house.queries.stamp().today
        found = propose(
            there.lots,
            there.needs,
            there.portions(whole_packs=False),
            policy=policy,
            on=today,
            near=there.near,
        )
        if found.taken and not dry_run:
            house.commands.perform(
                share_out,
                allocation_of(found, drive_id=drive_id),
                viewer=COMMAND_LINE,
                request_id=f"allocate-{uuid4().hex}",
            )
    say_bytes(to_csv(shares_sheet(there, found)))
    say(_summary(found), err=True)


def _summary(found: "Proposal") -> str:
    """How many needs get all, some or nothing of what they ask for, in a sentence."""
    if not found.taken:
        return _("Nothing was shared out: no stock that may go is asked for.")
    full = sum(1 for share in found.shares if share.given == share.outstanding)
    none = sum(1 for share in found.shares if not share.given)
    said = ngettext(
        "{count} need: {full} in full, {part} in part, {none} with nothing.",
        "{count} needs: {full} in full, {part} in part, {none} with nothing.",
        len(found.shares),
    )
    return said.format(count=len(found.shares), full=full, part=len(found.shares) - full - none, none=none)
