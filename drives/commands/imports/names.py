"""What the texts of a file may name: items, drives, sites and programs, loaded once an import."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz import process
from sqlalchemy import Connection, select

from drives.commands.imports.batch import Problems
from drives.model import Drive, Item, ItemPack, ItemSynonym, Program, Site
from drives.rules.dates import DateRule
from drives.rules.gtin import is_gtin
from drives.rules.names import fold_name
from drives.rules.units import Unit
from drives.store.merges import followed
from drives.texts import _

Key = Callable[[str], str]
"""Turns a text into the form under which one kind of name is compared."""

_NEAREST_MOST = 3
_NEAR_ENOUGH = 60
_SUGGESTED_MOST = 60
_FOLDED_MOST = 400
_SHOWN_MOST = 40


class Family:
    """One kind of noun: its names by rank (the first rank that knows a text decides), and what is shown."""

    def __init__(
        self, ranks: Sequence[tuple[Key, Mapping[str, int]]], shown: Mapping[str, str], unknown: "Sentences"
    ) -> None:
        self._ranks = ranks
        self._shown = shown
        self._unknown = unknown
        self._suggested = 0

    def find(self, name: str) -> int | None:
        """The id that a text names, or None."""
        for key, ids in self._ranks:
            found = ids.get(key(name))
            if found is not None:
                return found
        return None

    def refusal_of(self, name: str) -> str:
        """The same in a sentence with the text itself, for what was given beside the file."""
        shown = name if len(name) <= _SHOWN_MOST else name[: _SHOWN_MOST - 1] + "…"
        return _('"{name}" was not found. {expected}').format(name=shown, expected=self.refusal(name))

    def refusal(self, name: str) -> str:
        """What is said of a text that names nothing, with the nearest names."""
        if self._suggested >= _SUGGESTED_MOST:
            return self._unknown.alone()
        self._suggested += 1
        near = process.extract(
            fold_name(name), list(self._shown), limit=_NEAREST_MOST, score_cutoff=_NEAR_ENOUGH
        )
        names = list(dict.fromkeys(self._shown[match] for match, _score, _place in near))
        if not names:
            return self._unknown.alone()
        return self._unknown.near().format(names=", ".join(f'"{one}"' for one in names))


class Sentences(NamedTuple):
    """The two things said of an unknown name: with the nearest ones, and where nothing is near."""

    near: Callable[[], str]
    alone: Callable[[], str]


class ItemKnown(NamedTuple):
    """What a row needs to know of its item. ``packs``: folded name → (name, thousandths of the unit)."""

    id: int
    name: str
    unit: Unit
    date_rule: DateRule
    unit_value: int | None
    packs: dict[str, tuple[str, int]]


class Names:
    """The four families of names that files refer to."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.item: dict[int, ItemKnown] = {}
        self.items = self._load_items()
        self.drives = self._load_drives()
        self.sites = self._load_places(Site, _UNKNOWN_SITE)
        self.programs = self._load_places(Program, _UNKNOWN_PROGRAM)

    def _load_items(self) -> Family:
        rows = self._connection.execute(
            select(
                Item.id, Item.name, Item.name_key, Item.sku, Item.unit, Item.date_rule, Item.unit_value,
                Item.merged_into_id,
            ).order_by(Item.id)
        ).all()  # fmt: skip
        into = followed((row.id, row.merged_into_id) for row in rows)
        for row in rows:
            self.item[row.id] = ItemKnown(row.id, row.name, row.unit, row.date_rule, row.unit_value, {})
        skus = {row.sku: into[row.id] for row in rows if row.sku}
        folded = {fold_name(row.sku): into[row.id] for row in rows if row.sku}
        names = {row.name_key: into[row.id] for row in rows}
        shown = {row.name_key: row.name for row in rows if row.merged_into_id is None}
        barcodes: dict[str, int] = {}
        for pack in self._connection.execute(select(ItemPack).order_by(ItemPack.id).with_only_columns(
            ItemPack.item_id, ItemPack.barcode, ItemPack.pack, ItemPack.pack_quantity
        )):  # fmt: skip
            if pack.barcode:
                barcodes[barcode_key(pack.barcode)] = into[pack.item_id]
            if pack.pack and pack.pack_quantity:
                packs = self.item[into[pack.item_id]].packs
                packs.setdefault(fold_name(pack.pack), (pack.pack, pack.pack_quantity))
        words: dict[str, int] = {}
        for word in self._connection.execute(select(ItemSynonym.item_id, ItemSynonym.synonym_key)):
            words[word.synonym_key] = into[word.item_id]
            shown.setdefault(word.synonym_key, self.item[into[word.item_id]].name)
        ranks: list[tuple[Key, Mapping[str, int]]] = [
            (str.strip, skus), (fold_name, folded), (barcode_key, barcodes), (fold_name, names),
            (fold_name, words),
        ]  # fmt: skip
        return Family(ranks, shown, _UNKNOWN_ITEM)

    def _load_drives(self) -> Family:
        rows = self._connection.execute(select(Drive.id, Drive.name, Drive.name_key, Drive.slug)).all()
        return Family(
            [
                (fold_name, {row.slug: row.id for row in rows}),
                (fold_name, {row.name_key: row.id for row in rows}),
            ],
            {row.name_key: row.name for row in rows},
            _UNKNOWN_DRIVE,
        )

    def _load_places(self, table: type[Site] | type[Program], unknown: Sentences) -> Family:
        rows = self._connection.execute(
            select(table.id, table.name, table.name_key, table.slug, table.merged_into_id)
        ).all()
        into = followed((row.id, row.merged_into_id) for row in rows)
        return Family(
            [
                (fold_name, {row.name_key: into[row.id] for row in rows}),
                (fold_name, {row.slug: into[row.id] for row in rows}),
            ],
            {row.name_key: row.name for row in rows if row.merged_into_id is None},
            unknown,
        )


def barcode_key(barcode: str) -> str:
    """The form under which barcodes are the same: 14 digits where it is a GTIN."""
    barcode = barcode.strip()
    return barcode.zfill(14) if is_gtin(barcode) else barcode


def resolve(problems: Problems, column: str, texts: Sequence[str | None], family: Family) -> list[int | None]:
    """The ids that a column's texts name, None for an empty cell; unknown ones become problems."""
    ids: dict[str | None, int | None] = {
        name: None if name is None else family.find(name) for name in dict.fromkeys(texts)
    }
    unknown = {
        name: family.refusal(name) for name, found in ids.items() if found is None and name is not None
    }
    if unknown:
        for index, name in enumerate(texts):
            if name in unknown:
                problems.add(index, column, name, unknown[name])
    return list(map(ids.__getitem__, texts))


def refuse_unkept_names(problems: Problems, column: str, texts: Sequence[str | None]) -> None:
    """A name with nothing in it to see, or too long in the form in which it is compared, is a problem."""
    wrong: dict[str, str] = {}
    for name in set(texts):
        if name is None or name.isascii():
            continue  # such a name is its own folded form, but for its case
        folded = fold_name(name)
        if not folded:
            wrong[name] = _("Nothing of this name can be seen. Enter a name.")
        elif len(folded) > _FOLDED_MOST:
            wrong[name] = _("Written out, this name has {length} characters: at most {most} fit.").format(
                length=len(folded), most=_FOLDED_MOST
            )
    if not wrong:
        return
    for index, name in enumerate(texts):
        if name in wrong:
            problems.add(index, column, name, wrong[name])


_UNKNOWN_ITEM = Sentences(
    lambda: _("There is no such item. Did you mean {names}?"),
    lambda: _("There is no such item. Import it first, or have the mapping create it."),
)
_UNKNOWN_DRIVE = Sentences(
    lambda: _("There is no such drive. Did you mean {names}?"),
    lambda: _("There is no such drive. Import it first, or have the mapping create it."),
)
_UNKNOWN_SITE = Sentences(
    lambda: _("There is no such site. Did you mean {names}?"),
    lambda: _("There is no such site. Import it first, or have the mapping create it."),
)
_UNKNOWN_PROGRAM = Sentences(
    lambda: _("There is no such program. Did you mean {names}?"),
    lambda: _("There is no such program. Import it first, or have the mapping create it."),
)
