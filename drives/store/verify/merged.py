"""What was merged into what: how everything else is read, and whether it can be so."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    TableClause,
    and_,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
)

from drives.store.verify.names import Names
from drives.store.verify.plain import (
    ONE,
    donor,
    drive,
    drive_goal,
    drive_program,
    drive_site,
    found,
    item,
    location,
    move,
    program,
    site,
)
from drives.texts import _


class ReadAs:
    """The ids of places, items, programs and sites as they are read, from one snapshot.

    Where nothing was merged the column itself is given back, so that reading costs nothing.
    """

    def __init__(self, connection: Connection) -> None:
        self._places = _merged(connection, location)
        self._items = _merged(connection, item)
        self._programs = _merged(connection, program)
        self._sites = _merged(connection, site)

    def place(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """A location as it is read."""
        return _mapped(column, self._places)

    def item(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """An item as it is read."""
        return _mapped(column, self._items)

    def program(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """A program as it is read."""
        return _mapped(column, self._programs)

    def site(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """A site as it is read."""
        return _mapped(column, self._sites)


def _merged(connection: Connection, table: TableClause) -> dict[int, int]:
    rows = select(table.c.id, table.c.merged_into_id).where(table.c.merged_into_id.is_not(None))
    return {row.id: row.merged_into_id for row in connection.execute(rows.order_by(table.c.id))}


def _mapped(column: ColumnElement[Any], into: Mapping[int, int]) -> ColumnElement[Any]:
    if not into:
        return column
    whens: dict[Any, Any] = {
        literal_column(str(int(one))): literal_column(str(int(kept))) for one, kept in into.items()
    }
    return case(whens, value=column, else_=column)


def merge_differences(connection: Connection, names: Names, read: ReadAs) -> Iterator[str]:  # noqa: ARG001
    """Merges that lead nowhere or further, or put together what cannot be read as one."""
    nouns: tuple[tuple[TableClause, Callable[[int], str]], ...] = (
        (item, names.item),
        (program, names.program),
        (site, names.site),
        (donor, names.donor),
        (location, names.place),
    )
    for table, called in nouns:
        yield from _leading_astray(connection, table, called)
    yield from _unlike_items(connection, names)
    yield from _unlike_places(connection, names)
    yield from _drives_of_merged(connection, names)


def _leading_astray(
    connection: Connection, table: TableClause, called: Callable[[int], str]
) -> Iterator[str]:
    kept = table.alias("kept")
    astray = (
        select(table.c.id, table.c.merged_into_id)
        .outerjoin_from(table, kept, kept.c.id == table.c.merged_into_id)
        .where(
            table.c.merged_into_id.is_not(None), or_(kept.c.id.is_(None), kept.c.merged_into_id.is_not(None))
        )
    )
    for row in found(connection, astray.order_by(table.c.id)):
        yield _("{name} is merged into {kept}, which is not one that is kept.").format(
            name=called(row.id), kept=called(row.merged_into_id)
        )


def _unlike_items(connection: Connection, names: Names) -> Iterator[str]:
    kept = item.alias("kept")
    unlike = (
        select(item.c.id, kept.c.id.label("kept_id"))
        .join_from(item, kept, kept.c.id == item.c.merged_into_id)
        .where(or_(item.c.unit != kept.c.unit, item.c.date_rule != kept.c.date_rule))
    )
    for row in found(connection, unlike.order_by(item.c.id)):
        yield _("{name} is merged into {kept}, but its unit or its date rule is another.").format(
            name=names.item(row.id), kept=names.item(row.kept_id)
        )


def _unlike_places(connection: Connection, names: Names) -> Iterator[str]:
    """Places that are not merged as their sites and programs are, or of two kinds of which one had goods."""
    place, kept = location.alias("place"), location.alias("kept")
    should = func.min(kept.c.id)
    other = (
        select(place.c.id, place.c.merged_into_id)
        .outerjoin_from(place, site, site.c.id == place.c.site_id)
        .outerjoin(program, program.c.id == place.c.program_id)
        .outerjoin(
            kept,
            or_(kept.c.site_id == site.c.merged_into_id, kept.c.program_id == program.c.merged_into_id),
        )
        .group_by(place.c.id, place.c.merged_into_id)
        .having(place.c.merged_into_id.is_distinct_from(should))
    )
    for row in found(connection, other.order_by(place.c.id)):
        if row.merged_into_id is None:
            yield _("{place} was merged, but its goods are not read where it was merged into.").format(
                place=names.place(row.id)
            )
        else:
            yield _("{place}: its goods are read as at {kept}, into which it was not merged.").format(
                place=names.place(row.id), kept=names.place(row.merged_into_id)
            )
    moved = exists(
        select(ONE)
        .select_from(move)
        .where(or_(move.c.from_location_id == place.c.id, move.c.to_location_id == place.c.id))
    )
    unlike = (
        select(place.c.id, kept.c.id.label("kept_id"))
        .join_from(place, kept, kept.c.id == place.c.merged_into_id)
        .where(and_(place.c.kind != kept.c.kind, moved))
    )
    for row in found(connection, unlike.order_by(place.c.id)):
        yield _("{place} is merged into {kept}, which is a place of another kind.").format(
            place=names.place(row.id), kept=names.place(row.kept_id)
        )


def _drives_of_merged(connection: Connection, names: Names) -> Iterator[str]:
    ways = (
        (drive_program, program, "program_id", names.program),
        (drive_site, site, "site_id", names.site),
        (drive_goal, item, "item_id", names.item),
    )
    for table, noun, column, called in ways:
        gone = (
            select(drive.c.id, noun.c.id.label("noun_id"))
            .join_from(table, drive, drive.c.id == table.c.drive_id)
            .join(noun, noun.c.id == table.c[column])
            .where(noun.c.merged_into_id.is_not(None))
        )
        for row in found(connection, gone.order_by(drive.c.id, noun.c.id)):
            yield _("{drive} still names {name}, which was merged.").format(
                drive=names.drive(row.id), name=called(row.noun_id)
            )
