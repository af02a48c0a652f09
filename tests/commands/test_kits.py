"""Kits: put together of what is there, and taken apart into the very lots that went in."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from drives.commands.allocation import Reserve, reserve
from drives.commands.donations import VoidDonation, void_donation
from drives.commands.item_changes import ReviseItem, revise_item
from drives.commands.kits import (
    AssembleKits,
    KitsDone,
    TakeApartKits,
    UndoAssembly,
    assemble_kits,
    take_apart_kits,
    undo_assembly,
)
from drives.commands.merging import MergeItems, MergePrograms, merge_items, merge_programs
from drives.commands.recipes import RecipePart, RetireRecipe, WriteRecipe, retire_recipe, write_recipe
from drives.commands.stock import (
    Counted,
    CountStock,
    DiscardGoods,
    HoldLot,
    TransferGoods,
    count,
    discard,
    hold,
    transfer,
)
from drives.errors import Conflict, NotEnough
from drives.model import AssemblyBatch, Item, Lot, Move, Recipe, RecipeLine
from drives.queries.progress import progress
from drives.rules.dates import DateKind, DateRule
from drives.rules.item_seen import item_seen
from drives.rules.kinds import DiscardReason
from drives.rules.roles import COMMAND_LINE
from drives.rules.units import Unit
from drives.store.verify import verify
from tests.commands.stocked import stocked
from tests.houses import TODAY, Home, q

KIT = "Hygiene kit"


def recipe(home: Home, kit: str = KIT, on: date | None = date(2025, 1, 1), **parts: str) -> int:
    """A kit of these parts ("Soap" each, and so on); the kit's item."""
    lines = tuple(RecipePart(home.item(name, Unit.EACH), q(many)) for name, many in parts.items())
    item_id = home.item(kit, Unit.KIT)
    home.do(write_recipe, WriteRecipe(item_id, lines, on))
    return item_id


@pytest.fixture
def home(sqlite_url: str) -> Iterator[Home]:
    """A house on the cheaper engine with a recipe, verified after."""
    opened = Home(sqlite_url)
    recipe(opened, Soap="2", Towel="1")
    yield opened
    assert verify(opened.store) == []
    opened.close()


def assemble(home: Home, kits: str, **rest: Any) -> KitsDone:
    asked = AssembleKits(home.item(KIT), home.site(rest.pop("site", "Gym")), q(kits), **rest)
    done: KitsDone = home.do(assemble_kits, asked)
    return done


def refused(home: Home, kits: str, **rest: Any) -> str:
    return home.refusal(assemble_kits, AssembleKits(home.item(KIT), home.site(), q(kits), **rest), NotEnough)


def on_hand(home: Home, site: str = "Gym") -> dict[str, str]:
    """By item and date mark, what lies at a site of all its lots."""
    names = {row.id: row.name for row in home.all(Item)}
    found = {}
    for lot in home.all(Lot):
        quantity, _reserved = home.level(lot.id, site)
        if quantity != "0":
            mark = f" {lot.date_mark}" if lot.date_mark else ""
            found[f"{names[lot.item_id]}{mark} {lot.id}"] = quantity
    return found


def sums(home: Home, **asked: Any) -> dict[str, tuple[str, str, str]]:
    """received, donated and on hand of each item, as texts."""
    rows = home.house.queries.ask(progress, COMMAND_LINE, **asked)
    return {
        row.item: tuple(  # type: ignore[misc]
            f"{getattr(row.figures, name) / 1000:g}" for name in ("received", "donated", "on_hand")
        )
        for row in rows
    }


def test_what_goes_into_kits_is_used_up_made_kits_are_not_donated_and_all_of_it_comes_back(
    house: Home,
) -> None:
    recipe(house, Soap="2", Towel="1")
    stocked(house, {"Soap": "120", "Towel": "100"}, drive="Spring", on=date(2025, 5, 1))
    program = house.program()
    before = on_hand(house)
    done = assemble(house, "40", on=date(2025, 5, 10))
    kit = house.lot_of(KIT)
    after = {"Soap": ("120", "120", "40"), "Towel": ("100", "100", "60"), KIT: ("0", "0", "40")}
    assert sums(house) == after == sums(house, as_of=date(2025, 5, 10)) == sums(house, drive_id=house.drive())
    assert KIT not in sums(house, as_of=date(2025, 5, 9))
    [lot] = house.all(Lot, Lot.id == kit)
    assert (lot.drive_id, lot.site_id, lot.restricted_to_id) == (house.drive(), house.site(), None)
    assert verify(house.store) == []
    apart = house.do(take_apart_kits, TakeApartKits(kit, house.site(), q("15")))
    assert sums(house)["Soap"][2] == "70"
    said = house.refusal(undo_assembly, UndoAssembly(done.document_id))
    assert said == "15 of these kits were taken apart since. Undo that first."
    assert verify(house.store) == []
    house.do(undo_assembly, UndoAssembly(apart.document_id))
    assert house.level(kit) == ("40", "0")
    asked = Reserve(house.need(KIT, "30"), kit, house.site(), q("30"))
    house.do(reserve, asked)
    lost = house.do(undo_assembly, UndoAssembly(done.document_id))
    assert lost.losses == ("Shelter loses 30 reserved: Hygiene kit.",)
    assert on_hand(house) == before
    said = house.refusal(undo_assembly, UndoAssembly(done.document_id), Conflict)
    assert said == "This was undone already."
    assert program == house.program()


def test_what_is_short_is_said_with_figures_and_how_many_can_be_built(home: Home) -> None:
    assert refused(home, "60") == (
        "Soap: 120 needed for 60 kits, 0 available, 120 short. "
        "Towel: 60 needed for 60 kits, 0 available, 60 short. None can be built now."
    )
    stocked(home, {"Soap": "85", "Towel": "70"})
    stocked(home, {"Soap": "500"}, site="Depot")
    assert refused(home, "60") == (
        "Soap: 120 needed for 60 kits, 85 available, 35 short. 42 kits can be built now."
    )
    home.do(reserve, Reserve(home.need("Towel", "69"), home.lot_of("Towel"), home.site(), q("69")))
    assert refused(home, "2") == ("Towel: 2 needed for 2 kits, 1 available, 1 short. 1 kit can be built now.")
    said = home.refusal(assemble_kits, AssembleKits(home.item(KIT), home.site(), q("1.5")))
    assert "Hygiene kit is counted in whole units" in said
    assert "has not come yet" in home.refusal(
        assemble_kits, AssembleKits(home.item(KIT), home.site(), q("1"), TODAY + timedelta(days=1))
    )
    said = home.refusal(assemble_kits, AssembleKits(home.item(KIT), home.site(), q("1"), date(2024, 12, 31)))
    assert said == "Hygiene kit has no recipe on 2024-12-31. Write down what goes into one first."
    assert home.all(AssemblyBatch) == []


def test_the_lots_that_go_first_go_in_first_and_the_earliest_part_dates_the_kit(home: Home) -> None:
    home.item("Milk", Unit.EACH)
    recipe(home, Milk="2", Towel="1")
    stocked(home, {"Towel": "20"}, drive="Spring")
    stocked(home, {"Milk": "4"}, drive="Spring")
    for number, day in enumerate((9, 7, 8)):
        marks = {"date_mark": date(2025, 6, day), "date_kind": DateKind.USE_BY}
        stocked(home, {"Milk": "3"}, drive="Spring", reference=f"M{number}", **marks)
    expired = {"date_mark": TODAY - timedelta(days=1), "date_kind": DateKind.EXPIRES}
    stocked(home, {"Milk": "50"}, drive="Spring", on=TODAY - timedelta(days=9), **expired)
    stocked(home, {"Milk": "60"}, drive="Spring", lot_code="held")
    home.do(hold, HoldLot(home.lot_of("Milk", lot_code="held"), "recalled"))
    assert refused(home, "7").startswith("Milk: 14 needed for 7 kits, 13 available, 1 short. 6 kits")
    assemble(home, "6")
    kits = {row.date_mark: home.level(row.id)[0] for row in home.all(Lot, Lot.item_id == home.item(KIT))}
    assert kits == {date(2025, 6, 7): "2", date(2025, 6, 8): "1", date(2025, 6, 9): "2", None: "1"}


def test_taking_apart_gives_back_the_very_lots_wherever_the_kits_have_gone(home: Home) -> None:
    for code, many in (("A", "3"), ("B", "9")):
        stocked(home, {"Soap": many}, reference=code, lot_code=code, drive="Spring" if code == "A" else None)
    stocked(home, {"Towel": "20"}, drive="Spring")
    assemble(home, "5")
    kits = {row.drive_id: row.id for row in home.all(Lot, Lot.item_id == home.item(KIT))}
    assert {drive: home.level(lot)[0] for drive, lot in kits.items()} == {home.drive(): "1", None: "4"}
    home.do(transfer, TransferGoods(kits[None], home.site(), home.site("Depot"), q("3")))
    home.do(take_apart_kits, TakeApartKits(kits[None], home.site("Depot"), q("2")))
    codes = {row.lot_code: row.id for row in home.all(Lot, Lot.item_id == home.item("Soap"))}
    assert [home.level(codes[code], "Depot")[0] for code in "AB"] == ["1", "3"]
    said = home.refusal(take_apart_kits, TakeApartKits(kits[None], home.site("Depot"), q("2")), NotEnough)
    assert said.startswith("Hygiene kit at Depot: 2 asked, 1 there (1 short).")
    home.do(count, CountStock(home.site("Depot"), (Counted(kits[None], q("6")),), note="found more"))
    said = home.refusal(take_apart_kits, TakeApartKits(kits[None], home.site("Depot"), q("3")), NotEnough)
    assert said == (
        "Hygiene kit: 3 asked, but what is in them is recorded for only 2 of this lot. Take apart 2 or fewer."
    )
    assert home.level(kits[None], "Depot")[0] == "6"


def test_what_is_kept_for_a_program_goes_only_into_kits_for_it(home: Home) -> None:
    shelter, pantry = home.program("Shelter"), home.program("Pantry")
    stocked(home, {"Soap": "6"}, restricted_to_id=shelter)
    stocked(home, {"Soap": "2", "Towel": "9"})
    assert refused(home, "2").startswith("Soap: 4 needed for 2 kits, 2 available, 2 short. 1 kit can")
    assert refused(home, "2", for_program_id=pantry).startswith("Soap: 4 needed for 2 kits, 2 available")
    old = home.program("Shelter East")
    home.do(merge_programs, MergePrograms(shelter, old))
    assemble(home, "4", for_program_id=old)
    kits = {
        row.restricted_to_id: home.level(row.id)[0] for row in home.all(Lot, Lot.item_id == home.item(KIT))
    }
    assert kits == {old: "3", None: "1"}


def test_a_recipe_is_never_changed_and_holds_from_its_day(home: Home) -> None:
    stocked(home, {"Soap": "20", "Towel": "20"}, on=date(2025, 4, 1))
    recipe(home, on=date(2025, 5, 15), Soap="1", Towel="1")
    assemble(home, "2", on=date(2025, 5, 14))
    assemble(home, "3", on=date(2025, 5, 15))
    assert home.level(home.lot_of("Soap"))[0] == "13"
    assert [len(home.all(table)) for table in (Recipe, RecipeLine)] == [2, 4]
    retired = RetireRecipe(home.item(KIT), date(2025, 5, 18))
    home.do(retire_recipe, retired)
    said = home.refusal(assemble_kits, AssembleKits(home.item(KIT), home.site(), q("1")))
    assert said.startswith("Hygiene kit has no recipe on 2025-05-20.")
    assemble(home, "1", on=date(2025, 5, 17))
    home.do(take_apart_kits, TakeApartKits(home.lot_of(KIT), home.site(), q("6")))
    assert home.level(home.lot_of("Soap"))[0] == "20"
    said = home.refusal(retire_recipe, retired)
    assert said == "Hygiene kit has no recipe on 2025-05-18, so there is none to retire."


def test_no_kit_is_in_itself_also_not_by_a_merge_or_on_another_day(home: Home) -> None:
    soap, kit = home.item("Soap"), home.item(KIT)
    bag = recipe(home, "Welcome bag", **{KIT: "1"})
    one = RecipePart(bag, q("1"))

    def said(item_id: int, *parts: RecipePart, on: date | None = None) -> str:
        return home.refusal(write_recipe, WriteRecipe(item_id, parts, on))

    assert said(kit, RecipePart(kit, q("1"))) == "Hygiene kit cannot contain itself. Leave it out."
    assert "would contain itself from 2025-05-20 on" in said(kit, one)
    assert "would contain itself from 2025-01-01 on" in said(soap, one, on=date(2024, 6, 1))
    inner = home.item("Inner kit", Unit.KIT)
    home.do(write_recipe, WriteRecipe(kit, (RecipePart(inner, q("1")),)))
    assert "would contain itself from 2025-05-20 on" in home.refusal(merge_items, MergeItems(inner, bag))
    rice = home.item("Rice", Unit.LB)
    assert said(kit) == "Hygiene kit: nothing is in it yet. Enter what goes into one."
    assert said(rice, one).startswith("Rice is counted in lb, and kits are whole.")
    assert said(kit, one, one).startswith("Hygiene kit: something stands in it twice.")
    assert "Enter a whole number" in said(kit, RecipePart(soap, q("0.5")))
    assert "Enter a number above zero" in said(kit, RecipePart(soap, 0))
    pile = home.item("Mixed things, unsorted", Unit.LB)
    assert said(kit, RecipePart(pile, q("1"))).startswith("Mixed things, unsorted has to be sorted first")


def test_merged_items_are_followed_into_recipes_and_kits(home: Home) -> None:
    stocked(home, {"Soap": "4", "Towel": "9"})
    bar = home.item("Soap bar", Unit.EACH)
    stocked(home, {"Soap bar": "7"})
    home.do(merge_items, MergeItems(home.item("Soap"), bar))
    assemble(home, "5")
    assert verify(home.store) == []
    home.do(take_apart_kits, TakeApartKits(home.lot_of(KIT), home.site(), q("2")))
    other = home.item("Kit of hygiene", Unit.KIT)
    home.do(merge_items, MergeItems(home.item(KIT), other))
    home.do(assemble_kits, AssembleKits(other, home.site(), q("1")))
    home._nouns["item", "Soap"] = bar
    assert sum(int(home.level(row.id)[0]) for row in home.all(Lot, Lot.item_id == other)) == 1


def test_a_kit_stays_whole_and_its_parts_in_what_they_are_counted(home: Home) -> None:
    for name, unit in ((KIT, Unit.LB), ("Soap", Unit.LB)):
        [row] = home.all(Item, Item.id == home.item(name))
        asked = ReviseItem(name, row.category, unit, item_id=row.id, seen=item_seen(row, [], []))
        if name == KIT:
            said = home.refusal(revise_item, asked)
            assert said.startswith("Hygiene kit has a recipe, and kits are whole. Use another item")
        else:
            home.do(revise_item, asked)
    recipe(home, on=None, Soap="0.25", Towel="1")
    [row] = home.all(Item, Item.id == home.item("Soap"))
    back = ReviseItem("Soap", row.category, Unit.EACH, item_id=row.id, seen=item_seen(row, [], []))
    assert "recipes of Soap hold fractions of a lb" in home.refusal(revise_item, back)
    stocked(home, {"Soap": "1.1", "Towel": "9"})
    assert refused(home, "5").endswith(
        "1.25 needed for 5 kits, 1.1 available, 0.15 short. 4 kits can be built now."
    )
    assemble(home, "4")


def test_what_is_in_kits_is_gone_for_whoever_takes_it_back(home: Home) -> None:
    gift = stocked(home, {"Soap": "10", "Towel": "9"})
    done = assemble(home, "5")
    kit = home.lot_of(KIT)
    assert "0 are still there" in home.refusal(void_donation, VoidDonation(gift), NotEnough)
    home.do(discard, DiscardGoods(kit, home.site(), q("2"), DiscardReason.DAMAGED))
    said = home.refusal(undo_assembly, UndoAssembly(done.document_id), NotEnough)
    assert said.startswith("Hygiene kit at Gym: only 3 are still there, 2 short")
    home.do(hold, HoldLot(kit, "to be looked at"))
    said = home.refusal(take_apart_kits, TakeApartKits(kit, home.site(), q("1")))
    assert "this lot is on hold (to be looked at)" in said
    assert len(home.all(Move)) == 6


def test_a_kit_of_a_strict_item_is_dated_by_any_mark(home: Home) -> None:
    home.item("Formula kit", Unit.KIT, DateRule.STRICT)
    recipe(home, "Formula kit", Soap="1")
    stocked(home, {"Soap": "3"}, date_mark=date(2025, 7, 1), date_kind=DateKind.BEST_BY)
    home.do(assemble_kits, AssembleKits(home.item("Formula kit"), home.site(), q("3")))
    [lot] = home.all(Lot, Lot.item_id == home.item("Formula kit"))
    assert (lot.date_mark, lot.date_kind) == (date(2025, 7, 1), DateKind.BEST_BY)
