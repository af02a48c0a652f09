"""Levels and what is reserved of them, changed in the order of their keys.

That is the order in which every writer takes its locks, so that no two wait for each other in a ring.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, Table, and_, bindparam, delete, insert, select, tuple_, update

from drives.ledger.terms import Level, Released, Shortage, ToKeep
from drives.model import (
    Reservation,
    StockLevel,
)
from drives.store import allocate_ids, lock_rows
from drives.store.sums import add_rows

_CHUNK = 400

_level: Table = StockLevel.__table__  # type: ignore[assignment]
_reservation: Table = Reservation.__table__  # type: ignore[assignment]

_KEYS = tuple_(_level.c.lot_id, _level.c.location_id).in_(bindparam("keys", expanding=True))
_LEVELS = lock_rows(select(_level).where(_KEYS).order_by(_level.c.lot_id, _level.c.location_id))
_CHANGE_LEVEL = (
    update(_level)
    .where(_level.c.lot_id == bindparam("lot"), _level.c.location_id == bindparam("place"))
    .values(quantity=_level.c.quantity + bindparam("more"), reserved=_level.c.reserved + bindparam("kept"))
)


class Levels:
    """Keeps the levels and reservations of one transaction."""

    def __init__(self, connection: Connection, *, recorded_at: datetime, today: date) -> None:
        self._connection = connection
        self._recorded_at = recorded_at
        self._today = today
        self._dialect = connection.dialect.name

    def locked_levels(self, keys: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Level]:
        """The levels of (lot, location) keys, locked until the transaction ends; absent ones are zero."""
        wanted = sorted(set(keys))
        found: dict[tuple[int, int], Level] = {}
        for start in range(0, len(wanted), _CHUNK):
            for row in self._connection.execute(_LEVELS, {"keys": wanted[start : start + _CHUNK]}):
                found[row.lot_id, row.location_id] = Level(row.quantity, row.reserved)
        return {key: found.get(key, Level(0, 0)) for key in wanted}

    def shift(
        self,
        deltas: Mapping[tuple[int, int], int],
        unreserve: Mapping[tuple[int, int], int],
        may_eat_reserved: bool,
    ) -> list[Released]:
        """Change levels by ``deltas`` and what is reserved by ``unreserve``; see ``Ledger.post``."""
        falling = [key for key, delta in deltas.items() if delta < 0]
        # Whatever only rises is added in the order of keys below; else all is locked in that order now.
        there = self.locked_levels([*deltas, *unreserve] if falling else unreserve)
        released: list[Released] = []
        for key in sorted(falling):
            level = there[key]
            left = level.quantity + deltas[key]
            reserved = level.reserved - unreserve.get(key, 0)
            in_the_way = 0 if may_eat_reserved else reserved
            if left < in_the_way:
                raise Shortage(*key, Level(level.quantity, in_the_way), in_the_way - left)
            if left < reserved:
                released += self.release_newest(key, reserved - left)
        self._apply(deltas, unreserve)
        return released

    def _apply(self, deltas: Mapping[tuple[int, int], int], unreserve: Mapping[tuple[int, int], int]) -> None:
        """Change levels in key order: the order in which every writer takes its locks."""
        raised: list[tuple[int, int, int, int]] = []
        for lot_id, location_id in sorted({*deltas, *unreserve}):
            more, kept = deltas.get((lot_id, location_id), 0), -unreserve.get((lot_id, location_id), 0)
            if more > 0:
                raised.append((lot_id, location_id, more, kept))
                continue
            add_rows(self._connection, _level, raised)
            raised = []
            if more or kept:
                self._change_level(lot_id, location_id, more, kept)
        add_rows(self._connection, _level, raised)

    def _change_level(self, lot_id: int, location_id: int, more: int, kept: int) -> None:
        self._connection.execute(
            _CHANGE_LEVEL, {"lot": lot_id, "place": location_id, "more": more, "kept": kept}
        )

    def reserve(
        self, *, need_id: int, lot_id: int, location_id: int, quantity: int, reserved_on: date
    ) -> int:
        """Keep stock for a need; the reservation's id. Shortage where less is free there."""
        return self.reserve_all([ToKeep(need_id, lot_id, location_id, quantity)], on=reserved_on)[0]

    def reserve_all(self, lines: Sequence[ToKeep], *, on: date) -> list[int]:
        """Keep stock for needs, all of it or none; the reservations' ids, in the order of the lines.

        Shortage where less is free of a lot at a place than all lines together take there.
        """
        wanted: dict[tuple[int, int], int] = defaultdict(int)
        for line in lines:
            wanted[line.lot_id, line.location_id] += line.quantity
        for key, level in self.locked_levels(wanted).items():
            free = level.quantity - level.reserved
            if free < wanted[key]:
                raise Shortage(*key, level, wanted[key] - free)
        for key in sorted(wanted):
            self._change_level(*key, 0, wanted[key])
        ids = allocate_ids(self._connection, _reservation, len(lines))
        self._connection.execute(
            insert(_reservation),
            [
                {**line._asdict(), "id": row_id, "reserved_on": on, "recorded_at": self._recorded_at}
                for row_id, line in zip(ids, lines, strict=True)
            ],
        )
        return list(ids)

    def split(self, reservation_id: int, quantity: int) -> None:
        """Leave a reservation ``quantity`` of what it keeps; the rest stands as a newer one of its own.

        What is kept of the stock stays the same on every day. Its row and level are locked by whoever asks.
        """
        row = self._connection.execute(select(_reservation).where(_reservation.c.id == reservation_id)).one()
        self._connection.execute(
            update(_reservation).where(_reservation.c.id == row.id).values(quantity=quantity)
        )
        rest = {
            "id": allocate_ids(self._connection, _reservation, 1)[0],
            "need_id": row.need_id,
            "lot_id": row.lot_id,
            "location_id": row.location_id,
            "quantity": row.quantity - quantity,
            "reserved_on": row.reserved_on,
            "recorded_at": row.recorded_at,
        }
        self._connection.execute(insert(_reservation), rest)

    def release(self, reservation_ids: Sequence[int], *, on: date) -> list[Released]:
        """Give up reservations that are at a site, in full, from the day ``on``."""
        columns = (
            _reservation.c.id,
            _reservation.c.need_id,
            _reservation.c.lot_id,
            _reservation.c.location_id,
            _reservation.c.quantity,
        )
        standing = and_(_reservation.c.ended_on.is_(None), _reservation.c.sent_on.is_(None))
        found = select(*columns).where(_reservation.c.id.in_(reservation_ids), standing)
        keys = {(row.lot_id, row.location_id) for row in self._connection.execute(found)}
        self.locked_levels(keys)
        rows = self._connection.execute(found.order_by(_reservation.c.id)).all()
        freed: dict[tuple[int, int], int] = defaultdict(int)
        for row in rows:
            freed[row.lot_id, row.location_id] += row.quantity
        for lot_id, location_id in sorted(freed):
            self._change_level(lot_id, location_id, 0, -freed[lot_id, location_id])
        ended = (
            update(_reservation).where(_reservation.c.id.in_([row.id for row in rows])).values(ended_on=on)
        )
        self._connection.execute(ended)
        return [Released(row.id, row.need_id, row.quantity) for row in rows]

    def release_newest(self, key: tuple[int, int], quantity: int) -> list[Released]:
        """Take ``quantity`` off the reservations at (lot, location), the newest first, as of today.

        The last one hit keeps what is left of it: its lost part becomes a row of its own, so
        that every past day still adds up.
        """
        lot_id, location_id = key
        standing = and_(_reservation.c.ended_on.is_(None), _reservation.c.sent_on.is_(None))
        rows = self._connection.execute(
            select(_reservation)
            .where(_reservation.c.lot_id == lot_id, _reservation.c.location_id == location_id, standing)
            .order_by(_reservation.c.id.desc())
        ).all()
        released: list[Released] = []
        to_go = quantity
        for row in rows:
            if not to_go:
                break
            lost = min(to_go, row.quantity)
            to_go -= lost
            if lost < row.quantity:
                self._connection.execute(
                    update(_reservation)
                    .where(_reservation.c.id == row.id)
                    .values(quantity=row.quantity - lost)
                )
                part = {
                    **row._mapping,
                    "id": allocate_ids(self._connection, _reservation, 1)[0],
                    "quantity": lost,
                }
                self._connection.execute(
                    insert(_reservation), {**part, "ended_on": self._end_day(row.reserved_on)}
                )
            else:
                self._connection.execute(
                    update(_reservation)
                    .where(_reservation.c.id == row.id)
                    .values(ended_on=self._end_day(row.reserved_on))
                )
            released.append(Released(row.id, row.need_id, lost))
        if to_go:
            raise Shortage(lot_id, location_id, Level(0, 0), to_go)
        self._change_level(lot_id, location_id, 0, -quantity)
        return released

    def fold(self, origin_id: int, target_id: int) -> None:
        """From now on what is at one shelf stands at another: levels, and what is reserved of them.

        Moves stay as they were posted, and are read as at the other.
        """
        here = _level.c.location_id.in_((origin_id, target_id))
        rows = lock_rows(select(_level).where(here).order_by(_level.c.lot_id, _level.c.location_id))
        folded = [
            (row.lot_id, target_id, row.quantity, row.reserved)
            for row in self._connection.execute(rows).all()
            if row.location_id == origin_id
        ]
        self._connection.execute(delete(_level).where(_level.c.location_id == origin_id))
        add_rows(self._connection, _level, folded)
        self._connection.execute(
            update(_reservation)
            .where(_reservation.c.location_id == origin_id, _reservation.c.ended_on.is_(None))
            .values(location_id=target_id)
        )

    def _end_day(self, reserved_on: date) -> date:
        return max(self._today, reserved_on)
