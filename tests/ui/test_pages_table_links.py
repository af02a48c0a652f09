"""Links for a table on the page of drives: made, shown with a code, taken back; each refused in words."""

from datetime import UTC, datetime, time, timedelta
from html import unescape

import pytest

from drives.commands.drives import CloseDrive, OpenDrive, close_drive, open_drive
from drives.commands.people import Granted
from drives.commands.table_links import MakeTableLink, RevokeTableLink, make_table_link, revoke_table_link
from drives.model import TableLink
from drives.reach import qr_code
from drives.rules.roles import Role
from tests.houses import Home
from tests.ui.conftest import Browser, at_hand
from tests.ui.people import come_as


@pytest.fixture
def drive(home: Home) -> int:
    """A drive of nine more days at the gym and the hall."""
    today = home.clock.now.date()
    asked = OpenDrive(
        "Spring", today, today + timedelta(days=9), site_ids=(home.site("Gym"), home.site("Hall"))
    )
    return int(home.do(open_drive, asked).drive_id)


@pytest.fixture
def page(home: Home, drive: int, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """The links of the drive's tables, opened by an organizer of hers from its tile."""
    browser = come_as(home, monkeypatch, "Olga", Granted(Role.ORGANIZER, drive))
    return browser.open("drives").click(f"tables.{drive}")


def drawn(page: Browser) -> str:
    """What stands on the page as HTML."""
    return unescape("".join(str(html.proto.body) for html in page.at.get("html")))


def link(home: Home, drive: int, **rest: int) -> int:
    return int(
        home.do(make_table_link, MakeTableLink(drive, home.site("Gym"), **(rest or {"hours": 8}))).link_id
    )


def test_a_link_is_made_and_shown_with_its_code(home: Home, page: Browser) -> None:
    assert page.title == "Links for a table"
    assert "None: nobody can log at a table of this drive by a link." in page.texts
    page.choose("tables.site.", home.site("Hall")).type("tables.label.", "front door")
    page.at.radio(key=page.at.radio[0].key).set_value("end")
    page.run().click("tables.make.")
    [row] = home.all(TableLink)
    assert (row.site_id, row.label) == (home.site("Hall"), "front door")
    assert row.expires_at.date() == home.clock.now.date() + timedelta(days=10)
    token = home.house.accounts.seals.table_token(row.id)
    [shown] = page.at.code
    assert shown.value.endswith(f"/table/{token}")
    assert qr_code(shown.value) in drawn(page)
    page.click("tables.done")
    assert not page.at.code
    assert token not in page.texts
    for said in (
        "**Hall · front door**",
        "Not used yet",
        "made by Olga, today, ",
        "Works until the end of ",
        "1 link lets helpers in.",
    ):
        assert said in page.texts


def test_in_the_last_hour_of_the_day_no_link_is_offered_until_midnight(
    home: Home, page: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon, late = (datetime.combine(home.clock.now.date(), time(hour, 30), UTC) for hour in (12, 23))
    at_hand(monkeypatch, now=lambda: noon)
    assert page.run().at.radio[0].options[0] == "until midnight"
    at_hand(monkeypatch, now=lambda: late)
    assert page.run().at.radio[0].options[0] == "24 hours"
    page.run().click("tables.make.")
    [row] = home.all(TableLink)
    assert row.expires_at - row.made_at == timedelta(hours=24)


def test_where_only_this_computer_is_reached_the_page_says_what_to_set(
    home: Home, page: Browser, monkeypatch: pytest.MonkeyPatch, drive: int
) -> None:
    link(home, drive)
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.url", "http://localhost:8501/drives")
    page.run().click("tables.show.")
    assert "Set DRIVES_URL" in page.at.warning[0].value
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.url", "https://drives.example.org/drives")
    page.run()
    assert not page.at.warning
    assert page.at.code[0].value.startswith("https://drives.example.org/table/")


def test_a_link_is_revoked_after_a_question_and_folded_away(home: Home, page: Browser, drive: int) -> None:
    link(home, drive)
    page.run().click("tables.revoke.")
    assert "is out at the next click" in page.texts
    page.click("tables.revoking.no.")
    assert home.all(TableLink)[0].revoked_at is None
    page.click("tables.revoke.").click("tables.revoking.yes.")
    assert home.all(TableLink)[0].revoked_at is not None
    assert "Revoked: the link for Gym lets nobody in any more." in page.texts
    assert not page.has("tables.show.")
    assert [one.label for one in page.at.expander] == ["1 link that is over"]
    assert "Gym · revoked today, " in page.texts


def test_a_link_revoked_by_somebody_else_meanwhile_is_told(home: Home, page: Browser, drive: int) -> None:
    link_id = link(home, drive)
    page.run().click("tables.revoke.")
    home.do(revoke_table_link, RevokeTableLink(link_id))
    page.at.button(key=page.key("tables.revoking.yes.")).click()
    page.run()
    assert not page.has("tables.revoking.yes.")
    assert not page.has("tables.show.")
    assert page.refusals == ["This link was revoked already."]
    page.run()
    assert page.refusals == []


def test_a_closed_drive_makes_no_link_and_keeps_what_was_typed(home: Home, page: Browser, drive: int) -> None:
    page.type("tables.label.", "front door")
    home.do(close_drive, CloseDrive(drive))
    page.at.button(key=page.key("tables.make.")).click()
    page.run()
    assert home.all(TableLink) == []
    assert "Spring is closed, and its links with it." in page.texts
    [told] = page.refusals
    assert told.startswith("Spring was closed on ")
    page.run()
    assert page.at.text_input(key=page.key("tables.label.")).value == "front door"


def test_without_accounts_the_page_says_what_comes_first(drive: int, browser: Browser) -> None:
    browser.open("drives").click(f"tables.{drive}")
    assert "For that people have to sign in first." in browser.texts
    assert not browser.has("tables.make.")


def test_a_drive_of_others_has_no_links_to_see(home: Home, page: Browser, drive: int) -> None:
    other = int(
        home.do(open_drive, OpenDrive("Autumn", home.clock.now.date(), home.clock.now.date())).drive_id
    )
    assert other != drive
    page.at.query_params["tables"] = "autumn"
    page.run()
    assert page.title == "Drives"


def test_the_drives_own_page_leads_to_its_links_for_who_may(
    home: Home, page: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def leads(one: Browser) -> bool:
        return "Links for a table" in [link.proto.label for link in one.at.get("page_link")]

    page.at.query_params.clear()
    page.at.query_params["drive"] = "spring"
    assert leads(page.open("drive"))
    volunteer = come_as(home, monkeypatch, "Vera", Granted(Role.VOLUNTEER))
    volunteer.at.query_params["drive"] = "spring"
    assert not leads(volunteer.open("drive"))
