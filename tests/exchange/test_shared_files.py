"""Files that nobody here wrote, all the way into a store: what must come out of each (SOURCES.md)."""

import csv
import io
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from drives.commands.donor_merging import MergeDonors, merge_donors
from drives.exchange.faults import UnreadableFile
from drives.exchange.mapping_files import read_mapping
from drives.queries.donor_doubles import donor_doubles
from drives.rules.roles import COMMAND_LINE
from drives.store.verify import verify
from tests.files import bring, cells, given, rows, taken
from tests.houses import Home, dump
from tests.shared_files import BY_SITE, BY_TEAM, FILES, LOG, REFUSED, SHARED, TWINS, Expected, summed

MAPPINGS = Path(__file__).parents[2] / "data" / "mappings"
Shared = Callable[[str], Path]


@pytest.fixture
def home(store_url: str) -> Iterator[Home]:
    """A house as fresh as from ``init``; verified after."""
    opened = Home(store_url)
    try:
        yield opened
        assert verify(opened.store) == []
    finally:
        opened.close()


def test_the_edmonton_log_comes_in_with_every_known_total(home: Home, shared: Shared) -> None:
    mapping = MAPPINGS / "edmonton-food-drive.toml"
    report = bring(home, "donations", shared(LOG), mapping=mapping)
    assert (report.lines(), report.notices) == ([], ())
    assert (report.done.added, report.done.known) == (501, 0)
    lines = rows(home, "donations")
    assert len({line["reference"] for line in lines}) == len(lines) == 501
    assert summed(lines, "site") == BY_SITE
    assert summed(lines, "team") == BY_TEAM
    assert {(line["item"], line["unit"], line["source"]) for line in lines} == {
        ("Food bag", "bag", "donated")
    }
    [day], [drive] = {line["received_on"] for line in lines}, rows(home, "drives")
    assert drive["starts_on"] <= day <= drive["ends_on"]
    with shared(LOG).open(encoding="utf-8", newline="") as log:
        told = {row["ID"]: f"{row['Ward']}; {row['Neighbourhood']}" for row in csv.DictReader(log)}
    assert {line["reference"]: line["note"] for line in lines} == told
    [row] = rows(home, "progress", drive="edmonton-city-food-drive-2023")
    assert (row["item"], row["unit"], row["received"], row["donated"], row["on_hand"]) == (
        "Food bag", "bag", "15897.5", "15897.5", "15897.5",
    )  # fmt: skip
    assert lines[0]["note"] == "Silver Berry Ward; Silver Berry"
    before = dump(home.store)
    assert taken(home, "donations", shared(LOG), mapping=mapping) == (0, 0, 501)
    assert dump(home.store) == before


def test_two_names_of_a_team_add_up_once_they_are_merged(home: Home, shared: Shared) -> None:
    mapping = MAPPINGS / "edmonton-food-drive.toml"
    bring(home, "donations", shared(LOG), mapping=mapping)
    [double] = home.house.queries.ask(donor_doubles, COMMAND_LINE)
    assert {double.first.name, double.second.name} == {"North Edmonton", "Edmonton North Stake"}
    gone, kept = sorted((double.first, double.second), key=lambda one: one.name)
    home.do(merge_donors, MergeDonors(gone.donor_id, kept.donor_id))
    merged = {**BY_TEAM, "North Edmonton": "3692.5"}
    del merged["Edmonton North Stake"]
    assert summed(rows(home, "donations"), "team") == merged
    assert taken(home, "donations", shared(LOG), mapping=mapping) == (0, 0, 501)


@pytest.mark.parametrize("twin", TWINS)
def test_the_twins_of_the_log_are_its_first_79_donations(home: Home, shared: Shared, twin: str) -> None:
    mapping = MAPPINGS / "edmonton-food-drive.toml"
    assert taken(home, "donations", shared(twin), mapping=mapping) == (79, 0, 0)
    assert taken(home, "donations", shared(LOG), mapping=mapping) == (501 - 79, 0, 79)
    assert summed(rows(home, "donations"), "site") == BY_SITE


@pytest.mark.parametrize("expected", FILES, ids=lambda one: f"{one.file}-{one.kind}")
def test_every_human_essentials_file_comes_out_as_it_must(
    sqlite_url: str, shared: Shared, expected: Expected
) -> None:
    home = Home(sqlite_url)
    mapping = MAPPINGS / f"human-essentials-{expected.mapping}.toml"
    report = bring(home, expected.kind, shared(expected.file), mapping=mapping)
    assert report.lines() == []
    assert report.done.added == expected.added
    for place, wanted in expected.out.items():
        kind, _point, column = place.partition(".")
        if isinstance(wanted, dict):
            assert dict(cells(home, kind, "item", column)) == wanted, place
        else:
            assert {row[0] for row in cells(home, kind, column)} == wanted, place
    assert bring(home, expected.kind, shared(expected.file), mapping=mapping).done.added == 0
    assert verify(home.store) == []
    home.close()


@pytest.mark.parametrize("file", REFUSED)
def test_a_human_essentials_file_is_refused_only_by_a_rule_of_the_contract(
    sqlite_url: str, shared: Shared, file: str
) -> None:
    kind, mapping, rule, said = REFUSED[file]
    design = SHARED.parent / "DESIGN.md"
    if design.exists():
        assert rule in " ".join(design.read_text(encoding="utf-8").split())
    home = Home(sqlite_url)
    before = dump(home.store)
    path = MAPPINGS / f"human-essentials-{mapping}.toml" if mapping else None
    try:
        lines = bring(home, kind, shared(file), mapping=path).lines()
    except UnreadableFile as refusal:
        lines = str(refusal).splitlines()
    assert len(lines) == 1
    assert said in lines[0]
    assert dump(home.store) == before
    home.close()


def test_no_human_essentials_file_is_forgotten(shared: Shared) -> None:
    there = {path.name for path in shared("SOURCES.md").parent.glob("he_*")}
    assert there == {one.file for one in FILES} | set(REFUSED)


def test_the_real_files_are_there_in_ci() -> None:
    if os.environ.get("CI"):
        assert (SHARED / LOG).exists(), "../shared/data is expected in CI"


def look_alike(seed: int, count: int = 501) -> tuple[str, dict[str, Decimal], dict[str, Decimal]]:
    """A log in the shape of the real one, with its totals by site and by team."""
    chance = random.Random(seed)
    sites = [f"{name} Chapel" for name in ("Elm", "Oak (North/South)", "Ash, Old", 'The "Hall"', "Fir")]
    teams = [f"{name} Stake" for name in ("Red", "Blue", "Grün", "Ñandú")]
    by_site: dict[str, Decimal] = Counter()  # type: ignore[assignment]
    by_team: dict[str, Decimal] = Counter()  # type: ignore[assignment]
    written = io.StringIO(newline="")
    log = csv.writer(written)
    header = (
        "Location,Stake,Ward,AdultVolunteer,YouthVolunteer,Bags,RouteTime,MultiRoute,CompletedRoutes,"
        "RouteDoors,OverallTime,Neighbourhood,ID,Latitude,Longitude"
    )
    log.writerow(header.split(","))
    for number in range(1, count + 1):
        site, team = chance.choice(sites), chance.choice(teams)
        bags = Decimal(chance.randint(1, 120)) / 2
        by_site[site] += bags
        by_team[team] += bags
        where = (53.5 + chance.random(), -113.5 - chance.random()) if chance.random() > 0.1 else ("", "")
        log.writerow(
            [site, team, f"Ward {number % 9}", 2, 1, f"{bags:f}", 45, "Yes", 2, 200, 110,
             f"Area {number % 30}", number, *where]
        )  # fmt: skip
    return written.getvalue(), by_site, by_team


@pytest.mark.parametrize("seed", [1, 2])
def test_a_look_alike_of_the_log_comes_in_with_its_totals(home: Home, seed: int) -> None:
    text, by_site, by_team = look_alike(seed)
    mapping = MAPPINGS / "edmonton-food-drive.toml"
    assert taken(home, "donations", text, mapping=mapping) == (501, 0, 0)
    lines = rows(home, "donations")
    assert {site: Decimal(total) for site, total in summed(lines, "site").items()} == by_site
    assert {team: Decimal(total) for team, total in summed(lines, "team").items()} == by_team
    assert Decimal(rows(home, "progress")[0]["donated"]) == sum(by_site.values())
    assert taken(home, "donations", text, mapping=mapping) == (0, 0, 501)


def test_the_starter_catalogue_comes_in_and_goes_out_whole(sqlite_url: str, tmp_path: Path) -> None:
    catalogue = MAPPINGS.parent / "catalogue.csv"
    first, second = Home(sqlite_url), Home(f"sqlite:///{tmp_path}/second.db")
    assert taken(first, "items", catalogue)[0] >= 150
    assert taken(second, "items", given(first, "items"))[0] >= 150
    assert given(second, "items") == given(first, "items")
    for home in (first, second):
        home.close()


@pytest.mark.parametrize("path", sorted(MAPPINGS.glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_mapping_is_used_by_a_file_of_these_tests(path: Path) -> None:
    used = {f"human-essentials-{one.mapping}" for one in FILES} | {"edmonton-food-drive"}
    assert path.stem in used
    assert read_mapping(path, _kind(path)).kind


def _kind(path: Path) -> str:
    import tomllib

    return str(tomllib.loads(path.read_text(encoding="utf-8"))["kind"])
