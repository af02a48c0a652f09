"""Items as they stand and as a file says they should, and how they are written."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, update

from drives.commands.imports.changes import write_changes
from drives.commands.item_terms import ALIKE
from drives.commands.item_values import value_on
from drives.model import Item, ItemPack, ItemSynonym, ItemValue
from drives.rules.names import fold_name
from drives.store import allocate_ids

_item: Table = Item.__table__  # type: ignore[assignment]
_pack: Table = ItemPack.__table__  # type: ignore[assignment]
_synonym: Table = ItemSynonym.__table__  # type: ignore[assignment]
_value: Table = ItemValue.__table__  # type: ignore[assignment]

COLUMNS = (
    "name", "category", "unit", "sku", "unit_weight_lb", "date_rule", "people_per_unit", "active",
)  # fmt: skip


@dataclass(slots=True)
class PackSeen:
    """A row of an item's packs; ``said_on`` is the line of this file that spoke of it."""

    barcode: str | None
    pack: str | None
    pack_quantity: int | None
    id: int | None = None
    changed: bool = False
    said_on: int | None = None


@dataclass(slots=True, eq=False)
class ItemSeen:
    """An item as it stands and as the file says it should."""

    id: int
    values: dict[str, Any]
    is_new: bool
    merged: bool = False
    absorbed: list[int] = field(default_factory=list)
    """The ids of the items that were merged into it."""
    packs: list[PackSeen] = field(default_factory=list)
    synonyms: dict[str, str] = field(default_factory=dict)
    """Folded word → word."""
    worth: dict[date, int] = field(default_factory=dict)
    """What a unit is worth, by the first day of each value."""
    known_worth: dict[date, int] = field(default_factory=dict)
    worth_now: int | None = None
    """What the file says that a unit is worth, without a day."""
    said_worth: dict[date, tuple[int, int]] = field(default_factory=dict)
    said: dict[str, tuple[Any, int]] = field(default_factory=dict)
    changed: bool = False
    changed_columns: set[str] = field(default_factory=set)
    """Those of ``COLUMNS`` that the file changes."""
    synonyms_changed: bool = False

    def settle_worth(self, today: date) -> None:
        """A value that the file gives no day holds from today on, where it is not what holds today anyway."""
        worth, now = self.worth, self.worth_now
        if now is not None and (not worth or value_on(sorted(worth.items()), today) != now):
            worth[today] = now
        self.changed = self.changed or worth != self.known_worth


def write_items(connection: Connection, touched: Iterable[ItemSeen]) -> tuple[int, int, int]:
    """Write what is new and what changed; how many items were added, updated, and known already."""
    items = list(touched)
    new = [item for item in items if item.is_new]
    changed = [item for item in items if item.changed and not item.is_new]
    write_changes(connection, _item, [(one.id, _changes(one)) for one in changed])
    followers = [
        (row_id, {column: one.values[column] for column in ALIKE if column in one.changed_columns})
        for one in changed
        for row_id in one.absorbed
    ]
    write_changes(connection, _item, followers)
    if new:
        connection.execute(insert(_item), [{"id": one.id, **_values(one)} for one in new])
    _write_worth(connection, [*changed, *new])
    _write_packs(connection, [*changed, *new])
    _write_synonyms(connection, [one for one in (*changed, *new) if one.synonyms_changed])
    return len(new), len(changed), len(items) - len(new) - len(changed)


def _values(item: ItemSeen) -> dict[str, Any]:
    values = {column: item.values.get(column) for column in COLUMNS}
    newest = item.worth[max(item.worth)] if item.worth else None
    return {**values, "unit_value": newest, "name_key": fold_name(item.values["name"])}


def _changes(item: ItemSeen) -> dict[str, Any]:
    values = _values(item)
    columns = set(item.changed_columns)
    if "name" in columns:
        columns.add("name_key")
    if item.worth != item.known_worth:
        columns.add("unit_value")
    return {column: values[column] for column in sorted(columns)}


def _write_worth(connection: Connection, items: list[ItemSeen]) -> None:
    told = [
        {"of_item": item.id, "from_day": day, "value": value, "known": day in item.known_worth}
        for item in items
        for day, value in item.worth.items()
        if item.known_worth.get(day) != value
    ]
    changed = [one for one in told if one.pop("known")]
    new = [
        {"item_id": one["of_item"], "from_on": one["from_day"], "unit_value": one["value"]}
        for one in told
        if one not in changed
    ]
    if changed:
        connection.execute(
            update(_value)
            .where(_value.c.item_id == bindparam("of_item"), _value.c.from_on == bindparam("from_day"))
            .values(unit_value=bindparam("value")),
            changed,
        )
    if new:
        connection.execute(insert(_value), new)


def _write_packs(connection: Connection, items: list[ItemSeen]) -> None:
    packs = [(item.id, pack) for item in items for pack in item.packs if pack.changed]
    changed = [(item_id, pack) for item_id, pack in packs if pack.id is not None]
    new = [(item_id, pack) for item_id, pack in packs if pack.id is None]
    if changed:
        connection.execute(
            update(_pack)
            .where(_pack.c.id == bindparam("row"))
            .values(barcode=bindparam("code"), pack=bindparam("called"), pack_quantity=bindparam("size")),
            [
                {"row": pack.id, "code": pack.barcode, "called": pack.pack, "size": pack.pack_quantity}
                for _item_id, pack in changed
            ],
        )
    if new:
        ids = allocate_ids(connection, _pack, len(new))
        connection.execute(
            insert(_pack),
            [
                {"id": row_id, "item_id": item_id, "barcode": pack.barcode, "pack": pack.pack,
                 "pack_quantity": pack.pack_quantity}
                for row_id, (item_id, pack) in zip(ids, new, strict=True)
            ],
        )  # fmt: skip


def _write_synonyms(connection: Connection, items: list[ItemSeen]) -> None:
    if not items:
        return
    known = [one.id for one in items if not one.is_new]
    for start in range(0, len(known), 500):
        connection.execute(delete(_synonym).where(_synonym.c.item_id.in_(known[start : start + 500])))
    words = [(one.id, key, word) for one in items for key, word in one.synonyms.items()]
    ids = allocate_ids(connection, _synonym, len(words))
    if words:
        connection.execute(
            insert(_synonym),
            [
                {"id": row_id, "item_id": item_id, "synonym": word, "synonym_key": key}
                for row_id, (item_id, key, word) in zip(ids, words, strict=True)
            ],
        )
