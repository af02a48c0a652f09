"""Allocate: who gets what and why, changed by hand with what others lose by it, reserved at once."""

from drives.commands import allocation
from drives.exchange.writing import to_csv
from drives.model import Allocation, AllocationShare, Reservation, Substitute
from drives.rules.kinds import HandReason, Policy
from drives.ui import reads
from drives.ui.share_plan import Change, plan_of
from tests.commands.stocked import stocked
from tests.houses import Home, dump, q
from tests.ui.conftest import Browser

FAIR = "62 of 100: 62% for each normal need, 310 available for 500 asked. From Gym."


def shared(home: Home, browser: Browser) -> Browser:
    """The page over 310 pairs that two programs ask for."""
    home.need("Socks", "100", "Pantry")
    home.need("Socks", "400", "Shelter")
    stocked(home, {"Socks": "310"})
    return browser.open("allocate")


def test_shares_are_told_with_their_reasons_and_reserved(home: Home, browser: Browser) -> None:
    page = shared(home, browser)
    assert page.title == "Who gets what?"
    assert "**2 needs of 2 programs get something.** 2 get less than they ask for." in page.texts
    assert FAIR in page.texts
    assert page.bars == {"62 of 100 pairs": 62, "248 of 400 pairs": 62}
    page.choose("allocate.policy", "oldest")
    assert page.bars == {"100 of 100 pairs": 100, "210 of 400 pairs": 52}
    page.click("allocate.commit.")
    assert "Reserved for 2 needs. Nothing leaves the shelf yet: plan deliveries next." in page.texts
    assert [row.quantity for row in home.all(Reservation)] == [q("100"), q("210")]
    assert home.all(Allocation)[0].policy is Policy.OLDEST
    assert "all that may go out of what it asks for is reserved or delivered already." in page.texts
    assert page.bars == {"Still asked for: 190 pairs": 0}
    assert not page.has("allocate.change."), "nothing is there to give"
    assert "Reserved or delivered already: 210. Nothing more of it is free to go out." in page.texts
    page.click("flash.undo")
    assert "Taken back: the goods are free again." in page.texts
    assert page.bars == {"100 of 100 pairs": 100, "210 of 400 pairs": 52}


def test_a_share_is_changed_by_hand_and_one_sees_who_loses(home: Home, browser: Browser) -> None:
    page = shared(home, browser)
    assert page.at.button(key="allocate.change.1").label.startswith("![Pantry"), "whose is read out"
    page.click("allocate.change.1").click("allocate.share.1.no.")
    assert not page.has("allocate.share.1.yes."), "the quiet button leaves it"
    page.click("allocate.change.1").type("allocate.share.1.quantity.", "4000")
    page.click("allocate.share.1.yes.")
    assert page.refusals == ["4,000 are more than the 100 that this need still asks for. Enter fewer."]
    assert page.typed("allocate.share.1.quantity.") == "4000"
    page.type("allocate.share.1.quantity.", "90")
    assert "- Socks: Shelter gets 28 pairs less." in page.texts
    page.click("allocate.share.1.yes.")
    assert page.refusals == ["Choose why this share is changed; the reason is kept with it."]
    assert page.typed("allocate.share.1.quantity.") == "90"
    assert "by hand" not in page.texts
    page.type("allocate.share.1.quantity.", "40")
    assert "- Socks: Shelter gets 22 pairs more." in page.texts
    page.type("allocate.share.1.quantity.", "90")
    page.choose("allocate.share.1.reason.", HandReason.URGENT).click("allocate.share.1.yes.")
    assert "1 share was changed by hand." in page.texts
    assert "90 of 100, chosen by hand: more urgent than it looks." in page.texts
    home.do(allocation.reserve, allocation.Reserve(2, home.lot_of("Socks"), home.site(), q("5")))
    before = dump(home.store)
    page.click("allocate.commit.")
    assert page.refusals[0].startswith("Socks at Gym: 310 asked, 305 free (5 short).")
    assert dump(home.store) == before
    assert "90 of 100, chosen by hand: more urgent than it looks." in page.texts
    page.click("allocate.commit.")
    rows = {row.need_id: (row.given, row.hand_reason) for row in home.all(AllocationShare)}
    assert rows == {1: (q("90"), HandReason.URGENT), 2: (q("215"), None)}
    assert "by hand" not in page.texts


def test_a_change_is_forgotten_and_another_item_is_given_instead(home: Home, browser: Browser) -> None:
    home.need("Socks, medium", "50", "Pantry")
    stocked(home, {"Socks, medium": "10", "Socks, small": "30"})
    page = browser.open("allocate")
    page.click("allocate.change.1").choose("allocate.share.1.instead_id.", home.item("Socks, small"))
    page.type("allocate.share.1.instead.", "31").click("allocate.share.1.yes.")
    assert page.refusals == ["Socks, small: 31 asked, only 30 can go to this need. Enter fewer."]
    page.type("allocate.share.1.instead.", "25").click("allocate.share.1.yes.")
    assert page.bars == {"35 of 50 pairs": 70}
    assert "25 of another item instead." in page.texts
    assert "All others get what they would have got without it." in page.texts
    page.click("allocate.forget")
    assert page.bars == {"10 of 50 pairs": 20}
    page.click("allocate.change.1").choose("allocate.share.1.instead_id.", home.item("Socks, small"))
    page.type("allocate.share.1.instead.", "20").click("allocate.share.1.yes.").click("allocate.commit.")
    assert [row.item_id for row in home.all(Substitute)] == [home.item("Socks, small")]
    assert home.all(AllocationShare)[0].instead == q("20")


def test_its_table_says_the_same_and_an_empty_page_what_it_is_for(home: Home, browser: Browser) -> None:
    page = browser.open("allocate")
    assert "Stock is shared out here among what programs ask for." in page.texts
    home.program("Shelter")
    stocked(home, {"Socks": "10", "Gloves": "3"})
    assert "No need is open here." in browser.open("allocate").texts
    home.need("Soap", "40")
    said = "Nothing can be shared out now: 1 need is open, and nothing of what it asks for is free."
    assert said in browser.open("allocate").texts
    need_id = home.need("Socks", "40")
    assert "**1 need of one program gets something.** 1 gets less" in browser.open("allocate").texts
    plan = plan_of(
        reads.there_to_share(None),
        {need_id: Change(q("5"), HandReason.NO_ROOM, home.item("Gloves"), q("2"))},
        drive_id=None,
        policy=Policy.FAIR,
        whole_packs=False,
    )
    told = to_csv(plan.sheet()).decode().splitlines()
    assert told[2].startswith("Socks,normal,Shelter,pair,,40,7,5,,Gym,,,")
    assert told[3].startswith("Socks,normal,Shelter,pair,,40,7,2,Gloves,Gym,,,")
    assert '"5 of 40, chosen by hand: no room for more there. 2 of another item instead."' in told[2]
