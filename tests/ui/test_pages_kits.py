"""Kits: a recipe is written down, kits are put together, taken apart and taken back; refusals say figures."""

from datetime import timedelta

import pytest

from drives.commands import allocation, stock
from drives.commands.people import Granted
from drives.exchange.writing import to_csv
from drives.model import Assembly, Recipe, RecipeLine
from drives.queries.kit_work import kit_work_sheet
from drives.rules.roles import Role
from drives.rules.units import Unit
from drives.ui import reads
from tests.commands.stocked import stocked
from tests.commands.test_kits import KIT, recipe
from tests.houses import Home, dump, q
from tests.ui.conftest import Browser
from tests.ui.people import come_as
from tests.ui.test_pages_drive import give, opened


@pytest.fixture
def page(home: Home, browser: Browser) -> Browser:
    """The page over soap for forty-two kits and towels for seventy, of which sixty are asked for."""
    recipe(home, Soap="2", Towel="1")
    stocked(home, {"Soap": "85", "Towel": "70"})
    home.need(KIT, "60", posted_on=home.clock.now.date() - timedelta(days=1))
    return browser.open("kits")


def test_kits_are_put_together_taken_apart_and_taken_back(home: Home, page: Browser) -> None:
    kit = home.item(KIT)
    assert "**42 kits** can be put together at Gym now; then there is too little of Soap." in page.texts
    assert "Needs ask for 60 kits more than there are." in page.texts
    assert "- 2 × Soap · 85 free here\n- 1 × Towel · 70 free here" in page.texts
    page.type(f"kits.{kit}.many.", "200")
    assert "That takes 400 × Soap and 200 × Towel. Missing here: 315 × Soap and 130 × Towel." in page.texts
    before = dump(home.store)
    page.click(f"kits.{kit}.build.")
    assert page.refusals == [
        "Soap: 400 needed for 200 kits, 85 available, 315 short. "
        "Towel: 200 needed for 200 kits, 70 available, 130 short. 42 kits can be built now."
    ]
    assert dump(home.store) == before
    assert page.typed(f"kits.{kit}.many.") == "200"
    page.type(f"kits.{kit}.many.", "40").click(f"kits.{kit}.build.")
    assert "Put together: 40 × Hygiene kit." in page.texts
    lot = home.lot_of(KIT)
    assert "**40 × Hygiene kit** · of several drives or of none" in page.texts
    page.type(f"kits.apart.{lot}.many.", "41").click(f"kits.apart.{lot}.apart.")
    assert page.refusals == [
        "Hygiene kit at Gym: 41 asked, 40 there (1 short). Take fewer, or count that shelf."
    ]
    page.type(f"kits.apart.{lot}.many.", "15").click(f"kits.apart.{lot}.apart.")
    assert "Taken apart: 15 × Hygiene kit. The parts are back on the shelf." in page.texts
    assert home.level(lot)[0] == "25"
    assert "**15 × Hygiene kit** taken apart into 30 × Soap and 15 × Towel" in page.texts
    rows = to_csv(kit_work_sheet(reads.kits_at(home.site(), None).done)).decode().splitlines()
    assert rows[1] == f"{home.clock.now.date()},Hygiene kit,15,Soap,each,30,yes,no"
    page.click("kits.undo.2")
    assert home.level(lot)[0] == "40"
    page.click("kits.undo.1")
    assert "Undone: everything is where it was." in page.texts
    assert home.level(lot)[0] == "0"


def test_the_page_begins_where_the_most_can_be_built_and_says_how_many_elsewhere(home: Home) -> None:
    recipe(home, Soap="2", Towel="1")
    stocked(home, {"Soap": "8", "Towel": "70"})
    stocked(home, {"Soap": "40", "Towel": "70"}, site="Depot")
    page = Browser().open("kits")
    assert page.at.query_params["site"] == "depot"
    assert "**20 kits** can be put together at Depot now; then there is too little of Soap." in page.texts
    assert "Elsewhere: 4 kits at Gym." in page.texts
    page.at.query_params["site"] = "gym"
    assert "Elsewhere: 20 kits at Depot." in page.run().texts


def test_where_none_can_be_built_it_says_why_and_begins_where_the_parts_are(home: Home) -> None:
    recipe(home, Soap="2", Towel="1")
    home.site("Annex")
    stocked(home, {"Soap": "9"})
    kept = home.need("Soap", "5")
    home.do(allocation.reserve, allocation.Reserve(kept, home.lot_of("Soap"), home.site(), q("5")))
    stocked(home, {"Soap": "3"}, lot_code="L1")
    home.do(stock.hold, stock.HoldLot(home.lot_of("Soap", lot_code="L1"), "a notice"))
    stocked(home, {"Towel": "4"}, restricted_to_id=home.program())
    page = Browser().open("kits")
    assert page.at.query_params["site"] == "gym", "where the parts are, and not at a site with nothing"
    assert "- 2 × Soap · 4 free here; also here: 5 allocated and 3 on hold" in page.texts
    assert "- 1 × Towel · 0 free here; also here: 4 kept for programs" in page.texts
    assert "For a single one, this is missing here: 1 × Towel." in page.texts
    kit = home.item(KIT)
    assert not page.has(f"kits.{kit}.build.")
    page.choose(f"kits.{kit}.for.", home.program())
    assert "For Shelter, with what is kept for it, 2 kits can be put together here." in page.texts
    page.type(f"kits.{kit}.many.", "2").click(f"kits.{kit}.build.")
    assert "Put together: 2 × Hygiene kit." in page.texts


def test_an_organizer_of_one_drive_sees_the_kits_where_none_can_be_built_and_no_page_of_counting(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe(home, Soap="2", Towel="1")
    home.site("Annex")
    drive, shelter = opened(home, "Fall"), home.program()
    give(home, "Soap", "1", drive)
    page = come_as(home, monkeypatch, "Olga", Granted(Role.ORGANIZER, drive)).open("kits")
    assert page.at.query_params["site"] == "gym", "where any of the parts are"
    assert "- 2 × Soap · 1 free here" in page.texts
    kit = home.item(KIT)
    page.choose(f"kits.{kit}.for.", shelter).type(f"kits.{kit}.many.", "1")
    assert "What is kept for Shelter is not counted in here, and goes in first." in page.texts
    assert "Missing here, unless it is kept for the program: 1 × Soap and 1 × Towel." in page.texts
    assert page.has(f"kits.{kit}.build.")
    for closed in ("count", "counts"):
        with pytest.raises(ValueError, match="navigation page"):
            page.open(closed)
    links = {link.proto.label for link in page.open("count_sheets").at.get("page_link")}
    assert not links & {"Count", "Count together"}


def test_a_recipe_is_written_down_anew_and_retired(home: Home, browser: Browser) -> None:
    kit, comb = home.item(KIT, Unit.KIT), home.item("Comb", Unit.EACH)
    home.site()
    browser.open("kits")
    assert "No kit has a recipe yet." in str(browser.at.info[0].value)
    browser.choose("kits.recipe.kit", kit)
    browser.choose(f"kits.recipe.{kit}.item.0.", comb).type(f"kits.recipe.{kit}.many.0.", "0.5")
    label = browser.at.text_input(key=browser.key(f"kits.recipe.{kit}.many.0.")).label
    assert label == "In one kit", "what is counted by the piece has no unit word"
    browser.click(f"kits.recipe.{kit}.write.")
    assert any("Comb: 0.5 is not a whole number" in one for one in browser.refusals)
    assert home.all(Recipe) == []
    browser.type(f"kits.recipe.{kit}.many.0.", "2").click(f"kits.recipe.{kit}.write.")
    assert "Written down: what goes into one of Hygiene kit." in browser.texts
    none = "None can be put together at Gym now. For a single one, this is missing here: 2 × Comb."
    assert none in browser.texts
    assert not browser.has(f"kits.{kit}.build."), "a button that cannot work"
    assert browser.typed(f"kits.recipe.{kit}.many.0.") == "2"
    browser.type(f"kits.recipe.{kit}.many.0.", "3").click(f"kits.recipe.{kit}.write.")
    assert [row.quantity for row in home.all(RecipeLine)] == [q("2"), q("3")]
    browser.click(f"kits.recipe.{kit}.retire.")
    assert "Hygiene kit is no longer put together; its parts are not asked for." in browser.texts
    assert len(home.all(Recipe)) == 3
    assert home.all(Assembly) == []


def test_people_are_asked_for_what_is_missing_of_kits_and_told_what_it_goes_into(
    home: Home, page: Browser
) -> None:
    page.open("needs")
    assert [str(one.value) for one in page.at.info] == [
        "Hygiene kit: 60 kits more are asked for than there are; 42 kits can be put together at Gym."
    ]
    opened(home, "Winter")
    for where in ("what_to_bring", "overview"):
        page.open(where)
        assert "goes into: Hygiene kit" in page.texts
        assert "35" in page.texts
    assert "for Shelter" in page.open("what_to_bring").texts
    reads.look_again()
    rows = {row.item: row for row in reads.the_overview().rows}
    assert (rows[KIT].to_build, rows["Soap"].for_kits, rows["Towel"].for_kits) == (
        q("60"), q("120"), q("60")
    )  # fmt: skip
    assert "Soap, with 35 still to collect and 70% covered" in page.open("overview").texts
