"""The real spreadsheets go through the import page in a real browser, with the totals of SOURCES.md.

They go in one after another over one store, as in a community's first week: so some rows are known by
the time a file brings them, and each step says what its own file does then.
"""

import csv
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import xlsxwriter
from playwright.sync_api import Locator, Page, expect

from drives.store.verify import verify
from tests.browser.conftest import OpenPage, drawn
from tests.files import cells, rows
from tests.houses import Home
from tests.serving import served
from tests.shared_files import BY_SITE, BY_TEAM, FILES, LOG, REFUSED, SHARED, TWINS, shared_file, summed

KNOWN = "Everything in this file is known already, so there is nothing to import."


class Step(NamedTuple):
    """A file as it goes through the page.

    ``kind`` and ``how`` are chosen by hand where the file does not say them. ``rows`` stands above its
    rows, ``said`` is what its import says; None where all of it is known, and there is nothing to import.
    """

    file: str
    rows: str
    said: str | None
    kind: str | None = None
    how: str | None = None


STEPS = [
    Step(TWINS[0], "79 rows · 79 would be imported", "79 donations were logged."),
    Step(TWINS[1], "79 rows · 0 would be imported · 79 known already", None),
    Step("he_purchases_export_wide.csv", "4 rows · 4 would be imported", "5 donations were logged."),
    Step("he_inventory_odd_header.csv", "34 rows · 34 would be", "34 rows of the count were booked."),
    Step("he_tpl_vendors.csv", "3 rows · 3 would be imported", "3 donors were added."),
    Step("he_tpl_drive_participants.csv", "3 rows · 3 would be imported", "3 that were there were changed."),
    Step("he_partners_invalid_email.csv", "3 rows · 3 would be imported", "3 programs were added."),
    Step("he_tpl_partners.csv", "3 rows · 1 would be imported · 2 known", "1 that was there was changed."),
    Step("he_wrong_headers.csv", "3 rows · 0 would be imported · 3 known already", None),
    Step("he_partners_bom_crlf_redacted.csv", "20 rows · 20 would be imported", "20 programs were added."),
    Step("he_storage_locations_export_quoted.csv", "2 rows · 2 would be", "2 sites were added.", "Sites"),
    Step(
        "he_storage_locations_export_quoted.csv", "2 rows · 2 would be imported",
        "4 rows of the count were booked.", "A count of stock",
    ),
    Step(
        "he_tpl_storage_locations_crlf.csv", "3 rows · 3 would be imported", "3 sites were added.",
        "Sites", "Human Essentials: storage locations",
    ),
    Step("he_duplicated_name_donation_sites.csv", "2 rows · 2 would be", "1 site was added.", "Sites"),
    Step("he_tpl_donation_sites.csv", "3 rows · 2 would be", "2 sites were added.", "Sites"),
]  # fmt: skip

NO_LISTS = {
    "unece_rec20_units.csv": "codes of units",
    "hsds_schema_fields.csv": "describes a standard",
    "hsds_core_tables.csv": "describes a standard",
    "gs1_engine_vectors.tsv": "barcodes for tests",
    "zxing_expected_texts.tsv": "barcodes for tests",
    "gs1_syntax_dictionary.txt": "no table",
}
"""The tables of ../shared/data that nobody would import here, and why."""


class ImportPage:
    """The page as a person uses it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def drop(self, file: Path, kind: str | None = None) -> None:
        """Drop a file, once what it holds was said where ``kind`` says it."""
        if kind is not None:
            self.choose("What is in the file?", kind)
        drawn(self.page)
        self.page.locator("input[type=file]").set_input_files(file)
        expect(self.page.locator(".st-key-import-other, [data-testid=stAlert]").first).to_be_visible()
        drawn(self.page)

    def choose(self, label: str, option: str) -> None:
        """Choose from a list."""
        drawn(self.page)
        box = self.page.get_by_role("combobox", name=re.compile(rf"^{re.escape(label)}")).first
        box.click()
        self.page.get_by_role("option", name=option, exact=True).click()
        drawn(self.page)

    def button(self, name: str) -> Locator:
        """A button by what is read out, without its icon."""
        return self.page.get_by_role("button", name=re.compile(rf"{re.escape(name)}$"))

    def sees(self, text: str) -> None:
        """Wait until a text stands on the page."""
        expect(self.page.get_by_text(text).first).to_be_visible()

    def begins(self) -> None:
        """Press the button that imports."""
        self.page.locator("[class*=st-key-import-go]").get_by_role("button").click()

    def imports(self, said: str) -> None:
        """Import, and wait for what is said then."""
        self.begins()
        self.sees(said)

    def lets_go(self, button: str = "Import another file") -> None:
        """Go on to the next file."""
        drawn(self.page)
        self.button(button).click()
        self.sees("Nothing is saved before you have seen")

    def report(self) -> list[dict[str, str]]:
        """The rows of the report, as it is downloaded."""
        drawn(self.page)  # Until then the buttons of the trial may stand there still.
        with self.page.expect_download() as begun:
            self.button("Report (CSV)").click()
        with Path(begun.value.path()).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


@contextmanager
def somebody_writes(store: Path) -> Iterator[None]:
    """Whoever wants to write has to wait for as long."""
    with closing(sqlite3.connect(store, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def as_workbook(log: Path, book: Path) -> Path:
    """The log as a workbook of several sheets; on its own, three rows stand above the header."""
    with log.open(encoding="utf-8", newline="") as file:
        table = list(csv.reader(file))
    with xlsxwriter.Workbook(book, {"strings_to_numbers": True}) as workbook:
        workbook.add_worksheet("Read me").write_row(0, 0, ["Who keeps this", "Since"])
        sheet = workbook.add_worksheet("Routes")
        sheet.write(0, 0, "Edmonton City Food Drive 2023")
        sheet.write_row(1, 0, ["printed", "by", "hand"])
        for place, row in enumerate(table):
            sheet.write_row(place + 3, 0, row)
    return book


def the_log_comes_in(at: ImportPage, store: Path) -> None:
    """The log: how far it is can be seen, its report says what became of every row."""
    at.drop(shared_file(LOG), "Donations")
    at.sees("501 rows · 422 would be imported · 79 known already")
    with somebody_writes(store):
        at.begins()
        expect(at.page.get_by_test_id("stProgress")).to_have_text(
            re.compile("501 of 501 rows read|Reading the rows")
        )
    at.sees("422 donations were logged.")
    verdicts = at.report()
    assert Counter(row["verdict"] for row in verdicts) == {"imported": 422, "known already": 79}
    assert summed([{**row, "quantity": row["Bags"]} for row in verdicts], "Location") == BY_SITE
    at.lets_go()


def the_workbook_says_the_same(at: ImportPage, book: Path) -> None:
    """Its sheet is chosen, and the row of its header: every row is known from the log."""
    at.drop(book, "Donations")
    at.choose("Sheet", "Routes")
    at.sees("501 rows · 0 would be imported · 501 known already")
    at.choose("The row that names the columns", "Row 1: Edmonton City Food Drive 2023")
    at.sees("Say first where these are")
    header = at.page.get_by_role("option", name=re.compile("^Row 4: Location, Stake"))
    at.page.get_by_role("combobox", name="The row that names the columns").click()
    header.click()
    at.sees(KNOWN)
    at.lets_go("Another file")


def one_is_undone(at: ImportPage) -> None:
    """A file is imported and undone; its twin with values then brings the same goods."""
    at.drop(shared_file("he_donations_export_wide.csv"), "Donations")
    at.sees("4 rows · 4 would be imported")
    at.imports("5 donations were logged.")
    at.page.get_by_role("button", name=re.compile("Undo$")).first.click()
    at.sees("5 donations are voided, each on its own day, as if they never were.")
    at.button("Undo this import").click()
    at.sees("Undone: he_donations_export_wide.csv. 5 donations voided.")
    at.sees("Nothing is saved before you have seen")
    at.drop(shared_file("he_donations_export_wide_inkind.csv"))
    at.imports("5 donations were logged.")
    at.lets_go()


def the_refused_are_refused(at: ImportPage) -> None:
    """What must be refused is, in a sentence; a cell is mended where it stands."""
    for file, said in (
        ("he_base_items.json", "A quotation mark that is opened in this row is not closed"),
        ("he_diaper_upcs_noheader.csv", "so it is no header"),
    ):
        at.drop(shared_file(file))
        at.sees(said)
        expect(at.page.locator("[class*=st-key-import-go]")).to_have_count(0)
        if at.button("Another file").count():
            at.lets_go("Another file")
    at.drop(shared_file("he_invalid_donation_sites.csv"), "Sites")
    at.sees("Row 2: Name: A value is needed here. Fill it in.")
    expect(at.page.locator("[class*=st-key-import-go]").get_by_role("button")).to_be_disabled()
    drawn(at.page)
    table = at.page.get_by_test_id("stDataFrame").last
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    assert box is not None
    at.page.mouse.click(box["x"] + 20, box["y"] + 50)
    for column in ("0", "1", "2"):  # The row's number, its verdict, the name that is missing.
        if column != "0":
            at.page.keyboard.press("ArrowRight")
        chosen = at.page.get_by_test_id(f"glide-cell-{column}-0").last
        expect(chosen).to_have_attribute("aria-selected", "true")
    at.page.keyboard.press("Enter")
    cell = at.page.locator("textarea.gdg-input")
    cell.fill("Corner shop")
    cell.press("Enter")
    at.sees("3 rows · 2 would be imported · 1 known already")
    at.imports("1 site was added. 1 that was there was changed.")
    at.lets_go()


def two_are_matched_by_hand(at: ImportPage) -> None:
    """Files whose columns nobody knows: what is missing is said, and chosen; what is wrong is said then."""
    at.drop(shared_file("sosrs_shelter_needs_sheet.csv"), "Sites")
    at.sees("Say first where these are: Name and Kind.")
    at.choose("Name", "nome_do_local")
    at.choose("Kind", "the same for every row")
    at.sees("These are no degrees.")
    at.sees("6 rows · 6 would be imported")
    at.imports("6 sites were added.")
    at.lets_go()
    at.drop(shared_file("stockaid_items_extracted.tsv"), "Items")
    at.choose("Name", "item_description")
    at.choose("Unit", "the same for every row")
    at.sees("row 37: A quotation mark that is opened in this row is not closed as it should be.")
    at.lets_go("Another file")


def test_every_real_spreadsheet_goes_through_the_page_with_its_totals(
    store_folder: Path, open_page: OpenPage
) -> None:
    url = f"sqlite:///{store_folder}/imports.db"
    Home(url, datetime.now(UTC).date()).close()
    book = as_workbook(shared_file(LOG), store_folder / "routes.xlsx")
    with served(url) as address:
        at = ImportPage(open_page(f"{address}/import-file"))
        for step in STEPS:
            at.drop(shared_file(step.file), step.kind)
            if step.how is not None:
                at.choose("How to read it", step.how)
            at.sees(step.rows)
            if step.said is None:
                at.sees(KNOWN)
            else:
                at.imports(step.said)
            at.lets_go("Another file" if step.said is None else "Import another file")
        the_log_comes_in(at, store_folder / "imports.db")
        the_workbook_says_the_same(at, book)
        one_is_undone(at)
        the_refused_are_refused(at)
        two_are_matched_by_hand(at)
    home = Home(url, datetime.now(UTC).date())
    try:
        lines = [line for line in rows(home, "donations") if line["item"] == "Food bag"]
        assert len(lines) == 501
        assert (summed(lines, "site"), summed(lines, "team")) == (BY_SITE, BY_TEAM)
        donated = {item: Decimal(amount) for item, amount in cells(home, "progress", "item", "donated")}
        assert donated.pop("Food bag") == Decimal("15897.5")
        assert [donated.pop(f"{one} Item") for one in ("A", "B", "C", "Dupe", "E")] == [7, 1, 2, 8, 3]
        assert set(donated.values()) == {0}
        assert verify(home.store) == []
    finally:
        home.close()


def test_no_real_spreadsheet_is_forgotten() -> None:
    shared_file(LOG)
    there = {path.name for ending in ("csv", "tsv", "txt") for path in SHARED.glob(f"*.{ending}")}
    driven = {one.file for one in FILES} | set(REFUSED) | {LOG, *TWINS}
    assert there - driven == {*NO_LISTS, "sosrs_shelter_needs_sheet.csv", "stockaid_items_extracted.tsv"}
    by_hand = {"he_donations_export_wide.csv", "he_donations_export_wide_inkind.csv", LOG, *REFUSED}
    assert driven == {step.file for step in STEPS} | by_hand
