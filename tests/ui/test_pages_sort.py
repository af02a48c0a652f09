"""Sort: a pile becomes items, what was typed stays where it is refused, and it is taken back."""

import pytest

from drives.commands.items import AddItem, add_item
from drives.exchange.writing import to_csv
from drives.model import Discard, Sorting, StockLevel
from drives.queries.sorting import sortings_sheet, yields_sheet
from drives.rules.kinds import DiscardReason
from drives.rules.units import Unit
from drives.ui import reads
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


def fill(page: Browser, home: Home, through: str, many: str, out: str = "") -> Browser:
    lot = home.lot_of(BULK)
    page.type(f"sort.{lot}.through.", through)
    page.choose(f"sort.{lot}.item.0.", home.item("Beans"))
    page.type(f"sort.{lot}.many.0.", many)
    if out:
        page.type(f"sort.{lot}.out.0.", out)
    return page


def on_hand(home: Home) -> list[int]:
    return [row.quantity for row in home.all(StockLevel)]


def test_a_pile_becomes_items_and_is_taken_back(home: Home, pile: Browser) -> None:
    assert "300 lb of Mixed food, unsorted" in " ".join(pile.at.selectbox(key=pile.key("sort.pile.")).options)
    fill(pile, home, "150", "90", "20").click(f"sort.{home.lot_of(BULK)}.sort.")
    assert on_hand(home) == [q("150"), q("90")]
    assert "Sorted: 90 cans of Beans." in pile.texts
    assert "150 lb of Mixed food, unsorted" in pile.texts
    assert pile.bars == {"Gym: 130 of 150 lb usable, 20 discarded": 86}
    desk = reads.sorting_at(home.site())
    assert to_csv(yields_sheet(desk.yields)).decode().splitlines()[1] == "Gym,lb,130,20"
    [columns, row] = to_csv(sortings_sheet(desk.done)).decode().splitlines()
    assert row == f'{home.clock.now.date()},"{BULK}",lb,150,20,Beans,90,can,no'
    assert columns.endswith(",made_unit,undone")
    pile.click("sort.undo.")
    assert on_hand(home) == [q("300"), 0]
    assert "Undone: the pile is as it was." in pile.texts


def test_each_reason_for_a_discard_has_a_line_of_its_own(home: Home, pile: Browser) -> None:
    lot = f"sort.{home.lot_of(BULK)}"
    fill(pile, home, "150", "90", "20").click(f"{lot}.more.out_rows.")
    pile.type(f"{lot}.out.1.", "5").choose(f"{lot}.reason.1.", DiscardReason.UNSAFE.value)
    pile.choose(f"{lot}.reason.0.", DiscardReason.DAMAGED.value).click(f"{lot}.sort.")
    assert {(row.quantity, row.reason) for row in home.all(Discard)} == {
        (q("20"), DiscardReason.DAMAGED), (q("5"), DiscardReason.UNSAFE),
    }  # fmt: skip
    assert "became 90 cans of Beans; 25 lb discarded (damaged and not safe)" in pile.texts


@pytest.mark.parametrize(
    ("through", "many", "out", "why"),
    [
        ("", "90", "", "A number is missing"),
        ("150", "", "", "Beans: A number is missing"),
        ("10", "90", "20", "20 lb discarded of 10 lb gone through"),
        ("301", "90", "", "301 asked, 300 there"),
        ("20", "90", "20", "Enter both"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    home: Home, pile: Browser, through: str, many: str, out: str, why: str
) -> None:
    before = dump(home.store)
    fill(pile, home, through, many, out).click(f"sort.{home.lot_of(BULK)}.sort.")
    assert any(why in one for one in pile.refusals), pile.refusals
    assert dump(home.store) == before
    assert pile.typed(f"sort.{home.lot_of(BULK)}.through.") == through


def test_where_nothing_waits_the_page_says_what_to_do(home: Home, browser: Browser) -> None:
    home.site()
    home.item()
    browser.open("sort")
    assert "Nothing waits to be sorted at Gym" in browser.texts
    assert home.all(Sorting) == []
