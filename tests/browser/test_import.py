"""The real spreadsheets go through the import page in a real browser, with the totals of SOURCES.md."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, drawn
from tests.files import rows
from tests.houses import Home
from tests.serving import served

SHARED = Path(__file__).parents[3] / "shared" / "data"
EDMONTON = "edmonton_fooddrive_2023_merged.csv"
FILES = [
    ("DERIVED_edmonton_semicolon_decimalcomma_crlf.csv", "79 donations were logged."),
    ("DERIVED_edmonton_utf16le_tab_excel_unicode_text.txt", None),
    (EDMONTON, "422 donations were logged."),
    ("he_donations_export_wide.csv", "5 donations were logged."),
    ("he_tpl_partners.csv", "3 programs were added."),
    ("he_tpl_donation_sites.csv", "3 sites were added."),
]
"""Each with what its import says; None where all of it is known already."""

SAID = {"he_tpl_donation_sites.csv": "?kind=sites"}
"""What is said of a file whose header could be another kind's as well."""


def shared(name: str) -> Path:
    """A file of ../shared/data; its absence is a failure in CI, and said elsewhere."""
    found = SHARED / name
    if not found.exists():
        if os.environ.get("CI"):
            pytest.fail(f"../shared/data/{name} is expected in CI, and is not there")
        pytest.skip(f"../shared/data/{name} is not there")
    return found


def drop(page: Page, file: Path) -> None:
    drawn(page)
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("What becomes of each row?")).to_be_visible()
    drawn(page)


def test_the_real_spreadsheets_come_in_with_their_totals(store_folder: Path, open_page: OpenPage) -> None:
    url = f"sqlite:///{store_folder}/imports.db"
    Home(url, datetime.now(UTC).date()).close()
    with served(url) as address:
        page = open_page(f"{address}/import-file")
        for name, said in FILES:
            page.goto(f"{address}/import-file{SAID.get(name, '')}")
            drop(page, shared(name))
            if said is None:
                expect(page.get_by_text("known already, so there is nothing to import")).to_be_visible()
                continue
            page.get_by_role("button", name="Import").last.click()
            expect(page.get_by_text(said)).to_be_visible()
    home = Home(url, datetime.now(UTC).date())
    try:
        told = {row["item"]: row["donated"] for row in rows(home, "progress")}
        assert told["Food bag"] == "15897.5"
        assert [told[f"{one} Item"] for one in ("A", "B", "C", "Dupe", "E")] == ["7", "1", "2", "8", "3"]
        assert len(rows(home, "programs")) == 3
    finally:
        home.close()
