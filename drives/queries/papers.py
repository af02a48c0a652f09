"""What the papers behind moves and lots say: reasons, notes, references, holds, reservations."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date

from sqlalchemy import Connection, select

from drives.model import (
    CountLine,
    CycleCount,
    Delivery,
    DeliveryLine,
    Discard,
    Donation,
    DonationLine,
    Hold,
    Need,
    Reservation,
    Transfer,
)
from drives.queries.sheets import Words
from drives.rules.kinds import MoveKind
from drives.rules.quantity import to_text

Paper = tuple[str | None, str | None, str | None]
"""Reason, note, reference."""


def papers_of_moves(connection: Connection) -> dict[MoveKind, Callable[[int], Paper]]:
    """For each kind of move, what its paper says."""
    nothing: Paper = (None, None, None)
    discards: dict[int, Paper] = {
        row.id: (row.reason.value, row.note, None)
        for row in connection.execute(select(Discard.id, Discard.reason, Discard.note))
    }
    transfers: dict[int, Paper] = {
        row.id: (None, row.note, None)
        for row in connection.execute(select(Transfer.id, Transfer.note).where(Transfer.note.is_not(None)))
    }
    counts: dict[int, Paper] = {
        row.id: (None, row.note, None)
        for row in connection.execute(
            select(CountLine.id, CycleCount.note)
            .join(CycleCount, CycleCount.id == CountLine.count_id)
            .where(CycleCount.note.is_not(None))
        )
    }
    lines: dict[int, Paper] = {
        row.id: (row.reason.value if row.reason else None, row.note, None)
        for row in connection.execute(
            select(DeliveryLine.id, DeliveryLine.reason, Delivery.note).join(
                Delivery, Delivery.id == DeliveryLine.delivery_id
            )
        )
    }
    donations: dict[int, Paper] = {
        row.id: (None, row.note, row.reference)
        for row in connection.execute(
            select(DonationLine.id, DonationLine.note, Donation.reference).join(
                Donation, Donation.id == DonationLine.donation_id
            )
        )
    }
    by_kind = {
        MoveKind.DONATION: donations, MoveKind.TRANSFER: transfers, MoveKind.DISCARD: discards,
        MoveKind.COUNT: counts, MoveKind.SEND: lines, MoveKind.ARRIVE: lines, MoveKind.LOSE: lines,
        MoveKind.RETURN: lines,
    }  # fmt: skip

    def of(papers: dict[int, Paper]) -> Callable[[int], Paper]:
        return lambda paper: papers.get(paper, nothing)

    return {kind: of(by_kind[kind]) for kind in MoveKind}


def holds_of_lots(connection: Connection) -> dict[int, list[str]]:
    """Why and when each lot was held, a text each."""
    held: dict[int, list[str]] = defaultdict(list)
    rows = select(Hold.lot_id, Hold.reason, Hold.held_on, Hold.lifted_on).order_by(Hold.held_on, Hold.reason)
    for row in connection.execute(rows):
        held[row.lot_id].append(f"{_days(row.held_on, row.lifted_on)} {row.reason}")
    return held


def reservations_of_lots(connection: Connection, words: Words) -> dict[int, list[str]]:
    """How much of each lot was reserved for which need and when, a text each."""
    kept: dict[int, list[str]] = defaultdict(list)
    rows = (
        select(
            Reservation.lot_id, Reservation.quantity, Reservation.reserved_on, Reservation.ended_on,
            Need.program_id, Need.reference,
        )
        .join(Need, Need.id == Reservation.need_id)
        .order_by(Reservation.reserved_on, Reservation.id)
    )  # fmt: skip
    for row in connection.execute(rows):
        named = words.named[row.program_id]
        need = f"{named} {row.reference or ''}".strip() if named else words.program[row.program_id]
        kept[row.lot_id].append(f"{_days(row.reserved_on, row.ended_on)} {to_text(row.quantity)} {need}")
    return kept


def _days(first: date, end: date | None) -> str:
    return f"{first.isoformat()}/{end.isoformat() if end else ''}"
