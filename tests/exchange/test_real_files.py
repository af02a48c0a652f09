"""Files that nobody here wrote, through the mappings that are shipped (SOURCES.md has their totals)."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drives.exchange.cells import typed_rows
from drives.exchange.columns import KINDS
from drives.exchange.faults import Faults
from drives.exchange.mapping import NO_MAPPING
from drives.exchange.mapping_files import read_mapping
from drives.exchange.matching import MappedTable, open_table
from drives.rules.gtin import is_gtin
from drives.rules.quantity import to_text

MAPPINGS = Path(__file__).parents[2] / "data" / "mappings"
Shared = Callable[[str], Path]


def opened(shared: Shared, file: str, kind: str, mapping: str | None) -> MappedTable:
    plan = read_mapping(MAPPINGS / f"{mapping}.toml", kind) if mapping else NO_MAPPING
    return open_table(kind, shared(file), mapping=plan)


def read(table: MappedTable) -> tuple[list[dict[str, Any]], list[str]]:
    faults = Faults()
    rows = [dict(zip(table.columns, values, strict=True)) for _row, values in typed_rows(table, faults)]
    return rows, list(faults.lines())


def summed(rows: list[dict[str, Any]], by: str) -> dict[str, str]:
    totals: Counter[str] = Counter()
    for row in rows:
        totals[row[by]] += row["quantity"]
    return {name: to_text(thousandths) for name, thousandths in totals.items()}


def test_the_edmonton_log_gives_every_known_total(shared: Shared) -> None:
    table = opened(shared, "edmonton_fooddrive_2023_merged.csv", "donations", "edmonton-food-drive")
    rows, lines = read(table)
    assert (lines, table.notices, len(rows)) == ([], (), 501)
    assert to_text(sum(row["quantity"] for row in rows)) == "15897.5"
    assert summed(rows, "site") == {
        "Gateway Stake Centre": "3887",
        "Riverbend Stake Centre": "3324",
        "Coronation Park Chapel": "2690",
        "Bearspaw Chapel": "2099",
        "Londonderry Chapel": "1746",
        "North Stake Centre": "1279",
        "Bonnie Doon Stake Centre": "613",
        "Parkland (Spruce Grove/Stony Plain)": "205",
        "Morinville": "54.5",
    }
    assert summed(rows, "team") == {
        "Gateway Stake": "5406",
        "Bonnie Doon Stake": "3425",
        "Riverbend Stake": "3324",
        "North Edmonton": "2093",
        "Edmonton North Stake": "1599.5",
        "YSA Stake": "50",
    }
    assert len({row["reference"] for row in rows}) == 501
    assert rows[0]["note"] == "Beaumont Ward; Beaumont"
    made = table.creations()
    assert {site["name"] for site in made["sites"]} == set(summed(rows, "site"))
    [drive] = made["drives"]
    assert {row["drive"] for row in rows} == {drive["name"]}
    assert {drive["starts_on"] <= row["received_on"].isoformat() <= drive["ends_on"] for row in rows} == {
        True
    }
    assert made["items"] == [{"name": "Food bag", "category": "Food", "unit": "bag"}]


HE = "human-essentials-"
FILES = [
    ("he_donations_export_wide.csv", "donations", "donations", 5, 21_000),
    ("he_donations_export_wide_inkind.csv", "donations", "donations-in-kind", 5, 21_000),
    ("he_purchases_export_wide.csv", "donations", "purchases", 5, 21_000),
    ("he_storage_locations_export_quoted.csv", "stock", "storage-locations-stock", 4, 100_000),
    ("he_storage_locations_export_quoted.csv", "sites", "storage-locations", 2, None),
    ("he_tpl_storage_locations_crlf.csv", "sites", "storage-locations", 3, None),
    ("he_tpl_donation_sites.csv", "sites", "donation-sites", 3, None),
    ("he_duplicated_name_donation_sites.csv", "sites", "donation-sites", 2, None),
    ("he_tpl_partners.csv", "programs", "partners", 3, None),
    ("he_partners_bom_crlf_redacted.csv", "programs", "partners", 20, None),
    ("he_wrong_headers.csv", "programs", "partners", 3, None),
    ("he_tpl_vendors.csv", "donors", "vendors", 3, None),
    ("he_tpl_drive_participants.csv", "donors", "participants", 3, None),
    ("he_inventory_odd_header.csv", "stock", "inventory", 34, 14_842_000),
]


@pytest.mark.parametrize(("file", "kind", "mapping", "count", "total"), FILES)
def test_human_essentials_files_come_in_whole(
    shared: Shared, file: str, kind: str, mapping: str, count: int, total: int | None
) -> None:
    table = opened(shared, file, kind, HE + mapping)
    rows, lines = read(table)
    assert (lines, table.notices, len(rows)) == ([], (), count)
    assert total is None or sum(row["quantity"] for row in rows) == total
    assert all(row[name] for row in rows for name in KINDS[kind].required if name != "quantity")


def test_wide_donations_keep_where_they_came_from(shared: Shared) -> None:
    rows, _lines = read(
        opened(shared, "he_donations_export_wide_inkind.csv", "donations", HE + "donations-in-kind")
    )
    assert [(row["item"], row["quantity"]) for row in rows] == [
        ("A Item", 7_000),
        ("Dupe Item", 8_000),
        ("B Item", 1_000),
        ("C Item", 2_000),
        ("E Item", 3_000),
    ]
    assert rows[2]["note"] == "Manufacturer; Test Manufacturer; It's a fine day for diapers."


def test_bought_goods_are_purchased(shared: Shared) -> None:
    rows, _lines = read(opened(shared, "he_purchases_export_wide.csv", "donations", HE + "purchases"))
    assert {row["source"] for row in rows} == {"purchased"}
    assert rows[0]["donor"] == "Test Vendor 0"


@pytest.mark.parametrize(
    ("file", "kind", "mapping", "good", "fault"),
    [
        ("he_partners_invalid_email.csv", "programs", "partners", 2, "row 3, column email: found"),
        ("he_invalid_donation_sites.csv", "sites", "donation-sites", 2, "row 2, column name: nothing found"),
    ],
)
def test_what_is_wrong_is_named_and_the_rest_is_read(
    shared: Shared, file: str, kind: str, mapping: str, good: int, fault: str
) -> None:
    rows, lines = read(opened(shared, file, kind, HE + mapping))
    assert len(rows) == good
    assert len(lines) == 1
    assert fault in lines[0]


def test_all_but_one_of_the_real_upcs_pass(shared: Shared) -> None:
    codes = [line.split(",")[0] for line in shared("he_diaper_upcs_noheader.csv").read_text().splitlines()]
    assert Counter(map(is_gtin, codes)) == {True: 71, False: 1}


def test_coordinates_that_a_spreadsheet_mangled_are_refused(shared: Shared) -> None:
    plan = read_mapping(
        'ignore = ["whatsapp", "itens*"]\n[columns]\nname = "nome_do_local"\naddress = "endereco"\n'
        '[constants]\nkind = "collection_site"',
        "sites",
    )
    rows, lines = read(open_table("sites", shared("sosrs_shelter_needs_sheet.csv"), mapping=plan))
    assert [row["name"] for row in rows] == ["Usina do Gasômetro"]
    assert lines
    assert all("no degrees" in line for line in lines)
