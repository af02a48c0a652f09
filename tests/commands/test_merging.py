"""What was merged is read as one, whenever it was done and whatever is done after; what was posted stays."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from drives.commands import donations, drives, items, merging, needs, places
from drives.commands.item_changes import revise_item
from drives.commands.merging import MergeItems, MergePrograms, MergeSites
from drives.errors import NotAllowed, Unknown
from drives.model import DriveGoal, Item, ItemPack, ItemSynonym, Lot, Move, Program, Site, StockLevel
from drives.queries.choices import item_choices, program_choices, site_choices, usual_items
from drives.queries.progress import progress
from drives.queries.stock import stocked_lots
from drives.rules.dates import DateRule
from drives.rules.kinds import ProgramKind, SiteKind
from drives.rules.roles import COMMAND_LINE, EVERYBODY
from drives.rules.units import Unit
from drives.store.verify import verify
from tests.commands.stocked import stocked
from tests.commands.test_item_changes import revision
from tests.commands.two_names import Spring
from tests.houses import Home, q

TWO_NAMES: dict[str, dict[str, tuple[str, str]]] = {
    "items": {"item": ("Sox", "Socks")},
    "sites": {"site": ("Hall", "Gym")},
    "programs": {"program": ("Night shelter", "Shelter")},
    "all": {"item": ("Sox", "Socks"), "site": ("Hall", "Gym"), "program": ("Night shelter", "Shelter")},
}


@contextmanager
def another(url: str) -> Iterator[Home]:
    home = Home(url)
    try:
        yield home
        assert verify(home.store) == []
    finally:
        home.close()


@pytest.fixture(scope="module")
def one_name(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spring]:
    """The spring under one name each, told on SQLite."""
    from drives.store import open_store, upgrade

    url = f"sqlite:///{tmp_path_factory.mktemp('one')}/drives.db"
    with open_store(url) as store:
        upgrade(store)
    with another(url) as home:
        spring = Spring(home)
        spring.begin()
        yield spring


@pytest.fixture(scope="module")
def read_of_one_name(one_name: Spring) -> tuple[dict[str, object], dict[str, object]]:
    """What is read of it midway and at its end."""
    midway = one_name.read()
    one_name.go_on()
    return midway, one_name.read()


@pytest.mark.parametrize("merged", TWO_NAMES)
def test_what_was_merged_cannot_be_told_from_what_had_one_name_from_the_beginning(
    house: Home, merged: str, read_of_one_name: tuple[dict[str, object], dict[str, object]]
) -> None:
    midway, end = read_of_one_name
    spring = Spring(house, **TWO_NAMES[merged])
    spring.begin()
    moves = house.all(Move)
    spring.merge()
    assert verify(house.store) == []
    assert house.all(Move) == moves, "a posted move was changed"
    for told, wanted in ((spring.read, midway), (lambda: spring.go_on() or spring.read(), end)):
        read = told()
        for name in wanted:
            assert read[name] == wanted[name], name


def test_the_one_that_is_kept_has_the_figures_of_both(house: Home) -> None:
    stocked(house, {"Sox": "5", "Socks": "10"}, drive="Spring")
    house.need("Sox", "7")
    told = house.do(merging.merge_items, MergeItems(house.item("Sox"), house.item("Socks")))
    assert (told.kept_id, told.kept, told.gone) == (house.item("Socks"), "Socks", "Sox")
    [row] = house.house.queries.ask(progress, COMMAND_LINE)
    assert (row.item, row.figures.donated, row.figures.on_hand) == ("Socks", q("15"), q("15"))
    assert (row.figures.needed, row.figures.outstanding, row.figures.surplus) == (q("7"), q("7"), q("8"))
    [gone] = house.all(Item, Item.name == "Sox")
    assert (gone.active, gone.merged_into_id) == (False, house.item("Socks"))
    ask = house.house.queries.ask
    assert [one.name for one in ask(item_choices, COMMAND_LINE)] == ["Socks"]
    assert ask(usual_items, COMMAND_LINE, drive_id=house.drive("Spring")) == (house.item("Socks"),)
    assert {lot.free for lot in ask(stocked_lots, COMMAND_LINE, item_id=house.item("Socks"))} == {
        q("5"),
        q("10"),
    }


def test_one_step_always_leads_to_the_one_that_is_kept(house: Home) -> None:
    for name in ("Sox", "Stockings", "Socks"):
        stocked(house, {name: "5"}, site=f"{name} hall", restricted_to_id=house.program(f"{name} house"))
    for first, second in (("Sox", "Stockings"), ("Stockings", "Socks")):
        house.do(merging.merge_items, MergeItems(house.item(first), house.item(second)))
        asked = MergeSites(house.site(f"{first} hall"), house.site(f"{second} hall"))
        house.do(merging.merge_sites, asked)
        merged = MergePrograms(house.program(f"{first} house"), house.program(f"{second} house"))
        house.do(merging.merge_programs, merged)
    for table in (Item, Site, Program):
        assert [row.merged_into_id for row in house.all(table)] == [3, 3, None]
    [row] = house.house.queries.ask(progress, COMMAND_LINE, program_id=house.program("Socks house"))
    assert row.figures.on_hand == q("15")
    assert {row.location_id for row in house.all(StockLevel)} == {house.shelf("Socks hall")}
    by_old_id = house.house.queries.ask(progress, COMMAND_LINE, program_id=house.program("Sox house"))
    assert by_old_id == (row,)


MERGES: tuple[tuple[Any, Any, Any, str, str], ...] = (
    (merging.merge_items, MergeItems, Home.item, "item", "That item"),
    (merging.merge_programs, MergePrograms, Home.program, "program", "That program"),
    (merging.merge_sites, MergeSites, Home.site, "site", "That site"),
)


@pytest.mark.parametrize(("merge", "asked", "noun", "_word", "what"), MERGES)
def test_what_cannot_be_merged_is_refused(
    house: Home, merge: Any, asked: Any, noun: Any, _word: str, what: str
) -> None:
    one, two, three = (noun(house, name) for name in ("One", "Two", "Three"))
    told = house.refusal(merge, asked(one, one))
    assert told == "One cannot be merged into itself. Choose another one to keep."
    for ids in ((one, 99), (99, one)):
        assert what in house.refusal(merge, asked(*ids), Unknown)
    house.refusal(merge, asked(one, two), NotAllowed, viewer=EVERYBODY)
    house.do(merge, asked(one, two))
    for ids in ((one, three), (three, one)):
        assert house.refusal(merge, asked(*ids)) == "One was merged into Two before. Choose Two."


def test_items_of_two_units_and_sites_of_two_kinds_are_not_merged(house: Home) -> None:
    pair, each = house.item("Socks"), house.item("Sock", Unit.EACH)
    told = house.refusal(merging.merge_items, MergeItems(each, pair))
    assert told == "Sock is counted in each, Socks in pair: give both one unit first."
    gym, store = house.site("Gym"), house.site("Store", SiteKind.WAREHOUSE)
    told = house.refusal(merging.merge_sites, MergeSites(gym, store))
    assert told == "Gym is a collection_site, Store a warehouse: make both of one kind first."


def test_what_can_never_be_made_alike_is_said_to_stay_two(house: Home) -> None:
    pair, each = house.item("Socks"), house.item("Sock", Unit.EACH)
    gym, store = house.site("Gym"), house.site("Store", SiteKind.WAREHOUSE)
    stocked(house, {"Sock": "1"})
    told = house.refusal(merging.merge_items, MergeItems(each, pair))
    assert told.endswith("give both one unit first.")
    told = house.refusal(merging.merge_sites, MergeSites(store, gym))
    assert told.endswith("make both of one kind first.")
    stocked(house, {"Socks": "1"}, site="Store")
    told = house.refusal(merging.merge_items, MergeItems(each, pair))
    assert told == (
        "Sock is counted in each, Socks in pair, and goods of both have moved, so neither unit can change. "
        "Nothing was merged: keep both items."
    )
    told = house.refusal(merging.merge_sites, MergeSites(gym, store))
    assert told == (
        "Gym is a collection_site, Store a warehouse, and goods have moved at both, so neither kind can "
        "change. Nothing was merged: keep both sites."
    )


@pytest.mark.parametrize("active", [(True, False), (False, True), (True, True), (False, False)])
def test_goods_of_an_item_in_use_can_be_logged_once_it_was_merged(
    house: Home, active: tuple[bool, bool]
) -> None:
    gone, kept = (
        house.do(items.add_item, items.AddItem(name, "things", Unit.PAIR, active=one)).item_id
        for name, one in zip(("Sox", "Socks"), active, strict=True)
    )
    house.do(merging.merge_items, MergeItems(gone, kept))
    assert [row.active for row in house.all(Item)] == [False, any(active)]
    shown = house.house.queries.ask(item_choices, COMMAND_LINE)
    assert [one.item_id for one in shown] == [kept] * any(active)


def test_a_sku_goes_along_to_an_item_that_has_none(house: Home) -> None:
    gone, kept = (_with_sku(house, name, sku) for name, sku in (("Sox", "S-1"), ("Socks", None)))
    house.do(merging.merge_items, MergeItems(gone, kept))
    assert [(row.id, row.sku) for row in house.all(Item)] == [(gone, None), (kept, "S-1")]


def test_a_sku_of_an_item_that_was_merged_may_be_given_to_the_one_that_is_kept(house: Home) -> None:
    gone, kept, other = (
        _with_sku(house, name, sku) for name, sku in (("Sox", "S-1"), ("Socks", "S-2"), ("Hats", None))
    )
    house.do(merging.merge_items, MergeItems(gone, kept))
    assert [row.sku for row in house.all(Item)] == ["S-1", "S-2", None]
    told = house.refusal(revise_item, revision(house, other, sku="s-1"))
    assert told == "The SKU s-1 is taken by another item."
    house.do(revise_item, revision(house, kept, sku="s-1"))
    assert [row.sku for row in house.all(Item)] == [None, "s-1", None]


def _with_sku(house: Home, name: str, sku: str | None) -> int:
    return int(house.do(items.add_item, items.AddItem(name, "things", Unit.PAIR, sku=sku)).item_id)


def _with_packs(house: Home, name: str, *packs: items.Pack, words: tuple[str, ...] = ()) -> int:
    asked = items.AddItem(name, "things", Unit.PAIR, packs=packs, synonyms=words)
    return int(house.do(items.add_item, asked).item_id)


def test_packs_barcodes_and_words_go_along(house: Home) -> None:
    gone = _with_packs(
        house, "Sox", items.Pack("036000291452", "case of 12", q("12")), items.Pack(None, "bag", q("3")),
        items.Pack(None, "Bale", q("40")), words=("calcetines",),
    )  # fmt: skip
    kept = _with_packs(house, "Socks", items.Pack("4006381333931"), items.Pack(None, "Bag", q("3")))
    house.do(merging.merge_items, MergeItems(gone, kept))
    packs = {(row.item_id, row.barcode, row.pack) for row in house.all(ItemPack)}
    assert packs == {
        (kept, "036000291452", "case of 12"), (kept, "4006381333931", None), (kept, None, "Bag"),
        (kept, None, "Bale"),
    }  # fmt: skip
    assert [(row.item_id, row.synonym) for row in house.all(ItemSynonym)] == [(kept, "calcetines")]


def test_a_pack_that_would_mean_two_sizes_is_refused(house: Home) -> None:
    gone = _with_packs(house, "Sox", items.Pack("036000291452", "CASE", q("12")))
    kept = _with_packs(house, "Socks", items.Pack(None, "case", q("24")))
    told = house.refusal(merging.merge_items, MergeItems(gone, kept))
    assert told == (
        "A CASE holds 12 of Sox, but 24 of Socks. "
        "Make these packs agree, or give one of them another name, then merge."
    )


def test_the_goals_of_a_drive_are_added_up(house: Home) -> None:
    gone, kept = house.item("Sox"), house.item("Socks")
    for name, goals in (
        ("Spring", ((gone, q("5")), (kept, q("10")))),
        ("Autumn", ((gone, q("7")),)),
        ("Winter", ((kept, q("9")),)),
    ):
        opened = drives.OpenDrive(name, *house_year(), goals=goals)
        house.do(drives.open_drive, opened)
    house.do(merging.merge_items, MergeItems(gone, kept))
    goals = [(row.item_id, row.quantity) for row in house.all(DriveGoal)]
    assert goals == [(kept, q("15")), (kept, q("7")), (kept, q("9"))]


def test_goals_that_would_be_too_large_together_are_refused(house: Home) -> None:
    gone, kept = house.item("Sox"), house.item("Socks")
    goals = ((gone, q("999999999")), (kept, q("1")))
    house.do(drives.open_drive, drives.OpenDrive("Spring", *house_year(), goals=goals))
    told = house.refusal(merging.merge_items, MergeItems(gone, kept))
    assert told == "Together, the goals of Spring would be above 999999999. Lower one first."


def house_year() -> tuple[Any, Any]:
    from datetime import date

    return date(2025, 1, 1), date(2025, 12, 31)


def test_two_needs_never_come_to_be_known_by_the_same(house: Home) -> None:
    house.need("Sox", "5", "Pantry", reference="R-1")
    house.need("Socks", "6", "Pantry", reference="R-1")
    told = house.refusal(merging.merge_items, MergeItems(house.item("Sox"), house.item("Socks")))
    assert told == (
        "Pantry asks for Sox and for Socks under one reference, R-1, and a reference names one need of an "
        "item. Nothing was merged: keep both items."
    )
    house.need("Sox", "5", "Shelter", reference="R-1")
    asked = MergePrograms(house.program("Shelter"), house.program("Pantry"))
    told = house.refusal(merging.merge_programs, asked)
    assert told == (
        "Shelter and Pantry both ask for Sox under the reference R-1, and a reference names one need of a "
        "program. Nothing was merged: keep both programs."
    )


def test_needs_are_held_apart_by_what_was_merged_before(house: Home) -> None:
    house.need("Sox", "5", "Shelter", reference="R-1")
    house.need("Socks", "6", "Pantry", reference="R-1")
    house.do(merging.merge_programs, MergePrograms(house.program("Shelter"), house.program("Pantry")))
    asked = MergeItems(house.item("Sox"), house.item("Socks"))
    assert "R-1" in house.refusal(merging.merge_items, asked)


def test_a_reference_of_what_was_merged_is_taken(house: Home) -> None:
    house.need("Sox", "5", "Shelter", reference="R-1")
    house.do(merging.merge_items, MergeItems(house.item("Sox"), house.item("Socks")))
    house.do(merging.merge_programs, MergePrograms(house.program("Shelter"), house.program("Pantry")))
    asked = needs.PostNeed(house.program("Pantry"), house.item("Socks"), q("1"), reference="R-1")
    assert "R-1 is taken" in house.refusal(needs.post_need, asked)


def test_past_dates_follow_the_rule_of_the_one_that_is_kept(house: Home) -> None:
    from datetime import date

    from drives.rules.dates import DateKind

    house.item("Milk", date_rule=DateRule.STRICT)
    stocked(house, {"Millk": "5"}, date_mark=date(2025, 5, 1), date_kind=DateKind.BEST_BY)
    [row] = house.house.queries.ask(progress, COMMAND_LINE)
    assert row.figures.available == q("5")
    house.do(merging.merge_items, MergeItems(house.item("Millk"), house.item("Milk")))
    [row] = house.house.queries.ask(progress, COMMAND_LINE)
    assert (row.figures.on_hand, row.figures.available) == (q("5"), 0)
    assert house.house.queries.ask(stocked_lots, COMMAND_LINE, item_id=house.item("Milk")) == ()


def test_a_donation_counted_in_a_pack_of_what_was_merged_is_corrected(house: Home) -> None:
    gone = _with_packs(house, "Sox", items.Pack(None, "case", q("12")))
    kept = _with_packs(house, "Socks")
    line = donations.LineDraft(gone, q("24"), pack="case", pack_quantity=q("12"))
    logged = house.do(donations.log_donation, donations.LogDonation(house.site(), (line,)))
    house.do(merging.merge_items, MergeItems(gone, kept))
    line = donations.LineDraft(kept, q("36"), pack="case", pack_quantity=q("12"))
    becomes = donations.LogDonation(house.site(), (line,))
    house.do(donations.correct_donation, donations.CorrectDonation(logged.donation_id, becomes))
    assert [row.item_id for row in house.all(Lot)] == [gone]
    [row] = house.house.queries.ask(progress, COMMAND_LINE)
    assert (row.figures.donated, row.figures.on_hand) == (q("36"), q("36"))


def test_the_address_of_a_program_that_was_merged_is_never_shown_again(house: Home) -> None:
    from drives.exchange.exporting import ExportOptions, export_bytes
    from drives.queries.exports import EXPORTS

    hidden = places.AddProgram("Haven", ProgramKind.OTHER, address="9 Hidden Rd", hide_address=True)
    gone = house.do(places.add_program, hidden).program_id
    stocked(house, {"Socks": "5"}, restricted_to_id=gone)
    house.do(merging.merge_programs, MergePrograms(gone, house.program("Shelter")))
    for kind in EXPORTS:
        assert b"Hidden" not in export_bytes(
            house.house.queries, kind, viewer=COMMAND_LINE, options=ExportOptions()
        )
    assert [one.name for one in house.house.queries.ask(program_choices, COMMAND_LINE)] == ["Shelter"]


def test_an_empty_site_is_merged_too(house: Home, tmp_path: Path) -> None:  # noqa: ARG001
    gym, hall = house.site("Gym"), house.site("Hall")
    house.do(merging.merge_sites, MergeSites(hall, gym))
    assert [one.name for one in house.house.queries.ask(site_choices, COMMAND_LINE)] == ["Gym"]
    stocked(house, {"Socks": "5"})
    assert house.level(house.lot_of("Socks")) == ("5", "0")
