"""At a table: gifts are logged for its drive at its site, and what one entered oneself is taken back."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from drives.commands.donations import (
    CorrectDonation,
    LineDraft,
    LogDonation,
    VoidDonation,
    correct_donation,
    log_donation,
    void_donation,
)
from drives.commands.drives import OpenDrive, open_drive
from drives.commands.stock import DiscardGoods, discard
from drives.errors import NotAllowed, NotEnough, Refusal, Unknown
from drives.model import Donation, Donor, DriveTeam, TableEntry, TableLink
from drives.rules.kinds import DiscardReason, DonationState, DonorKind, Source
from drives.rules.names import fold_name
from drives.rules.roles import Grant, Role, Viewer
from tests.houses import TODAY, Home, q


def phone(house: Home, which: str, *, link_id: int = 7) -> Viewer:
    """A helper's phone at the gym's table of the spring drive."""
    grant = Grant(Role.TABLE_HELPER, house.drive(), site_id=house.site(), mark=f"{link_id} {which}")
    return Viewer(f"table link {link_id}", frozenset({grant}))


@pytest.fixture
def table(house: Home) -> Viewer:
    """One phone at a table whose link is kept."""
    row = {"id": 7, "drive_id": house.drive(), "site_id": house.site(), "label": None,
           "made_at": house.clock(), "expires_at": house.clock() + timedelta(days=1)}  # fmt: skip
    with house.store.write() as connection:
        connection.execute(insert(TableLink), row)
    return phone(house, "ab12")


def gift(house: Home, **rest: Any) -> LogDonation:
    """Three pairs of socks for the spring drive at the gym."""
    line = {name: rest.pop(name) for name in ("source", "restricted_to_id") if name in rest}
    said = {"site_id": house.site(), "drive_id": house.drive(), **rest}
    return LogDonation(lines=(LineDraft(house.item(), q("3"), **line),), **said)


def test_what_is_logged_at_a_table_remembers_the_table(house: Home, table: Viewer) -> None:
    logged = house.do(log_donation, gift(house, received_on=TODAY), viewer=table)
    [entry] = house.all(TableEntry)
    assert (entry.donation_id, entry.link_id, entry.mark) == (logged.donation_id, 7, "7 ab12")
    house.do(log_donation, gift(house))
    assert len(house.all(TableEntry)) == 1


def test_a_helper_takes_back_own_entries_and_no_others(house: Home, table: Viewer) -> None:
    own = house.do(log_donation, gift(house), viewer=table).donation_id
    others = [
        house.do(log_donation, gift(house), viewer=phone(house, "cd34")).donation_id,
        house.do(log_donation, gift(house)).donation_id,
        999_999,
    ]
    told = {house.refusal(void_donation, VoidDonation(one), Unknown, viewer=table) for one in others}
    assert len(told) == 1
    house.do(void_donation, VoidDonation(own), viewer=table)
    states = {row.id: row.state for row in house.all(Donation)}
    assert [one for one, state in states.items() if state is DonationState.VOIDED] == [own]
    assert "voided" in house.refusal(void_donation, VoidDonation(own), viewer=table)


def test_what_has_gone_is_not_taken_back_at_a_table_and_an_organizer_is_to_be_told(
    house: Home, table: Viewer
) -> None:
    own = house.do(log_donation, gift(house), viewer=table).donation_id
    house.do(discard, DiscardGoods(house.lot_of("Socks"), house.site(), q("2"), DiscardReason.DAMAGED))
    told = house.refusal(void_donation, VoidDonation(own), NotEnough, viewer=table)
    assert told.startswith("Socks at Gym: 2 pairs have already gone, so this cannot be taken back any more.")
    assert "only 1 are still there" in house.refusal(void_donation, VoidDonation(own), NotEnough)


def test_a_table_takes_in_what_is_given_there_today(house: Home, table: Viewer) -> None:
    yesterday = TODAY - timedelta(days=1)
    assert "today" in house.refusal(log_donation, gift(house, received_on=yesterday), viewer=table)
    for beyond in ({"reference": "R-1"}, {"source": Source.PURCHASED}):
        assert "only donations" in house.refusal(log_donation, gift(house, **beyond), viewer=table)
    kept = gift(house, restricted_to_id=house.program())
    told = house.refusal(log_donation, kept, Unknown, viewer=table)
    assert told == house.refusal(log_donation, gift(house, restricted_to_id=999_999), Unknown, viewer=table)


def test_at_a_table_no_donor_is_named_and_no_team_is_made(house: Home, table: Viewer) -> None:
    house.do(open_drive, OpenDrive("Autumn", TODAY, TODAY, new_teams=("Owls",)))
    named = house.refusal(log_donation, gift(house, donor_name="Ann"), viewer=table)
    assert named == "At a table nobody's name is written down. Leave it out, or give this to an organizer."
    for team in ("Owls", "Never heard of"):
        told = house.refusal(log_donation, gift(house, team_name=team), viewer=table)
        assert told.startswith(
            f"{team} does not collect for this drive (any more). Choose a team from the list"
        )
    house.do(log_donation, gift(house, donor_name=" ", team_name=""), viewer=table)


def test_of_two_teams_of_a_name_the_one_that_collects_for_the_drive_is_meant(house: Home) -> None:
    ids = []
    for drive in ("East", "West"):
        made = house.do(open_drive, OpenDrive(drive, TODAY, TODAY, site_ids=(house.site(),)))
        ids.append(made.drive_id)
    with house.store.write() as connection:
        for number, drive_id in enumerate(ids, 901):
            team = {"id": number, "name": "Grade 4", "name_key": fold_name("Grade 4"), "kind": DonorKind.TEAM}
            connection.execute(insert(Donor), team | {"credit": False})
            connection.execute(insert(DriveTeam), {"drive_id": drive_id, "team_id": number})
    for drive_id in ids:
        grant = Grant(Role.TABLE_HELPER, drive_id, site_id=house.site())
        asked = gift(house, drive_id=drive_id, team_name="grade 4")
        house.do(log_donation, asked, viewer=Viewer("table link 1", frozenset({grant})))
        house.do(log_donation, asked)
    assert [row.team_id for row in house.all(Donation)] == [901, 901, 902, 902]


def test_another_drive_or_site_is_not_there_for_a_table(house: Home, table: Viewer) -> None:
    for field, others in (
        ("drive_id", (house.drive("Autumn"), 999_999)),
        ("site_id", (house.site("Kitchen"), 999_999)),
    ):
        told = {
            house.refusal(log_donation, gift(house, **{field: one}), Unknown, viewer=table) for one in others
        }
        assert len(told) == 1
    assert "Choose a drive" in house.refusal(
        log_donation, gift(house, drive_id=None), NotAllowed, viewer=table
    )
    own = house.do(log_donation, gift(house), viewer=table).donation_id
    change = CorrectDonation(own, gift(house))
    house.refusal(correct_donation, change, NotAllowed, viewer=table)


def test_an_organizer_of_the_drive_enters_and_takes_back_at_its_tables(house: Home, table: Viewer) -> None:
    grant = Grant(Role.ORGANIZER, house.drive(), collects_for=frozenset({house.program()}))
    organizer = Viewer("Olga", frozenset({grant}))
    entered = house.do(log_donation, gift(house), viewer=table).donation_id
    own = gift(house, restricted_to_id=house.program(), received_on=TODAY - timedelta(days=3))
    logged = house.do(log_donation, own, viewer=organizer).donation_id
    changed = house.do(correct_donation, CorrectDonation(entered, gift(house)), viewer=organizer)
    house.do(void_donation, VoidDonation(changed.donation_id), viewer=organizer)
    house.do(void_donation, VoidDonation(logged), viewer=organizer)
    elsewhere = gift(house, restricted_to_id=house.program("Pantry"))
    with pytest.raises(Refusal):
        house.do(log_donation, elsewhere, viewer=organizer)
