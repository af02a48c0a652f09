"""Counts in stages: begun by an organizer, given to counters, abandoned. Nothing here moves goods.

The counters enter what they find (``staged_entries.py``), blind to each other and to the books; then the
figures are compared, single lines are counted again, and somebody else finalizes it (``staged_results.py``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, delete, insert, select, update

from drives.commands import typed
from drives.commands.door import Work, command
from drives.commands.found import items_by_id, row_of, site_kind
from drives.commands.wording import gone
from drives.errors import Refusal
from drives.model import Account, Item, Site, StagedCount, StagedCounter, StagedEntry, StagedLine
from drives.rules.kinds import CountStage
from drives.rules.roles import Permission
from drives.store import allocate_ids
from drives.store.piles import PileMark, piles_at
from drives.texts import _

_count: Table = StagedCount.__table__  # type: ignore[assignment]
_counter: Table = StagedCounter.__table__  # type: ignore[assignment]
_line: Table = StagedLine.__table__  # type: ignore[assignment]
_entry: Table = StagedEntry.__table__  # type: ignore[assignment]
_account: Table = Account.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class BeginCount:
    """A count of what the books name at a site: all of it, or these items and categories.

    ``account_ids`` are the accounts that it is given to; whoever may move stock counts without being named.
    """

    site_id: int
    item_ids: tuple[int, ...] = ()
    categories: tuple[str, ...] = ()
    account_ids: tuple[int, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class GiveCount:
    """The accounts that a count is given to from now on."""

    staged_count_id: int
    account_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AbandonCount:
    """A count that comes to nothing."""

    staged_count_id: int


@dataclass(frozen=True, slots=True)
class CountStaged:
    """A count in stages and its site; ``losses`` says whose reservations gave way when it was finalized."""

    staged_count_id: int
    site_id: int
    losses: tuple[str, ...] = ()


@command(Permission.MOVE_STOCK)
def begin_count(work: Work, request: BeginCount) -> CountStaged:
    """Begin a count with a line for each pile of the books; refused where there is none."""
    request = typed.as_kept(request, note=typed.lines(2000))
    site_kind(work.connection, request.site_id)
    items_by_id(work.connection, request.item_ids)
    marks = _wanted(work, request)
    if not marks:
        site = row_of(work.connection, Site, request.site_id, _("That site"), lock=False).name
        raise Refusal(
            _(
                "The books have none of that at {site}, so there is no sheet. If you find some there, "
                "enter it on the page Count."
            ).format(site=site)
        )
    count_id = allocate_ids(work.connection, _count, 1)[0]
    work.connection.execute(
        insert(_count),
        {
            "id": count_id,
            "site_id": request.site_id,
            "stage": CountStage.COUNTING,
            "round": 1,
            "begun_on": work.today,
            "note": request.note,
            "begun_at": work.now,
        },
    )
    ids = allocate_ids(work.connection, _line, len(marks))
    rows = [
        line_row(line_id, count_id, place, mark, found=False, round_=1)
        for place, (line_id, mark) in enumerate(zip(ids, marks, strict=True))
    ]
    work.connection.execute(insert(_line), rows)
    _give(work, count_id, request.account_ids)
    return CountStaged(count_id, request.site_id)


def _wanted(work: Work, request: BeginCount) -> list[PileMark]:
    """The piles that are to be counted; all of the site where nothing narrows them."""
    piles = list(piles_at(work.connection, request.site_id))
    if not request.item_ids and not request.categories:
        return piles
    rows = select(Item.id).where(Item.category.in_(request.categories))
    items = {*request.item_ids, *work.connection.execute(rows).scalars()}
    return [mark for mark in piles if mark.item_id in items]


def line_row(
    line_id: int, count_id: int, position: int, mark: PileMark, *, found: bool, round_: int
) -> dict[str, Any]:
    """The row of a line."""
    return {
        "id": line_id,
        "staged_count_id": count_id,
        "position": position,
        **mark._asdict(),
        "found": found,
        "round": round_,
    }


@command(Permission.MOVE_STOCK)
def give_count(work: Work, request: GiveCount) -> CountStaged:
    """Give a count to these accounts, and take it from others that have entered nothing in it."""
    count = open_count(work, request.staged_count_id)
    wanted = set(request.account_ids)
    for row in _given(work, count.id):
        if row.account_id in wanted or row.account_id is None:
            continue
        if row.entered:
            raise Refusal(
                _("{name} has entered figures in this count, and stays among those who counted.").format(
                    name=row.name
                )
            )
        work.connection.execute(delete(_counter).where(_counter.c.id == row.id))
    _give(work, count.id, request.account_ids)
    return CountStaged(count.id, count.site_id)


def _given(work: Work, count_id: int) -> list[Any]:
    """To whom a count is given, with the name, and whether that one entered anything."""
    entered = select(_entry.c.id).where(_entry.c.staged_counter_id == _counter.c.id).exists()
    rows = (
        select(_counter.c.id, _counter.c.account_id, _account.c.name, entered.label("entered"))
        .outerjoin_from(_counter, _account, _account.c.id == _counter.c.account_id)
        .where(_counter.c.staged_count_id == count_id)
        .order_by(_counter.c.id)
    )
    return list(work.connection.execute(rows))


def _give(work: Work, count_id: int, counters: Iterable[int]) -> None:
    known = {row.account_id for row in _given(work, count_id)}
    for account_id in sorted(set(counters) - known):
        account = row_of(work.connection, Account, account_id, _("That account"), lock=False)
        if account.disabled_at is not None:
            raise Refusal(
                _("{name} cannot sign in any more. Give the count to somebody else.").format(
                    name=account.name
                )
            )
        add_counter(work, count_id, account_id)


def add_counter(work: Work, count_id: int, account_id: int | None) -> int:
    """Note that somebody counts; the id of that."""
    counter_id = allocate_ids(work.connection, _counter, 1)[0]
    row = {"id": counter_id, "staged_count_id": count_id, "account_id": account_id}
    work.connection.execute(insert(_counter), row)
    return counter_id


@command(Permission.MOVE_STOCK)
def abandon_count(work: Work, request: AbandonCount) -> CountStaged:
    """End a count with nothing posted; what was entered stays to be read."""
    count = open_count(work, request.staged_count_id)
    end_count(work, count.id, CountStage.ABANDONED)
    return CountStaged(count.id, count.site_id)


def open_count(work: Work, staged_count_id: int, *stages: CountStage) -> Any:
    """A count that is not over (and in one of these stages), locked until the transaction ends."""
    count = row_of(work.connection, StagedCount, staged_count_id, that_count())
    if count.stage is CountStage.FINALIZED:
        raise Refusal(_("This count is finalized. Begin another one, or correct a shelf on the page Count."))
    if count.stage is CountStage.ABANDONED:
        raise Refusal(_("This count was abandoned, and nothing of it was posted. Begin another one."))
    if stages and count.stage not in stages:
        raise Refusal(
            _("This count is still going on. Compare what was counted first.")
            if count.stage is CountStage.COUNTING
            else _(
                "This count has been compared meanwhile. Ask for a recount of what is to be counted again."
            )
        )
    return count


def that_count() -> str:
    """What is said not to be here."""
    return _("That count")


def end_count(work: Work, count_id: int, stage: CountStage, **values: Any) -> None:
    """Write that a count is over, and by whom."""
    ended = {"stage": stage, "ended_at": work.now, "ended_by_id": work.viewer.account_id, **values}
    work.connection.execute(update(_count).where(_count.c.id == count_id).values(ended))


def line_of_count(lines: dict[int, Any], line_id: int) -> Any:
    """The line of a count by id, or refused as what is not there."""
    if line_id not in lines:
        raise gone(_("That line of the count"))
    return lines[line_id]


def lines_of_count(work: Work, staged_count_id: int) -> dict[int, Any]:
    """The lines of a count by id, in their order."""
    rows = (
        select(_line).where(_line.c.staged_count_id == staged_count_id).order_by(_line.c.position, _line.c.id)
    )
    return {row.id: row for row in work.connection.execute(rows)}
