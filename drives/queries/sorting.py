"""What waits to be sorted at a site, what was sorted there, and how much of it was of use."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select

from drives.model import (
    Discard,
    Hold,
    Location,
    Lot,
    Program,
    Site,
    Sorting,
    SortingLine,
    StockLevel,
    Transfer,
)
from drives.queries.day_donations import Words
from drives.queries.door import Look, query
from drives.queries.sheets import Cell, Sheet, amounts
from drives.queries.theirs import called_otherwise
from drives.rules.kinds import DiscardReason, LocationKind
from drives.rules.roles import Permission
from drives.rules.units import Unit
from drives.rules.unsorted import is_unsorted
from drives.store.merges import followed
from drives.store.theirs import within
from drives.texts import _

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class PileToSort:
    """Bulk goods of one lot at a site (thousandths); ``came_in_at`` is where they were brought to."""

    lot_id: int
    item_id: int
    item: str
    unit: Unit
    on_hand: int
    reserved: int
    received_on: date
    drive: str | None
    came_in_at: str | None
    restricted_to: str | None
    held: bool


@dataclass(frozen=True, slots=True)
class MadeOfPile:
    """How much of an item came out of a pile (thousandths)."""

    item: str
    unit: Unit
    quantity: int


@dataclass(frozen=True, slots=True)
class SortingDone:
    """A sorting: what of the pile became items and what was discarded, in the pile's unit (thousandths)."""

    sorting_id: int
    sorted_on: date
    item: str
    unit: Unit
    taken: int
    discarded: int
    reasons: tuple[DiscardReason, ...]
    made: tuple[MadeOfPile, ...]
    undone: bool


@dataclass(frozen=True, slots=True)
class Yield:
    """Of what was brought to a site, how much of the sorted was of use (thousandths of the unit)."""

    site: str
    unit: Unit
    usable: int
    discarded: int


@dataclass(frozen=True, slots=True)
class SortingDesk:
    """Everything the page about sorting at a site shows: what waits, the newest sortings, and the yield.

    The yield is over all sortings the viewer may see, by the site where the goods came in.
    """

    piles: tuple[PileToSort, ...]
    done: tuple[SortingDone, ...]
    yields: tuple[Yield, ...]


@query(Permission.MOVE_STOCK, scoped=True)
def sorting_desk(look: Look, *, site_id: int) -> SortingDesk:
    """What waits at a site and what was sorted; to organizers of some drives, of these drives alone."""
    words = Words(look)
    theirs = within(Lot.drive_id, look.viewer.drives_where(Permission.MOVE_STOCK))
    here = Location.site_id.in_([one for one in words.sites if words.site_of(one) == site_id])
    sortings = _sortings(look, words, theirs, here)
    return SortingDesk(_piles(look, words, theirs, here), sortings, _yields(look, words, theirs))


def sortings_sheet(done: Sequence[SortingDone]) -> Sheet:
    """Sortings as a table, a row for each item that came of one; the first has what was taken and discarded.

    ``quantity`` is in ``made_unit``, ``taken`` and ``discarded`` are in ``unit``.
    """
    amount = amounts()
    rows: list[tuple[Cell, ...]] = []
    for one in done:
        whole = (amount(one.taken + one.discarded), amount(one.discarded))
        for place, part in enumerate(one.made or (None,)):
            made = (part.item, amount(part.quantity), part.unit.value) if part else (None, None, None)
            taken = whole if place == 0 else (None, None)
            rows.append((one.sorted_on, one.item, one.unit.value, *taken, *made, one.undone))
    columns = (
        "sorted_on",
        "pile",
        "unit",
        "taken",
        "discarded",
        "item",
        "quantity",
        "made_unit",
        "undone",
    )
    return Sheet(columns, rows)


def yields_sheet(yields: Sequence[Yield]) -> Sheet:
    """How much was of use as a table, a row a site and unit."""
    amount = amounts()
    return Sheet(
        ("site", "unit", "usable", "discarded"),
        [(one.site, one.unit.value, amount(one.usable), amount(one.discarded)) for one in yields],
    )


def _piles(
    look: Look, words: Words, theirs: ColumnElement[bool], here: ColumnElement[bool]
) -> tuple[PileToSort, ...]:
    bulk = [row.id for row in words.items.values() if _is_bulk(words, row.id)]
    programs = look.connection.execute(select(Program.id, Program.name, Program.merged_into_id)).all()
    into = followed((row.id, row.merged_into_id) for row in programs)
    names = {row.id: row.name for row in programs} | called_otherwise(look, Program)
    sites = called_otherwise(look, Site)
    held = set(look.connection.execute(select(Hold.lot_id).where(Hold.lifted_on.is_(None))).scalars())
    rows = look.connection.execute(
        select(Lot.__table__, StockLevel.quantity, StockLevel.reserved)
        .join(StockLevel.__table__, StockLevel.lot_id == Lot.id)
        .join(Location.__table__, Location.id == StockLevel.location_id)
        .where(Lot.item_id.in_(bulk), StockLevel.quantity > 0, here, theirs)
        .order_by(Lot.received_on, Lot.id)
    )
    return tuple(
        PileToSort(
            row.id,
            words.item_of(row.item_id),
            words.items[words.item_of(row.item_id)].name,
            words.items[words.item_of(row.item_id)].unit,
            row.quantity,
            row.reserved,
            row.received_on,
            words.drives.get(row.drive_id),
            _site_name(words, sites, row.site_id),
            None if row.restricted_to_id is None else names[into[row.restricted_to_id]],
            row.id in held,
        )
        for row in rows
    )


def _is_bulk(words: Words, item_id: int) -> bool:
    kept = words.items[words.item_of(item_id)]
    return is_unsorted(kept.name, kept.category)


def _site_name(words: Words, otherwise: dict[int, str], site_id: int | None) -> str | None:
    if site_id is None:
        return None
    kept = words.site_of(site_id)
    return otherwise.get(kept) or str(words.sites[kept].name)


def _sortings(
    look: Look, words: Words, theirs: ColumnElement[bool], here: ColumnElement[bool]
) -> tuple[SortingDone, ...]:
    rows = look.connection.execute(
        select(Sorting.__table__, Lot.item_id)
        .join(Lot.__table__, Lot.id == Sorting.lot_id)
        .join(Location.__table__, Location.id == Sorting.location_id)
        .where(here, theirs)
        .order_by(Sorting.id.desc())
        .limit(_SHOWN)
    ).all()
    ids = [row.id for row in rows]
    moved, thrown = _moved(look, ids), _discarded(look, ids)
    return tuple(
        SortingDone(
            row.id,
            row.sorted_on,
            words.items[words.item_of(row.item_id)].name,
            words.items[words.item_of(row.item_id)].unit,
            sum(one.quantity for one in moved[row.id] if one.to_bench),
            sum(one.quantity for one in thrown[row.id]),
            tuple(dict.fromkeys(one.reason for one in thrown[row.id])),
            tuple(
                MadeOfPile(item.name, item.unit, one.quantity)
                for one in moved[row.id]
                if not one.to_bench
                for item in [words.items[words.item_of(one.item_id)]]
            ),
            row.undone_at is not None,
        )
        for row in rows
    )


def _moved(look: Look, ids: Sequence[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    rows = (
        select(
            SortingLine.sorting_id,
            Lot.item_id,
            Transfer.quantity,
            (Location.kind == LocationKind.WORKBENCH).label("to_bench"),
        )
        .join(Transfer.__table__, Transfer.id == SortingLine.transfer_id)
        .join(Lot.__table__, Lot.id == Transfer.lot_id)
        .join(Location.__table__, Location.id == Transfer.to_location_id)
        .where(SortingLine.sorting_id.in_(ids))
        .order_by(SortingLine.id)
    )
    for row in look.connection.execute(rows):
        found[row.sorting_id].append(row)
    return found


def _discarded(look: Look, ids: Sequence[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    rows = (
        select(SortingLine.sorting_id, Discard.quantity, Discard.reason)
        .join(Discard.__table__, Discard.id == SortingLine.discard_id)
        .where(SortingLine.sorting_id.in_(ids))
        .order_by(SortingLine.id)
    )
    for row in look.connection.execute(rows):
        found[row.sorting_id].append(row)
    return found


def _yields(look: Look, words: Words, theirs: ColumnElement[bool]) -> tuple[Yield, ...]:
    stands = Sorting.undone_at.is_(None)
    taken = (
        select(Lot.site_id, Lot.item_id, func.sum(Transfer.quantity).label("quantity"))
        .join(SortingLine.__table__, SortingLine.transfer_id == Transfer.id)
        .join(Sorting.__table__, Sorting.id == SortingLine.sorting_id)
        .join(Lot.__table__, Lot.id == Sorting.lot_id)
        .where(stands, theirs, Transfer.lot_id == Sorting.lot_id)
        .group_by(Lot.site_id, Lot.item_id)
    )
    thrown = (
        select(Lot.site_id, Lot.item_id, func.sum(Discard.quantity).label("quantity"))
        .join(SortingLine.__table__, SortingLine.discard_id == Discard.id)
        .join(Sorting.__table__, Sorting.id == SortingLine.sorting_id)
        .join(Lot.__table__, Lot.id == Sorting.lot_id)
        .where(stands, theirs)
        .group_by(Lot.site_id, Lot.item_id)
    )
    sites = called_otherwise(look, Site)
    sums: dict[tuple[str, Unit], list[int]] = defaultdict(lambda: [0, 0])
    for place, statement in enumerate((taken, thrown)):
        for row in look.connection.execute(statement):
            unit = words.items[words.item_of(row.item_id)].unit
            site = _site_name(words, sites, row.site_id) or _("no site")
            sums[site, unit][place] += int(row.quantity)
    return tuple(Yield(site, unit, *parts) for (site, unit), parts in sorted(sums.items()))
