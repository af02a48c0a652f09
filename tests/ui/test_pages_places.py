"""Programs and sites: added, changed as a whole and merged, with what was typed kept when it is refused."""

import pytest

from drives.commands.donations import LineDraft, LogDonation, log_donation
from drives.commands.places import (
    AddProgram,
    AddSite,
    ReviseProgram,
    ReviseSite,
    add_program,
    add_site,
    revise_program,
    revise_site,
)
from drives.model import Program, Site
from drives.rules.kinds import ProgramKind, SiteKind
from drives.rules.seen import seen_mark
from tests.houses import Home, dump, q
from tests.ui.conftest import Browser

HAVEN = AddProgram(
    "Haven", ProgramKind.FAMILY_SHELTER, "haven", "A roof", "West side", "Town Hall", "9 Hidden Road", True,
    True, "https://example.org", "555", "haven@example.org", "en", "New socks\nTents", "Used linen",
)  # fmt: skip
BARN = AddSite("Barn", SiteKind.WAREHOUSE, "barn", "1 A Street", "9-17", 535_461_000, -1_134_938_123, False)


def told(home: Home, model: type[Program] | type[Site]) -> list[dict[str, object]]:
    """What is said of each program or site that stands."""
    left = ("id", "name_key", "merged_into_id")
    return [
        {name: value for name, value in row._mapping.items() if name not in left}
        for row in home.all(model, model.merged_into_id.is_(None))
    ]


@pytest.fixture
def page(home: Home, browser: Browser) -> Browser:
    """The page over a shelter and a barn."""
    home.do(add_program, HAVEN)
    home.do(add_site, BARN)
    return browser.open("places")


def show_sites(page: Browser) -> Browser:
    """The sites."""
    page.at.query_params["show"] = "site"
    return page.run()


def test_before_the_first_program_the_page_says_what_it_will_show(browser: Browser) -> None:
    browser.open("places")
    assert "Programs that receive goods are listed here" in browser.texts
    assert browser.has("places.add.program")
    show_sites(browser)
    assert "Places where goods come in" in browser.texts


def test_a_program_is_added_with_everything_that_an_import_can_say(home: Home, browser: Browser) -> None:
    browser.open("places").click("places.add.program")
    browser.choose("program.kind.", ProgramKind.YOUTH_SHELTER.value)
    assert browser.at.checkbox(key=browser.key("program.hide_address.")).value, "shelters are hidden at first"
    browser.choose("program.kind.", ProgramKind.FOOD_BANK.value)
    assert not browser.at.checkbox(key=browser.key("program.hide_address.")).value
    browser.choose("program.kind.", HAVEN.kind.value)
    for name in ("name", "slug", "service_area", "hub", "address", "url", "phone", "email", "languages"):
        browser.type(f"program.{name}.", getattr(HAVEN, name))
    for name in ("description", "accepted", "not_accepted"):
        browser.write(f"program.{name}.", getattr(HAVEN, name))
    browser.tick("program.unlisted.").click("program.save.")
    assert "Added: Haven." in browser.texts
    home.do(add_program, AddProgram("Other", ProgramKind.OTHER))
    assert told(home, Program)[0] == {name: getattr(HAVEN, name) for name in told(home, Program)[0]}
    assert not browser.has("program.save.")


def test_a_site_is_added_to_the_last_digit(home: Home, browser: Browser) -> None:
    show_sites(browser.open("places")).click("places.add.site")
    browser.type("site.latitude.", "53,5461").type("site.longitude.", "-113.4938123")
    browser.type("site.name.", "Barn").type("site.address.", "1 A Street").type("site.hours.", "9-17")
    browser.choose("site.kind.", "warehouse").tick("site.public.", False).click("site.save.")
    assert "Added: Barn." in browser.texts
    assert told(home, Site) == [{name: getattr(BARN, name) for name in told(home, Site)[0]}]


def test_what_stands_is_in_the_form_and_a_change_can_be_undone(home: Home, page: Browser) -> None:
    before = told(home, Program)
    page.click("places.open.program.haven")
    assert page.typed("program.address.") == "9 Hidden Road"
    page.type("program.hub.", "North Library").tick("program.hide_address.", False).click("program.save.")
    assert "Saved: Haven." in page.texts
    assert told(home, Program) == [{**before[0], "hub": "North Library", "hide_address": False}]
    page.click("flash.undo")
    assert "Haven is as it was before." in page.texts
    assert told(home, Program) == before


def test_a_site_is_changed_and_put_back(home: Home, page: Browser) -> None:
    before = told(home, Site)
    show_sites(page).click("places.open.site.barn")
    assert (page.typed("site.latitude."), page.typed("site.longitude.")) == ("53.5461", "-113.4938123")
    page.type("site.latitude.", "").type("site.longitude.", "").type("site.hours.", "never").click(
        "site.save."
    )
    assert told(home, Site) == [{**before[0], "hours": "never", "latitude": None, "longitude": None}]
    page.click("flash.undo")
    assert told(home, Site) == before


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [("name", "", "A name is missing."), ("email", "x", "This is not an e-mail address.")],
)
def test_a_refused_change_saves_nothing_and_keeps_what_was_typed(
    home: Home, page: Browser, field: str, typed: str, said: str
) -> None:
    page.click("places.open.program.haven").type("program.hub.", "North Library")
    before = dump(home.store)
    page.type(f"program.{field}.", typed).click("program.save.")
    assert page.refusals[0].startswith(said)
    assert dump(home.store) == before
    assert page.typed("program.hub.") == "North Library"


@pytest.mark.parametrize(
    ("typed", "said"), [("north", "These are no degrees."), ("91", "Degrees here go from")]
)
def test_degrees_that_are_none_are_refused(home: Home, page: Browser, typed: str, said: str) -> None:
    show_sites(page).click("places.open.site.barn")
    before = dump(home.store)
    page.type("site.latitude.", typed).click("site.save.")
    assert page.refusals[0].startswith(said)
    assert dump(home.store) == before
    assert page.typed("site.latitude.") == typed


def test_a_sites_kind_stays_once_goods_have_moved_there(home: Home, page: Browser) -> None:
    [barn] = home.all(Site)
    home.do(log_donation, LogDonation(barn.id, (LineDraft(home.item("Socks"), q("1")),)))
    show_sites(page).click("places.open.site.barn").choose("site.kind.", "collection_site").click(
        "site.save."
    )
    assert page.refusals == ["Goods have moved at Barn, so it stays a warehouse."]


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(home: Home, page: Browser) -> None:
    page.click("places.open.program.haven").type("program.hub.", "North Library")
    [row] = home.all(Program)
    home.do(revise_program, ReviseProgram(row.id, seen_mark(row), AddProgram("Haven", HAVEN.kind, phone="1")))
    page.run()
    before = dump(home.store)
    page.click("program.save.")
    assert page.refusals[0].startswith("Haven was changed by somebody else meanwhile.")
    assert dump(home.store) == before


def test_the_second_click_adds_nothing_more(home: Home, browser: Browser) -> None:
    browser.open("places").click("places.add.program").type("program.name.", "Haven")
    button = browser.at.button(key=browser.key("program.save."))
    for _click in range(2):
        button.click()
        browser.run()
    assert len(home.all(Program)) == 1
    assert browser.refusals == []


def test_merging_says_first_what_follows(home: Home, page: Browser) -> None:
    kept = home.program("Safe Haven")
    home.need("Socks", "12", program="Safe Haven")
    page.run().click("places.open.program.haven").click("program.merge.")
    page.click("merge.yes.")
    assert page.refusals == ["Choose first which one is kept."]
    page.choose("merge.into.", kept)
    assert "what is kept for Haven is kept for Safe Haven" in page.texts
    assert "this cannot be taken back" in page.texts
    before = dump(home.store)
    page.click("merge.no.")
    assert dump(home.store) == before
    page.click("places.open.program.haven").click("program.merge.").choose("merge.into.", kept)
    page.click("merge.yes.")
    assert "Haven is now part of Safe Haven." in page.texts
    assert [row["name"] for row in told(home, Program)] == ["Safe Haven"]
    assert not page.has("places.open.program.haven")


def test_sites_are_merged_and_a_refused_merge_says_why(home: Home, page: Browser) -> None:
    gym = home.site("Gym")
    show_sites(page).click("places.open.site.barn").click("site.merge.")
    page.choose("merge.into.", gym).click("merge.yes.")
    assert "make both of one kind first" in page.refusals[0]
    page.click("merge.no.").click("places.open.site.gym")
    page.choose("site.kind.", "warehouse").click("site.save.")
    page.click("places.open.site.barn").click("site.merge.").choose("merge.into.", gym).click("merge.yes.")
    assert "Barn is now part of Gym." in page.texts


def test_an_address_opens_the_form_and_an_unknown_one_nothing(home: Home) -> None:
    home.do(add_program, HAVEN)
    for slug, opened in (("haven", True), ("gone", False)):
        browser = Browser()
        browser.at.query_params["program"] = slug
        browser.open("places")
        assert browser.has("program.save.") is opened


def test_search_finds_by_area_and_address(home: Home, page: Browser) -> None:
    home.program("Pantry")
    page.run().type("places.q", "hidden ro")
    assert page.has("places.open.program.haven")
    assert not page.has("places.open.program.pantry")
    page.type("places.q", "nothing like it")
    assert "No program fits. Clear the search." in page.texts


def test_who_leaves_a_form_and_returns_can_save_what_stands_now(home: Home, page: Browser) -> None:
    page.click("places.open.program.haven").type("program.hub.", "Gone").leave_for("overview")
    [row] = home.all(Program)
    home.do(revise_program, ReviseProgram(row.id, seen_mark(row), AddProgram("Haven", HAVEN.kind, "haven")))
    page.leave_for("places")
    assert not page.has("program.save.")
    page.click("places.open.program.haven")
    assert page.typed("program.hub.") == ""
    page.type("program.phone.", "777").click("program.save.")
    assert page.refusals == []
    assert [(row["phone"], row["hub"]) for row in told(home, Program)] == [("777", None)]
    show_sites(page).click("places.open.site.barn").type("site.hours.", "never").leave_for("overview")
    [site] = home.all(Site)
    home.do(revise_site, ReviseSite(site.id, seen_mark(site), AddSite("Shed", BARN.kind, "barn")))
    show_sites(page.leave_for("places")).click("places.open.site.barn")
    assert page.typed("site.name.") == "Shed"
    page.type("site.hours.", "10-12").click("site.save.")
    assert page.refusals == []
    assert [(row["name"], row["hours"]) for row in told(home, Site)] == [("Shed", "10-12")]


def test_a_merge_that_was_not_chosen_or_is_refused_saves_nothing(home: Home, page: Browser) -> None:
    gym = home.site("Gym")
    before = dump(home.store)
    show_sites(page).click("places.open.site.barn").click("site.merge.").click("merge.yes.")
    assert page.refusals == ["Choose first which one is kept."]
    page.choose("merge.into.", gym).click("merge.yes.")
    assert "make both of one kind first" in page.refusals[0]
    assert dump(home.store) == before
