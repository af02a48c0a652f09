"""The kept totals: donations by item, drive and day, moves by where they went."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Connection, Table

from drives.ledger.terms import LineTally, Posting
from drives.model import (
    DonationDayTotal,
    DonationTotal,
    MoveTotal,
)
from drives.rules.kinds import LocationKind
from drives.store.sums import add_rows

_donation_total: Table = DonationTotal.__table__  # type: ignore[assignment]
_donation_day_total: Table = DonationDayTotal.__table__  # type: ignore[assignment]
_move_total: Table = MoveTotal.__table__  # type: ignore[assignment]


def add_donations(connection: Connection, lines: Iterable[LineTally]) -> None:
    """Add donated lines to the totals of donations; give negative figures to take them off."""
    totals: dict[tuple[int, int, int], list[int]] = defaultdict(lambda: [0, 0])
    days: dict[tuple[int, date, int], list[int]] = defaultdict(lambda: [0, 0])
    for (_lot_id, item_id, drive_id, program_id), received_on, received, rejected in lines:
        for sums in (totals[item_id, drive_id, program_id], days[drive_id, received_on, item_id]):
            sums[0] += received
            sums[1] += rejected
    add_rows(connection, _donation_total, [(*key, *sums) for key, sums in totals.items()])
    add_rows(connection, _donation_day_total, [(*key, *sums) for key, sums in days.items()])


def add_moves(connection: Connection, postings: Sequence[Posting]) -> None:
    """Add moves to the totals of what went between kinds of locations; a reversal takes off."""
    totals: dict[tuple[int, int, int, LocationKind, LocationKind], int] = defaultdict(int)
    for posting in postings:
        _lot_id, item_id, drive_id, program_id = posting.lot
        if posting.reverses_id is None:
            totals[item_id, drive_id, program_id, posting.origin.kind, posting.target.kind] += (
                posting.quantity
            )
        else:
            totals[item_id, drive_id, program_id, posting.target.kind, posting.origin.kind] -= (
                posting.quantity
            )
    add_rows(connection, _move_total, [(*key, quantity) for key, quantity in totals.items()])
