"""What an item takes over from one that is merged into it: its SKU, packs and barcodes, words, goals."""

from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update

from drives.errors import Refusal
from drives.model import Drive, DriveGoal, Item, ItemPack, ItemSynonym
from drives.rules.names import fold_name
from drives.rules.quantity import MAX_QUANTITY, SCALE, to_text
from drives.texts import _

_drive: Table = Drive.__table__  # type: ignore[assignment]
_goal: Table = DriveGoal.__table__  # type: ignore[assignment]
_item: Table = Item.__table__  # type: ignore[assignment]
_pack: Table = ItemPack.__table__  # type: ignore[assignment]
_synonym: Table = ItemSynonym.__table__  # type: ignore[assignment]


def move_sku(connection: Connection, gone: Any, kept: Any) -> None:
    """The SKU, where the one that is kept has none."""
    if gone.sku is not None and kept.sku is None:
        for row_id, sku in ((gone.id, None), (kept.id, gone.sku)):
            connection.execute(update(_item).where(_item.c.id == row_id).values(sku=sku))


def move_packs(connection: Connection, gone: Any, kept: Any) -> None:
    """Packs and barcodes; refused where a name of a pack would mean two sizes."""
    packs = {
        item.id: connection.execute(
            select(_pack).where(_pack.c.item_id == item.id).order_by(_pack.c.id)
        ).all()
        for item in (gone, kept)
    }
    sizes = {fold_name(row.pack): row.pack_quantity for row in packs[kept.id] if row.pack}
    for row in packs[gone.id]:
        size = sizes.get(fold_name(row.pack)) if row.pack else None
        if size is not None and size != row.pack_quantity:
            raise Refusal(
                _(
                    "A {pack} holds {size} of {item}, but {other_size} of {other}. "
                    "Make these packs agree, or give one of them another name, then merge."
                ).format(
                    pack=row.pack,
                    size=to_text(row.pack_quantity),
                    item=gone.name,
                    other_size=to_text(size),
                    other=kept.name,
                )
            )
    known = [row.id for row in packs[gone.id] if row.barcode is None and fold_name(row.pack) in sizes]
    connection.execute(delete(_pack).where(_pack.c.id.in_(known)))
    connection.execute(update(_pack).where(_pack.c.item_id == gone.id).values(item_id=kept.id))


def move_words(connection: Connection, gone_id: int, kept: Any) -> None:
    """Synonyms; one that is the kept item's own name says nothing more."""
    own = _synonym.c.synonym_key == kept.name_key
    connection.execute(delete(_synonym).where(_synonym.c.item_id == gone_id, own))
    connection.execute(update(_synonym).where(_synonym.c.item_id == gone_id).values(item_id=kept.id))


def move_goals(connection: Connection, gone_id: int, kept_id: int) -> None:
    """What drives set out to collect, added up in each drive; nobody changes these drives meanwhile."""
    set_out = select(_goal.c.drive_id).where(_goal.c.item_id.in_((gone_id, kept_id)))
    drives = select(_drive.c.id).where(_drive.c.id.in_(set_out)).order_by(_drive.c.id)
    connection.execute(drives.with_for_update(key_share=True)).all()
    goals = {
        item: {
            row.drive_id: row.quantity
            for row in connection.execute(select(_goal).where(_goal.c.item_id == item))
        }
        for item in (gone_id, kept_id)
    }
    connection.execute(delete(_goal).where(_goal.c.item_id == gone_id))
    for drive_id, quantity in sorted(goals[gone_id].items()):
        before = goals[kept_id].get(drive_id)
        if before is None:
            row = {"drive_id": drive_id, "item_id": kept_id, "quantity": quantity}
            connection.execute(insert(_goal), row)
            continue
        if before + quantity > MAX_QUANTITY * SCALE:
            name = connection.execute(select(_drive.c.name).where(_drive.c.id == drive_id)).scalar()
            raise Refusal(
                _("Together, the goals of {drive} would be above {most}. Lower one first.").format(
                    drive=name, most=MAX_QUANTITY
                )
            )
        here = (_goal.c.drive_id == drive_id, _goal.c.item_id == kept_id)
        connection.execute(update(_goal).where(*here).values(quantity=before + quantity))
