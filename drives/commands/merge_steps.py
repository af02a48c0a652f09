"""The steps of every merge: both rows locked, the one that goes pointing to the one that is kept.

Nothing that was posted is changed: what was written keeps its id, and reading follows (``store/merges.py``).
"""

from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, delete, insert, or_, select, update

from drives.commands.imports.lookups import lock_imports
from drives.commands.wording import gone
from drives.errors import Refusal
from drives.store.merges import Noun, ids_read_as
from drives.texts import _


class Two(NamedTuple):
    """The rows of the one that goes and of the one that is kept."""

    gone: Any
    kept: Any


def both(connection: Connection, table: Table, gone_id: int, kept_id: int, what: str) -> Two:
    """Both rows, locked: nobody logs, asks for, sends or imports anything of them until the end."""
    lock_imports(connection)
    both = select(table).where(table.c.id.in_((gone_id, kept_id))).order_by(table.c.id).with_for_update()
    rows = {row.id: row for row in connection.execute(both)}
    if gone_id not in rows or kept_id not in rows:
        raise gone(what)
    if gone_id == kept_id:
        raise Refusal(
            _("{name} cannot be merged into itself. Choose another one to keep.").format(
                name=rows[kept_id].name
            )
        )
    for row in (rows[gone_id], rows[kept_id]):
        if row.merged_into_id is not None:
            raise Refusal(
                _("{name} was merged into {kept} before. Choose {kept}.").format(
                    name=row.name, kept=name_of(connection, table, row.merged_into_id)
                )
            )
    return Two(rows[gone_id], rows[kept_id])


def name_of(connection: Connection, table: Table, row_id: int) -> str:
    """What a row is called."""
    return str(connection.execute(select(table.c.name).where(table.c.id == row_id)).scalar())


def ids_kept(connection: Connection, table: Noun, row_id: int) -> list[int]:
    """The ids that are read as one: its own and those of what was merged into it."""
    return list(connection.execute(ids_read_as(table, row_id).order_by(table.id)).scalars())


def point(connection: Connection, table: Table, two: Two) -> None:
    """The one that goes, and what was merged into it before, point to the one that is kept."""
    connection.execute(
        update(table)
        .where(or_(table.c.id == two.gone.id, table.c.merged_into_id == two.gone.id))
        .values(merged_into_id=two.kept.id)
    )


def join_drives(connection: Connection, table: Table, column: str, two: Two) -> None:
    """Drives of the one that goes are drives of the one that is kept."""
    of_noun = select(table.c.drive_id).where
    theirs = set(connection.execute(of_noun(table.c[column] == two.kept.id)).scalars())
    ours = set(connection.execute(of_noun(table.c[column] == two.gone.id)).scalars())
    connection.execute(delete(table).where(table.c[column] == two.gone.id))
    if ours - theirs:
        connection.execute(
            insert(table), [{"drive_id": drive, column: two.kept.id} for drive in sorted(ours - theirs)]
        )
