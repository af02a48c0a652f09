"""What was merged into what: rows keep the id they were written with, and reading follows.

One step always leads to the one that is kept: a merge points to it whatever was merged before, and
``verify`` finds what leads further.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
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

from drives.model import Donor, Item, Location, Program, Site

Noun = type[Item] | type[Program] | type[Site] | type[Donor]


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


def merged_into(connection: Connection, table: Noun) -> dict[Any, int]:
    """The ids of one noun that were merged → the ids of what is kept."""
    rows = select(table.id, table.merged_into_id).where(table.merged_into_id.is_not(None))
    return {row_id: into for row_id, into in connection.execute(rows) if into is not None}


def followed(rows: Iterable[tuple[int, int | None]]) -> dict[int, int]:
    """For (id, what it was merged into): each id → the id it is read as, its own where it was not merged."""
    return {row_id: row_id if into is None else into for row_id, into in rows}


def read_as(table: Noun) -> ColumnElement[int]:
    """The id that a row of a noun's table is read as, for joins."""
    return func.coalesce(table.merged_into_id, table.id)


def ids_read_as(table: Noun | type[Location], row_id: int | BindParameter[Any]) -> Select[Any]:
    """The ids that are read as one, for ``in_``: its own and those of what was merged into it."""
    return select(table.id).where(or_(table.id == row_id, table.merged_into_id == row_id))
