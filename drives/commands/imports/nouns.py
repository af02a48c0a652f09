"""Programs, sites and drives in one way: matched by slug, then exact name; what a row brings is updated."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from drives.commands.imports.batch import Batch, Problems
from drives.commands.imports.changes import write_changes
from drives.commands.imports.names import refuse_unkept_names
from drives.rules.names import fold_name, slug_from
from drives.store import allocate_ids
from drives.texts import _


@dataclass(slots=True, eq=False)
class Noun:
    """One program, site or drive as it stands and as the file says it should."""

    id: int
    values: dict[str, Any]
    is_new: bool
    merged: bool = False
    said: dict[str, tuple[Any, int]] = field(default_factory=dict)
    """Column → what a row of this file said, and on which line."""
    changed: set[str] = field(default_factory=set)


Wrong = tuple[str, object, str]
"""Column, what was found there, what is expected."""

Check = Callable[[Noun, Mapping[str, Any], int], list[Wrong]]
"""What is wrong with giving a noun the values of the row at an index; the row may lack cells."""


class Nouns:
    """The nouns of one table, matched and changed in memory, then written."""

    def __init__(
        self, connection: Connection, table: Table, columns: Sequence[str], defaults: Mapping[str, Any]
    ) -> None:
        self._connection = connection
        self._table = table
        self._columns = columns
        self._defaults = defaults
        self._by_slug: dict[str, Noun] = {}
        self._by_name: dict[str, Noun] = {}
        self.touched: dict[int, Noun] = {}
        self._load(lock=False)

    def _load(self, *, lock: bool) -> None:
        self._by_slug.clear()
        self._by_name.clear()
        table = self._table
        rows = select(table).order_by(table.c.id)
        merged = table.c.get("merged_into_id")
        for row in self._connection.execute(rows.with_for_update(key_share=True) if lock else rows):
            values = {name: getattr(row, name) for name in ("name", "slug", *self._columns)}
            noun = Noun(row.id, values, False, merged is not None and row.merged_into_id is not None)
            self._by_slug[row.slug] = noun
            self._by_name[row.name_key] = noun

    def take(self, batch: Batch, problems: Problems, check: Check) -> list[Noun | None]:
        """The noun of each row with the row's values put in; None for a row that is refused."""
        refuse_unkept_names(problems, "name", batch.get("name"))
        if self._connection.dialect.name != "sqlite" and self._names_any(batch):
            # Whoever changes one of them by hand just now comes before us, or after.
            self._load(lock=True)
        ids = iter(allocate_ids(self._connection, self._table, len(batch)))
        return [self._row(batch, index, problems, check, ids) for index in range(len(batch))]

    def _names_any(self, batch: Batch) -> bool:
        """Whether a row may name a noun that is there."""
        names = {fold_name(name) for name in batch.get("name") if name}
        return not (names.isdisjoint(self._by_name) and set(batch.get("slug")).isdisjoint(self._by_slug))

    def _row(self, batch: Batch, index: int, problems: Problems, check: Check, ids: Any) -> Noun | None:
        row = batch.row(index)
        name, slug = row.get("name"), row.get("slug")
        noun = (self._by_slug.get(slug) if slug else None) or self._by_name.get(fold_name(name or ""))
        if noun is None:
            noun = Noun(next(ids), {"name": name, **self._defaults}, True)
        for wrong in self._wrong(noun, row, check, index):
            if not problems.at(index, wrong[0]):
                problems.add(index, *wrong)
        if index in problems.bad or name is None:
            return None
        if noun.is_new and "slug" not in noun.values:
            noun.values["slug"] = slug or slug_from(name, set(self._by_slug))
        self._put(noun, row, batch.lines[index])
        return noun

    def _wrong(self, noun: Noun, row: Mapping[str, Any], check: Check, index: int) -> list[Wrong]:
        name, slug = row.get("name"), row.get("slug")
        other = self._by_name.get(fold_name(name or ""))
        if other is not None and other is not noun:
            expected = _("The slug {slug} is that of {there}, but this name is another's. Give one of them.")
            return [("name", name, expected.format(slug=slug, there=noun.values["name"]))]
        if noun.merged:
            return [("name", name, _("This was merged into another. Name that one."))]
        wrong: list[Wrong] = []
        for column in ("name", "slug", *self._columns):
            value = row.get(column)
            if value is None:
                continue
            if column in noun.said and not same(column, noun.said[column][0], value):
                expected = _("Row {row} says {other} of the same {name}. Make the rows agree.")
                said, line = noun.said[column]
                told = expected.format(row=line, other=said, name=noun.values["name"])
                wrong.append((column, value, told))
        return wrong + check(noun, row, index)

    def _put(self, noun: Noun, row: Mapping[str, Any], line: int) -> None:
        self.touched[noun.id] = noun
        for column in ("name", "slug", *self._columns):
            value = row.get(column)
            if value is None or (column == "name" and column in noun.said):
                continue
            noun.said[column] = (value, line)
            if noun.values.get(column) != value:
                if not noun.is_new:
                    noun.changed.add(column)
                    if column == "name":
                        self._by_name.pop(fold_name(noun.values["name"]), None)
                    elif column == "slug":
                        self._by_slug.pop(noun.values["slug"], None)
                noun.values[column] = value
        self._by_name[fold_name(noun.values["name"])] = noun
        self._by_slug[noun.values["slug"]] = noun

    def write(self) -> tuple[int, int]:
        """Write what is new and what changed; how many of each."""
        changed = [noun for noun in self.touched.values() if noun.changed and not noun.is_new]
        new = [noun for noun in self.touched.values() if noun.is_new]
        write_changes(self._connection, self._table, [(noun.id, self._changes(noun)) for noun in changed])
        if new:
            self._connection.execute(
                insert(self._table), [{"id": noun.id, **self._values(noun)} for noun in new]
            )
        return len(new), len(changed)

    def _changes(self, noun: Noun) -> dict[str, Any]:
        values = {column: noun.values[column] for column in sorted(noun.changed)}
        return values | ({"name_key": fold_name(values["name"])} if "name" in values else {})

    def _values(self, noun: Noun) -> dict[str, Any]:
        values = {name: noun.values.get(name) for name in ("name", "slug", *self._columns)}
        return {**values, "name_key": fold_name(noun.values["name"])}


def know(problems: Problems, rows: Sequence[Noun | None], but: Collection[int] = ()) -> None:
    """Say which rows bring nothing new: their nouns, but for some ids, were there as the file has them."""
    for index, noun in enumerate(rows):
        if noun is not None and not (noun.is_new or noun.changed or noun.id in but):
            problems.know(index)


def same(column: str, said: Any, value: Any) -> bool:
    """Whether two rows say the same in a column; of a name, the spelling is forgiven."""
    return bool(said == value or (column == "name" and fold_name(said) == fold_name(value)))
