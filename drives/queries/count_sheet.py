"""What the books say stands on a site's shelves, as one sees it there: what is alike is one pile."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from drives.model import Hold, Item, Location, Lot, Program, StockLevel
from drives.queries.door import Look, query
from drives.rules.dates import DateKind
from drives.rules.roles import Permission
from drives.rules.sizes import size_order
from drives.rules.units import Unit
from drives.store.merges import followed


@dataclass(frozen=True, slots=True)
class PileShown:
    """Goods at a site that look alike, over all drives. Quantities in thousandths.

    ``restricted_to`` is the program they are kept for; ``held`` whether some of them are on hold.
    """

    item_id: int
    item: str
    category: str
    unit: Unit
    date_mark: date | None
    date_kind: DateKind | None
    lot_code: str | None
    restricted_to_id: int | None
    restricted_to: str | None
    on_hand: int
    reserved: int
    held: bool


@query(Permission.SEE_STOCK)
def count_sheet(look: Look, *, site_id: int) -> tuple[PileShown, ...]:
    """The piles on a site's shelves, by item, first expired first."""
    items = {row.id: row for row in look.connection.execute(select(Item.__table__))}
    into = followed((row.id, row.merged_into_id) for row in items.values())
    programs = look.connection.execute(select(Program.id, Program.name, Program.merged_into_id)).all()
    programs_into = followed((row.id, row.merged_into_id) for row in programs)
    names = {row.id: row.name for row in programs}
    held = set(look.connection.execute(select(Hold.lot_id).where(Hold.lifted_on.is_(None))).scalars())
    rows = look.connection.execute(
        select(
            Lot.id,
            Lot.item_id,
            Lot.date_mark,
            Lot.date_kind,
            Lot.lot_code,
            Lot.restricted_to_id,
            StockLevel.quantity,
            StockLevel.reserved,
        )
        .join(StockLevel.__table__, StockLevel.lot_id == Lot.id)
        .join(Location.__table__, Location.id == StockLevel.location_id)
        .where(Location.site_id == site_id, StockLevel.quantity > 0)
    )
    piles: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for row in rows:
        item_id = into[row.item_id]
        program_id = None if row.restricted_to_id is None else programs_into[row.restricted_to_id]
        piles[item_id, row.date_mark, row.date_kind, row.lot_code, program_id].append(row)
    shown = [
        PileShown(
            item_id,
            items[item_id].name,
            items[item_id].category,
            items[item_id].unit,
            date_mark,
            date_kind,
            lot_code,
            program_id,
            None if program_id is None else names[program_id],
            sum(lot.quantity for lot in lots),
            sum(lot.reserved for lot in lots),
            any(lot.id in held for lot in lots),
        )
        for (item_id, date_mark, date_kind, lot_code, program_id), lots in piles.items()
    ]
    return tuple(
        sorted(
            shown,
            key=lambda pile: (
                size_order(pile.item),
                pile.date_mark or date.max,
                pile.restricted_to or "",
                pile.lot_code or "",
            ),
        )
    )
