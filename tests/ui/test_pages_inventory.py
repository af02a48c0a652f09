"""Inventory: found, narrowed, opened; goods moved, discarded, held and corrected, each asked about first."""

from datetime import timedelta

import pytest

from drives.commands import allocation, deliveries, stock
from drives.commands.people import Granted
from drives.commands.store_pars import SetStorePar, set_store_par
from drives.model import CycleCount, Discard, Hold, StorePar
from drives.rules.dates import DateKind
from drives.rules.kinds import DiscardReason
from drives.rules.roles import Role
from tests.commands.stocked import stocked
from tests.houses import Home, dump, q
from tests.ui.conftest import Browser
from tests.ui.people import come_as


def opened(home: Home, do: str = "", **asked: str) -> Browser:
    """The page with the socks at the gym opened by its address."""
    browser = Browser()
    lot = {"lot": str(home.lot_of("Socks")), "at": str(home.site()), "do": do}
    browser.at.query_params.update(asked or {name: value for name, value in lot.items() if value})
    return browser.open("inventory")


def reserve(home: Home, quantity: str, program: str = "Shelter") -> None:
    need_id = home.need("Socks", quantity, program)
    asked = allocation.Reserve(need_id, home.lot_of("Socks"), home.site(), q(quantity))
    home.do(allocation.reserve, asked)


def on_hand(home: Home, site: str = "Gym") -> str:
    return home.level(home.lot_of("Socks"), site)[0]


def test_before_anything_came_in_the_page_says_what_it_will_show(browser: Browser) -> None:
    assert "Everything on the shelves will be listed here" in browser.open("inventory").texts


def test_the_shelves_by_item_by_lot_by_site_and_as_of_a_day(home: Home) -> None:
    today = home.clock.now.date()
    stocked(home, {"Socks": "20"}, lot_code="L1")
    stocked(home, {"Rice": "5"}, on=today - timedelta(days=3))
    reserve(home, "4")
    home.do(
        stock.transfer, stock.TransferGoods(home.lot_of("Socks"), home.site(), home.site("Depot"), q("6"))
    )
    browser = Browser().open("inventory")
    assert "**Socks**  \n:small[20 pairs on hand: 16 available and 4 allocated]" in browser.texts
    assert "Nothing is low, on hold, or runs out or expires within 30 days." in browser.texts
    browser.type("inventory.q", "l1")
    assert "Rice" not in browser.texts
    browser.at.query_params["by"] = "site"
    browser.type("inventory.q", "")
    assert "#### Depot" in browser.texts
    assert "6 pairs on hand, all available" in browser.texts
    browser.at.query_params["site"] = "depot"
    browser.at.query_params["by"] = "lot"
    browser.run()
    assert "Depot · lot code L1" in browser.texts
    assert "14 pairs" not in browser.texts
    browser = Browser()
    browser.at.query_params["as_of"] = (today - timedelta(days=1)).isoformat()
    browser.open("inventory")
    assert "This is how it was at the end of" in browser.texts
    assert "Socks" not in browser.texts
    assert "5 pairs on hand" in browser.texts


def test_what_is_on_hand_adds_up_for_who_reads_it_and_lots_that_look_alike_stand_together(home: Home) -> None:
    today = home.clock.now.date()
    stocked(home, {"Socks": "20"})
    stocked(home, {"Socks": "5"}, drive="Winter")
    stocked(home, {"Socks": "7"}, date_mark=today - timedelta(days=5), date_kind=DateKind.USE_BY)
    stocked(home, {"Socks": "2"}, lot_code="L1")
    lots = [
        home.lot_of("Socks", drive_id=None, date_mark=None, lot_code=None),
        home.lot_of("Socks", lot_code="L1"),
    ]
    need_id = home.need("Socks", "9")
    for many in ("3", "4"):
        kept = home.do(allocation.reserve, allocation.Reserve(need_id, lots[0], home.site(), q(many)))
    free = (deliveries.FreeLine(lots[0], home.site(), q("1")),)
    asked = deliveries.PlanDelivery(home.program(), (kept.reservation_id,), free)
    sent = home.do(deliveries.plan_delivery, asked).delivery_id
    home.do(deliveries.send_delivery, deliveries.SendDelivery(sent))
    home.do(stock.hold, stock.HoldLot(lots[1], "moths"))
    old = {"date_mark": today - timedelta(days=5), "date_kind": DateKind.USE_BY}
    stocked(home, {"Milk": "1"}, **old)
    stocked(home, {"Milk": "1"})
    browser = Browser().open("inventory")
    on_hand = "29 pairs on hand: 17 available, 3 allocated, 2 on hold, and 7 past their date"
    assert f"{on_hand} · 5 in transit, 4 of them allocated" in browser.texts
    assert "on hand: 1 available and 1 past its date" in browser.texts
    browser.at.query_params["by"] = "lot"
    browser.run()
    assert "20 pairs on hand: 17 available and 3 allocated]  \n:small[:gray[Gym · 2 lots]]" in browser.texts
    assert "5 pairs on hand, all available]  \n:small[:gray[Winter · came in" in browser.texts
    assert "2 pairs on hand, all on hold" in browser.texts
    browser.at.query_params["open"] = str(home.item())
    browser.run()
    assert "20 pairs on hand: 17 available and 3 allocated  \n:small[:gray[Gym · 2 lots]]" in browser.texts
    assert browser.has(f"inventory.item.{lots[0]}.{home.site()}")


def test_what_is_low_or_expires_or_is_held_stands_on_top_and_can_be_shown_alone(home: Home) -> None:
    today = home.clock.now.date()
    stocked(home, {"Socks": "12"})
    stocked(home, {"Milk": "5"}, date_mark=today + timedelta(days=5), date_kind=DateKind.USE_BY)
    stocked(home, {"Soap": "3"}, date_mark=today - timedelta(days=5), date_kind=DateKind.USE_BY)
    home.do(stock.hold, stock.HoldLot(home.lot_of("Soap"), "a notice"))
    home.do(set_store_par, SetStorePar(home.item("Hats"), q("9")))
    home.do(set_store_par, SetStorePar(home.item("Socks"), q("12")))
    browser = Browser().open("inventory")
    links = [one.proto for one in browser.at.get("page_link")]
    assert [(one.label, one.page, one.query_string) for one in links] == [
        ("**Low**", "inventory", "show=low"), ("**Expiring soon**", "inventory", "show=soon"),
        ("**Past their date**", "inventory", "show=past"), ("**On hold**", "inventory", "show=held"),
    ]  # fmt: skip
    assert "](inventory" not in browser.texts, "such a link would open another tab"
    for said in (
        "Hats (0 available, keep at least 9 pairs)", "5 pairs of Milk, good until",
        "3 pairs of Soap, since", "3 pairs of Soap (a notice)",
    ):  # fmt: skip
        assert f"\n{said}" in browser.texts
    for show, item in (("low", "Hats"), ("soon", "Milk"), ("past", "Soap"), ("held", "Soap")):
        browser.at.query_params["show"] = show
        browser.run()
        buttons = [one.key for one in browser.at.button if str(one.key).startswith("inventory.open.")]
        assert buttons == [f"inventory.open.{home.item(item)}"], show


def test_goods_are_transferred_and_taken_back(home: Home) -> None:
    stocked(home, {"Socks": "20"})
    home.site("Depot")
    reserve(home, "4")
    browser = opened(home).click("inventory.transfer")
    assert "What is allocated stays here, so 16 pairs can go." in browser.texts
    before = dump(home.store)
    assert browser.click("transfer.yes.").refusals == ["Choose the site that it goes to."]
    browser.choose("transfer.to.", home.site("Depot"))
    assert browser.click("transfer.yes.").refusals == ["A number is missing. Enter one, like 12 or 2.5."]
    assert browser.click("transfer.all.").typed("transfer.many.") == "16"
    browser.type("transfer.many.", "17").click("transfer.yes.")
    assert "17 asked, 16 free (1 short)" in browser.refusals[0]
    assert dump(home.store) == before
    assert browser.typed("transfer.many.") == "17"
    browser.type("transfer.many.", "6").click("transfer.yes.")
    assert "Transferred: 6 pairs of Socks from Gym to Depot." in browser.texts
    assert (on_hand(home), on_hand(home, "Depot")) == ("14", "6")
    browser.click("flash.undo")
    assert "Taken back to Gym: 6 pairs of Socks." in browser.texts
    assert (on_hand(home), on_hand(home, "Depot")) == ("20", "0")


def test_a_discard_says_who_loses_before_and_after(home: Home) -> None:
    stocked(home, {"Socks": "20"})
    reserve(home, "4", "Shelter")
    reserve(home, "5", "Pantry")
    browser = opened(home, "discard").type("discard.many.", "17")
    assert "Pantry loses 5 pairs of Socks allocated to it." in browser.texts
    assert "Shelter loses 1 pair of Socks allocated to it." in browser.texts
    before = dump(home.store)
    assert browser.click("discard.yes.").refusals == ["Choose why it is discarded."]
    assert dump(home.store) == before
    browser.choose("discard.reason.", DiscardReason.UNSAFE.value)
    browser.type("discard.many.", "").click("discard.yes.")
    assert browser.refusals == ["A number is missing. Enter one, like 12 or 2.5."]
    browser.type("discard.many.", "17").click("discard.yes.")
    assert "Discarded: 17 pairs of Socks at Gym (not safe). Pantry loses 5 reserved: Socks." in browser.texts
    assert [(row.quantity, row.reason) for row in home.all(Discard)] == [(q("17"), DiscardReason.UNSAFE)]


def test_a_lot_is_held_with_a_reason_and_let_go(home: Home) -> None:
    stocked(home, {"Socks": "20"})
    reserve(home, "4")
    browser = opened(home, "hold")
    assert "Shelter loses 4 pairs of Socks allocated to it." in browser.texts
    browser.click("hold.yes.")
    assert browser.refusals == ["Say why this lot is held."]
    browser.type("hold.reason.", "moths").click("hold.yes.")
    assert "On hold: Socks, the lot at Gym. Shelter loses 4 reserved: Socks." in browser.texts
    browser.click("flash.undo")
    again = "Taken back: it may go out again. What it was allocated to stays released: allocate it again."
    assert again in browser.texts
    browser = opened(home, "hold").type("hold.reason.", "moths").click("hold.yes.")
    browser = opened(home)
    assert "On hold since" in browser.texts
    assert not browser.has("inventory.transfer")
    assert not browser.click("inventory.leave").has("inventory.lift"), "the quiet button closes it"
    browser = opened(home)
    browser.click("inventory.lift").click("lift.yes.")
    assert "The hold is lifted: Socks may go out again." in browser.texts
    browser.click("flash.undo")
    assert [row.lifted_on is None for row in home.all(Hold)] == [False, False, True]


def test_a_quantity_is_corrected_with_a_reason_alone(home: Home) -> None:
    stocked(home, {"Socks": "20"})
    browser = opened(home, "correct").type("correct.many.", "18")
    before = dump(home.store)
    browser.click("correct.yes.")
    assert browser.refusals == ["Say why the books were wrong: whoever looks at this later will ask."]
    assert dump(home.store) == before
    browser.type("correct.reason.", "two were torn").click("correct.yes.")
    assert "Corrected: Socks at Gym, 20 pairs before, 18 pairs now." in browser.texts
    browser.click("flash.undo")
    assert on_hand(home) == "20"
    assert [row.note for row in home.all(CycleCount)] == ["two were torn", "Taken back: two were torn"]
    reserve(home, "4")
    browser = opened(home, "correct").type("correct.many.", "1").type("correct.reason.", "moths ate them")
    browser.click("correct.yes.").click("flash.undo")
    again = "the books say 20 pairs again. What it was allocated to stays released: allocate it again."
    assert again in browser.texts


def test_a_par_level_is_set_where_an_item_is_opened(home: Home) -> None:
    stocked(home, {"Socks": "20"})
    browser = opened(home, open=str(home.item()))
    assert "Too little went out in the last six weeks to say how long it will last." in browser.texts
    browser.click("par.set.")
    assert browser.refusals == ["Enter how many to keep at least, or remove the number that is set."]
    browser.type("par.par.", "25").click("par.set.")
    assert "Keep at least 25 pairs. Available: 20." in browser.texts
    assert [row.quantity for row in home.all(StorePar)] == [q("25")]
    browser.click("par.remove.0.")
    assert home.all(StorePar) == []
    browser.click("inventory.flash.undo")
    assert [row.quantity for row in home.all(StorePar)] == [q("25")]


@pytest.mark.parametrize("asked", [{"lot": "999", "at": "1"}, {"lot": "x"}, {"open": "999"}])
def test_what_is_not_there_is_not_opened(home: Home, asked: dict[str, str]) -> None:
    stocked(home, {"Socks": "20"})
    texts = opened(home, **asked).texts
    assert "That lot is not here (any more)." in texts or "None of that item is here." in texts


def test_an_organizer_of_one_drive_moves_what_came_in_for_it(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    stocked(home, {"Socks": "20"}, drive="Fall")
    home.drive()
    come_as(home, monkeypatch, "Olga", Granted(Role.ORGANIZER, home.drive()))
    browser = opened(home, "discard")
    assert "It came in for a drive that is not yours" in browser.texts
    assert not browser.has("discard.yes.")
    assert not opened(home, open=str(home.item())).has("par.set.")
