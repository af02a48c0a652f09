"""Items as they are found: under every word for them, and under the names of what was merged into them."""

from drives.commands.items import AddItem, add_item
from drives.commands.merging import MergeItems, merge_items
from drives.queries.catalogue import CatalogueItem, catalogue
from drives.queries.choices import ItemChoice, item_choices
from drives.rules.roles import COMMAND_LINE
from drives.rules.units import Unit
from drives.ui.item_search import search
from tests.houses import Home


def with_words(house: Home, name: str, *words: str) -> int:
    """An item with other words for it; its id."""
    return int(house.do(add_item, AddItem(name, "things", Unit.PAIR, synonyms=words)).item_id)


def both(house: Home) -> tuple[ItemChoice, CatalogueItem]:
    """The only item, as it is offered and as it is kept."""
    ask = house.house.queries.ask
    [offered], [kept] = ask(item_choices, COMMAND_LINE), ask(catalogue, COMMAND_LINE)
    return offered, kept


def test_a_merged_item_is_found_under_its_old_name(house: Home) -> None:
    socks = with_words(house, "Socks", "stockings")
    tube = with_words(house, "Tube hose", "long ones")
    house.do(merge_items, MergeItems(tube, socks))
    offered, kept = both(house)
    for choice in (offered, kept.choice):
        for sought in ("Tube hose", "tube", "stockings", "long"):
            assert [found.item.item_id for found in search(sought, [choice])] == [socks], sought
    assert sorted(kept.synonyms) == ["long ones", "stockings"]


def test_names_of_what_was_merged_are_no_words_of_the_form(house: Home) -> None:
    socks = with_words(house, "Socks")
    for name in ("Sox", "Hose"):
        house.do(merge_items, MergeItems(house.item(name, Unit.PAIR), socks))
    offered, kept = both(house)
    assert sorted(offered.words) == sorted(kept.choice.words) == ["Hose", "Sox"]
    assert kept.synonyms == ()
