"""The real files of ../shared/data that nobody here wrote: where they are, and what must come out of each."""

import os
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

SHARED = Path(__file__).parents[2] / "shared" / "data"
LOG = "edmonton_fooddrive_2023_merged.csv"
TWINS = (
    "DERIVED_edmonton_semicolon_decimalcomma_crlf.csv",
    "DERIVED_edmonton_utf16le_tab_excel_unicode_text.txt",
)
"""The first 79 rows of the log, as two spreadsheet programs wrote them."""

BY_SITE = {
    "Gateway Stake Centre": "3887", "Riverbend Stake Centre": "3324", "Coronation Park Chapel": "2690",
    "Bearspaw Chapel": "2099", "Londonderry Chapel": "1746", "North Stake Centre": "1279",
    "Bonnie Doon Stake Centre": "613", "Parkland (Spruce Grove/Stony Plain)": "205", "Morinville": "54.5",
}  # fmt: skip
BY_TEAM = {
    "Gateway Stake": "5406", "Bonnie Doon Stake": "3425", "Riverbend Stake": "3324", "North Edmonton": "2093",
    "Edmonton North Stake": "1599.5", "YSA Stake": "50",
}  # fmt: skip


def shared_file(name: str) -> Path:
    """A file of ``../shared/data``; where it is absent the test is skipped, in CI it fails."""
    found = SHARED / name
    if not found.exists():
        if os.environ.get("CI"):
            pytest.fail(f"../shared/data/{name} is expected in CI, and is not there")
        pytest.skip(f"../shared/data/{name} is not there")
    return found


def summed(lines: list[dict[str, str]], by: str) -> dict[str, str]:
    """Quantities added up."""
    totals: Counter[str] = Counter()
    for line in lines:
        totals[line[by]] += Decimal(line["quantity"])  # type: ignore[assignment]
    return {name: f"{total.normalize():f}" for name, total in totals.items()}  # type: ignore[attr-defined]


class Expected(NamedTuple):
    """A file, the kind it is imported as, the mapping, and what must come out."""

    file: str
    kind: str
    mapping: str | None
    added: int
    out: dict[str, Any]


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
