"""Needs as they stood on a day, or on each of several days: five small statements for any number of days."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, Table, bindparam, case, func, literal_column, select

from drives.model import (
    Delivery,
    DeliveryLine,
    Need,
    NeedConfirmation,
    NeedRevision,
    Organization,
    Reservation,
)
from drives.rules.kinds import DeliveryState, Priority
from drives.rules.progress import NEED_LAPSE_DAYS, NeedFacts, need_facts, open_on
from drives.store.merges import Merges, merges

_need: Table = Need.__table__  # type: ignore[assignment]
_revision: Table = NeedRevision.__table__  # type: ignore[assignment]
_confirmation: Table = NeedConfirmation.__table__  # type: ignore[assignment]
_reservation: Table = Reservation.__table__  # type: ignore[assignment]
_delivery: Table = Delivery.__table__  # type: ignore[assignment]
_delivery_line: Table = DeliveryLine.__table__  # type: ignore[assignment]

_NEEDS = select(
    _need.c.id,
    _need.c.item_id,
    _need.c.program_id,
    _need.c.drive_id,
    _need.c.quantity,
    _need.c.posted_on,
    _need.c.cancelled_on,
    _need.c.priority,
    _need.c.needed_by,
).order_by(_need.c.id)


class NeedSeen(NamedTuple):
    """A need's facts as of a day, with what its scopes and its place in a list are decided by."""

    facts: NeedFacts
    need_id: int
    drive_id: int | None
    posted_on: date
    confirmed_on: tuple[date, ...]
    cancelled_on: date | None
    priority: Priority
    needed_by: date | None


def lapse_days_of(connection: Connection) -> int:
    """Days after which an unconfirmed need lapses here."""
    return int(connection.execute(select(Organization.need_lapse_days)).scalar() or NEED_LAPSE_DAYS)


def needs_as_of(
    connection: Connection, day: date, lapse_days: int, merged: Merges | None = None
) -> list[NeedSeen]:
    """Every need posted by a day, as it stood on that day, by id; items and programs as they are read."""
    return NeedsOnDays(connection, [day], lapse_days, merged).on(day)


class NeedsOnDays:
    """Needs as they stood on each of some days, read at once; items and programs as they are read."""

    def __init__(
        self, connection: Connection, days: Collection[date], lapse_days: int, merged: Merges | None = None
    ) -> None:
        self._days = sorted(set(days))
        self._lapse_days = lapse_days
        self._merged = merges(connection) if merged is None else merged
        self._revised = self._revisions(connection)
        self._confirmed = self._confirmations(connection)
        self._allocated = self._reserved(connection)
        self._delivered = self._arrived(connection)
        self._rows = connection.execute(_NEEDS.where(_need.c.posted_on <= self._days[-1])).all()
        self._of_drive: Mapping[int, list[Any]] | None = None
        self._of_program: Mapping[int, list[Any]] = {}

    def on(self, day: date) -> list[NeedSeen]:
        """Every need posted by one of the days, as it stood on it, by id."""
        return self._seen(day, self._rows)

    def of_drive(self, day: date, drive_id: int, programs: Iterable[int]) -> list[NeedSeen]:
        """Those of them that name the drive, and those of the programs that name none."""
        if self._of_drive is None:
            by_drive: dict[int, list[Any]] = defaultdict(list)
            by_program: dict[int, list[Any]] = defaultdict(list)
            for row in self._rows:
                if row.drive_id is not None:
                    by_drive[row.drive_id].append(row)
                else:
                    by_program[self._merged.programs.get(row.program_id, row.program_id)].append(row)
            self._of_drive, self._of_program = by_drive, by_program
        rows = list(self._of_drive.get(drive_id, ()))
        for program_id in programs:
            rows += self._of_program.get(program_id, ())
        return self._seen(day, sorted(rows, key=lambda row: int(row.id)))

    def _seen(self, day: date, rows: Iterable[Any]) -> list[NeedSeen]:
        place, lapse_days = self._days.index(day), self._lapse_days
        items, programs, _sites = self._merged
        revised, confirmed = self._revised, self._confirmed
        allocated, delivered = self._allocated, self._delivered
        seen: list[NeedSeen] = []
        for need_id, item_id, program_id, drive_id, quantity, posted_on, cancelled_on, priority, by in rows:
            if posted_on > day:
                continue
            asked = quantity
            for revised_on, later in revised.get(need_id, ()):
                if revised_on > day:
                    break
                asked = later
            said = confirmed.get(need_id, ())
            days = tuple(on for on in said if on <= day) if said else ()
            facts = need_facts(
                items.get(item_id, item_id),
                programs.get(program_id, program_id),
                asked,
                _by(place, allocated[need_id]) if need_id in allocated else 0,
                _by(place, delivered[need_id]) if need_id in delivered else 0,
                open_on(day, posted_on, days, cancelled_on, lapse_days),
            )
            seen.append(NeedSeen(facts, need_id, drive_id, posted_on, days, cancelled_on, priority, by))
        return seen

    def _revisions(self, connection: Connection) -> Mapping[int, list[tuple[date, int]]]:
        """By need, what was asked for from which day on."""
        found: dict[int, list[tuple[date, int]]] = defaultdict(list)
        for need_id, on, quantity in connection.execute(_REVISED, {"last": self._days[-1]}).all():
            found[need_id].append((on, quantity))
        return found

    def _confirmations(self, connection: Connection) -> Mapping[int, list[date]]:
        found: dict[int, list[date]] = defaultdict(list)
        for need_id, on in connection.execute(_CONFIRMED, {"last": self._days[-1]}).all():
            found[need_id].append(on)
        return found

    def _reserved(self, connection: Connection) -> Mapping[int, list[tuple[int, int]]]:
        """By need, how much more or less stands reserved from which of the days on."""
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        rows = connection.execute(_reserved_from(len(self._days)), self._bound()).all()
        for need_id, since, until, total in rows:
            if until is None or since < until:
                found[need_id].append((since, total))
                if until is not None:
                    found[need_id].append((until, -total))
        return found

    def _arrived(self, connection: Connection) -> Mapping[int, list[tuple[int, int]]]:
        """By need, how much was delivered from which of the days on."""
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for need_id, first, total in connection.execute(_arrived_from(len(self._days)), self._bound()).all():
            found[need_id].append((first, total))
        return found

    def _bound(self) -> dict[str, date]:
        """The days as the statements name them."""
        return {"last": self._days[-1]} | {f"day_{at}": day for at, day in enumerate(self._days)}


_LAST = bindparam("last", type_=_need.c.posted_on.type)
_REVISED = (
    select(_revision.c.need_id, _revision.c.revised_on, _revision.c.quantity)
    .where(_revision.c.revised_on <= _LAST)
    .order_by(_revision.c.revised_on, _revision.c.id)
)
_CONFIRMED = select(_confirmation.c.need_id, _confirmation.c.confirmed_on).where(
    _confirmation.c.confirmed_on <= _LAST
)


def _place_among(days: int, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The place of the first of so many days that is not before a column's; null where all are."""
    bound = [bindparam(f"day_{at}", type_=column.type) for at in range(days)]
    return case(*((column <= day, literal_column(str(at))) for at, day in enumerate(bound)))


@cache
def _reserved_from(days: int) -> Select[Any]:
    made = _place_among(days, _reservation.c.reserved_on).label("place_made")
    ended = _place_among(days, _reservation.c.ended_on).label("place_ended")
    return (
        select(_reservation.c.need_id, made, ended, func.sum(_reservation.c.quantity))
        .where(_reservation.c.reserved_on <= _LAST)
        .group_by(_reservation.c.need_id, "place_made", "place_ended")
    )


@cache
def _arrived_from(days: int) -> Select[Any]:
    since = _place_among(days, _delivery.c.confirmed_on).label("place_arrived")
    return (
        select(_delivery_line.c.need_id, since, func.sum(_delivery_line.c.arrived))
        .join(_delivery, _delivery.c.id == _delivery_line.c.delivery_id)
        .where(
            _delivery.c.state == DeliveryState.CONFIRMED,
            _delivery.c.confirmed_on <= _LAST,
            _delivery_line.c.need_id.is_not(None),
        )
        .group_by(_delivery_line.c.need_id, "place_arrived")
    )


def _by(place: int, changes: Iterable[tuple[int, int]]) -> int:
    return sum(change for since, change in changes if since <= place)
