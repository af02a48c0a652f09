"""Catalogue: found under any word, opened and changed whole; what is refused stays typed."""

from datetime import timedelta

import pytest

from drives.commands.donations import LineDraft, LogDonation, log_donation
from drives.commands.item_changes import ReviseItem, revise_item
from drives.commands.items import AddItem, Pack, add_item
from drives.commands.merging import MergeItems, merge_items
from drives.model import Item, ItemPack, ItemSynonym, ItemValue
from drives.queries.catalogue import catalogue
from drives.rules.dates import DateRule
from drives.rules.roles import COMMAND_LINE
from drives.rules.units import Unit
from drives.ui.item_form import terms_of
from tests.houses import Home, dump, q
from tests.ui.conftest import Browser

SOCKS = AddItem(
    "Wool socks",
    "Clothing",
    Unit.PAIR,
    sku="S-1",
    packs=(Pack("00012345678905", "dozen", q("12")),),
    synonyms=("stockings", "calcetines"),
)


@pytest.fixture
def socks(home: Home) -> int:
    """The id of an item with a pack and words."""
    return int(home.do(add_item, SOCKS).item_id)


@pytest.fixture
def page(home: Home, socks: int, browser: Browser) -> Browser:  # noqa: ARG001
    """The page over socks, rice, and gloves that are not in use."""
    home.do(add_item, AddItem("Rice", "Food", Unit.LB))
    home.do(add_item, AddItem("Gloves", "Clothing", Unit.PAIR, active=False))
    return browser.open("catalogue")


def shown(page: Browser) -> list[str]:
    """The items on the page."""
    starts = "catalogue.open."
    return [button.label.strip("*")
            for button in page.at.button if (button.key or "").startswith(starts)]  # fmt: skip


def test_the_items_in_use_stand_with_what_they_are_known_under(page: Browser) -> None:
    assert page.title == "What we count"
    assert "Your community · 2 items in use" in page.texts
    assert shown(page) == ["Rice", "Wool socks"]
    assert "Clothing · pairs · dozen (12)" in page.texts
    assert "also: stockings, calcetines" in page.texts


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("calcetin", ["Wool socks"]),
        ("SOCKS", ["Wool socks"]),
        ("012345678905", ["Wool socks"]),
        ("(01)00012345678905(10)L7", ["Wool socks"]),
        ("rice", ["Rice"]),
        ("gloves", []),
        ("zzzz", []),
    ],
)
def test_an_item_is_found_under_any_word_or_barcode(page: Browser, typed: str, found: list[str]) -> None:
    page.type("catalogue.q", typed)
    assert shown(page) == found
    assert ("No item fits." in page.texts) == (not found)


def test_items_are_kept_to_a_category_and_to_those_not_in_use(page: Browser) -> None:
    page.choose("catalogue.category", "Food")
    assert shown(page) == ["Rice"]
    assert page.at.query_params["category"] == "Food"
    page.choose("catalogue.category", "")
    assert "category" not in page.at.query_params
    page.at.radio(key="catalogue.use").set_value("inactive")
    assert shown(page.run()) == ["Gloves"]
    assert "not in use" in [str(one.value) for one in page.at.markdown] or "not in use" in page.texts


def test_an_empty_store_offers_the_starter_catalogue(home: Home, browser: Browser) -> None:
    browser.open("catalogue")
    assert "This page lists everything that can be needed, given and counted." in browser.texts
    browser.click("catalogue.starter.")
    assert len(home.all(Item)) > 200
    assert len(shown(browser)) == 50


def test_a_new_item_is_added_with_its_pack_words_and_value(home: Home, page: Browser) -> None:
    page.click("catalogue.new")
    page.type("item.name.", "Hand soap").type("item.category.", "Clothing")
    page.type("item.pack.0.", "case").type("item.holds.0.", "24").type("item.code.0.", "4006381333931")
    page.click("item.more.").type("item.code.1.", "036000291452")
    page.write("item.words.", "jabón\n\nbar soap\n").type("item.value.", "1.25")
    page.click("item.add.")
    assert "Added: Hand soap." in page.texts
    assert "Hand soap" in shown(page)
    row = home.all(Item)[-1]
    assert (row.name, row.category, row.unit, row.date_rule) == (
        "Hand soap", "Clothing", Unit.EACH, DateRule.ADVICE
    )  # fmt: skip
    assert [(one.barcode, one.pack, one.pack_quantity) for one in home.all(ItemPack)[1:]] == [
        ("4006381333931", "case", q("24")), ("036000291452", None, None)
    ]  # fmt: skip
    assert [one.synonym for one in home.all(ItemSynonym)[2:]] == ["jabón", "bar soap"]
    assert [one.unit_value for one in home.all(ItemValue)] == [12_500]


@pytest.mark.parametrize(("typed", "kept"), [("clothing ", "Clothing"), ("Camping", "Camping")])
def test_a_category_is_typed_and_a_known_one_keeps_its_spelling(
    home: Home, page: Browser, typed: str, kept: str
) -> None:
    page.click("catalogue.new").type("item.name.", "Tent")
    assert page.has("known.item.category.")
    page.type("item.category.", typed)
    assert ("A new category: nothing else is in it yet." in page.texts) == (typed == kept)
    page.click("item.add.")
    assert home.all(Item)[-1].category == kept


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("item.name.", "", "An item needs a name and a category."),
        ("item.name.", "wool SOCKS", "There is an item named wool SOCKS already."),
        ("item.weight.", "1,5", "Weight of one, in lb: The points and commas"),
        ("item.people.", "0", "People that one is for: Zero is not a quantity here"),
        ("item.holds.0.", "1.5", "Pack 1, holds: 1.5 is not a whole number"),
        ("item.code.0.", "036000291453", "The last digit should be 2"),
        ("item.code.0.", "00012345678905", "The barcode 00012345678905 is on another item already."),
        ("item.value.", "-1", "This is below zero."),
        ("item.sku.", "s-1", "The SKU s-1 is taken by another item."),
    ],
)
def test_a_refused_item_saves_nothing_and_keeps_what_was_typed(
    home: Home, page: Browser, field: str, typed: str, said: str
) -> None:
    page.click("catalogue.new").type("item.name.", "Soap").type("item.category.", "Clothing")
    page.type(field, typed)
    before = dump(home.store)
    page.click("item.add.")
    assert page.refusals[0].startswith(said)
    assert dump(home.store) == before
    assert page.typed(field) == typed


def test_an_item_is_opened_changed_and_taken_back(home: Home, socks: int, page: Browser) -> None:
    before = home.all(Item), home.all(ItemPack), [one.synonym for one in home.all(ItemSynonym)]
    page.click(f"catalogue.open.{socks}")
    assert page.typed("item.name.") == "Wool socks"
    assert (page.typed("item.pack.0."), page.typed("item.holds.0.")) == ("dozen", "12")
    page.type("item.name.", "Warm socks").type("item.pack.0.", "").type("item.holds.0.", "")
    page.write("item.words.", "medias").click("item.save.")
    assert "Saved: Warm socks." in page.texts
    assert "Warm socks" in shown(page)
    assert [(one.barcode, one.pack) for one in home.all(ItemPack)] == [("00012345678905", None)]
    page.click("flash.undo")
    assert "Taken back: Wool socks is as it was." in page.texts
    rows = home.all(Item), home.all(ItemPack), [one.synonym for one in home.all(ItemSynonym)]
    assert rows[0] == before[0]
    assert rows[2] == before[2]
    assert [row[1:] for row in rows[1]] == [row[1:] for row in before[1]]


def test_a_change_by_somebody_else_meanwhile_is_noticed(home: Home, socks: int, page: Browser) -> None:
    page.click(f"catalogue.open.{socks}").type("item.name.", "Warm socks")
    item = next(one for one in home.house.queries.ask(catalogue, COMMAND_LINE) if one.item_id == socks)
    terms = terms_of(item) | {"category": "Feet"}
    home.do(revise_item, ReviseItem(**terms, item_id=socks, seen=item.seen))
    page.click("item.save.")
    assert page.refusals[0].startswith("Wool socks was changed meanwhile.")
    assert {row.category for row in home.all(Item, Item.id == socks)} == {"Feet"}
    assert page.typed("item.name.") == "Warm socks"


def test_the_unit_stays_once_goods_have_come_in(home: Home, socks: int, page: Browser) -> None:
    page.click(f"catalogue.open.{socks}")
    assert not page.at.selectbox(key=page.key("item.unit.")).disabled
    home.do(log_donation, LogDonation(home.site(), (LineDraft(socks, q("3")),)))
    page.run()
    assert page.at.selectbox(key=page.key("item.unit.")).disabled


def test_values_by_date_are_set_listed_and_taken_back(home: Home, socks: int, page: Browser) -> None:
    page.click(f"catalogue.open.{socks}")
    assert "No value yet" in page.texts
    page.type("worth.amount.", "1.25").click("worth.set.")
    last_year = home.clock.now.date() - timedelta(days=400)
    page.at.date_input(key=page.key("worth.from.")).set_value(last_year)
    page.run().type("worth.amount.", "0.9999").click("worth.set.")
    assert "**1.25** from" in page.texts
    assert "**0.9999** from" in page.texts
    assert page.texts.count("holds today") == 1
    assert [row.unit_value for row in home.all(ItemValue)] == [9_999, 12_500]
    page.click(f"worth.remove.{last_year.isoformat()}")
    assert [row.unit_value for row in home.all(ItemValue)] == [12_500]
    assert "Wool socks: 0.9999 from" in page.texts
    page.click("flash.undo")
    assert [row.unit_value for row in home.all(ItemValue)] == [9_999, 12_500]


@pytest.mark.parametrize(
    ("typed", "said"), [("", "A number is missing."), ("1.23456", "5 decimals are too many")]
)
def test_a_value_that_is_none_is_refused(
    home: Home, socks: int, page: Browser, typed: str, said: str
) -> None:
    before = dump(home.store)
    page.click(f"catalogue.open.{socks}").type("worth.amount.", typed).click("worth.set.")
    assert page.refusals[0].startswith(said)
    assert dump(home.store) == before


def test_merging_says_with_figures_what_follows(home: Home, socks: int, page: Browser) -> None:
    tube = home.item("Tube socks", Unit.PAIR)
    home.do(log_donation, LogDonation(home.site(), (LineDraft(tube, q("36")),)))
    home.need("Tube socks", "50")
    page.run().click(f"catalogue.open.{tube}").click("item.merge.")
    page.click("merge.yes.")
    assert page.refusals == ["Choose first which one is kept."]
    page.choose("merge.into.", socks)
    assert (
        "36 pairs donated so far, 36 pairs on hand and 50 pairs needed of Tube socks count as Wool socks"
    ) in page.texts
    page.click("merge.yes.")
    assert "Tube socks is now part of Wool socks." in page.texts
    assert shown(page) == ["Rice", "Wool socks"]
    assert [row.merged_into_id for row in home.all(Item, Item.id == tube)] == [socks]


def test_the_old_name_of_what_was_merged_is_sought_but_is_no_word_of_the_form(
    home: Home, socks: int, page: Browser
) -> None:
    home.do(merge_items, MergeItems(home.item("Tube hose", Unit.PAIR), socks))
    assert shown(page.run().type("catalogue.q", "tube h")) == ["Wool socks"]
    page.click(f"catalogue.open.{socks}")
    assert page.at.text_area(key=page.key("item.words.")).value == "stockings\ncalcetines"
    page.type("item.sku.", "S-2").click("item.save.")
    assert "Tube hose" not in [row.synonym for row in home.all(ItemSynonym)]


def test_a_merge_that_cannot_be_is_refused(home: Home, socks: int, page: Browser) -> None:
    rice = next(row.id for row in home.all(Item) if row.name == "Rice")
    before = dump(home.store)
    page.click(f"catalogue.open.{rice}").click("item.merge.").choose("merge.into.", socks).click("merge.yes.")
    assert page.refusals[0].startswith("Rice is counted in lb, Wool socks in pair")
    assert dump(home.store) == before


def test_a_merged_item_that_the_address_still_names_opens_nothing(
    home: Home, socks: int, page: Browser
) -> None:
    tube = home.item("Tube socks", Unit.PAIR)
    home.do(merge_items, MergeItems(tube, socks))
    page.at.query_params["item"] = str(tube)
    assert not page.run().has("item.save.")
    page.at.query_params["item"] = "1; drop"
    assert not page.run().has("item.save.")
    page.at.query_params["item"] = str(socks)
    assert page.run().has("item.save.")
    assert "Merged into this one: Tube socks." in page.texts


def test_who_leaves_an_item_and_returns_can_save_what_stands_now(
    home: Home, socks: int, page: Browser
) -> None:
    page.click(f"catalogue.open.{socks}").type("item.sku.", "gone").leave_for("overview")
    item = next(one for one in home.house.queries.ask(catalogue, COMMAND_LINE) if one.item_id == socks)
    home.do(revise_item, ReviseItem(**terms_of(item) | {"name": "Hose"}, item_id=socks, seen=item.seen))
    page.leave_for("catalogue")
    assert not page.has("item.save.")
    page.click(f"catalogue.open.{socks}")
    assert (page.typed("item.name."), page.typed("item.sku.")) == ("Hose", "S-1")
    page.type("item.sku.", "S-9").click("item.save.")
    assert page.refusals == []
    assert [(row.name, row.sku) for row in home.all(Item, Item.id == socks)] == [("Hose", "S-9")]


def test_a_merge_without_a_choice_saves_nothing(home: Home, socks: int, page: Browser) -> None:
    before = dump(home.store)
    page.click(f"catalogue.open.{socks}").click("item.merge.").click("merge.yes.")
    assert page.refusals == ["Choose first which one is kept."]
    assert dump(home.store) == before


def test_figures_stand_in_the_fields_as_one_types_them(
    home: Home, page: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    beans = home.do(
        add_item,
        AddItem("Beans", "Food", Unit.KG, unit_weight_lb=2_205, packs=(Pack(None, "bag", q("1.5")),)),
    ).item_id
    monkeypatch.setattr("drives.ui.components.words.get_decimal_symbol", lambda _language: ",")
    page.run().click(f"catalogue.open.{beans}")
    assert (page.typed("item.weight."), page.typed("item.holds.0.")) == ("2,205", "1,5")
    page.type("item.sku.", "B").click("item.save.")
    assert page.refusals == []
    assert [row.unit_weight_lb for row in home.all(Item, Item.id == beans)] == [2_205]
    assert [row.pack_quantity for row in home.all(ItemPack, ItemPack.item_id == beans)] == [q("1.5")]


def test_a_pack_says_how_many_it_holds_where_its_name_does_not(home: Home, page: Browser) -> None:
    packs = (Pack(None, "case of 120", q("12")), Pack(None, "box of 6", q("6")))
    home.do(add_item, AddItem("Soap", "Food", Unit.EACH, packs=packs))
    page.run()
    assert "case of 120 (12), box of 6" in page.texts


def test_what_is_done_in_the_dialog_is_said_in_it(home: Home, socks: int, page: Browser) -> None:
    page.click(f"catalogue.open.{socks}")
    assert not page.has("item.flash.undo")
    page.type("worth.amount.", "1.25").click("worth.set.")
    page.click("item.flash.undo")
    assert home.all(ItemValue) == []
    assert page.has("item.save.")
