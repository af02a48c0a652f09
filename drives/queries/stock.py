"""What is on the shelves by lot, and what is on deliveries."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from drives.model import DeliveryLine, Item, Location, Lot, StockLevel
from drives.queries.door import Look, query
from drives.queries.facts import fit_to_go
from drives.rules.dates import DateKind
from drives.rules.kinds import SHELF_LOCATIONS
from drives.rules.roles import Permission
from drives.store.merges import ids_read_as, merges


@dataclass(frozen=True, slots=True)
class Stocked:
    """A lot at a site that may go out; ``free`` is on hand less reserved, in thousandths."""

    lot_id: int
    site_id: int
    free: int
    date_mark: date | None
    date_kind: DateKind | None
    restricted_to_id: int | None
    received_on: date


@dataclass(frozen=True, slots=True)
class DeliveryLineShown:
    """A line of a delivery; ``quantity`` in thousandths."""

    line_id: int
    lot_id: int
    need_id: int | None
    quantity: int


@query(Permission.SEE_STOCK)
def stocked_lots(look: Look, *, item_id: int) -> tuple[Stocked, ...]:
    """What of an item is free and fit to go out, first expired first, then first received."""
    rows = look.connection.execute(
        select(
            StockLevel.lot_id,
            Location.site_id,
            (StockLevel.quantity - StockLevel.reserved).label("free"),
            Lot.date_mark,
            Lot.date_kind,
            Lot.restricted_to_id,
            Lot.received_on,
        )
        .join(Lot.__table__, Lot.id == StockLevel.lot_id)
        .join(Item.__table__, Item.id == Lot.item_id)
        .join(Location.__table__, Location.id == StockLevel.location_id)
        .where(
            Lot.item_id.in_(ids_read_as(Item, item_id)),
            StockLevel.quantity > StockLevel.reserved,
            Location.kind.in_(SHELF_LOCATIONS),
            fit_to_go(look.today),
        )
    )
    programs = merges(look.connection).programs
    found = [
        Stocked(
            row.lot_id,
            row.site_id or 0,
            row.free,
            row.date_mark,
            row.date_kind,
            programs.get(row.restricted_to_id, row.restricted_to_id),
            row.received_on,
        )
        for row in rows
    ]
    return tuple(
        sorted(found, key=lambda lot: (lot.date_mark or date.max, lot.received_on, lot.lot_id, lot.site_id))
    )


@query(Permission.SEE_STOCK)
def delivery_lines(look: Look, *, delivery_id: int) -> tuple[DeliveryLineShown, ...]:
    """The lines of a delivery, in the order planned."""
    rows = look.connection.execute(
        select(DeliveryLine.id, DeliveryLine.lot_id, DeliveryLine.need_id, DeliveryLine.quantity)
        .where(DeliveryLine.delivery_id == delivery_id)
        .order_by(DeliveryLine.position)
    )
    return tuple(DeliveryLineShown(*row) for row in rows)
