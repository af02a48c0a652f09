"""Count sheets as counters are given them: what to count and what they found themselves.

Blind: no figure of the books is selected here, nor what anybody else entered.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, false, func, select, true

from drives.errors import Unknown
from drives.model import Item, Program, Site, StagedCount, StagedCounter, StagedEntry, StagedLine
from drives.queries.count_sheet import in_order
from drives.queries.door import Look, query
from drives.queries.theirs import called_otherwise
from drives.rules.dates import DateKind
from drives.rules.kinds import CountStage
from drives.rules.roles import COUNTERS, Permission, Viewer
from drives.rules.units import Unit
from drives.store.merges import merges
from drives.store.piles import PileMark
from drives.texts import _


@dataclass(frozen=True, slots=True)
class SheetGiven:
    """A count that whoever looks may count in: how many lines there are, and how many of them are entered."""

    staged_count_id: int
    site: str
    begun_on: date
    lines: int
    entered: int
    recount: bool


@dataclass(frozen=True, slots=True)
class BlindLine:
    """What is to be counted, as one sees it on the shelf, and what the viewer entered (thousandths)."""

    line_id: int
    item_id: int
    item: str
    unit: Unit
    date_mark: date | None
    date_kind: DateKind | None
    restricted_to: str | None
    lot_code: str | None
    found: bool
    mine: int | None


@dataclass(frozen=True, slots=True)
class ItemToFind:
    """An item that may be found beside the sheet."""

    item_id: int
    name: str
    unit: Unit


@dataclass(frozen=True, slots=True)
class BlindSheet:
    """A count sheet: its site, why it is counted, its lines by item, the items that may be found beside."""

    staged_count_id: int
    site: str
    site_is_public: bool
    begun_on: date
    note: str | None
    recount: bool
    lines: tuple[BlindLine, ...]
    items: tuple[ItemToFind, ...]


@query(Permission.OWN_ACCOUNT)
def sheets_given(look: Look) -> tuple[SheetGiven, ...]:
    """The counts that are going on and were given to whoever looks, the oldest first."""
    rows = look.connection.execute(
        select(StagedCount.id, StagedCount.begun_on, StagedCount.round, Site.name)
        .join_from(StagedCount, Site, Site.id == StagedCount.site_id)
        .where(StagedCount.stage == CountStage.COUNTING, _given_to(look.viewer))
        .order_by(StagedCount.id)
    )
    found = []
    for row in rows.all():
        lines = _lines(look, row.id, row.round)
        entered = _entered(look, row.id)
        shown = [line for line in lines if not line.found or entered.get(line.id) is not None]
        done = sum(1 for line in shown if entered.get(line.id) is not None)
        found.append(SheetGiven(row.id, row.name, row.begun_on, len(shown), done, row.round > 1))
    return tuple(found)


@query(Permission.OWN_ACCOUNT)
def blind_sheet(look: Look, *, staged_count_id: int) -> BlindSheet:
    """The sheet of a count that is going on; Unknown where it is over, or was not given to whoever looks."""
    row = look.connection.execute(
        select(
            StagedCount.id,
            StagedCount.begun_on,
            StagedCount.round,
            StagedCount.note,
            Site.name.label("site"),
            Site.public,
        )
        .join_from(StagedCount, Site, Site.id == StagedCount.site_id)
        .where(
            StagedCount.id == staged_count_id,
            StagedCount.stage == CountStage.COUNTING,
            _given_to(look.viewer),
        )
    ).one_or_none()
    if row is None:
        raise Unknown(_("That count is not here (any more): it was compared, or is over. Choose another."))
    items = {
        item.id: item
        for item in look.connection.execute(
            select(Item.id, Item.name, Item.unit, Item.active, Item.merged_into_id).order_by(Item.name)
        )
    }
    lines = _shown(look, items, _lines(look, row.id, row.round), _entered(look, row.id), row.round)
    beside = (
        ()
        if row.round > 1
        else (
            ItemToFind(item.id, item.name, item.unit)
            for item in items.values()
            if item.active and item.merged_into_id is None
        )
    )
    return BlindSheet(
        row.id, row.site, row.public, row.begun_on, row.note, row.round > 1, lines, tuple(beside)
    )


def _given_to(viewer: Viewer) -> ColumnElement[bool]:
    """Whether a count may be counted in by a viewer: one who counts and was given it, or may move stock."""
    if viewer.may_everywhere(Permission.MOVE_STOCK):
        return true()
    if not viewer.has_one_of(COUNTERS):
        return false()
    given = select(StagedCounter.staged_count_id).where(StagedCounter.account_id == viewer.account_id)
    return StagedCount.id.in_(given)


def _lines(look: Look, staged_count_id: int, round_: int) -> list[Any]:
    """The lines that are counted in a round."""
    rows = select(StagedLine.__table__).where(
        StagedLine.staged_count_id == staged_count_id, StagedLine.round == round_
    )
    return list(look.connection.execute(rows.order_by(StagedLine.position, StagedLine.id)))


def _entered(look: Look, staged_count_id: int) -> dict[int, int | None]:
    """By line, what the viewer entered last in the line's round; of what others entered nothing is read."""
    latest = (
        select(func.max(StagedEntry.id))
        .join_from(StagedEntry, StagedLine, StagedLine.id == StagedEntry.staged_line_id)
        .join(StagedCounter, StagedCounter.id == StagedEntry.staged_counter_id)
        .where(
            StagedLine.staged_count_id == staged_count_id,
            StagedEntry.round == StagedLine.round,
            StagedCounter.account_id.is_not_distinct_from(look.viewer.account_id),
        )
        .group_by(StagedEntry.staged_line_id)
    )
    rows = select(StagedEntry.staged_line_id, StagedEntry.counted).where(StagedEntry.id.in_(latest))
    return {row.staged_line_id: row.counted for row in look.connection.execute(rows)}


def _shown(
    look: Look, items: dict[int, Any], lines: Iterable[Any], mine: dict[int, int | None], round_: int
) -> tuple[BlindLine, ...]:
    """The lines in their order; what somebody else found beside the sheet shows when it is counted again."""
    into, otherwise = merges(look.connection), called_otherwise(look, Program)
    programs = {row.id: row.name for row in look.connection.execute(select(Program.id, Program.name))}
    shown = []
    for line in lines:
        if line.found and round_ == 1 and mine.get(line.id) is None:
            continue
        mark = PileMark.of(line, into)
        program_id, item = mark.restricted_to_id, items[mark.item_id]
        kept_for = None if program_id is None else otherwise.get(program_id, programs[program_id])
        shown.append(
            BlindLine(
                line.id, item.id, item.name, item.unit, mark.date_mark, mark.date_kind, kept_for,
                mark.lot_code, line.found, mine.get(line.id),
            )
        )  # fmt: skip
    return tuple(
        sorted(shown, key=lambda one: in_order(one.item, one.date_mark, one.restricted_to, one.lot_code))
    )
