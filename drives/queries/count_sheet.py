"""What the books say stands on a site's shelves, as one sees it there: what is alike is one pile."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from drives.model import Hold, Item, Program
from drives.queries.door import Look, query
from drives.rules.dates import DateKind
from drives.rules.roles import Permission
from drives.rules.sizes import size_order
from drives.rules.units import Unit
from drives.store.piles import on_hand, piles_at


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
    items = {
        row.id: row for row in look.connection.execute(select(Item.id, Item.name, Item.category, Item.unit))
    }
    programs = {row.id: row.name for row in look.connection.execute(select(Program.id, Program.name))}
    held = set(look.connection.execute(select(Hold.lot_id).where(Hold.lifted_on.is_(None))).scalars())
    shown = [
        PileShown(
            mark.item_id,
            items[mark.item_id].name,
            items[mark.item_id].category,
            items[mark.item_id].unit,
            mark.date_mark,
            mark.date_kind,
            mark.lot_code,
            mark.restricted_to_id,
            None if mark.restricted_to_id is None else programs[mark.restricted_to_id],
            on_hand(lots),
            sum(lot.reserved for lot in lots),
            any(lot.id in held for lot in lots),
        )
        for mark, lots in piles_at(look.connection, site_id).items()
    ]
    return tuple(
        sorted(
            shown,
            key=lambda pile: in_order(pile.item, pile.date_mark, pile.restricted_to, pile.lot_code),
        )
    )


def in_order(item: str, date_mark: date | None, program: str | None, lot_code: str | None) -> tuple[Any, ...]:
    """Where goods stand on a sheet: by item, first expired first, what is kept for nobody before the rest."""
    return (size_order(item), date_mark or date.max, program or "", lot_code or "")
