"""Sort: a pile becomes items, what was typed stays where it is refused, and it is taken back."""

import pytest

from drives.commands.items import AddItem, add_item
from drives.model import Sorting, StockLevel
from drives.rules.units import Unit
from tests.commands.stocked import stocked
from tests.houses import Home, dump, q
from tests.ui.conftest import Browser

BULK = "Mixed food, unsorted"


@pytest.fixture
def pile(home: Home, browser: Browser) -> Browser:
    """The page over three hundred pounds at the gym."""
    home.site("Hall")
    home._nouns["item", BULK] = home.do(add_item, AddItem(BULK, "food", Unit.LB)).item_id
    home.item("Beans", Unit.CAN)
    stocked(home, {BULK: "300"})
    return browser.open("sort")


def fill(page: Browser, home: Home, through: str, many: str, thrown: str = "") -> Browser:
    lot = home.lot_of(BULK)
    page.type(f"sort.{lot}.through.", through)
    page.choose(f"sort.{lot}.item.0.", home.item("Beans"))
    page.type(f"sort.{lot}.many.0.", many)
    if thrown:
        page.type(f"sort.{lot}.thrown.", thrown)
    return page


def on_hand(home: Home) -> list[int]:
    return [row.quantity for row in home.all(StockLevel)]


def test_a_pile_becomes_items_and_is_taken_back(home: Home, pile: Browser) -> None:
    assert "300 lb of Mixed food, unsorted" in " ".join(pile.at.selectbox(key=pile.key("sort.pile.")).options)
    fill(pile, home, "150", "90", "20").click(f"sort.{home.lot_of(BULK)}.sort.")
    assert on_hand(home) == [q("150"), q("90")]
    assert "Sorted: 90 cans of Beans." in pile.texts
    assert "150 lb of Mixed food, unsorted" in pile.texts
    assert pile.bars == {"Gym: 130 of 150 lb usable, 20 thrown out": 86}
    pile.click("sort.undo.")
    assert on_hand(home) == [q("300"), 0]
    assert "Taken back: the pile is as it was." in pile.texts


@pytest.mark.parametrize(
    ("through", "many", "thrown", "why"),
    [
        ("", "90", "", "A number is missing"),
        ("150", "", "", "Beans: A number is missing"),
        ("10", "90", "20", "20 lb thrown out of 10 lb gone through"),
        ("301", "90", "", "301 asked, 300 there"),
        ("20", "90", "20", "Enter both"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    home: Home, pile: Browser, through: str, many: str, thrown: str, why: str
) -> None:
    before = dump(home.store)
    fill(pile, home, through, many, thrown).click(f"sort.{home.lot_of(BULK)}.sort.")
    assert any(why in one for one in pile.refusals), pile.refusals
    assert dump(home.store) == before
    assert pile.typed(f"sort.{home.lot_of(BULK)}.through.") == through


def test_where_nothing_waits_the_page_says_what_to_do(home: Home, browser: Browser) -> None:
    home.site()
    home.item()
    browser.open("sort")
    assert "Nothing waits to be sorted at Gym" in browser.texts
    assert home.all(Sorting) == []
