"""Needs against donations: the figures of DESIGN 3 for everything, one drive or one program."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from drives.errors import Refusal, Unknown
from drives.model import Drive, DriveGoal, DriveProgram, Item, Program
from drives.queries.door import Look, query
from drives.queries.facts import Facts, facts_as_of, facts_now
from drives.queries.needs_seen import NeedSeen
from drives.queries.theirs import named_programs
from drives.rules.kit_wants import KitWant
from drives.rules.progress import Figures, Goods, figures, open_within, wanted_for_kits
from drives.rules.roles import Permission
from drives.rules.units import Unit
from drives.store.merges import read_as
from drives.texts import _


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """An item with its figures (thousandths of ``unit``).

    ``met`` is what of ``delivered`` met a need: what one was given beyond its quantity meets no other.
    ``late`` is what was pledged for a day that has passed: it is not in ``pledged``. ``for_kits`` is what is
    wanted of it for ``kits`` that needs ask for (their ids), ``to_build`` how many of a kit are to be put
    together (``rules/kit_wants.py``).
    """

    item_id: int
    item: str
    category: str
    unit: Unit
    figures: Figures
    met: int
    late: int = 0
    for_kits: int = 0
    to_build: int = 0
    kits: tuple[int, ...] = ()

    @property
    def needed_in_all(self) -> int:
        """What is needed of it, by itself and for kits."""
        return self.figures.needed + self.for_kits

    @property
    def missing(self) -> int:
        """What of that is neither there nor under way: to be collected, or of a kit to be put together."""
        return self.to_build or self.figures.still_to_collect

    @property
    def is_counted(self) -> bool:
        """Whether it counts in a mean of what is covered: in the place of a kit to be built its parts do."""
        return self.needed_in_all > 0 and not self.to_build


@query(Permission.SEE_PROGRESS)
def progress(
    look: Look, *, drive_id: int | None = None, program_id: int | None = None, as_of: date | None = None
) -> tuple[ProgressRow, ...]:
    """A row per item of the scope, by name; a closed drive answers as of its closing day.

    An unlisted program is there for those who may know its name.
    """
    if drive_id is not None and program_id is not None:
        raise Refusal(_("Ask for a drive or for a program, not for both."))
    day = look.today if as_of is None else as_of
    items = items_by_name(look)
    if program_id is not None:
        asked = aliased(Program)
        kept = select(read_as(asked)).where(asked.id == program_id).scalar_subquery()
        named = select(Program.id).where(Program.id == kept, named_programs(look.viewer))
        kept_id = look.connection.execute(named).scalar()
        if kept_id is None:
            raise Unknown(_("That program is not here (any more)."))
        return program_rows(items, facts_of(look, day), kept_id)
    if drive_id is not None:
        drive = drive_of(look, drive_id)
        facts = facts_of(look, last_day(drive, day), drive_id=drive_id)
        return drive_rows(look, items, facts, drive)
    return everything_rows(items, facts_of(look, day))


def facts_of(look: Look, day: date, *, drive_id: int | None = None) -> Facts:
    """The facts of a day, or those for one drive's figures: kept ones for today, the moves' before."""
    if day >= look.today:
        return facts_now(look.connection, look.today, drive_id=drive_id)
    return facts_as_of(look.connection, day, drive_id=drive_id)


def drive_of(look: Look, drive_id: int) -> Any:
    """The row of a drive."""
    drive = look.connection.execute(select(Drive.__table__).where(Drive.id == drive_id)).one_or_none()
    if drive is None:
        raise Unknown(_("That drive is not here (any more)."))
    return drive


def last_day(drive: Any, day: date) -> date:
    """The day as of which a drive is shown when asked for ``day``."""
    return day if drive.closed_on is None else min(day, drive.closed_on)


def items_by_name(look: Look) -> Sequence[Any]:
    """(id, name, category, unit) of every item, in the order in which rows are always shown."""
    rows = look.connection.execute(select(Item.id, Item.name, Item.category, Item.unit)).all()
    return sorted(rows, key=lambda row: row.name)


def everything_rows(items: Sequence[Any], facts: Facts) -> tuple[ProgressRow, ...]:
    """The figures over everything."""
    return _rows(items, facts, facts.needs, _goods(facts), {})


def drive_rows(look: Look, items: Sequence[Any], facts: Facts, drive: Any) -> tuple[ProgressRow, ...]:
    """The figures of a drive, as of the facts' day."""
    links = select(DriveProgram.program_id).where(DriveProgram.drive_id == drive.id)
    programs = set(look.connection.execute(links).scalars())
    goal_rows = look.connection.execute(
        select(DriveGoal.item_id, DriveGoal.quantity).where(DriveGoal.drive_id == drive.id)
    )
    goals = {row.item_id: row.quantity for row in goal_rows}
    needs = needs_of_drive(facts, drive, programs)
    return _rows(items, facts, needs, _goods(facts, drive_id=drive.id), goals)


def needs_of_drive(facts: Facts, drive: Any, programs: set[int]) -> list[NeedSeen]:
    """The needs in the scope of a drive that collects for these programs."""
    return [
        need
        for need in facts.needs
        # Told apart here already: most needs are another drive's or another program's.
        if (need.drive_id == drive.id if need.drive_id is not None else need.facts.program_id in programs)
        and in_drive(need, drive, programs, facts)
    ]


def program_rows(items: Sequence[Any], facts: Facts, program_id: int) -> tuple[ProgressRow, ...]:
    """The figures of a program: its needs, and the goods kept for it."""
    needs = [need for need in facts.needs if need.facts.program_id == program_id]
    return _rows(items, facts, needs, _goods(facts, program_id=program_id), {})


def rows_of_drives(
    items: Sequence[Any], facts: Facts, needs: Sequence[NeedSeen], drive_ids: Iterable[int]
) -> tuple[ProgressRow, ...]:
    """The figures of several drives taken together, without goals; ``needs`` are theirs, each once."""
    goods: dict[int, Goods] = defaultdict(Goods)
    for drive_id in drive_ids:
        for item_id, parts in _goods(facts, drive_id=drive_id).items():
            goods[item_id].add(parts)
    return _rows(items, facts, needs, goods, {})


def rows_by_program(
    items: Sequence[Any], facts: Facts, needs: Sequence[NeedSeen], *, drive_id: int, programs: Iterable[int]
) -> dict[int, tuple[ProgressRow, ...]]:
    """A drive's ``needs`` program by program, and its goods that are kept for each. By program id.

    The same free stock can cover either of two programs: what is still to collect for each adds up to
    the drive's or to more.
    """
    asked: dict[int, list[NeedSeen]] = {program_id: [] for program_id in programs}
    for need in needs:
        asked.setdefault(need.facts.program_id, []).append(need)
    return {
        program_id: _rows(items, facts, theirs, _goods(facts, drive_id=drive_id, program_id=program_id), {})
        for program_id, theirs in asked.items()
    }


def in_drive(need: NeedSeen, drive: Any, programs: set[int], facts: Facts) -> bool:
    """Whether a need is in a drive's scope as of the facts' day (DESIGN 3, A drive's scope)."""
    if need.drive_id is not None:
        return bool(need.drive_id == drive.id)
    if need.facts.program_id not in programs or facts.day < drive.starts_on:
        return False
    if need.facts.is_open:
        return True  # Open on the window's last day; the others were perhaps open on an earlier one.
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
    items: Sequence[Any],
    facts: Facts,
    needs: Iterable[NeedSeen],
    goods: dict[int, Goods],
    goals: dict[int, int],
) -> tuple[ProgressRow, ...]:
    met: dict[int, int] = defaultdict(int)
    scope = [need.facts for need in needs]
    for need in scope:
        met[need.item_id] += min(need.delivered, need.counted)
    kits = wanted_for_kits(scope, facts.free, facts.gaps, facts.recipes)
    by_item = figures(scope, goods, facts.free, facts.gaps, goals, kits)
    return tuple(
        ProgressRow(
            item_id, name, category, unit, by_item[item_id], met[item_id],
            goods[item_id].late if item_id in goods else 0,
            *_of_kits(kits.get(item_id)),
        )
        for item_id, name, category, unit in items
        if item_id in by_item
    )  # fmt: skip


def _of_kits(want: KitWant | None) -> tuple[int, int, tuple[int, ...]]:
    return (0, 0, ()) if want is None else (want.wanted, want.build, tuple(sorted(want.kits)))
