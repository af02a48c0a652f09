"""Donors who turn out to be one: one is kept, the other points to it, and what both gave is the kept one's.

Nobody's name stands in what the command answers, so that the trail has nothing to erase.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from drives.commands.door import Work, command
from drives.commands.found import lock_donor_names
from drives.commands.imports.known_donations import renew_row_keys
from drives.commands.merge_steps import Two, both, ids_kept, join_drives, point
from drives.errors import Refusal
from drives.model import Donor, DonorsApart, DriveTeam
from drives.rules.erased import is_erased
from drives.rules.kinds import DonorKind
from drives.rules.roles import Permission
from drives.texts import _

_donor: Table = Donor.__table__  # type: ignore[assignment]
_apart: Table = DonorsApart.__table__  # type: ignore[assignment]
_drive_team: Table = DriveTeam.__table__  # type: ignore[assignment]

TAKEN_OVER = ("email", "phone", "address", "reference")
"""What the one that is kept has of the other where it had none."""


@dataclass(frozen=True, slots=True)
class MergeDonors:
    """A donor who is the same as another; ``into_id`` is the one that is kept."""

    donor_id: int
    into_id: int


@dataclass(frozen=True, slots=True)
class DonorsMerged:
    """The donor who was kept, and the one who is read as that one now."""

    donor_id: int
    gone_id: int


@dataclass(frozen=True, slots=True)
class KeepDonorsApart:
    """Two donors who look like one and are two."""

    donor_id: int
    other_id: int


@dataclass(frozen=True, slots=True)
class DonorsKeptApart:
    """The two donors."""

    donor_id: int
    other_id: int


@command(Permission.KEEP_DONORS)
def merge_donors(work: Work, request: MergeDonors) -> DonorsMerged:
    """Read one donor as another: gifts of both, and the drives that a team collects for, are the kept one's.

    Whether the kept one may be named stays as it was said of that one. The other's name, e-mail and
    reference find the kept one from now on, in files too.
    """
    connection = work.connection
    two = both(connection, _donor, request.donor_id, request.into_id, _("That donor"))
    for row in two:
        if is_erased(row.id, row.name):
            raise Refusal(_("{donor} was erased and stays so. Nothing was merged.").format(donor=row.name))
    if (two.gone.kind is DonorKind.TEAM) != (two.kept.kind is DonorKind.TEAM):
        raise _team_and_donor(two)
    lock_donor_names(connection, two.gone.reference, two.gone.email and two.gone.email.lower())
    _take_over(connection, two)
    ours, theirs = (ids_kept(connection, Donor, row.id) for row in two)
    join_drives(connection, _drive_team, "team_id", two)
    point(connection, _donor, two)
    renew_row_keys(connection, donors=[*ours, *theirs])
    return DonorsMerged(two.kept.id, two.gone.id)


@command(Permission.KEEP_DONORS)
def keep_donors_apart(work: Work, request: KeepDonorsApart) -> DonorsKeptApart:
    """Keep that two donors are two: they come up as doubles no more, and can be merged all the same."""
    connection = work.connection
    if request.donor_id == request.other_id:
        raise Refusal(_("That is one donor. Choose two donors who look like one."))
    two = both(connection, _donor, request.donor_id, request.other_id, _("That donor"))
    first_id, second_id = sorted(row.id for row in two)
    pair = {"first_id": first_id, "second_id": second_id}
    if connection.execute(select(_apart).filter_by(**pair)).first() is None:
        connection.execute(insert(_apart), pair)
    return DonorsKeptApart(two.gone.id, two.kept.id)


def _team_and_donor(two: Two) -> Refusal:
    """Gifts name their donor and their team apart, so a team and a donor are two."""
    team, donor = (two.gone, two.kept) if two.gone.kind is DonorKind.TEAM else (two.kept, two.gone)
    return Refusal(
        _("{team} is a team and {donor} is none, so they are two. Nothing was merged.").format(
            team=team.name, donor=donor.name
        )
    )


def _take_over(connection: Connection, two: Two) -> None:
    taken: dict[str, Any] = {
        name: getattr(two.gone, name)
        for name in TAKEN_OVER
        if getattr(two.kept, name) is None and getattr(two.gone, name) is not None
    }
    if "reference" in taken:  # No two rows have one.
        connection.execute(update(_donor).where(_donor.c.id == two.gone.id).values(reference=None))
    if taken:
        connection.execute(update(_donor).where(_donor.c.id == two.kept.id).values(taken))
