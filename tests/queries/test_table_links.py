"""The links of a drive's tables: who made them, how they were used, and whose they are."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from drives.accounts import hash_password
from drives.commands.donations import (
    CorrectDonation,
    LineDraft,
    LogDonation,
    VoidDonation,
    correct_donation,
    log_donation,
    void_donation,
)
from drives.commands.drives import CloseDrive, OpenDrive, ReopenDrive, close_drive, open_drive, reopen_drive
from drives.commands.merging import MergeSites, merge_sites
from drives.commands.people import AddAccount, Granted, add_account
from drives.commands.table_links import MakeTableLink, RevokeTableLink, make_table_link, revoke_table_link
from drives.errors import Unknown
from drives.model import Activity
from drives.queries.at_table import EntryState, own_entries
from drives.queries.table_links import TableLinkShown, table_link, table_links
from drives.rules.roles import COMMAND_LINE, Role, Viewer
from tests.houses import Home, q


@pytest.fixture
def drive(house: Home) -> int:
    """A drive that collects at the gym."""
    asked = OpenDrive("Spring", date(2025, 1, 1), date(2025, 12, 31), site_ids=(house.site(),))
    return int(house.do(open_drive, asked).drive_id)


def made(house: Home, drive: int, viewer: Viewer = COMMAND_LINE, **rest: Any) -> int:
    """A link for a day."""
    asked = MakeTableLink(drive, house.site(), **({"hours": 24} | rest))
    return int(house.do(make_table_link, asked, viewer=viewer).link_id)


def links(house: Home, drive: int) -> list[TableLinkShown]:
    """The drive's links."""
    return list(house.house.queries.ask(table_links, COMMAND_LINE, drive_id=drive))


def test_a_link_says_who_made_it_and_how_it_was_used(house: Home, drive: int) -> None:
    asked = AddAccount(
        "Olga@Example.org", "Olga", (Granted(Role.ORGANIZER),), password_hash=hash_password("x")
    )
    account_id = house.do(add_account, asked).account_id
    olga = Viewer.of("olga@example.org", Role.ORGANIZER, account_id=account_id)
    first, second = made(house, drive, olga, label="Saturday"), made(house, drive)
    newest, oldest = links(house, drive)
    assert [newest.link_id, oldest.link_id] == [second, first]
    assert [newest.made_by, oldest.made_by] == ["Command line", "Olga"]
    assert [newest.made_here, oldest.made_here] == [True, False]
    with house.store.write() as connection:
        connection.execute(update(Activity.__table__).values(who=""))
    assert {(one.made_by, one.made_here) for one in links(house, drive)} == {(None, False)}
    assert (oldest.drive, oldest.site, oldest.label) == ("Spring", "Gym", "Saturday")
    assert (oldest.used_at, oldest.donations) == (None, 0)

    accounts = house.house.accounts
    cookie = accounts.open_table(accounts.seals.table_token(first), device=None).cookie
    # What only shows where the link leads comes in, too, and looks at nothing.
    assert links(house, drive)[1].used_at is None
    house.clock.now += timedelta(seconds=1)
    viewer, came = accounts.viewer(cookie), house.clock.now
    assert viewer is not None
    assert links(house, drive)[1].used_at == came
    house.clock.now += timedelta(minutes=3)
    gift = LogDonation(house.site(), (LineDraft(house.item(), q("3")),), drive)
    kept, gone, changed = (house.do(log_donation, gift, viewer=viewer).donation_id for _one in range(3))
    house.do(void_donation, VoidDonation(gone), viewer=viewer)
    house.do(correct_donation, CorrectDonation(changed, gift))
    shown = links(house, drive)[1]
    assert kept
    assert (shown.used_at, shown.donations) == (house.clock.now, 2)


def test_what_was_corrected_and_then_taken_back_does_not_stand(house: Home, drive: int) -> None:
    link_id = made(house, drive)
    accounts = house.house.accounts
    cookie = accounts.open_table(accounts.seals.table_token(link_id), device=None).cookie
    viewer = accounts.viewer(cookie)
    assert viewer is not None
    gift = LogDonation(house.site(), (LineDraft(house.item(), q("3")),), drive)
    kept, twice, gone = (house.do(log_donation, gift, viewer=viewer).donation_id for _one in range(3))
    for first, is_undone in ((twice, False), (gone, True)):
        again = house.do(correct_donation, CorrectDonation(first, gift)).donation_id
        last = house.do(correct_donation, CorrectDonation(again, gift)).donation_id
        if is_undone:
            house.do(void_donation, VoidDonation(last))
    [shown] = links(house, drive)
    own = house.house.queries.ask(own_entries, viewer)
    assert (shown.donations, own.today) == (2, 2)
    assert [(one.donation_id, one.state) for one in own.entries] == [
        (gone, EntryState.TAKEN_BACK), (twice, EntryState.CHANGED), (kept, EntryState.STANDS)
    ]  # fmt: skip
    fewer = house.house.queries.ask(own_entries, viewer, most=2)
    assert (len(fewer.entries), fewer.more, fewer.today) == (2, True, 2)
    house.clock.now += timedelta(days=1)
    assert house.house.queries.ask(own_entries, viewer).today == 0


def test_a_link_lets_in_until_it_is_revoked_or_over_or_its_drive_is_closed(house: Home, drive: int) -> None:
    link_id = made(house, drive)
    other = made(house, drive)
    house.do(revoke_table_link, RevokeTableLink(other))

    def open_ones() -> list[int]:
        return [one.link_id for one in links(house, drive) if one.lets_in(house.clock.now)]

    assert open_ones() == [link_id]
    house.do(close_drive, CloseDrive(drive))
    assert open_ones() == []
    house.do(reopen_drive, ReopenDrive(drive))
    assert open_ones() == [link_id]
    house.clock.now += timedelta(hours=24)
    assert open_ones() == []


def test_a_merged_site_is_called_by_what_it_became(house: Home, drive: int) -> None:
    link_id = made(house, drive)
    house.do(merge_sites, MergeSites(house.site(), into_id=house.site("Hall")))
    assert house.house.queries.ask(table_link, COMMAND_LINE, link_id=link_id).site == "Hall"
    with pytest.raises(Unknown):
        house.house.queries.ask(table_link, COMMAND_LINE, link_id=99)
