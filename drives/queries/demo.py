"""Whether a store holds the demo community, and what the demo looks up to go on with its goods."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from drives.model import Lot, Receipt
from drives.queries.door import Look, query
from drives.rules.dates import DateKind
from drives.rules.roles import Permission

FIRST_REQUEST = "demo-1"
"""The request id of the first thing that the demo does."""


@dataclass(frozen=True, slots=True)
class LotSeen:
    """A lot with the seven things that make it: goods with all seven equal are one lot."""

    lot_id: int
    item_id: int
    drive_id: int | None
    site_id: int | None
    date_mark: date | None
    date_kind: DateKind | None
    lot_code: str | None
    restricted_to_id: int | None


@query(Permission.BE_HERE)
def is_demo(look: Look) -> bool:
    """Whether the demo community was made here: its first request was answered."""
    answered = select(Receipt.request_id).where(Receipt.request_id == FIRST_REQUEST)
    return look.connection.execute(answered).first() is not None


@query(Permission.SEE_STOCK)
def lots_of_item(look: Look, *, item_id: int) -> tuple[LotSeen, ...]:
    """All lots of an item, also empty ones, in the order made."""
    rows = look.connection.execute(
        select(
            Lot.id,
            Lot.item_id,
            Lot.drive_id,
            Lot.site_id,
            Lot.date_mark,
            Lot.date_kind,
            Lot.lot_code,
            Lot.restricted_to_id,
        )
        .where(Lot.item_id == item_id)
        .order_by(Lot.id)
    )
    return tuple(LotSeen(*row) for row in rows)
