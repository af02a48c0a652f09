"""Import stock: a dated count. The difference to what is there is posted; nothing of it is donated.

A row sums all lots that are alike in the columns that the file has. A shortage is taken first
expired first out; a find goes to a lot without drive.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Table, func, insert, select

from drives.commands.door import Work, command
from drives.commands.found import site_kind
from drives.commands.imports.amounts import fraction_of
from drives.commands.imports.batch import ImportDone, ImportRequest, Problems, settle
from drives.commands.imports.creating import create_missing
from drives.commands.imports.days import refuse_days_to_come
from drives.commands.imports.donation_rows import check_given, or_given
from drives.commands.imports.lookups import lock_imports, merges, rows_among
from drives.commands.imports.names import Names, resolve
from drives.commands.wording import losers
from drives.ledger import LotKey, LotRef, Place, Posting, lot_ref
from drives.model import CountLine, CycleCount, Location, Lot, StockLevel
from drives.rules.dates import DateKind, DateRule
from drives.rules.kinds import LocationKind, MoveKind
from drives.rules.quantity import to_text
from drives.rules.roles import Permission
from drives.store import allocate_ids, insert_many
from drives.texts import _

_lot: Table = Lot.__table__  # type: ignore[assignment]
_level: Table = StockLevel.__table__  # type: ignore[assignment]
_location: Table = Location.__table__  # type: ignore[assignment]
_count: Table = CycleCount.__table__  # type: ignore[assignment]
_line: Table = CountLine.__table__  # type: ignore[assignment]

_MARKS = ("date_mark", "date_kind", "lot_code", "restricted_to")


class _Row(NamedTuple):
    """What a row counted. ``marks`` holds only the columns that the file has."""

    place: int
    item_id: int
    site_id: int
    quantity: int
    counted_on: date
    dated: bool
    marks: tuple[tuple[str, Any], ...]


@dataclass(slots=True)
class _Shelf:
    """The lots of one item at one site, what is there of each, and when they were last counted.

    ``programs``: those that were merged into others → those others.
    """

    programs: Mapping[int, int]
    lots: dict[LotRef, Any] = field(default_factory=dict)
    there: dict[LotRef, int] = field(default_factory=dict)
    counted: dict[LotRef, date] = field(default_factory=dict)

    def alike(self, marks: Sequence[tuple[str, Any]]) -> list[LotRef]:
        """The lots that have these marks, first expired first."""
        found = [
            ref
            for ref, lot in self.lots.items()
            if all(self._mark(lot, name) == value for name, value in marks)
        ]
        return sorted(
            found, key=lambda ref: (self.lots[ref].date_mark or date.max, self.lots[ref].received_on, ref.id)
        )

    def _mark(self, lot: Any, name: str) -> Any:
        if name == "restricted_to":
            return self.programs.get(lot.restricted_to_id, lot.restricted_to_id)
        return getattr(lot, name)


@command(Permission.MOVE_STOCK)
def import_stock(work: Work, request: ImportRequest) -> ImportDone:
    """Correct the books to what was counted; what was not counted is left alone."""
    lock_imports(work.connection)
    problems = Problems(request.batch, request.problems)
    made = create_missing(work, request.creations)
    names = Names(work.connection)
    check_given(names, request)
    rows = _rows(work, request, names, problems)
    shelves = _shelves(work, rows)
    papers: dict[tuple[int, date], list[tuple[LotRef, int, int]]] = defaultdict(list)
    changed = 0
    for row in sorted(rows, key=lambda row: (row.counted_on, row.place)):
        lines = _counted(work, row, shelves[row.item_id, row.site_id])
        if lines:
            papers[row.site_id, row.counted_on] += lines
            changed += 1
    losses = _post(work, papers)
    done = ImportDone(
        len(request.batch) + request.refused, changed, known=len(rows) - changed, made=made, losses=losses
    )
    return settle(request, done)


def _rows(work: Work, request: ImportRequest, names: Names, problems: Problems) -> list[_Row]:
    batch = request.batch
    items = resolve(problems, "item", batch.get("item"), names.items)
    sites = resolve(problems, "site", or_given(batch.get("site"), request.site), names.sites)
    marks: dict[str, Sequence[Any]] = {name: batch.get(name) for name in _MARKS if name in batch.columns}
    if "restricted_to" in marks:
        marks["restricted_to"] = resolve(problems, "restricted_to", marks["restricted_to"], names.programs)
    days = batch.get("counted_on")
    refuse_days_to_come(work, problems, "counted_on", days)
    seen: dict[tuple[Any, ...], int] = {}
    rows: list[_Row] = []
    for index, (item_id, site_id, quantity) in enumerate(
        zip(items, sites, batch.get("quantity"), strict=True)
    ):
        if site_id is None and not problems.at(index, "site"):
            problems.add(index, "site", "", _("A count needs its site. Name it."))
        item = None if item_id is None else names.item[item_id]
        mark = marks["date_mark"][index] if "date_mark" in marks else None
        kind = marks["date_kind"][index] if "date_kind" in marks else None
        wrong = fraction_of(item, quantity, "quantity") if item and quantity else None
        if wrong is not None:
            problems.add(index, *wrong)
        if mark is not None and item is not None and item.date_rule is DateRule.NONE:
            expected = _("{item} keeps no dates. Leave the date away, or change the item's date rule.")
            problems.add(index, "date_mark", mark, expected.format(item=item.name))
        elif mark is not None and kind is None and not problems.at(index, "date_kind"):
            expected = _("Say in date_kind what this date means: best_by, sell_by, use_by or expires.")
            problems.add(index, "date_mark", mark, expected)
        elif kind is not None and mark is None and not problems.at(index, "date_mark"):
            expected = _(
                "This says what a date means, but date_mark holds none. Enter it, or leave this empty."
            )
            problems.add(index, "date_kind", kind, expected)
        if index in problems.bad or item_id is None or site_id is None:
            continue
        alike = {name: values[index] for name, values in marks.items()}
        row = _Row(
            index, item_id, site_id, quantity, days[index] or work.today, days[index] is not None,
            tuple(alike.items()),
        )  # fmt: skip
        key = (row.item_id, row.site_id, row.counted_on, row.marks)
        if key in seen:
            expected = _("Row {row} counts the same on the same day. Count it once.")
            problems.add(index, "quantity", to_text(quantity), expected.format(row=batch.lines[seen[key]]))
            continue
        seen[key] = index
        rows.append(row)
    return rows


def _shelves(work: Work, rows: Sequence[_Row]) -> dict[tuple[int, int], _Shelf]:
    """What is there of every item and site that was counted, locked until the transaction ends."""
    into = merges(work.connection)
    shelves: dict[tuple[int, int], _Shelf] = {
        (row.item_id, row.site_id): _Shelf(into["program"]) for row in rows
    }
    items = {row.item_id for row in rows}
    items |= {one for one, kept in into["item"].items() if kept in items}
    there = (
        select(*_lot.c, _location.c.site_id.label("at_site"), _location.c.id.label("location_id"))
        .join(_level, _level.c.lot_id == _lot.c.id)
        .join(_location, _location.c.id == _level.c.location_id)
    )
    refs: dict[tuple[int, int], tuple[_Shelf, LotRef]] = {}
    for row in rows_among(work.connection, there, _lot.c.item_id, items):
        shelf = shelves.get((into["item"].get(row.item_id, row.item_id), row.at_site))
        if shelf is not None:
            ref = LotRef(row.id, row.item_id, row.drive_id or 0, row.restricted_to_id or 0)
            shelf.lots[ref] = row
            refs[row.id, row.location_id] = (shelf, ref)
    for key, level in work.ledger.locked_levels(refs).items():
        shelf, ref = refs[key]
        shelf.there[ref] = level.quantity
    place = func.coalesce(_location.c.merged_into_id, _location.c.id)
    counted = (
        select(_line.c.lot_id, place.label("location_id"), func.max(_count.c.counted_on).label("counted_on"))
        .join(_count, _count.c.id == _line.c.count_id)
        .join(_location, _location.c.id == _count.c.location_id)
        .group_by(_line.c.lot_id, place)
    )
    for row in rows_among(work.connection, counted, _line.c.lot_id, {lot_id for lot_id, _place in refs}):
        if (row.lot_id, row.location_id) in refs:
            shelf, ref = refs[row.lot_id, row.location_id]
            shelf.counted[ref] = row.counted_on
    return shelves


def _counted(work: Work, row: _Row, shelf: _Shelf) -> list[tuple[LotRef, int, int]]:
    """What the books said of each lot and what was found; empty where the row says nothing new."""
    alike = shelf.alike(row.marks)
    expected = {ref: shelf.there[ref] for ref in alike}
    more = row.quantity - sum(expected.values())
    if not more:
        counted_before = max((shelf.counted.get(ref, date.min) for ref in alike), default=date.max)
        if not row.dated or counted_before >= row.counted_on:
            return []
    if more > 0:
        found = _lot_of_find(work, row, shelf)
        expected.setdefault(found, shelf.there[found])
        shelf.there[found] += more
    for ref in alike:
        if more >= 0:
            break
        taken = min(shelf.there[ref], -more)
        shelf.there[ref] -= taken
        more += taken
    for ref in expected:
        shelf.counted[ref] = max(row.counted_on, shelf.counted.get(ref, date.min))
    return [(ref, before, shelf.there[ref]) for ref, before in expected.items()]


def _lot_of_find(work: Work, row: _Row, shelf: _Shelf) -> LotRef:
    marks = dict(row.marks)
    kind: DateKind | None = marks.get("date_kind")
    key = LotKey(
        row.item_id, None, row.site_id, marks.get("date_mark"), kind, marks.get("lot_code"),
        marks.get("restricted_to"),
    )  # fmt: skip
    ref = lot_ref(work.ledger.lots({key: row.counted_on})[key].id, key)
    if ref not in shelf.lots:
        shelf.lots[ref] = work.connection.execute(select(_lot).where(_lot.c.id == ref.id)).one()
        shelf.there[ref] = 0
    return ref


def _post(work: Work, papers: dict[tuple[int, date], list[tuple[LotRef, int, int]]]) -> tuple[str, ...]:
    """Write the counts and post their differences; who loses reserved stock by it."""
    if not papers:
        return ()
    connection, ledger = work.connection, work.ledger
    difference = ledger.virtual(LocationKind.COUNT_DIFFERENCE)
    places: dict[int, Place] = {
        site: ledger.shelf(site, site_kind(connection, site))
        for site in sorted({site for site, _day in papers})
    }
    ids = allocate_ids(connection, _count, len(papers))
    connection.execute(
        insert(_count),
        [
            {"id": row_id, "location_id": places[site].id, "counted_on": day, "note": None,
             "recorded_at": work.now}
            for row_id, (site, day) in zip(ids, papers, strict=True)
        ],
    )  # fmt: skip
    line_ids = iter(allocate_ids(connection, _line, sum(map(len, papers.values()))))
    lines: list[tuple[int, ...]] = []
    postings: list[Posting] = []
    for count_id, ((site, day), counted) in zip(ids, papers.items(), strict=True):
        for lot, before, after in counted:
            line_id = next(line_ids)
            lines.append((line_id, count_id, lot.id, before, after))
            if after != before:
                way = (difference, places[site]) if after > before else (places[site], difference)
                postings.append(Posting(MoveKind.COUNT, line_id, lot, *way, abs(after - before), day))
    insert_many(connection, _line, ("id", "count_id", "lot_id", "expected", "counted"), lines)
    released = ledger.post(postings, may_eat_reserved=True) if postings else []
    return losers(work, released)
