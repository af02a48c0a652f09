"""Places and lots: found by what makes them, or made."""

from collections.abc import Mapping
from datetime import date
from operator import itemgetter
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, Table, bindparam, select, update

from drives.ledger.terms import LotKey, LotRef, Place, lot_ref
from drives.model import Location, Lot
from drives.rules.kinds import LocationKind
from drives.store import allocate_ids
from drives.store.sums import upsert

_CHUNK = 400

_lot: Table = Lot.__table__  # type: ignore[assignment]
_location: Table = Location.__table__  # type: ignore[assignment]

_ANY_PLACE = select(_location.c.id, _location.c.kind, _location.c.merged_into_id)
_PLACE = _ANY_PLACE.where(_location.c.identity == bindparam("identity"))
# A site keeps its kind, and is not merged into another, while goods come in.
_SHELF = _PLACE.with_for_update(read=True)
_BY_ID = _ANY_PLACE.where(_location.c.id == bindparam("place")).with_for_update(read=True)
_LOTS = select(_lot.c.identity, _lot.c.id, _lot.c.received_on).where(
    _lot.c.identity.in_(bindparam("some", expanding=True))
)


_VIRTUAL: WeakKeyDictionary[Engine, dict[LocationKind, Place]] = WeakKeyDictionary()
"""The virtual locations that a store was seen to have: they are never merged, and never go."""


class Lots:
    """Finds and opens the places and lots of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = connection.dialect.name
        self._places: dict[str, Place] = {}
        self._places_by_id: dict[int, Place] = {}

    def virtual(self, kind: LocationKind) -> Place:
        """The one location of a kind that stands for no site and no program."""
        known = _VIRTUAL.setdefault(self._connection.engine, {})
        if kind in known:
            return known[kind]
        row = self._connection.execute(_PLACE, {"identity": str(kind)}).one_or_none()
        if row is None:
            return self._place(str(kind), kind)
        if str(kind) not in self._places:  # else made in this transaction, which may still be undone
            known[kind] = Place(row.id, row.kind)
        return Place(row.id, row.kind)

    def shelf(self, site_id: int, kind: LocationKind) -> Place:
        """Where a site's stock is, or that of the site it was merged into.

        Its kind stands until the transaction ends: totals are kept by it.
        """
        return self._place(f"site:{site_id}", kind, site_id=site_id)

    def program(self, program_id: int) -> Place:
        """Where goods are that a program has received, or the one it was merged into."""
        return self._place(f"program:{program_id}", LocationKind.PROGRAM, program_id=program_id)

    def place(self, location_id: int) -> Place:
        """Where what a paper says is at a location is now: where that was merged into, or there.

        It is not merged (any further) until the transaction ends.
        """
        if location_id not in self._places_by_id:
            row = self._connection.execute(_BY_ID, {"place": location_id}).one()
            self._places_by_id[location_id] = self._followed(row)
        return self._places_by_id[location_id]

    def _followed(self, row: Any) -> Place:
        if row.merged_into_id is not None:
            row = self._connection.execute(_BY_ID, {"place": row.merged_into_id}).one()
        return Place(row.id, row.kind)

    def _place(self, identity: str, kind: LocationKind, **of: int) -> Place:
        if identity in self._places:
            return self._places[identity]
        found = _SHELF if "site_id" in of else _PLACE
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
        self._places[identity] = self._followed(row)
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
        earlier: list[dict[str, Any]] = [
            {"lot": lot_id, "day": wanted[by_identity[identity]]}
            for identity, (lot_id, received_on) in known.items()
            if wanted[by_identity[identity]] < received_on
        ]
        if earlier:
            self._connection.execute(
                update(_lot)
                .where(_lot.c.id == bindparam("lot"), _lot.c.received_on > bindparam("day"))
                .values(received_on=bindparam("day")),
                sorted(earlier, key=itemgetter("lot")),
            )
        return {key: lot_ref(known[identity][0], key) for identity, key in by_identity.items()}

    def _lots_known(self, identities: list[str]) -> dict[str, tuple[int, date]]:
        known: dict[str, tuple[int, date]] = {}
        for start in range(0, len(identities), _CHUNK):
            some = identities[start : start + _CHUNK]
            for identity, lot_id, received_on in self._connection.execute(_LOTS, {"some": some}):
                known[identity] = (lot_id, received_on)
        return known

    def lot(self, lot_id: int) -> LotRef | None:
        """A lot by its id, or None."""
        columns = (_lot.c.id, _lot.c.item_id, _lot.c.drive_id, _lot.c.restricted_to_id)
        row = self._connection.execute(select(*columns).where(_lot.c.id == lot_id)).one_or_none()
        return (
            None if row is None else LotRef(row.id, row.item_id, row.drive_id or 0, row.restricted_to_id or 0)
        )
