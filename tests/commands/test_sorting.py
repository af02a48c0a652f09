"""Bulk goods sorted: nothing is counted twice, the thread is kept, and all of it can be taken back."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from drives.commands.allocation import Reserve, reserve
from drives.commands.donations import (
    CorrectDonation,
    LineDraft,
    LogDonation,
    VoidDonation,
    correct_donation,
    void_donation,
)
from drives.commands.items import AddItem, add_item
from drives.commands.sorting import (
    Discarded,
    GoodsSorted,
    MadeGoods,
    SortGoods,
    UndoSorting,
    sort_goods,
    undo_sorting,
)
from drives.commands.stock import Counted, CountStock, DiscardGoods, HoldLot, discard, hold
from drives.commands.stock import count as count_stock
from drives.errors import Conflict, NotEnough
from drives.model import Donation, DonationLine, Lot, Sorting, SortingLine
from drives.queries.days import days_so_far
from drives.queries.progress import progress
from drives.queries.sorted_goods import sorted_shares
from drives.queries.sorting import SortingDesk, Yield, sorting_desk
from drives.rules.dates import DateKind, DateRule
from drives.rules.kinds import DiscardReason, DonationState, Source
from drives.rules.roles import COMMAND_LINE
from drives.rules.units import Unit
from drives.store.verify import verify
from tests.commands.stocked import stocked
from tests.houses import Home, q

BULK = "Mixed food, unsorted"
MAY = date(2025, 5, 10)


def piled(home: Home, **marks: Any) -> int:
    """Three hundred pounds of unsorted food at the gym; the lot."""
    home._nouns["item", BULK] = home.do(add_item, AddItem(BULK, "food", Unit.LB)).item_id
    home.item("Beans", Unit.CAN)
    home.item("Rice", Unit.BAG)
    stocked(home, {BULK: "300"}, drive="Spring", on=date(2025, 5, 1), reference="B-1", **marks)
    return home.lot_of(BULK)


@pytest.fixture
def home(sqlite_url: str) -> Iterator[Home]:
    """A house on the cheaper engine, verified after."""
    opened = Home(sqlite_url)
    yield opened
    assert verify(opened.store) == []
    opened.close()


def sort(home: Home, lot_id: int, taken: str = "130", **rest: Any) -> GoodsSorted:
    made = rest.pop("made", {"Beans": "90", "Rice": "30.5"})
    lines = tuple(MadeGoods(home.item(name), q(many)) for name, many in made.items())
    thrown = rest.pop("discarded", (Discarded(q("20"), DiscardReason.EXPIRED),))
    asked = SortGoods(lot_id, home.site(), q(taken), lines, thrown, rest.pop("on", MAY))
    done: GoodsSorted = home.do(sort_goods, asked, **rest)
    return done


def figures(home: Home, **scope: Any) -> dict[str, tuple[str, str, str, str]]:
    """received, donated, on hand and lost of each item, as texts."""
    rows = home.house.queries.ask(progress, COMMAND_LINE, **scope)
    return {
        row.item: tuple(  # type: ignore[misc]
            f"{getattr(row.figures, name) / 1000:g}" for name in ("received", "donated", "on_hand", "lost")
        )
        for row in rows
    }


def desk(home: Home) -> SortingDesk:
    return home.house.queries.ask(sorting_desk, COMMAND_LINE, site_id=home.site())


AFTER = {
    BULK: ("300", "170", "150", "20"),
    "Beans": ("0", "90", "90", "0"),
    "Rice": ("0", "30.5", "30.5", "0"),
}
BEFORE = {BULK: ("300", "300", "300", "0")}


def test_what_is_sorted_counts_once_today_and_on_past_days_for_its_drive_and_program(house: Home) -> None:
    pile = piled(house, restricted_to_id=house.program())
    done = sort(house, pile)
    drive, program = house.drive(), house.program()
    for scope in ({}, {"drive_id": drive}, {"program_id": program}):
        assert figures(house, **scope) == AFTER
        assert figures(house, **scope, as_of=MAY) == AFTER
        assert figures(house, **scope, as_of=date(2025, 5, 9)) == BEFORE
    made = house.all(Lot, Lot.item_id == house.item("Beans"))
    assert [(row.drive_id, row.site_id, row.restricted_to_id) for row in made] == [
        (drive, house.site(), program)
    ]
    assert verify(house.store) == []
    house.do(undo_sorting, UndoSorting(done.document_id))
    now = figures(house, drive_id=drive)
    assert now[BULK] == BEFORE[BULK]
    assert now["Beans"] == ("0", "0", "0", "0")
    assert figures(house, as_of=MAY)[BULK] == BEFORE[BULK]


def test_the_days_of_a_drive_show_what_sorting_made(home: Home) -> None:
    sort(home, piled(home))
    days = home.house.queries.ask(days_so_far, COMMAND_LINE, slug="spring", item_id=home.item("Beans"))
    assert [(one.on, one.donated) for one in days.days] == [(MAY, q("90"))]
    bulk = home.house.queries.ask(days_so_far, COMMAND_LINE, slug="spring", item_id=home.item(BULK))
    assert [one.so_far for one in bulk.days] == [q("300"), q("170")]


def donated(home: Home, **scope: Any) -> dict[str, str]:
    return {item: parts[1] for item, parts in figures(home, **scope).items()}


def days_of(home: Home, item: str) -> list[int]:
    days = home.house.queries.ask(days_so_far, COMMAND_LINE, slug="spring", item_id=home.item(item))
    return [one.so_far for one in days.days]


def agreed(home: Home, **expected: str) -> None:
    """What is donated of bulk, beans, rice, now and as of the day, over everything and for the drive."""
    wanted = {BULK if item == "bulk" else item: quantity for item, quantity in expected.items()}
    for scope in ({}, {"as_of": MAY}, {"drive_id": home.drive()}, {"drive_id": home.drive(), "as_of": MAY}):
        assert donated(home, **scope) == wanted


def test_what_was_bought_in_bulk_is_never_donated_by_being_sorted(house: Home) -> None:
    pile = piled(house, source=Source.PURCHASED)
    done = sort(house, pile)
    agreed(house, bulk="0", Beans="0", Rice="0")
    assert days_of(house, "Beans") == []
    assert days_of(house, BULK) == []
    house.do(undo_sorting, UndoSorting(done.document_id))
    agreed(house, bulk="0", Beans="0", Rice="0")


def test_of_a_pile_of_given_bought_and_found_goods_the_given_ones_are_sorted_first(house: Home) -> None:
    pile = piled(house)
    stocked(house, {BULK: "60"}, drive="Spring", on=date(2025, 5, 2), source=Source.PURCHASED)
    found = Counted(pile, q("400"))
    house.do(count_stock, CountStock(house.site(), (found,), date(2025, 5, 3), "two sacks behind the door"))
    house.item("Tins", Unit.EACH)
    sort(house, pile, "220", made={"Beans": "90"}, discarded=())
    agreed(house, bulk="80", Beans="90")
    second = sort(house, pile, "120", made={"Rice": "30.5", "Tins": "10"}, discarded=())
    third = sort(house, pile, "40", made={"Rice": "9", "Tins": "4"}, discarded=())
    # Of the 120 lb 80 had been given: of 30.5 bags 20.333, of 10 tins 6 whole ones.
    agreed(house, bulk="0", Beans="90", Rice="20.333", Tins="6")
    assert days_of(house, BULK) == [q("300"), q("0")]
    assert days_of(house, "Tins") == [q("6")]
    house.do(undo_sorting, UndoSorting(second.document_id))
    agreed(house, bulk="40", Beans="90", Rice="9", Tins="4")
    house.do(undo_sorting, UndoSorting(third.document_id))
    agreed(house, bulk="80", Beans="90", Rice="0", Tins="0")


def test_a_pile_that_came_out_of_a_pile_is_sorted_on_for_as_much_of_it_as_was_given(house: Home) -> None:
    pile = piled(house)
    stocked(house, {BULK: "300"}, drive="Spring", on=date(2025, 5, 2), source=Source.PURCHASED)
    cans = house.do(add_item, AddItem("Cans, to be sorted", "food", Unit.LB)).item_id
    house._nouns["item", "Cans, to be sorted"] = cans
    sort(house, pile, "600", made={"Cans, to be sorted": "400"}, discarded=())
    agreed(house, bulk="0", **{"Cans, to be sorted": "200"})
    sort(house, house.lot_of("Cans, to be sorted"), "100", made={"Beans": "50"}, discarded=())
    agreed(house, bulk="0", Beans="50", **{"Cans, to be sorted": "100"})
    sort(house, house.lot_of("Cans, to be sorted"), "300", made={"Rice": "30"}, discarded=())
    agreed(house, bulk="0", Beans="50", Rice="10", **{"Cans, to be sorted": "0"})


def test_a_gift_that_turns_out_bought_takes_back_what_sorting_made_of_it(home: Home) -> None:
    pile = piled(home)
    sort(home, pile, discarded=())
    [old] = home.all(Donation)
    bought = LineDraft(home.item(BULK), q("300"), source=Source.PURCHASED)
    home.do(
        correct_donation,
        CorrectDonation(old.id, LogDonation(home.site(), (bought,), home.drive(), old.received_on)),
    )
    agreed(home, bulk="0", Beans="0", Rice="0")


def dated(home: Home, on: date, **line: Any) -> None:
    """The one donation that stands is corrected to another day."""
    [old] = home.all(Donation, Donation.state == DonationState.POSTED)
    bulk = LineDraft(home.item(BULK), q("300"), **line)
    home.do(correct_donation, CorrectDonation(old.id, LogDonation(home.site(), (bulk,), home.drive(), on)))


def test_a_gift_dated_after_its_sorting_counts_for_it_from_its_own_day(house: Home) -> None:
    pile = piled(house)
    sort(house, pile, "120", made={"Beans": "90"}, discarded=())
    sort(house, pile, "180", made={"Rice": "30.5"}, discarded=())
    came = date(2025, 5, 12)
    dated(house, came)
    for scope in ({}, {"drive_id": house.drive()}):
        for later in ({}, {"as_of": came}):
            assert donated(house, **scope, **later) == {BULK: "0", "Beans": "90", "Rice": "30.5"}
        assert donated(house, **scope, as_of=date(2025, 5, 11)) == {BULK: "0", "Beans": "0", "Rice": "0"}
    days = house.house.queries.ask(days_so_far, COMMAND_LINE, slug="spring", item_id=house.item("Beans"))
    assert [(one.on, one.donated) for one in days.days] == [(came, q("90"))]
    assert days_of(house, BULK) == []
    dated(house, MAY)
    agreed(house, bulk="0", Beans="90", Rice="30.5")


def test_a_pile_out_of_a_pile_is_covered_by_what_comes_later(home: Home) -> None:
    pile = piled(home)
    cans = home.do(add_item, AddItem("Cans, to be sorted", "food", Unit.LB)).item_id
    home._nouns["item", "Cans, to be sorted"] = cans
    sort(home, pile, "300", made={"Cans, to be sorted": "100"}, discarded=())
    sort(home, home.lot_of("Cans, to be sorted"), "40", made={"Beans": "50"}, discarded=())
    dated(home, date(2025, 5, 12))
    agreed_later = {BULK: "0", "Cans, to be sorted": "60", "Beans": "50"}
    assert donated(home) == donated(home, as_of=date(2025, 5, 12)) == agreed_later
    assert donated(home, as_of=MAY) == dict.fromkeys(agreed_later, "0")


def test_where_a_drive_is_asked_for_only_its_own_sortings_are_read(home: Home) -> None:
    sort(home, piled(home))
    stocked(home, {BULK: "100"}, drive="Autumn", on=date(2025, 5, 2), reference="B-2")
    other = home.lot_of(BULK, drive_id=home.drive("Autumn"))
    sort(home, other, "100", made={"Rice": "8"}, discarded=())
    spring, autumn = home.drive(), home.drive("Autumn")
    with home.store.read() as connection:
        everything = sorted_shares(connection, MAY)
        for drive_id in (spring, autumn):
            theirs = sorted_shares(connection, MAY, of_lots=(Lot.drive_id == drive_id,))
            assert theirs == [one for one in everything if one.drive_id == drive_id] != []
    assert donated(home, drive_id=spring) == {BULK: "170", "Beans": "90", "Rice": "30.5"}
    assert donated(home, drive_id=autumn) == {BULK: "0", "Rice": "8"}
    assert donated(home) == {BULK: "170", "Beans": "90", "Rice": "38.5"}


def test_sorted_goods_keep_their_date_marks(home: Home) -> None:
    pile = piled(home)
    mark = date(2026, 1, 31)
    one = MadeGoods(home.item("Beans"), q("9"), mark, DateKind.BEST_BY, " L7 ")
    home.do(sort_goods, SortGoods(pile, home.site(), q("10"), (one, one)))
    lot = home.lot_of("Beans", date_mark=mark, date_kind=DateKind.BEST_BY, lot_code="L7")
    assert home.level(lot) == ("18", "0")


def test_a_pile_that_was_no_good_is_discarded_whole(home: Home) -> None:
    pile = piled(home)
    sort(home, pile, "0", made={}, discarded=(Discarded(q("300"), DiscardReason.UNSAFE),))
    assert figures(home) == {BULK: ("300", "300", "0", "300")}


def test_the_desk_says_what_waits_what_was_done_and_how_much_was_of_use(home: Home) -> None:
    pile = piled(home)
    done = sort(home, pile)
    wrong = sort(home, pile, "10", made={"Rice": "5"})
    home.do(undo_sorting, UndoSorting(wrong.document_id))
    shown = desk(home)
    assert [(one.lot_id, one.on_hand, one.drive, one.came_in_at) for one in shown.piles] == [
        (pile, q("150"), "Spring", "Gym")
    ]
    first = shown.done[1]
    assert (first.sorting_id, first.taken, first.discarded) == (done.document_id, q("130"), q("20"))
    assert [(one.item, one.quantity) for one in first.made] == [("Beans", q("90")), ("Rice", q("30.5"))]
    assert [one.undone for one in shown.done] == [True, False]
    assert shown.yields == (Yield("Gym", Unit.LB, q("130"), q("20")),)


@pytest.mark.parametrize(
    ("taken", "made", "thrown", "why"),
    [
        ("130", {}, "5", "Enter both"),
        ("0", {"Beans": "9"}, "", "Enter both"),
        ("0", {}, "", "Nothing came of it"),
        ("130", {"Beans": "0"}, "", "above zero"),
        ("130", {"Beans": "9"}, "0", "above zero"),
        ("130", {BULK: "9"}, "", "made of itself"),
        ("290", {"Beans": "9"}, "20", "310 asked, 300 there"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_saved(
    home: Home, taken: str, made: dict[str, str], thrown: str, why: str
) -> None:
    pile = piled(home)
    lines = tuple(MadeGoods(home.item(name), q(many)) for name, many in made.items())
    out = (Discarded(q(thrown), DiscardReason.DAMAGED),) if thrown else ()
    asked = SortGoods(pile, home.site(), q(taken), lines, out, MAY)
    assert why in home.refusal(sort_goods, asked)


def test_only_what_says_so_is_sorted_and_not_before_it_came_in(home: Home) -> None:
    pile = piled(home)
    stocked(home, {"Beans": "9"})
    rice = (MadeGoods(home.item("Rice"), q("1")),)
    asked = SortGoods(home.lot_of("Beans"), home.site(), q("1"), rice)
    assert "does not say unsorted" in home.refusal(sort_goods, asked)
    early = SortGoods(pile, home.site(), q("1"), rice, on=date(2025, 4, 30))
    assert "came in on 2025-05-01" in home.refusal(sort_goods, early)


def test_held_and_reserved_piles_are_left_alone(home: Home) -> None:
    pile = piled(home)
    need = home.need(BULK, "200")
    home.do(reserve, Reserve(need, pile, home.site(), q("200")))
    rice = (MadeGoods(home.item("Rice"), q("1")),)
    asked = SortGoods(pile, home.site(), q("101"), rice)
    assert "reserved for needs" in home.refusal(sort_goods, asked, NotEnough)
    home.do(hold, HoldLot(pile, "smells"))
    assert "on hold (smells)" in home.refusal(sort_goods, asked)


def test_formula_past_its_date_comes_out_of_no_pile(home: Home) -> None:
    pile = piled(home)
    formula = home.item("Formula", Unit.CAN, DateRule.FORMULA)
    past = MadeGoods(formula, q("2"), date(2025, 5, 9), DateKind.USE_BY)
    asked = SortGoods(pile, home.site(), q("1"), (past,), on=MAY)
    assert "Formula past its date is discarded" in home.refusal(sort_goods, asked)


def test_a_sorting_is_taken_back_once_and_only_while_its_goods_are_there(house: Home) -> None:
    pile = piled(house)
    first, second = sort(house, pile), sort(house, pile, "5", made={"Rice": "2"}, discarded=())
    rice, beans = house.lot_of("Rice"), house.lot_of("Beans")
    house.do(discard, DiscardGoods(rice, house.site(), q("1"), DiscardReason.DAMAGED))
    house.do(undo_sorting, UndoSorting(second.document_id))
    assert house.level(rice) == ("29.5", "0")
    assert "29.5 are still there" in house.refusal(undo_sorting, UndoSorting(first.document_id), NotEnough)
    assert "undone already" in house.refusal(undo_sorting, UndoSorting(second.document_id), Conflict)
    assert house.level(beans) == ("90", "0")
    assert len(house.all(Sorting)) == 2
    assert len(house.all(SortingLine)) == 6


def test_a_sorting_that_is_taken_back_says_whose_goods_it_takes(home: Home) -> None:
    done = sort(home, piled(home))
    home.do(reserve, Reserve(home.need("Beans", "90"), home.lot_of("Beans"), home.site(), q("90")))
    lost = home.do(undo_sorting, UndoSorting(done.document_id)).losses
    assert len(lost) == 1
    assert "Shelter" in lost[0]


def test_a_donation_that_was_sorted_is_not_voided(home: Home) -> None:
    pile = piled(home)
    sort(home, pile)
    [donation] = {row.donation_id for row in home.all(DonationLine)}
    assert "already gone" in home.refusal(void_donation, VoidDonation(donation), NotEnough)


def test_a_repeat_sorts_once(home: Home) -> None:
    pile = piled(home)
    first = sort(home, pile, request_id="again")
    assert sort(home, pile, request_id="again") == first
    assert home.level(pile) == ("150", "0")
