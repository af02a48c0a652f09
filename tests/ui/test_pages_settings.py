"""Settings: the organization and its figures; refusals save nothing, estimates only from what was entered."""

from datetime import date

import pytest

from drives.commands.donations import LineDraft, LogDonation, log_donation
from drives.commands.factors import SetFactor, set_factor
from drives.commands.items import AddItem, add_item
from drives.commands.organization import SetUpOrganization, set_up_organization
from drives.errors import Conflict
from drives.model import Factor, Organization
from drives.queries.organization import organization_set_up
from drives.rules.kinds import FactorKind
from drives.rules.roles import COMMAND_LINE
from drives.rules.units import Unit
from drives.ui.language import preferred_language
from tests.houses import Home, dump, q
from tests.ui.conftest import Browser

HANDS = SetUpOrganization(
    "Helping Hands", "America/Chicago", "USD", contact="555", tax_id="12-3456789", need_lapse_days=90
)


@pytest.fixture
def page(home: Home, browser: Browser) -> Browser:
    """The page over an organization and an item."""
    home.do(set_up_organization, HANDS)
    home.do(add_item, AddItem("Rice", "Food", Unit.LB))
    home.do(add_item, AddItem("Soup", "Food", Unit.CAN))
    return browser.open("settings")


def fill(page: Browser, kind: FactorKind, figure: str, source: str, on: date | None = None) -> Browser:
    """Fill in a figure and send it."""
    page.type(f"factor.{kind.value}.amount.", figure).type(f"factor.{kind.value}.source.", source)
    if on is not None:
        page.at.date_input(key=page.key(f"factor.{kind.value}.from.")).set_value(on)
        page.run()
    return page.click(f"factor.{kind.value}.set.")


def test_what_stands_is_shown(page: Browser) -> None:
    assert "Helping Hands · days begin at midnight in America/Chicago" in page.texts
    shown = {
        name: page.typed(f"settings.{name}.") for name in ("name", "contact", "tax_id", "currency", "lapse")
    }
    assert shown == {
        "name": "Helping Hands", "contact": "555", "tax_id": "12-3456789", "currency": "USD", "lapse": "90"
    }  # fmt: skip
    assert page.at.selectbox(key=page.key("settings.zone.")).value == "America/Chicago"


def test_an_empty_store_is_set_up_here_too(home: Home, browser: Browser) -> None:
    browser.open("settings")
    assert "Not set up yet · days begin at midnight in UTC" in browser.texts
    assert browser.texts.count("None yet, so nothing is estimated with it.") == 2
    assert "Estimated with these figures" not in browser.texts
    browser.type("settings.name.", "Hands").type("settings.currency.", "cad").click("settings.save.")
    assert "This is now the store of Hands." in browser.texts
    [row] = home.all(Organization)
    assert (row.name, row.currency, row.need_lapse_days, row.locale) == ("Hands", "CAD", 60, "en")


def test_settings_are_saved_and_taken_back(home: Home, page: Browser) -> None:
    before = home.all(Organization)
    page.choose("settings.zone.", "Asia/Tokyo")
    assert "Days will begin at midnight in Asia/Tokyo, not in America/Chicago." in page.texts
    page.type("settings.lapse.", "30").type("settings.contact.", "").click("settings.save.")
    assert "The settings are saved." in page.texts
    assert "days begin at midnight in Asia/Tokyo" in page.texts
    [row] = home.all(Organization)
    assert (row.time_zone, row.need_lapse_days, row.contact) == ("Asia/Tokyo", 30, None)
    page.click("flash.undo")
    assert home.all(Organization) == before
    assert page.typed("settings.lapse.") == "90"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("settings.name.", " ", "Your organization needs a name."),
        ("settings.currency.", "US", "A currency is three capital letters"),
        ("settings.lapse.", "0", "Needs lapse after 1 to 3650 days, not 0."),
        ("settings.lapse.", "1.5", "Needs lapse after a whole number of days"),
    ],
)
def test_refused_settings_save_nothing_and_stay_typed(
    home: Home, page: Browser, field: str, typed: str, said: str
) -> None:
    before = dump(home.store)
    page.type(field, typed).click("settings.save.")
    assert page.refusals[0].startswith(said)
    assert dump(home.store) == before
    assert page.typed(field) == typed


def test_settings_that_somebody_changed_meanwhile_are_not_overwritten(home: Home, page: Browser) -> None:
    page.type("settings.lapse.", "30")
    seen = home.house.queries.ask(organization_set_up, COMMAND_LINE).seen
    home.do(set_up_organization, SetUpOrganization("Other Hands", seen=seen))
    page.click("settings.save.")
    assert page.refusals[0].startswith("These settings were changed meanwhile.")
    assert [row.name for row in home.all(Organization)] == ["Other Hands"]
    home.refusal(set_up_organization, SetUpOrganization("Hands", seen=seen), Conflict)


def test_a_figure_is_set_replaced_removed_and_taken_back(home: Home, page: Browser) -> None:
    kind = FactorKind.LB_PER_MEAL
    fill(page, kind, "1.2", "What We Eat in America", date(2024, 1, 1))
    assert "**1.2 lb a meal** from Jan 1, 2024" in page.texts
    assert "What We Eat in America" in page.texts
    fill(page, kind, "1.25", "another", date(2024, 1, 1))
    assert [(row.amount, row.source) for row in home.all(Factor)] == [(12_500, "another")]
    page.click("flash.undo")
    assert [(row.amount, row.source) for row in home.all(Factor)] == [(12_000, "What We Eat in America")]
    page.click("factor.lb_per_meal.remove.2024-01-01")
    assert home.all(Factor) == []
    page.click("flash.undo")
    assert [row.amount for row in home.all(Factor)] == [12_000]


@pytest.mark.parametrize(
    ("figure", "source", "on", "said"),
    [
        ("", "x", date(2024, 1, 1), "A number is missing."),
        ("0", "x", date(2024, 1, 1), "This figure is above nothing."),
        ("1.2", "", date(2024, 1, 1), "Say where this figure was published"),
        ("1.2", "x", None, "Enter the first day that this figure holds."),
    ],
)
def test_a_figure_without_its_day_or_source_is_refused(
    home: Home, page: Browser, figure: str, source: str, on: date | None, said: str
) -> None:
    before = dump(home.store)
    fill(page, FactorKind.VALUE_PER_LB, figure, source, on)
    assert page.refusals[0].startswith(said)
    assert dump(home.store) == before


def test_the_estimate_stands_in_words_with_its_figure_and_source(home: Home, page: Browser) -> None:
    rice, soup = 1, 2
    lines = (LineDraft(rice, q("1200")), LineDraft(soup, q("5")))
    home.do(log_donation, LogDonation(home.site(), lines))
    home.do(set_factor, SetFactor(FactorKind.LB_PER_MEAL, date(2024, 1, 1), 12_000, "a survey"))
    home.do(set_factor, SetFactor(FactorKind.VALUE_PER_LB, date(2024, 1, 1), 19_700, "an audit"))
    page.run()
    assert "About **1,000** meals out of 1,200 lb donated." in page.texts
    assert "About **\\$2,364** in kind, out of 1,200 lb donated." in page.texts
    assert "1,200 lb at 1.2 lb a meal, from" in page.texts
    assert "(a survey)" in page.texts
    assert "Not in it, having no weight in the catalogue: Soup." in page.texts


def test_the_categories_that_count_stand_in_the_address(home: Home, page: Browser) -> None:
    home.do(add_item, AddItem("Tea", "Drink", Unit.LB))
    home.do(set_factor, SetFactor(FactorKind.LB_PER_MEAL, date(2024, 1, 1), 12_000, "a survey"))
    counted = page.run().at.multiselect(key="settings.food")
    assert (counted.value, "category" in page.at.query_params) == (["Food"], False)
    counted.set_value([])
    assert "Choose a category to see an estimate." in page.run().texts
    assert page.at.query_params["category"] == ""
    page.at.multiselect(key="settings.food").set_value(["Food", "Drink"])
    assert page.run().at.query_params["category"] == ["Food", "Drink"]
    page.at.query_params["category"] = ["Drink", "Hats", "Drink"]
    assert page.run().at.multiselect(key="settings.food").value == ["Drink"]
    page.at.multiselect(key="settings.food").set_value(["Food"])
    assert "category" not in page.run().at.query_params


@pytest.mark.parametrize(
    ("browser_locale", "organization", "language"),
    [("xx-YY", "en", "en"), (None, "zz", "en"), ("en-GB", "zz", "en")],
)
def test_a_language_that_is_not_here_gives_way(
    browser_locale: str | None, organization: str, language: str
) -> None:
    assert preferred_language(browser_locale, organization) == language


def test_the_organizations_language_is_read_where_the_browsers_is_not_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("drives.ui.language.languages", lambda: frozenset({"en", "es"}))
    assert preferred_language("fr-FR", "es") == "es"
    assert preferred_language("en-US", "es") == "en"
    assert preferred_language("es-MX", "en") == "es"


def test_a_language_that_is_not_here_cannot_be_the_organizations(home: Home) -> None:
    said = home.refusal(set_up_organization, SetUpOrganization("Hands", locale="tlh"))
    assert said == "The language tlh is none of those that are here: en. Choose one."


def test_who_leaves_the_page_and_returns_can_save_what_stands_now(home: Home, page: Browser) -> None:
    page.type("settings.lapse.", "30").leave_for("overview")
    seen = home.house.queries.ask(organization_set_up, COMMAND_LINE).seen
    home.do(set_up_organization, SetUpOrganization("Other Hands", seen=seen))
    page.leave_for("settings")
    assert page.typed("settings.name.") == "Other Hands"
    page.type("settings.lapse.", "45").click("settings.save.")
    assert page.refusals == []
    assert [(row.name, row.need_lapse_days) for row in home.all(Organization)] == [("Other Hands", 45)]
