"""What a count in stages comes to: compared, counted again line by line, finalized by somebody else.

Each figure is held against what the books said when it was entered, so that goods that came or went after it
are not undone, and what another count has put right since is not put right again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, or_, select, update

from drives.commands import typed
from drives.commands.count_writing import check_reason, write_count
from drives.commands.door import Work, command
from drives.commands.found import item_kept, site_kind
from drives.commands.shelf_counts import Pile, lines_of_piles, shelved
from drives.commands.staged_counts import CountStaged, end_count, line_of_count, lines_of_count, open_count
from drives.errors import Refusal
from drives.model import Account, RoleGrant, StagedCount, StagedEntry, StagedLine
from drives.rules.counting import found_more, needs_own_reason
from drives.rules.kinds import CountStage
from drives.rules.quantity import to_text
from drives.rules.roles import Permission, Role
from drives.store.merges import merges
from drives.store.piles import PileMark, corrected_since, put_right
from drives.store.staged_counts import account_entered, standing_entries
from drives.texts import _

_count: Table = StagedCount.__table__  # type: ignore[assignment]
_line: Table = StagedLine.__table__  # type: ignore[assignment]
_entry: Table = StagedEntry.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class CompareCount:
    """A count of which enough was entered."""

    staged_count_id: int


@dataclass(frozen=True, slots=True)
class RecountLines:
    """Lines that are to be counted again; what was entered for them before counts no more."""

    staged_count_id: int
    staged_line_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """What is taken of a line: the entry where counters differ, and why the books do where they do much."""

    staged_line_id: int
    staged_entry_id: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class FinalizeCount:
    """A count that is right. ``reason`` says why the books differ; where they do, none goes without it."""

    staged_count_id: int
    reason: str | None = None
    lines: tuple[Settled, ...] = ()


@command(Permission.MOVE_STOCK)
def compare_count(work: Work, request: CompareCount) -> CountStaged:
    """End the counting, so that the figures are shown; nobody enters any from now on."""
    count = open_count(work, request.staged_count_id, CountStage.COUNTING)
    if not standing_entries(work.connection, count.id):
        raise Refusal(_("Nothing was counted yet. Wait until somebody entered what is there, or abandon it."))
    _turn(work, count.id, CountStage.COMPARED, count.round)
    return CountStaged(count.id, count.site_id)


@command(Permission.MOVE_STOCK)
def recount_lines(work: Work, request: RecountLines) -> CountStaged:
    """Have lines counted again, as blind as before; the others keep what was counted."""
    count = open_count(work, request.staged_count_id, CountStage.COMPARED)
    lines = lines_of_count(work, count.id)
    ids = [line_of_count(lines, line_id).id for line_id in request.staged_line_ids]
    if not ids:
        raise Refusal(_("Choose the lines that are to be counted again."))
    _turn(work, count.id, CountStage.COUNTING, count.round + 1)
    work.connection.execute(update(_line).where(_line.c.id.in_(ids)).values(round=count.round + 1))
    return CountStaged(count.id, count.site_id)


def _turn(work: Work, count_id: int, stage: CountStage, round_: int) -> None:
    work.connection.execute(update(_count).where(_count.c.id == count_id).values(stage=stage, round=round_))


@command(Permission.MOVE_STOCK)
def finalize_count(work: Work, request: FinalizeCount) -> CountStaged:
    """Put the books right by what was counted; for somebody who entered nothing in this count.

    Where nobody else could, whoever counted finalizes it. What was not counted is left alone.
    """
    request = typed.as_kept(request, reason=typed.lines(2000))
    count = open_count(work, request.staged_count_id, CountStage.COMPARED)
    _check_somebody_else(work, count.id)
    shelf = work.ledger.shelf(count.site_id, site_kind(work.connection, count.site_id))
    lines = lines_of_count(work, count.id)
    settled = {line_of_count(lines, one.staged_line_id).id: one for one in request.lines}
    there, into = shelved(work, count.site_id, shelf), merges(work.connection)
    piles: dict[PileMark, Pile] = {}
    taken = []
    for line_id, (entry, more) in _chosen(work, count, lines, settled, into).items():
        mark = PileMark.of(lines[line_id], into)
        item = item_kept(work.connection, mark.item_id).name
        if mark in piles:
            raise Refusal(
                _(
                    "{item} is counted on two lines that are the same goods since something was merged. Ask "
                    "for a recount of both, and have it counted on one of them."
                ).format(item=item)
            )
        books = sum(lot.quantity for lot in there.get(mark, ()))
        _check_there(item, more, books)
        _keep_reason(work, item, entry, more, settled.get(line_id, Settled(line_id)))
        piles[mark] = Pile(mark.item_id, books + more, books, *mark[1:])
        taken.append(entry.id)
    check_reason(request.reason, sum(1 for pile in piles.values() if pile.counted != pile.expected))
    work.connection.execute(update(_entry).where(_entry.c.id.in_(taken)).values(taken=True))
    counted = lines_of_piles(work, count.site_id, shelf, list(piles.values()), there)
    losses: tuple[str, ...] = ()
    paper = None
    if counted:
        paper, losses = write_count(work, shelf, work.today, request.reason, counted)
    end_count(work, count.id, CountStage.FINALIZED, cycle_count_id=paper)
    return CountStaged(count.id, count.site_id, losses)


def _check_there(item: str, more: int, books: int) -> None:
    if books + more < 0:
        raise Refusal(
            _(
                "{item}: {missing} fewer were counted than the books said, and only {there} are there by "
                "now. Ask for a recount of it."
            ).format(item=item, missing=to_text(-more), there=to_text(books))
        )


def _keep_reason(work: Work, item: str, entry: Any, more: int, settled: Settled) -> None:
    reason = typed.line(400)(settled.reason or "")
    if needs_own_reason(entry.expected, more) and not reason:
        raise Refusal(
            _(
                "{item}: {counted} counted, {expected} in the books. So large a difference needs a reason of "
                "its own. Say why, or ask for a recount."
            ).format(item=item, counted=to_text(entry.counted), expected=to_text(entry.expected))
        )
    if reason and more:
        work.connection.execute(
            update(_line).where(_line.c.id == settled.staged_line_id).values(reason=reason)
        )


def _chosen(
    work: Work, count: Any, lines: Mapping[int, Any], settled: Mapping[int, Settled], into: Any
) -> dict[int, tuple[Any, int]]:
    """By line, the entry that is taken and how much more it found than the books say."""
    entries = standing_entries(work.connection, count.id)
    oldest = min((entry.known_move_id for rows in entries.values() for entry in rows), default=0)
    since = corrected_since(work.connection, count.site_id, oldest)
    chosen = {}
    for line_id in lines:
        if line_id not in entries:
            continue
        mark = PileMark.of(lines[line_id], into)
        found = [
            (
                entry,
                found_more(entry.counted, entry.expected, put_right(since, mark, entry.known_move_id)),
            )
            for entry in entries[line_id]
        ]
        chosen[line_id] = _one_of(work, lines[line_id], found, settled.get(line_id))
    return chosen


def _one_of(
    work: Work, line: Any, found: Sequence[tuple[Any, int]], settled: Settled | None
) -> tuple[Any, int]:
    if settled is not None and settled.staged_entry_id is not None:
        for entry, more in found:
            if entry.id == settled.staged_entry_id:
                return entry, more
        raise Refusal(_("That figure no longer counts. Look at the count again, then finalize it."))
    if len({more for _entry_, more in found}) > 1:
        raise Refusal(
            _("{item}: those who counted differ. Choose one figure, or ask for a recount.").format(
                item=item_kept(work.connection, line.item_id).name
            )
        )
    return found[-1]


def _check_somebody_else(work: Work, staged_count_id: int) -> None:
    """Refuse whoever counted, as long as somebody who did not could finalize the count."""
    mine = work.viewer.account_id
    if not account_entered(work.connection, staged_count_id, mine):
        return
    everywhere = or_(
        RoleGrant.role == Role.ADMIN, (RoleGrant.role == Role.ORGANIZER) & RoleGrant.drive_id.is_(None)
    )
    rows = (
        select(Account.id, Account.name)
        .join_from(Account, RoleGrant, RoleGrant.account_id == Account.id)
        .where(Account.disabled_at.is_(None), everywhere)
        .distinct()
    )
    others = sorted(
        row.name
        for row in work.connection.execute(rows)
        if row.id != mine and not account_entered(work.connection, staged_count_id, row.id)
    )
    if others:
        raise Refusal(
            _(
                "You entered figures in this count, so somebody else has to finalize it. These people "
                "counted nothing in it and may: {names}."
            ).format(names=", ".join(others))
        )
