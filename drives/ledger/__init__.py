"""The one writer of lots, moves, levels, totals and reservations.

A move takes a quantity of one lot from one location to another. Posting writes the moves and, in
the same transaction, what is kept beside them: the level of the lot at each real location, and the
totals by item, drive and restriction. Moves are never changed: to undo is to post the mirror image
on the same day. All moves of one call are netted before levels are touched, so that what is voided
and what replaces it count as one step.

Rows of levels are locked in the order of their keys, so that two writers never wait for each other
in a ring. Nothing here asks the clock or decides what people meant; that is for the commands.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, Table, select

from drives.ledger.intake import moves_of_lines
from drives.ledger.levels import Levels
from drives.ledger.lots import Lots
from drives.ledger.terms import (
    Level,
    LineTally,
    LotKey,
    LotRef,
    Place,
    Posting,
    Released,
    Shortage,
    ToKeep,
    donation_origin,
    lot_ref,
)
from drives.ledger.totals import add_donations, add_moves
from drives.model import Location, Lot, Move
from drives.rules.kinds import REAL_LOCATIONS, SHELF_LOCATIONS, LocationKind, MoveKind, Source
from drives.store import allocate_ids, insert_columns

__all__ = [
    "Ledger",
    "Level",
    "LineTally",
    "LotKey",
    "LotRef",
    "Place",
    "Posting",
    "Released",
    "Shortage",
    "ToKeep",
    "donation_origin",
    "lot_ref",
]

_CHUNK = 400

_lot: Table = Lot.__table__  # type: ignore[assignment]
_move: Table = Move.__table__  # type: ignore[assignment]
_location: Table = Location.__table__  # type: ignore[assignment]


class Ledger(Lots, Levels):
    """Posts within one transaction; ``recorded_at`` is when it is typed, ``today`` the local day."""

    def __init__(self, connection: Connection, *, recorded_at: datetime, today: date) -> None:
        Lots.__init__(self, connection)
        Levels.__init__(self, connection, recorded_at=recorded_at, today=today)

    def post(
        self,
        postings: Sequence[Posting],
        *,
        unreserve: Mapping[tuple[int, int], int] | None = None,
        may_eat_reserved: bool = False,
    ) -> list[Released]:
        """Post moves together, keep levels and totals, and say which reservations lost their stock.

        ``unreserve`` takes that much off what is reserved at (lot, location), negative puts it
        back: goods on their way carry their reservation with them. With ``may_eat_reserved`` the
        newest reservations give way; else, and where goods are gone, Shortage is raised.
        """
        released = self._keep(postings, unreserve or {}, may_eat_reserved)
        self._write(postings)
        return released

    def take_in(self, sums: Sequence[Posting], line_ids: Sequence[int]) -> None:
        """Post the moves of donation lines that were just written, all of them in one statement.

        ``sums`` are these moves added up by lot, origin and target: levels and totals are kept by them.
        """
        self._keep(sums, {}, False)
        origins = {source: self.virtual(donation_origin(source)).id for source in Source}
        self._connection.execute(moves_of_lines(self._dialect, line_ids, origins, self._recorded_at))

    def _keep(
        self, postings: Sequence[Posting], unreserve: Mapping[tuple[int, int], int], may_eat_reserved: bool
    ) -> list[Released]:
        deltas: dict[tuple[int, int], int] = defaultdict(int)
        for posting in postings:
            if posting.origin.kind in REAL_LOCATIONS:
                deltas[posting.lot.id, posting.origin.id] -= posting.quantity
            if posting.target.kind in REAL_LOCATIONS:
                deltas[posting.lot.id, posting.target.id] += posting.quantity
        released = self.shift(deltas, unreserve, may_eat_reserved)
        add_moves(self._connection, postings)
        return released

    def _write(self, postings: Sequence[Posting]) -> None:
        if not postings:
            return
        kinds, documents, lots, origins, targets, quantities, days, reversed_ids = zip(*postings, strict=True)
        insert_columns(
            self._connection,
            _move,
            {
                "id": allocate_ids(self._connection, _move, len(postings)),
                "kind": kinds,
                "document_id": documents,
                "lot_id": [lot[0] for lot in lots],
                "from_location_id": [place[0] for place in origins],
                "to_location_id": [place[0] for place in targets],
                "quantity": quantities,
                "effective_on": days,
                "recorded_at": [self._recorded_at] * len(postings),
                "reverses_id": reversed_ids,
            },
        )

    def mirror(self, kind: MoveKind, document_ids: Sequence[int]) -> list[Posting]:
        """The postings that undo what stands of these papers, on the days it was done."""
        undone = _move.alias("undone")
        origin, target = _location.alias("origin"), _location.alias("target")
        mirrored: list[Posting] = []
        for start in range(0, len(document_ids), _CHUNK):
            rows = self._connection.execute(
                select(
                    _move.c.id,
                    _move.c.document_id,
                    _move.c.quantity,
                    _move.c.effective_on,
                    _lot.c.id.label("lot_id"),
                    _lot.c.item_id,
                    _lot.c.drive_id,
                    _lot.c.restricted_to_id,
                    origin.c.id.label("from_id"),
                    origin.c.kind.label("from_kind"),
                    target.c.id.label("to_id"),
                    target.c.kind.label("to_kind"),
                )
                .join(_lot, _lot.c.id == _move.c.lot_id)
                .join(origin, origin.c.id == _move.c.from_location_id)
                .join(target, target.c.id == _move.c.to_location_id)
                .outerjoin(undone, undone.c.reverses_id == _move.c.id)
                .where(
                    _move.c.kind == kind,
                    _move.c.document_id.in_(document_ids[start : start + _CHUNK]),
                    _move.c.reverses_id.is_(None),
                    undone.c.id.is_(None),
                )
                .order_by(_move.c.id)
            )
            mirrored += [
                Posting(
                    kind,
                    row.document_id,
                    LotRef(row.lot_id, row.item_id, row.drive_id or 0, row.restricted_to_id or 0),
                    self._back(row.to_id, row.to_kind),
                    self._back(row.from_id, row.from_kind),
                    row.quantity,
                    row.effective_on,
                    row.id,
                )
                for row in rows
            ]
        return mirrored

    def _back(self, location_id: int, kind: LocationKind) -> Place:
        """Where goods go back to, or are taken from again: a shelf may have been merged meanwhile."""
        return self.place(location_id) if kind in SHELF_LOCATIONS else Place(location_id, kind)

    def tally_donations(self, lines: Iterable[LineTally]) -> None:
        """Add donated lines to the totals of donations; give negative figures to take them off."""
        add_donations(self._connection, lines)
