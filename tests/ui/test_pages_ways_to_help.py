"""Ways to help: give, volunteer, mentor, share, be a safe adult; each with the programs that welcome it."""

import pytest

from drives.commands.places import AddProgram, add_program
from drives.model import Program, ProgramWelcome
from drives.rules.kinds import ProgramKind, WayToHelp
from drives.rules.roles import EVERYBODY
from tests.houses import Home
from tests.ui.conftest import Browser, at_hand

TITLES = ("Give", "Volunteer", "Mentor", "Share resources", "Be a safe adult")
VOLUNTEER, MENTOR, SHARE, SAFE = WayToHelp


def parts(browser: Browser) -> dict[str, str]:
    """What stands under each heading."""
    found: dict[str, str] = {}
    for part in ("\n" + browser.texts).split("\n## ")[1:]:
        title, _, said = part.partition("\n")
        found[title] = said
    return found


def test_before_there_is_a_program_every_way_is_told(home: Home, browser: Browser) -> None:
    found = parts(browser.open("ways_to_help"))
    assert tuple(found) == TITLES
    assert all("No program here has said so yet" in found[title] for title in TITLES[1:])
    assert "0 programs say who is welcome" in browser.texts
    home.program("Shelter")
    assert "0 programs say who is welcome" in browser.run().texts


def test_each_way_has_the_programs_that_welcome_it_and_no_unlisted_one(
    home: Home, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_hand(monkeypatch, viewer=lambda: EVERYBODY)
    pantry = AddProgram(
        "Pantry", ProgramKind.FOOD_BANK, service_area="North *side*", phone="+1 555 0100",
        welcomes=(VOLUNTEER, SHARE),
    )  # fmt: skip
    haven = AddProgram(
        "Haven", ProgramKind.FAMILY_SHELTER, address="9 Hidden Road", hide_address=True, hub="Town Hall",
        welcomes=(MENTOR, VOLUNTEER),
    )  # fmt: skip
    harbor = AddProgram("Harbor", ProgramKind.YOUTH_SHELTER, unlisted=True, welcomes=tuple(WayToHelp))
    for asked in (pantry, haven, harbor):
        home.do(add_program, asked)
    found = parts(browser.open("ways_to_help"))
    named = {title: [name for name in ("Pantry", "Haven") if name in said] for title, said in found.items()}
    assert named == {
        "Give": [],
        "Volunteer": ["Pantry", "Haven"],
        "Mentor": ["Haven"],
        "Share resources": ["Pantry"],
        "Be a safe adult": [],
    }  # fmt: skip
    assert "serves North \\*side\\*" in found["Volunteer"]
    assert "+1 555 0100" in found["Volunteer"]
    assert "Hub: Town Hall" in found["Mentor"]
    assert "2 programs say who is welcome" in browser.texts
    for hidden in ("Harbor", "Hidden Road", "youth shelter"):
        assert hidden not in browser.texts


def test_give_names_who_asks_for_things_now(home: Home, browser: Browser) -> None:
    for name in "ABCDEF":
        home.do(add_program, AddProgram(f"Program {name}", ProgramKind.OTHER))
    home._nouns |= {("program", row.name): row.id for row in home.all(Program)}
    home.need("Socks", "5", program="Program A")
    assert "Program A asks for things now." in browser.open("ways_to_help").texts
    for name in "BCDEF":
        home.need("Socks", "5", program=f"Program {name}")
    said = "Program A, Program B, Program C, Program D, and 2 more ask for things now."
    assert said in browser.run().texts


def test_the_form_of_a_program_sets_them_and_the_undo_puts_them_back(home: Home, browser: Browser) -> None:
    home.do(add_program, AddProgram("Pantry", ProgramKind.FOOD_BANK, welcomes=(MENTOR,)))
    browser.open("places").click("places.open.program.pantry")
    pills = browser.at.get("button_group")
    [welcomes] = [one for one in pills if one.key.startswith("program.welcomes.")]
    assert welcomes.value == ["mentor"]
    welcomes.set_value(["volunteer", "safe_adult"])
    browser.run().click("program.save.")
    assert "Saved: Pantry." in browser.texts
    assert sorted(row.way for row in home.all(ProgramWelcome)) == [SAFE, VOLUNTEER]
    browser.click("flash.undo")
    assert [row.way for row in home.all(ProgramWelcome)] == [MENTOR]
    assert "Welcomes mentors." in browser.open("programs").texts
