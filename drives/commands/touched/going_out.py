"""What requests about reservations and deliveries touch."""

from collections.abc import Iterator
from typing import Any

from drives.commands.door import Touched, Work
from drives.commands.found import kept_id, row_of
from drives.commands.touched.looked_up import (
    check_lot,
    check_site,
    touched_drive,
    touched_need,
    touched_program,
)
from drives.commands.wording import gone
from drives.model import Delivery, DeliveryLine, Program, Reservation
from drives.rules.roles import Permission, Touch
from drives.texts import _


def touches_reserved(work: Work, request: Any) -> Iterator[Touched]:
    """The need; the lot and the site are shared."""
    yield touched_need(work, request.need_id)
    check_lot(work, request.lot_id, Permission.ALLOCATE)
    check_site(work, request.site_id, Permission.ALLOCATE)


def touches_shared(work: Work, request: Any) -> Iterator[Touched]:
    """The needs of a proposal and the drive whose needs they are; the lots and the sites are shared."""
    if request.drive_id is not None:
        yield touched_drive(work, request.drive_id)
    for fact in request.facts:
        yield touched_need(work, fact.need_id)
    for line in request.lines:
        yield touched_need(work, line.need_id)
        check_lot(work, line.lot_id, Permission.ALLOCATE)
        check_site(work, line.site_id, Permission.ALLOCATE)


def touches_reservation(work: Work, request: Any) -> Iterator[Touched]:
    """The reservation that is released, by its need."""
    yield _reservation(work, request.reservation_id)


def touches_reservations(work: Work, request: Any) -> Iterator[Touched]:
    """The reservations that are released together, by their needs."""
    for reservation_id in request.reservation_ids:
        yield _reservation(work, reservation_id)


def touches_planned(work: Work, request: Any) -> Iterator[Touched]:
    """The program that the delivery goes to, and what is reserved for it; free lots and sites are shared."""
    yield touched_program(work, request.program_id)
    for reservation_id in request.reservation_ids:
        yield _reservation(work, reservation_id)
    for free in request.free_lines:
        check_lot(work, free.lot_id, Permission.DELIVER)
        check_site(work, free.site_id, Permission.DELIVER)


def touches_delivery(work: Work, request: Any) -> Iterator[Touched]:
    """The delivery that is packed, sent, confirmed, cancelled, by the program that it goes to."""
    row = row_of(work.connection, Delivery, request.delivery_id, _("That delivery"), lock=False)
    touch = Touch(program_id=kept_id(work.connection, Program, row.program_id))
    yield Touched(touch, gone(_("That delivery")))


def touches_handed_out(work: Work, request: Any) -> Iterator[Touched]:
    """The program that goods are handed to, and the site where they stand; lots are shared."""
    yield touched_program(work, request.program_id)
    check_site(work, request.site_id, Permission.DELIVER)


def touches_searched(work: Work, request: Any) -> Iterator[Touched]:
    """The delivery's line of which something is missing, by the program that it went to."""
    what = gone(_("That line of a delivery"))
    line = row_of(work.connection, DeliveryLine, request.line_id, _("That line of a delivery"), lock=False)
    row = row_of(work.connection, Delivery, line.delivery_id, _("That delivery"), lock=False)
    yield Touched(Touch(program_id=kept_id(work.connection, Program, row.program_id)), what)


def touches_found(work: Work, request: Any) -> Iterator[Touched]:
    """The same, and the site where missing goods were found."""
    yield from touches_searched(work, request)
    check_site(work, request.site_id, Permission.DELIVER)


def _reservation(work: Work, reservation_id: int) -> Touched:
    row = row_of(work.connection, Reservation, reservation_id, _("That reservation"), lock=False)
    return Touched(touched_need(work, row.need_id).touch, gone(_("That reservation")))
