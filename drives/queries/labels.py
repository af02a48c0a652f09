"""What stands on printed labels: programs as they may be called where everybody looks."""

from dataclasses import dataclass

from sqlalchemy import select

from drives.model import Program
from drives.queries.door import Look, query
from drives.rules.roles import Permission
from drives.store.theirs import within
from drives.texts import _


@dataclass(frozen=True, slots=True)
class LabelProgram:
    """A program that boxes are packed for; ``printed`` is what a label calls it."""

    program_id: int
    name: str
    printed: str


@query(Permission.MOVE_STOCK, scoped=True)
def label_programs(look: Look) -> tuple[LabelProgram, ...]:
    """The programs that this viewer packs for, by name.

    A box is seen by whoever carries it: a program whose address is hidden, or that is not listed, stands
    on it as its hub, else as a partner program (DOMAIN 4.3).
    """
    theirs = look.viewer.programs_where(Permission.MOVE_STOCK)
    rows = look.connection.execute(
        select(Program.id, Program.name, Program.hub, Program.hide_address, Program.unlisted)
        .where(Program.merged_into_id.is_(None), within(Program.id, theirs))
        .order_by(Program.name)
    )
    return tuple(
        LabelProgram(
            row.id,
            row.name,
            (row.hub or _("a partner program")) if row.hide_address or row.unlisted else row.name,
        )
        for row in rows
    )
