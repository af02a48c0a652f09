"""What stands where as of a day, lot by lot: the same facts as those of ``facts.py``, not yet added up.

Today's come from the kept levels; a past day's from the moves up to it, so a level that late entries make
negative is here as it is.
"""

from collections import defaultdict
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, case, func, or_, select, true, union_all

from drives.model import Delivery, DeliveryLine, Hold, Location, Lot, Move, Need, Reservation, StockLevel
from drives.queries.door import Look
from drives.rules.kinds import REAL_LOCATIONS

_kept = Location.__table__.alias("kept")


class Spot(NamedTuple):
    """A lot at a site, or on its way to a program where ``site_id`` is None."""

    lot_id: int
    site_id: int | None


class Reserved(NamedTuple):
    """So much (thousandths) is kept for a need of a program."""

    program_id: int
    quantity: int


def levels_as_of(look: Look, day: date) -> dict[Spot, int]:
    """What is there of each lot (thousandths) at the end of a day, nothing left out but what is zero."""
    level = _levels_moved(day) if day < look.today else _levels_kept()
    rows = look.connection.execute(
        select(level.c.lot_id, _kept.c.site_id, func.sum(level.c.quantity).label("quantity"))
        .select_from(level)
        .join(Location, Location.id == level.c.location_id)
        .join(_kept, _kept.c.id == func.coalesce(Location.merged_into_id, Location.id))
        .where(_kept.c.kind.in_(REAL_LOCATIONS))
        .group_by(level.c.lot_id, _kept.c.site_id)
    )
    return {Spot(row.lot_id, row.site_id): int(row.quantity) for row in rows if row.quantity}


def _levels_kept() -> Any:
    kept = select(StockLevel.lot_id, StockLevel.location_id, StockLevel.quantity)
    return kept.where(StockLevel.quantity > 0).subquery()


def _levels_moved(day: date) -> Any:
    until = Move.effective_on <= day
    return union_all(
        select(Move.lot_id, Move.to_location_id.label("location_id"), Move.quantity.label("quantity")).where(
            until
        ),
        select(Move.lot_id, Move.from_location_id, -Move.quantity).where(until),
    ).subquery()


def reserved_as_of(look: Look, day: date) -> dict[Spot, list[Reserved]]:
    """What of each lot is kept for needs at the end of a day, where it was by then, the newest first."""
    away = and_(Reservation.sent_on.is_not(None), Reservation.sent_on <= day)
    rows = look.connection.execute(
        select(
            Reservation.lot_id,
            case((away, None), else_=_kept.c.site_id).label("site_id"),
            Need.program_id,
            Reservation.quantity,
        )
        .join(Need, Need.id == Reservation.need_id)
        .join(Location, Location.id == Reservation.location_id)
        .join(_kept, _kept.c.id == func.coalesce(Location.merged_into_id, Location.id))
        .where(
            Reservation.reserved_on <= day, or_(Reservation.ended_on.is_(None), Reservation.ended_on > day)
        )
        .order_by(Reservation.id.desc())
    )
    found: dict[Spot, list[Reserved]] = defaultdict(list)
    for row in rows:
        found[Spot(row.lot_id, row.site_id)].append(Reserved(row.program_id, row.quantity))
    return found


def holds_as_of(look: Look, day: date) -> dict[int, list[Any]]:
    """By lot, the holds (id, reason, held_on) that stand on a day."""
    rows = select(Hold.lot_id, Hold.id, Hold.reason, Hold.held_on).where(
        Hold.held_on <= day, or_(Hold.lifted_on.is_(None), Hold.lifted_on > day)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in look.connection.execute(rows.order_by(Hold.id)):
        found[row.lot_id].append(row)
    return found


def lots_as_of(look: Look, day: date) -> dict[int, Any]:
    """The rows of all lots that may stand somewhere on a day."""
    in_stock: Select[Any] = select(StockLevel.lot_id).where(StockLevel.quantity > 0)
    wanted = Lot.id.in_(in_stock) if day >= look.today else true()
    return {row.id: row for row in look.connection.execute(select(Lot.__table__).where(wanted))}


def went_out(look: Look, first: date) -> dict[int, dict[date, int]]:
    """By item, what was sent to programs on each day from ``first`` on, less what came back (thousandths)."""
    sent = DeliveryLine.quantity - func.coalesce(DeliveryLine.returned, 0)
    rows = look.connection.execute(
        select(Lot.item_id, Delivery.sent_on, func.sum(sent).label("quantity"))
        .join(DeliveryLine, DeliveryLine.delivery_id == Delivery.id)
        .join(Lot, Lot.id == DeliveryLine.lot_id)
        .where(Delivery.sent_on >= first, Delivery.cancelled_on.is_(None))
        .group_by(Lot.item_id, Delivery.sent_on)
    )
    found: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        if row.sent_on is not None:
            found[row.item_id][row.sent_on] += int(row.quantity)
    return found
