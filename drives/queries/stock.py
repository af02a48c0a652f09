"""What is on the shelves by lot, and what is on deliveries."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from drives.model import Delivery, DeliveryLine, Item, Location, Lot, Program, Site, StockLevel
from drives.queries.cells import fit_to_go
from drives.queries.door import Look, query
from drives.queries.theirs import known_sites
from drives.rules.dates import DateKind
from drives.rules.fefo import LotFree, fefo_key
from drives.rules.kinds import SHELF_LOCATIONS
from drives.rules.roles import Permission, Touch
from drives.store.merges import Merges, merges, read_as
from drives.store.theirs import within


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


@query(Permission.SEE_STOCK, scoped=True)
def stocked_lots(look: Look, *, item_id: int) -> tuple[Stocked, ...]:
    """What of an item is free and fit to go out, first expired first, then first received.

    Stock is shared: lots of all drives, but what is kept for programs that are not the viewer's, and what
    stands where she does not come.
    """
    lots = free_lots(look, Permission.SEE_STOCK, merges(look.connection), item_ids={item_id})
    return tuple(
        Stocked(
            lot.lot_id, lot.site_id, lot.free, lot.date_mark, lot.date_kind, lot.program_id, lot.received_on
        )
        for lot in sorted(lots, key=fefo_key)
    )  # fmt: skip


def free_lots(
    look: Look, permission: Permission, merged: Merges, *, item_ids: Collection[int]
) -> list[LotFree]:
    """What is free and fit to go out of these items (as they are read), by what the permission lets see."""
    sites = select(Site.id).where(known_sites(look.viewer))
    kept_for = select(Program.id).where(within(read_as(Program), look.viewer.programs_where(permission)))
    rows = look.connection.execute(
        select(
            StockLevel.lot_id,
            Location.site_id,
            read_as(Item).label("item_id"),
            (StockLevel.quantity - StockLevel.reserved).label("free"),
            Lot.restricted_to_id,
            Lot.date_mark,
            Lot.date_kind,
            Lot.received_on,
        )
        .join(Lot.__table__, Lot.id == StockLevel.lot_id)
        .join(Item.__table__, Item.id == Lot.item_id)
        .join(Location.__table__, Location.id == StockLevel.location_id)
        .where(
            read_as(Item).in_(item_ids),
            StockLevel.quantity > StockLevel.reserved,
            Location.kind.in_(SHELF_LOCATIONS),
            Location.site_id.in_(sites),
            or_(Lot.restricted_to_id.is_(None), Lot.restricted_to_id.in_(kept_for)),
            fit_to_go(look.today),
        )
    )
    return [
        LotFree(
            row.lot_id,
            row.site_id or 0,
            row.item_id,
            row.free,
            merged.programs.get(row.restricted_to_id, row.restricted_to_id),
            row.date_mark,
            row.date_kind,
            row.received_on,
        )
        for row in rows
    ]


@query(Permission.CONFIRM_DELIVERIES, scoped=True)
def delivery_lines(look: Look, *, delivery_id: int) -> tuple[DeliveryLineShown, ...]:
    """The lines of a delivery to one of the viewer's programs, in the order planned."""
    goes_to = select(read_as(Program)).join_from(Delivery, Program, Program.id == Delivery.program_id)
    program_id = look.connection.execute(goes_to.where(Delivery.id == delivery_id)).scalar()
    if not look.viewer.may_touch(Permission.CONFIRM_DELIVERIES, Touch(program_id=program_id)):
        return ()
    rows = look.connection.execute(
        select(DeliveryLine.id, DeliveryLine.lot_id, DeliveryLine.need_id, DeliveryLine.quantity)
        .where(DeliveryLine.delivery_id == delivery_id)
        .order_by(DeliveryLine.position)
    )
    return tuple(DeliveryLineShown(*row) for row in rows)
