"""A helper at her table: what she logged on her phone, undone one by one; and out when her link is over."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from drives.commands.donations import CorrectDonation, LineDraft, LogDonation, correct_donation, log_donation
from drives.commands.drives import CloseDrive, OpenDrive, close_drive, open_drive
from drives.commands.merging import MergeSites, merge_sites
from drives.commands.people import Granted
from drives.commands.stock import DiscardGoods, discard
from drives.commands.table_links import MakeTableLink, RevokeTableLink, make_table_link, revoke_table_link
from drives.model import Donation, Donor, Drive, TableEntry
from drives.queries.end_of_day import end_of_day
from drives.rules.kinds import DiscardReason, DonationState
from drives.rules.roles import COMMAND_LINE, EVERYBODY, Role, Viewer
from drives.rules.tally_codes import TallyPlace, write_tally
from drives.rules.units import Unit
from drives.ui import logged_here, reads
from drives.ui.basket import FIND
from tests.houses import Home, q
from tests.ui.conftest import APP, Browser, at_hand
from tests.ui.people import person


class Table:
    """The gym's table of the spring drive, where socks are given, and its link."""

    def __init__(self, home: Home) -> None:
        today = home.clock.now.date()
        home.item("Socks", Unit.PAIR)
        person(home, "Keeper", Granted(Role.ADMIN))
        asked = OpenDrive(
            "Spring", today, today + timedelta(days=3), site_ids=(home.site(),), new_teams=("Choir", "Scouts")
        )
        self.home, self.drive = home, int(home.do(open_drive, asked).drive_id)
        self.link = int(home.do(make_table_link, MakeTableLink(self.drive, home.site(), hours=8)).link_id)

    def phone(self, monkeypatch: pytest.MonkeyPatch) -> Browser:
        """A phone on which the link was opened."""
        accounts = self.home.house.accounts
        cookie = accounts.open_table(accounts.seals.table_token(self.link), device=None).cookie
        at_hand(monkeypatch, cookie=lambda: cookie)
        return Browser()

    def more(self) -> str:
        """The key of the button for one more pair of socks."""
        return f"more.{self.home.item('Socks')}"

    def states(self) -> list[DonationState]:
        """What became of each donation."""
        return [row.state for row in self.home.all(Donation)]


@pytest.fixture
def table(home: Home) -> Table:
    """The table."""
    return Table(home)


@pytest.fixture
def page(table: Table, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """The helper's phone."""
    return table.phone(monkeypatch)


def log(page: Browser, table: Table, pairs: int = 1) -> Browser:
    """Log so many pairs."""
    for _one in range(pairs):
        page.click(table.more())
    return page.click("tally.log.")


def test_drive_and_site_are_said_and_not_chosen(page: Browser) -> None:
    assert page.title == "Log a donation"
    assert "Spring · at Gym" in page.texts
    assert not page.has("log.drive")
    assert "Nothing today yet." in page.texts


def test_another_tables_sheet_is_refused_at_this_one_and_its_own_is_known(home: Home, page: Browser) -> None:
    home.site("Hall")
    page.type(FIND, write_tally(TallyPlace("spring", "gym")))
    assert "From the sheet: Spring at Gym." in page.texts
    page.type(FIND, write_tally(TallyPlace("spring", "hall")))
    [refused] = page.refusals
    assert refused.startswith("This sheet is for a drive or a site that is not among those")
    assert "Spring · at Gym" in page.texts


def test_each_own_entry_is_listed_and_undone_on_its_own(home: Home, table: Table, page: Browser) -> None:
    for pairs in (1, 2, 3):
        log(page, table, pairs)
    first, second, third = (row.id for row in home.all(Donation))
    assert "3 donations today, on this phone." in page.texts
    listed = page.texts.split("What you logged here")[1]
    assert (
        listed.index("3 pairs of Socks") < listed.index("2 pairs of Socks") < listed.index("1 pair of Socks")
    )
    page.click(f"log.undo.{second}.")
    posted, voided = DonationState.POSTED, DonationState.VOIDED
    assert table.states() == [posted, voided, posted]
    assert "2 donations today, on this phone." in page.texts
    assert "2 pairs of Socks · today, " in page.texts
    assert "· taken back" in page.texts
    assert not page.has(f"log.undo.{second}.")
    # What a glove took back by mistake lies in the list again.
    assert "**2 pairs** Socks" in page.texts
    page.click("tally.log.")
    assert table.states() == [posted, voided, posted, posted]
    page.click(f"log.undo.{third}.").click(f"log.undo.{first}.")
    assert table.states() == [voided, voided, voided, posted]


def test_all_of_a_long_day_is_counted_and_can_be_undone(
    home: Home, table: Table, page: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    gift = LogDonation(home.site(), (LineDraft(home.item("Socks"), q("2")),), table.drive)
    with monkeypatch.context() as patch:
        patch.setattr(logged_here, "MOST_ENTRIES", 7)
        for _one in range(8):
            home.do(log_donation, gift, viewer=reads.viewer())
        page.run()
        first = min(row.id for row in home.all(Donation))
        assert "8 donations today, on this phone." in page.texts
        assert not page.has(f"log.undo.{first}.")
        page.click("logged.more").click(f"log.undo.{first}.")
    assert table.states().count(DonationState.VOIDED) == 1


def test_another_phone_at_the_table_lists_its_own_entries(
    table: Table, page: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    log(page, table)
    other = table.phone(monkeypatch)
    assert "Nothing today yet." in other.texts
    assert not other.has("log.undo.")


def test_what_has_gone_already_cannot_be_taken_back_and_says_why(
    home: Home, table: Table, page: Browser
) -> None:
    log(page, table, 3)
    home.do(discard, DiscardGoods(home.lot_of("Socks"), home.site(), q("2"), DiscardReason.DAMAGED))
    page.click("flash.undo")
    page.click("log.undo.")
    assert table.states() == [DonationState.POSTED]
    assert page.refusals == [
        "Socks at Gym: 2 pairs have already gone, so this cannot be taken back any more. "
        "Tell an organizer what was wrong."
    ]
    assert page.has("log.undo.")


def test_what_an_organizer_changed_is_said_so(home: Home, table: Table, page: Browser) -> None:
    log(page, table, 3)
    [one] = home.all(Donation)
    becomes = LogDonation(home.site(), (LineDraft(home.item("Socks"), q("2")),), table.drive)
    home.do(correct_donation, CorrectDonation(one.id, becomes))
    page.run()
    assert "· changed by an organizer" in page.texts
    assert not page.has("log.undo.")


def test_a_team_of_the_drive_is_offered_and_kept(home: Home, table: Table, page: Browser) -> None:
    assert list(page.at.selectbox(key=page.key("log.team.")).options) == [
        "Brought by no team", "Choir", "Scouts"
    ]  # fmt: skip
    log(page.choose("log.team.", "Scouts"), table)
    [one] = home.all(Donation)
    [scouts] = home.all(Donor, Donor.name == "Scouts")
    assert one.team_id == scouts.id
    assert " · Scouts" in page.texts
    assert page.at.selectbox(key=page.key("log.team.")).value == ""


@pytest.mark.parametrize("click", ["more.", "tally.log.", "tally.clear"])
def test_at_the_next_click_she_is_out_and_told_what_was_not_logged(
    home: Home, table: Table, page: Browser, click: str
) -> None:
    log(page, table)
    page.click(table.more()).click(table.more())
    home.do(revoke_table_link, RevokeTableLink(table.link))
    page.click(click)
    assert page.title == "You are not at the table any more"
    assert "This link was revoked." in page.texts
    assert len(home.all(TableEntry)) == 1
    if click != "tally.clear":
        counted = "3 pairs" if click == "more." else "2 pairs"
        assert page.at.warning[0].value.startswith(f"Not logged: {counted} of Socks.")
    assert not page.has("more.")
    page.run()
    assert page.title == "You are not at the table any more"
    page.click("table.leave")
    assert page.title != "You are not at the table any more"
    assert "Not logged" not in page.texts


def test_a_scan_and_an_undo_after_the_end_are_told_as_well(home: Home, table: Table, page: Browser) -> None:
    log(page, table)
    home.do(close_drive, CloseDrive(table.drive))
    page.click("log.undo.")
    assert page.title == "You are not at the table any more"
    assert "Spring is closed: nothing is logged for it at a table any more. Ask whoever" in page.texts
    assert not page.at.warning
    assert table.states() == [DonationState.POSTED]


def test_who_opens_the_page_again_after_the_end_is_told_why(home: Home, table: Table, page: Browser) -> None:
    assert page.title == "Log a donation"
    home.do(revoke_table_link, RevokeTableLink(table.link))
    again = Browser()
    assert again.title == "You are not at the table any more"
    again.click("table.leave")
    assert Browser().title != "You are not at the table any more"


def test_what_was_counted_is_told_where_another_came_in_on_the_phone(
    home: Home, table: Table, page: Browser
) -> None:
    page.click(table.more()).click(table.more())
    home.house.accounts.sign_out(reads.cookie())
    page.run()
    assert page.title != "You are not at the table any more"
    assert page.at.warning[0].value.startswith("Not logged: 2 pairs of Socks. It was counted here, and then")
    page.run().click("not_logged.noted")
    assert not page.at.warning


@pytest.mark.parametrize("after", [Viewer.of("x", Role.VOLUNTEER, account_id=1), EVERYBODY])
def test_an_organizer_whose_role_or_session_ends_is_told_what_was_not_logged(
    table: Table, page: Browser, monkeypatch: pytest.MonkeyPatch, after: Viewer
) -> None:
    at_hand(monkeypatch, viewer=lambda: Viewer.of("x", Role.ORGANIZER, account_id=1))
    page.run()
    page.open("log_donation").click(table.more())
    at_hand(monkeypatch, viewer=lambda: after)
    page.run()
    page.run()
    assert [one.value[:33] for one in page.at.warning] == ["Not logged: 1 pair of Socks. It w"]
    page.click("not_logged.noted")
    page.run()
    assert not page.at.warning


def test_an_organizer_who_may_not_log_any_more_is_told(
    home: Home, table: Table, page: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    organizer, volunteer = (Viewer.of("x", role, account_id=1) for role in (Role.ORGANIZER, Role.VOLUNTEER))
    at_hand(monkeypatch, viewer=lambda: organizer)
    page.run()
    page.open("log_donation").click(table.more())
    before = len(home.all(Donation))
    at_hand(monkeypatch, viewer=lambda: volunteer)
    page.at.button(key=page.key("tally.log.")).click()
    page.run()
    assert len(home.all(Donation)) == before
    assert "You may not log donations here any more. Nothing was logged." in page.texts


def test_a_site_that_is_merged_under_her_hands_takes_nothing_of_her_count(
    home: Home, table: Table, page: Browser
) -> None:
    log(page, table)
    page.click(table.more()).click(table.more())
    home.do(merge_sites, MergeSites(home.site(), into_id=home.site("Hall")))
    page.click("tally.log.")
    assert page.refusals == []
    assert "Logged: 2 pairs of Socks." in page.texts
    assert "Spring · at Hall" in page.texts
    assert [row.site_id for row in home.all(Donation)] == [home.site(), home.site("Hall")]
    first = min(row.id for row in home.all(Donation))
    page.click(f"log.undo.{first}.")
    assert table.states() == [DonationState.VOIDED, DonationState.POSTED]


def test_the_end_of_the_day_names_the_table(home: Home, table: Table, page: Browser) -> None:
    log(page, table, 2)
    day = home.house.queries.ask(end_of_day, COMMAND_LINE, day=home.clock.now.date())
    assert [part.name for part in day.by_who] == ["Table at Gym, Spring"]


def test_who_signs_out_is_told_what_she_had_counted(table: Table, page: Browser) -> None:
    page.click(table.more()).click("who.sign_out")
    assert "You are signed out. What you had counted was not logged: 1 pair of Socks." in page.texts


def reloaded(page: Browser) -> Browser:
    """The same phone, its page loaded anew."""
    fresh = Browser.__new__(Browser)
    fresh.at = AppTest.from_file(str(APP), default_timeout=30)
    for name, value in page.at.query_params.items():
        fresh.at.query_params[name] = value
    return fresh.run()


def test_a_reload_of_her_phone_loses_nothing_and_another_phone_sees_nothing(
    table: Table, page: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.click(table.more()).choose("log.team.", "Choir")
    mine = reads.cookie()
    other = table.phone(monkeypatch)
    assert not other.has("log.left.")
    other = reloaded(page)
    assert "pair** Socks" not in other.texts
    at_hand(monkeypatch, cookie=lambda: mine)
    again = Browser().click("log.left.go_on.0")
    assert "**1 pair** Socks" in again.texts
    assert again.at.selectbox(key=again.key("log.team.")).value == "Choir"
    again.click("tally.log.")
    assert table.states() == [DonationState.POSTED]


def test_slips_are_asked_about_by_what_is_usual_at_her_drive(home: Home, table: Table, page: Browser) -> None:
    lines = (LineDraft(home.item("Socks"), q("500")),)
    for _one in range(5):
        home.do(log_donation, LogDonation(home.site(), lines))  # another drive's: not hers to know
    page.click(f"count.{home.item('Socks')}").type("log.exact.received", "5000").click("log.exact.put")
    page.click("tally.log.")
    assert not page.at.warning
    for _one in range(4):
        home.do(log_donation, LogDonation(home.site(), (LineDraft(home.item("Socks"), q("2")),), table.drive))
    page.run().click(f"count.{home.item('Socks')}").type("log.exact.received", "11").click("log.exact.put")
    page.click("tally.log.")
    assert "11 pairs are many. 2 pairs at a time are usual here." in page.at.warning[0].value.replace(
        "\u00a0", " "
    )
    page.click("tally.anyway.")
    assert len(table.states()) == 11


def test_what_another_phone_logged_is_no_twin_that_she_is_told_of(
    table: Table, page: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    log(page, table)
    other = table.phone(monkeypatch)
    log(other, table)
    assert not other.at.warning
    log(other, table)
    assert other.at.warning


def test_a_met_need_is_told_and_at_a_drive_that_is_not_public_nothing_of_it(
    home: Home, table: Table, page: Browser
) -> None:
    home.need("Socks", "3", drive_id=table.drive)
    log(page, table)
    log(page, table, 2)
    assert "Socks: the drive's programs now have what they asked for." in page.texts
    home.need("Socks", "1", drive_id=table.drive)
    with home.store.write() as connection:
        connection.execute(update(Drive).values(public=False))
    log(page, table, 3)
    assert "have what they asked for" not in page.texts


def test_same_again_is_hers_and_goods_are_never_bought_at_a_table(table: Table, page: Browser) -> None:
    log(page, table, 2)
    assert not page.has("log.source.")
    assert not page.has("log.last.undo.")
    page.click("log.last.again.").click("tally.log.")
    assert table.states() == [DonationState.POSTED] * 2
