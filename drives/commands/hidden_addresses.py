"""Keeping a hidden address out of what everybody reads."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, select, true

from drives.errors import Refusal
from drives.model import Program
from drives.rules.hidden_addresses import holds_address
from drives.texts import _


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
    """Refuse texts in which one of these programs is found at the address that it hides.

    They are programs of whoever writes, so that a refusal tells nobody what was not hers to know.
    """
    if not any(texts):
        return
    theirs = set(program_ids)
    for program_id, hidden in hidden_addresses(connection).items():
        if program_id in theirs and any(holds_address(text, hidden.address) for text in texts):
            raise tells_address(hidden.program)


def tells_address(program: str) -> Refusal:
    """What is said of a text that everybody would read."""
    return Refusal(
        _("This has the address in it that {program} hides, and everybody may read it. Take it out.").format(
            program=program
        )
    )
