"""What the store wants to have available of an item: its par level, everywhere together or at a site."""

from dataclasses import dataclass

from sqlalchemy import Table, delete, func, insert, select

from drives.commands.door import Work, command
from drives.commands.found import check_quantity, item_by_id, site_kind
from drives.model import Item, Site, StorePar
from drives.rules.roles import Permission
from drives.store import allocate_ids
from drives.store.merges import ids_read_as

_par: Table = StorePar.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class SetStorePar:
    """So much of an item is to be available (thousandths), None for no par level; at a site, or in all."""

    item_id: int
    quantity: int | None
    site_id: int | None = None


@dataclass(frozen=True, slots=True)
class StoreParSet:
    """What the par level was before, None where there was none."""

    item_id: int
    quantity_before: int | None


@command(Permission.MOVE_STOCK)
def set_store_par(work: Work, request: SetStorePar) -> StoreParSet:
    """Set a par level, or take it away; what was said of items and sites that were merged goes with it."""
    connection = work.connection
    item = item_by_id(connection, request.item_id)
    if request.quantity is not None:
        check_quantity(item, request.quantity)
    at = _par.c.site_id.is_(None)
    if request.site_id is not None:
        site_kind(connection, request.site_id)
        at = _par.c.site_id.in_(ids_read_as(Site, request.site_id))
    here = _par.c.item_id.in_(ids_read_as(Item, item.id)) & at
    before = connection.execute(select(func.max(_par.c.quantity)).where(here)).scalar()
    connection.execute(delete(_par).where(here))
    if request.quantity is not None:
        row_id = allocate_ids(connection, _par, 1)[0]
        said = {"item_id": item.id, "site_id": request.site_id, "quantity": request.quantity}
        connection.execute(insert(_par), {"id": row_id, **said})
    return StoreParSet(item.id, before)
