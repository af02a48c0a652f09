"""Lays a kind's columns over a table: by a mapping, else by their names and the synonyms of these.

``map_table`` finds each column once; ``MappedTable.rows`` then streams the file's rows as tuples of
text in ``MappedTable.columns``' order. A wide row comes out as several, all with its line.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import itemgetter
from pathlib import Path

from drives.exchange.cell_guard import unguard_cell
from drives.exchange.columns import KINDS, KindColumns, header_key, header_name
from drives.exchange.faults import Fault, UnreadableFile, visible
from drives.exchange.mapping import NO_MAPPING, Mapping, matcher
from drives.exchange.reading import Table, read_table
from drives.exchange.sources import COMMAND_LINE, Limits
from drives.exchange.text_tables import Record
from drives.texts import _

MappedRow = tuple[int, Sequence[str]]
"""The line of the sheet, and a text for each of the mapped columns."""

Filler = int | tuple[tuple[int, ...], str]
"""One place in a row, or places whose texts are joined and what stands in where all are empty."""

JOINER = "; "
_BLOCK_ROWS = 1_000


@dataclass(frozen=True)
class MappedTable:
    """A table whose rows come out in the contract's columns.

    ``columns`` are those that the file or the mapping brings, in the contract's order; ``notices``
    are sentences for the person (columns that nobody knows, sheets left out).
    """

    kind: KindColumns
    table: Table
    mapping: Mapping
    columns: tuple[str, ...]
    notices: tuple[str, ...]
    _places: dict[str, tuple[int, ...]] = field(repr=False)
    _items: tuple[int, ...] = field(repr=False)

    def rows(self, report: Callable[[Fault], object]) -> Iterator[MappedRow]:
        """The mapped rows; what is wrong with a row of the table is reported, and the row left out."""
        fillers, constants = self._fillers()
        kept = self._kept(report)
        if self._items:
            return self._unpivoted(kept, fillers, constants)
        places = [filler for filler in fillers if isinstance(filler, int)]
        if not constants and not self.table.apostrophes and places == list(range(len(self.table.headers))):
            return kept
        if 1 < len(places) == len(fillers):
            return self._picked(kept, places, constants)
        return (
            (row, tuple([_filled(filler, cells + constants) for filler in fillers])) for row, cells in kept
        )

    def blocks(
        self, report: Callable[[Fault], object]
    ) -> Iterator[tuple[Sequence[int], list[Sequence[str]]]]:
        """The same rows, a thousand at once: their lines, and the texts column by column."""
        fillers, constants = self._fillers()
        if self._items or self.mapping.leave_out or not all(isinstance(filler, int) for filler in fillers):
            rows = self.rows(report)
            while block := list(islice(rows, _BLOCK_ROWS)):
                lines, texts = zip(*block, strict=True)
                yield lines, list(zip(*texts, strict=True))
            return
        for records in self.table.blocks(report):
            lines, cells = zip(*records, strict=True)
            columns: list[Sequence[str]] = list(zip(*cells, strict=True))
            if self.table.apostrophes:
                columns = [list(map(unguard_cell, column)) for column in columns]
            columns += [[constant] * len(lines) for constant in constants]
            yield lines, [columns[filler] for filler in fillers if isinstance(filler, int)]

    def _picked(self, rows: Iterator[Record], places: list[int], constants: list[str]) -> Iterator[MappedRow]:
        """The fast way: each column is one cell, or one constant behind the cells."""
        pick = itemgetter(*places)
        guarded = self.table.apostrophes
        for row, cells in rows:
            texts = pick(cells + constants) if constants else pick(cells)
            yield row, tuple([unguard_cell(text) for text in texts]) if guarded else texts

    def dicts(self, report: Callable[[Fault], object]) -> Iterator[tuple[int, dict[str, str]]]:
        """The mapped rows as column → text."""
        columns = self.columns
        for row, cells in self.rows(report):
            yield row, dict(zip(columns, cells, strict=True))

    def creations(self) -> dict[str, list[dict[str, str]]]:
        """What the mapping has made when missing, by kind, as rows of that kind; each name once."""
        made: dict[str, dict[str, dict[str, str]]] = {}
        from_column = [one for one in self.mapping.create if one.column]
        for one in self.mapping.create:
            names = made.setdefault(one.kind, {})
            if one.from_headers:
                for place in self._items:
                    header = self.table.headers[place]
                    names.setdefault(header, {"name": header, **one.values})
            elif not one.column:
                names.setdefault(one.values["name"], dict(one.values))
        if from_column:
            places = [(one, _place(self.table, one.column or "")) for one in from_column]
            for _row, cells in self._kept(lambda _fault: None):
                for one, place in places:
                    name = unguard_cell(cells[place]).strip()
                    if name and name not in made[one.kind]:
                        made[one.kind][name] = {"name": name, **one.values}
        return {kind: list(names.values()) for kind, names in made.items()}

    def _fillers(self) -> tuple[list[Filler], list[str]]:
        """Where each column's text comes from, and the constants that are put behind a row's cells."""
        fillers: list[Filler] = []
        constants: list[str] = []
        for name in self.columns:
            places, constant = self._places.get(name, ()), self.mapping.constants.get(name, "")
            if len(places) == 1 and not constant:
                fillers.append(places[0])
            elif places:
                fillers.append((places, constant))
            else:
                fillers.append(len(self.table.headers) + len(constants))
                constants.append(constant)
        return fillers, constants

    def _kept(self, report: Callable[[Fault], object]) -> Iterator[Record]:
        rows = self.table.rows(report)
        if not self.mapping.leave_out:
            return rows
        tests = [(_place(self.table, one.column), one.condition()) for one in self.mapping.leave_out]
        return (
            (row, cells)
            for row, cells in rows
            if not any(leaves_out(unguard_cell(cells[place]).strip()) for place, leaves_out in tests)
        )

    def _unpivoted(
        self, rows: Iterator[Record], fillers: list[Filler], constants: list[str]
    ) -> Iterator[MappedRow]:
        item, quantity = self.columns.index("item"), self.columns.index("quantity")
        headers = self.table.headers
        for row, cells in rows:
            filled = [_filled(filler, cells + constants) for filler in fillers]
            for place in self._items:
                if cells[place].strip(" 0,.\t\u00a0"):
                    filled[item], filled[quantity] = headers[place], unguard_cell(cells[place])
                    yield row, tuple(filled)


def map_table(
    kind: str, table: Table, mapping: Mapping = NO_MAPPING, *, given: Collection[str] = ()
) -> MappedTable:
    """The table with a kind's columns found; UnreadableFile where one is missing or there twice.

    ``given`` are columns that the caller fills (a site named on the command line).
    """
    columns = KINDS[kind]
    places = _mapped_places(table, mapping)
    items = _item_places(table, mapping, {place for used in places.values() for place in used})
    used = {place for several in places.values() for place in several} | set(items)
    unknown = _match_names(columns, table, mapping, places, used)
    unpivoted = {"item", "quantity"} if mapping.unpivot else set()
    brought = set(places) | set(mapping.constants) | unpivoted
    missing = [name for name in columns.required if name not in brought and name not in given]
    if missing:
        found = ", ".join(header for header in table.headers if header)
        raise UnreadableFile(
            Fault(
                table.name,
                table.header_row,
                name,
                found,
                _("This column is required, but is not in the header."),
            )
            for name in missing
        )
    notices = table.notices
    if unknown:
        notices += (
            _("{file}: these columns are not known and were ignored: {columns}.").format(
                file=visible(table.name, 120), columns=", ".join(visible(header) for header in unknown)
            ),
        )
    in_order = tuple(name for name in columns.names if name in brought)
    return MappedTable(columns, table, mapping, in_order, notices, places, items)


def open_table(
    kind: str,
    path_or_bytes: Path | str | bytes,
    name: str | None = None,
    *,
    mapping: Mapping = NO_MAPPING,
    given: Collection[str] = (),
    limits: Limits = COMMAND_LINE,
) -> MappedTable:
    """Read a file of one kind and find its columns: ``read_kind`` and ``map_table`` in one."""
    table = read_kind(kind, path_or_bytes, name, mapping=mapping, limits=limits)
    return map_table(kind, table, mapping, given=given)


def read_kind(
    kind: str,
    path_or_bytes: Path | str | bytes,
    name: str | None = None,
    *,
    mapping: Mapping = NO_MAPPING,
    limits: Limits = COMMAND_LINE,
) -> Table:
    """The table in a file of one kind, on the sheet and below the rows that the mapping says."""
    return read_table(
        path_or_bytes,
        name,
        sheet=mapping.sheet,
        skip_rows=mapping.skip_rows,
        known_headers={*KINDS[kind].synonyms, *mapping.headers},
        limits=limits,
    )


def _filled(filler: Filler, cells: list[str]) -> str:
    if isinstance(filler, int):
        return unguard_cell(cells[filler])
    places, constant = filler
    if len(places) == 1:
        return unguard_cell(cells[places[0]]) if cells[places[0]].strip() else constant
    texts = [unguard_cell(cells[place]).strip() for place in places]
    return JOINER.join(text for text in texts if text) or constant


def _place(table: Table, header: str) -> int:
    """Where a header that a mapping names is; its spelling first, then its letters and digits alone."""
    for form in (header_name, header_key):
        wanted = form(header)
        found = [place for place, one in enumerate(table.headers) if one and form(one) == wanted]
        if len(found) == 1:
            return found[0]
    raise UnreadableFile(
        Fault(
            table.name,
            table.header_row,
            None,
            ", ".join(one for one in table.headers if one),
            _('The mapping names the column "{column}", which is not in this header.').format(
                column=visible(header)
            ),
        )
    )


def _mapped_places(table: Table, mapping: Mapping) -> dict[str, tuple[int, ...]]:
    return {
        name: tuple(_place(table, header) for header in headers) for name, headers in mapping.columns.items()
    }


def _item_places(table: Table, mapping: Mapping, used: set[int]) -> tuple[int, ...]:
    unpivot = mapping.unpivot
    if unpivot is None:
        return ()
    first = _place(table, unpivot.after_column) + 1 if unpivot.after_column else 0
    other = {_place(table, named) for named in mapping.headers}
    is_item, is_other = matcher(unpivot.columns), matcher(unpivot.but + mapping.ignore)
    items = tuple(
        place
        for place, header in enumerate(table.headers)
        if place >= first
        and header
        and place not in used
        and place not in other
        and (not unpivot.columns or is_item(header))
        and not is_other(header)
    )
    if not items:
        raise UnreadableFile(
            Fault(
                table.name,
                table.header_row,
                None,
                ", ".join(one for one in table.headers if one),
                _("The mapping's unpivot finds no item column in this header."),
            )
        )
    return items


def _match_names(
    columns: KindColumns, table: Table, mapping: Mapping, places: dict[str, tuple[int, ...]], used: set[int]
) -> list[str]:
    """Put the headers that mean a column by their own name into ``places``; the others are returned."""
    taken = set(places) | set(mapping.constants) | ({"item", "quantity"} if mapping.unpivot else set())
    is_ignored = matcher(mapping.ignore + (mapping.unpivot.but if mapping.unpivot else ()))
    quiet = {_place(table, named) for named in mapping.headers}
    unknown: list[str] = []
    exact = {header_key(header) for header in table.headers}
    matched: dict[str, int] = {}
    for place, header in enumerate(table.headers):
        if not header or place in used or is_ignored(header):
            continue
        name = columns.column_for(header)
        own = name is not None and header_key(name) == header_key(header)
        if name is None or name in taken or (not own and header_key(name) in exact):
            if place not in quiet:
                unknown.append(header)
        elif name in matched:
            raise UnreadableFile(
                Fault(
                    table.name,
                    table.header_row,
                    name,
                    f"{table.headers[matched[name]]}, {header}",
                    _("Two columns mean the same. Rename one, or name the right one in a mapping."),
                )
            )
        else:
            matched[name] = place
    places.update({name: (place,) for name, place in matched.items()})
    return unknown
