"""Items: no name, word, SKU or barcode means two of them."""

from dataclasses import replace
from typing import Any

import pytest

from drives.commands import items
from drives.commands.items import AddItem, Pack
from drives.model import Item, ItemPack, ItemSynonym
from drives.rules.units import Unit
from tests.houses import Home, q

SOCKS = AddItem(
    "Wool  socks",
    "clothing",
    Unit.PAIR,
    sku="S-1",
    packs=(Pack("00012345678905", "dozen", q("12")),),
    synonyms=("stockings", "calcetines"),
)


def test_an_item_has_its_packs_and_words(house: Home) -> None:
    house.do(items.add_item, SOCKS)
    [item] = house.all(Item)
    assert (item.name, item.unit, item.sku) == ("Wool socks", Unit.PAIR, "S-1")
    assert [(row.pack, row.pack_quantity) for row in house.all(ItemPack)] == [("dozen", q("12"))]
    assert [row.synonym for row in house.all(ItemSynonym)] == ["stockings", "calcetines"]


OTHER = replace(SOCKS, name="Gloves", sku=None, packs=(), synonyms=())


@pytest.mark.rule_alone
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "An item needs a name and a category. Enter both."),
        ({"category": " "}, "An item needs a name and a category. Enter both."),
        (
            {"name": "WOOL socks"},
            "There is an item named WOOL socks already. Use it, or choose another name.",
        ),
        ({"sku": "S-1"}, "The SKU S-1 is taken by another item."),
        ({"synonyms": ("Stockings",)}, "The word Stockings means another item already."),
        ({"packs": (Pack("00012345678905"),)}, "The barcode 00012345678905 is on another item already."),
    ],
)
def test_what_means_another_item_already_is_refused(house: Home, wrong: dict[str, Any], said: str) -> None:
    house.do(items.add_item, SOCKS)
    assert house.refusal(items.add_item, replace(OTHER, **wrong)) == said
