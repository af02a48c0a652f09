"""Trying again, locked rows, the names of broken constraints, ids ahead of time, many rows at once."""

import threading
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import DBAPIError

from drives.model import Location, Lot, Site, StockLevel, StoreVersion
from drives.rules.kinds import LocationKind, SiteKind
from drives.store import (
    Busy,
    Store,
    allocate_ids,
    insert_many,
    lock_rows,
    retrying,
    transactions,
    violated,
)

SITE = {"name": "Hall", "name_key": "hall", "slug": "hall", "kind": SiteKind.WAREHOUSE, "public": True}


class Odd(Exception):
    """What a driver raises, as far as ``retrying`` looks at it."""

    def __init__(self, sqlstate: str | None = None, sqlite_errorname: str = "") -> None:
        self.sqlstate = sqlstate
        self.sqlite_errorname = sqlite_errorname


@pytest.mark.parametrize("wrapped", [False, True])
@pytest.mark.parametrize("error", [Odd("40001"), Odd("40P01"), Odd(None, "SQLITE_BUSY_SNAPSHOT")])
def test_work_that_others_got_in_the_way_of_is_done_again_from_its_start(
    store: Store, error: Odd, wrapped: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transactions.time, "sleep", lambda _seconds: None)
    tries: list[int] = []

    def work(connection: Connection) -> str:
        connection.execute(insert(StoreVersion), {"slot": 0, "value": 1})
        tries.append(1)
        if len(tries) < 3:
            raise DBAPIError("…", {}, error) if wrapped else error
        return "done"

    assert retrying(store, work) == "done"
    assert len(tries) == 3


def test_work_that_never_gets_through_ends_in_a_refusal(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transactions.time, "sleep", lambda _seconds: None)
    tries: list[int] = []

    def work(_connection: Connection) -> None:
        tries.append(1)
        raise Odd("40001")

    with pytest.raises(Busy, match="nothing of yours was saved"):
        retrying(store, work)
    assert len(tries) == 8


def test_what_is_no_collision_is_not_tried_again(store: Store) -> None:
    tries: list[int] = []

    def work(_connection: Connection) -> None:
        tries.append(1)
        raise Odd("23505")

    with pytest.raises(Odd):
        retrying(store, work)
    assert len(tries) == 1


def test_two_that_lock_in_opposite_order_both_get_through(store: Store) -> None:
    """On PostgreSQL this is a real deadlock: one of them is thrown out and tries again."""
    with store.write() as connection:
        insert_many(connection, StoreVersion.__table__, ["slot", "value"], [(0, 0), (1, 0)])
    both_hold_one = threading.Barrier(2)
    tries: list[int] = []

    def raise_both(slots: tuple[int, int]) -> None:
        def work(connection: Connection) -> None:
            tries.append(1)
            for slot in slots:
                connection.execute(text(f"UPDATE store_version SET value = value + 1 WHERE slot = {slot}"))
                if store.dialect == "postgresql" and len(tries) <= 2 and slot == slots[0]:
                    both_hold_one.wait(10)

        retrying(store, work)

    threads = [threading.Thread(target=raise_both, args=(slots,)) for slots in ((0, 1), (1, 0))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as connection:
        assert connection.execute(select(StoreVersion.value)).scalars().all() == [2, 2]
    assert len(tries) == (3 if store.dialect == "postgresql" else 2)


def test_locked_rows_keep_their_value_until_the_decision_is_saved(store: Store) -> None:
    with store.write() as connection:
        connection.execute(insert(StoreVersion), {"slot": 0, "value": 0})

    def take() -> None:
        for _time in range(20):
            with store.write() as connection:
                rows = select(StoreVersion.value).where(StoreVersion.slot == 0)
                seen = connection.execute(lock_rows(rows)).scalar_one()
                connection.execute(text(f"UPDATE store_version SET value = {seen + 1} WHERE slot = 0"))

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as connection:
        assert connection.execute(select(StoreVersion.value)).scalar() == 80


def test_a_broken_constraint_is_called_by_the_same_name_on_both_engines(store: Store) -> None:
    with store.write() as connection:
        connection.execute(insert(Site), SITE | {"id": 1})
    broken: list[tuple[Any, dict[str, Any], str]] = [
        (Site, SITE | {"id": 1, "name_key": "b", "slug": "b"}, "pk_site"),
        (Site, SITE | {"id": 2, "name_key": "b"}, "uq_site_slug"),
        (
            Site,
            SITE | {"id": 2, "name_key": "b", "slug": "b", "latitude": 900_000_001},
            "ck_site_latitude_in_range",
        ),
        (
            Location,
            {"kind": LocationKind.DONOR, "site_id": 1, "identity": "x"},
            "ck_location_site_on_shelves_only",
        ),
        (StoreVersion, {"slot": 0, "value": None}, "nn_store_version_value"),
        (StockLevel, {"lot_id": 7, "location_id": 7, "quantity": 1, "reserved": 0}, "fk"),
    ]
    for table, row, name in broken:
        with store.engine.connect() as connection, pytest.raises(DBAPIError) as error:
            connection.execute(insert(table), row)
        assert (violated(error.value) or "").startswith(name)
        if name != "fk":
            assert violated(error.value) == name
        with pytest.raises(Exception, match="constraint") as bare, store.write() as connection:
            insert_many(connection, table.__table__, list(row), [tuple(row.values())])
        assert violated(bare.value) == violated(error.value)
    assert violated(ValueError("no constraint at all")) is None


def test_a_shard_at_the_end_of_a_name_is_cut_off() -> None:
    class FromCitus(Exception):
        sqlstate = "23503"
        diag = type("Diag", (), {"constraint_name": None})

    message = 'insert violates foreign key constraint "fk_move_item_id_102023"'
    assert violated(FromCitus(message)) == "fk_move_item_id"


def test_ids_drawn_ahead_collide_neither_with_each_other_nor_with_later_rows(store: Store) -> None:
    table = Site.__table__
    with store.write() as connection:
        connection.execute(insert(Site), SITE)
        first = allocate_ids(connection, table, 3)
        assert list(first) == sorted(set(first))
        columns = ["id", "name", "name_key", "slug", "kind", "public"]
        rows = [(id_, f"s{id_}", f"s{id_}", f"s{id_}", SiteKind.WAREHOUSE, True) for id_ in first]
        assert insert_many(connection, table, columns, rows) == 3
        later = allocate_ids(connection, table, 2)
        assert not set(first) & set(later)
        connection.execute(insert(Site), SITE | {"name_key": "z", "slug": "z"})
        assert len(allocate_ids(connection, table, 0)) == 0
        assert len(set(connection.execute(select(Site.id)).scalars())) == 5


def test_many_rows_go_in_as_one_piece_or_not_at_all(store: Store) -> None:
    table = StoreVersion.__table__
    rows = [(slot % 17, slot) for slot in range(17)]
    with pytest.raises(Exception, match="constraint") as error, store.write() as connection:
        insert_many(connection, table, ["slot", "value"], rows)
    assert violated(error.value) == "ck_store_version_slot_in_range"
    with store.write() as connection:
        assert insert_many(connection, table, ["slot", "value"], iter(rows[:16])) == 16
        assert insert_many(connection, table, ["slot", "value"], []) == 0
    with store.read() as connection:
        assert connection.execute(select(StoreVersion.slot, StoreVersion.value)).all() == rows[:16]


def test_texts_that_copy_would_read_otherwise_come_through(store: Store) -> None:
    odd = ["\\N", "\\.", "a\tb", "a\nb", "a\r\nb", "\\", "é\\t", "", " ", None]
    rows = [(n, f"s{n}", f"s{n}", f"s{n}", SiteKind.WAREHOUSE, text_, True) for n, text_ in enumerate(odd, 1)]
    with store.write() as connection:
        columns = ["id", "name", "name_key", "slug", "kind", "hours", "public"]
        insert_many(connection, Site.__table__, columns, rows)
        assert connection.execute(select(Site.hours).order_by(Site.id)).scalars().all() == odd
        assert connection.execute(select(Lot.id)).all() == []
