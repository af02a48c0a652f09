"""The sheet of a table's link: for whoever may make links for its drive, and for nobody else."""

from datetime import timedelta
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from drives.accounts import hash_password
from drives.commands.drives import OpenDrive, open_drive
from drives.commands.organization import SetUpOrganization, set_up_organization
from drives.commands.people import AddAccount, Granted, add_account
from drives.commands.table_links import MakeTableLink, RevokeTableLink, make_table_link, revoke_table_link
from drives.reach import qr_code
from drives.rules.roles import Role
from tests.houses import Home
from tests.web.conftest import ANN, PASSWORD, Browse


def _in(browse: Browse, email: str, **browser: str):  # type: ignore[no-untyped-def]
    client = browse(**browser)
    client.post("/session/sign-in", data={"email": email, "password": PASSWORD})
    return client


@pytest.fixture
def link_id(peopled: Home) -> int:
    """A link for the gym's table of the spring drive."""
    today = peopled.clock.now.date()
    spring = OpenDrive("Spring & more", today, today, site_ids=(peopled.site("Gym <b>"),))
    drive_id = peopled.do(open_drive, spring).drive_id
    asked = MakeTableLink(drive_id, peopled.site("Gym <b>"), hours=8, label="door")
    return int(peopled.do(make_table_link, asked).link_id)


def test_the_sheet_says_where_until_when_and_shows_the_code(
    peopled: Home, browse: Browse, link_id: int
) -> None:
    client = _in(browse, ANN.email)
    sheet = client.get(f"/session/table-sheet/{link_id}")
    assert sheet.status_code == 200
    assert sheet.headers["cache-control"] == "no-store"
    for said in ("Log what you take in at Gym &lt;b&gt;", "Spring &amp; more · door", "Works until "):
        assert said in sheet.text
    token = peopled.house.accounts.seals.table_token(link_id)
    address = f"{client.base_url}/table/{token}"
    assert address in sheet.text
    assert qr_code(address) in unescape(sheet.text)
    assert ("Set DRIVES_URL" in sheet.text) is (client.base_url.host in ("localhost", "127.0.0.1"))


def test_the_sheet_is_for_nobody_else_and_says_nothing_of_a_link_that_is_there(
    peopled: Home, browse: Browse, link_id: int
) -> None:
    token = peopled.house.accounts.seals.table_token(link_id)
    other = Granted(Role.ORGANIZER, peopled.drive("Autumn"))
    staff = Granted(Role.PROGRAM_STAFF, program_id=peopled.program())
    for name, granted in (("other", other), ("staff", staff), ("volunteer", Granted(Role.VOLUNTEER))):
        kept = AddAccount(f"{name}@example.org", name, (granted,), password_hash=hash_password(PASSWORD))
        peopled.do(add_account, kept)
        client = _in(browse, f"{name}@example.org")
        told = [client.get(f"/session/table-sheet/{one}") for one in (link_id, 99)]
        assert {one.status_code for one in told} == {404}
        assert told[0].text == told[1].text
    helper = browse()
    helper.get(f"/table/{token}")
    assert helper.get(f"/session/table-sheet/{link_id}").status_code == 404
    nobody = browse().get(f"/session/table-sheet/{link_id}")
    assert nobody.headers["location"] == f"/session/sign-in?next=/session/table-sheet/{link_id}"


def test_the_sheet_says_until_when_where_people_are(peopled: Home, browse: Browse) -> None:
    zone = ZoneInfo("Pacific/Kiritimati")
    peopled.do(set_up_organization, SetUpOrganization("Islanders", zone.key))
    client, there = _in(browse, ANN.email), peopled.clock.now.astimezone(zone).date()
    spring = OpenDrive("Spring", there, there, site_ids=(peopled.site(),))
    drive_id = peopled.do(open_drive, spring).drive_id

    def sheet(**lasts: Any) -> str:
        made = peopled.do(make_table_link, MakeTableLink(drive_id, peopled.site(), **lasts))
        return client.get(f"/session/table-sheet/{made.link_id}").text.replace("\u202f", " ")

    last = there + timedelta(days=1)
    assert f"Works until the end of {last:%a, %b} {last.day}." in sheet(last_day=last)
    over = (peopled.clock.now + timedelta(hours=30)).astimezone(zone)
    said = f"Works until {over:%a, %b} {over.day}, {over.hour % 12 or 12}:{over:%M %p}."
    assert said in sheet(hours=30)


def test_a_link_that_is_over_has_no_sheet(peopled: Home, browse: Browse, link_id: int) -> None:
    peopled.do(revoke_table_link, RevokeTableLink(link_id))
    sheet = _in(browse, ANN.email).get(f"/session/table-sheet/{link_id}")
    assert sheet.status_code == 404
    assert "lets nobody in any more" in sheet.text
    assert "/table/" not in sheet.text
