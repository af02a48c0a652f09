"""What requests about needs touch."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from drives.commands.door import Touched, Work
from drives.commands.found import kept_id, row_of
from drives.commands.touched.looked_up import touched_drive, touched_need, touched_program
from drives.commands.wording import gone
from drives.model import DriveProgram, Program, StandingNeed
from drives.rules.roles import Touch
from drives.texts import _


def touches_posted_need(work: Work, request: Any) -> Iterator[Touched]:
    """The program that asks, and the drive that is named: one that collects for it."""
    yield touched_program(work, request.program_id)
    if request.drive_id is not None:
        program_id = kept_id(work.connection, Program, request.program_id)
        touched = touched_drive(work, request.drive_id, program_id=program_id)
        if program_id not in _collected_for(work, request.drive_id):
            raise touched.gone
        yield touched


def touches_need(work: Work, request: Any) -> Iterator[Touched]:
    """The need that is revised, confirmed, cancelled."""
    yield touched_need(work, request.need_id)


def touches_posted_needs(work: Work, request: Any) -> Iterator[Touched]:
    """The programs and drives of several needs."""
    for one in request.rows:
        yield from touches_posted_need(work, one.need)


def touches_needs(work: Work, request: Any) -> Iterator[Touched]:
    """The needs that are confirmed together."""
    for need_id in request.need_ids:
        yield touched_need(work, need_id)


def touches_asking_program(work: Work, request: Any) -> Iterator[Touched]:
    """The program that asks again and again."""
    yield touched_program(work, request.program_id)


def touches_standing_need(work: Work, request: Any) -> Iterator[Touched]:
    """The need that repeats, by its program."""
    row = row_of(work.connection, StandingNeed, request.standing_need_id, _("That need"), lock=False)
    touch = Touch(program_id=kept_id(work.connection, Program, row.program_id))
    yield Touched(touch, gone(_("That need")))


def _collected_for(work: Work, drive_id: int) -> frozenset[int]:
    """The programs that a drive collects for, as they are read."""
    links = (
        select(func.coalesce(Program.merged_into_id, Program.id))
        .join_from(DriveProgram, Program, Program.id == DriveProgram.program_id)
        .where(DriveProgram.drive_id == drive_id)
    )
    return frozenset(work.connection.execute(links).scalars())
