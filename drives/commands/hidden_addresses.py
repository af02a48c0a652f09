"""Keeping a hidden address out of what everybody reads."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import Connection, select, true

from drives.errors import Refusal
from drives.model import Drive, DriveProgram, Item, Need, Program, StandingNeed
from drives.rules.hidden_addresses import holds_address
from drives.store.merges import ids_read_as, merged_into
from drives.texts import _

_MOST_NAMED = 8


class Hidden(NamedTuple):
    """A program, and the address that it hides."""

    program: str
    address: str


def hidden_addresses(connection: Connection) -> dict[int, Hidden]:
    """By program, what it hides, where it does."""
    rows = connection.execute(
        select(Program.id, Program.name, Program.address)
        .where(Program.hide_address.is_(true()), Program.address.is_not(None))
        .order_by(Program.name)
    )
    return {row.id: Hidden(row.name, row.address) for row in rows}


def refuse_hidden(connection: Connection, program_ids: Iterable[int], *texts: str | None) -> None:
    """Refuse texts in which one of these programs, or one merged into it, is found at the address it hides.

    They are the programs that the texts are about. A refusal says that what was typed is the address: to
    whoever may write for the program, on whose staff she need not be.
    """
    if not any(texts):
        return
    into = merged_into(connection, Program)
    theirs = {into.get(program_id, program_id) for program_id in program_ids}
    for program_id, hidden in hidden_addresses(connection).items():
        if into.get(program_id, program_id) in theirs and any(
            holds_address(text, hidden.address) for text in texts
        ):
            raise tells_address(hidden.program)


def told_elsewhere(connection: Connection, program_id: int, program: str, address: str) -> Refusal | None:
    """What is said where everybody can read an address outside of its program, so that it cannot be hidden.

    That is in a need not taken back (a lapsed one may be confirmed), in one that repeats, or in a drive.
    """
    places = list(_telling(connection, program_id, address))
    if not places:
        return None
    if len(places) > _MOST_NAMED:
        places = [*places[:_MOST_NAMED], "…"]
    return Refusal(
        _(
            "Everybody can read the address of {program} elsewhere: {places}. Take it out there (what "
            "repeats is ended and set up anew), then hide it."
        ).format(program=program, places=", ".join(places))
    )


def _telling(connection: Connection, program_id: int, address: str) -> Iterator[str]:
    """The needs and drives of a program, in words, whose texts have an address in them."""
    theirs = ids_read_as(Program, program_id)
    needs = (
        select(Need.note, Need.reference, Need.id, Item.name)
        .join(Item, Item.id == Need.item_id)
        .where(Need.program_id.in_(theirs), Need.cancelled_on.is_(None), Need.note.is_not(None))
        .order_by(Need.id)
    )
    for row in connection.execute(needs):
        if holds_address(row.note, address):
            words = {"need": row.reference or row.id, "item": row.name}
            yield _("in the need {need} for {item}").format(**words)
    repeating = (
        select(StandingNeed.note, Item.name)
        .join(Item, Item.id == StandingNeed.item_id)
        .where(StandingNeed.program_id.in_(theirs), StandingNeed.ended_on.is_(None))
        .order_by(StandingNeed.id)
    )
    for standing in connection.execute(repeating):
        if holds_address(standing.note, address):
            yield _("in what repeats of {item}").format(item=standing.name)
    of_program = select(DriveProgram.drive_id).where(DriveProgram.program_id.in_(theirs))
    drives = select(Drive.name, Drive.story).where(Drive.id.in_(of_program)).order_by(Drive.id)
    for drive in connection.execute(drives):
        if holds_address(drive.story, address) or holds_address(drive.name, address):
            yield _("in the drive {drive}").format(drive=drive.name)


def tells_address(program: str) -> Refusal:
    """What is said of a text that everybody would read."""
    return Refusal(
        _("This has the address in it that {program} hides, and everybody may read it. Take it out.").format(
            program=program
        )
    )
