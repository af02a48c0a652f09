"""The shell: navigation, and no silent blank page."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

import drives
from drives.commands.donor_changes import AddDonor, add_donor
from drives.commands.drives import OpenDrive, open_drive
from drives.commands.items import AddItem, add_item
from drives.commands.places import AddProgram, AddSite, add_program, add_site
from drives.rules.dates import DateRule
from drives.rules.kinds import DonorKind, ProgramKind, SiteKind
from drives.rules.roles import EVERYBODY, THIS_MACHINE, Grant, Role, Viewer
from drives.rules.units import Unit
from drives.ui.language import preferred_language
from tests.houses import Home
from tests.ui.conftest import Browser, at_hand
from tests.ui.people import person

UI = Path(drives.__file__).parent / "ui"
PAGES = sorted(path.name for path in (UI / "pages").glob("*.py") if path.name != "__init__.py")


@pytest.fixture
def staff(home: Home, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """A session of somebody who may everything and works for a program as well: she has every page."""
    grants = THIS_MACHINE.grants | {Grant(Role.PROGRAM_STAFF, program_id=home.program())}
    viewer = Viewer("staff@example.org", grants, person(home, "Staff"))
    at_hand(monkeypatch, viewer=lambda: viewer)
    return browser.run()


@pytest.mark.parametrize("page", PAGES)
def test_every_page_file_is_in_the_navigation_and_shows_a_title(page: str, staff: Browser) -> None:
    staff.open(page.removesuffix(".py"))
    assert len(staff.at.title) == 1


def test_what_is_not_for_everybody_is_no_page_for_the_public(
    home: Home, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.need("Socks", "100")
    at_hand(monkeypatch, viewer=lambda: EVERYBODY)
    browser.run()
    for page in (
        "log_donation",
        "needs",
        "count",
        "counts",
        "count_sheets",
        "donors",
        "pledges",
        "import_file",
        "drives",
        "places",
        "settings",
        "welcome",
        "activity",
        "allocate",
    ):
        with pytest.raises(ValueError, match="navigation page"):
            browser.open(page)
    browser.open("programs")
    assert browser.title


def test_where_nobody_signs_in_ones_own_page_says_so(home: Home, browser: Browser) -> None:
    home.need("Socks", "100")
    browser.at._page_hash = calc_hash("my-account")
    browser.run()
    assert browser.title == "This page is for people who sign in"
    assert not any("Ask an admin" in text for text in browser.texts)


def test_no_list_to_choose_from_shows_escape_signs(home: Home, staff: Browser) -> None:
    browser = staff
    name = "Men's *XL* & [more]"
    today = home.clock.now.date()
    for one in (name, f"{name} 2"):
        home.do(add_item, AddItem(one, f"{one} category", Unit.PAIR, DateRule.ADVICE))
        home.do(add_donor, AddDonor(one, DonorKind.TEAM))
        program = home.do(add_program, AddProgram(one, ProgramKind.OTHER)).program_id
        site = home.do(add_site, AddSite(one, SiteKind.COLLECTION_SITE)).site_id
        home.do(open_drive, OpenDrive(one, today, today, (program,), (site,)))
    shown: dict[str, list[str]] = {}
    addresses: list[dict[str, str]] = [{}, {"item": "1", "do": "merge"}, {"item": "1"}, {"new": "yes"}]
    addresses += [{"program": "mens-xl-more", "do": "merge"}, {"site": "mens-xl-more", "do": "merge"}]
    for page in PAGES:
        for address in addresses if page in ("catalogue.py", "places.py", "drives.py") else [{}]:
            browser.at.query_params.clear()
            for key, value in address.items():
                browser.at.query_params[key] = value
            browser.open(page.removesuffix(".py"))
            for kind in ("selectbox", "multiselect"):
                for widget in browser.at.get(kind):
                    shown[widget.key] = list(widget.options)
    assert {key: options for key, options in shown.items() if "\\" in "".join(options)} == {}
    assert sum(any(name in one for one in options) for options in shown.values()) >= 12, shown


SHELL = """
from pathlib import Path
import streamlit as st
import drives.ui.app as shell

shell.sections = lambda: {{"": [st.Page(Path({page!r}), title="Blank", default=True)]}}
shell.main()
"""


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("", False),
        ("import streamlit as st\n", False),
        ("from drives.ui.components import page_header\npage_header('Only a title')\n", False),
        ("from drives.ui.components import page_header\npage_header('Title', 'Line', guide='log')\n", False),
        (
            "from drives.ui.components import page_header\nfrom drives.ui.session import desk\n"
            "desk().say('Done.')\npage_header('Title')\n",
            False,
        ),
        ("import streamlit as st\nst.title('Title')\nst.text('and more')\n", True),
    ],
    ids=[
        "empty",
        "an import",
        "only a header",
        "only a header and its help",
        "only what was done",
        "something",
    ],
)
@pytest.mark.usefixtures("home")
def test_a_page_that_shows_nothing_fails_loudly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str, shown: bool
) -> None:
    import drives.ui.app as shell

    monkeypatch.setattr(shell, "sections", shell.sections)
    (tmp_path / "blank.py").write_text(page)
    at = AppTest.from_string(SHELL.format(page=str(tmp_path / "blank.py")), default_timeout=30).run()
    assert [error.message for error in at.exception] == (
        [] if shown else ["The page 'overview' shows nothing."]
    )


@pytest.mark.usefixtures("home")
def test_an_error_in_a_page_is_not_swallowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import drives.ui.app as shell

    monkeypatch.setattr(shell, "sections", shell.sections)
    (tmp_path / "broken.py").write_text("raise ValueError('broken')\n")
    at = AppTest.from_string(SHELL.format(page=str(tmp_path / "broken.py")), default_timeout=30).run()
    assert [error.message for error in at.exception] == ["broken"]


@pytest.mark.parametrize("locale", [None, "", "en-US", "xx-YY", "zz"])
def test_a_browser_whose_language_we_do_not_have_gets_english(locale: str | None) -> None:
    assert preferred_language(locale) == "en"
