"""What must hold among the papers of a sorting: one pile taken off, goods of the same thread put back."""

from collections.abc import Iterator

from sqlalchemy import Connection, and_, exists, func, literal_column, or_, select, union_all

from drives.rules.kinds import LocationKind
from drives.store.verify.merged import ReadAs
from drives.store.verify.names import Names
from drives.store.verify.plain import (
    ONE,
    ZERO,
    assembly_line,
    discard,
    found,
    location,
    lot,
    sorting,
    sorting_line,
    transfer,
    word,
)
from drives.texts import _


def sorting_differences(connection: Connection, names: Names, read: ReadAs) -> Iterator[str]:
    """Lines that are not of their sorting, sortings that make something out of nothing, and work of none."""
    yield from _lines(connection, names, read)
    yield from _out_of_nothing(connection, names)
    yield from _of_no_sorting(connection, names)


def _lines(connection: Connection, names: Names, read: ReadAs) -> Iterator[str]:
    bench = select(location.c.id).where(location.c.identity == word(LocationKind.WORKBENCH)).scalar_subquery()
    pile, made = lot.alias("pile"), lot.alias("made")
    here = read.place(sorting.c.location_id)
    taken = and_(
        transfer.c.lot_id == sorting.c.lot_id,
        read.place(transfer.c.from_location_id) == here,
        transfer.c.to_location_id == bench,
    )
    put_back = and_(
        transfer.c.from_location_id == bench,
        read.place(transfer.c.to_location_id) == here,
        made.c.id != pile.c.id,
        ~made.c.drive_id.is_distinct_from(pile.c.drive_id),
        ~read.site(made.c.site_id).is_distinct_from(read.site(pile.c.site_id)),
        ~read.program(made.c.restricted_to_id).is_distinct_from(read.program(pile.c.restricted_to_id)),
    )
    moved = and_(
        transfer.c.id.is_not(None), transfer.c.transferred_on == sorting.c.sorted_on, or_(taken, put_back)
    )
    thrown = and_(
        discard.c.id.is_not(None),
        discard.c.lot_id == sorting.c.lot_id,
        read.place(discard.c.location_id) == here,
        discard.c.discarded_on == sorting.c.sorted_on,
    )
    unlike = (
        select(sorting_line.c.id, sorting_line.c.sorting_id, sorting.c.lot_id)
        .outerjoin_from(sorting_line, sorting, sorting.c.id == sorting_line.c.sorting_id)
        .outerjoin(pile, pile.c.id == sorting.c.lot_id)
        .outerjoin(transfer, transfer.c.id == sorting_line.c.transfer_id)
        .outerjoin(discard, discard.c.id == sorting_line.c.discard_id)
        .outerjoin(made, made.c.id == transfer.c.lot_id)
        .where(func.coalesce(or_(moved, thrown), literal_column("1 = 0")).is_(literal_column("FALSE")))
    )
    for row in found(connection, unlike.order_by(sorting_line.c.id)):
        yield _(
            "Sorting {number} of {lot}: its line {line} is of other goods, of another place or day."
        ).format(number=row.sorting_id, lot=names.lot(row.lot_id), line=row.id)


def _out_of_nothing(connection: Connection, names: Names) -> Iterator[str]:
    """Sortings that put something back without having taken one part of the pile, or have no line."""
    bench = and_(location.c.id == transfer.c.to_location_id, location.c.kind == word(LocationKind.WORKBENCH))
    ways = (
        select(
            sorting_line.c.sorting_id,
            func.count(location.c.id).label("taken"),
            (func.count(transfer.c.id) - func.count(location.c.id)).label("made"),
            func.count().label("lines"),
        )
        .outerjoin_from(sorting_line, transfer, transfer.c.id == sorting_line.c.transfer_id)
        .outerjoin(location, bench)
        .group_by(sorting_line.c.sorting_id)
        .subquery("ways")
    )
    taken, made = func.coalesce(ways.c.taken, ZERO), func.coalesce(ways.c.made, ZERO)
    unlike = (
        select(sorting.c.id, sorting.c.lot_id)
        .outerjoin_from(sorting, ways, ways.c.sorting_id == sorting.c.id)
        .where(or_(ways.c.lines.is_(None), taken > ONE, (taken > ZERO) != (made > ZERO)))
    )
    for row in found(connection, unlike.order_by(sorting.c.id)):
        yield _("Sorting {number} of {lot}: what was taken and what was made of it do not fit.").format(
            number=row.id, lot=names.lot(row.lot_id)
        )


def _of_no_sorting(connection: Connection, names: Names) -> Iterator[str]:
    """Transfers over the workbench that neither a sorting nor work on kits made."""
    ends = union_all(
        select(transfer.c.id, transfer.c.lot_id, transfer.c.from_location_id.label("place")),
        select(transfer.c.id, transfer.c.lot_id, transfer.c.to_location_id.label("place")),
    ).subquery("ends")
    sorted_so = exists(select(ONE).where(sorting_line.c.transfer_id == ends.c.id))
    of_kits = exists(select(ONE).where(assembly_line.c.transfer_id == ends.c.id))
    stray = (
        select(ends.c.id, ends.c.lot_id)
        .join_from(ends, location, location.c.id == ends.c.place)
        .where(location.c.kind == word(LocationKind.WORKBENCH), ~sorted_so, ~of_kits)
    )
    for row in found(connection, stray.order_by(ends.c.id)):
        yield _(
            "Transfer {number} of {lot} goes over the workbench, but belongs to no sorting and to no kits."
        ).format(number=row.id, lot=names.lot(row.lot_id))
