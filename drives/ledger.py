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
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, Table, and_, bindparam, insert, or_, select, update

from drives.model import (
    DonationDayTotal,
    DonationTotal,
    Location,
    Lot,
    Move,
    MoveTotal,
    Reservation,
    StockLevel,
)
from drives.rules.dates import DateKind
from drives.rules.kinds import REAL_LOCATIONS, LocationKind, MoveKind, Source
from drives.store import allocate_ids, insert_many, lock_rows
from drives.store.sums import adding, upsert

_CHUNK = 400

_lot: Table = Lot.__table__  # type: ignore[assignment]
_move: Table = Move.__table__  # type: ignore[assignment]
_level: Table = StockLevel.__table__  # type: ignore[assignment]
_location: Table = Location.__table__  # type: ignore[assignment]
_reservation: Table = Reservation.__table__  # type: ignore[assignment]
_donation_total: Table = DonationTotal.__table__  # type: ignore[assignment]
_donation_day_total: Table = DonationDayTotal.__table__  # type: ignore[assignment]
_move_total: Table = MoveTotal.__table__  # type: ignore[assignment]

_CHANGE_LEVEL = (
    update(_level)
    .where(_level.c.lot_id == bindparam("lot"), _level.c.location_id == bindparam("place"))
    .values(quantity=_level.c.quantity + bindparam("more"), reserved=_level.c.reserved + bindparam("kept"))
)


class Place(NamedTuple):
    """A location and its kind."""

    id: int
    kind: LocationKind


class LotKey(NamedTuple):
    """The seven things that make goods alike."""

    item_id: int
    drive_id: int | None
    site_id: int | None
    date_mark: date | None
    date_kind: DateKind | None
    lot_code: str | None
    restricted_to_id: int | None

    def identity(self) -> str:
        """The key as one text; the free-text part comes last, so that no two keys spell alike."""
        plain = (
            self.item_id,
            self.drive_id,
            self.site_id,
            self.date_mark,
            self.date_kind,
            self.restricted_to_id,
        )
        return "|".join(["" if part is None else str(part) for part in plain] + [self.lot_code or ""])


class LotRef(NamedTuple):
    """A lot, and what its totals are kept under (0 stands for no drive, no restriction)."""

    id: int
    item_id: int
    drive_id: int
    program_id: int


class Posting(NamedTuple):
    """A move to be made. ``quantity`` in thousandths, always positive."""

    kind: MoveKind
    document_id: int
    lot: LotRef
    origin: Place
    target: Place
    quantity: int
    effective_on: date
    reverses_id: int | None = None


class LineTally(NamedTuple):
    """What a donation line adds to the totals of donations (thousandths, negative when voided)."""

    lot: LotRef
    received_on: date
    received: int
    rejected: int


class Level(NamedTuple):
    """What is on hand of a lot at a location, and how much of that is reserved (thousandths)."""

    quantity: int
    reserved: int


@dataclass(frozen=True, slots=True)
class Released:
    """A reservation that lost (part of) its stock; ``quantity`` is what it lost, in thousandths."""

    reservation_id: int
    need_id: int
    quantity: int


class Shortage(Exception):
    """There is not enough of a lot at a location; commands put it into words.

    ``there`` is what is on hand, and how much of that may not be taken because it is reserved;
    ``missing`` in thousandths.
    """

    def __init__(self, lot_id: int, location_id: int, there: Level, missing: int) -> None:
        super().__init__(f"lot {lot_id} at location {location_id}: {missing} missing")
        self.lot_id = lot_id
        self.location_id = location_id
        self.there = there
        self.missing = missing


class Ledger:
    """Posts within one transaction; ``recorded_at`` is when it is typed, ``today`` the local day."""

    def __init__(self, connection: Connection, *, recorded_at: datetime, today: date) -> None:
        self._connection = connection
        self._recorded_at = recorded_at
        self._today = today
        self._dialect = connection.dialect.name
        self._places: dict[str, Place] = {}

    # Places and lots

    def virtual(self, kind: LocationKind) -> Place:
        """The one location of a kind that stands for no site and no program."""
        return self._place(str(kind), kind)

    def shelf(self, site_id: int, kind: LocationKind) -> Place:
        """Where a site's stock is."""
        return self._place(f"site:{site_id}", kind, site_id=site_id)

    def program(self, program_id: int) -> Place:
        """Where goods are that a program has received."""
        return self._place(f"program:{program_id}", LocationKind.PROGRAM, program_id=program_id)

    def _place(self, identity: str, kind: LocationKind, **of: int) -> Place:
        if identity in self._places:
            return self._places[identity]
        found = select(_location.c.id, _location.c.kind).where(_location.c.identity == bindparam("identity"))
        row = self._connection.execute(found, {"identity": identity}).one_or_none()
        if row is None:
            row_id = allocate_ids(self._connection, _location, 1)[0]
            values = {
                "id": row_id,
                "kind": kind,
                "identity": identity,
                "site_id": None,
                "program_id": None,
            } | of
            self._connection.execute(upsert(self._dialect, _location).on_conflict_do_nothing(), values)
            row = self._connection.execute(found, {"identity": identity}).one()
        self._places[identity] = Place(row.id, row.kind)
        return self._places[identity]

    def lots(self, wanted: Mapping[LotKey, date]) -> dict[LotKey, LotRef]:
        """The lot of each key, opened where there is none; the date is the day goods of it came in."""
        by_identity = {key.identity(): key for key in wanted}
        known = self._lots_known(list(by_identity))
        missing = sorted(identity for identity in by_identity if identity not in known)
        if missing:
            ids = allocate_ids(self._connection, _lot, len(missing))
            rows = [
                {
                    **by_identity[identity]._asdict(),
                    "id": row_id,
                    "identity": identity,
                    "received_on": wanted[by_identity[identity]],
                }
                for identity, row_id in zip(missing, ids, strict=True)
            ]
            self._connection.execute(upsert(self._dialect, _lot).on_conflict_do_nothing(), rows)
            known |= self._lots_known(missing)
        earlier = [
            {"lot": lot_id, "day": wanted[by_identity[identity]]}
            for identity, (lot_id, received_on) in known.items()
            if wanted[by_identity[identity]] < received_on
        ]
        if earlier:
            self._connection.execute(
                update(_lot).where(_lot.c.id == bindparam("lot")).values(received_on=bindparam("day")),
                earlier,
            )
        return {key: lot_ref(known[identity][0], key) for identity, key in by_identity.items()}

    def _lots_known(self, identities: list[str]) -> dict[str, tuple[int, date]]:
        known: dict[str, tuple[int, date]] = {}
        found = select(_lot.c.identity, _lot.c.id, _lot.c.received_on)
        for start in range(0, len(identities), _CHUNK):
            some = identities[start : start + _CHUNK]
            for row in self._connection.execute(found.where(_lot.c.identity.in_(some))):
                known[row.identity] = (row.id, row.received_on)
        return known

    def lot(self, lot_id: int) -> LotRef | None:
        """A lot by its id, or None."""
        columns = (_lot.c.id, _lot.c.item_id, _lot.c.drive_id, _lot.c.restricted_to_id)
        row = self._connection.execute(select(*columns).where(_lot.c.id == lot_id)).one_or_none()
        return (
            None if row is None else LotRef(row.id, row.item_id, row.drive_id or 0, row.restricted_to_id or 0)
        )

    # Levels

    def locked_levels(self, keys: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Level]:
        """The levels of (lot, location) keys, locked until the transaction ends; absent ones are zero."""
        wanted = sorted(set(keys))
        found: dict[tuple[int, int], Level] = {}
        for start in range(0, len(wanted), _CHUNK):
            some = wanted[start : start + _CHUNK]
            either = or_(
                *(and_(_level.c.lot_id == lot, _level.c.location_id == place) for lot, place in some)
            )
            rows = lock_rows(select(_level).where(either).order_by(_level.c.lot_id, _level.c.location_id))
            for row in self._connection.execute(rows):
                found[row.lot_id, row.location_id] = Level(row.quantity, row.reserved)
        return {key: found.get(key, Level(0, 0)) for key in wanted}

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
        deltas: dict[tuple[int, int], int] = defaultdict(int)
        for posting in postings:
            if posting.origin.kind in REAL_LOCATIONS:
                deltas[posting.lot.id, posting.origin.id] -= posting.quantity
            if posting.target.kind in REAL_LOCATIONS:
                deltas[posting.lot.id, posting.target.id] += posting.quantity
        released = self._shift(deltas, unreserve or {}, may_eat_reserved)
        self._keep_move_totals(postings)
        ids = allocate_ids(self._connection, _move, len(postings))
        insert_many(
            self._connection,
            _move,
            ("id", "kind", "document_id", "lot_id", "from_location_id", "to_location_id", "quantity",
             "effective_on", "recorded_at", "reverses_id"),
            [
                (row_id, p.kind, p.document_id, p.lot.id, p.origin.id, p.target.id, p.quantity, p.effective_on,
                 self._recorded_at, p.reverses_id)
                for row_id, p in zip(ids, postings, strict=True)
            ],
        )  # fmt: skip
        return released

    def _shift(
        self,
        deltas: Mapping[tuple[int, int], int],
        unreserve: Mapping[tuple[int, int], int],
        may_eat_reserved: bool,
    ) -> list[Released]:
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
        raised: list[dict[str, int]] = []
        for lot_id, location_id in sorted({*deltas, *unreserve}):
            more, kept = deltas.get((lot_id, location_id), 0), -unreserve.get((lot_id, location_id), 0)
            if more > 0:
                raised.append(
                    {"lot_id": lot_id, "location_id": location_id, "quantity": more, "reserved": kept}
                )
                continue
            self._raise_levels(raised)
            raised = []
            if more or kept:
                self._change_level(lot_id, location_id, more, kept)
        self._raise_levels(raised)

    def _raise_levels(self, raised: list[dict[str, int]]) -> None:
        if raised:
            self._connection.execute(adding(self._dialect, _level), raised)

    def _change_level(self, lot_id: int, location_id: int, more: int, kept: int) -> None:
        self._connection.execute(
            _CHANGE_LEVEL, {"lot": lot_id, "place": location_id, "more": more, "kept": kept}
        )

    # Reservations

    def reserve(
        self, *, need_id: int, lot_id: int, location_id: int, quantity: int, reserved_on: date
    ) -> int:
        """Keep stock for a need; the reservation's id. Shortage where less is free there."""
        level = self.locked_levels([(lot_id, location_id)])[lot_id, location_id]
        if level.quantity - level.reserved < quantity:
            raise Shortage(lot_id, location_id, level, quantity - (level.quantity - level.reserved))
        self._change_level(lot_id, location_id, 0, quantity)
        row_id = allocate_ids(self._connection, _reservation, 1)[0]
        self._connection.execute(
            insert(_reservation),
            {"id": row_id, "need_id": need_id, "lot_id": lot_id, "location_id": location_id, "quantity": quantity,
             "reserved_on": reserved_on, "recorded_at": self._recorded_at},
        )  # fmt: skip
        return row_id

    def release(self, reservation_ids: Sequence[int], *, on: date) -> list[Released]:
        """Give up reservations that are at a site, in full, from the day ``on``."""
        columns = (_reservation.c.id, _reservation.c.need_id, _reservation.c.lot_id, _reservation.c.location_id,
                   _reservation.c.quantity)  # fmt: skip
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

    def _end_day(self, reserved_on: date) -> date:
        return max(self._today, reserved_on)

    # Reversal

    def mirror(self, kind: MoveKind, document_ids: Sequence[int]) -> list[Posting]:
        """The postings that undo what stands of these papers, on the days it was done."""
        undone = _move.alias("undone")
        origin, target = _location.alias("origin"), _location.alias("target")
        mirrored: list[Posting] = []
        for start in range(0, len(document_ids), _CHUNK):
            rows = self._connection.execute(
                select(
                    _move.c.id, _move.c.document_id, _move.c.quantity, _move.c.effective_on,
                    _lot.c.id.label("lot_id"), _lot.c.item_id, _lot.c.drive_id, _lot.c.restricted_to_id,
                    origin.c.id.label("from_id"), origin.c.kind.label("from_kind"),
                    target.c.id.label("to_id"), target.c.kind.label("to_kind"),
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
            )  # fmt: skip
            mirrored += [
                Posting(
                    kind, row.document_id, LotRef(row.lot_id, row.item_id, row.drive_id or 0, row.restricted_to_id or 0),
                    Place(row.to_id, row.to_kind), Place(row.from_id, row.from_kind), row.quantity, row.effective_on, row.id,
                )
                for row in rows
            ]  # fmt: skip
        return mirrored

    # Totals

    def tally_donations(self, lines: Iterable[LineTally]) -> None:
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
            self._connection.execute(
                adding(self._dialect, _donation_total),
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
            self._connection.execute(
                adding(self._dialect, _donation_day_total),
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

    def _keep_move_totals(self, postings: Sequence[Posting]) -> None:
        totals: dict[tuple[int, int, int, LocationKind, LocationKind], int] = defaultdict(int)
        for posting in postings:
            lot = posting.lot
            if posting.reverses_id is None:
                way, sign = (posting.origin.kind, posting.target.kind), 1
            else:
                way, sign = (posting.target.kind, posting.origin.kind), -1
            totals[lot.item_id, lot.drive_id, lot.program_id, *way] += sign * posting.quantity
        if totals:
            self._connection.execute(
                adding(self._dialect, _move_total),
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


def lot_ref(lot_id: int, key: LotKey) -> LotRef:
    """The reference to a lot whose key is known."""
    return LotRef(lot_id, key.item_id, key.drive_id or 0, key.restricted_to_id or 0)


def donation_origin(source: Source) -> LocationKind:
    """Where goods come from: bought ones from a supplier, given ones from a donor."""
    return LocationKind.SUPPLIER if source is Source.PURCHASED else LocationKind.DONOR
