"""Downloads: each is made for whoever the session stands for when it is clicked, without a rerun."""

import ast
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path

import pytest
import streamlit as st

import drives
from drives.commands.account_changes import RevokeRole, revoke_role
from drives.commands.donations import LineDraft, LogDonation, log_donation
from drives.commands.donor_changes import AddDonor, add_donor
from drives.commands.drives import OpenDrive, open_drive
from drives.commands.issuers import SetIssuer, set_issuer
from drives.commands.letters import IssueLetters, issue_letters
from drives.commands.people import Granted
from drives.errors import Refusal
from drives.model import Donor
from drives.rules.kinds import DonorKind
from drives.rules.made_files import is_for
from drives.rules.roles import Role
from drives.ui import reads
from tests.houses import Home, q
from tests.ui.conftest import at_hand
from tests.ui.people import come_as

Given = dict[str, tuple[Callable[[], bytes], str]]


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Given:
    """What Streamlit would call when a button is clicked, and the media type, by the file's name."""
    given: Given = {}

    def button(_label: str, data: Callable[[], bytes], *, file_name: str, mime: str, **_rest: object) -> None:
        given[file_name] = (data, mime)

    monkeypatch.setattr(st, "download_button", button)
    return given


def test_every_file_is_given_by_the_one_piece_that_says_whose_it_is() -> None:
    ui = Path(drives.__file__).parent / "ui"
    found = [path.name for path in ui.rglob("*.py") if "download_button(" in path.read_text("utf-8")]
    assert found == ["download.py"]


SHOWS = {"paged", "choose_page", "card_grid", "show_table", "dataframe", "data_editor", "table"}
EXPORTED: dict[str, str | dict[str, str]] = {
    "account_sessions.py": "no list of goods or people: where one is signed in oneself, in one's own data",
    "chart_days.py": {"pages/drive.py": "export_days"},
    "chart_programs.py": "the figures of the drive's needs by program: its needs and figures are exported",
    "count_list.py": {"pages/count.py": "stock"},
    "count_sheet_lines.py": "a form to count into, blind: what the books say is in the stock",
    "day_view.py": {"pages/end_of_day.py": "donations"},
    "drive_view.py": {"pages/drive.py": "export_drive"},
    "follow_view.py": {"follow_view.py": "export_followed"},
    "import_rows.py": "the rows of one's own file: the report beside them is CSV and workbook",
    "import_runs.py": {"import_runs.py": "imports"},
    "letter_year.py": {"pages/letters.py": "show_run"},
    "need_list.py": {"pages/needs.py": "needs", "pages/our_needs.py": "needs"},
    "need_table.py": "a form to type needs into; what was posted is in the needs",
    "need_there.py": {"need_there.py": "what-there-is"},
    "overview_view.py": {"pages/overview.py": "export_overview"},
    "progress_view.py": {"pages/overview.py": "export_overview", "pages/drive.py": "export_drive"},
    "share_view.py": {"pages/allocate.py": "shares"},
    "staged_compared.py": "what differs until somebody finalizes it; what was finalized is in the moves",
    "table_links.py": "links that let somebody in are never in a file",
    "pages/activity.py": {"pages/activity.py": "trail_exports"},
    "pages/catalogue.py": {"pages/catalogue.py": "items"},
    "pages/donations.py": {"pages/donations.py": "donation_exports"},
    "pages/donors.py": {"pages/donors.py": "found_donors"},
    "pages/drives.py": {"pages/drives.py": "drives"},
    "pages/drop_off_sites.py": "everybody's page: who sets sites up has them in a file",
    "pages/help_lines.py": "numbers to call, shipped with Drives",
    "pages/inventory.py": {"pages/inventory.py": "rows_export"},
    "pages/people.py": {"pages/people.py": "people"},
    "pages/places.py": {"pages/places.py": "programs sites"},
    "pages/pledges.py": {"pages/pledges.py": "pledges_export"},
    "pages/programs.py": "everybody's page: who sets programs up has them in a file",
    "pages/settings.py": {"pages/settings.py": "factors_export"},
    "pages/ways_to_help.py": "what the programs say of themselves, in the programs",
    "delivery_rows.py": {"pages/deliveries.py": "deliveries"},
    "pages/received.py": {"pages/received.py": "deliveries"},
    "recall_lots.py": {"recall_programs.py": "programs-to-tell"},
    "sort_view.py": {"pages/sort.py": "show_done show_yields"},
}
"""What shows a table or a list → where beside it which export is offered (its name, or the piece that offers
it, which offers something itself), or why there is none."""


def calls(path: Path) -> list[ast.Call]:
    """Every call in a file."""
    return [one for one in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(one, ast.Call)]


def called(call: ast.Call) -> str:
    """What a call calls, without where that is from."""
    return str(getattr(call.func, "attr", getattr(call.func, "id", "")))


def pieces_that_offer(ui: Path) -> set[str]:
    """The functions of our pages in which an export is offered."""
    return {
        function.name
        for path in ui.rglob("*.py")
        for function in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(function, ast.FunctionDef)
        for one in ast.walk(function)
        if isinstance(one, ast.Call) and called(one) in ("sheet_export", "export_button", "download")
    }


def test_every_table_that_is_shown_has_its_exports_beside_it() -> None:
    ui = Path(drives.__file__).parent / "ui"
    shows = {
        path.relative_to(ui).as_posix()
        for path in ui.rglob("*.py")
        if path.parent.name != "components" and any(called(call) in SHOWS for call in calls(path))
    }
    assert shows | {"sort_view.py"} == set(EXPORTED)
    pieces = pieces_that_offer(ui)
    for where, wanted in [
        pair for kept in EXPORTED.values() if isinstance(kept, dict) for pair in kept.items()
    ]:
        offered = {called(call) for call in calls(ui / where)} & pieces
        for call in calls(ui / where):
            if called(call) in ("sheet_export", "export_button"):
                offered |= {one.value for one in ast.walk(call.args[0]) if isinstance(one, ast.Constant)}
        assert set(wanted.split()) <= offered, where


def clicked(make: Callable[[], bytes]) -> bytes:
    """As Streamlit does it: in another thread, with what this one knows."""
    with ThreadPoolExecutor(1) as elsewhere:
        return elsewhere.submit(copy_context().run, make).result()


def test_a_click_gives_what_whoever_clicks_may_have_by_then(
    home: Home, monkeypatch: pytest.MonkeyPatch, given: Given
) -> None:
    browser = come_as(home, monkeypatch, "Ada", Granted(Role.ADMIN))
    home.do(add_donor, AddDonor("Bo", DonorKind.PERSON))
    for page in ("activity", "donors", "people", "my_account"):
        browser.open(page)
    cookie = reads.cookie()
    ada = home.house.accounts.viewer(cookie)
    assert ada is not None
    lists = {f"{name}.{ending}" for name in ("activity", "donors", "people") for ending in ("csv", "xlsx")}
    assert set(given) == {*lists, "my-data.zip"}
    assert all(is_for(mime, ada) for _make, mime in given.values())
    # There are no cookies where Streamlit makes the file.
    at_hand(monkeypatch, cookie=lambda: None)
    assert all(clicked(make) for make, _mime in given.values())
    home.do(revoke_role, RevokeRole(ada.account_id or 0, Granted(Role.ADMIN)))
    for name in sorted(lists):
        with pytest.raises(Refusal):
            clicked(given[name][0])
    assert clicked(given["my-data.zip"][0])
    home.house.accounts.sign_out(cookie)
    with pytest.raises(Refusal):
        clicked(given["my-data.zip"][0])


def test_the_file_of_a_list_holds_what_the_list_shows(
    home: Home, monkeypatch: pytest.MonkeyPatch, given: Given
) -> None:
    today = home.clock.now.date()
    for name, email in (("Ann Lee", "ann@example.org"), ("Ann Lee", None), ("Bo", None)):
        home.do(add_donor, AddDonor(name, DonorKind.PERSON, email, also=True))
    asked = OpenDrive("Spring", today, today, (home.program(),), (home.site(),))
    drive_id = home.do(open_drive, asked).drive_id
    line = LineDraft(home.item(), q("36"))
    home.do(log_donation, LogDonation(home.site(), (line,), drive_id, donor_name="Bo"))
    home.do(set_issuer, SetIssuer(home.program(), "Haven Inc.", "12"))
    browser = come_as(home, monkeypatch, "Ada", Granted(Role.ADMIN))
    home.do(issue_letters, IssueLetters(home.program(), today.year))
    browser.open("donors").type("donors.q", "bo")
    found = clicked(given["donors.csv"][0]).decode()
    assert [row.split(",")[0] for row in found.splitlines()] == ["name", "Bo"]
    bo = next(row.id for row in home.all(Donor) if row.name == "Bo")
    for page, asked_for in (
        ("donors", {"do": "doubles"}), ("donors", {"do": "history", "donor": str(bo)}), ("letters", {}),
    ):  # fmt: skip
        browser.at.query_params.clear()
        browser.at.query_params.update(asked_for)
        browser.open(page)
    assert "Ann Lee,ann@example.org" in clicked(given["duplicates.csv"][0]).decode()
    assert "Socks" in clicked(given["given.csv"][0]).decode()
    letters = clicked(given[f"letters-{today.year}.csv"][0]).decode()
    assert letters.splitlines()[1] == f"{today.year}-0001,Bo,issued,{today},,"
