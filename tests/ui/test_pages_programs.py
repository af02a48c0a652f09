"""The programs as everybody may see them: what each needs most; nothing of what is hidden or unlisted."""

import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pytest

import drives.ui
from drives.commands.donations import LineDraft, LogDonation, log_donation
from drives.commands.drives import OpenDrive, open_drive
from drives.commands.places import AddProgram, ReviseProgram, add_program, revise_program
from drives.model import Program
from drives.queries.exports import EXPORTS
from drives.rules.kinds import ProgramKind
from drives.rules.roles import EVERYBODY
from drives.rules.seen import seen_mark
from drives.ui import reads
from tests.files import given
from tests.houses import Home, q
from tests.ui.conftest import Browser, at_hand

PAGES = sorted(path.stem for path in (Path(drives.ui.__file__).parent / "pages").glob("*.py"))
PANTRY = AddProgram(
    "Pantry", ProgramKind.FOOD_BANK, None, "Groceries on *Saturday*", "North side", None, "1 Open Street",
    url="https://pantry.example.org", phone="+1 555 0100", email="hi@pantry.example.org",
    languages="English, Spanish", accepted="Sealed food\nBags", not_accepted="Raw milk",
)  # fmt: skip
HAVEN = AddProgram(
    "Haven", ProgramKind.FAMILY_SHELTER, service_area="West side", hub="Town Hall", address="9 Hidden Road",
    hide_address=True,
)  # fmt: skip


@pytest.fixture
def page(home: Home, browser: Browser) -> Browser:
    """The page over a pantry, a hidden shelter, and one that is not listed."""
    for asked in (PANTRY, HAVEN, AddProgram("Harbor", ProgramKind.YOUTH_SHELTER, unlisted=True)):
        home.do(add_program, asked)
    home._nouns |= {("program", row.name): row.id for row in home.all(Program)}
    for item, quantity, program in (
        ("Rice", "40", "Pantry"),
        ("Socks", "12", "Haven"),
        ("Hats", "9", "Harbor"),
    ):
        home.need(item, quantity, program=program)
    home.do(log_donation, LogDonation(home.site(), (LineDraft(home.item("Rice"), q("15")),)))
    return browser.open("programs")


def test_before_the_first_program_the_page_says_what_it_will_show(browser: Browser) -> None:
    browser.open("programs")
    assert "This page lists every program that your gifts go to" in browser.texts


def test_a_program_stands_with_what_it_does_takes_and_needs_most(page: Browser) -> None:
    texts = page.texts
    assert "### Pantry\n\n:small[:gray[food bank · serves North side · speaks English, Spanish]]" in texts
    assert "Groceries on \\*Saturday\\*" in texts
    assert "Needs most now: **25 pairs** Rice" in texts
    assert "**Accepted:** Sealed food · Bags" in texts
    assert "**Not accepted:** Raw milk" in texts
    assert "1 Open Street" in texts
    assert "hi@pantry.example.org" in texts
    [link] = page.at.get("link_button")
    assert link.proto.url == "https://pantry.example.org"


def test_what_is_needed_grows_with_the_need(home: Home, page: Browser) -> None:
    home.need("Rice", "2", program="Pantry")
    page.run()
    assert "Needs most now: **27 pairs** Rice" in page.texts


@pytest.fixture
def public(page: Browser, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """The same page, for somebody who did not sign in."""
    at_hand(monkeypatch, viewer=lambda: EVERYBODY)
    return page.run()


def test_a_hidden_program_has_its_area_and_hub_alone(public: Browser) -> None:
    page = public
    assert "serves West side" in page.texts
    assert "Hub: Town Hall" in page.texts
    assert "Its address is not given out." in page.texts
    assert "Hidden Road" not in page.texts


def test_an_unlisted_program_is_neither_named_nor_told_by_its_kind(public: Browser) -> None:
    page = public
    assert "Harbor" not in page.texts
    assert "Hats" not in page.texts
    assert "And 1 partner program that is not listed" in page.texts
    assert "youth_shelter" not in page.at.selectbox(key="programs.kind").options
    assert page.at.selectbox(key="programs.kind").options == ["All kinds", "food bank", "family shelter"]


def test_an_admin_sees_what_is_hidden_and_that_it_is(page: Browser) -> None:
    assert "9 Hidden Road: do not pass this on. Only admins" in page.texts
    assert "Its address is not given out." not in page.texts
    assert "### Harbor :gray-badge[unlisted]" in page.texts
    assert "that is not listed" not in page.texts


def test_search_and_kind_stand_in_the_address(page: Browser) -> None:
    page.type("programs.q", "RICE")
    assert "### Pantry" in page.texts
    assert "### Haven" not in page.texts
    page.type("programs.q", "").choose("programs.kind", "family_shelter")
    assert "### Pantry" not in page.texts
    again = Browser()
    again.at.query_params["kind"] = "family_shelter"
    again.open("programs")
    assert "### Haven" in again.texts
    assert "### Pantry" not in again.texts
    again.type("programs.q", "hidden road")
    assert "No program fits." in again.texts


def everything_shown(home: Home) -> tuple[str, dict[str, bytes]]:
    """Every page but those that show an admin what is hidden, and every export but that of programs.

    The programs are looked at by somebody who did not sign in. The pages of a program's own staff and of
    one's own account are theirs; the trail tells of the change itself.
    """
    others = ("places", "programs", "our_needs", "coming_to_us", "received", "my_account", "activity")
    shown = [_shown(name) for name in PAGES if name not in others]
    with pytest.MonkeyPatch.context() as patch:
        at_hand(patch, viewer=lambda: EVERYBODY)
        shown.append(_shown("programs"))
    exports = {kind: given(home, kind) for kind in EXPORTS if kind != "programs"}
    return "\n".join(shown), exports


def _shown(name: str) -> str:
    browser = Browser().open(name)
    tree = [str(element.proto) for element in browser.at.main if hasattr(element, "proto")]
    blocks = "\n".join([*tree, browser.texts, *map(str, browser.bars)])
    return f"{name}\n" + re.sub(r"[0-9a-f]{32,}", "", blocks)


@pytest.fixture
def twin(home: Home, page: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Home]:  # noqa: ARG001
    """Makes a store that differs from this one in what is said of the hidden program alone."""
    today = home.clock.now.date()
    home.do(open_drive, OpenDrive("Now", today, today, (home.program("Haven"),), (home.site(),)))

    def made(**other: object) -> Home:
        file = tmp_path / "twin.db"
        with closing(connect(home.url.removeprefix("sqlite:///"))) as ours, closing(connect(file)) as theirs:
            ours.backup(theirs)
        other_home = Home(f"sqlite:///{file}", today)
        [row] = other_home.all(Program, Program.name == "Haven")
        whole = AddProgram(**{**{name: getattr(HAVEN, name) for name in HAVEN.__dataclass_fields__}, **other})
        other_home.do(revise_program, ReviseProgram(row.id, seen_mark(row), whole), request_id="twin")
        other_home.close()
        monkeypatch.setenv("DRIVES_STORE", f"sqlite:///{file}")
        other_home.house = reads.house()
        return other_home

    return made


def test_stores_that_differ_in_a_hidden_address_alone_show_the_same(
    home: Home, twin: Callable[..., Home]
) -> None:
    pages, exports = everything_shown(home)
    before = given(home, "programs")
    other = twin(address="77 Moved Lane")
    other_pages, other_exports = everything_shown(other)
    assert pages == other_pages
    assert {kind for kind in exports if exports[kind] != other_exports[kind]} == {"activity"}
    assert "Hidden Road" not in pages + str(exports)
    assert "Moved Lane" not in other_pages + str(other_exports)
    assert b"9 Hidden Road" in before
    assert b"77 Moved Lane" in given(other, "programs")


def test_stores_that_differ_in_what_is_public_would_be_told_apart(
    home: Home, twin: Callable[..., Home]
) -> None:
    pages, _exports = everything_shown(home)
    other_pages, _other_exports = everything_shown(twin(hub="North Library"))
    assert pages != other_pages
