"""Counts in stages on their pages: begun, counted blind, compared, counted again, finalized."""

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from drives.commands.donations import LineDraft, LogDonation, log_donation
from drives.commands.people import Granted
from drives.commands.places import AddProgram, add_program
from drives.model import CycleCount, StagedCount, StagedEntry, StagedLine
from drives.queries.staged_counts import counter_choices
from drives.rules.kinds import CountStage, ProgramKind
from drives.rules.roles import THIS_MACHINE, Role
from drives.rules.units import Unit
from drives.ui import reads
from drives.ui.count_sheet_paper import sheet_file
from tests.houses import Home, dump, q
from tests.ui.conftest import Browser
from tests.ui.people import person, sign_in

WHY = "found behind the shelf"


def bring(home: Home, item: str, quantity: str, **marks: Any) -> None:
    home.do(log_donation, LogDonation(home.site("Gym"), (LineDraft(home.item(item), q(quantity), **marks),)))


@pytest.fixture
def gym(home: Home) -> Home:
    """A gym with 5821 pairs of socks and 40 soaps kept for a shelter that hides its address."""
    home.item("Socks", Unit.PAIR)
    home.item("Soap", Unit.EACH)
    home.item("Hats", Unit.EACH)
    haven = AddProgram(
        "Haven", ProgramKind.FAMILY_SHELTER, address="9 Hidden Road", hide_address=True, unlisted=True
    )
    bring(home, "Socks", "5821")
    bring(home, "Soap", "40", restricted_to_id=home.do(add_program, haven).program_id)
    for name, role in (("Ann", Role.ORGANIZER), ("Bo", Role.ORGANIZER), ("Val", Role.VOLUNTEER)):
        person(home, name, Granted(role))
    person(home, "Wes", Granted(Role.VOLUNTEER))
    return home


@pytest.fixture
def come(gym: Home, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A browser in which somebody is signed in."""

    def as_(name: str, page: str) -> Browser:
        sign_in(gym, monkeypatch, name)
        return Browser().open(page)

    return as_


def account(home: Home, name: str) -> int:
    return next(one.account_id for one in home.house.queries.ask(counter_choices, THIS_MACHINE)
                if one.name == name)  # fmt: skip


def line(home: Home, item: str) -> str:
    [row] = home.all(StagedLine, StagedLine.item_id == home.item(item))
    return f"sheet.line.{row.id}.counted."


def begin(home: Home, come: Any, *counters: str) -> Browser:
    ann = come("Ann", "counts").click("counts.begin.open")
    names = [account(home, name) for name in counters]
    ann.at.multiselect(key=ann.key("counts.begin.accounts.")).set_value(names)
    return ann.run().click("counts.begin.yes.")


def test_a_volunteer_counts_blind_and_somebody_else_finalizes(gym: Home, come: Any) -> None:
    ann = begin(gym, come, "Val")
    assert "The count has begun." in ann.texts
    val = come("Val", "count_sheets")
    assert "You have entered 0 of 2 lines at Gym." in val.texts
    for hidden in ("5821", "5,821", "Haven"):
        assert hidden not in val.texts
    assert "kept for a partner program" in val.texts
    val.type(line(gym, "Socks"), "5819").type(line(gym, "Soap"), "31")
    assert "You have entered 2 of 2 lines at Gym." in val.texts
    # A reload loses nothing: each figure is in the store.
    again = come("Val", "count_sheets")
    assert again.typed(line(gym, "Socks")) == "5819"
    assert again.type(line(gym, "Soap"), "3x").refusals
    assert [row.counted for row in gym.all(StagedEntry)] == [q("5819"), q("31")]
    assert "Nothing stands" not in come("Wes", "count_sheets").texts
    assert "None is going on now." in come("Wes", "count_sheets").texts

    ann = come("Ann", "counts")
    assert "Entered: 2 of 2 lines." in ann.texts
    assert "5819" not in ann.texts
    ann.click("counts.compare").click("counts.compare.yes.")
    assert "Val: 5,819 pairs, 2 pairs fewer than the 5,821 pairs that the books said then." in ann.texts
    assert "Counted: 2 of 2 lines. 2 differ." in ann.texts
    before = dump(gym.store)
    ann.type("counts.finalize.reason.", WHY).click("counts.finalize.yes.")
    assert "So large a difference needs a reason of its own." in ann.refusals[0]
    assert dump(gym.store) == before
    soap = gym.all(StagedLine, StagedLine.item_id == gym.item("Soap"))[0].id
    ann.type(f"counts.finalize.why.{soap}.", "used in the showers").click("counts.finalize.yes.")
    assert gym.all(StagedCount)[0].stage is CountStage.FINALIZED
    assert [row.note for row in gym.all(CycleCount)] == [WHY]
    assert "Finalized: the books of Gym now say what was counted." in ann.texts
    assert "used in the showers" in ann.texts


def test_counters_who_differ_are_counted_again_and_who_counted_is_told_to_leave_it(
    gym: Home, come: Any
) -> None:
    person(gym, "Cy", Granted(Role.ORGANIZER))
    begin(gym, come)
    for name, found in (("Ann", "5820"), ("Bo", "5819")):
        come(name, "count_sheets").type(line(gym, "Socks"), found)
    ann = come("Ann", "counts").click("counts.compare").click("counts.compare.yes.")
    socks = gym.all(StagedLine, StagedLine.item_id == gym.item("Socks"))[0].id
    assert "You entered figures in this count: somebody else finalizes it" in ann.texts
    cy = come("Cy", "counts").type("counts.finalize.reason.", WHY).click("counts.finalize.yes.")
    assert cy.refusals == ["Socks: those who counted differ. Choose one figure, or ask for a recount."]
    cy.at.checkbox(key=cy.key(f"counts.finalize.again.{socks}.")).check()
    cy.run().click("counts.finalize.recount.")
    assert "This is a recount" in cy.texts
    bo = come("Bo", "count_sheets")
    assert bo.typed(line(gym, "Socks")) == ""
    bo.type(line(gym, "Socks"), "5819")
    ann = come("Ann", "counts").click("counts.compare").click("counts.compare.yes.")
    ann.type("counts.finalize.reason.", WHY).click("counts.finalize.yes.")
    assert ann.refusals[0].startswith("You entered figures in this count, so somebody else has to")
    ann.click("counts.abandon").click("counts.abandon.yes.")
    assert "Nothing was posted." in ann.texts
    assert gym.all(CycleCount) == []


def test_the_printed_sheet_names_what_to_count_and_no_figure_nor_address(gym: Home, come: Any) -> None:
    begin(gym, come, "Val")
    come("Val", "count_sheets")
    file = sheet_file(gym.house.queries, reads.viewer(), staged_count_id=1, size="letter")
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(file)).pages)
    for said in ("Count at Gym", "Socks", "Soap", "kept for a partner program", "Counted by"):
        assert said in text
    for hidden in ("5821", "5,821", "40", "Haven", "Hidden Road"):
        assert hidden not in text
    come("Val", "count_sheets").type(line(gym, "Socks"), "5821")
    ann = come("Ann", "counts").click("counts.compare").click("counts.compare.yes.")
    assert "Counted: 1 of 2 lines. 1 was not counted, and is left alone. What was counted is" in ann.texts
    assert not ann.has("counts.finalize.recount."), "nothing differs, so nothing can be ticked"


def test_what_was_found_beside_the_sheet_is_added(gym: Home, come: Any) -> None:
    begin(gym, come, "Val")
    val = come("Val", "count_sheets").choose("sheet.beside.item.", gym.item("Hats"))
    val.type("sheet.beside.counted.", "7").click("sheet.beside.add.")
    assert "Entered: 7 × Hats." in val.texts
    assert "not on the sheet" in val.texts


def test_without_accounts_one_person_does_all_of_it(home: Home, browser: Browser) -> None:
    home.item("Socks", Unit.PAIR)
    bring(home, "Socks", "20")
    browser.open("counts")
    assert "Counts that several take part in show here" in browser.texts
    browser.click("counts.begin.open").click("counts.begin.yes.")
    browser.open("count_sheets").type(line(home, "Socks"), "19")
    browser.open("counts").click("counts.compare").click("counts.compare.yes.")
    assert "There are no accounts, so whoever counted finalizes it, too." in browser.texts
    browser.type("counts.finalize.reason.", WHY).click("counts.finalize.yes.")
    assert home.level(home.lot_of("Socks")) == ("19", "0")
