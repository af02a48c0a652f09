"""What requests about drives, donations and pledges touch."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select

from drives.commands.door import Touched, Work
from drives.commands.found import kept_id, row_of
from drives.commands.table_entries import mark_of, refuse_beyond_table, table_of
from drives.commands.touched.looked_up import check_site, touched_drive, touched_program
from drives.commands.wording import gone
from drives.errors import NotAllowed
from drives.model import Donation, DonationLine, Donor, Lot, Pledge, Program, Site
from drives.rules.roles import Permission, Touch
from drives.store.merges import read_as
from drives.store.theirs import gave_to
from drives.texts import _


def touches_drive(work: Work, request: Any) -> Iterator[Touched]:
    """The drive that is closed, opened again, put away."""
    yield touched_drive(work, request.drive_id)


def touches_revised_drive(work: Work, request: Any) -> Iterator[Touched]:
    """The drive, and what it is to have.

    A program that a drive collects for is its organizers' to see and to post for, and a site that is not
    public, or a team, is theirs to look up: who runs some drives gives them none that were not theirs.
    """
    yield touched_drive(work, request.drive_id)
    for program_id in request.becomes.program_ids:
        yield touched_program(work, program_id, drive_id=request.drive_id)
    for site_id in request.becomes.site_ids:
        check_site(work, site_id, Permission.RUN_DRIVES)
    for team_id in request.becomes.team_ids:
        _check_team(work, team_id)


def touches_logged(work: Work, request: Any) -> Iterator[Touched]:
    """The drive and the site of a donation, and the programs that its goods are kept for."""
    return _intake(work, request, Permission.LOG_DONATIONS)


def touches_scanned(work: Work, request: Any) -> Iterator[Touched]:
    """The drive and the site where a code was scanned."""
    return _place(work, request, Permission.LOG_DONATIONS)


def touches_corrected(work: Work, request: Any) -> Iterator[Touched]:
    """The donation that is corrected, and what it becomes; goods may stay kept for whom they were."""
    row = row_of(work.connection, Donation, request.donation_id, _("That donation"), lock=False)
    yield Touched(Touch(drive_id=row.drive_id), gone(_("That donation")))
    known = (
        select(read_as(Program))
        .join_from(DonationLine, Lot, Lot.id == DonationLine.lot_id)
        .join(Program, Program.id == Lot.restricted_to_id)
        .where(DonationLine.donation_id == request.donation_id)
    )
    kept_for = frozenset(work.connection.execute(known).scalars())
    yield from _intake(work, request.becomes, Permission.CORRECT_DONATIONS, kept_for)


def touches_voided(work: Work, request: Any) -> Iterator[Touched]:
    """The donation that is taken back: its drive, its site, and who entered it at a table."""
    row = row_of(work.connection, Donation, request.donation_id, _("That donation"), lock=False)
    touch = Touch(
        drive_id=row.drive_id,
        site_id=kept_id(work.connection, Site, row.site_id),
        entered_by=mark_of(work, row.id),
    )
    yield Touched(touch, gone(_("That donation")))


def touches_pledge(work: Work, request: Any) -> Iterator[Touched]:
    """The drive of a pledge."""
    row = row_of(work.connection, Pledge, request.pledge_id, _("That pledge"), lock=False)
    yield Touched(Touch(drive_id=row.drive_id), gone(_("That pledge")))


def touches_received(work: Work, request: Any) -> Iterator[Touched]:
    """The drive of a pledge, the site where it came, and the programs that its goods are kept for."""
    yield from touches_pledge(work, request)
    row = row_of(work.connection, Pledge, request.pledge_id, _("That pledge"), lock=False)
    if request.site_id is not None:
        check_site(work, request.site_id, Permission.RUN_DRIVES)
    for program_id in _restrictions(request.lines):
        yield touched_program(work, program_id, drive_id=row.drive_id)


def _place(work: Work, request: Any, permission: Permission) -> Iterator[Touched]:
    if request.drive_id is None:
        raise NotAllowed(_("Choose a drive: donations that belong to none are logged by organizers of all."))
    drive = touched_drive(work, request.drive_id)
    if request.drive_id not in (work.viewer.drives_where(permission) or ()):
        raise drive.gone
    check_site(work, request.site_id, permission)
    site_id = kept_id(work.connection, Site, request.site_id)
    yield Touched(Touch(drive_id=request.drive_id, site_id=site_id), gone(_("That site")))


def _intake(
    work: Work, request: Any, permission: Permission, kept_for: frozenset[int] = frozenset()
) -> Iterator[Touched]:
    yield from _place(work, request, permission)
    for program_id in _restrictions(request.lines):
        touched = touched_program(work, program_id, drive_id=request.drive_id)
        if touched.touch.program_id not in kept_for:
            yield touched
    site_id = kept_id(work.connection, Site, request.site_id)
    if table_of(work.viewer, request.drive_id, site_id) is not None:
        refuse_beyond_table(work, request)


def _restrictions(lines: Iterable[Any]) -> Iterable[int]:
    return dict.fromkeys(line.restricted_to_id for line in lines if line.restricted_to_id is not None)


def _check_team(work: Work, team_id: int) -> None:
    """Refuse a team that neither gave to a drive of theirs nor collects for one like one that is not here."""
    drive_ids = work.viewer.drives_where(Permission.SEE_DONORS)
    known = select(Donor.id).where(Donor.id == team_id)
    if drive_ids is not None:
        known = known.where(Donor.id.in_(gave_to(drive_ids)))
    if work.connection.execute(known).first() is None:
        raise gone(_("That team"))
