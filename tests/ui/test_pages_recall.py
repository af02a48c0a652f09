"""Recall: where goods stand and went, what is never cleared, and what is held or discarded from there."""

from datetime import timedelta

from drives.commands import allocation, deliveries, stock
from drives.commands.kits import AssembleKits, assemble_kits
from drives.commands.recipes import RecipePart, RetireRecipe, WriteRecipe, retire_recipe, write_recipe
from drives.commands.shelf_counts import CountShelf, Pile, count_shelf
from drives.exchange.writing import to_csv
from drives.model import Discard, Hold
from drives.queries.recall import Recalled, recall, to_tell_sheet
from drives.rules.dates import DateKind
from drives.rules.kinds import DiscardReason
from drives.rules.recalls import Notice, Verdict
from drives.rules.roles import COMMAND_LINE
from drives.rules.units import Unit
from tests.commands.stocked import stocked
from tests.houses import Home, dump, q
from tests.ui.conftest import Browser


def fill(home: Home) -> None:
    """Socks: 20 of lot L1 (6 gone to the shelter), 10 of L2, 14 without a code."""
    stocked(home, {"Socks": "20"}, lot_code="L1")
    stocked(home, {"Socks": "10"}, lot_code="L2")
    stocked(home, {"Socks": "14", "Rice": "3"})
    lot_id = home.lot_of("Socks", lot_code="L1")
    free = deliveries.FreeLine(lot_id, home.site(), q("6"))
    plan = home.do(deliveries.plan_delivery, deliveries.PlanDelivery(home.program(), (), (free,)))
    home.do(deliveries.send_delivery, deliveries.SendDelivery(plan.delivery_id))


def found(home: Home, code: str = "l-1") -> Recalled:
    return home.house.queries.ask(recall, COMMAND_LINE, notice=Notice(code), item_id=home.item("Socks"))


def opened(home: Home, **asked: str) -> Browser:
    browser = Browser()
    browser.at.query_params.update({"item": str(home.item("Socks")), "code": "L1", **asked})
    return browser.open("recall")


def test_nothing_is_sought_before_the_notice_says_something(home: Home, browser: Browser) -> None:
    fill(home)
    assert "Enter what the notice says" in browser.open("recall").texts


def test_it_says_what_is_here_what_went_and_what_it_cannot_rule_out(home: Home) -> None:
    fill(home)
    texts = opened(home).texts
    assert "1 lot: 14 pairs of Socks on the shelves; 6 pairs of Socks sent to programs." in texts
    assert "**Shelter** · no phone or e-mail on record  \nGot 6 pairs of Socks, certainly of it." in texts
    assert "- 6 pairs of Socks (lot code L1, no date): on the way, sent" in texts
    assert (
        "14 pairs of Socks on the shelves, 1 lot in all, may be affected: nothing known rules them out."
        in texts
    )
    assert "1 program got some: Shelter." in texts
    # Who must be told comes before the lots, and the lots are folded by place.
    assert texts.index("## Programs to tell") < texts.index("## Where they stand, lot by lot")
    assert [one.label for one in opened(home).at.expander] == [
        "Found at Gym: 14 pairs of Socks (1 lot)", "Not ruled out at Gym: 14 pairs of Socks (1 lot)",
    ]  # fmt: skip
    assert "lot code L2" not in texts
    assert to_csv(to_tell_sheet(found(home).lots)).decode().splitlines()[1:] == [
        f"Shelter,,,Socks,6,pair,L1,,,{home.clock.now.date()},,yes,"
    ]
    texts = opened(home, item="").texts
    assert "2 lots of any item have no lot code or no date that says otherwise" in texts
    assert "Nothing in the books is certain to be affected." in opened(home, code="XYZ9").texts


def test_without_a_code_that_is_known_it_is_never_cleared(home: Home) -> None:
    fill(home)
    assert {lot.verdict for lot in found(home, "nothing has this").lots} == {Verdict.MAY_BE}
    today = home.clock.now.date()
    stocked(home, {"Milk": "5"}, date_mark=today + timedelta(days=9), date_kind=DateKind.USE_BY)
    notice = Notice(None, today, today + timedelta(days=9))
    asked = home.house.queries.ask(recall, COMMAND_LINE, notice=notice)
    assert (asked.lots[0].item, asked.lots[0].verdict) == ("Milk", Verdict.FOUND)
    assert {lot.verdict for lot in asked.lots[1:]} == {Verdict.MAY_BE}


def test_all_of_it_is_held_in_one_step_and_let_go_again(home: Home) -> None:
    fill(home)
    need_id = home.need("Socks", "5")
    unsure = home.lot_of("Socks", lot_code=None)
    home.do(allocation.reserve, allocation.Reserve(need_id, unsure, home.site(), q("3")))
    certain = home.lot_of("Socks", lot_code="L1")
    home.do(allocation.reserve, allocation.Reserve(need_id, certain, home.site(), q("2")))
    browser = opened(home).click("recall.hold")
    assert browser.texts.count(" loses ") == 1
    assert "Shelter loses 5 pairs of Socks allocated to it." in browser.texts
    before = dump(home.store)
    browser.click("recall-hold.yes.")
    assert browser.refusals == ["Say why these lots are held."]
    assert dump(home.store) == before
    browser.type("recall-hold.reason.", "notice 7").click("recall-hold.yes.")
    assert "On hold: 2 lots. Shelter loses 5 reserved: Socks." in browser.texts
    assert [(row.lot_id, row.lifted_on) for row in home.all(Hold)] == [
        (home.lot_of("Socks", lot_code="L1"), None),
        (unsure, None),
    ]
    browser.click("flash.undo")
    again = (
        "Taken back: they may go out again. What they were allocated to stays released: allocate them again."
    )
    assert again in browser.texts
    assert all(row.lifted_on is not None for row in home.all(Hold))
    assert "on hold already" not in browser.texts.lower()
    home.do(stock.hold, stock.HoldLot(certain, "an earlier notice"))
    browser = opened(home, do="hold")
    assert "All that is on the shelves is on hold already." in browser.texts
    unsought = opened(home, item="", code="L2").texts
    assert "of any item have no lot code or no date" in unsought
    assert "on hold already" not in unsought.lower(), "of any item the lots are too many to name"
    said = "On hold already and left so: 14 pairs of Socks. Together: 28 pairs of Socks."
    assert said in browser.texts
    home.do(stock.unhold, stock.UnholdLot(home.all(Hold)[-1].id))
    opened(home, do="hold").tick("recall-hold.also.", False).type("recall-hold.reason.", "again").click(
        "recall-hold.yes."
    )
    assert [row.lifted_on is None for row in home.all(Hold)] == [False, False, False, True]


def test_what_is_certain_is_discarded_as_recalled(home: Home) -> None:
    fill(home)
    home.do(stock.hold, stock.HoldLot(home.lot_of("Socks", lot_code="L1"), "notice 7"))
    browser = opened(home).click("recall.discard")
    assert "- 14 pairs of Socks at Gym" in browser.texts
    browser.click("recall-discard.yes.")
    assert "Discarded as recalled: 1 lot." in browser.texts
    assert [(row.quantity, row.reason) for row in home.all(Discard)] == [(q("14"), DiscardReason.RECALLED)]
    assert home.level(home.lot_of("Socks", lot_code=None)) == ("14", "0")


def test_it_follows_into_kits_that_such_goods_are_in(home: Home) -> None:
    home.item("Soap", Unit.EACH)
    home.item("Hygiene kit", Unit.KIT)
    stocked(home, {"Soap": "6"}, lot_code="L1")
    home.do(write_recipe, WriteRecipe(home.item("Hygiene kit"), (RecipePart(home.item("Soap"), q("2")),)))
    home.do(assemble_kits, AssembleKits(home.item("Hygiene kit"), home.site(), q("2")))
    asked = home.house.queries.ask(recall, COMMAND_LINE, notice=Notice("L1"), item_id=home.item("Soap"))
    assert [(lot.item, lot.verdict, lot.part, lot.on_hand) for lot in asked.lots] == [
        ("Soap", Verdict.FOUND, None, q("2")), ("Hygiene kit", Verdict.MAY_BE, "Soap", q("2")),
    ]  # fmt: skip
    assert "kits; Soap may be in them" in opened(home, item=str(home.item("Soap"))).texts


def test_kits_that_nobody_put_together_here_are_never_cleared(home: Home) -> None:
    kit, soap = home.item("Hygiene kit", Unit.KIT), home.item("Soap", Unit.EACH)
    home.do(write_recipe, WriteRecipe(kit, (RecipePart(soap, q("2")),)))
    stocked(home, {"Soap": "20"}, lot_code="L1", drive="Spring")
    home.do(assemble_kits, AssembleKits(kit, home.site(), q("5")))

    def told(code: str) -> list[tuple[str, Verdict, str | None, int, bool]]:
        asked = home.house.queries.ask(recall, COMMAND_LINE, notice=Notice(code), item_id=soap)
        return [(lot.item, lot.verdict, lot.part, lot.on_hand, lot.unknown) for lot in asked.lots]

    assert told("XYZ9") == []
    home.do(retire_recipe, RetireRecipe(kit))
    home.do(count_shelf, CountShelf(home.site(), (Pile(kit, q("8"), q("5")),), "found in the back"))
    found_ones = ("Hygiene kit", Verdict.MAY_BE, "Soap", q("3"), True)
    assert found_ones in told("L1")
    assert told("XYZ9") == [found_ones]
    said = "kits, some not put together here; Soap may be in them"
    assert said in opened(home, item=str(soap), code="XYZ9").texts
