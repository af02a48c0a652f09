"""What an export is made of: named columns and rows of plain values, and the words that rows use for nouns.

A cell is a text, a ``Decimal``, a ``date``, an aware ``datetime``, a ``bool``, or None where there is
nothing. No internal id is in any of them.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, select

from drives.model import Drive, Item, ItemPack, Program, Site
from drives.queries.door import Look
from drives.queries.theirs import known_drives, known_sites, named_programs
from drives.rules.gtin import is_gtin
from drives.rules.names import fold_name
from drives.rules.quantity import SCALE, scaled_text, to_text
from drives.rules.units import Unit
from drives.store.merges import followed
from drives.texts import _

Cell = str | Decimal | date | datetime | bool | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """An export: column names, and rows in natural-key order."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Scope:
    """What an export is narrowed to; a day makes it one of the past."""

    drive_id: int | None = None
    program_id: int | None = None
    as_of: date | None = None


EVERYTHING = Scope()


def sheet(
    columns: Sequence[str],
    rows: Iterable[tuple[Any, ...]],
    *,
    key: Sequence[str] = (),
    spare: Collection[str] = (),
) -> Sheet:
    """The rows sorted by the named columns, then by all the others, so that equal stores give equal files.

    A ``spare`` column stands only where some row fills it.
    """
    first = [columns.index(name) for name in key]
    order = [*first, *(place for place in range(len(columns)) if place not in first)]

    def sorting(row: tuple[Any, ...]) -> list[tuple[bool, Any]]:
        return [(row[place] is not None, row[place] if row[place] is not None else "") for place in order]

    found = sorted(rows, key=sorting)
    kept = [
        place
        for place, name in enumerate(columns)
        if name not in spare or any(row[place] is not None for row in found)
    ]
    if len(kept) == len(columns):
        return Sheet(tuple(columns), found)
    return Sheet(
        tuple(columns[place] for place in kept), [tuple(row[place] for place in kept) for row in found]
    )


class _Remembered(dict[Any, Any]):
    def __init__(self, make: Callable[[Any], Any]) -> None:
        super().__init__({None: None})
        self._make = make

    def __missing__(self, value: Any) -> Any:
        made = self[value] = self._make(value)
        return made


def amounts() -> Callable[[int | None], Decimal | None]:
    """Thousandths → the quantity; equal ones are made once."""
    return _Remembered(lambda value: Decimal(to_text(value))).__getitem__


def scaled(value: int | None, places: int) -> Decimal | None:
    """A whole count of ``10**-places`` as a plain number."""
    return None if value is None else Decimal(scaled_text(value, places))


@dataclass(frozen=True, slots=True)
class ItemWords:
    """An item's name in files, its unit and its packs (folded name → thousandths)."""

    name: str
    unit: Unit
    packs: dict[str, int]
    listed: str
    """The name in a list separated by ``;``, in quotation marks where nothing else would be read back."""


class Words:
    """What files call items, drives, sites and programs, by id; what was merged by what it became.

    Drives and sites that the viewer may not know of are None, and the names of unlisted programs stay in
    the store but for those who may see them: these are ``named``.
    """

    def __init__(self, look: Look) -> None:
        connection, viewer = look.connection, look.viewer
        self.item: dict[int, ItemWords] = _items(connection)
        slug = case((known_drives(viewer), Drive.slug)).label("slug")
        self.drive: dict[int | None, str | None] = {None: None}
        self.drive |= {row.id: row.slug for row in connection.execute(select(Drive.id, slug))}
        self.site = _places(connection, Site, known_sites(viewer))
        self.named = _places(connection, Program, named_programs(viewer))
        unlisted = _("a partner program")
        self.program = {one: name if name or one is None else unlisted for one, name in self.named.items()}

    def counted(
        self, item_id: int, quantity: int, pack: str | None, size: int | None
    ) -> tuple[int, str | None]:
        """A quantity in packs where it was counted so and the pack still holds as much; else in units."""
        if pack is not None and size is not None:
            packs, rest = divmod(quantity * SCALE, size)
            if not rest and self.item[item_id].packs.get(fold_name(pack)) == size:
                return packs, pack
        return quantity, None


def _places(
    connection: Connection, table: type[Site] | type[Program], known: ColumnElement[bool]
) -> dict[int | None, str | None]:
    called = case((known, table.name)).label("name")
    rows = connection.execute(select(table.id, called, table.merged_into_id)).all()
    into = followed((row.id, row.merged_into_id) for row in rows)
    names = {row.id: row.name for row in rows}
    by_id: dict[int | None, str | None] = {row.id: names[into[row.id]] for row in rows}
    return by_id | {None: None}


def _items(connection: Connection) -> dict[int, ItemWords]:
    rows = connection.execute(select(Item.id, Item.name, Item.sku, Item.unit, Item.merged_into_id)).all()
    into = followed((row.id, row.merged_into_id) for row in rows)
    by_id = {row.id: row for row in rows}
    packs: dict[int, dict[str, int]] = {row.id: {} for row in rows}
    codes: dict[int, list[str]] = {row.id: [] for row in rows}
    barcodes: dict[str, int] = {}
    for pack in connection.execute(
        select(ItemPack.item_id, ItemPack.barcode, ItemPack.pack, ItemPack.pack_quantity).order_by(
            ItemPack.id
        )
    ):
        item_id = into[pack.item_id]
        if pack.barcode:
            codes[item_id].append(pack.barcode)
            barcodes[_plain(pack.barcode)] = item_id
        if pack.pack and pack.pack_quantity:
            packs[item_id].setdefault(fold_name(pack.pack), pack.pack_quantity)
    skus = {row.sku: into[row.id] for row in rows if row.sku}
    folded = {fold_name(row.sku): into[row.id] for row in rows if row.sku}
    names = {fold_name(row.name): into[row.id] for row in rows}

    def found(text: str) -> int | None:
        """The item that an import takes a text for: SKU, then barcode, then name."""
        for key, ids in ((text, skus), (fold_name(text), folded), (_plain(text), barcodes)):
            if key in ids:
                return ids[key]
        return names.get(fold_name(text))

    words: dict[int, ItemWords] = {}
    for row in rows:
        item = by_id[into[row.id]]
        called = [word for word in (item.name, item.sku, *codes[item.id]) if word and found(word) == item.id]
        name = called[0] if called else item.name
        plain = (word for word in called if ";" not in word and not word.startswith('"'))
        listed = next(plain, None) or '"' + name.replace('"', '""') + '"'
        words[row.id] = ItemWords(name, item.unit, packs[item.id], listed)
    return words


def _plain(code: str) -> str:
    """A barcode as an import compares it."""
    return code.zfill(14) if is_gtin(code) else code
