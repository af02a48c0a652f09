"""The ledger alone: moves, levels and totals in one step, mirrored and never edited."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from drives.ledger import Ledger, LineTally, LotKey, LotRef, Place, Posting, Shortage, donation_origin
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
from drives.rules.kinds import LocationKind, MoveKind, Source
from drives.store import Store, violated
from tests.houses import TODAY, Home, q

NOW = datetime(2025, 5, 20, 12, tzinfo=UTC)
MAY = date(2025, 5, 5)


@pytest.fixture
def home(store_url: str) -> Iterator[Home]:
    """A house with an item, a program and two sites; the papers behind the moves are left out here."""
    home = Home(store_url)
    home.item(), home.program(), home.site("Gym"), home.site("Depot")
    try:
        yield home
    finally:
        home.close()


@contextmanager
def posting(store: Store, today: date = TODAY) -> Iterator[Ledger]:
    """A ledger at work in a transaction."""
    with store.write() as connection:
        yield Ledger(connection, recorded_at=NOW, today=today)


def plain_lot(ledger: Ledger, day: date = TODAY, **marks: Any) -> LotRef:
    key = LotKey(**{**dict.fromkeys(LotKey._fields), "item_id": 1, "site_id": 1, **marks})
    return ledger.lots({key: day})[key]


def gym(ledger: Ledger) -> Place:
    return ledger.shelf(1, LocationKind.COLLECTION_SITE)


def came_in(ledger: Ledger, quantity: str, on: date = TODAY, document_id: int = 1) -> Posting:
    donors = ledger.virtual(LocationKind.DONOR)
    return Posting(MoveKind.DONATION, document_id, plain_lot(ledger), donors, gym(ledger), q(quantity), on)


def went_out(ledger: Ledger, quantity: str) -> Posting:
    bin_ = ledger.virtual(LocationKind.DISCARD)
    return Posting(MoveKind.DISCARD, 1, plain_lot(ledger), gym(ledger), bin_, q(quantity), TODAY)


def levels(home: Home) -> list[tuple[int, int]]:
    return [(row.quantity, row.reserved) for row in home.all(StockLevel)]


def test_a_move_a_level_and_a_total_are_written_in_one_step(home: Home) -> None:
    with posting(home.store) as ledger:
        ledger.post([came_in(ledger, "12"), went_out(ledger, "5")])
    assert levels(home) == [(q("7"), 0)]
    ways = {(row.from_kind, row.to_kind): row.quantity for row in home.all(MoveTotal)}
    assert ways == {
        (LocationKind.DONOR, LocationKind.COLLECTION_SITE): q("12"),
        (LocationKind.COLLECTION_SITE, LocationKind.DISCARD): q("5"),
    }
    assert [move.recorded_at for move in home.all(Move)] == [NOW, NOW]


def test_only_shelves_and_transit_hold_levels(home: Home) -> None:
    with posting(home.store) as ledger:
        ledger.post([came_in(ledger, "12"), went_out(ledger, "5")])
    with home.reading() as connection:
        kinds = connection.execute(
            select(Location.kind).join(StockLevel, StockLevel.location_id == Location.id)
        )
        assert {row.kind for row in kinds} == {LocationKind.COLLECTION_SITE}


def test_what_leaves_may_come_in_within_the_same_call(home: Home) -> None:
    with posting(home.store) as ledger:
        ledger.post([went_out(ledger, "12"), came_in(ledger, "12")])
    assert levels(home) in ([], [(0, 0)])
    assert len(home.all(Move)) == 2


def test_a_shortage_says_what_is_there_and_what_is_missing_and_nothing_is_kept(home: Home) -> None:
    with posting(home.store) as ledger:
        ledger.post([came_in(ledger, "12")])
    with pytest.raises(Shortage) as told, posting(home.store) as ledger:
        ledger.post([went_out(ledger, "15")])
    assert (told.value.there.quantity, told.value.missing) == (q("12"), q("3"))
    assert len(home.all(Move)) == 1


@pytest.mark.parametrize(
    ("table", "column"), [("quantity", "-1"), ("reserved", "-1"), ("reserved", "quantity + 1")]
)
def test_the_database_itself_refuses_a_level_below_nothing(home: Home, table: str, column: str) -> None:
    with posting(home.store) as ledger:
        ledger.post([came_in(ledger, "12")])
    with pytest.raises(IntegrityError) as refused, home.store.write() as connection:
        connection.execute(text(f"UPDATE stock_level SET {table} = {column}"))
    assert str(violated(refused.value)).startswith("ck_stock_level_")


def test_the_mirror_of_a_paper_is_on_its_own_day_and_made_once(home: Home) -> None:
    with posting(home.store) as ledger:
        ledger.post([came_in(ledger, "12", MAY, 7), came_in(ledger, "3", TODAY, 8)])
    with posting(home.store) as ledger:
        [mirrored] = ledger.mirror(MoveKind.DONATION, [7])
        assert (mirrored.effective_on, mirrored.quantity, mirrored.reverses_id) == (MAY, q("12"), 1)
        assert mirrored.origin.kind is LocationKind.COLLECTION_SITE
        ledger.post([mirrored])
    with posting(home.store) as ledger:
        assert ledger.mirror(MoveKind.DONATION, [7]) == []
        assert len(ledger.mirror(MoveKind.DONATION, [7, 8])) == 1
        assert ledger.mirror(MoveKind.TRANSFER, [8]) == []
    assert levels(home) == [(q("3"), 0)]
    [way] = home.all(MoveTotal)
    assert (way.from_kind, way.quantity) == (LocationKind.DONOR, q("3"))


def test_the_total_of_a_way_stays_when_all_of_it_was_taken_back(home: Home) -> None:
    with posting(home.store) as ledger:
        ledger.post([came_in(ledger, "12")])
        ledger.post(ledger.mirror(MoveKind.DONATION, [1]))
    assert [row.quantity for row in home.all(MoveTotal)] == [0]


def test_a_move_is_taken_back_once_at_most(home: Home) -> None:
    with posting(home.store) as ledger:
        ledger.post([came_in(ledger, "12"), came_in(ledger, "12", document_id=2)])
        mirrored = ledger.mirror(MoveKind.DONATION, [1])
        ledger.post(mirrored)
    with pytest.raises(Exception) as refused, posting(home.store) as ledger:  # noqa: PT011
        ledger.post(mirrored)
    assert violated(refused.value) == "uq_move_reverses_id"
    assert levels(home) == [(q("12"), 0)]


# Lots


def test_goods_are_alike_when_all_seven_things_are(home: Home) -> None:
    home.drive()
    others: list[dict[str, Any]] = [
        {"drive_id": 1}, {"site_id": 2}, {"site_id": None}, {"restricted_to_id": 1}, {"lot_code": "A"},
        {"date_mark": MAY, "date_kind": DateKind.BEST_BY}, {"date_mark": MAY, "date_kind": DateKind.USE_BY},
        {"lot_code": "|"}, {"lot_code": "1|A"}, {"restricted_to_id": 1, "lot_code": "A"},
    ]  # fmt: skip
    with posting(home.store) as ledger:
        first = [plain_lot(ledger, **marks).id for marks in ({}, *others)]
        again = [plain_lot(ledger, **marks).id for marks in ({}, *others)]
    assert first == again
    assert len(set(first)) == len(first) == len(home.all(Lot))


def test_a_lot_is_as_old_as_the_first_of_its_goods(home: Home) -> None:
    with posting(home.store) as ledger:
        plain_lot(ledger, MAY)
        plain_lot(ledger, TODAY)
    assert home.all(Lot)[0].received_on == MAY
    with posting(home.store) as ledger:
        plain_lot(ledger, date(2025, 1, 1))
    assert home.all(Lot)[0].received_on == date(2025, 1, 1)


def test_many_lots_are_found_and_opened_at_once(home: Home) -> None:
    keys = {LotKey(1, None, 1, None, None, f"L{number}", None): TODAY for number in range(1_000)}
    with posting(home.store) as ledger:
        opened = ledger.lots(keys)
        assert ledger.lots(keys) == opened
    assert len(home.all(Lot)) == 1_000


def test_a_lot_can_be_asked_for_by_id(home: Home) -> None:
    with posting(home.store) as ledger:
        made = plain_lot(ledger, restricted_to_id=1)
        assert ledger.lot(made.id) == made == LotRef(made.id, 1, 0, 1)
        assert ledger.lot(99) is None


# Reservations


def reserve(ledger: Ledger, need_id: int, quantity: str, on: date = TODAY) -> int:
    return ledger.reserve(
        need_id=need_id, lot_id=1, location_id=gym(ledger).id, quantity=q(quantity), reserved_on=on
    )


def test_reserved_goods_are_not_reserved_again(home: Home) -> None:
    need_id = home.need("Socks", "20")
    with posting(home.store) as ledger:
        ledger.post([came_in(ledger, "12")])
        reserve(ledger, need_id, "9")
        with pytest.raises(Shortage) as told:
            reserve(ledger, need_id, "4")
    assert (told.value.there, told.value.missing) == ((q("12"), q("9")), q("1"))
    assert levels(home) == [(q("12"), q("9"))]


def test_goods_do_not_leave_from_under_a_reservation(home: Home) -> None:
    need_id = home.need("Socks", "20")
    with posting(home.store) as ledger:
        ledger.post([came_in(ledger, "12")])
        reserve(ledger, need_id, "9")
    for quantity, missing in (("4", "1"), ("15", "12")):
        with pytest.raises(Shortage) as told, posting(home.store) as ledger:
            ledger.post([went_out(ledger, quantity)])
        assert (told.value.there, told.value.missing) == ((q("12"), q("9")), q(missing))


def test_the_newest_reservations_give_way_and_only_as_much_as_must_go(home: Home) -> None:
    need_id = home.need("Socks", "20", posted_on=MAY)
    with posting(home.store) as ledger:
        ledger.post([came_in(ledger, "12")])
        for quantity in ("4", "5", "3"):
            reserve(ledger, need_id, quantity, MAY)
        lost = ledger.post([went_out(ledger, "5")], may_eat_reserved=True)
    assert [(loss.reservation_id, loss.quantity) for loss in lost] == [(3, q("3")), (2, q("2"))]
    rows = [(row.quantity, row.ended_on, row.reserved_on) for row in home.all(Reservation)]
    assert rows == [
        (q("4"), None, MAY),
        (q("3"), None, MAY),
        (q("3"), TODAY, MAY),
        (q("2"), TODAY, MAY),
    ]
    assert levels(home) == [(q("7"), q("7"))]


def test_what_is_gone_is_missing_also_where_reservations_give_way(home: Home) -> None:
    need_id = home.need("Socks", "20")
    with posting(home.store) as ledger:
        ledger.post([came_in(ledger, "12")])
        reserve(ledger, need_id, "9")
    with pytest.raises(Shortage) as told, posting(home.store) as ledger:
        ledger.post([went_out(ledger, "15")], may_eat_reserved=True)
    assert (told.value.there, told.value.missing) == ((q("12"), 0), q("3"))
    assert levels(home) == [(q("12"), q("9"))]


def test_a_release_is_done_once(home: Home) -> None:
    need_id = home.need("Socks", "20")
    with posting(home.store) as ledger:
        ledger.post([came_in(ledger, "12")])
        kept = reserve(ledger, need_id, "9")
        assert [loss.quantity for loss in ledger.release([kept], on=TODAY)] == [q("9")]
        assert ledger.release([kept], on=TODAY) == []
        assert ledger.release([], on=TODAY) == []
    assert levels(home) == [(q("12"), 0)]


# Totals of donations


def test_totals_of_donations_are_added_to_and_taken_off(home: Home) -> None:
    home.drive()
    with posting(home.store) as ledger:
        free, kept = plain_lot(ledger, drive_id=1), plain_lot(ledger, drive_id=1, restricted_to_id=1)
        ledger.tally_donations([
            LineTally(free, MAY, q("5"), q("1")), LineTally(free, TODAY, q("7"), 0),
            LineTally(kept, MAY, q("2"), 0), LineTally(free, MAY, -q("5"), -q("1")),
        ])  # fmt: skip
        ledger.tally_donations([])
    totals = [(row.program_id, row.received, row.rejected) for row in home.all(DonationTotal)]
    assert totals == [(0, q("7"), 0), (1, q("2"), 0)]
    days = [(row.received_on, row.received, row.rejected) for row in home.all(DonationDayTotal)]
    assert days == [(MAY, q("2"), 0), (TODAY, q("7"), 0)]


def test_bought_goods_come_from_a_supplier() -> None:
    assert donation_origin(Source.PURCHASED) is LocationKind.SUPPLIER
    assert donation_origin(Source.DONATED) is LocationKind.DONOR
