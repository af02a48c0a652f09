"""What each request touches, looked up by id, for the door to hold against the grants of whoever asks.

Read only for those who hold a permission for some drives, some programs or a table. Whatever a request
names is looked at in turn, one after the other and never ahead, and what does not exist is refused in the
words of ``found.py`` at its turn. So an id that is not theirs and one that never was are answered alike,
whatever else the request says.

What is whose: a drive, its donations and its lots are its organizers'; needs, reservations and deliveries
are their program's, and those of the organizers of the drives that collect for it (a need that names a
drive: of that drive's organizers). Items are everybody's. Stock is shared: to keep goods for a need or to
deliver them, lots of any drive may be used, unless they are kept for a program that is not theirs; to move,
hold or discard them is for the organizers of the lot's drive.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import func, select

from drives.commands.door import Touched, Work
from drives.commands.found import drive_row, kept_id, lot_row, row_of
from drives.commands.table_entries import mark_of, refuse_beyond_table, table_of
from drives.commands.wording import gone
from drives.errors import NotAllowed
from drives.model import (
    Assembly,
    AssemblyBatch,
    Delivery,
    DeliveryLine,
    Donation,
    DonationLine,
    Donor,
    DriveProgram,
    Hold,
    Lot,
    Need,
    Pledge,
    Program,
    Reservation,
    Site,
    Sorting,
    StandingNeed,
)
from drives.rules.roles import Permission, Touch
from drives.store.merges import read_as
from drives.store.theirs import gave_to, site_is_open
from drives.texts import _


def touches_drive(work: Work, request: Any) -> Iterator[Touched]:
    """The drive that is closed, opened again, put away."""
    yield _drive(work, request.drive_id)


def touches_revised_drive(work: Work, request: Any) -> Iterator[Touched]:
    """The drive, and what it is to have.

    A program that a drive collects for is its organizers' to see and to post for, and a site that is not
    public, or a team, is theirs to look up: who runs some drives gives them none that were not theirs.
    """
    yield _drive(work, request.drive_id)
    for program_id in request.becomes.program_ids:
        yield _program(work, program_id, drive_id=request.drive_id)
    for site_id in request.becomes.site_ids:
        _check_site(work, site_id, Permission.RUN_DRIVES)
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
        _check_site(work, request.site_id, Permission.RUN_DRIVES)
    for program_id in _restrictions(request.lines):
        yield _program(work, program_id, drive_id=row.drive_id)


def touches_posted_need(work: Work, request: Any) -> Iterator[Touched]:
    """The program that asks, and the drive that is named: one that collects for it."""
    yield _program(work, request.program_id)
    if request.drive_id is not None:
        program_id = kept_id(work.connection, Program, request.program_id)
        touched = _drive(work, request.drive_id, program_id=program_id)
        if program_id not in _collected_for(work, request.drive_id):
            raise touched.gone
        yield touched


def touches_need(work: Work, request: Any) -> Iterator[Touched]:
    """The need that is revised, confirmed, cancelled."""
    yield _need(work, request.need_id)


def touches_posted_needs(work: Work, request: Any) -> Iterator[Touched]:
    """The programs and drives of several needs."""
    for one in request.rows:
        yield from touches_posted_need(work, one.need)


def touches_needs(work: Work, request: Any) -> Iterator[Touched]:
    """The needs that are confirmed together."""
    for need_id in request.need_ids:
        yield _need(work, need_id)


def touches_asking_program(work: Work, request: Any) -> Iterator[Touched]:
    """The program that asks again and again."""
    yield _program(work, request.program_id)


def touches_standing_need(work: Work, request: Any) -> Iterator[Touched]:
    """The need that repeats, by its program."""
    row = row_of(work.connection, StandingNeed, request.standing_need_id, _("That need"), lock=False)
    touch = Touch(program_id=kept_id(work.connection, Program, row.program_id))
    yield Touched(touch, gone(_("That need")))


def touches_reserved(work: Work, request: Any) -> Iterator[Touched]:
    """The need; the lot and the site are shared."""
    yield _need(work, request.need_id)
    _check_lot(work, request.lot_id, Permission.ALLOCATE)
    _check_site(work, request.site_id, Permission.ALLOCATE)


def touches_shared(work: Work, request: Any) -> Iterator[Touched]:
    """The needs of a proposal and the drive whose needs they are; the lots and the sites are shared."""
    if request.drive_id is not None:
        yield _drive(work, request.drive_id)
    for fact in request.facts:
        yield _need(work, fact.need_id)
    for line in request.lines:
        yield _need(work, line.need_id)
        _check_lot(work, line.lot_id, Permission.ALLOCATE)
        _check_site(work, line.site_id, Permission.ALLOCATE)


def touches_reservation(work: Work, request: Any) -> Iterator[Touched]:
    """The reservation that is released, by its need."""
    yield _reservation(work, request.reservation_id)


def touches_reservations(work: Work, request: Any) -> Iterator[Touched]:
    """The reservations that are released together, by their needs."""
    for reservation_id in request.reservation_ids:
        yield _reservation(work, reservation_id)


def touches_planned(work: Work, request: Any) -> Iterator[Touched]:
    """The program that the delivery goes to, and what is reserved for it; free lots and sites are shared."""
    yield _program(work, request.program_id)
    for reservation_id in request.reservation_ids:
        yield _reservation(work, reservation_id)
    for free in request.free_lines:
        _check_lot(work, free.lot_id, Permission.DELIVER)
        _check_site(work, free.site_id, Permission.DELIVER)


def touches_delivery(work: Work, request: Any) -> Iterator[Touched]:
    """The delivery that is packed, sent, confirmed, cancelled, by the program that it goes to."""
    row = row_of(work.connection, Delivery, request.delivery_id, _("That delivery"), lock=False)
    touch = Touch(program_id=kept_id(work.connection, Program, row.program_id))
    yield Touched(touch, gone(_("That delivery")))


def touches_handed_out(work: Work, request: Any) -> Iterator[Touched]:
    """The program that goods are handed to, and the site where they stand; lots are shared."""
    yield _program(work, request.program_id)
    _check_site(work, request.site_id, Permission.DELIVER)


def touches_searched(work: Work, request: Any) -> Iterator[Touched]:
    """The delivery's line of which something is missing, by the program that it went to."""
    what = gone(_("That line of a delivery"))
    line = row_of(work.connection, DeliveryLine, request.line_id, _("That line of a delivery"), lock=False)
    row = row_of(work.connection, Delivery, line.delivery_id, _("That delivery"), lock=False)
    yield Touched(Touch(program_id=kept_id(work.connection, Program, row.program_id)), what)


def touches_found(work: Work, request: Any) -> Iterator[Touched]:
    """The same, and the site where missing goods were found."""
    yield from touches_searched(work, request)
    _check_site(work, request.site_id, Permission.DELIVER)


def touches_lot(work: Work, request: Any) -> Iterator[Touched]:
    """The lot that is held, by its drive."""
    yield _lot(work, request.lot_id)


def touches_hold(work: Work, request: Any) -> Iterator[Touched]:
    """The hold that is lifted, by the drive of its lot."""
    row = row_of(work.connection, Hold, request.hold_id, _("That hold"), lock=False)
    yield Touched(_lot(work, row.lot_id).touch, gone(_("That hold")))


def touches_discarded(work: Work, request: Any) -> Iterator[Touched]:
    """The lot of which something is discarded, and the site where it stands."""
    yield _lot(work, request.lot_id)
    _check_site(work, request.site_id, Permission.MOVE_STOCK)


def touches_sorting(work: Work, request: Any) -> Iterator[Touched]:
    """The sorting that is taken back, by the drive of the lot that was sorted."""
    row = row_of(work.connection, Sorting, request.sorting_id, _("That sorting"), lock=False)
    yield Touched(_lot(work, row.lot_id).touch, gone(_("That sorting")))


def touches_assembled(work: Work, request: Any) -> Iterator[Touched]:
    """The drive whose goods go into kits, the site, and the program that they are kept for."""
    if request.drive_id is None:
        raise NotAllowed(_("Choose a drive: kits of the goods of all drives are for organizers of all."))
    yield _drive(work, request.drive_id)
    _check_site(work, request.site_id, Permission.MOVE_STOCK)
    if request.for_program_id is not None:
        yield _program(work, request.for_program_id, drive_id=request.drive_id)


def touches_assembly(work: Work, request: Any) -> Iterator[Touched]:
    """The kits that were put together or taken apart, by the drives of their lots."""
    row = row_of(work.connection, Assembly, request.assembly_id, _("That work on kits"), lock=False)
    drives = (
        select(Lot.drive_id)
        .distinct()
        .join_from(AssemblyBatch, Lot, Lot.id == AssemblyBatch.lot_id)
        .where(AssemblyBatch.assembly_id == row.id)
        .order_by(Lot.drive_id)
    )
    for drive_id in work.connection.execute(drives).scalars():
        yield Touched(Touch(drive_id=drive_id), gone(_("That work on kits")))


def touches_transferred(work: Work, request: Any) -> Iterator[Touched]:
    """The lot of which something is taken elsewhere, and both sites."""
    yield _lot(work, request.lot_id)
    for site_id in (request.from_site_id, request.to_site_id):
        _check_site(work, site_id, Permission.MOVE_STOCK)


def _place(work: Work, request: Any, permission: Permission) -> Iterator[Touched]:
    if request.drive_id is None:
        raise NotAllowed(_("Choose a drive: donations that belong to none are logged by organizers of all."))
    drive = _drive(work, request.drive_id)
    if request.drive_id not in (work.viewer.drives_where(permission) or ()):
        raise drive.gone
    _check_site(work, request.site_id, permission)
    site_id = kept_id(work.connection, Site, request.site_id)
    yield Touched(Touch(drive_id=request.drive_id, site_id=site_id), gone(_("That site")))


def _intake(
    work: Work, request: Any, permission: Permission, kept_for: frozenset[int] = frozenset()
) -> Iterator[Touched]:
    yield from _place(work, request, permission)
    for program_id in _restrictions(request.lines):
        touched = _program(work, program_id, drive_id=request.drive_id)
        if touched.touch.program_id not in kept_for:
            yield touched
    site_id = kept_id(work.connection, Site, request.site_id)
    if table_of(work.viewer, request.drive_id, site_id) is not None:
        refuse_beyond_table(work, request)


def _restrictions(lines: Iterable[Any]) -> Iterable[int]:
    return dict.fromkeys(line.restricted_to_id for line in lines if line.restricted_to_id is not None)


def _drive(work: Work, drive_id: int, *, program_id: int | None = None) -> Touched:
    drive_row(work.connection, drive_id)
    return Touched(Touch(drive_id=drive_id, program_id=program_id), gone(_("That drive")))


def _program(work: Work, program_id: int, *, drive_id: int | None = None) -> Touched:
    row = row_of(work.connection, Program, program_id, _("That program"), lock=False)
    touch = Touch(drive_id=drive_id, program_id=row.merged_into_id or row.id)
    return Touched(touch, gone(_("That program")))


def _need(work: Work, need_id: int) -> Touched:
    row = row_of(work.connection, Need, need_id, _("That need"), lock=False)
    program_id = kept_id(work.connection, Program, row.program_id)
    return Touched(Touch(drive_id=row.drive_id, program_id=program_id), gone(_("That need")))


def _reservation(work: Work, reservation_id: int) -> Touched:
    row = row_of(work.connection, Reservation, reservation_id, _("That reservation"), lock=False)
    return Touched(_need(work, row.need_id).touch, gone(_("That reservation")))


def _lot(work: Work, lot_id: int) -> Touched:
    row = lot_row(work.connection, lot_id)
    return Touched(Touch(drive_id=row.drive_id), gone(_("That lot")))


def _collected_for(work: Work, drive_id: int) -> frozenset[int]:
    """The programs that a drive collects for, as they are read."""
    links = (
        select(func.coalesce(Program.merged_into_id, Program.id))
        .join_from(DriveProgram, Program, Program.id == DriveProgram.program_id)
        .where(DriveProgram.drive_id == drive_id)
    )
    return frozenset(work.connection.execute(links).scalars())


def _check_lot(work: Work, lot_id: int, permission: Permission) -> None:
    """Refuse goods that are kept for a program that is not theirs like a lot that does not exist."""
    kept_for = lot_row(work.connection, lot_id).restricted_to_id
    theirs = work.viewer.programs_where(permission)
    if kept_for is None or theirs is None:
        return
    if kept_id(work.connection, Program, kept_for) not in theirs:
        raise gone(_("That lot"))


def _check_site(work: Work, site_id: int, permission: Permission) -> None:
    """Refuse a site that they may not know of like one that does not exist."""
    drive_ids = work.viewer.drives_where(permission)
    known = select(Site.id).where(Site.id == kept_id(work.connection, Site, site_id))
    if drive_ids is not None:
        known = known.where(site_is_open(drive_ids))
    if work.connection.execute(known).first() is None:
        raise gone(_("That site"))


def _check_team(work: Work, team_id: int) -> None:
    """Refuse a team that neither gave to a drive of theirs nor collects for one like one that is not here."""
    drive_ids = work.viewer.drives_where(Permission.SEE_DONORS)
    known = select(Donor.id).where(Donor.id == team_id)
    if drive_ids is not None:
        known = known.where(Donor.id.in_(gave_to(drive_ids)))
    if work.connection.execute(known).first() is None:
        raise gone(_("That team"))
