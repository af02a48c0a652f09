"""Items: what is counted, in which unit, and under which words people know it."""

from dataclasses import dataclass

from sqlalchemy import Table, insert

from drives.commands.door import Work, command
from drives.commands.item_terms import (
    ItemTerms,
    Pack,
    check_value,
    refuse_taken,
    terms_kept,
    write_packs,
    write_synonyms,
)
from drives.model import Item, ItemValue
from drives.rules.names import fold_name
from drives.rules.roles import Permission
from drives.store import allocate_ids

__all__ = ["AddItem", "ItemChanged", "Pack", "add_item"]

_item: Table = Item.__table__  # type: ignore[assignment]
_value: Table = ItemValue.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class AddItem(ItemTerms):
    """An item to be. ``unit_value`` in ten-thousandths, from today on."""

    unit_value: int | None = None


@dataclass(frozen=True, slots=True)
class ItemChanged:
    """The item."""

    item_id: int


@command(Permission.SET_UP)
def add_item(work: Work, request: AddItem) -> ItemChanged:
    """Put an item into the catalogue; no name, word or barcode may mean two items."""
    connection = work.connection
    request = terms_kept(request)
    if request.unit_value is not None:
        check_value(request.name, request.unit_value)
    refuse_taken(connection, request)
    item_id = allocate_ids(connection, _item, 1)[0]
    connection.execute(
        insert(_item),
        {
            "id": item_id,
            "name": request.name,
            "name_key": fold_name(request.name),
            "category": request.category,
            "unit": request.unit,
            "sku": request.sku,
            "unit_weight_lb": request.unit_weight_lb,
            "unit_value": request.unit_value,
            "date_rule": request.date_rule,
            "people_per_unit": request.people_per_unit,
            "active": request.active,
        },
    )
    if request.unit_value is not None:
        connection.execute(
            insert(_value), {"item_id": item_id, "from_on": work.today, "unit_value": request.unit_value}
        )
    write_packs(connection, item_id, request.packs)
    write_synonyms(connection, item_id, request.synonyms)
    return ItemChanged(item_id)
