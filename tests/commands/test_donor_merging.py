"""Donors who are one are read as one, in every list and file; nobody is left behind when they are erased."""

from datetime import timedelta
from typing import Any

import pytest

from drives.commands import donations, donor_changes, drives, erasing
from drives.commands.donations import LineDraft, LogDonation
from drives.commands.donor_changes import AddDonor, AnotherAlike
from drives.commands.donor_merging import MergeDonors, merge_donors
from drives.errors import NotAllowed, Unknown
from drives.model import Donation, Donor, DriveTeam
from drives.queries.activity import Narrowed, activity
from drives.queries.donation_list import Wanted, donation_list
from drives.queries.donor_history import donor_history
from drives.queries.donors import donors, given_by
from drives.queries.end_of_day import end_of_day
from drives.rules.kinds import DonorKind
from drives.rules.roles import COMMAND_LINE, EVERYBODY, Grant, Role, Viewer
from tests.files import rows, taken
from tests.houses import TODAY, Home, dump, q


def give(house: Home, days_ago: int = 0, quantity: str = "2", **who: Any) -> int:
    """A donation of socks; its id."""
    lines = (LineDraft(house.item(), q(quantity)),)
    asked = LogDonation(house.site(), lines, who.pop("drive_id", None), TODAY - timedelta(days_ago), **who)
    return int(house.do(donations.log_donation, asked).donation_id)


def id_of(house: Home, name: str) -> int:
    """The donor of a name."""
    [row] = house.all(Donor, Donor.name == name)
    return int(row.id)


def merge(house: Home, gone: str, kept: str) -> None:
    """One into the other."""
    house.do(merge_donors, MergeDonors(id_of(house, gone), id_of(house, kept)))


def ask(house: Home, asked: Any, **question: Any) -> Any:
    """An answer for an admin."""
    return house.house.queries.ask(asked, COMMAND_LINE, **question)


def test_what_both_gave_is_read_as_the_kept_ones_and_nothing_that_was_written_moves(house: Home) -> None:
    for gone in ("Joe", "Joseph"):
        give(house, 3, donor_name=gone)
    give(house, 1, donor_name="Jo", drive_id=house.drive())
    written = dump(house.store)
    merge(house, "Joseph", "Joe")
    merge(house, "Joe", "Jo")
    now = dump(house.store)
    assert {name for name in now if now[name] != written[name]} == {
        "activity", "donor", "receipt", "store_version",
    }  # fmt: skip
    [jo] = ask(house, donors)
    assert jo.name == "Jo"
    assert "joseph" in jo.words
    [gave] = ask(house, given_by, donor_ids=(jo.donor_id,))
    assert (gave.donations, gave.last_on) == (3, TODAY - timedelta(1))
    history = ask(house, donor_history, donor_id=jo.donor_id)
    assert (history.donations, history.before, history.items[0].received) == (3, ("Joe", "Joseph"), q("6"))
    assert {row.donor for row in ask(house, donation_list)} == {"Jo"}
    for wanted in (Wanted(donor_id=jo.donor_id), Wanted(sought="joseph"), Wanted(sought="jo")):
        assert len(ask(house, donation_list, wanted=wanted)) == (1 if wanted.sought == "joseph" else 3)
    assert {line["donor"] for line in rows(house, "donations")} == {"Jo"}
    assert [line["name"] for line in rows(house, "donors")] == ["Jo"]
    assert ask(house, donor_history, donor_id=id_of(house, "Joe")) is None


def test_the_other_name_finds_the_kept_one_from_then_on(house: Home) -> None:
    give(house, donor_name="Joe", drive_id=house.drive())
    give(house, donor_name="Jo", drive_id=house.drive())
    merge(house, "Joe", "Jo")
    hers = Viewer("hers", frozenset({Grant(Role.ORGANIZER, house.drive())}))
    for viewer in (COMMAND_LINE, hers):
        asked = LogDonation(house.site(), (LineDraft(house.item(), q("1")),), house.drive(), donor_name="joe")
        one = house.do(donations.log_donation, asked, viewer=viewer).donation_id
        [row] = house.all(Donation, Donation.id == one)
        assert row.donor_id == id_of(house, "Jo")
    said = house.refusal(donor_changes.add_donor, AddDonor("JOE", DonorKind.PERSON), AnotherAlike)
    assert said == "Jo goes by this name or e-mail too. Open Jo, or say that this is another donor."


def test_two_gifts_alike_of_one_donor_under_two_names_look_odd(house: Home) -> None:
    for name in ("Joe", "Jo"):
        give(house, donor_name=name)
    assert ask(house, end_of_day, day=TODAY).odd == ()
    merge(house, "Joe", "Jo")
    [odd] = ask(house, end_of_day, day=TODAY).odd
    assert odd.donation.donor == "Jo"


def test_the_kept_one_has_what_it_did_not_have(house: Home) -> None:
    for asked in (
        AddDonor("Joe", DonorKind.HOUSEHOLD, "joe@example.org", "555", "2 Oak", True, "R-1"),
        AddDonor("Jo", DonorKind.PERSON, phone="777"),
    ):
        house.do(donor_changes.add_donor, asked)
    merge(house, "Joe", "Jo")
    [jo] = house.all(Donor, Donor.name == "Jo")
    assert (jo.email, jo.phone, jo.address, jo.reference) == ("joe@example.org", "777", "2 Oak", "R-1")
    assert (jo.kind, jo.credit) == (DonorKind.PERSON, False)


def test_a_file_read_again_after_a_merge_adds_nothing(house: Home) -> None:
    taken(house, "items", "name,category,unit\nSocks,Clothing,pair\n")
    taken(house, "sites", "name,kind\nGym,collection_site\n")
    people = "name,kind,email,reference\nJoe,person,joe@example.org,R-1\nJo,person,jo@example.org,R-2\n"
    taken(house, "donors", people)
    gifts = (
        "received_on,item,quantity,site,donor,donor_email,team,reference\n"
        "2025-05-01,Socks,5,Gym,Joe,,,\n"
        "2025-05-01,Socks,5,Gym,Jo,,,\n"
        "2025-05-02,Socks,6,Gym,,joe@example.org,,\n"
        "2025-05-02,Socks,7,Gym,R-1,,,G-1\n"
        "2025-05-02,Socks,8,Gym,,,North,\n"
        "2025-05-02,Socks,8,Gym,,,North team,\n"
    )
    assert taken(house, "donations", gifts) == (6, 0, 0)
    merge(house, "Joe", "Jo")
    merge(house, "North team", "North")
    assert taken(house, "donations", gifts) == (0, 0, 6)
    assert taken(house, "donors", "name,kind,email,reference\nJoe,person,joe@example.org,R-1\n")[0] == 0
    assert len(ask(house, donors)) == 2


def test_the_drives_of_a_team_are_the_kept_ones(house: Home) -> None:
    for name in ("North Edmonton", "Edmonton North Stake"):
        asked = drives.OpenDrive(f"Drive of {name}", TODAY, TODAY, new_teams=(name,))
        house.do(drives.open_drive, asked)
    both = drives.OpenDrive("Both", TODAY, TODAY, new_teams=("North Edmonton", "Edmonton North Stake"))
    house.do(drives.open_drive, both)
    merge(house, "Edmonton North Stake", "North Edmonton")
    assert {row.team_id for row in house.all(DriveTeam)} == {id_of(house, "North Edmonton")}
    assert len(house.all(DriveTeam)) == 3


def test_erasing_after_a_merge_erases_both(house: Home) -> None:
    for asked in (
        AddDonor(
            "Quetzalina", DonorKind.PERSON, "quetz@example.org", "555 0101", "2 Oak Street", True, "QQ-1"
        ),
        AddDonor(
            "Xochitlana", DonorKind.PERSON, "xochi@example.org", "555 0202", "3 Elm Street", True, "XX-1"
        ),
    ):
        house.do(donor_changes.add_donor, asked)
        give(house, donor_name=asked.name, reference=f"gift of {asked.name}")
    merge(house, "Quetzalina", "Xochitlana")
    kept = id_of(house, "Xochitlana")
    house.do(erasing.erase_donor, erasing.EraseDonor(kept))
    told = repr(dump(house.store)).casefold()
    for word in ("quetz", "xochi", "555 0101", "555 0202", "oak street", "elm street", "qq-1", "xx-1"):
        assert word not in told
    [gave] = ask(house, given_by, donor_ids=(kept,))
    assert gave.donations == 2


def test_the_trail_says_who_was_kept_and_finds_it_by_the_other_name(house: Home) -> None:
    for name in ("Joe", "Jo"):
        give(house, donor_name=name)
    merge(house, "Joe", "Jo")
    [done] = ask(house, activity, wanted=Narrowed(sought="joe"))
    assert (done.what, done.thing) == ("Merged two donors", "Jo")


def test_what_cannot_be_one_is_refused(house: Home) -> None:
    give(house, donor_name="Jo", team_name="Scouts")
    give(house, donor_name="Joe")
    gone = house.do(donor_changes.add_donor, AddDonor("Gone", DonorKind.PERSON)).donor_id
    house.do(erasing.erase_donor, erasing.EraseDonor(gone))
    jo, joe, scouts = (id_of(house, name) for name in ("Jo", "Joe", "Scouts"))
    house.do(merge_donors, MergeDonors(joe, jo))
    for ids, said in {
        (jo, jo): "Jo cannot be merged into itself. Choose another one to keep.",
        (joe, jo): "Joe was merged into Jo before. Choose Jo.",
        (jo, scouts): "Scouts is a team and Jo is none, so they are two. Nothing was merged.",
        (scouts, jo): "Scouts is a team and Jo is none, so they are two. Nothing was merged.",
        (gone, jo): f"Erased donor {gone} was erased and stays so. Nothing was merged.",
        (jo, gone): f"Erased donor {gone} was erased and stays so. Nothing was merged.",
    }.items():
        assert house.refusal(merge_donors, MergeDonors(*ids)) == said
    house.refusal(merge_donors, MergeDonors(999, jo), Unknown)


@pytest.mark.parametrize(
    "viewer", [EVERYBODY, Viewer("hers", frozenset({Grant(Role.ORGANIZER, 1)}))], ids=["public", "hers"]
)
def test_merging_is_for_organizers_of_all_drives(house: Home, viewer: Viewer) -> None:
    house.drive()
    for name in ("Joe", "Jo"):
        give(house, donor_name=name, drive_id=house.drive())
    asked = MergeDonors(id_of(house, "Joe"), id_of(house, "Jo"))
    house.refusal(merge_donors, asked, NotAllowed, viewer=viewer)
