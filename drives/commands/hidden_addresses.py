"""Keeping a hidden address out of what everybody reads."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from drives.errors import Refusal
from drives.model import Program
from drives.rules.hidden_addresses import holds_address
from drives.texts import _


def refuse_hidden(connection: Connection, program_ids: Iterable[int], *texts: str | None) -> None:
    """Refuse texts in which one of these programs is found at the address that it hides.

    They are programs of whoever writes, so that a refusal tells nobody what was not hers to know.
    """
    if not any(texts):
        return
    hidden = select(Program.name, Program.address).where(
        Program.id.in_(sorted(set(program_ids))), Program.hide_address.is_(True), Program.address.is_not(None)
    )
    for row in connection.execute(hidden.order_by(Program.name)):
        if any(holds_address(text, row.address) for text in texts):
            raise tells_address(row.name)


def tells_address(program: str) -> Refusal:
    """What is said of a text that everybody would read."""
    return Refusal(
        _("This has the address in it that {program} hides, and everybody may read it. Take it out.").format(
            program=program
        )
    )
