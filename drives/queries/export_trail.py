"""Exports that only go out: progress, moves, lots, deliveries and the trail of activity."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, case, func, select

from drives.model import (
    Activity,
    Delivery,
    DeliveryLine,
    Item,
    Location,
    Lot,
    Move,
    Need,
    Program,
    StockLevel,
)
from drives.queries.activity_words import is_of_table, names_of_tables
from drives.queries.cells import fit_to_go
from drives.queries.door import Look, query
from drives.queries.papers import holds_of_lots, papers_of_moves, reservations_of_lots
from drives.queries.progress import ProgressRow, progress
from drives.queries.sheets import EVERYTHING, Scope, Sheet, Words, amounts, sheet
from drives.queries.theirs import is_known_drive
from drives.rules.kinds import SHELF_LOCATIONS, LocationKind
from drives.rules.progress import FIGURES
from drives.rules.quantity import to_text
from drives.rules.roles import Permission
from drives.store.merges import ids_read_as, read_as
from drives.store.theirs import within

_move: Table = Move.__table__  # type: ignore[assignment]
_lot: Table = Lot.__table__  # type: ignore[assignment]
_item: Table = Item.__table__  # type: ignore[assignment]
_location: Table = Location.__table__  # type: ignore[assignment]
_level: Table = StockLevel.__table__  # type: ignore[assignment]
_delivery: Table = Delivery.__table__  # type: ignore[assignment]
_delivery_line: Table = DeliveryLine.__table__  # type: ignore[assignment]

MOVES = (
    "effective_on", "kind", "item", "quantity", "unit", "from", "to", "drive", "intake_site", "date_mark",
    "date_kind", "lot_code", "restricted_to", "reverses", "reason", "note", "reference",
)  # fmt: skip
LOTS = (
    "item", "unit", "drive", "intake_site", "date_mark", "date_kind", "lot_code", "restricted_to",
    "received_on",
    "on_hand", "in_transit", "allocated", "available", "holds", "reservations",
)  # fmt: skip
DELIVERIES = (
    "program", "state", "planned_on", "packed_on", "sent_on", "confirmed_on", "cancelled_on", "note", "site",
    "item", "quantity", "unit", "arrived", "lost", "returned", "reason", "need", "drive", "intake_site",
    "date_mark", "date_kind", "lot_code", "restricted_to",
)  # fmt: skip
ACTIVITY = ("done_at", "who", "command", "summary")

_IDS = ("id", "ids")


@query(Permission.SEE_PROGRESS)
def export_progress(look: Look, *, scope: Scope = EVERYTHING) -> Sheet:
    """The figures of DESIGN 3 for a scope, a row an item; ``goal`` for a drive only."""
    rows = progress.function(look, drive_id=scope.drive_id, program_id=scope.program_id, as_of=scope.as_of)
    return figures_sheet(rows, of_drive=scope.drive_id is not None)


def figures_sheet(rows: Iterable[ProgressRow], *, of_drive: bool) -> Sheet:
    """Rows of figures as they go out; ``goal`` of a drive only."""
    figures = [name for name in FIGURES if name != "goal" or of_drive]
    amount = amounts()

    def cell(row: ProgressRow, name: str) -> Decimal | None:
        value = getattr(row.figures, name)
        return value.normalize() + 0 if isinstance(value, Decimal) else amount(value)

    columns = ("item", "category", "unit", *figures)
    return sheet(
        columns,
        [(row.item, row.category, row.unit.value, *(cell(row, name) for name in figures)) for row in rows],
    )


@query(Permission.SEE_STOCK, scoped=True)
def export_moves(look: Look, *, scope: Scope = EVERYTHING) -> Sheet:
    """Every move of the viewer's lots, with the reason, note and reference of the paper behind it."""
    connection, words, amount = look.connection, Words(look), amounts()
    places = _places(connection, words)
    papers = papers_of_moves(connection)
    wanted = select(
        _move.c.effective_on, _move.c.kind, _move.c.document_id, _move.c.quantity, _move.c.from_location_id,
        _move.c.to_location_id, _move.c.reverses_id, *_marks(),
    ).join(_lot, _lot.c.id == _move.c.lot_id)  # fmt: skip
    wanted = _in_scope(look, wanted, scope)
    if scope.as_of is not None:
        wanted = wanted.where(_move.c.effective_on <= scope.as_of)
    rows = []
    for row in connection.execute(wanted):
        item = words.item[row.item_id]
        reason, note, reference = papers[row.kind](row.document_id)
        rows.append(
            (row.effective_on, row.kind.value, item.name, amount(row.quantity), item.unit.value,
             places[row.from_location_id], places[row.to_location_id], *_told_marks(words, row),
             row.reverses_id is not None, reason, note, reference)
        )  # fmt: skip
    return sheet(MOVES, rows)


@query(Permission.SEE_STOCK, scoped=True)
def export_lots(look: Look, *, scope: Scope = EVERYTHING) -> Sheet:
    """Every lot of the viewer's drives: what makes it, where it stands, who holds it back or has it kept."""
    connection, words, amount = look.connection, Words(look), amounts()
    on_shelf = _location.c.kind.in_(SHELF_LOCATIONS)

    def total(value: ColumnElement[Any], condition: ColumnElement[bool]) -> ColumnElement[Any]:
        return func.coalesce(func.sum(case((condition, value), else_=0)), 0)

    wanted = (
        select(
            _lot.c.id, _lot.c.received_on, *_marks(),
            total(_level.c.quantity, on_shelf).label("on_hand"),
            total(_level.c.quantity, _location.c.kind == LocationKind.TRANSIT).label("in_transit"),
            func.coalesce(func.sum(_level.c.reserved), 0).label("allocated"),
            total(_level.c.quantity - _level.c.reserved, on_shelf & fit_to_go(look.today)).label("available"),
        )
        .join(_item, _item.c.id == _lot.c.item_id)
        .outerjoin(_level, _level.c.lot_id == _lot.c.id)
        .outerjoin(_location, _location.c.id == _level.c.location_id)
        .group_by(_lot.c.id, _lot.c.received_on, *_marks())
    )  # fmt: skip
    holds, kept = holds_of_lots(connection), reservations_of_lots(connection, words)
    rows = []
    for row in connection.execute(_in_scope(look, wanted, scope)):
        item = words.item[row.item_id]
        rows.append(
            (item.name, item.unit.value, *_told_marks(words, row), row.received_on, amount(row.on_hand),
             amount(row.in_transit), amount(row.allocated), amount(row.available),
             "; ".join(holds[row.id]) or None, "; ".join(kept[row.id]) or None)
        )  # fmt: skip
    return sheet(LOTS, rows)


@query(Permission.CONFIRM_DELIVERIES, scoped=True)
def export_deliveries(look: Look, *, scope: Scope = EVERYTHING) -> Sheet:
    """Every line of every delivery to the viewer's programs, with the days on which it went its way."""
    connection, words, amount = look.connection, Words(look), amounts()
    places = _places(connection, words)
    wanted = (
        select(
            *(_delivery.c[name] for name in (
                "program_id", "state", "planned_on", "packed_on", "sent_on", "confirmed_on", "cancelled_on",
                "note",
            )),
            *(_delivery_line.c[name] for name in ("location_id", "quantity", "arrived", "lost", "returned",
            "reason")),
            Need.reference,
            *_marks(),
        )
        .join(_delivery_line, _delivery_line.c.delivery_id == _delivery.c.id, isouter=True)
        .join(_lot, _lot.c.id == _delivery_line.c.lot_id, isouter=True)
        .join(Need, Need.id == _delivery_line.c.need_id, isouter=True)
    )  # fmt: skip
    theirs = look.viewer.programs_where(Permission.CONFIRM_DELIVERIES)
    if theirs is not None:
        wanted = wanted.where(
            _delivery.c.program_id.in_(select(Program.id).where(read_as(Program).in_(theirs)))
        )
    if scope.program_id is not None:
        wanted = wanted.where(_delivery.c.program_id.in_(ids_read_as(Program, scope.program_id)))
    if scope.drive_id is not None:
        wanted = wanted.where(is_known_drive(look.viewer, scope.drive_id), _lot.c.drive_id == scope.drive_id)
    rows: list[tuple[Any, ...]] = []
    for row in connection.execute(wanted):
        item = words.item.get(row.item_id)
        rows.append(
            (words.program[row.program_id], row.state.value, row.planned_on, row.packed_on, row.sent_on,
             row.confirmed_on, row.cancelled_on, row.note, places.get(row.location_id),
             item.name if item else None,
             amount(row.quantity), item.unit.value if item else None, amount(row.arrived), amount(row.lost),
             amount(row.returned), row.reason.value if row.reason else None, row.reference,
             *_told_marks(words, row))
        )  # fmt: skip
    return sheet(DELIVERIES, rows, key=("program", "planned_on", "item"))


@query(Permission.SEE_ACTIVITY)
def export_activity(look: Look, *, scope: Scope = EVERYTHING) -> Sheet:  # noqa: ARG001
    """Who did what, when, oldest first: a table by where it stands, others by the name in the trail.

    These words are the same in every language, for whoever works on with the file.
    """
    entries = look.connection.execute(
        select(Activity.done_at, Activity.who, Activity.command, Activity.summary).order_by(
            Activity.done_at, Activity.id
        )
    ).all()
    tables = names_of_tables(look.connection)

    def called(name: str) -> str:
        return tables.get(name, "table that is gone") if is_of_table(name) else name

    return Sheet(
        ACTIVITY,
        [(row.done_at, called(row.who), row.command, _summary(row.summary) or None) for row in entries],
    )


def _summary(result: Any) -> str:
    """What a command answered, its ids left out, thousandths as quantities."""
    said: list[str] = []
    for name, value in sorted(result.items()):
        if name.rpartition("_")[2] in _IDS or value in ("", [], None):
            continue
        shown = to_text(value) if name == "accepted" else value
        said.append(f"{name}: {' '.join(map(str, shown)) if isinstance(shown, list) else shown}")
    return "; ".join(said)


def _marks() -> tuple[Any, ...]:
    """The columns of a lot that tell it from others."""
    return (
        _lot.c.item_id, _lot.c.drive_id, _lot.c.site_id, _lot.c.date_mark, _lot.c.date_kind, _lot.c.lot_code,
        _lot.c.restricted_to_id,
    )  # fmt: skip


def _told_marks(words: Words, row: Any) -> tuple[Any, ...]:
    """Drive, intake site, date mark and its kind, lot code, restriction."""
    return (
        words.drive[row.drive_id], words.site[row.site_id], row.date_mark,
        row.date_kind.value if row.date_kind else None, row.lot_code, words.program[row.restricted_to_id],
    )  # fmt: skip


def _in_scope(look: Look, wanted: Any, scope: Scope) -> Any:
    """The lots that came in for the viewer's drives, narrowed to a scope."""
    wanted = wanted.where(within(_lot.c.drive_id, look.viewer.drives_where(Permission.SEE_STOCK)))
    if scope.drive_id is not None:
        wanted = wanted.where(_lot.c.drive_id == scope.drive_id)
    if scope.program_id is not None:
        wanted = wanted.where(_lot.c.restricted_to_id.in_(ids_read_as(Program, scope.program_id)))
    return wanted


def _places(connection: Connection, words: Words) -> dict[int, str]:
    """What each location is called: the site or program there, else its kind."""
    return {
        row.id: words.site[row.site_id] or words.program[row.program_id] or row.kind.value
        for row in connection.execute(select(_location))
    }
