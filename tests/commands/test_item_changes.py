"""Revising an item: the whole of it, refused where it would mean two items, or was changed meanwhile."""

from dataclasses import replace
from typing import Any

import pytest

from drives.commands import items
from drives.commands.item_changes import ReviseItem, revise_item
from drives.commands.items import AddItem, Pack
from drives.commands.merging import MergeItems, merge_items
from drives.commands.needs import PostNeed, post_need
from drives.errors import Conflict, Unknown
from drives.model import Item, ItemPack, ItemSynonym
from drives.queries.catalogue import CatalogueItem, catalogue
from drives.rules.dates import DateRule
from drives.rules.roles import COMMAND_LINE
from drives.rules.units import Unit
from tests.commands.stocked import stocked
from tests.houses import Home, q

SOCKS = AddItem(
    "Wool socks",
    "Clothing",
    Unit.PAIR,
    sku="S-1",
    packs=(Pack("00012345678905", "dozen", q("12")), Pack("4006381333931")),
    synonyms=("stockings", "calcetines"),
)


def seen(house: Home, item_id: int) -> CatalogueItem:
    """The item as its form shows it."""
    shown = house.house.queries.ask(catalogue, COMMAND_LINE)
    return next(item for item in shown if item.item_id == item_id)


def revision(house: Home, item_id: int, **change: Any) -> ReviseItem:
    """The item as it stands, but for a change."""
    item = seen(house, item_id)
    choice = item.choice
    asked = ReviseItem(
        choice.name,
        choice.category,
        choice.unit,
        choice.date_rule,
        item.sku,
        item.unit_weight_lb,
        choice.people_per_unit,
        tuple(Pack(pack.barcode, pack.pack, pack.quantity) for pack in choice.packs),
        item.synonyms,
        item.active,
        item_id=item_id,
        seen=item.seen,
    )
    return replace(asked, **change)


@pytest.fixture
def socks(house: Home) -> int:
    """The id of an item with packs and words."""
    return int(house.do(items.add_item, SOCKS).item_id)


def test_everything_of_an_item_can_be_changed_at_once(house: Home, socks: int) -> None:
    packs = (Pack("00012345678905", "case", q("24")), Pack(None, "dozen", q("12")))
    asked = revision(
        house,
        socks,
        name="Warm  socks",
        category="Feet",
        unit=Unit.PACK,
        date_rule=DateRule.NONE,
        sku=None,
        unit_weight_lb=q("0.2"),
        people_per_unit=q("2"),
        packs=packs,
        synonyms=("calcetines", "chaussettes"),
        active=False,
    )
    house.do(revise_item, asked)
    [row] = house.all(Item)
    assert (row.name, row.name_key, row.category) == ("Warm socks", "warm socks", "Feet")
    assert (row.unit, row.date_rule, row.sku, row.active) == (Unit.PACK, DateRule.NONE, None, False)
    assert (row.unit_weight_lb, row.people_per_unit) == (q("0.2"), q("2"))
    assert [(one.barcode, one.pack, one.pack_quantity) for one in house.all(ItemPack)] == [
        ("00012345678905", "case", q("24")),
        (None, "dozen", q("12")),
    ]
    assert [one.synonym for one in house.all(ItemSynonym)] == ["calcetines", "chaussettes"]


def test_an_item_saved_as_it_stands_stays_as_it_is(house: Home, socks: int) -> None:
    before = [house.all(model) for model in (Item, ItemPack, ItemSynonym)]
    house.do(revise_item, revision(house, socks))
    assert [house.all(model) for model in (Item, ItemPack, ItemSynonym)] == before


def test_a_change_over_an_older_state_is_refused(house: Home, socks: int) -> None:
    first, second = revision(house, socks, category="Feet"), revision(house, socks, synonyms=("medias",))
    house.do(revise_item, first)
    assert house.refusal(revise_item, second, Conflict) == (
        "Wool socks was changed meanwhile. Nothing was saved: open it again and change it anew."
    )
    house.do(revise_item, replace(second, category="Feet", seen=seen(house, socks).seen))


@pytest.mark.rule_alone
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "An item needs a name and a category. Enter both."),
        ({"category": ""}, "An item needs a name and a category. Enter both."),
        ({"name": "GLOVES"}, "There is an item named GLOVES already."),
        ({"sku": "g-1"}, "The SKU g-1 is taken by another item."),
        ({"synonyms": ("Mittens",)}, "The word Mittens means another item already."),
        ({"synonyms": ("a", "A")}, "A word for Wool socks stands twice, or is empty."),
        ({"packs": (Pack("036000291452"),)}, "The barcode 036000291452 is on another item already."),
        ({"packs": (Pack("0036000291452"),)}, "The barcode 0036000291452 is on another item already."),
        (
            {"packs": (Pack("00012345678905"), Pack("012345678905"))},
            "A barcode stands twice for Wool socks. Enter it once.",
        ),
        ({"packs": (Pack("012345678906"),)}, "The last digit should be 5"),
        ({"packs": (Pack(None, "case"),)}, "Wool socks: a pack has a name and how many it holds"),
        ({"packs": (Pack(None, "case", q("1.5")),)}, "Wool socks is counted in whole units"),
        (
            {"packs": (Pack(None, "case", q("12")), Pack("4006381333931", "Case", q("24")))},
            "Wool socks: Case holds 12 in one place and 24 in another.",
        ),
        ({"unit_weight_lb": 0}, "Wool socks: its weight, value and people served are above nothing."),
        ({"people_per_unit": -1}, "Wool socks: its weight, value and people served are above nothing."),
    ],
)
def test_what_cannot_be_is_refused_and_saves_nothing(
    house: Home, socks: int, wrong: dict[str, Any], said: str
) -> None:
    house.do(
        items.add_item,
        AddItem(
            "Gloves", "Hands", Unit.PAIR, sku="G-1", packs=(Pack("036000291452"),), synonyms=("mittens",)
        ),
    )
    assert house.refusal(revise_item, revision(house, socks, **wrong)).startswith(said)


def test_a_unit_changes_until_goods_have_come_in(house: Home) -> None:
    rice = house.item("Rice", Unit.LB)
    house.do(revise_item, revision(house, rice, unit=Unit.BAG))
    stocked(house, {"Rice": "2"})
    assert house.refusal(revise_item, revision(house, rice, unit=Unit.LB)) == (
        "Goods of Rice have moved, counted in bag. Its unit stays; use another item."
    )
    assert seen(house, rice).moved


def test_a_unit_stays_divisible_while_half_of_one_is_needed(house: Home) -> None:
    rice = house.item("Rice", Unit.LB)
    house.do(post_need, PostNeed(house.program(), rice, q("1.5")))
    said = house.refusal(revise_item, revision(house, rice, unit=Unit.EACH))
    assert said.startswith("Needs, goals, pledges, packs or recipes of Rice hold fractions of a lb")
    house.do(revise_item, revision(house, rice, unit=Unit.BAG))


def test_what_was_merged_into_an_item_is_read_alike(house: Home) -> None:
    milk, leche = house.item("Milk", Unit.CAN), house.item("Leche", Unit.CAN)
    house.do(merge_items, MergeItems(leche, milk))
    house.do(revise_item, revision(house, milk, date_rule=DateRule.STRICT, category="Dairy"))
    assert {(row.date_rule, row.category) for row in house.all(Item)} == {(DateRule.STRICT, "Dairy")}
    assert seen(house, milk).merged == ("Leche",)
    assert house.refusal(revise_item, revision(house, milk, name="leche")).startswith(
        "leche was merged into another item"
    )


def test_goods_of_a_merged_item_keep_the_unit_too(house: Home) -> None:
    milk, leche = house.item("Milk", Unit.CAN), house.item("Leche", Unit.CAN)
    stocked(house, {"Leche": "2"})
    house.do(merge_items, MergeItems(leche, milk))
    assert seen(house, milk).moved
    said = house.refusal(revise_item, revision(house, milk, unit=Unit.BOX))
    assert said.startswith("Goods of Milk have moved, counted in can.")


def test_a_merged_or_unknown_item_is_not_revised(house: Home) -> None:
    milk, leche = house.item("Milk", Unit.CAN), house.item("Leche", Unit.CAN)
    asked = revision(house, leche)
    house.do(merge_items, MergeItems(leche, milk))
    assert "was merged into another item" in house.refusal(revise_item, asked)
    house.refusal(revise_item, replace(asked, item_id=99), Unknown)


def test_a_word_is_no_name_of_another_item_and_a_name_no_word_of_one(house: Home, socks: int) -> None:
    told = house.refusal(items.add_item, AddItem("Hats", "things", Unit.EACH, synonyms=("WOOL  socks",)))
    assert told == "The word WOOL socks means another item already."
    told = house.refusal(items.add_item, AddItem("Stockings", "things", Unit.EACH))
    assert told == "Stockings is a word for Wool socks. Use that item, or choose another name."
    hats = house.item("Hats", Unit.EACH)
    assert "means another" in house.refusal(revise_item, revision(house, hats, synonyms=("Wool socks",)))
    assert "is a word" in house.refusal(revise_item, revision(house, hats, name="calcetines"))
    house.do(revise_item, revision(house, socks, name="Stockings"))


def test_the_name_of_an_item_that_was_merged_is_a_word_of_the_one_that_is_kept_only(
    house: Home, socks: int
) -> None:
    hats = house.item("Hats")
    house.do(merge_items, MergeItems(house.item("Sox"), socks))
    assert "means another" in house.refusal(revise_item, revision(house, hats, synonyms=("sox",)))
    house.do(revise_item, revision(house, socks, synonyms=("sox",)))
