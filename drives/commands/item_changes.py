"""Changing an item: the whole of it as it should stand."""

from dataclasses import dataclass, field

from sqlalchemy import Connection, Table, delete, select, update

from drives.commands.door import Work, command
from drives.commands.found import items_read_as, row_of
from drives.commands.item_terms import (
    ALIKE,
    ItemTerms,
    refuse_taken,
    take_sku,
    terms_kept,
    write_packs,
    write_synonyms,
)
from drives.commands.item_units import unit_refused
from drives.commands.items import ItemChanged
from drives.errors import Conflict, Refusal
from drives.model import Item, ItemPack, ItemSynonym
from drives.rules.item_seen import item_seen
from drives.rules.names import fold_name
from drives.rules.roles import Permission
from drives.texts import _

_item: Table = Item.__table__  # type: ignore[assignment]
_pack: Table = ItemPack.__table__  # type: ignore[assignment]
_synonym: Table = ItemSynonym.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class ReviseItem(ItemTerms):
    """An item as it should stand, packs and words included; ``seen`` is the mark of what was changed.

    Its values by date are changed on their own (``set_item_value``).
    """

    item_id: int = field(kw_only=True)
    seen: str = field(kw_only=True)


@command(Permission.SET_UP)
def revise_item(work: Work, request: ReviseItem) -> ItemChanged:
    """Make an item what it should be; what was merged into it follows where both are read alike."""
    connection = work.connection
    item = row_of(connection, Item, request.item_id, _("That item"))
    if item.merged_into_id is not None:
        raise Refusal(_("{item} was merged into another item. Choose that one.").format(item=item.name))
    packs, words = _packs_and_words(connection, item.id)
    if item_seen(item, packs, words) != request.seen:
        raise Conflict(
            _("{item} was changed meanwhile. Nothing was saved: open it again and change it anew.").format(
                item=item.name
            )
        )
    request = terms_kept(request)
    refuse_taken(connection, request, item.id)
    sizes = [pack.pack_quantity for pack in request.packs]
    refused = unit_refused(connection, item.id, item.name, item.unit, request.unit, sizes)
    if refused is not None:
        raise Refusal(refused)
    take_sku(connection, item.id, request.sku)
    connection.execute(
        update(_item)
        .where(_item.c.id == item.id)
        .values(
            name=request.name,
            name_key=fold_name(request.name),
            sku=request.sku,
            active=request.active,
        )
    )
    connection.execute(
        update(_item)
        .where(_item.c.id.in_(items_read_as(connection, item.id)))
        .values({column: getattr(request, column) for column in ALIKE})
    )
    if [(pack.barcode, pack.pack, pack.pack_quantity) for pack in request.packs] != packs:
        connection.execute(delete(_pack).where(_pack.c.item_id == item.id))
        write_packs(connection, item.id, request.packs)
    if list(request.synonyms) != words:
        connection.execute(delete(_synonym).where(_synonym.c.item_id == item.id))
        write_synonyms(connection, item.id, request.synonyms)
    return ItemChanged(item.id)


def _packs_and_words(
    connection: Connection, item_id: int
) -> tuple[list[tuple[str | None, str | None, int | None]], list[str]]:
    packs = select(_pack.c.barcode, _pack.c.pack, _pack.c.pack_quantity).where(_pack.c.item_id == item_id)
    words = select(_synonym.c.synonym).where(_synonym.c.item_id == item_id)
    return (
        [
            (row.barcode, row.pack, row.pack_quantity)
            for row in connection.execute(packs.order_by(_pack.c.id))
        ],
        list(connection.execute(words.order_by(_synonym.c.id)).scalars()),
    )
