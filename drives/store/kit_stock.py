"""What can go into kits: what is free of which lots, at which shelf."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, Table, or_, select

from drives.model import Hold, Item, Location, Lot, StockLevel
from drives.rules.dates import is_past
from drives.rules.kinds import SHELF_LOCATIONS
from drives.rules.kits import LotThere
from drives.store.merges import Merges
from drives.store.theirs import within

_hold: Table = Hold.__table__  # type: ignore[assignment]


class AtShelf(NamedTuple):
    """A lot that may go into kits, and the location where so much of it is free.

    ``item_id`` and ``program_id`` are what it was written with (0 for nobody); in ``lot`` they are as read.
    """

    location_id: int
    site_id: int
    item_id: int
    program_id: int
    lot: LotThere


def lots_for_kits(
    connection: Connection,
    item_ids: Iterable[int],
    merged: Merges,
    *,
    on: date,
    location_id: int | None = None,
    program_id: int | None = None,
    drive_ids: Collection[int] | None = None,
) -> list[AtShelf]:
    """The lots of these items (ids as they are read) that had come by a day, and are neither held nor past.

    Only what is kept for nobody, and for ``program_id`` where one is given; of these drives (None: of any).
    """
    wanted = set(item_ids)
    rows_of = {row_id for row_id, kept in merged.items.items() if kept in wanted} | wanted
    kept_for = {row_id for row_id, kept in merged.programs.items() if kept == program_id} | {program_id}
    held = select(_hold.c.id).where(_hold.c.lot_id == Lot.id, _hold.c.lifted_on.is_(None)).exists()
    rows = connection.execute(
        select(
            StockLevel.location_id, Location.site_id.label("shelf_site_id"),
            (StockLevel.quantity - StockLevel.reserved).label("free"),
            Lot.id, Lot.item_id, Lot.drive_id, Lot.site_id, Lot.restricted_to_id, Lot.received_on,
            Lot.date_mark, Lot.date_kind, Item.date_rule,
        )
        .join_from(StockLevel, Lot, Lot.id == StockLevel.lot_id)
        .join(Item, Item.id == Lot.item_id)
        .join(Location, Location.id == StockLevel.location_id)
        .where(
            StockLevel.quantity > StockLevel.reserved,
            Location.kind.in_(SHELF_LOCATIONS),
            Lot.item_id.in_(rows_of),
            Lot.received_on <= on,
            or_(Lot.restricted_to_id.is_(None), Lot.restricted_to_id.in_(kept_for - {None})),
            ~held,
            within(Lot.drive_id, drive_ids),
            *([StockLevel.location_id == location_id] if location_id is not None else []),
        )
    )  # fmt: skip
    return [
        AtShelf(
            row.location_id,
            row.shelf_site_id,
            row.item_id,
            row.restricted_to_id or 0,
            LotThere(
                row.id,
                merged.items.get(row.item_id, row.item_id),
                int(row.free),
                row.drive_id or 0,
                row.site_id or 0,
                _read(row.restricted_to_id, merged.programs),
                row.date_mark,
                row.date_kind,
                row.date_rule,
                row.received_on,
            ),
        )
        for row in rows
        if not is_past(row.date_mark, row.date_kind, row.date_rule, on)
    ]


def _read(row_id: int | None, merged: Mapping[int, int]) -> int:
    return 0 if row_id is None else merged.get(row_id, row_id)


def free_by_item(lots: Iterable[LotThere]) -> dict[int, int]:
    """How much is free of each item (thousandths)."""
    free: dict[int, int] = {}
    for lot in lots:
        free[lot.item_id] = free.get(lot.item_id, 0) + lot.free
    return free
