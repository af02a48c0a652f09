"""Needs against donations: the figures of DESIGN 3 for everything, one drive or one program."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from drives.errors import Refusal, Unknown
from drives.model import Drive, DriveGoal, DriveProgram, Item, Program
from drives.queries.door import Look, query
from drives.queries.facts import Facts, NeedSeen, facts_as_of, facts_now
from drives.rules.progress import Figures, Goods, figures, gaps, open_within
from drives.rules.roles import Permission
from drives.rules.units import Unit
from drives.texts import _


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """An item with its figures (thousandths of ``unit``)."""

    item_id: int
    item: str
    category: str
    unit: Unit
    figures: Figures


@query(Permission.SEE_STOCK)
def progress(
    look: Look, *, drive_id: int | None = None, program_id: int | None = None, as_of: date | None = None
) -> tuple[ProgressRow, ...]:
    """A row per item of the scope, by name; a closed drive answers as of its closing day."""
    if drive_id is not None and program_id is not None:
        raise Refusal(_("Ask for a drive or for a program, not for both."))
    day = look.today if as_of is None else as_of
    if program_id is not None:
        if look.connection.execute(select(Program.id).where(Program.id == program_id)).first() is None:
            raise Unknown(_("That program is not here (any more)."))
        return program_rows(look, facts_of(look, day), program_id)
    if drive_id is not None:
        drive = drive_of(look, drive_id)
        return drive_rows(look, facts_of(look, last_day(drive, day)), drive)
    return everything_rows(look, facts_of(look, day))


def facts_of(look: Look, day: date) -> Facts:
    """The facts of a day: kept ones for today, the moves' for a day before."""
    if day >= look.today:
        return facts_now(look.connection, look.today)
    return facts_as_of(look.connection, day)


def drive_of(look: Look, drive_id: int) -> Any:
    """The row of a drive."""
    drive = look.connection.execute(select(Drive.__table__).where(Drive.id == drive_id)).one_or_none()
    if drive is None:
        raise Unknown(_("That drive is not here (any more)."))
    return drive


def last_day(drive: Any, day: date) -> date:
    """The day as of which a drive is shown when asked for ``day``."""
    return day if drive.closed_on is None else min(day, drive.closed_on)


def everything_rows(look: Look, facts: Facts) -> tuple[ProgressRow, ...]:
    """The figures over everything."""
    return _rows(look, facts, list(facts.needs), _goods(facts), {})


def drive_rows(look: Look, facts: Facts, drive: Any) -> tuple[ProgressRow, ...]:
    """The figures of a drive, as of the facts' day."""
    programs = set(
        look.connection.execute(
            select(DriveProgram.program_id).where(DriveProgram.drive_id == drive.id)
        ).scalars()
    )
    goal_rows = look.connection.execute(
        select(DriveGoal.item_id, DriveGoal.quantity).where(DriveGoal.drive_id == drive.id)
    )
    goals = {row.item_id: row.quantity for row in goal_rows}
    needs = [need for need in facts.needs if in_drive(need, drive, programs, facts)]
    return _rows(look, facts, needs, _goods(facts, drive_id=drive.id), goals)


def program_rows(look: Look, facts: Facts, program_id: int) -> tuple[ProgressRow, ...]:
    """The figures of a program: its needs, and the goods kept for it."""
    needs = [need for need in facts.needs if need.facts.program_id == program_id]
    return _rows(look, facts, needs, _goods(facts, program_id=program_id), {})


def in_drive(need: NeedSeen, drive: Any, programs: set[int], facts: Facts) -> bool:
    """Whether a need is in a drive's scope as of the facts' day (DESIGN 3, A drive's scope)."""
    if need.drive_id is not None:
        return bool(need.drive_id == drive.id)
    if need.facts.program_id not in programs or facts.day < drive.starts_on:
        return False
    return open_within(
        drive.starts_on, facts.day, need.posted_on, need.confirmed_on, need.cancelled_on, facts.lapse_days
    )


def _goods(facts: Facts, *, drive_id: int | None = None, program_id: int | None = None) -> dict[int, Goods]:
    goods: dict[int, Goods] = defaultdict(Goods)
    for cell, parts in facts.goods.items():
        if drive_id is not None and cell.drive_id != drive_id:
            continue
        if program_id is not None and cell.program_id != program_id:
            continue
        goods[cell.item_id].add(parts)
    return goods


def _rows(
    look: Look, facts: Facts, needs: list[NeedSeen], goods: dict[int, Goods], goals: dict[int, int]
) -> tuple[ProgressRow, ...]:
    free = facts.free()
    whole = gaps((need.facts for need in facts.needs), free)
    by_item = figures((need.facts for need in needs), goods, free, whole, goals)
    items = look.connection.execute(select(Item.id, Item.name, Item.category, Item.unit)).all()
    rows = [
        ProgressRow(item.id, item.name, item.category, item.unit, by_item[item.id])
        for item in items
        if item.id in by_item
    ]
    return tuple(sorted(rows, key=lambda row: row.item))
