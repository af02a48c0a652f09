"""``verify`` reads every tampering by name; nothing that was kept is believed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, text

from drives.model import Base, DonationDayTotal, DonationTotal, Move, MoveTotal, StockLevel
from drives.model.types import Instant, LocalDate
from drives.rules.kinds import MoveKind
from drives.store.verify import differences, verify
from tests.conftest import run_on_postgres
from tests.houses import Home, q
from tests.store.told import Story, tell

NOT_DERIVED = {"id", "recorded_at"}
MOVE_COLUMNS = [column.name for column in Move.__table__.columns if column.name not in NOT_DERIVED]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """One spring on each engine; every tampering is undone by rolling back."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('told')}/drives.db"
    else:
        server: str = request.getfixturevalue("postgres_url")
        run_on_postgres(server, "CREATE DATABASE told")
        url = server.replace("/postgres?", "/told?")
    home = Home(url)
    try:
        yield tell(home)
        assert verify(home.store) == []
    finally:
        home.close()


class Tampered:
    """A transaction in which raw SQL changes what it likes, past foreign keys and CHECKs."""

    def __init__(self, connection: Connection, story: Story) -> None:
        self.connection = connection
        self.story = story
        self.is_sqlite = connection.dialect.name == "sqlite"

    def run(self, statement: str, **values: Any) -> int:
        """Run a statement; how many rows it touched."""
        bound = {name: self._form(value) for name, value in values.items()}
        return int(self.connection.execute(text(statement), bound).rowcount)

    def _form(self, value: Any) -> Any:
        return LocalDate().form_for(self.connection.dialect.name)(value) if type(value) is date else value

    def one(self, statement: str, **values: Any) -> Any:
        """The only row of a statement."""
        bound = {name: self._form(value) for name, value in values.items()}
        return self.connection.execute(text(statement), bound).one()

    def set(self, table: str, column: str, value: Any, where: str, **values: Any) -> None:
        """Give a column of the rows another value."""
        assert self.run(f"UPDATE {table} SET {column} = :new WHERE {where}", new=value, **values)

    def move(self, kind: str, *, mirrored: bool = False) -> Any:
        """A move of a kind that stands, or one that takes another back."""
        undone = "reverses_id IS NOT NULL" if mirrored else (
            "reverses_id IS NULL AND id NOT IN (SELECT reverses_id FROM move WHERE reverses_id IS NOT NULL)"
        )  # fmt: skip
        return self.one(f"SELECT * FROM move WHERE kind = :kind AND {undone} ORDER BY id LIMIT 1", kind=kind)

    def drop_check(self, table: str, name: str) -> None:
        """Be rid of a CHECK, until the transaction is rolled back."""
        if self.is_sqlite:
            self.connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        else:
            self.connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")

    def differences(self) -> list[str]:
        """What verify reads now."""
        return list(differences(self.connection))

    def reads(self, *fragments: object) -> None:
        """Some one difference names all of these."""
        told = self.differences()
        wanted = [str(fragment) for fragment in fragments]
        assert any(all(word in sentence for word in wanted) for sentence in told), (wanted, told)


@contextmanager
def tampering(story: Story) -> Iterator[Tampered]:
    """A clean store, open to tampering, and as it was afterwards."""
    with story.home.store.engine.connect() as connection:
        assert list(differences(connection)) == []
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        try:
            yield Tampered(connection, story)
        finally:
            connection.rollback()
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")
                connection.rollback()


@pytest.fixture
def tampered(story: Story) -> Iterator[Tampered]:
    with tampering(story) as open_to_tampering:
        yield open_to_tampering


PAPERS = {
    "donation": "Donation A-1 of 2025-04-10 at Gym (Spring), line 1",
    "transfer": "Transfer 1 of 2025-05-02",
    "discard": "Discard 1 of 2025-05-02 at Gym",
    "count": "Count 1 of 2025-05-02 at Gym",
    "send": "Delivery 1 to Shelter, line 1 (send)",
    "arrive": "Delivery 1 to Shelter, line 1 (arrive)",
    "lose": "Delivery 1 to Shelter, line 1 (lose)",
    "return": "Delivery 1 to Shelter, line 1 (return)",
}
MIRRORED = {
    "donation": "Voided donation A-3 of 2025-05-02 at Gym (Spring), line 1",
    "transfer": "Transfer 5 of 2025-05-02",
    "discard": "Discard 4 of 2025-05-02 at Gym",
    "send": "Delivery 2 to Shelter, line 1 (send)",
}
"""The paper of the first move of each kind, and of the first one that takes another back."""
EVERY_MOVE = [*((kind, False) for kind in PAPERS), *((kind, True) for kind in MIRRORED)]


def test_a_spring_in_which_everything_happened_verifies_clean(story: Story) -> None:
    assert verify(story.home.store) == []
    assert {row.kind for row in story.home.all(Move)} == set(MoveKind) == set(PAPERS)


def _tamper(column: str, move: Any, tampered: Tampered) -> tuple[str, ...]:
    """Change one column of a move; the words by which the difference must be read."""
    ends = (move.from_location_id, move.to_location_id)
    place, place_name = next(
        (row.id, name)
        for identity, name in (("site:1", "Gym"), ("site:2", "Depot"), ("supplier", "suppliers"))
        if (row := tampered.one("SELECT id FROM location WHERE identity = :it", it=identity)).id not in ends
    )
    lot_id, lot_name = (2, "Soap (lot 2") if move.lot_id != 2 else (1, "Socks (lot 1")
    day = str(move.effective_on)
    now, then = f"{move.quantity / 1000:g}", f"{(move.quantity + 1) / 1000:.3f}"
    value, *words = {
        "lot_id": (lot_id, f"move {move.id} is of {lot_name}", "but should be of"),
        "from_location_id": (place, f"move {move.id} of", f"comes from {place_name}, but should come from"),
        "to_location_id": (place, f"move {move.id} of", f"goes to {place_name}, but should go to"),
        "quantity": (move.quantity + 1, f"move {move.id} of", f"is of {then}, but should be of {now}."),
        "effective_on": (
            date(2025, 5, 3),
            f"move {move.id} of",
            f"is on 2025-05-03, but should be on {day}.",
        ),
    }[column]
    tampered.set("move", column, value, "id = :id", id=move.id)
    return tuple(words)


@pytest.mark.parametrize(
    "column", ["lot_id", "from_location_id", "to_location_id", "quantity", "effective_on"]
)
@pytest.mark.parametrize(("kind", "mirrored"), EVERY_MOVE)
def test_what_a_move_says_is_held_against_its_paper(
    tampered: Tampered, kind: str, mirrored: bool, column: str
) -> None:
    move = tampered.move(kind, mirrored=mirrored)
    paper = MIRRORED[kind] if mirrored else PAPERS[kind]
    tampered.reads(paper, *_tamper(column, move, tampered))


@pytest.mark.parametrize(("kind", "mirrored"), EVERY_MOVE)
def test_a_move_put_under_a_paper_that_there_is_not_is_read(
    tampered: Tampered, kind: str, mirrored: bool
) -> None:
    move = tampered.move(kind, mirrored=mirrored)
    tampered.set("move", "document_id", 999_999, "id = :id", id=move.id)
    tampered.reads(f"Move {move.id} (", "999999", "which makes no such move")
    if mirrored:
        tampered.reads(MIRRORED[kind], f"move {move.id} takes its move back, but stands for")
    else:
        tampered.reads(PAPERS[kind], "no move stands for")


@pytest.mark.parametrize(("kind", "mirrored"), EVERY_MOVE)
def test_a_move_put_under_another_paper_of_its_kind_is_read(
    tampered: Tampered, kind: str, mirrored: bool
) -> None:
    move = tampered.move(kind, mirrored=mirrored)
    others = "SELECT max(document_id) AS id FROM move WHERE kind = :kind AND document_id <> :own"
    other = tampered.one(others, kind=kind, own=move.document_id).id or move.document_id + 1
    tampered.set("move", "document_id", other, "id = :id", id=move.id)
    paper = MIRRORED[kind] if mirrored else PAPERS[kind]
    tampered.reads(paper, "stands for")


@pytest.mark.parametrize(("kind", "mirrored"), EVERY_MOVE)
def test_a_move_of_another_kind_than_its_paper_is_read(tampered: Tampered, kind: str, mirrored: bool) -> None:
    move = tampered.move(kind, mirrored=mirrored)
    for becomes in set(MoveKind) - {MoveKind(kind)}:
        tampered.set("move", "kind", becomes.value, "id = :id", id=move.id)
        if mirrored:
            tampered.reads(MIRRORED[kind], f"move {move.id} takes its move back, but stands for")
        else:
            tampered.reads(PAPERS[kind], "no move stands for")


def test_a_move_of_no_known_kind_is_read(tampered: Tampered) -> None:
    move = tampered.move("transfer")
    tampered.drop_check("move", "ck_move_kind_kind")
    tampered.set("move", "kind", "gift", "id = :id", id=move.id)
    tampered.reads(f"Move {move.id} (20 of Socks", "stands for gift", "which makes no such move")
    tampered.reads("Transfer 1", "no move stands for 20 of Socks", "from Gym to Depot")


@pytest.mark.parametrize("kind", PAPERS)
def test_a_move_made_to_take_another_back_is_read(tampered: Tampered, kind: str) -> None:
    move = tampered.move(kind)
    other = tampered.one(
        "SELECT min(id) AS id FROM move WHERE id <> :id AND reverses_id IS NULL"
        " AND id NOT IN (SELECT reverses_id FROM move WHERE reverses_id IS NOT NULL)",
        id=move.id,
    ).id
    tampered.set("move", "reverses_id", other, "id = :id", id=move.id)
    tampered.reads(PAPERS[kind], "no move stands for")
    tampered.reads("it stands, but", f"move {move.id} takes its move {other} back")


@pytest.mark.parametrize("kind", MIRRORED)
def test_a_move_that_no_longer_takes_another_back_is_read(tampered: Tampered, kind: str) -> None:
    move = tampered.move(kind, mirrored=True)
    tampered.set("move", "reverses_id", None, "id = :id", id=move.id)
    tampered.reads(MIRRORED[kind], f"no move takes back its move {move.reverses_id}")
    tampered.reads(MIRRORED[kind], "2 moves stand for it where one should")


@pytest.mark.parametrize("kind", MIRRORED)
def test_a_move_that_takes_back_itself_or_nothing_is_read(tampered: Tampered, kind: str) -> None:
    move = tampered.move(kind, mirrored=True)
    for undone in (move.id, 999_999):
        tampered.set("move", "reverses_id", undone, "id = :id", id=move.id)
        tampered.reads(f"Move {move.id} (", f"takes back move {undone}", "no move that can be taken back")


@pytest.mark.parametrize(("kind", "mirrored"), EVERY_MOVE)
def test_a_move_deleted_is_read(tampered: Tampered, kind: str, mirrored: bool) -> None:
    move = tampered.move(kind, mirrored=mirrored)
    assert tampered.run("DELETE FROM move WHERE id = :id", id=move.id) == 1
    if mirrored:
        tampered.reads(MIRRORED[kind], f"no move takes back its move {move.reverses_id}")
    else:
        tampered.reads(PAPERS[kind], f"no move stands for {move.quantity / 1000:g} of")


def insert_move(tampered: Tampered, like: Any, **other: Any) -> int:
    """A move like another, in what it is not said to be other."""
    values = {**like._mapping, "id": 5_000, "reverses_id": None, **other}
    names = ", ".join(values)
    tampered.run(f"INSERT INTO move ({names}) VALUES ({', '.join(f':{name}' for name in values)})", **values)
    return 5_000


@pytest.mark.parametrize("kind", PAPERS)
def test_a_move_inserted_is_read(tampered: Tampered, kind: str) -> None:
    move = tampered.move(kind)
    inserted = insert_move(tampered, move, document_id=888_888)
    tampered.reads(f"Move {inserted} (", "888888", "which makes no such move")


@pytest.mark.parametrize("kind", PAPERS)
def test_a_move_doubled_is_read(tampered: Tampered, kind: str) -> None:
    inserted = insert_move(tampered, tampered.move(kind))
    tampered.reads(PAPERS[kind], "2 moves stand for it where one should", f"the last one is move {inserted}")


@pytest.mark.parametrize("kind", PAPERS)
def test_a_move_taken_back_without_a_reason_is_read(tampered: Tampered, kind: str) -> None:
    move = tampered.move(kind)
    inserted = insert_move(
        tampered, move, reverses_id=move.id, from_location_id=move.to_location_id,
        to_location_id=move.from_location_id,
    )  # fmt: skip
    tampered.reads(PAPERS[kind], f"it stands, but move {inserted} takes its move {move.id} back")


def test_two_changes_that_cancel_out_are_both_read(tampered: Tampered) -> None:
    first, second = 1, 2
    tampered.set("move", "quantity", q("61"), "id = :id", id=first)
    tampered.set("move", "quantity", q("5"), "id = :id", id=second)
    told = tampered.differences()
    assert told == [
        "Donation A-1 of 2025-04-10 at Gym (Spring), line 1: move 1 of Socks (lot 1: Spring, Gym) is of 61, "
        "but should be of 56.",
        "Donation A-2 of 2025-05-02 at Gym (Spring), line 1: move 2 of Socks (lot 1: Spring, Gym) is of 5, "
        "but should be of 10.",
    ]


def test_a_move_changed_together_with_all_that_is_kept_of_it_is_read(tampered: Tampered) -> None:
    move = tampered.move("discard")
    more = q("1")
    tampered.set("move", "quantity", move.quantity + more, "id = :id", id=move.id)
    key = {"lot": move.lot_id, "place": move.from_location_id}
    tampered.run(
        "UPDATE stock_level SET quantity = quantity - :more, reserved = reserved - :more"
        " WHERE lot_id = :lot AND location_id = :place",
        more=more, **key,
    )  # fmt: skip
    tampered.run(
        "UPDATE reservation SET quantity = quantity - :more WHERE lot_id = :lot AND location_id = :place"
        " AND ended_on IS NULL AND sent_on IS NULL",
        more=more, **key,
    )  # fmt: skip
    tampered.run(
        "UPDATE move_total SET quantity = quantity + :more WHERE to_kind = 'discard' AND item_id ="
        " (SELECT item_id FROM lot WHERE id = :lot) AND from_kind = 'collection_site'",
        more=more, lot=move.lot_id,
    )  # fmt: skip
    told = tampered.differences()
    assert len(told) == 2
    tampered.reads(PAPERS["discard"], f"move {move.id} of Milk", "is of 5, but should be of 4.")
    tampered.reads("Milk (lot 3: Gym, 2025-12-01, L|7)", "came in", "the levels come to 11")


def test_a_move_deleted_with_the_one_that_takes_it_back_is_read(tampered: Tampered) -> None:
    move = tampered.move("donation", mirrored=True)
    tampered.run("DELETE FROM move WHERE id IN (:one, :other)", one=move.id, other=move.reverses_id)
    tampered.reads(MIRRORED["donation"], "no move stands for 7 of Socks", "from donors to Gym on 2025-05-02")


KEPT: dict[type[Any], str] = {
    StockLevel: "stock_level",
    DonationTotal: "donation_total",
    DonationDayTotal: "donation_day_total",
    MoveTotal: "move_total",
}
WORDS: dict[str, tuple[str, str]] = {
    "stock_level.lot_id": ("Socks (lot 1: Spring, Gym) at Gym: it has no level", "its moves leave 90"),
    "stock_level.location_id": ("Socks (lot 1: Spring, Gym) at Gym: it has no level", "its moves leave 90"),
    "stock_level.quantity": ("Socks (lot 1: Spring, Gym) at Gym: its level says 91", "its moves leave 90."),
    "stock_level.reserved": ("Socks (lot 1: Spring, Gym) at Gym: its level says 10 r", "come to 9."),
    "donation_total.item_id": ("Socks, Spring, for no program in particular: no total", "129 received"),
    "donation_total.drive_id": ("Socks, Spring, for no program in particular: no total", "129 received"),
    "donation_total.program_id": ("Socks, Spring, for no program in particular: no total", "129 received"),
    "donation_total.received": ("Socks, Spring", "the total of donations says 130 received", "come to 129."),
    "donation_total.rejected": ("Socks, Spring", "the total of donations says 5 rejected", "come to 4."),
    "donation_day_total.drive_id": ("Socks, Spring, 2025-04-10: no total of that day's", "119 received"),
    "donation_day_total.received_on": ("Socks, Spring, 2025-04-10: no total of that day's", "119 received"),
    "donation_day_total.item_id": ("Socks, Spring, 2025-04-10: no total of that day's", "119 received"),
    "donation_day_total.received": (
        "Socks, Spring, 2025-04-10",
        "donations says 120 received",
        "come to 119.",
    ),
    "donation_day_total.rejected": ("Socks, Spring, 2025-04-10", "donations says 5 rejected", "come to 4."),
    "move_total.item_id": ("Socks, Spring", "donor → collection_site: no total", "they come to 125."),
    "move_total.drive_id": ("Socks, Spring", "donor → collection_site: no total", "they come to 125."),
    "move_total.program_id": ("Socks, Spring", "donor → collection_site: no total", "they come to 125."),
    "move_total.from_kind": ("Socks, Spring", "donor → collection_site: no total", "they come to 125."),
    "move_total.to_kind": ("Socks, Spring", "donor → collection_site: no total", "they come to 125."),
    "move_total.quantity": (
        "Socks, Spring",
        "donor → collection_site: the total of moves says 126",
        "to 125.",
    ),
}
ROW = {
    "stock_level": "lot_id = 1 AND location_id = 1",
    "donation_total": "item_id = 1 AND drive_id = 1 AND program_id = 0",
    "donation_day_total": "item_id = 1 AND drive_id = 1 AND received_on = '2025-04-10'",
    "move_total": "item_id = 1 AND drive_id = 1 AND from_kind = 'donor' AND to_kind = 'collection_site'",
}
OTHER: dict[str, Any] = {"received_on": date(2025, 4, 11), "from_kind": "supplier", "to_kind": "warehouse"}


@pytest.mark.parametrize("named", [f"{t}.{c.name}" for m, t in KEPT.items() for c in m.__table__.columns])
def test_each_column_of_what_is_kept_is_derived(tampered: Tampered, named: str) -> None:
    table, column = named.split(".")
    value = OTHER.get(column)
    if value is None:
        key = column.endswith("_id")
        value = (
            77 if key else tampered.one(f"SELECT {column} AS now FROM {table} WHERE {ROW[table]}").now + 1000
        )
    tampered.set(table, column, value, ROW[table])
    tampered.reads(*WORDS[named])
    if column == "lot_id":
        tampered.reads("lot 77 (not known) at Gym: its level says 90 on hand, its moves leave 0.")
    elif column == "location_id":
        tampered.reads("Socks", "at place 77 (not known): a level is kept where there can be no stock.")
    elif column.endswith("_id"):
        unknown = {"item_id": "item 77", "drive_id": "drive 77", "program_id": "program 77"}[column]
        tampered.reads(unknown, "went that way" if table == "move_total" else "was ever logged")
    elif column in OTHER:
        said = (
            value if column == "received_on" else ("supplier →" if column == "from_kind" else "→ warehouse")
        )
        tampered.reads("Socks", said, "went that way" if table == "move_total" else "was ever logged")


@pytest.mark.parametrize("table", KEPT.values())
def test_a_row_of_what_is_kept_deleted_is_read(tampered: Tampered, table: str) -> None:
    assert tampered.run(f"DELETE FROM {table} WHERE {ROW[table]}") == 1
    tampered.reads("Socks", "it has no level" if table == "stock_level" else "is kept;")


def test_the_total_of_a_way_of_which_all_was_taken_back_is_kept(tampered: Tampered) -> None:
    gone = "item_id = (SELECT item_id FROM lot WHERE id = 5) AND drive_id = 1"
    assert tampered.one(f"SELECT quantity FROM move_total WHERE {gone}").quantity == 0
    assert tampered.run(f"DELETE FROM move_total WHERE {gone}") == 1
    tampered.reads("Soap, Spring", "donor → collection_site: no total of moves is kept; they come to 0.")
    assert tampered.run(f"DELETE FROM donation_total WHERE {gone}") == 1
    tampered.reads("Soap, Spring", "no total of donations is kept; the lines come to 0 received")


def test_totals_of_what_never_was_are_read_though_they_are_zero(tampered: Tampered) -> None:
    tampered.run("INSERT INTO move_total VALUES (1, 1, 0, 'supplier', 'warehouse', 0)")
    tampered.run("INSERT INTO donation_total VALUES (2, 1, 2, 0, 0)")
    tampered.run("INSERT INTO donation_day_total VALUES (1, :day, 1, 0, 0)", day=date(2024, 1, 1))
    assert len(tampered.differences()) == 3
    tampered.reads("Socks, Spring", "supplier → warehouse: the total of moves says 0, but nothing ever went")
    tampered.reads("Soap, Spring, for Pantry: the total of donations says 0", "no such line was ever logged")
    tampered.reads("Socks, Spring, 2024-01-01: the total of that day's", "no such line was ever logged")


def test_a_level_of_zero_where_nothing_ever_moved_is_read(tampered: Tampered) -> None:
    tampered.run("INSERT INTO stock_level VALUES (2, 2, 0, 0)")
    assert len(tampered.differences()) == 1
    tampered.reads("a level is kept, but nothing ever moved there.")


def test_a_level_of_zero_deleted_where_goods_moved_is_read(tampered: Tampered) -> None:
    empty = tampered.one("SELECT lot_id, location_id FROM stock_level WHERE quantity = 0 LIMIT 1")
    assert tampered.run(f"DELETE FROM stock_level WHERE lot_id = {empty[0]} AND location_id = {empty[1]}")
    assert len(tampered.differences()) == 1
    tampered.reads("it has no level, its moves leave 0.")


def test_stock_where_there_can_be_none_is_read(tampered: Tampered) -> None:
    donors = tampered.one("SELECT id FROM location WHERE kind = 'donor'").id
    tampered.run("INSERT INTO stock_level VALUES (1, :place, 0, 0)", place=donors)
    tampered.reads("Socks (lot 1: Spring, Gym) at donors: a level is kept where there can be no stock.")


def test_less_than_nothing_is_read(tampered: Tampered) -> None:
    tampered.drop_check("stock_level", "ck_stock_level_never_negative")
    if not tampered.is_sqlite:
        tampered.drop_check("stock_level", "ck_stock_level_reserved_within_quantity")
    tampered.set("move", "quantity", q("200"), "id = 12")
    tampered.run("UPDATE stock_level SET quantity = quantity - 180000 WHERE lot_id = 1 AND location_id = 1")
    tampered.run("UPDATE stock_level SET quantity = quantity + 180000 WHERE lot_id = 1 AND location_id = 2")
    tampered.reads("Socks", "at Gym: its moves leave -90, less than nothing.")
    tampered.reads("Socks", "at Gym: 9 of -90 are reserved, which cannot be.")


def test_a_reservation_that_keeps_nothing_is_read(tampered: Tampered) -> None:
    donors = tampered.one("SELECT id FROM location WHERE kind = 'donor'").id
    standing = "ended_on IS NULL AND sent_on IS NULL AND lot_id = 1"
    tampered.set("reservation", "location_id", donors, standing)
    tampered.reads("Socks", "at donors: 9 are reserved, where nothing can be reserved.")
    tampered.reads("Socks", "at Gym: its level says 9 reserved, its reservations come to 0.")


def test_goods_on_their_way_are_not_reserved_there(tampered: Tampered) -> None:
    transit = tampered.one("SELECT id FROM location WHERE kind = 'transit'").id
    where = "lot_id = 3 AND ended_on IS NULL AND sent_on IS NULL"
    tampered.run("UPDATE stock_level SET reserved = 0 WHERE lot_id = 3")
    tampered.run("UPDATE stock_level SET reserved = 4000 WHERE lot_id = 3 AND location_id = :at", at=transit)
    tampered.set("reservation", "location_id", transit, where)
    tampered.reads("Milk", "at goods on the way: 4 are reserved, where nothing can be reserved.")


def test_no_more_is_reserved_than_there_is_though_both_say_so(tampered: Tampered) -> None:
    tampered.drop_check("stock_level", "ck_stock_level_reserved_within_quantity")
    tampered.set("reservation", "quantity", q("95"), "lot_id = 1 AND ended_on IS NULL AND sent_on IS NULL")
    tampered.set("stock_level", "reserved", q("95"), "lot_id = 1 AND location_id = 1")
    assert tampered.differences() == [
        "Socks (lot 1: Spring, Gym) at Gym: 95 of 90 are reserved, which cannot be."
    ]


SPLITS: list[tuple[str, Callable[[Tampered], None], tuple[str, ...]]] = [
    (
        "a lot spelled otherwise",
        lambda t: t.set("lot", "identity", "1|2|3||||", "id = 1"),
        ("Socks (lot 1: Spring, Gym): it is kept as 1|2|3||||, but what makes it spells 1|1|1||||.",),
    ),
    (
        "a lot of another restriction",
        lambda t: t.set("lot", "restricted_to_id", 2, "id = 2"),
        ("Soap (lot 2", "it is kept as", "what makes it spells"),
    ),
    (
        "a lot of another drive",
        lambda t: t.set("lot", "drive_id", 2, "id = 1"),
        ("Donation A-1 of", "its lot is Socks", "which is of another drive or came in at another site."),
    ),
    (
        "a lot that came in later than it did",
        lambda t: t.set("lot", "received_on", date(2025, 4, 12), "id = 1"),
        ("Socks (lot 1", "received on 2025-04-12, but first came in on 2025-04-10."),
    ),
    (
        "a lot that came in on a day on which nothing did",
        lambda t: t.set("lot", "received_on", date(2025, 4, 1), "id = 1"),
        ("Socks (lot 1", "received on 2025-04-01, but first came in on 2025-04-10."),
    ),
    (
        "a place kept under another name",
        lambda t: t.set("location", "identity", "site:9", "site_id = 2"),
        ("Place 2 (Depot) is kept as site:9, but is site:2.",),
    ),
    (
        "a place of another kind than its site",
        lambda t: t.set("location", "kind", "warehouse", "site_id = 2"),
        ("Depot: its stock is kept as in a warehouse, but the site is a collection_site.",),
    ),
    (
        "a delivery that says it was not sent",
        lambda t: t.set("delivery", "state", "packed", "id = 1"),
        ("Delivery 1 to Shelter is packed, which does not fit its days", "sent 2025-05-02"),
    ),
    (
        "a delivery sent on another day",
        lambda t: t.set("delivery", "sent_on", date(2025, 5, 4), "id = 3"),
        ("Delivery 3 to Pantry, line 1 (send)", "is on 2025-05-02, but should be on 2025-05-04."),
    ),
    (
        "parts of a line that are not the whole",
        lambda t: t.set("delivery_line", "returned", None, "id = 1"),
        ("Delivery 1 to Shelter, line 1", "of 12 of Socks", "6 arrived, 4 were lost and - came back"),
    ),
    (
        "a line that arrived before it was sent",
        lambda t: t.set("delivery_line", "arrived", q("8"), "id = 4"),
        ("Delivery 3 to Pantry, line 1", "8 arrived", "does not fit how far the delivery has come"),
    ),
    (
        "a line that is not what its reservation keeps",
        lambda t: t.set("reservation", "need_id", 2, "id = 1"),
        ("Delivery 1 to Shelter, line 1 (send): 12 of Socks", "are not what reservation 1 keeps."),
    ),
    (
        "a reservation that was sent, and says it was not",
        lambda t: t.set("reservation", "sent_on", None, "id = 3"),
        ("Reservation 3 of 8 of Milk", "at Gym: sent on -, but by its delivery on 2025-05-02."),
    ),
    (
        "a reservation that outlived its delivery",
        lambda t: t.set("reservation", "ended_on", None, "id = 1"),
        ("Reservation 1 of 12 of Socks", "ended on -, but by its delivery on 2025-05-09."),
    ),
    (
        "a reservation for a need of another item",
        lambda t: t.set("need", "item_id", 2, "id = (SELECT need_id FROM reservation WHERE id = 4)"),
        ("Reservation 4 of 9 of Socks", "is for a need of another item or program."),
    ),
    (
        "a reservation on two deliveries",
        lambda t: t.set("delivery_line", "reservation_id", 4, "id = 5"),
        ("Delivery 4 to Pantry, line 1 (send)", "are not what reservation 4 keeps."),
    ),
    (
        "a sorting that says it was taken back",
        lambda t: t.run("UPDATE sorting SET undone_at = recorded_at WHERE id = 1"),
        ("Transfer 2 of 2025-05-02", "it was taken back, but no move takes back"),
    ),
    (
        "a sorting that says it stands",
        lambda t: t.set("sorting", "undone_at", None, "id = 2"),
        ("Discard 4 of 2025-05-02 at Gym", "it stands, but move"),
    ),
    (
        "a sorting of another pile",
        lambda t: t.set("sorting", "lot_id", 1, "id = 1"),
        ("Sorting 1 of Socks (lot 1", "its line 1 is of other goods"),
    ),
    (
        "a sorting on another day",
        lambda t: t.set("sorting", "sorted_on", date(2025, 5, 4), "id = 1"),
        ("Sorting 1 of Mixed food, unsorted", "its line 4 is of other goods, of another place or day."),
    ),
    (
        "goods made of a pile for another program",
        lambda t: t.run("UPDATE lot SET restricted_to_id = 1 WHERE id ="
                        " (SELECT lot_id FROM transfer WHERE id = 3)"),
        ("Sorting 1 of Mixed food, unsorted", "its line 2 is of other goods"),
    ),
    (
        "a sorting that takes two parts of a pile",
        lambda t: t.set("sorting_line", "sorting_id", 1, "id = 5"),
        ("Sorting 1 of Mixed food, unsorted", "what was taken and what was made of it do not fit."),
    ),
    (
        "a sorting that makes something out of nothing",
        lambda t: t.run("DELETE FROM sorting_line WHERE id = 1"),
        ("Sorting 1 of Mixed food, unsorted", "do not fit."),
    ),
    (
        "work that belongs to no sorting",
        lambda t: t.run("DELETE FROM sorting_line WHERE id = 1"),
        ("Transfer 2 of Mixed food, unsorted", "but belongs to no sorting and to no kits."),
    ),
    (
        "goods made on a day on which nothing was",
        lambda t: t.run("UPDATE transfer SET transferred_on = '2025-05-03' WHERE id = 3"),
        ("Transfer 3 of 2025-05-03", "is on 2025-05-02, but should be on 2025-05-03."),
    ),
    (
        "kits that say they were taken back",
        lambda t: t.run("UPDATE assembly SET undone_at = recorded_at WHERE id = 1"),
        ("Work 1 on Wash kit", "more of these kits were taken apart than put together."),
    ),
    (
        "kits that say they stand",
        lambda t: t.set("assembly", "undone_at", None, "id = 3"),
        ("Transfer ", "it stands, but move"),
    ),
    (
        "kits of another day",
        lambda t: t.set("assembly", "done_on", date(2025, 5, 3), "id = 1"),
        ("Work 1 on Wash kit", "its line 1 is of another place, day or amount."),
    ),
    (
        "more kits than came from the bench",
        lambda t: t.set("assembly_batch", "quantity", q("9"), "id = 1"),
        ("Work 1 on Wash kit", "its line 1 is of another place, day or amount."),
    ),
    (
        "a part that belongs to nothing",
        lambda t: t.run("DELETE FROM assembly_line WHERE id = 3"),
        ("Work 1 on Wash kit", "what went into the kits is not what their recipe says."),
    ),
    (
        "kits out of nothing",
        lambda t: t.run("DELETE FROM assembly_line WHERE batch_id = 1 AND id > 1"),
        ("Work 1 on Wash kit", "kits without parts, parts without kits, or nothing at all."),
    ),
    (
        "another recipe",
        lambda t: t.set("recipe_line", "quantity", q("3"), "quantity = 2000"),
        ("Work 1 on Wash kit", "what went into the kits is not what their recipe says."),
    ),
    (
        "a recipe of another kit",
        lambda t: t.set("recipe", "item_id", 1, "id = 1"),
        ("Work 1 on Wash kit", "what went into the kits is not what their recipe says."),
    ),
    (
        "a recipe that holds more than went in",
        lambda t: t.run("INSERT INTO recipe_line (recipe_id, item_id, quantity) VALUES (1, 1, 1000)"),
        ("Work 1 on Wash kit", "what went into the kits is not what their recipe says."),
    ),
    (
        "a part that the recipe does not know",
        lambda t: t.run("DELETE FROM recipe_line WHERE quantity = 2000"),
        ("Work 1 on Wash kit", "what went into the kits is not what their recipe says."),
    ),
    (
        "less taken out than had been put in",
        lambda t: t.run("UPDATE transfer SET quantity = 5000 WHERE quantity = 6000 AND id > 5"),
        ("Work 2 on Wash kit", "what came out of the kits is not what went into them."),
    ),
    (
        "kits taken apart that are of no batch put together",
        lambda t: t.set("assembly_batch", "of_batch_id", 2, "id = 2"),
        ("Work 2 on Wash kit", "what came out of the kits is not what went into them."),
    ),
    (
        "kits of a drive that not all of their parts are of",
        lambda t: t.run("UPDATE lot SET drive_id = NULL WHERE id IN (SELECT lot_id FROM assembly_batch)"),
        ("Work 1 on Wash kit", "the kits are not of the lot that their parts make."),
    ),
    (
        "kits that keep a date that none of their parts has",
        lambda t: t.run("UPDATE lot SET date_mark = '2025-09-09', date_kind = 'use_by'"
                        " WHERE id IN (SELECT lot_id FROM assembly_batch)"),
        ("Work 1 on Wash kit", "the kits are not of the lot that their parts make."),
    ),
    (
        "kits kept for a program that none of their parts is kept for",
        lambda t: t.run("UPDATE lot SET restricted_to_id = 1"
                        " WHERE id IN (SELECT lot_id FROM assembly_batch)"),
        ("Work 1 on Wash kit", "the kits are not of the lot that their parts make."),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("change", "words"), [case[1:] for case in SPLITS], ids=[case[0] for case in SPLITS])
def test_papers_that_do_not_fit_are_read(
    tampered: Tampered, change: Callable[[Tampered], None], words: tuple[str, ...]
) -> None:
    change(tampered)
    tampered.reads(*words)


def test_a_reservation_on_two_deliveries_at_once_is_read(tampered: Tampered) -> None:
    for delivery, line in ((70, 70), (71, 71)):
        tampered.run(
            "INSERT INTO delivery (id, program_id, state, planned_on, recorded_at)"
            " SELECT :id, program_id, 'planned', planned_on, recorded_at FROM delivery WHERE id = 4",
            id=delivery,
        )
        tampered.run(
            "INSERT INTO delivery_line (id, delivery_id, position, reservation_id, need_id, lot_id,"
            " location_id, quantity) SELECT :line, :id, 1, id, need_id, lot_id, location_id, quantity"
            " FROM reservation WHERE id = 4",
            id=delivery, line=line,
        )  # fmt: skip
    assert len(tampered.differences()) == 1
    tampered.reads("Reservation 4 of 9 of Socks", "is on 2 deliveries at once.")


def test_a_quantity_beyond_all_that_can_be_added_up_is_read(tampered: Tampered) -> None:
    tampered.set("move", "quantity", 2**63 - 1, "id IN (1, 2)")
    tampered.reads("Donation A-1", "move 1 of Socks", "is of 9223372036854775.807, but should be of 56.")
    if tampered.is_sqlite:
        tampered.reads("Some quantity is so far beyond what there can be")
    else:
        tampered.reads("Socks (lot 1: Spring, Gym) at Gym: its level says 90 on hand, its moves leave 184467")


def test_when_a_move_was_typed_is_not_derived(tampered: Tampered) -> None:
    typed = Instant().form_for(tampered.connection.dialect.name)(tampered.story.home.clock.now)
    tampered.set("move", "recorded_at", typed, "id = 1")
    assert tampered.differences() == []


def test_the_tests_above_know_every_column_of_a_move() -> None:
    assert MOVE_COLUMNS == [
        "kind", "document_id", "lot_id", "from_location_id", "to_location_id", "quantity", "effective_on",
        "reverses_id",
    ]  # fmt: skip
    assert set(WORDS) == {f"{t}.{c.name}" for m, t in KEPT.items() for c in m.__table__.columns}
    kept = {table for table in Base.metadata.tables if {"move", "level", "total"} & {*table.split("_")}}
    assert kept == {"move", *KEPT.values()}, "nothing above tampers with it"


def test_differences_are_told_in_the_same_order_each_time_and_nothing_is_mended(story: Story) -> None:
    with tampering(story) as tampered:
        tampered.run("UPDATE move SET quantity = quantity + 1")
        tampered.run("UPDATE stock_level SET quantity = quantity + 2")
        first = tampered.differences()
        assert len(first) > 40
        assert first == tampered.differences()


def test_many_differences_are_read_one_after_the_other(story: Story) -> None:
    with tampering(story) as tampered:
        tampered.run("UPDATE move SET quantity = quantity + 1")
        told = differences(tampered.connection)
        assert "move 1 of Socks" in next(told)
        assert "move 2 of Socks" in next(told)
        told.close()


def test_a_home_of_its_own_verifies_clean_when_nothing_ever_happened(store_url: str) -> None:
    home = Home(store_url)
    try:
        assert verify(home.store) == []
    finally:
        home.close()
