"""Writing a count: its paper, a line each lot, and the moves that make the books right, with the reason."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Table, insert

from drives.commands.door import Work
from drives.commands.wording import losers
from drives.errors import Refusal
from drives.ledger import LotRef, Place, Posting
from drives.model import CountLine, CycleCount
from drives.rules.kinds import LocationKind, MoveKind
from drives.store import allocate_ids
from drives.texts import ngettext

_count: Table = CycleCount.__table__  # type: ignore[assignment]
_line: Table = CountLine.__table__  # type: ignore[assignment]


class LotCounted(NamedTuple):
    """A lot, what the books said of it on the shelf, and what was there, in thousandths."""

    lot: LotRef
    expected: int
    counted: int


def write_count(
    work: Work, shelf: Place, on: date, note: str | None, lines: Sequence[LotCounted]
) -> tuple[int, tuple[str, ...]]:
    """Write a count and post its differences; its id, and whose reservations gave way to a shortage.

    ``note`` is the reason: a count that changes the books has one, or is refused.
    """
    check_reason(note, sum(1 for line in lines if line.counted != line.expected))
    difference = work.ledger.virtual(LocationKind.COUNT_DIFFERENCE)
    paper = allocate_ids(work.connection, _count, 1)[0]
    work.connection.execute(
        insert(_count),
        {"id": paper, "location_id": shelf.id, "counted_on": on, "note": note, "recorded_at": work.now},
    )
    line_ids = allocate_ids(work.connection, _line, len(lines))
    rows, postings = [], []
    for line_id, (lot, was, now) in zip(line_ids, lines, strict=True):
        rows.append({"id": line_id, "count_id": paper, "lot_id": lot.id, "expected": was, "counted": now})
        if now != was:
            way = (difference, shelf) if now > was else (shelf, difference)
            postings.append(Posting(MoveKind.COUNT, line_id, lot, *way, abs(now - was), on))
    work.connection.execute(insert(_line), rows)
    released = work.ledger.post(postings, may_eat_reserved=True) if postings else []
    return paper, losers(work, released)


def check_reason(reason: str | None, changed: int) -> None:
    """Refuse to change what the books say of so many lines where nobody says why."""
    if changed and not reason:
        raise Refusal(
            ngettext(
                "{count} line differs from the books. Say why, in a few words, then save the count.",
                "{count} lines differ from the books. Say why, in a few words, then save the count.",
                changed,
            ).format(count=changed)
        )
