"""Counts in stages as an organizer oversees them: which there are, and what those who counted differ in."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select

from drives.errors import Unknown
from drives.model import (
    Account,
    CycleCount,
    Item,
    Program,
    RoleGrant,
    Site,
    StagedCount,
    StagedCounter,
    StagedLine,
)
from drives.queries.count_sheet import in_order
from drives.queries.door import Look, query
from drives.rules.counting import found_more, needs_own_reason
from drives.rules.dates import DateKind
from drives.rules.kinds import CountStage
from drives.rules.roles import COUNTERS, Permission, Role
from drives.rules.units import Unit
from drives.store.merges import merges
from drives.store.piles import PileMark, corrected_since, on_hand, piles_at, put_right
from drives.store.staged_counts import account_entered, standing_entries
from drives.texts import _

_MOST_OVER = 30


@dataclass(frozen=True, slots=True)
class CounterShown:
    """Somebody whom a count was given to; ``name`` is None for whoever is at the machine without an account.

    ``entered`` is of how many lines of the round something is entered.
    """

    account_id: int | None
    name: str | None
    entered: int


@dataclass(frozen=True, slots=True)
class CountShown:
    """A count in stages: where it stands, who counts, of how many lines anything was entered."""

    staged_count_id: int
    site_id: int
    site: str
    stage: CountStage
    round: int
    begun_on: date
    note: str | None
    ended_at: datetime | None
    ended_by: str | None
    reason: str | None
    lines: int
    to_count: int
    counted: int
    counters: tuple[CounterShown, ...]


@dataclass(frozen=True, slots=True)
class CounterChoice:
    """An account that a count can be given to."""

    account_id: int
    name: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class EntryShown:
    """What one counter found and what the books said then; ``more`` is how they differ, in thousandths."""

    entry_id: int
    counter: str | None
    counted: int
    expected: int
    more: int
    taken: bool


@dataclass(frozen=True, slots=True)
class LineCompared:
    """A line beside the books. Quantities in thousandths.

    ``books`` is what they say now, ``reserved`` what of that is; without ``entries`` it was not counted.
    """

    line_id: int
    item: str
    unit: Unit
    date_mark: date | None
    date_kind: DateKind | None
    restricted_to: str | None
    lot_code: str | None
    found: bool
    books: int
    reserved: int
    entries: tuple[EntryShown, ...]
    needs_reason: bool
    reason: str | None

    @property
    def differ(self) -> bool:
        """Whether those who counted differ."""
        return len({one.more for one in self.entries}) > 1

    @property
    def more(self) -> int:
        """How the books differ from what was counted last."""
        return self.entries[-1].more if self.entries else 0


@dataclass(frozen=True, slots=True)
class Compared:
    """A count that was compared or finalized. ``counted_too`` is whether whoever looks entered figures."""

    count: CountShown
    lines: tuple[LineCompared, ...]
    counted_too: bool


@query(Permission.SEE_STOCK)
def staged_counts(look: Look) -> tuple[CountShown, ...]:
    """The counts in stages that go on, then those that were over last; the newest first."""
    going = _COUNTS.where(StagedCount.ended_at.is_(None)).order_by(StagedCount.id.desc())
    over = _COUNTS.where(StagedCount.ended_at.is_not(None)).order_by(StagedCount.id.desc()).limit(_MOST_OVER)
    rows = [row for some in (going, over) for row in look.connection.execute(some)]
    return tuple(_count_shown(look, row) for row in rows)


_COUNTS = (
    select(
        StagedCount.__table__,
        Site.name.label("site"),
        Account.name.label("ended_by"),
        CycleCount.note.label("reason"),
    )
    .join_from(StagedCount, Site, Site.id == StagedCount.site_id)
    .outerjoin(Account, Account.id == StagedCount.ended_by_id)
    .outerjoin(CycleCount, CycleCount.id == StagedCount.cycle_count_id)
)


def _count_shown(look: Look, row: Any) -> CountShown:
    lines = look.connection.execute(
        select(StagedLine.id, StagedLine.round).where(StagedLine.staged_count_id == row.id)
    ).all()
    entries = standing_entries(look.connection, row.id)
    entered: dict[int, int] = defaultdict(int)
    now = {line.id for line in lines if line.round == row.round}
    for line_id in now & set(entries):
        for entry in entries[line_id]:
            entered[entry.staged_counter_id] += 1
    counters = look.connection.execute(
        select(StagedCounter.id, StagedCounter.account_id, Account.name)
        .outerjoin_from(StagedCounter, Account, Account.id == StagedCounter.account_id)
        .where(StagedCounter.staged_count_id == row.id)
        .order_by(StagedCounter.id)
    )
    return CountShown(
        row.id, row.site_id, row.site, row.stage, row.round, row.begun_on, row.note, row.ended_at,
        row.ended_by, row.reason, len(lines), len(now), len(now & set(entries)),
        tuple(CounterShown(one.account_id, one.name, entered[one.id]) for one in counters),
    )  # fmt: skip


@query(Permission.MOVE_STOCK)
def counter_choices(look: Look) -> tuple[CounterChoice, ...]:
    """The accounts that a count can be given to, by name."""
    rows = look.connection.execute(
        select(Account.id, Account.name, RoleGrant.role)
        .join_from(Account, RoleGrant, RoleGrant.account_id == Account.id)
        .where(Account.disabled_at.is_(None), or_(*(RoleGrant.role == role for role in COUNTERS)))
    )
    found: dict[tuple[str, int], set[Role]] = defaultdict(set)
    for row in rows:
        found[row.name, row.id].add(row.role)
    return tuple(
        CounterChoice(account_id, name, tuple(sorted(held, key=list(Role).index)))
        for (name, account_id), held in sorted(found.items())
    )


@query(Permission.SEE_STOCK)
def compared_count(look: Look, *, staged_count_id: int) -> Compared:
    """A count line by line beside the books; none while it is counted. Unknown where it is not there."""
    row = look.connection.execute(_COUNTS.where(StagedCount.id == staged_count_id)).one_or_none()
    if row is None:
        raise Unknown(_("That count is not here (any more). Reload the page and choose again."))
    mine = account_entered(look.connection, row.id, look.viewer.account_id)
    lines = () if row.stage is CountStage.COUNTING else _compared(look, row)
    return Compared(_count_shown(look, row), lines, mine)


def _compared(look: Look, row: Any) -> tuple[LineCompared, ...]:
    into, books = merges(look.connection), piles_at(look.connection, row.site_id)
    entries = standing_entries(look.connection, row.id)
    oldest = min((one.known_move_id for found in entries.values() for one in found), default=0)
    since = corrected_since(look.connection, row.site_id, oldest)
    items = {one.id: one for one in look.connection.execute(select(Item.id, Item.name, Item.unit))}
    programs = {one.id: one.name for one in look.connection.execute(select(Program.id, Program.name))}
    names = {one.id: one.name for one in look.connection.execute(select(Account.id, Account.name))}
    lines = look.connection.execute(
        select(StagedLine.__table__).where(StagedLine.staged_count_id == row.id)
    ).all()
    found = []
    for line in lines:
        mark = PileMark.of(line, into)
        shown = []
        for one in entries.get(line.id, ()):
            # What a count came to is in the books by now: it is told as it was found.
            corrected = 0 if row.stage is CountStage.FINALIZED else put_right(since, mark, one.known_move_id)
            more = found_more(one.counted, one.expected, corrected)
            shown.append(
                EntryShown(one.id, names.get(one.account_id), one.counted, one.expected, more, one.taken)
            )
        there = books.get(mark, [])
        found.append(
            LineCompared(
                line.id, items[mark.item_id].name, items[mark.item_id].unit, mark.date_mark, mark.date_kind,
                None if mark.restricted_to_id is None else programs[mark.restricted_to_id], mark.lot_code,
                line.found, on_hand(there), sum(lot.reserved for lot in there), tuple(shown),
                any(needs_own_reason(one.expected, one.more) for one in shown), line.reason,
            )
        )  # fmt: skip
    return tuple(
        sorted(found, key=lambda one: in_order(one.item, one.date_mark, one.restricted_to, one.lot_code))
    )
