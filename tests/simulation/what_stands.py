"""What stands in the end, lot by lot and need by need, in thousandths: in the store, and in the model."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from drives.model import DeliveryLine, Location, Reservation, StockLevel
from drives.queries.deliveries import searched
from drives.rules.roles import COMMAND_LINE
from tests.simulation.facts import TRANSIT, Lot
from tests.simulation.long_facts import LongFacts
from tests.simulation.long_runner import LongPlayer

Standing = dict[str, dict[tuple[Any, ...], int]]


def stands(player: LongPlayer) -> Standing:
    """What the store says: how much lies where, is reserved, for which need, has met one, is searched."""
    level, line, kept = StockLevel.__table__.c, DeliveryLine.__table__.c, Reservation.__table__.c
    place = select(Location.id, Location.site_id)
    left = [kept.ended_on.is_(None), kept.sent_on.is_(None)]
    asked = {
        "levels": select(level.lot_id, level.location_id, level.quantity),
        "reserved": select(level.lot_id, level.location_id, level.reserved),
        "kept": select(kept.need_id, kept.lot_id, kept.location_id, kept.quantity).where(*left),
        "met": select(line.need_id, func.sum(line.arrived)).group_by(line.need_id),
    }
    with player.house.store.read() as connection:
        at = {row.id: row.site_id for row in connection.execute(place)}
        found = {
            name: _sums(
                (
                    tuple(
                        at[value] if column == "location_id" else value
                        for column, value in zip(row._fields[:-1], row[:-1], strict=True)
                    ),
                    int(row[-1] or 0),
                )
                for row in connection.execute(rows)
            )
            for name, rows in asked.items()
        }
    found["met"].pop((None,), None)
    missing = player.house.queries.ask(searched, COMMAND_LINE)
    return {**found, "searched": {(one.line_id,): one.quantity for one in missing}}


def stands_told(player: LongPlayer, facts: LongFacts) -> Standing:
    """The same, as the model has it, under the ids of the store."""

    def lot_id(lot: Lot) -> int:
        mark = None if lot.date_mark is None else lot.date_mark.isoformat()
        return player.lot_id({**lot._asdict(), "date_mark": mark})

    unsent = [(r, r.unsent()) for r in facts.reservations.values() if r.unsent()]
    return {
        "levels": _sums(
            ((lot_id(lot), None if place == TRANSIT else player.site[place.name]), _many(quantity))
            for (lot, place), quantity in facts.levels().items()
        ),
        "reserved": _sums(((lot_id(r.lot), player.site[r.at]), _many(left)) for r, left in unsent),
        "kept": _sums(
            ((player.need[r.need.name], lot_id(r.lot), player.site[r.at]), _many(left)) for r, left in unsent
        ),
        "met": _sums(((player.need[one.need.name],), _many(one.quantity)) for one in facts.delivered),
        "searched": _sums(
            ((player.line_id(name),), _many(one.quantity)) for name, one in facts.searched.items()
        ),
    }


def _many(quantity: Decimal) -> int:
    return int(quantity * 1000)


def _sums(rows: Iterable[tuple[tuple[Any, ...], int]]) -> dict[tuple[Any, ...], int]:
    """Added up, without what is nothing."""
    found: dict[tuple[Any, ...], int] = {}
    for key, quantity in rows:
        found[key] = found.get(key, 0) + quantity
    return {key: quantity for key, quantity in found.items() if quantity}
