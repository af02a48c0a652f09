"""Import items: matched by SKU, then barcode, then exact name, never by a synonym.

Rows of one name are one item with several barcodes or packs, or with several values by date. A new unit
is refused once goods of the item have come in, since their quantities would mean something else.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Table, select

from drives.commands.door import Work
from drives.commands.imports.batch import Batch, Problems
from drives.commands.imports.item_writing import COLUMNS, ItemSeen, PackSeen, write_items
from drives.commands.imports.names import barcode_key, refuse_unkept_names
from drives.commands.imports.nouns import Wrong, same
from drives.commands.item_units import unit_refused
from drives.model import Item, ItemPack, ItemSynonym, ItemValue
from drives.rules.dates import DateRule
from drives.rules.money import money_to_text
from drives.rules.names import fold_name
from drives.rules.quantity import SCALE, to_text
from drives.rules.units import is_indivisible
from drives.store import allocate_ids
from drives.texts import _

_item: Table = Item.__table__  # type: ignore[assignment]
_pack: Table = ItemPack.__table__  # type: ignore[assignment]
_synonym: Table = ItemSynonym.__table__  # type: ignore[assignment]
_value: Table = ItemValue.__table__  # type: ignore[assignment]


def take_items(work: Work, batch: Batch, problems: Problems) -> tuple[int, int, int]:
    """Add and update items; how many were added, updated, and known already."""
    refuse_unkept_names(problems, "name", batch.get("name"))
    catalogue = _Catalogue(work, len(batch))
    catalogue.lock(batch)
    for index in range(len(batch)):
        catalogue.take(batch, index, problems)
    for item in catalogue.touched.values():
        item.settle_worth(work.today)
    for index, item in catalogue.of_row.items():
        if not (item.is_new or item.changed):
            problems.know(index)
    return write_items(work.connection, catalogue.touched.values())


class _Catalogue:
    """All items in memory, changed row by row, then written."""

    def __init__(self, work: Work, rows: int) -> None:
        self._connection: Connection = work.connection
        self._today = work.today
        self._by_sku: dict[str, ItemSeen] = {}
        self._by_barcode: dict[str, ItemSeen] = {}
        self._by_name: dict[str, ItemSeen] = {}
        self._by_word: dict[str, ItemSeen] = {}
        self.touched: dict[int, ItemSeen] = {}
        self.of_row: dict[int, ItemSeen] = {}
        self._load(lock=False)
        self._ids: Iterator[int] = iter(allocate_ids(work.connection, _item, rows))

    def lock(self, batch: Batch) -> None:
        """Where a row names an item that is there: whoever changes it by hand comes before us, or after."""
        if self._connection.dialect.name != "sqlite" and any(
            self._match(batch.row(index)) is not None for index in range(len(batch))
        ):
            self._load(lock=True)

    def _load(self, *, lock: bool) -> None:
        for known in (self._by_sku, self._by_barcode, self._by_name, self._by_word):
            known.clear()
        by_id: dict[int, ItemSeen] = {}
        merged: list[tuple[int, int]] = []
        rows = select(_item).order_by(_item.c.id)
        for row in self._connection.execute(rows.with_for_update(key_share=True) if lock else rows):
            values = {column: getattr(row, column) for column in COLUMNS}
            seen = ItemSeen(row.id, values, False, row.merged_into_id is not None)
            by_id[row.id] = self._by_name[row.name_key] = seen
            if row.merged_into_id is not None:
                merged.append((row.id, row.merged_into_id))
            if row.sku:
                self._by_sku[fold_name(row.sku)] = seen
        for row_id, into in merged:
            by_id[into].absorbed.append(row_id)
        for row in self._connection.execute(select(_pack).order_by(_pack.c.id)):
            by_id[row.item_id].packs.append(PackSeen(row.barcode, row.pack, row.pack_quantity, row.id))
            if row.barcode:
                self._by_barcode[barcode_key(row.barcode)] = by_id[row.item_id]
        for row in self._connection.execute(select(_synonym).order_by(_synonym.c.id)):
            by_id[row.item_id].synonyms[row.synonym_key] = row.synonym
            self._by_word[row.synonym_key] = by_id[row.item_id]
        for row in self._connection.execute(select(_value)):
            seen = by_id[row.item_id]
            seen.worth[row.from_on] = seen.known_worth[row.from_on] = row.unit_value

    def take(self, batch: Batch, index: int, problems: Problems) -> None:
        """Put one row in, or say what is wrong with it."""
        row = batch.row(index)
        item = self._match(row)
        if item is None:
            item = ItemSeen(next(self._ids), {"active": True, "date_rule": DateRule.ADVICE}, True)
        for wrong in (*self._wrong(item, row), *self._wrong_worth(item, row), *self._wrong_pack(item, row)):
            if not problems.at(index, wrong[0]):
                problems.add(index, *wrong)
        if index in problems.bad:
            return
        line = batch.lines[index]
        self.of_row[index] = item
        self._put(item, row, line)
        self._put_worth(item, row, line)
        self._put_pack(item, row, line)

    def _match(self, row: Mapping[str, Any]) -> ItemSeen | None:
        sku, barcode = row.get("sku"), row.get("barcode")
        return (
            (self._by_sku.get(fold_name(sku)) if sku else None)
            or (self._by_barcode.get(barcode_key(barcode)) if barcode else None)
            or self._by_name.get(fold_name(row.get("name", "")))
        )

    def _wrong(self, item: ItemSeen, row: Mapping[str, Any]) -> Iterator[Wrong]:
        name, unit = row.get("name", ""), row.get("unit")
        other = self._by_name.get(fold_name(name))
        if other is not None and other is not item:
            expected = _("There is an item of this name already, with another SKU or barcode than {item}'s.")
            yield "name", name, expected.format(item=item.values.get("name", ""))
            return
        if item.merged:
            yield "name", name, _("This item was merged into another. Name that one.")
            return
        barcode = row.get("barcode")
        if barcode is not None:
            holder = self._by_barcode.get(barcode_key(barcode))
            if holder is not None and holder is not item:
                expected = _("This barcode is on {item} already. A barcode means one item.")
                yield "barcode", barcode, expected.format(item=holder.values["name"])
        for column in (*COLUMNS, "synonyms"):
            value = row.get(column)
            if value is not None and column in item.said and not same(column, item.said[column][0], value):
                said, line = item.said[column]
                expected = _("Row {row} says {other} of the same {name}. Make the rows agree.")
                yield column, value, expected.format(row=line, other=said, name=item.values["name"])
        for word in row.get("synonyms") or ():
            if not fold_name(word):
                yield "synonyms", word, _("Nothing of this word can be seen. Enter a word.")
                continue
            holder = self._by_word.get(fold_name(word))
            if holder is not None and holder is not item:
                expected = _("This word means {item} already. A word means one item.")
                yield "synonyms", word, expected.format(item=holder.values["name"])
        if not item.is_new and unit is not None and unit is not item.values["unit"]:
            renewed = fold_name(row.get("pack") or "")
            sizes = [one.pack_quantity for one in item.packs if fold_name(one.pack or "") != renewed]
            name, before = item.values["name"], item.values["unit"]
            refused = unit_refused(self._connection, item.id, name, before, unit, sizes)
            if refused is not None:
                yield "unit", unit, refused

    def _wrong_worth(self, item: ItemSeen, row: Mapping[str, Any]) -> Iterator[Wrong]:
        value, since = row.get("unit_value"), row.get("value_from")
        if value is None:
            if since is not None:
                yield (
                    "value_from",
                    since,
                    _("This says since when, but unit_value holds nothing. Fill it in."),
                )
            return
        said = item.said_worth.get(since or self._today)
        if said is not None and said[0] != value:
            expected = _("Row {row} says {other} of the same {name}. Make the rows agree.")
            other = money_to_text(said[0])
            told = expected.format(row=said[1], other=other, name=item.values["name"])
            yield "unit_value", money_to_text(value), told

    def _wrong_pack(self, item: ItemSeen, row: Mapping[str, Any]) -> Iterator[Wrong]:
        pack, size, unit = row.get("pack"), row.get("pack_quantity"), row.get("unit")
        if size is not None and size % SCALE and unit is not None and is_indivisible(unit):
            expected = _("{item} is counted in whole numbers, so its packs hold whole numbers too.")
            yield "pack_quantity", to_text(size), expected.format(item=row.get("name", ""))
        if pack is None:
            if size is not None:
                yield "pack", "", _("A pack quantity needs the pack's name, like case of 12. Name it.")
            return
        alike = self._packs_named(item, pack)
        if size is None and not alike and unit is not None:
            expected = _("How many {unit} are in a {pack}? Fill it in.")
            yield "pack_quantity", "", expected.format(unit=unit.value, pack=pack)
        for one in alike:
            if size is not None and one.said_on is not None and one.pack_quantity != size:
                expected = _("Row {row} says that a {pack} holds {other}. Make the rows agree.")
                other = to_text(one.pack_quantity or 0)
                told = expected.format(row=one.said_on, pack=pack, other=other)
                yield "pack_quantity", to_text(size), told

    @staticmethod
    def _packs_named(item: ItemSeen, pack: str) -> list[PackSeen]:
        return [one for one in item.packs if one.pack and fold_name(one.pack) == fold_name(pack)]

    def _put(self, item: ItemSeen, row: Mapping[str, Any], line: int) -> None:
        self.touched[item.id] = item
        for column in COLUMNS:
            value = row.get(column)
            if value is None or (column == "name" and column in item.said):
                continue
            item.said[column] = (value, line)
            if item.values.get(column) != value:
                if column == "name" and "name" in item.values:
                    self._by_name.pop(fold_name(item.values["name"]), None)
                elif column == "sku" and item.values.get("sku"):
                    self._by_sku.pop(fold_name(item.values["sku"]), None)
                item.values[column] = value
                item.changed_columns.add(column)
                item.changed = True
        self._by_name[fold_name(item.values["name"])] = item
        if item.values.get("sku"):
            self._by_sku[fold_name(item.values["sku"])] = item
        words = row.get("synonyms")
        if words is not None:
            item.said["synonyms"] = (words, line)
            said = {fold_name(word): word for word in reversed(words)}
            said.pop(fold_name(item.values["name"]), None)
            if said != item.synonyms:
                for key in item.synonyms:
                    self._by_word.pop(key, None)
                item.synonyms, item.synonyms_changed, item.changed = said, True, True
                for key in said:
                    self._by_word[key] = item

    def _put_worth(self, item: ItemSeen, row: Mapping[str, Any], line: int) -> None:
        value, since = row.get("unit_value"), row.get("value_from")
        if value is None:
            return
        item.said_worth[since or self._today] = (value, line)
        if since is None:
            item.worth_now = value
        else:
            item.worth[since] = value

    def _put_pack(self, item: ItemSeen, row: Mapping[str, Any], line: int) -> None:
        barcode, pack, size = row.get("barcode"), row.get("pack"), row.get("pack_quantity")
        if barcode is None and pack is None:
            return
        alike = self._packs_named(item, pack) if pack else []
        if pack is not None and size is None:
            size = alike[0].pack_quantity
        there = None
        if barcode is not None:
            key = barcode_key(barcode)
            there = next((one for one in item.packs if one.barcode and barcode_key(one.barcode) == key), None)
            there = there or next((one for one in alike if one.barcode is None), None)
            self._by_barcode[key] = item
        elif alike:
            there = alike[0]
        if there is None:
            there = PackSeen(barcode, pack, size, changed=True)
            item.packs.append(there)
        self._say(item, there, barcode or there.barcode, pack or there.pack, size, line)
        for one in alike:
            self._say(item, one, one.barcode, one.pack, size, line)
        item.changed = item.changed or there.changed

    @staticmethod
    def _say(
        item: ItemSeen, pack: PackSeen, barcode: str | None, name: str | None, size: int | None, line: int
    ) -> None:
        pack.said_on = line
        values = (barcode, name, pack.pack_quantity if size is None else size)
        if (pack.barcode, pack.pack, pack.pack_quantity) != values:
            pack.barcode, pack.pack, pack.pack_quantity = values
            pack.changed = item.changed = True
