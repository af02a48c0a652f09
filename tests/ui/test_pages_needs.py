"""Needs: posting, revising, confirming and cancelling, with what was typed kept when it is refused."""

from datetime import timedelta

import pytest

from drives.commands.allocation import Reserve, reserve
from drives.commands.donations import LineDraft, LogDonation, log_donation
from drives.commands.needs import CancelNeed, cancel_need
from drives.model import Need, NeedConfirmation, NeedRevision, Reservation
from drives.rules.kinds import Priority
from drives.rules.units import Unit
from tests.houses import Home, dump, q
from tests.ui.conftest import Browser


@pytest.fixture
def page(home: Home, browser: Browser) -> Browser:
    """The page over a shelter, socks and rice."""
    home.item("Socks", Unit.PAIR)
    home.item("Rice", Unit.LB)
    home.program("Shelter")
    home.program("Pantry")
    return browser.open("needs")


def fill(page: Browser, home: Home, item: str, quantity: str, program: str = "Shelter") -> Browser:
    """Fill in the form."""
    page.choose("needs.post.program.", home.program(program)).choose("needs.post.item.", home.item(item))
    return page.type("needs.post.quantity.", quantity)


def post(page: Browser, home: Home, item: str, quantity: str, program: str = "Shelter") -> Browser:
    """Fill in the form, look at what is said back, and post it."""
    return send(fill(page, home, item, quantity, program))


def send(page: Browser) -> Browser:
    """Have what is in the form said back, and post it where nothing speaks against it."""
    page.click("needs.post.submit.")
    return page.click("needs.post.yes.") if page.has("needs.post.yes.") else page


def assert_asked(page: Browser, quantity: int) -> None:
    """So many pairs of socks are asked for, here and on the overview."""
    page.open("overview")
    assert f"**{quantity} pairs** still to bring" in page.texts
    page.open("needs")
    assert f"**{quantity} pairs** for Shelter" in page.texts
    assert f"0 of {quantity} delivered or allocated · 0%" in page.bars


def test_a_posted_need_stands_on_its_page_and_on_the_overview(home: Home, page: Browser) -> None:
    post(page, home, "Socks", "120")
    assert "Posted: 120 pairs of Socks." in page.texts
    assert [(row.quantity, row.program_id) for row in home.all(Need)] == [(120_000, home.program("Shelter"))]
    assert_asked(page, 120)


def test_one_pair_more_is_seen(home: Home, page: Browser) -> None:
    post(page, home, "Socks", "121")
    with pytest.raises(AssertionError):
        assert_asked(page, 120)
    assert_asked(page, 121)


@pytest.mark.parametrize(
    ("item", "typed", "said"),
    [
        ("Socks", "12.5", "12.5 is not a whole number"),
        ("Rice", "1,5", "The points and commas in this"),
        ("Rice", "0", "Zero is not a quantity here"),
        ("Rice", "", "A number is missing."),
    ],
)
def test_a_refusal_saves_nothing_and_keeps_what_was_typed(
    home: Home, page: Browser, item: str, typed: str, said: str
) -> None:
    before = dump(home.store)
    page.type("needs.post.note.", "sizes 8 to 12")
    post(page, home, item, typed)
    assert page.refusals
    assert page.refusals[0].startswith(said)
    assert dump(home.store) == before
    assert page.typed("needs.post.quantity.") == typed
    assert page.typed("needs.post.note.") == "sizes 8 to 12"
    send(page.type("needs.post.quantity.", "12"))
    assert page.refusals == []
    assert [(row.quantity, row.note) for row in home.all(Need)] == [(12_000, "sizes 8 to 12")]


def test_what_the_command_refuses_keeps_what_was_typed_too(home: Home, page: Browser) -> None:
    fill(page, home, "Socks", "120")
    yesterday = home.clock.now.date() - timedelta(days=1)
    page.at.date_input(key=page.key("needs.post.needed_by.")).set_value(yesterday)
    before = dump(home.store)
    send(page.run())
    assert "is before it was posted" in page.refusals[0]
    assert dump(home.store) == before
    assert page.typed("needs.post.quantity.") == "120"
    page.click("needs.post.back.").at.date_input(key=page.key("needs.post.needed_by.")).set_value(None)
    send(page.run())
    assert [row.quantity for row in home.all(Need)] == [120_000]


def test_program_and_item_are_asked_for_first(home: Home, page: Browser) -> None:
    page.click("needs.post.submit.")
    assert page.refusals == ["Choose the program first."]
    page.choose("needs.post.program.", home.program()).click("needs.post.submit.")
    assert page.refusals == ["Choose the item first."]


def test_a_second_click_posts_nothing_more(home: Home, page: Browser) -> None:
    fill(page, home, "Socks", "120")
    page.click("needs.post.submit.")
    button = page.at.button(key=page.key("needs.post.yes."))
    button.click()
    page.run()
    button.click()
    page.run()
    assert len(home.all(Need)) == 1
    assert page.refusals == []
    assert page.typed("needs.post.quantity.") == ""


def test_a_posted_need_can_be_taken_back(home: Home, page: Browser) -> None:
    post(page, home, "Socks", "120").click("flash.undo")
    assert "Taken back: the need is cancelled." in page.texts
    page.open("overview")
    assert "still to bring" not in page.texts


def test_what_is_available_is_said_before_one_asks(home: Home, page: Browser) -> None:
    lines = (LineDraft(home.item("Socks"), q("30")),)
    home.do(log_donation, LogDonation(home.site(), lines))
    home.need("Socks", "50", program="Pantry")
    fill(page, home, "Socks", "5")
    assert "Socks: 30 pairs available, 20 pairs still to collect" in page.texts


def test_a_changed_need_keeps_its_past(home: Home, page: Browser) -> None:
    need = home.need("Socks", "120")
    page.run().click(f"change.{need}")
    assert page.typed("revise.quantity.") == "120"
    page.type("revise.quantity.", "0").click("revise.save.")
    assert page.refusals[0].startswith("Zero is not a quantity here")
    assert page.typed("revise.quantity.") == "0"
    assert home.all(NeedRevision) == []
    page.type("revise.quantity.", "200").choose("revise.priority.", Priority.HIGH.value)
    page.click("revise.save.")
    assert "Socks for Shelter: now 200 pairs, high." in page.texts
    assert not page.has("revise.save.")
    assert [row.quantity for row in home.all(NeedRevision)] == [200_000]
    assert [(row.quantity, row.priority) for row in home.all(Need)] == [(120_000, Priority.HIGH)]
    assert_asked(page, 200)


def test_a_change_far_from_what_was_asked_is_said_back_and_doubted(home: Home, page: Browser) -> None:
    need = home.need("Socks", "500")
    page.run().click(f"change.{need}").type("revise.quantity.", "30")
    assert "Then Shelter asks for 30 pairs of Socks, instead of 500 pairs." in page.texts
    page.click("revise.save.")
    assert page.refusals == [
        "30 pairs is far from the 500 pairs asked so far. Say that it is right, or change it."
    ]
    assert home.all(NeedRevision) == []
    assert page.typed("revise.quantity.") == "30"
    page.tick("revise.sure.").click("revise.save.")
    assert [row.quantity for row in home.all(NeedRevision)] == [30_000]


def test_a_confirmed_need_is_kept_from_lapsing(home: Home, page: Browser) -> None:
    today = home.clock.now.date()
    need = home.need("Socks", "120", posted_on=today - timedelta(days=61))
    page.run()
    assert f"change.{need}" not in str(page.texts)
    assert "No need fits." in page.texts
    page.at.radio(key="needs.state").set_value("lapsed")
    page.run().click(f"confirm.{need}.")
    assert "Confirmed: Shelter still needs Socks." in page.texts
    assert [row.confirmed_on for row in home.all(NeedConfirmation)] == [today]
    page.at.radio(key="needs.state").set_value("open")
    page.run()
    assert "**120 pairs** for Shelter" in page.texts


def test_cancelling_asks_first_and_names_what_will_happen(home: Home, page: Browser) -> None:
    need = home.need("Socks", "120")
    home.do(log_donation, LogDonation(home.site(), (LineDraft(home.item("Socks"), q("30")),)))
    home.do(reserve, Reserve(need, home.lot_of("Socks"), home.site(), q("20")))
    before = dump(home.store)
    page.run().click(f"cancel.{need}")
    assert "Shelter no longer asks for 120 pairs of Socks" in page.texts
    assert "Of that 20 pairs are allocated" in page.texts
    page.click("cancel.no.")
    assert not page.has("cancel.yes.")
    assert dump(home.store) == before
    page.click(f"cancel.{need}").click("cancel.yes.")
    assert "Cancelled: Socks for Shelter." in page.texts
    assert [row.ended_on for row in home.all(Reservation)] == [home.clock.now.date()]
    assert home.all(Need)[0].cancelled_on == home.clock.now.date()
    assert "for Shelter\n" not in page.texts
    page.open("overview")
    assert "still to bring" not in page.texts


def test_a_need_cancelled_meanwhile_is_refused(home: Home, page: Browser) -> None:
    need = home.need("Socks", "120")
    page.run()
    home.do(cancel_need, CancelNeed(need))
    before = dump(home.store)
    page.at.button(key=page.key(f"confirm.{need}.")).click()
    page.run()
    assert dump(home.store) == before
    assert "Confirmed" not in page.texts


def test_search_finds_by_item_and_program(home: Home, page: Browser) -> None:
    home.need("Socks", "120", program="Shelter")
    home.need("Rice", "50.5", program="Pantry")
    page.run().type("needs.q", "pant")
    assert "**50.5 lb** for Pantry" in page.texts
    assert "Shelter" not in page.texts
    page.type("needs.q", "SOCKS")
    assert "**120 pairs** for Shelter" in page.texts
    assert "Pantry" not in page.texts


def test_an_address_opens_the_page_filtered(home: Home) -> None:
    home.item("Rice", Unit.LB)
    home.need("Socks", "120", program="Shelter")
    home.need("Rice", "50.5", program="Pantry")
    filtered = Browser()
    filtered.at.query_params["needs.q"] = "rice"
    filtered.open("needs")
    assert "**50.5 lb** for Pantry" in filtered.texts
    assert "Shelter" not in filtered.texts


def test_without_a_program_or_an_item_the_page_says_what_it_is_for(browser: Browser) -> None:
    browser.open("needs")
    assert "Here programs ask for what they need" in browser.texts
    assert not browser.has("needs.post.submit.")


def test_before_the_first_need_the_form_is_open(page: Browser) -> None:
    form, table = page.at.expander
    assert form.proto.expanded
    assert not table.proto.expanded
    assert "This page lists what each program asked for" in page.texts


@pytest.mark.parametrize(("opened", "yes"), [("change", "revise.save."), ("cancel", "cancel.yes.")])
def test_a_dialog_that_was_left_does_not_come_back_by_itself(
    home: Home, page: Browser, opened: str, yes: str
) -> None:
    need = home.need("Socks", "120")
    page.run().click(f"{opened}.{need}")
    assert page.has(yes)
    page.leave_for("overview").leave_for("needs")
    assert not page.has(yes)


def test_a_change_begins_with_what_stands_and_saves_that_alone(home: Home, page: Browser) -> None:
    need = home.need("Socks", "120")
    page.run().click(f"change.{need}")
    assert page.at.date_input(key=page.key("revise.needed_by.")).value is None
    page.type("revise.quantity.", "130").click("revise.save.")
    assert [row.needed_by for row in home.all(Need)] == [None]
    page.click(f"change.{need}")
    assert page.typed("revise.quantity.") == "130"


def test_an_address_opens_a_need_and_what_is_not_there_leaves_it(home: Home, page: Browser) -> None:
    need = home.need("Socks", "120")
    page.at.query_params["need"] = str(need)
    assert page.run().has("revise.save.")
    page.at.query_params["need"] = "999"
    assert not page.run().has("revise.save.")
    assert "need" not in page.at.query_params
