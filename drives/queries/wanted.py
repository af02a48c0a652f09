"""What is still to be collected, the most wanted first, and what to hold back; for any set of needs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import case, false, select
from sqlalchemy.orm import aliased

from drives.model import Program
from drives.queries.door import Look
from drives.queries.needs_seen import NeedSeen
from drives.queries.progress import ProgressRow
from drives.rules.kinds import Priority
from drives.rules.units import Unit
from drives.rules.wanted import urgency
from drives.store.merges import read_as

_RANK = {priority: place for place, priority in enumerate(Priority)}


@dataclass(frozen=True, slots=True)
class Wanted:
    """An item that is still to be collected, and for whom. Quantities in thousandths.

    ``programs`` are the names of the programs that ask for it, the soonest first; an unlisted
    one is None. ``kits`` are the names of the kits that it is wanted for, if any; in ``needed`` is what they
    want of it.
    """

    item_id: int
    item: str
    unit: Unit
    needed: int
    still_to_collect: int
    coverage: Decimal
    priority: Priority
    needed_by: date | None
    programs: tuple[str | None, ...]
    kits: tuple[str, ...] = ()


def wanted_among(
    look: Look, needs: Iterable[NeedSeen], rows: Sequence[ProgressRow], *, on: date | None = None
) -> tuple[Wanted, ...]:
    """What ``rows`` (the figures of these needs) still ask for, most behind and soonest first."""
    return wanted_of(needs, rows, program_names(look), on or look.today)


def wanted_of(
    needs: Iterable[NeedSeen], rows: Sequence[ProgressRow], names: Mapping[int, str | None], on: date
) -> tuple[Wanted, ...]:
    """The same, where the ``names`` of programs are at hand."""
    asking: dict[int, list[NeedSeen]] = defaultdict(list)
    for need in needs:
        if need.facts.outstanding:
            asking[need.facts.item_id].append(need)
    called = {row.item_id: row.item for row in rows}
    wanted = []
    for row in rows:
        figures = row.figures
        theirs = [need for item in (row.item_id, *row.kits) for need in asking.get(item, ())]
        if not figures.still_to_collect or not theirs:
            continue
        theirs.sort(key=lambda need: need.needed_by or date.max)
        days = [need.needed_by for need in theirs if need.needed_by is not None]
        priorities = [need.priority for need in theirs]
        wanted.append(
            Wanted(
                row.item_id,
                row.item,
                row.unit,
                figures.needed + row.for_kits,
                figures.still_to_collect,
                figures.coverage,
                min(priorities, key=_RANK.__getitem__),
                min(days, default=None),
                tuple(dict.fromkeys(names[need.facts.program_id] for need in theirs)),
                tuple(sorted(called[kit] for kit in row.kits)),
            )
        )
    wanted.sort(key=lambda one: (-urgency(one.coverage, one.priority, one.needed_by, on), one.item))
    return tuple(wanted)


def to_hold_back(rows: Sequence[ProgressRow]) -> tuple[ProgressRow, ...]:
    """The items of which there is too much, by how much of what is needed it is; most first.

    What nobody ever asked for is not among them: one gift of it is no reason to turn givers away.
    """
    over = [
        row
        for row in rows
        if row.figures.needed and row.figures.surplus > 0 and row.figures.still_to_collect == 0
    ]
    over.sort(key=lambda row: (-Decimal(row.figures.surplus) / row.figures.needed, row.item))
    return tuple(over)


def program_names(look: Look) -> dict[int, str | None]:
    """What the look-at pages call each program, by id: None where it is unlisted.

    One that was merged has the name of what it became. Names of unlisted ones stay in the store.
    """
    kept = aliased(Program)
    found = look.connection.execute(
        select(Program.id, case((kept.unlisted.is_(false()), kept.name)).label("name")).join(
            kept, kept.id == read_as(Program)
        )
    )
    return {row.id: row.name for row in found}
