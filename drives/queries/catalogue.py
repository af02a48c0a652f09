"""The catalogue as it is kept: every item with its packs, words and values, inactive ones too."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import exists, select

from drives.model import Item, ItemPack, ItemSynonym, ItemValue, Lot
from drives.queries.choices import ItemChoice, PackChoice
from drives.queries.door import Look, query
from drives.rules.item_seen import item_seen
from drives.rules.roles import Permission


@dataclass(frozen=True, slots=True)
class ItemWorth:
    """What a unit is worth from a day on, in ten-thousandths."""

    from_on: date
    unit_value: int


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    """An item as its form shows it; ``seen`` is the mark that a change of it carries.

    Weight in thousandths of a pound; values newest first. ``moved``: goods of it
    came in once, so that its unit stays. ``merged`` names the items that were merged into it; the choice
    is found under these too, while ``synonyms`` are the words that its form changes.
    """

    choice: ItemChoice
    sku: str | None
    unit_weight_lb: int | None
    synonyms: tuple[str, ...]
    active: bool
    values: tuple[ItemWorth, ...]
    moved: bool
    merged: tuple[str, ...]
    seen: str

    @property
    def item_id(self) -> int:
        """The item's id."""
        return self.choice.item_id

    @property
    def name(self) -> str:
        """The item's name."""
        return self.choice.name


@query(Permission.SEE_STOCK)
def catalogue(look: Look) -> tuple[CatalogueItem, ...]:
    """All items but merged ones, by name."""
    connection = look.connection
    words: dict[int, list[str]] = defaultdict(list)
    for word in connection.execute(select(ItemSynonym.item_id, ItemSynonym.synonym).order_by(ItemSynonym.id)):
        words[word.item_id].append(word.synonym)
    packs: dict[int, list[PackChoice]] = defaultdict(list)
    for pack in connection.execute(select(ItemPack.__table__).order_by(ItemPack.id)):
        packs[pack.item_id].append(PackChoice(pack.barcode, pack.pack, pack.pack_quantity))
    values: dict[int, list[ItemWorth]] = defaultdict(list)
    for value in connection.execute(select(ItemValue.__table__).order_by(ItemValue.from_on.desc())):
        values[value.item_id].append(ItemWorth(value.from_on, value.unit_value))
    came_in = exists().where(Lot.item_id == Item.id).label("came_in")
    rows = {row.id: row for row in connection.execute(select(Item.__table__, came_in))}
    merged: dict[int, list[Any]] = defaultdict(list)
    for row in rows.values():
        if row.merged_into_id is not None:
            merged[row.merged_into_id].append(row)
    found = [
        _shown(row, words[row_id], packs[row_id], values[row_id], merged[row_id])
        for row_id, row in rows.items()
        if row.merged_into_id is None
    ]
    return tuple(sorted(found, key=lambda item: item.name))


def _shown(
    row: Any, words: list[str], packs: list[PackChoice], values: list[ItemWorth], merged: list[Any]
) -> CatalogueItem:
    names = sorted(one.name for one in merged)
    called = (*words, *names)
    return CatalogueItem(
        ItemChoice(
            row.id, row.name, row.category, row.unit, row.date_rule, called, tuple(packs), row.people_per_unit
        ),
        row.sku,
        row.unit_weight_lb,
        tuple(words),
        row.active,
        tuple(values),
        bool(row.came_in or any(one.came_in for one in merged)),
        tuple(names),
        item_seen(row, [(pack.barcode, pack.pack, pack.quantity) for pack in packs], words),
    )
