"""What was merged into what: rows keep the id they were written with, and reading follows, one step."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    func,
    literal_column,
    or_,
    select,
    union_all,
)

from drives.model import Item, Program, Site


class Merges(NamedTuple):
    """By noun, the ids of what was merged → the ids of what is kept. Empty where nothing ever was."""

    items: Mapping[int, int] = {}
    programs: Mapping[int, int] = {}
    sites: Mapping[int, int] = {}


NOTHING_MERGED = Merges()

_NOUNS: tuple[type[Item] | type[Program] | type[Site], ...] = (Item, Program, Site)
_MERGED: CompoundSelect[Any] = union_all(
    *(
        select(literal_column(str(place)).label("noun"), noun.id, noun.merged_into_id).where(
            noun.merged_into_id.is_not(None)
        )
        for place, noun in enumerate(_NOUNS)
    )
)


def merges(connection: Connection) -> Merges:
    """All merges of items, programs and sites, in one small statement."""
    found: tuple[dict[int, int], ...] = ({}, {}, {})
    for noun, row_id, into in connection.execute(_MERGED):
        found[noun][row_id] = into
    return Merges(*found) if any(found) else NOTHING_MERGED


def items_read_as(item_id: int) -> Select[Any]:
    """The ids that are read as an item, for ``in_``: its own and those of what was merged into it."""
    return select(Item.id).where(or_(Item.id == item_id, Item.merged_into_id == item_id))


def programs_read_as(program_id: int) -> Select[Any]:
    """The ids that are read as a program, for ``in_``."""
    return select(Program.id).where(or_(Program.id == program_id, Program.merged_into_id == program_id))


def read_as(table: type[Item] | type[Program] | type[Site]) -> ColumnElement[int]:
    """The id that a row of a noun's table is read as, for joins."""
    return func.coalesce(table.merged_into_id, table.id)
