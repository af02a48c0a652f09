"""What a counter found, entered line by line. What the books said at that moment is kept beside it.

The counter is told neither that nor what others found. A command's answer goes into the trail: no figure
stands in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, func, insert, select

from drives.commands.door import Work, command
from drives.commands.found import check_quantity, item_by_id, item_kept, lock_lots
from drives.commands.staged_counts import (
    CountStaged,
    add_counter,
    line_of_count,
    line_row,
    lines_of_count,
    open_count,
    that_count,
)
from drives.commands.wording import gone
from drives.errors import Refusal
from drives.model import Move, StagedCounter, StagedEntry, StagedLine
from drives.rules.kinds import CountStage
from drives.rules.roles import COUNTERS, Permission
from drives.store import allocate_ids
from drives.store.merges import merges
from drives.store.piles import PileMark, on_hand, piles_at
from drives.texts import _

_counter: Table = StagedCounter.__table__  # type: ignore[assignment]
_line: Table = StagedLine.__table__  # type: ignore[assignment]
_entry: Table = StagedEntry.__table__  # type: ignore[assignment]
_move: Table = Move.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Entered:
    """What was found of a line, in thousandths; None takes back what the same counter entered before."""

    staged_line_id: int
    counted: int | None


@dataclass(frozen=True, slots=True)
class FoundBeside:
    """What was found of an item that the sheet does not name, in thousandths."""

    item_id: int
    counted: int


@dataclass(frozen=True, slots=True)
class EnterCount:
    """What one counter found; what is not named stays as it is."""

    staged_count_id: int
    lines: tuple[Entered, ...] = ()
    beside: tuple[FoundBeside, ...] = ()


@command(Permission.OWN_ACCOUNT)
def enter_count(work: Work, request: EnterCount) -> CountStaged:
    """Keep what a counter found as that counter's own: one it was given to, or who may move stock."""
    check_given(work, request.staged_count_id)
    count = open_count(work, request.staged_count_id, CountStage.COUNTING)
    if not request.lines and not request.beside:
        raise Refusal(_("Nothing was counted yet. Enter what you found."))
    lines = lines_of_count(work, count.id)
    entered = []
    for one in request.lines:
        line = line_of_count(lines, one.staged_line_id)
        if line.round != count.round:
            raise Refusal(
                _("{item} is not counted again: no recount of it was asked for.").format(
                    item=item_kept(work.connection, line.item_id).name
                )
            )
        if one.counted is not None:
            check_quantity(item_kept(work.connection, line.item_id), one.counted, zero_allowed=True)
        entered.append((line, one.counted))
    entered += [(_line_beside(work, count, lines, one), one.counted) for one in request.beside]
    _write(work, count, _counter_id(work, count.id), entered)
    return CountStaged(count.id, count.site_id)


def check_given(work: Work, staged_count_id: int) -> None:
    """Refuse, as what is not there, a count that was not given to whoever counts, or counts no more."""
    if work.viewer.may_everywhere(Permission.MOVE_STOCK):
        return
    given = select(_counter.c.id).where(
        _counter.c.staged_count_id == staged_count_id, _counter.c.account_id == work.viewer.account_id
    )
    if not work.viewer.has_one_of(COUNTERS) or work.connection.execute(given).first() is None:
        raise gone(that_count())


def _counter_id(work: Work, count_id: int) -> int:
    """Who counts, noted when that one enters the first figure."""
    known = select(_counter.c.id).where(
        _counter.c.staged_count_id == count_id,
        _counter.c.account_id.is_not_distinct_from(work.viewer.account_id),
    )
    found = work.connection.execute(known).scalar()
    return add_counter(work, count_id, work.viewer.account_id) if found is None else int(found)


def _line_beside(work: Work, count: Any, lines: dict[int, Any], one: FoundBeside) -> Any:
    """The line of an item that was found beside the sheet: what somebody found before, or a new one."""
    item = item_by_id(work.connection, one.item_id)
    check_quantity(item, one.counted)
    into, mark = merges(work.connection), PileMark(item.id)
    for line in lines.values():
        if PileMark.of(line, into) == mark:
            if line.round != count.round:
                raise Refusal(
                    _("{item} is on the list already and is not counted again.").format(item=item.name)
                )
            return line
    line_id = allocate_ids(work.connection, _line, 1)[0]
    row = line_row(line_id, count.id, len(lines), mark, found=True, round_=count.round)
    work.connection.execute(insert(_line), row)
    lines[line_id] = work.connection.execute(select(_line).where(_line.c.id == line_id)).one()
    return lines[line_id]


def _write(work: Work, count: Any, counter_id: int, entered: Sequence[tuple[Any, int | None]]) -> None:
    into = merges(work.connection)
    marks = {line.id: PileMark.of(line, into) for line, _counted in entered}
    lots = [row.id for mark, rows in piles_at(work.connection, count.site_id).items() for row in rows
            if mark in marks.values()]  # fmt: skip
    # Nobody else counts these lots until this is kept: whatever is put right later has a later move.
    lock_lots(work.connection, lots)
    books = piles_at(work.connection, count.site_id)
    known = work.connection.execute(select(func.coalesce(func.max(_move.c.id), 0))).scalar_one()
    ids = allocate_ids(work.connection, _entry, len(entered))
    work.connection.execute(
        insert(_entry),
        [
            {
                "id": entry_id,
                "staged_line_id": line.id,
                "staged_counter_id": counter_id,
                "round": count.round,
                "counted": counted,
                "expected": on_hand(books.get(marks[line.id], ())),
                "known_move_id": known,
                "taken": False,
                "entered_at": work.now,
            }
            for entry_id, (line, counted) in zip(ids, entered, strict=True)
        ],
    )
