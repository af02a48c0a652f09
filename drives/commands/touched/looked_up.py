"""What a request names, looked up by id: whose it is, or refused as if it were not there."""

from sqlalchemy import select

from drives.commands.door import Touched, Work
from drives.commands.found import drive_row, kept_id, lot_row, row_of
from drives.commands.wording import gone
from drives.model import Need, Program, Site
from drives.rules.roles import Permission, Touch
from drives.store.theirs import site_is_open
from drives.texts import _


def touched_drive(work: Work, drive_id: int, *, program_id: int | None = None) -> Touched:
    """A drive, and the program for which it collects where one is named."""
    drive_row(work.connection, drive_id)
    return Touched(Touch(drive_id=drive_id, program_id=program_id), gone(_("That drive")))


def touched_program(work: Work, program_id: int, *, drive_id: int | None = None) -> Touched:
    """A program, as it is read now, for a drive where one is named."""
    row = row_of(work.connection, Program, program_id, _("That program"), lock=False)
    touch = Touch(drive_id=drive_id, program_id=row.merged_into_id or row.id)
    return Touched(touch, gone(_("That program")))


def touched_need(work: Work, need_id: int) -> Touched:
    """A need, by its drive and its program."""
    row = row_of(work.connection, Need, need_id, _("That need"), lock=False)
    program_id = kept_id(work.connection, Program, row.program_id)
    return Touched(Touch(drive_id=row.drive_id, program_id=program_id), gone(_("That need")))


def touched_lot(work: Work, lot_id: int) -> Touched:
    """A lot, by its drive."""
    row = lot_row(work.connection, lot_id)
    return Touched(Touch(drive_id=row.drive_id), gone(_("That lot")))


def check_lot(work: Work, lot_id: int, permission: Permission) -> None:
    """Refuse goods that are kept for a program that is not theirs like a lot that does not exist."""
    kept_for = lot_row(work.connection, lot_id).restricted_to_id
    theirs = work.viewer.programs_where(permission)
    if kept_for is None or theirs is None:
        return
    if kept_id(work.connection, Program, kept_for) not in theirs:
        raise gone(_("That lot"))


def check_site(work: Work, site_id: int, permission: Permission) -> None:
    """Refuse a site that they may not know of like one that does not exist."""
    drive_ids = work.viewer.drives_where(permission)
    known = select(Site.id).where(Site.id == kept_id(work.connection, Site, site_id))
    if drive_ids is not None:
        known = known.where(site_is_open(drive_ids))
    if work.connection.execute(known).first() is None:
        raise gone(_("That site"))
