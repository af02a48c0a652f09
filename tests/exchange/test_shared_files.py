"""Files that nobody here wrote, all the way into a store: what must come out of each (SOURCES.md)."""

import csv
import io
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from drives.commands.donor_merging import MergeDonors, merge_donors
from drives.exchange.faults import UnreadableFile
from drives.exchange.mapping_files import read_mapping
from drives.queries.donor_doubles import donor_doubles
from drives.rules.roles import COMMAND_LINE
from drives.store.verify import verify
from tests.files import bring, cells, given, rows, taken
from tests.houses import Home, dump

MAPPINGS = Path(__file__).parents[2] / "data" / "mappings"
SHARED = Path(__file__).parents[3] / "shared" / "data"
LOG = "edmonton_fooddrive_2023_merged.csv"
Shared = Callable[[str], Path]

BY_SITE = {
    "Gateway Stake Centre": "3887", "Riverbend Stake Centre": "3324", "Coronation Park Chapel": "2690",
    "Bearspaw Chapel": "2099", "Londonderry Chapel": "1746", "North Stake Centre": "1279",
    "Bonnie Doon Stake Centre": "613", "Parkland (Spruce Grove/Stony Plain)": "205", "Morinville": "54.5",
}  # fmt: skip
BY_TEAM = {
    "Gateway Stake": "5406", "Bonnie Doon Stake": "3425", "Riverbend Stake": "3324", "North Edmonton": "2093",
    "Edmonton North Stake": "1599.5", "YSA Stake": "50",
}  # fmt: skip


@pytest.fixture
def home(store_url: str) -> Iterator[Home]:
    """A house as fresh as from ``init``; verified after."""
    opened = Home(store_url)
    try:
        yield opened
        assert verify(opened.store) == []
    finally:
        opened.close()


def summed(lines: list[dict[str, str]], by: str) -> dict[str, str]:
    """Quantities added up."""
    totals: Counter[str] = Counter()
    for line in lines:
        totals[line[by]] += Decimal(line["quantity"])  # type: ignore[assignment]
    return {name: f"{total.normalize():f}" for name, total in totals.items()}  # type: ignore[attr-defined]


def test_the_edmonton_log_comes_in_with_every_known_total(home: Home, shared: Shared) -> None:
    mapping = MAPPINGS / "edmonton-food-drive.toml"
    report = bring(home, "donations", shared(LOG), mapping=mapping)
    assert (report.lines(), report.notices) == ([], ())
    assert (report.done.added, report.done.known) == (501, 0)
    lines = rows(home, "donations")
    assert len({line["reference"] for line in lines}) == len(lines) == 501
    assert summed(lines, "site") == BY_SITE
    assert summed(lines, "team") == BY_TEAM
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


@pytest.mark.parametrize(
    "twin",
    [
        "DERIVED_edmonton_semicolon_decimalcomma_crlf.csv",
        "DERIVED_edmonton_utf16le_tab_excel_unicode_text.txt",
    ],
)
def test_the_twins_of_the_log_are_its_first_79_donations(home: Home, shared: Shared, twin: str) -> None:
    mapping = MAPPINGS / "edmonton-food-drive.toml"
    assert taken(home, "donations", shared(twin), mapping=mapping) == (79, 0, 0)
    assert taken(home, "donations", shared(LOG), mapping=mapping) == (501 - 79, 0, 79)
    assert summed(rows(home, "donations"), "site") == BY_SITE


class Expected(NamedTuple):
    """A file, the kind it is imported as, the mapping, and what must come out."""

    file: str
    kind: str
    mapping: str | None
    added: int
    out: dict[str, Any]
    before: tuple[tuple[str, str, str], ...] = ()


_WIDE = {
    "progress.donated": {"A Item": "7", "B Item": "1", "C Item": "2", "Dupe Item": "8", "E Item": "3"},
    "donations.site": {"Test Storage Location"},
}
FILES = [
    Expected("he_donations_export_wide.csv", "donations", "donations", 5, _WIDE),
    Expected("he_donations_export_wide_inkind.csv", "donations", "donations-in-kind", 5, _WIDE),
    Expected(
        "he_purchases_export_wide.csv", "donations", "purchases", 5,
        {
            "progress.donated": dict.fromkeys(_WIDE["progress.donated"], "0"),
            "progress.on_hand": _WIDE["progress.donated"],
            "donations.donor": {"Test Vendor 0", "Test Vendor 1", "Test Vendor 2", "Test Vendor 3"},
        },
    ),
    Expected(
        "he_storage_locations_export_quoted.csv", "sites", "storage-locations", 2,
        {"sites.name": {"Location 1", "Location 2"}, "sites.address": {"100 Test St", "200 Test St"}},
    ),
    Expected(
        "he_storage_locations_export_quoted.csv", "stock", "storage-locations-stock", 4,
        {
            "progress.on_hand": {"Item 1": "10", "Item 2": "50", "Item 3": "40"},
            "progress.donated": {"Item 1": "0", "Item 2": "0", "Item 3": "0"},
        },
    ),
    Expected(
        "he_tpl_storage_locations_crlf.csv", "sites", "storage-locations", 3,
        {"sites.name": {f"Example Location {n}" for n in (1, 2, 3)}, "sites.kind": {"warehouse"}},
    ),
    Expected(
        "he_tpl_donation_sites.csv", "sites", "donation-sites", 3,
        {"sites.name": {f"Donation Site {n}" for n in (1, 2, 3)}, "sites.kind": {"collection_site"}},
    ),
    Expected(
        "he_duplicated_name_donation_sites.csv", "sites", "donation-sites", 1,
        {"sites.name": {"Donation Site 1"}},
    ),
    Expected(
        "he_tpl_partners.csv", "programs", "partners", 3,
        {"programs.email": {f"partner{n}@example.com" for n in (1, 2, 3)}},
    ),
    Expected(
        "he_partners_bom_crlf_redacted.csv", "programs", "partners", 20,
        {"programs.kind": {"other"}},
    ),
    Expected(
        "he_partners_invalid_email.csv", "programs", "partners", 3,
        {"programs.email": {"partner1@example.com", "", "partner3@example.com"}},
    ),
    Expected(
        "he_wrong_headers.csv", "programs", "partners", 3,
        {"programs.name": {f"Partner {n}" for n in (1, 2, 3)}},
    ),
    Expected(
        "he_tpl_vendors.csv", "donors", "vendors", 3,
        {"donors.name": {"Vendor 1", "Vendor 2", "Vendor 3"}, "donors.kind": {"business"}},
    ),
    Expected(
        "he_tpl_drive_participants.csv", "donors", "participants", 3,
        {"donors.name": {f"Product Drive Participant {n}" for n in (1, 2, 3)}},
    ),
    Expected("he_inventory_odd_header.csv", "stock", "inventory", 34, {"stock.site": {"Warehouse"}}),
]  # fmt: skip

REFUSED = {
    "he_base_items.json": (
        "items", None, "a file without a header is refused", "so this is no header",
    ),
    "he_diaper_upcs_noheader.csv": (
        "items", None, "a file without a header is refused", "so this is no header",
    ),
    "he_invalid_donation_sites.csv": (
        "sites", "donation-sites", "columns (first those required)", "row 2, column name: nothing found",
    ),
}  # fmt: skip
"""File → kind, mapping, the rule of DESIGN 8 in its own words, what is said."""


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
