"""What requests about goods on the shelves touch."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from drives.commands.door import Touched, Work
from drives.commands.found import row_of
from drives.commands.touched.looked_up import check_site, touched_drive, touched_lot, touched_program
from drives.commands.wording import gone
from drives.errors import NotAllowed
from drives.model import Assembly, AssemblyBatch, Hold, Lot, Sorting
from drives.rules.roles import Permission, Touch
from drives.texts import _


def touches_lot(work: Work, request: Any) -> Iterator[Touched]:
    """The lot that is held, by its drive."""
    yield touched_lot(work, request.lot_id)


def touches_hold(work: Work, request: Any) -> Iterator[Touched]:
    """The hold that is lifted, by the drive of its lot."""
    row = row_of(work.connection, Hold, request.hold_id, _("That hold"), lock=False)
    yield Touched(touched_lot(work, row.lot_id).touch, gone(_("That hold")))


def touches_discarded(work: Work, request: Any) -> Iterator[Touched]:
    """The lot of which something is discarded, and the site where it stands."""
    yield touched_lot(work, request.lot_id)
    check_site(work, request.site_id, Permission.MOVE_STOCK)


def touches_sorting(work: Work, request: Any) -> Iterator[Touched]:
    """The sorting that is taken back, by the drive of the lot that was sorted."""
    row = row_of(work.connection, Sorting, request.sorting_id, _("That sorting"), lock=False)
    yield Touched(touched_lot(work, row.lot_id).touch, gone(_("That sorting")))


def touches_assembled(work: Work, request: Any) -> Iterator[Touched]:
    """The drive whose goods go into kits, the site, and the program that they are kept for."""
    if request.drive_id is None:
        raise NotAllowed(_("Choose a drive: kits of the goods of all drives are for organizers of all."))
    yield touched_drive(work, request.drive_id)
    check_site(work, request.site_id, Permission.MOVE_STOCK)
    if request.for_program_id is not None:
        yield touched_program(work, request.for_program_id, drive_id=request.drive_id)


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
    yield touched_lot(work, request.lot_id)
    for site_id in (request.from_site_id, request.to_site_id):
        check_site(work, site_id, Permission.MOVE_STOCK)
