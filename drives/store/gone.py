"""What has left of a pile, and where it went, in words: said before what brought it is taken back."""

from collections import defaultdict

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import aliased

from drives.model import (
    Assembly,
    AssemblyBatch,
    AssemblyLine,
    Delivery,
    DeliveryLine,
    Item,
    Location,
    Lot,
    Move,
    Program,
    Site,
    Sorting,
    SortingLine,
    Transfer,
)
from drives.rules.kinds import SHELF_LOCATIONS, DeliveryState, LocationKind
from drives.rules.quantity import to_text
from drives.rules.units import unit_name
from drives.store.merges import ids_read_as, read_as
from drives.texts import _, listed

GONE = (DeliveryState.SENT, DeliveryState.CONFIRMED)
"""The states in which a delivery's goods have left their site."""

Pile = tuple[int, int]
"""A lot at a location, by their ids, the location as it is read."""


def gone_from(connection: Connection, pile: Pile, brought: int, there: int) -> str:
    """What has left of a pile, and where it went."""
    lot_id, place = pile
    kept_item = aliased(Item)
    row = connection.execute(
        select(kept_item.name, kept_item.unit, Site.name.label("site"))
        .join_from(Lot, Item, Item.id == Lot.item_id)
        .join(kept_item, kept_item.id == func.coalesce(Item.merged_into_id, Item.id))
        .join(Location, Location.id == place)
        .join(Site, Site.id == Location.site_id)
        .where(Lot.id == lot_id)
    ).one()
    figures = {
        "item": row.name, "site": row.site, "brought": to_text(brought), "there": to_text(there),
        "left": to_text(brought - there), "unit": unit_name(row.unit, brought - there),
    }  # fmt: skip
    went = _went(connection, pile)
    if went:
        return _(
            "{item} at {site}: {brought} came in, {there} are there. {left} {unit} have left: {went}."
        ).format(**figures, went=listed(went))
    return _("{item} at {site}: {brought} came in, {there} are there. {left} {unit} have left.").format(
        **figures
    )


def _went(connection: Connection, pile: Pile) -> list[str]:
    """Where goods of a pile went and have not come back from."""
    lot_id, place = pile
    origin, target = Location.__table__.alias(), Location.__table__.alias()
    moves = connection.execute(
        select(
            func.coalesce(origin.c.merged_into_id, origin.c.id).label("origin"),
            func.coalesce(target.c.merged_into_id, target.c.id).label("target"),
            Move.quantity,
        )
        .join_from(Move, origin, origin.c.id == Move.from_location_id)
        .join(target, target.c.id == Move.to_location_id)
        .where(Move.lot_id == lot_id)
    )
    there: dict[int, int] = defaultdict(int)
    for row in moves:
        if row.origin == place:
            there[row.target] += row.quantity
        elif row.target == place:
            there[row.origin] -= row.quantity
    places = connection.execute(
        select(Location.kind, Site.name)
        .outerjoin(Site, Site.id == Location.site_id)
        .where(Location.id.in_([one for one, quantity in there.items() if quantity > 0]))
        .order_by(Site.name)
    ).all()
    kinds = {row.kind for row in places}
    return [
        *(_received(connection, pile) if LocationKind.TRANSIT in kinds else []),
        *(row.name for row in places if row.kind in SHELF_LOCATIONS),
        *(_made_of(connection, pile) if LocationKind.WORKBENCH in kinds else []),
        *(_put_into(connection, pile) if LocationKind.WORKBENCH in kinds else []),
        *([_("discarded")] if LocationKind.DISCARD in kinds else []),
        *([_("missing at a count")] if LocationKind.COUNT_DIFFERENCE in kinds else []),
    ]


def _received(connection: Connection, pile: Pile) -> list[str]:
    """The programs that goods of a pile were sent to, but for what came back whole."""
    lot_id, place = pile
    to = aliased(Program)
    rows = (
        select(to.name)
        .distinct()
        .join_from(DeliveryLine, Delivery, Delivery.id == DeliveryLine.delivery_id)
        .join(Program, Program.id == Delivery.program_id)
        .join(to, to.id == read_as(Program))
        .where(
            DeliveryLine.lot_id == lot_id,
            DeliveryLine.location_id.in_(ids_read_as(Location, place)),
            Delivery.state.in_(GONE),
            func.coalesce(DeliveryLine.returned, 0) < DeliveryLine.quantity,
        )
        .order_by(to.name)
    )
    return list(connection.execute(rows).scalars())


def _made_of(connection: Connection, pile: Pile) -> list[str]:
    """What a pile was sorted into, by the sortings that stand."""
    lot_id, place = pile
    kept = aliased(Item)
    names = connection.execute(
        select(kept.name)
        .distinct()
        .join_from(Sorting, SortingLine, SortingLine.sorting_id == Sorting.id)
        .join(Transfer, Transfer.id == SortingLine.transfer_id)
        .join(Lot, Lot.id == Transfer.lot_id)
        .join(Item, Item.id == Lot.item_id)
        .join(kept, kept.id == read_as(Item))
        .where(
            Sorting.lot_id == lot_id,
            Sorting.location_id.in_(ids_read_as(Location, place)),
            Sorting.undone_at.is_(None),
            Transfer.lot_id != lot_id,
        )
        .order_by(kept.name)
    ).scalars()
    found = list(names)
    return [_("sorted into {items}").format(items=listed(found))] if found else []


def _put_into(connection: Connection, pile: Pile) -> list[str]:
    """The kits that goods of a pile were put into, by the work that stands."""
    lot_id, place = pile
    kept, kit = aliased(Item), aliased(Lot)
    names = connection.execute(
        select(kept.name)
        .distinct()
        .join_from(Assembly, AssemblyBatch, AssemblyBatch.assembly_id == Assembly.id)
        .join(AssemblyLine, AssemblyLine.batch_id == AssemblyBatch.id)
        .join(Transfer, Transfer.id == AssemblyLine.transfer_id)
        .join(kit, kit.id == AssemblyBatch.lot_id)
        .join(Item, Item.id == kit.item_id)
        .join(kept, kept.id == read_as(Item))
        .where(
            Transfer.lot_id == lot_id,
            AssemblyBatch.lot_id != lot_id,
            AssemblyBatch.of_batch_id.is_(None),
            Assembly.location_id.in_(ids_read_as(Location, place)),
            Assembly.undone_at.is_(None),
        )
        .order_by(kept.name)
    ).scalars()
    found = list(names)
    return [_("put into {kits}").format(kits=listed(found))] if found else []
