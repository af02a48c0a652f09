"""What lies on a site's shelves as one sees it there: lots that look alike are one pile."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, case, func, or_, select

from drives.model import (
    CountLine,
    DeliveryLine,
    LineExtra,
    Location,
    Lot,
    Move,
    SearchEnd,
    StockLevel,
)
from drives.rules.dates import DateKind
from drives.rules.kinds import MoveKind
from drives.store.merges import Merges, merges

_LOT = (
    Lot.id,
    Lot.item_id,
    Lot.drive_id,
    Lot.date_mark,
    Lot.date_kind,
    Lot.lot_code,
    Lot.restricted_to_id,
)


class PileMark(NamedTuple):
    """What sets a pile apart: item, date mark and its kind, lot code, the program it is kept for."""

    item_id: int
    date_mark: date | None = None
    date_kind: DateKind | None = None
    lot_code: str | None = None
    restricted_to_id: int | None = None

    @classmethod
    def of(cls, row: Any, into: Merges) -> "PileMark":
        """The mark of a lot, or of what was written of one, as it is read after merges."""
        program_id = row.restricted_to_id
        return cls(
            into.items.get(row.item_id, row.item_id),
            row.date_mark,
            row.date_kind,
            row.lot_code,
            None if program_id is None else into.programs.get(program_id, program_id),
        )


class Corrected(NamedTuple):
    """What a move put right of a pile, in thousandths.

    ``of_move_id`` is the move that it adds to, 0 for none: to who did not know that one, goods just moved.
    """

    move_id: int
    mark: PileMark
    more: int
    of_move_id: int


def piles_at(connection: Connection, site_id: int) -> dict[PileMark, list[Any]]:
    """The lots on a site's shelves by pile, first received first: what makes them, quantity and reserved."""
    rows = connection.execute(
        select(*_LOT, StockLevel.quantity, StockLevel.reserved)
        .join_from(Lot, StockLevel, StockLevel.lot_id == Lot.id)
        .join(Location, Location.id == StockLevel.location_id)
        .where(Location.site_id == site_id, StockLevel.quantity > 0)
        .order_by(Lot.received_on, Lot.id)
    ).all()
    into = merges(connection)
    piles: dict[PileMark, list[Any]] = defaultdict(list)
    for row in rows:
        piles[PileMark.of(row, into)].append(row)
    return dict(piles)


def on_hand(lots: Iterable[Any]) -> int:
    """What is there of a pile, in thousandths."""
    return sum(lot.quantity for lot in lots)


_sent = Move.__table__.alias("sent")
_beside = DeliveryLine.__table__.alias("beside")
_FIRST_SENT = (
    select(func.min(_sent.c.id))
    .join_from(_sent, _beside, _beside.c.id == _sent.c.document_id)
    .where(_sent.c.kind == MoveKind.SEND, _beside.c.delivery_id == DeliveryLine.delivery_id)
    .correlate(DeliveryLine)
    .scalar_subquery()
)
_FOUND_AGAIN = select(CountLine.id).join_from(CountLine, SearchEnd, SearchEnd.count_id == CountLine.count_id)


def corrected_since(connection: Connection, site_id: int, move_id: int) -> list[Corrected]:
    """What was put right on a site's shelves by moves after this one.

    Counts do, but missing goods that were found again came to the shelf. What arrived beyond what was sent
    had left it with its delivery.
    """
    here = select(Location.id).where(Location.site_id == site_id).scalar_subquery()
    more = case((Move.to_location_id == here, Move.quantity), else_=-Move.quantity)
    of_move = case((Move.kind == MoveKind.SEND, _FIRST_SENT), else_=0)
    rows = connection.execute(
        select(*_LOT[1:], Move.id.label("move_id"), more.label("more"), of_move.label("of_move_id"))
        .join_from(Move, Lot, Lot.id == Move.lot_id)
        .outerjoin(LineExtra, and_(Move.kind == MoveKind.SEND, LineExtra.line_id == Move.document_id))
        .outerjoin(DeliveryLine, DeliveryLine.id == LineExtra.line_id)
        .where(
            Move.id > move_id,
            or_(
                and_(Move.kind == MoveKind.COUNT, Move.document_id.not_in(_FOUND_AGAIN)),
                LineExtra.line_id.is_not(None),
            ),
            or_(Move.from_location_id == here, Move.to_location_id == here),
        )
    ).all()
    into = merges(connection)
    return [Corrected(row.move_id, PileMark.of(row, into), row.more, row.of_move_id) for row in rows]


def put_right(since: Iterable[Corrected], mark: PileMark, known_move_id: int) -> int:
    """What of a pile was put right since this move was the last one known, in thousandths."""
    return sum(
        one.more for one in since if one.mark == mark and one.of_move_id <= known_move_id < one.move_id
    )
