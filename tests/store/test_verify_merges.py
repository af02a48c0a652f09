"""``verify`` reads what was merged as one, and names every merge that cannot be read so."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from drives.model import Item, Location, Move, Reservation, StockLevel
from drives.store.verify import verify
from tests.commands.two_names import Spring
from tests.conftest import run_on_postgres
from tests.houses import Home, q
from tests.store.test_verify import Tampered, tampering


@dataclass(frozen=True)
class Merged:
    """A spring with two names for each thing, merged midway, and gone on with."""

    home: Home


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def merged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Merged]:
    """On each engine; every tampering is undone by rolling back."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('merged')}/drives.db"
    else:
        server: str = request.getfixturevalue("postgres_url")
        run_on_postgres(server, "CREATE DATABASE merged")
        url = server.replace("/postgres?", "/merged?")
    home = Home(url)
    try:
        spring = Spring(home, ("Sox", "Socks"), ("Hall", "Gym"), ("Night shelter", "Shelter"))
        spring.begin()
        spring.merge()
        spring.go_on()
        yield Merged(home)
        assert verify(home.store) == []
    finally:
        home.close()


@pytest.fixture
def tampered(merged: Merged) -> Iterator[Tampered]:
    with tampering(merged) as open_to_tampering:  # type: ignore[arg-type]
        yield open_to_tampering


SOX, SOCKS = "(SELECT id FROM item WHERE name = 'Sox')", "(SELECT id FROM item WHERE name = 'Socks')"
HALL, GYM = "(SELECT id FROM site WHERE name = 'Hall')", "(SELECT id FROM site WHERE name = 'Gym')"
NIGHT = "(SELECT id FROM program WHERE name = 'Night shelter')"
AT_HALL = f"(SELECT id FROM location WHERE site_id = {HALL})"
AT_GYM = f"(SELECT id FROM location WHERE site_id = {GYM})"
FIRST_AT_HALL = f"(SELECT min(id) FROM move WHERE to_location_id = {AT_HALL})"
AT_NIGHT = f"(SELECT id FROM location WHERE program_id = {NIGHT})"


def test_moves_at_both_names_stand_and_levels_only_at_the_one_that_is_kept(merged: Merged) -> None:
    home = merged.home
    assert verify(home.store) == []
    [hall] = home.all(Location, Location.site_id == home.site("Hall"))
    assert hall.merged_into_id == home.shelf("Gym")
    assert home.all(Move, Move.from_location_id == hall.id)
    assert not home.all(StockLevel, StockLevel.location_id == hall.id)
    standing = home.all(Reservation, Reservation.location_id == hall.id, Reservation.ended_on.is_(None))
    assert not standing
    assert [row.merged_into_id for row in home.all(Item)].count(None) == 1


FAULTS: list[tuple[str, Callable[[Tampered], object], tuple[str, ...]]] = [
    (
        "two items merged into each other",
        lambda t: t.run(f"UPDATE item SET merged_into_id = {SOX} WHERE name = 'Socks'"),
        ("Socks is merged into Sox, which is not one that is kept.",),
    ),
    (
        "an item merged into itself",
        lambda t: t.run("UPDATE item SET merged_into_id = id WHERE name = 'Socks'"),
        ("Socks is merged into Socks, which is not one that is kept.",),
    ),
    (
        "an item merged into nothing",
        lambda t: t.run("UPDATE item SET merged_into_id = 99 WHERE name = 'Sox'"),
        ("Sox is merged into item 99 (not known), which is not one that is kept.",),
    ),
    (
        "a program merged into nothing",
        lambda t: t.run("UPDATE program SET merged_into_id = 99 WHERE name = 'Night shelter'"),
        ("Night shelter is merged into program 99 (not known), which is not one that is kept.",),
    ),
    (
        "a site merged into what is merged",
        lambda t: t.run(f"UPDATE site SET merged_into_id = {HALL} WHERE name = 'Depot'"),
        ("Depot is merged into Hall, which is not one that is kept.",),
    ),
    (
        "an item of another unit",
        lambda t: t.set("item", "unit", "each", "name = 'Sox'"),
        ("Sox is merged into Socks, but its unit or its date rule is another.",),
    ),
    (
        "an item that keeps dates by another rule",
        lambda t: t.set("item", "date_rule", "strict", "name = 'Socks'"),
        ("Sox is merged into Socks, but its unit or its date rule is another.",),
    ),
    (
        "an item no longer merged",
        lambda t: t.set("item", "merged_into_id", None, "name = 'Sox'"),
        ("is for a need of another item or program.",),
    ),
    (
        "a program no longer merged",
        lambda t: t.set("program", "merged_into_id", None, "name = 'Night shelter'"),
        ("are not what reservation", "Delivery"),
    ),
    (
        "a site no longer merged",
        lambda t: t.set("site", "merged_into_id", None, "name = 'Hall'"),
        ("Hall: its goods are read as at Gym, into which it was not merged.",),
    ),
    (
        "a place no longer merged",
        lambda t: t.run(f"UPDATE location SET merged_into_id = NULL WHERE id = {AT_HALL}"),
        ("Hall was merged, but its goods are not read where it was merged into.",),
    ),
    (
        "a place of a program no longer merged",
        lambda t: t.run(f"UPDATE location SET merged_into_id = NULL WHERE id = {AT_NIGHT}"),
        ("Night shelter was merged, but its goods are not read where it was merged into.",),
    ),
    (
        "a place merged into another than its site",
        lambda t: t.run(
            "UPDATE location SET merged_into_id = (SELECT id FROM location WHERE identity = 'donor')"
            f" WHERE id = {AT_HALL}"
        ),
        ("Hall: its goods are read as at donors, into which it was not merged.",),
    ),
    (
        "a place that was never merged",
        lambda t: t.run(
            f"UPDATE location SET merged_into_id = {AT_GYM}"
            " WHERE site_id = (SELECT id FROM site WHERE name = 'Depot')"
        ),
        ("Depot: its goods are read as at Gym, into which it was not merged.",),
    ),
    (
        "a place of another kind",
        lambda t: t.run(f"UPDATE location SET kind = 'warehouse' WHERE id = {AT_HALL}"),
        ("Hall is merged into Gym, which is a place of another kind.",),
    ),
    (
        "a level of nothing where a site was merged",
        lambda t: t.run(f"INSERT INTO stock_level SELECT 1, {AT_HALL}, 0, 0"),
        ("(lot 1", "at Hall: a level is kept, but nothing ever moved there."),
    ),
    (
        "stock left where a site was merged",
        lambda t: t.run(f"UPDATE stock_level SET location_id = {AT_HALL} WHERE location_id = {AT_GYM}"),
        ("at Gym: it has no level, its moves leave",),
    ),
    (
        "a reservation left where a site was merged",
        lambda t: t.run(
            f"UPDATE reservation SET location_id = {AT_HALL} WHERE ended_on IS NULL AND sent_on IS NULL"
        ),
        ("at Hall: it has no level, its reservations come to",),
    ),
    (
        "a move of before the merge, of another quantity",
        lambda t: t.run(f"UPDATE move SET quantity = quantity + 1000 WHERE id = {FIRST_AT_HALL}"),
        ("Donation H-000001", "is of 21, but should be of 20."),
    ),
    (
        "a move of before the merge, from elsewhere",
        lambda t: t.run(
            "UPDATE move SET to_location_id = (SELECT id FROM location WHERE identity = 'discard')"
            f" WHERE id = {FIRST_AT_HALL}"
        ),
        ("Donation H-000001", "goes to discarded or lost, but should go to Gym."),
    ),
    (
        "what takes a move of before the merge back, deleted",
        lambda t: t.run(
            f"DELETE FROM move WHERE reverses_id IN (SELECT id FROM move WHERE to_location_id = {AT_HALL})"
        ),
        ("Voided donation H-000004", "no move takes back its move"),
    ),
    (
        "a total under the item that is kept instead of the one posted",
        lambda t: t.run(
            f"UPDATE donation_total SET received = received + 1 WHERE item_id = {SOX} AND program_id = 0"
        ),
        ("Sox, Spring, for no program in particular: the total of donations says",),
    ),
    (
        "a lot of another site than its donation",
        lambda t: t.run(
            "UPDATE lot SET site_id = (SELECT id FROM site WHERE name = 'Depot') WHERE lot_code = 'L1'"
        ),
        ("which is of another drive or came in at another site.",),
    ),
    (
        "a drive that still collects for it",
        lambda t: t.run(f"INSERT INTO drive_program SELECT id, {NIGHT} FROM drive"),
        ("Spring still names Night shelter, which was merged.",),
    ),
    (
        "a drive that still collects there",
        lambda t: t.run(f"INSERT INTO drive_site SELECT id, {HALL} FROM drive"),
        ("Spring still names Hall, which was merged.",),
    ),
    (
        "a goal that was left behind",
        lambda t: t.run(f"INSERT INTO drive_goal SELECT id, {SOX}, {q('5')} FROM drive"),
        ("Spring still names Sox, which was merged.",),
    ),
]


@pytest.mark.parametrize(("change", "words"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS])
def test_what_cannot_be_read_as_one_is_read(
    tampered: Tampered, change: Callable[[Tampered], object], words: tuple[str, ...]
) -> None:
    assert change(tampered) != 0
    tampered.reads(*words)
