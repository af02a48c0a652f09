"""Our needs: a program's own page. What stands, what lapses soon, several at once, and what repeats."""

from datetime import date, timedelta

import pytest

from drives.commands.allocation import Reserve, reserve
from drives.commands.deliveries import PlanDelivery, SendDelivery, plan_delivery, send_delivery
from drives.commands.donations import LineDraft, LogDonation, log_donation
from drives.commands.items import AddItem, Pack, add_item
from drives.commands.need_writing import Told
from drives.commands.people import AddAccount, Granted, add_account
from drives.commands.standing_needs import PostStandingNeed, post_standing_need
from drives.model import Need, NeedConfirmation, NeedTold, StandingNeed
from drives.rules.kinds import Every, Priority, ToldHow, WayIn
from drives.rules.roles import Role
from drives.rules.units import Unit
from tests.houses import Home, dump, q
from tests.ui.conftest import Browser, at_hand

Rows = list[dict[str, object]]


@pytest.fixture
def page(home: Home, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """The page of the shelter's staff, over a shelter, a pantry, socks, kits and soap."""
    home.item("Soap", Unit.EACH)
    packs = (Pack(pack="case of 12", pack_quantity=q("12")),)
    asked = AddItem("Wool socks", "things", Unit.PAIR, packs=packs)
    home._nouns["item", "Wool socks"] = home.do(add_item, asked).item_id
    kits = AddItem("Hygiene kits", "things", Unit.KIT, people_per_unit=q("4"))
    home._nouns["item", "Hygiene kits"] = home.do(add_item, kits).item_id
    home.program("Pantry")
    sign_in(home, monkeypatch, home.program("Shelter"))
    return browser.run().open("our_needs")


def sign_in(home: Home, monkeypatch: pytest.MonkeyPatch, *program_ids: int) -> None:
    """Have every browser be in as staff of these programs."""
    grants = tuple(Granted(Role.PROGRAM_STAFF, program_id=one) for one in program_ids)
    asked = AddAccount("staff@example.org", "Dee", grants, password_hash="none")
    account_id = home.do(add_account, asked).account_id
    cookie = home.house.accounts.begin_session(account_id, way_in=WayIn.PASSWORD, device=None).cookie
    at_hand(monkeypatch, cookie=lambda: cookie)


def today(home: Home) -> date:
    """The local day."""
    return home.house.queries.stamp().today


def ago(home: Home, days: int) -> date:
    """A day so many days ago."""
    return today(home) - timedelta(days=days)


def fill(page: Browser, home: Home, item: str, quantity: str) -> Browser:
    """Fill in the form."""
    return page.choose("needs.post.item.", home.item(item)).type("needs.post.quantity.", quantity)


def post(page: Browser, home: Home, item: str, quantity: str) -> Browser:
    """Fill in the form, look at what is said back, and post it."""
    return fill(page, home, item, quantity).click("needs.post.submit.").click("needs.post.yes.")


def write_table(page: Browser, *rows: dict[str, object]) -> Browser:
    """Type into the table, row by row."""
    (key,) = [one.key for one in page.at.data_editor]
    page.at.session_state[key] = {
        "edited_rows": dict(enumerate(rows)),
        "added_rows": [],
        "deleted_rows": [],
    }
    return page.run()


# ---------------------------------------------------------------------------------- what stands


def test_a_program_sees_its_own_needs_with_their_age_and_no_others(home: Home, page: Browser) -> None:
    home.need("Soap", "120", posted_on=ago(home, 12))
    home.need("Soap", "77", program="Pantry")
    page.run()
    assert page.title == "Our needs"
    assert "Shelter · 1 open need" in page.texts
    assert "posted 12 days ago · lapses in 48 days" in page.texts
    assert "**120** for Shelter" in page.texts
    assert "Pantry" not in page.texts
    assert "77" not in page.texts


def test_an_address_of_another_programs_need_opens_nothing(home: Home, page: Browser) -> None:
    theirs = home.need("Soap", "77", program="Pantry")
    home.need("Soap", "120")
    page.at.query_params["need"] = str(theirs)
    page.run()
    assert not page.has("revise.save.")
    assert "Pantry" not in page.texts
    page.at.query_params["program"] = "pantry"
    assert "77" not in page.run().texts


def test_what_was_delivered_and_allocated_is_said(home: Home, page: Browser) -> None:
    need = home.need("Soap", "120")
    home.do(log_donation, LogDonation(home.site(), (LineDraft(home.item("Soap"), q("30")),)))
    home.do(reserve, Reserve(need, home.lot_of("Soap"), home.site(), q("20")))
    assert "20 of 120 delivered or allocated · 16%" in page.run().bars


def test_before_the_first_need_the_page_says_what_it_is_for_and_the_form_is_open(page: Browser) -> None:
    assert "This page lists what you asked for" in page.texts
    form, table, there = page.at.expander
    assert [one.proto.expanded for one in (form, table, there)] == [True, False, False]
    assert "Nothing is available just now" in page.texts


def test_staff_of_two_programs_choose_one(
    home: Home, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.item("Soap", Unit.EACH)
    home.need("Soap", "120", program="Shelter")
    home.need("Soap", "77", program="Pantry")
    sign_in(home, monkeypatch, home.program("Shelter"), home.program("Pantry"))
    page = browser.run().open("our_needs")
    assert "**77** for Pantry" in page.texts
    assert "for Shelter" not in page.texts
    page.choose("our_needs.program", "shelter")
    assert "**120** for Shelter" in page.texts
    post(page, home, "Soap", "5")
    assert [row.program_id for row in home.all(Need)][-1] == home.program("Shelter")


# ------------------------------------------------------------------------------------- lapsing


def test_what_lapses_soon_stands_first_and_all_of_it_can_be_confirmed(home: Home, page: Browser) -> None:
    soon = home.need("Soap", "120", posted_on=ago(home, 50))
    lapsed = home.need("Wool socks", "12", posted_on=ago(home, 70))
    home.need("Hygiene kits", "5")
    page.run()
    assert "2 needs lapse soon, or have lapsed." in page.texts
    assert "posted 50 days ago · lapses in 10 days" in page.texts
    assert "posted 70 days ago · lapsed 10 days ago" in page.texts
    page.click("needs.all_stand.yes.")
    assert "Confirmed: 2 needs still stand." in page.texts
    assert {row.need_id: row.confirmed_on for row in home.all(NeedConfirmation)} == {
        soon: today(home),
        lapsed: today(home),
    }
    assert "Still needed?" not in page.texts
    assert "posted 70 days ago · confirmed today · lapses in 60 days" in page.texts


def test_one_that_lapses_soon_is_confirmed_by_itself(home: Home, page: Browser) -> None:
    need = home.need("Soap", "120", posted_on=ago(home, 50))
    page.run().click(f"confirm.{need}.")
    assert "Confirmed: Shelter still needs Soap." in page.texts
    assert not page.has("needs.all_stand.yes.")


# ------------------------------------------------------------------------------------- posting


def test_what_was_typed_is_said_back_in_words_before_it_is_posted(home: Home, page: Browser) -> None:
    fill(page, home, "Wool socks", "3").choose("needs.post.way.", "case of 12")
    page.choose("needs.post.priority.", Priority.HIGH.value)
    page.at.date_input(key=page.key("needs.post.needed_by.")).set_value(today(home))
    before = dump(home.store)
    page.run().click("needs.post.submit.")
    assert "**3 × case of 12 = 36 pairs of Wool socks** · high priority · needed by" in page.texts
    assert dump(home.store) == before
    page.click("needs.post.back.")
    assert page.typed("needs.post.quantity.") == "3"
    assert dump(home.store) == before
    page.click("needs.post.submit.").click("needs.post.yes.")
    [need] = home.all(Need)
    assert (need.quantity, need.pack, need.pack_quantity) == (q("36"), "case of 12", q("12"))
    assert (need.priority, need.needed_by) == (Priority.HIGH, today(home))
    assert "Posted: 36 pairs of Wool socks." in page.texts
    assert "3 × case of 12" in page.texts


def test_for_so_many_people_units_are_asked(home: Home, page: Browser) -> None:
    fill(page, home, "Hygiene kits", "30").choose("needs.post.way.", "for_people").click("needs.post.submit.")
    assert "**8 × Hygiene kits, for 30 people**" in page.texts
    page.click("needs.post.yes.")
    assert [row.quantity for row in home.all(Need)] == [q("8")]


def test_what_is_far_from_the_usual_is_said(home: Home, page: Browser) -> None:
    for quantity in ("480", "500", "600"):
        home.need("Soap", quantity)
    for quantity in ("5", "5", "5"):
        home.need("Soap", quantity, program="Pantry")
    fill(page.run(), home, "Soap", "5000").click("needs.post.submit.")
    warned = [str(one.value) for one in page.at.warning]
    assert warned == ["Soap: 5,000 is far from the usual. Shelter usually asks for about 500."]
    page.click("needs.post.back.").type("needs.post.quantity.", "2500").click("needs.post.submit.")
    assert not page.at.warning
    page.click("needs.post.back.")
    fill(page, home, "Hygiene kits", "99999999").click("needs.post.submit.")
    assert [str(one.value) for one in page.at.warning] == [
        "99,999,999 × Hygiene kits is a lot: Shelter has asked for little of it so far, or for none."
    ]


def test_what_there_is_is_said_before_one_asks(home: Home, page: Browser) -> None:
    lines = (
        LineDraft(home.item("Soap"), q("50")),
        LineDraft(home.item("Soap"), q("9"), restricted_to_id=home.program()),
    )
    home.do(log_donation, LogDonation(home.site(), lines))
    need = home.need("Soap", "20")
    lot_id = home.lot_of("Soap", restricted_to_id=None)
    kept = home.do(reserve, Reserve(need, lot_id, home.site(), q("8")))
    planned = home.do(plan_delivery, PlanDelivery(home.program(), (kept.reservation_id,)))
    home.do(send_delivery, SendDelivery(planned.delivery_id))
    page.run()
    row = page.at.dataframe[-1].value.set_index("Item").loc["Soap"]
    assert row.tolist() == ["51", "8", "12"]
    fill(page, home, "Soap", "5")
    assert (
        "Soap: 42 available, 0 still to collect for the needs posted so far. 9 more are kept for this "
        "program alone. 8 are on their way to it. It already asks for 12 more."
    ) in page.texts


def test_a_refusal_saves_nothing_and_keeps_what_was_typed(home: Home, page: Browser) -> None:
    before = dump(home.store)
    fill(page, home, "Soap", "2.5").click("needs.post.submit.")
    assert page.refusals[0].startswith("2.5 is not a whole number")
    assert page.typed("needs.post.quantity.") == "2.5"
    assert dump(home.store) == before
    assert not page.has("needs.post.yes.")


# ------------------------------------------------------------------------------------ several


def test_several_needs_are_posted_in_one_go(home: Home, page: Browser) -> None:
    write_table(
        page,
        {"item": "Soap", "quantity": "30", "priority": "high", "needed_by": today(home).isoformat()},
        {"item": "Wool socks", "quantity": "2", "way": "case of 12", "note": "adult sizes"},
        {"item": "Hygiene kits", "quantity": "9", "way": "people it is for"},
    ).click("needs.table.submit.")
    assert "- **30 × Soap** · high priority · needed by" in page.texts
    assert "- **2 × case of 12 = 24 pairs of Wool socks** · normal priority · adult sizes" in page.texts
    assert home.all(Need) == []
    page.click("needs.table.yes.")
    assert "Posted: 3 needs." in page.texts
    assert [(row.quantity, row.priority, row.note, row.needed_by) for row in home.all(Need)] == [
        (q("30"), Priority.HIGH, None, today(home)),
        (q("24"), Priority.NORMAL, "adult sizes", None),
        (q("3"), Priority.NORMAL, None, None),
    ]
    page.click("flash.undo")
    assert "Taken back: these needs are cancelled." in page.texts
    assert {row.cancelled_on for row in home.all(Need)} == {today(home)}


def test_rows_that_are_wrong_are_named_and_none_is_posted_and_all_stay(home: Home, page: Browser) -> None:
    before = dump(home.store)
    rows: Rows = [
        {"item": "Soap", "quantity": "30"},
        {"quantity": "5"},
        {},
        {"item": "Soap", "quantity": "half"},
        {"item": "Soap", "quantity": "2", "way": "case of 12"},
    ]
    write_table(page, *rows).click("needs.table.submit.")
    (said,) = page.refusals
    assert said.startswith("3 rows cannot be posted as they stand, so none was.")
    assert "- Row 2: Choose the item." in said
    assert "- Row 4: Soap: " in said
    assert "- Row 5: Soap: This cannot be counted in “case of 12”. Choose one of: " in said
    assert dump(home.store) == before
    (key,) = [one.key for one in page.at.data_editor]
    assert page.at.session_state[key]["edited_rows"][3] == {"item": "Soap", "quantity": "half"}


def test_what_the_command_refuses_of_a_row_is_named_too(home: Home, page: Browser) -> None:
    before = dump(home.store)
    yesterday = ago(home, 1).isoformat()
    rows: Rows = [
        {"item": "Soap", "quantity": "30"},
        {"item": "Soap", "quantity": "5", "needed_by": yesterday},
    ]
    write_table(page, *rows).click("needs.table.submit.").click("needs.table.yes.")
    assert "- Row 2: Needed by" in page.refusals[0]
    assert dump(home.store) == before


def test_an_empty_table_asks_for_nothing(home: Home, page: Browser) -> None:
    page.click("needs.table.submit.")
    assert page.refusals == ["Nothing is asked for yet. Fill in at least one row."]
    assert home.all(Need) == []


# ------------------------------------------------------------------------------------ repeating


def test_a_need_that_repeats_says_so_and_can_be_taken_back(home: Home, page: Browser) -> None:
    fill(page, home, "Soap", "100").choose("needs.post.every.", Every.WEEKLY.value)
    assert not page.has("needs.post.needed_by.")
    page.click("needs.post.submit.")
    assert "**100 × Soap** · normal priority · each week, 100" in page.texts
    page.click("needs.post.yes.")
    [row] = home.all(StandingNeed)
    assert (row.every, row.quantity) == (Every.WEEKLY, q("100"))
    assert ":material/repeat: each week, 100, next" in page.texts
    page.click("flash.undo")
    assert home.all(StandingNeed)[0].ended_on == today(home)
    assert home.all(Need)[0].cancelled_on == today(home)


def test_up_to_a_level_one_says_what_is_there(home: Home, page: Browser) -> None:
    fill(page, home, "Soap", "100").choose("needs.post.every.", Every.PAR.value)
    page.click("needs.post.submit.")
    assert page.refusals[0].startswith("A number is missing.")
    page.type("needs.post.have.", "40").click("needs.post.submit.")
    assert "kept up to 100 · 40 there now" in page.texts
    page.click("needs.post.yes.")
    [need] = home.all(Need)
    assert need.quantity == q("60")
    page.click(f"restock.{need.id}").type("restock.have.", "x").click("restock.save.")
    assert page.refusals
    page.type("restock.have.", "10").click("restock.save.")
    assert "Soap: 90 more are asked for now." in page.texts
    assert "0 of 90 delivered or allocated · 0%" in page.bars
    page.click(f"restock.{need.id}").type("restock.have.", "100").click("restock.save.")
    assert "Soap: there is enough, so nothing more is asked for now." in page.texts
    page.at.radio(key="needs.state").set_value("waiting")
    assert page.run().has(f"restock.{need.id}")


@pytest.mark.parametrize(
    ("button", "ended", "cancelled"), [("skip", False, True), ("end", True, False), ("end_all", True, True)]
)
def test_what_repeats_can_be_skipped_stopped_or_both(
    home: Home, page: Browser, button: str, ended: bool, cancelled: bool
) -> None:
    asked = PostStandingNeed(home.program(), home.item("Soap"), q("100"), Every.WEEKLY)
    need = home.do(post_standing_need, asked).need_id
    page.run().click(f"cancel.{need}")
    assert "Shelter asks for this again and again: each week, 100." in page.texts
    page.click(f"stop.{button}.")
    assert (home.all(StandingNeed)[0].ended_on is not None) is ended
    assert (home.all(Need)[0].cancelled_on is not None) is cancelled
    assert not page.has("stop.end.")


def test_the_first_look_of_a_day_asks_again(home: Home, page: Browser) -> None:
    asked = PostStandingNeed(home.program(), home.item("Soap"), q("100"), Every.WEEKLY, first_on=ago(home, 6))
    home.do(post_standing_need, asked)
    page.run()
    assert len(home.all(Need)) == 1
    with home.store.write() as connection:
        for table in (Need.__table__, StandingNeed.__table__):
            name = "posted_on" if table is Need.__table__ else "first_on"
            connection.execute(table.update().values({name: ago(home, 15)}))
    home.house._begun.clear()
    page.run()
    assert [row.posted_on for row in home.all(Need)] == [ago(home, 15), ago(home, 8), ago(home, 1)]
    assert "posted 1 day ago" in page.texts


# ------------------------------------------------------------------------------------------ told


def test_what_was_told_to_an_organizer_stands_on_the_card_and_staff_are_not_asked_for_it(
    home: Home, page: Browser
) -> None:
    home.need("Soap", "12", told=Told(ToldHow.PHONE, date(today(home).year, 1, 1), "evening desk"))
    assert ":material/forum: by phone, Jan 1 (evening desk)" in page.run().texts
    assert not page.has("needs.post.told.")
    assert len(home.all(NeedTold)) == 1
