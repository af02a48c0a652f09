"""Links for table helpers: for a drive at one of its sites, for a while, until they are revoked."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from drives.commands.drives import CloseDrive, OpenDrive, ReopenDrive, close_drive, open_drive, reopen_drive
from drives.commands.merging import MergeSites, merge_sites
from drives.commands.organization import SetUpOrganization, set_up_organization
from drives.commands.table_links import (
    LONGEST_DAYS,
    MakeTableLink,
    RevokeTableLink,
    make_table_link,
    revoke_table_link,
)
from drives.errors import Conflict, NotAllowed, Unknown
from drives.model import TableLink
from drives.rules.roles import Grant, Role, Viewer
from tests.houses import TODAY, Home


@pytest.fixture
def drive(house: Home) -> int:
    """A drive that collects at the gym."""
    asked = OpenDrive("Spring", date(2025, 1, 1), date(2025, 12, 31), site_ids=(house.site(),))
    return int(house.do(open_drive, asked).drive_id)


def test_a_link_lets_in_to_its_table_until_its_time_is_over(house: Home, drive: int) -> None:
    made = house.do(make_table_link, MakeTableLink(drive, house.site(), 8, "  Saturday "))
    [row] = house.all(TableLink)
    assert (row.label, row.expires_at - row.made_at) == ("Saturday", timedelta(hours=8))
    accounts = house.house.accounts
    token = accounts.seals.table_token(made.link_id)
    cookie = accounts.open_table(token, device=None).cookie
    house.clock.now += timedelta(hours=7, minutes=59)
    viewer = accounts.viewer(cookie)
    assert viewer is not None
    assert viewer.tables == {(drive, house.site())}
    house.clock.now += timedelta(minutes=1)
    assert accounts.viewer(cookie) is None


def test_a_revoked_link_is_over_at_the_next_click(house: Home, drive: int) -> None:
    link_id = house.do(make_table_link, MakeTableLink(drive, house.site(), 8)).link_id
    accounts = house.house.accounts
    cookie = accounts.open_table(accounts.seals.table_token(link_id), device=None).cookie
    house.do(revoke_table_link, RevokeTableLink(link_id))
    assert accounts.viewer(cookie) is None
    assert "revoked already" in house.refusal(revoke_table_link, RevokeTableLink(link_id), Conflict)


def test_after_a_merge_the_table_is_at_the_site_that_is_kept(house: Home, drive: int) -> None:
    link_id = house.do(make_table_link, MakeTableLink(drive, house.site(), 8)).link_id
    accounts = house.house.accounts
    cookie = accounts.open_table(accounts.seals.table_token(link_id), device=None).cookie
    kept = house.site("Hall")
    house.do(merge_sites, MergeSites(house.site(), into_id=kept))
    viewer = accounts.viewer(cookie)
    assert viewer is not None
    assert viewer.tables == {(drive, kept)}
    again = house.do(make_table_link, MakeTableLink(drive, house.site(), 8))
    assert again.site_id == kept


def test_a_site_of_others_is_refused_like_one_that_does_not_exist(house: Home, drive: int) -> None:
    told = {
        house.refusal(make_table_link, MakeTableLink(drive, site, 8), Unknown)
        for site in (house.site("Hall"), 99)
    }
    assert told == {"Spring does not collect there. Choose one of its sites, or add the site to it first."}


def test_a_closed_drive_gets_no_link(house: Home, drive: int) -> None:
    house.do(close_drive, CloseDrive(drive))
    assert house.refusal(make_table_link, MakeTableLink(drive, house.site(), 8)).startswith(
        "Spring was closed on 2025-05-20."
    )


def test_a_link_to_the_end_of_a_day_keeps_to_the_same_bounds(house: Home, drive: int) -> None:
    longest = MakeTableLink(drive, house.site(), last_day=TODAY + timedelta(days=LONGEST_DAYS - 1))
    house.do(make_table_link, longest)
    house.clock.now += timedelta(hours=11)
    house.do(make_table_link, MakeTableLink(drive, house.site(), last_day=TODAY))
    house.clock.now += timedelta(minutes=1)
    told = house.refusal(make_table_link, MakeTableLink(drive, house.site(), last_day=TODAY))
    assert told == "A link works for at least an hour and at most 92 days. Choose a time between."
    assert all(row.expires_at - row.made_at <= timedelta(days=LONGEST_DAYS) for row in house.all(TableLink))


def test_a_phone_that_is_out_while_the_link_stands_is_told_to_scan_it_again(house: Home, drive: int) -> None:
    link_id = house.do(make_table_link, MakeTableLink(drive, house.site(), 999)).link_id
    accounts = house.house.accounts
    token = accounts.seals.table_token(link_id)
    cookie = accounts.open_table(token, device=None).cookie
    for _week in range(5):
        house.clock.now += timedelta(days=6)
        accounts.viewer(cookie)
    assert accounts.why_table_over(cookie) == (
        "A phone stays at a table for 30 days. Scan the code or open the link again, and go on."
    )
    assert accounts.viewer(accounts.open_table(token, device=None).cookie) is not None


@pytest.mark.rule_alone
@pytest.mark.parametrize("hours", [0, -1, LONGEST_DAYS * 24 + 1])
def test_a_link_works_for_an_hour_to_a_season(house: Home, drive: int, hours: int) -> None:
    assert "at most 92 days" in house.refusal(make_table_link, MakeTableLink(drive, house.site(), hours))


def test_an_organizer_makes_and_revokes_links_of_own_drives_alone(house: Home, drive: int) -> None:
    own = Viewer("own", frozenset({Grant(Role.ORGANIZER, drive)}))
    other = Viewer("other", frozenset({Grant(Role.ORGANIZER, house.drive("Autumn"))}))
    asked = MakeTableLink(drive, house.site(), 8)
    link_id = house.do(make_table_link, asked, viewer=own).link_id
    told = {
        house.refusal(make_table_link, replace(asked, drive_id=one), Unknown, viewer=other)
        for one in (drive, 99)
    }
    assert len(told) == 1
    told = {
        house.refusal(revoke_table_link, RevokeTableLink(one), Unknown, viewer=other) for one in (link_id, 99)
    }
    assert len(told) == 1
    house.do(revoke_table_link, RevokeTableLink(link_id), viewer=own)
    for role in (Role.PUBLIC, Role.VOLUNTEER, Role.TABLE_HELPER):
        house.refusal(make_table_link, asked, NotAllowed, viewer=Viewer.of("x", role))
    staff = Viewer("staff", frozenset({Grant(Role.PROGRAM_STAFF, program_id=house.program())}))
    house.refusal(make_table_link, asked, NotAllowed, viewer=staff)


def test_a_link_to_the_end_of_a_day_ends_at_midnight_where_people_are(house: Home, drive: int) -> None:
    house.do(set_up_organization, SetUpOrganization("Kent Coalition", "America/New_York"))
    house.do(make_table_link, MakeTableLink(drive, house.site(), last_day=TODAY))
    [row] = house.all(TableLink)
    assert row.expires_at == datetime(TODAY.year, TODAY.month, TODAY.day + 1, 4, tzinfo=UTC)


@pytest.mark.rule_alone
@pytest.mark.parametrize(
    ("hours", "days"), [(None, None), (8, 1), (None, -1), (None, LONGEST_DAYS), (None, 10**6)]
)
def test_how_long_is_said_once_and_within_bounds(
    house: Home, drive: int, hours: int | None, days: int | None
) -> None:
    last_day = None if days is None else TODAY + timedelta(days=days)
    asked = MakeTableLink(drive, house.site(), hours=hours, last_day=last_day)
    assert "at most 92 days" in house.refusal(make_table_link, asked)


def test_the_links_of_a_closed_drive_let_nobody_in_until_it_is_open_again(house: Home, drive: int) -> None:
    link_id = house.do(make_table_link, MakeTableLink(drive, house.site(), 8)).link_id
    accounts = house.house.accounts
    token = accounts.seals.table_token(link_id)
    cookie = accounts.open_table(token, device=None).cookie
    assert accounts.why_table_over(cookie) is None
    house.do(close_drive, CloseDrive(drive))
    closed = "Spring is closed: nothing is logged for it at a table any more. Ask whoever gave you the link."
    assert accounts.viewer(cookie) is None
    assert accounts.why_table_over(cookie) == closed
    with pytest.raises(Unknown, match=closed):
        accounts.open_table(token, device=None)
    house.do(reopen_drive, ReopenDrive(drive))
    assert accounts.viewer(cookie) is not None
    assert accounts.open_table(token, device=None)


def test_who_is_out_of_a_table_is_told_why_until_she_leaves(house: Home, drive: int) -> None:
    accounts = house.house.accounts
    ids = [
        house.do(make_table_link, MakeTableLink(drive, house.site(), hours)).link_id for hours in (8, 9, 999)
    ]
    revoked, over, idle = (
        accounts.open_table(accounts.seals.table_token(one), device=None).cookie for one in ids
    )
    house.do(revoke_table_link, RevokeTableLink(ids[0]))
    house.clock.now += timedelta(days=8)
    for cookie, said in (
        (revoked, "was revoked"),
        (over, "time of this link is over"),
        (idle, "for a while. Scan the code or open the link again"),
    ):
        assert accounts.viewer(cookie) is None
        assert said in (accounts.why_table_over(cookie) or "")
        accounts.sign_out(cookie)
        assert accounts.why_table_over(cookie) is None
    assert [accounts.why_table_over(none) for none in (None, "", "x.y")] == [None, None, None]
