"""What was typed at the table survives a reload, and is read back by whoever typed it alone."""

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from drives.commands.donor_changes import AddDonor, add_donor
from drives.commands.drives import OpenDrive, open_drive
from drives.commands.erasing import EraseDonor, erase_donor
from drives.commands.items import AddItem, Pack, add_item
from drives.commands.people import Granted
from drives.model import Donation, DonationLine, Draft
from drives.rules.dates import DateKind, DateRule
from drives.rules.kinds import DonorKind
from drives.rules.roles import Role, Viewer
from drives.rules.units import Unit
from drives.ui.basket import Basket
from tests.houses import Home, q
from tests.ui.conftest import APP, Browser
from tests.ui.people import person, sign_in

ORGANIZER = (Granted(Role.ORGANIZER),)


@pytest.fixture
def table(home: Home, browser: Browser) -> Browser:
    """The page over two sites, two drives, socks and rice."""
    today = home.clock.now.date()
    sites = (home.site("Gym"), home.site("Hall"))
    for name in ("Winter", "Summer"):
        home.do(open_drive, OpenDrive(name, today, today + timedelta(days=5), (), sites))
    home.item("Socks", Unit.PAIR)
    home.item("Rice", Unit.LB)
    return browser.open("log_donation")


def reloaded(browser: Browser) -> Browser:
    """The address of a browser, opened anew: of its session nothing is left."""
    fresh = Browser.__new__(Browser)
    fresh.at = AppTest.from_file(browser.at._script_path, default_timeout=30)
    for name, value in browser.at.query_params.items():
        fresh.at.query_params[name] = value
    fresh.at.run()
    return fresh.open("log_donation")


def kept(home: Home) -> list[dict[str, object]]:
    """What drafts hold."""
    return [row.content for row in home.all(Draft)]


def test_a_reload_in_the_middle_loses_nothing(home: Home, table: Browser) -> None:
    case = AddItem("Soup", "food", Unit.CAN, DateRule.ADVICE, packs=(Pack(None, "case of 12", q("12")),))
    soup = home.do(add_item, case).item_id
    mark = home.clock.now.date() + timedelta(days=30)
    table.run().choose("log.drive", "summer").choose("log.site", "hall")
    table.click(f"more.{home.item('Socks')}").click(f"more.{home.item('Socks')}")
    table.click(f"count.{soup}").choose("log.exact.pack", "case of 12").type("log.exact.received", "3")
    table.type("log.exact.rejected", "2").type("log.exact.reason", "dented")
    table.at.date_input(key=table.key("log.exact.mark")).set_value(mark)
    table.choose("log.exact.kind", DateKind.USE_BY.value).click("log.exact.put")
    table.type("log.donor.", "Ana Bel").type("log.team.", "Choir")
    yesterday = home.clock.now.date() - timedelta(days=1)
    table.at.date_input(key=table.key("log.received_on.")).set_value(yesterday)
    table.run().type("log.find", "ric")
    again = reloaded(table)
    assert (again.at.selectbox(key="log.drive").value, again.at.selectbox(key="log.site").value) == (
        "summer",
        "hall",
    )
    typed = [again.typed(start) for start in ("log.donor.", "log.team.", "log.find")]
    assert typed == ["Ana Bel", "Choir", "ric"]
    assert again.at.date_input(key=again.key("log.received_on.")).value == yesterday
    assert "**2 pairs** Socks" in again.texts
    assert "**36 cans** Soup (3 × case of 12, 2 cans of it rejected, use by" in again.texts
    again.click("tally.log.")
    assert [(row.received, row.rejected) for row in home.all(DonationLine)] == [(2_000, 0), (36_000, 2_000)]
    assert [row.received_on for row in home.all(Donation)] == [yesterday]
    assert kept(home) == []
    assert "draft" not in again.at.query_params


def test_a_half_typed_amount_is_there_again(home: Home, table: Browser) -> None:
    table.click(f"count.{home.item('Rice')}").type("log.exact.received", "38.")
    table.type("log.exact.reason", "open")
    again = reloaded(table)
    assert (again.typed("log.exact.received"), again.typed("log.exact.reason")) == ("38.", "open")
    again.type("log.exact.received", "38.5").click("log.exact.put")
    assert "**38.5 lb** Rice" in again.texts


def test_a_line_that_was_being_changed_is_changed_after_a_reload(home: Home, table: Browser) -> None:
    rice = home.item("Rice")
    table.click(f"count.{rice}").type("log.exact.received", "5").type("log.exact.rejected", "1")
    table.type("log.exact.reason", "open").click("log.exact.put").click(f"count.{rice}").type(
        "log.exact.received", "7"
    )
    again = reloaded(table).click("log.exact.put").click("tally.log.")
    assert [(row.received, row.rejected) for row in home.all(DonationLine)] == [(7_000, 1_000)]
    assert again.refusals == []


def test_two_tabs_of_one_draft_go_on_apart(home: Home, table: Browser) -> None:
    socks = home.item("Socks")
    table.click(f"more.{socks}")
    other = reloaded(table).click(f"more.{socks}")
    table.click(f"more.{socks}").click(f"more.{socks}")
    assert sorted(row["lines"][0]["received"] for row in kept(home)) == [2_000, 3_000]  # type: ignore[index]
    assert table.at.query_params["draft"] != other.at.query_params["draft"]
    other.click("tally.log.")
    assert [row["lines"][0]["received"] for row in kept(home)] == [3_000]  # type: ignore[index]


def test_a_list_that_was_logged_though_the_answer_was_lost_is_not_logged_twice(
    home: Home, table: Browser
) -> None:
    table.click(f"more.{home.item('Socks')}")
    [draft] = home.all(Draft)
    again = reloaded(table)
    # The first tab's click arrived after all; the second was opened with the address of before.
    table.click("tally.log.")
    again.click("tally.log.")
    assert "The same list was logged here" in "".join(str(one.value) for one in again.at.warning)
    again.click("tally.anyway.")
    assert len(home.all(Donation)) == 1
    home.house.drafts.keep(_machine(), draft.id, draft.content)
    third = reloaded(table)
    third.at.query_params["draft"] = draft.id
    third = reloaded(third)
    assert "was logged already" in third.texts
    assert kept(home) == []


def _machine() -> Viewer:
    return Viewer.of("this machine", Role.ADMIN)


def test_clearing_removes_the_draft_and_undo_brings_it_back(home: Home, table: Browser) -> None:
    table.click(f"more.{home.item('Socks')}").click("tally.clear")
    assert kept(home) == []
    table.click("flash.undo")
    assert len(kept(home)) == 1


def test_what_was_left_is_offered_without_its_address(home: Home, table: Browser) -> None:
    table.click(f"more.{home.item('Socks')}")
    again = Browser().open("log_donation")
    label = next(b.label for b in again.at.button if (b.key or "").startswith("log.left.go_on"))
    assert label.startswith("Go on with the list of today,")
    assert label.endswith("(1 line)")
    again.click("log.left.go_on.0")
    assert "**1 pair** Socks" in again.texts
    assert not again.has("log.left.")
    thrown = Browser().open("log_donation").click("log.left.drop.0")
    assert "is discarded. Nothing of it was logged." in thrown.texts
    assert not thrown.has("log.left.")
    assert kept(home) == []
    thrown.click("flash.undo")
    assert "is here again." in thrown.texts
    assert thrown.has("log.left.go_on")
    assert len(kept(home)) == 1


def test_typing_changes_no_version(home: Home, table: Browser) -> None:
    before = home.house.queries.stamp()
    table.click(f"more.{home.item('Socks')}").type("log.donor.", "Ana")
    assert kept(home)
    assert home.house.queries.stamp() == before


def test_another_page_and_back_keeps_what_was_typed(home: Home, table: Browser) -> None:
    table.click(f"more.{home.item('Socks')}").type("log.donor.", "Ana Bel")
    back = table.leave_for("overview").open("log_donation")
    assert back.typed("log.donor.") == "Ana Bel"
    assert "draft" in back.at.query_params


@pytest.mark.usefixtures("table")
def test_a_draft_is_read_by_its_owner_alone(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Keeper", "Olga", "Otto"):
        person(home, name, *(ORGANIZER if name != "Keeper" else (Granted(Role.ADMIN),)))
    sign_in(home, monkeypatch, "Olga")
    hers = Browser().open("log_donation").click(f"more.{home.item('Socks')}").type("log.donor.", "Ana Bel")
    sign_in(home, monkeypatch, "Otto")
    his = reloaded(hers)
    assert "pair** Socks" not in his.texts
    assert not his.has("log.left.")
    assert "draft" not in his.at.query_params
    assert his.typed("log.donor.") == ""
    sign_in(home, monkeypatch, "Olga")
    assert reloaded(hers).typed("log.donor.") == "Ana Bel"


def test_who_is_erased_is_in_no_draft(home: Home, table: Browser) -> None:
    donor_id = home.do(add_donor, AddDonor("Ana Bel", DonorKind.PERSON)).donor_id
    table.run().click(f"more.{home.item('Socks')}").type("log.donor.", "ana bel")
    home.do(erase_donor, EraseDonor(donor_id))
    [content] = kept(home)
    assert content["donor"] == ""
    assert content["lines"]


def test_a_tap_that_a_new_session_hears_of_first_is_counted_with_the_rest(home: Home, table: Browser) -> None:
    socks = home.item("Socks")
    table.click(f"more.{socks}").click(f"more.{socks}").type("log.donor.", "Ana")
    tapped = Basket()
    tapped.step(socks, q("1"))
    fresh = Browser.__new__(Browser)
    fresh.at = AppTest.from_file(str(APP), default_timeout=30)
    fresh.at.query_params["draft"] = table.at.query_params["draft"]
    fresh.run().at.session_state["log.basket"] = tapped
    fresh.open("log_donation")
    assert "**3 pairs** Socks" in fresh.texts
    assert fresh.typed("log.donor.") == "Ana"
    assert len(kept(home)) == 1
