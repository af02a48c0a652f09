"""What lies on a site's shelves as one sees it there: lots that look alike are one pile."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, case, or_, select

from drives.model import Location, Lot, Move, StockLevel
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
    """What a count found more (or less) of a pile, in thousandths, and the move that said so."""

    move_id: int
    mark: PileMark
    more: int


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


def corrected_since(connection: Connection, site_id: int, move_id: int) -> list[Corrected]:
    """What counts put right on a site's shelves by moves after this one."""
    here = select(Location.id).where(Location.site_id == site_id).scalar_subquery()
    more = case((Move.to_location_id == here, Move.quantity), else_=-Move.quantity)
    rows = connection.execute(
        select(*_LOT[1:], Move.id.label("move_id"), more.label("more"))
        .join_from(Move, Lot, Lot.id == Move.lot_id)
        .where(
            Move.id > move_id,
            Move.kind == MoveKind.COUNT,
            or_(Move.from_location_id == here, Move.to_location_id == here),
        )
    ).all()
    into = merges(connection)
    return [Corrected(row.move_id, PileMark.of(row, into), row.more) for row in rows]
