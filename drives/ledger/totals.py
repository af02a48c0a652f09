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
from drives.store.sums import adding

_donation_total: Table = DonationTotal.__table__  # type: ignore[assignment]
_donation_day_total: Table = DonationDayTotal.__table__  # type: ignore[assignment]
_move_total: Table = MoveTotal.__table__  # type: ignore[assignment]


def add_donations(connection: Connection, lines: Iterable[LineTally]) -> None:
    """Add donated lines to the totals of donations; give negative figures to take them off."""
    totals: dict[tuple[int, int, int], list[int]] = {}
    days: dict[tuple[int, date, int], list[int]] = {}
    for line in lines:
        lot = line.lot
        total = totals.setdefault((lot.item_id, lot.drive_id, lot.program_id), [0, 0])
        day = days.setdefault((lot.drive_id, line.received_on, lot.item_id), [0, 0])
        for sums in (total, day):
            sums[0] += line.received
            sums[1] += line.rejected
    if totals:
        connection.execute(
            adding(connection.dialect.name, _donation_total),
            [
                {
                    "item_id": k[0],
                    "drive_id": k[1],
                    "program_id": k[2],
                    "received": v[0],
                    "rejected": v[1],
                }
                for k, v in sorted(totals.items())
            ],
        )
        connection.execute(
            adding(connection.dialect.name, _donation_day_total),
            [
                {
                    "drive_id": k[0],
                    "received_on": k[1],
                    "item_id": k[2],
                    "received": v[0],
                    "rejected": v[1],
                }
                for k, v in sorted(days.items())
            ],
        )


def add_moves(connection: Connection, postings: Sequence[Posting]) -> None:
    """Add moves to the totals of what went between kinds of locations; a reversal takes off."""
    totals: dict[tuple[int, int, int, LocationKind, LocationKind], int] = defaultdict(int)
    for posting in postings:
        lot = posting.lot
        if posting.reverses_id is None:
            way, sign = (posting.origin.kind, posting.target.kind), 1
        else:
            way, sign = (posting.target.kind, posting.origin.kind), -1
        totals[lot.item_id, lot.drive_id, lot.program_id, *way] += sign * posting.quantity
    if totals:
        connection.execute(
            adding(connection.dialect.name, _move_total),
            [
                {
                    "item_id": k[0],
                    "drive_id": k[1],
                    "program_id": k[2],
                    "from_kind": k[3],
                    "to_kind": k[4],
                    "quantity": v,
                }
                for k, v in sorted(totals.items())
            ],
        )
