"""Revise and archive drives, and give them teams."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from drives.commands import drives, merging
from drives.commands.donations import LineDraft, LogDonation, log_donation
from drives.commands.drives import (
    ArchiveDrive,
    CloseDrive,
    OpenDrive,
    ReopenDrive,
    ReviseDrive,
    UnarchiveDrive,
)
from drives.errors import Conflict, Unknown
from drives.model import Donor, Drive, DriveGoal, DriveProgram, DriveSite, DriveTeam
from drives.queries.choices import drive_choices
from drives.queries.drive_list import DriveListed, drive_list
from drives.queries.overview import overview
from drives.queries.progress import progress
from drives.rules.kinds import DonorKind
from drives.rules.roles import COMMAND_LINE
from tests.commands.stocked import stocked
from tests.houses import TODAY, Home, dump, q

MARCH, MAY, JUNE = date(2025, 3, 3), date(2025, 5, 5), date(2025, 6, 30)
SPRING = OpenDrive("Spring drive", MARCH, JUNE)


def listed(house: Home, drive_id: int, *, archived: bool = False) -> DriveListed:
    """A drive as the query gives it."""
    found = house.house.queries.ask(drive_list, COMMAND_LINE, archived=archived)
    return next(one for one in found if one.drive_id == drive_id)


def revising(house: Home, drive_id: int, becomes: OpenDrive) -> ReviseDrive:
    """A change of the drive as it stands now."""
    return ReviseDrive(drive_id, listed(house, drive_id).seen, becomes)


def names(house: Home, model: Any) -> list[str]:
    """The teams of a table, by name."""
    return sorted(row.name for row in house.all(model, Donor.kind == DonorKind.TEAM))


def test_a_revised_drive_stands_as_asked_and_keeps_its_address(house: Home) -> None:
    full = replace(
        SPRING,
        program_ids=(house.program("Shelter"), house.program("Pantry")),
        site_ids=(house.site("Gym"),),
        goals=((house.item("Socks"), q("100")), (house.item("Hats"), q("5"))),
        story="Warm feet",
        new_teams=("Scouts",),
    )
    opened = house.do(drives.open_drive, full)
    becomes = replace(
        full,
        name="Summer drive",
        ends_on=date(2025, 7, 1),
        program_ids=(house.program("Pantry"),),
        site_ids=(house.site("Hall"), house.site("Gym")),
        goals=((house.item("Socks"), q("80")),),
        story=None,
        public=False,
        new_teams=("Choir",),
    )
    revised = house.do(drives.revise_drive, ReviseDrive(opened.drive_id, opened.seen, becomes))
    [row] = house.all(Drive)
    assert (row.name, row.slug, row.ends_on) == ("Summer drive", "spring-drive", date(2025, 7, 1))
    assert (row.story, row.public) == (None, False)
    assert [one.program_id for one in house.all(DriveProgram)] == [house.program("Pantry")]
    assert {one.site_id for one in house.all(DriveSite)} == {house.site("Hall"), house.site("Gym")}
    assert [(one.item_id, one.quantity) for one in house.all(DriveGoal)] == [(house.item("Socks"), q("80"))]
    assert [name for _id, name in listed(house, row.id).teams] == ["Choir"]
    assert revised.seen == listed(house, row.id).seen


def test_what_a_command_and_the_query_see_of_a_drive_is_the_same_mark(house: Home) -> None:
    opened = house.do(drives.open_drive, replace(SPRING, goals=((house.item(), q("3")),), new_teams=("A",)))
    assert opened.seen == listed(house, opened.drive_id).seen


def test_a_change_of_what_somebody_else_changed_meanwhile_is_refused(house: Home) -> None:
    drive_id = house.do(drives.open_drive, SPRING).drive_id
    mine = revising(house, drive_id, replace(SPRING, name="Mine"))
    house.do(drives.revise_drive, revising(house, drive_id, replace(SPRING, site_ids=(house.site(),))))
    told = house.refusal(drives.revise_drive, mine, Conflict)
    assert told.startswith("Spring drive was changed meanwhile, so nothing was saved.")
    assert [row.name for row in house.all(Drive)] == ["Spring drive"]
    assert len(house.all(DriveSite)) == 1


def test_closing_a_drive_does_not_stand_in_the_way_of_a_change(house: Home) -> None:
    drive_id = house.do(drives.open_drive, SPRING).drive_id
    mine = revising(house, drive_id, replace(SPRING, name="Mine"))
    house.do(drives.close_drive, CloseDrive(drive_id, MAY))
    house.do(drives.revise_drive, mine)
    assert [(row.name, row.closed_on) for row in house.all(Drive)] == [("Mine", MAY)]


def test_a_change_can_be_taken_back(house: Home) -> None:
    drive_id = house.do(drives.open_drive, replace(SPRING, site_ids=(house.site(),))).drive_id
    house.site("Hall")
    before = {table: rows for table, rows in dump(house.store).items() if table.startswith("drive")}
    changed = house.do(drives.revise_drive, revising(house, drive_id, replace(SPRING, name="Other")))
    asked = replace(SPRING, slug="spring-drive", site_ids=(house.site(),))
    house.do(drives.revise_drive, ReviseDrive(drive_id, changed.seen, asked))
    after = {table: rows for table, rows in dump(house.store).items() if table.startswith("drive")}
    assert after == before


@pytest.mark.rule_alone
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "A drive needs a name. Enter one."),
        ({"ends_on": date(2025, 3, 2)}, "The drive would end on 2025-03-02"),
        ({"name": "WINTER"}, "There is a drive named WINTER already. Choose another name."),
        ({"slug": "winter"}, "The address winter is taken by another drive."),
        ({"slug": "Not an address"}, "A page's address has the letters a to z"),
        ({"program_ids": (99,)}, "That program is not here"),
        ({"site_ids": (99,)}, "That site is not here"),
        ({"team_ids": (99,)}, "That team is not here"),
        ({"goals": ((99, 1000),)}, "That item is not here"),
        ({"new_teams": ("x" * 201,)}, "This has 201 characters"),
    ],
)
def test_a_change_that_cannot_be_is_refused(house: Home, wrong: dict[str, Any], said: str) -> None:
    house.do(drives.open_drive, OpenDrive("Winter", MARCH, JUNE))
    drive_id = house.do(drives.open_drive, SPRING).drive_id
    asked = revising(house, drive_id, replace(SPRING, **wrong))
    assert house.refusal(drives.revise_drive, asked, Exception).startswith(said)  # type: ignore[arg-type]


def test_a_new_team_of_a_refused_drive_is_not_made(house: Home) -> None:
    goals = ((house.item("Socks"), q("1")), (house.item("Socks"), q("2")))
    told = house.refusal(drives.open_drive, replace(SPRING, goals=goals, new_teams=("Scouts",)))
    assert told == "Socks has two goals here. Keep one."
    assert names(house, Donor) == []


def test_a_drive_that_is_not_here_cannot_be_changed(house: Home) -> None:
    house.refusal(drives.revise_drive, ReviseDrive(99, "", SPRING), Unknown)
    house.refusal(drives.archive_drive, ArchiveDrive(99), Unknown)
    house.refusal(drives.unarchive_drive, UnarchiveDrive(99), Unknown)


def test_a_closed_drive_cannot_start_after_it_was_closed(house: Home) -> None:
    drive_id = house.do(drives.open_drive, SPRING).drive_id
    house.do(drives.close_drive, CloseDrive(drive_id, MAY))
    wrong = revising(house, drive_id, replace(SPRING, starts_on=date(2025, 5, 6)))
    told = house.refusal(drives.revise_drive, wrong)
    assert (
        told == "Spring drive was closed on 2025-05-05; it cannot start after that. Enter an earlier start."
    )
    house.do(drives.revise_drive, revising(house, drive_id, replace(SPRING, starts_on=MAY)))
    assert house.all(Drive)[0].starts_on == MAY


def test_teams_are_found_by_name_or_made_once(house: Home) -> None:
    first = house.do(drives.open_drive, replace(SPRING, new_teams=("Scouts", " scouts "))).drive_id
    [team] = house.all(DriveTeam)
    assert names(house, Donor) == ["Scouts"]
    second = house.do(
        drives.open_drive, replace(SPRING, name="Other", team_ids=(team.team_id,), new_teams=("SCOUTS",))
    ).drive_id
    assert [(row.drive_id, row.team_id) for row in house.all(DriveTeam)] == [
        (first, team.team_id),
        (second, team.team_id),
    ]


def test_a_donor_who_is_no_team_is_no_team_of_a_drive(house: Home) -> None:
    house.do(drives.open_drive, replace(SPRING, new_teams=("Scouts",)))
    [team] = house.all(Donor)
    assert team.kind is DonorKind.TEAM
    line = (LineDraft(house.item(), q("1")),)
    house.do(log_donation, LogDonation(house.site(), line, donor_name="Ann"))
    [ann] = house.all(Donor, Donor.kind == DonorKind.PERSON)
    told = house.refusal(drives.open_drive, replace(SPRING, name="B", team_ids=(ann.id,)), Unknown)
    assert told.startswith("That team is not here")


def test_only_a_closed_drive_is_archived_and_comes_back_closed(house: Home) -> None:
    drive_id = house.do(drives.open_drive, SPRING).drive_id
    told = house.refusal(drives.archive_drive, ArchiveDrive(drive_id))
    assert told == "Spring drive is still open. Close it first; then it can be archived."
    assert house.refusal(drives.unarchive_drive, UnarchiveDrive(drive_id)) == "Spring drive is not archived."
    house.do(drives.close_drive, CloseDrive(drive_id, MAY))
    house.do(drives.archive_drive, ArchiveDrive(drive_id))
    assert [(row.closed_on, row.archived_on) for row in house.all(Drive)] == [(MAY, TODAY)]
    told = house.refusal(drives.archive_drive, ArchiveDrive(drive_id))
    assert told == "Spring drive is archived already, since 2025-05-20."
    told = house.refusal(drives.reopen_drive, ReopenDrive(drive_id))
    assert told == "Spring drive is archived. Take it out of the archive first, then open it again."
    house.do(drives.unarchive_drive, UnarchiveDrive(drive_id))
    assert [(row.closed_on, row.archived_on) for row in house.all(Drive)] == [(MAY, None)]
    house.do(drives.reopen_drive, ReopenDrive(drive_id))
    assert house.all(Drive)[0].closed_on is None


def test_what_was_merged_is_refused_by_name(house: Home) -> None:
    drive_id = house.do(drives.open_drive, SPRING).drive_id
    pantry, hall = house.program("Pantry"), house.site("Hall")
    house.do(merging.merge_programs, merging.MergePrograms(pantry, house.program("Shelter")))
    house.do(merging.merge_sites, merging.MergeSites(hall, house.site("Gym")))
    told = house.refusal(
        drives.revise_drive, revising(house, drive_id, replace(SPRING, program_ids=(pantry,)))
    )
    assert told == "Pantry was merged into another program. Choose that one."
    told = house.refusal(drives.revise_drive, revising(house, drive_id, replace(SPRING, site_ids=(hall,))))
    assert told == "Hall was merged into another site. Choose that one."


def test_an_archived_drive_is_no_choice_any_more_and_still_takes_late_gifts(house: Home) -> None:
    stocked(house, {"Socks": "5"}, drive="Spring")
    drive_id = house.drive("Spring")
    house.do(drives.close_drive, CloseDrive(drive_id))
    before = house.house.queries.ask(progress, COMMAND_LINE, drive_id=drive_id)
    house.do(drives.archive_drive, ArchiveDrive(drive_id))
    ask = house.house.queries.ask
    assert ask(drive_choices, COMMAND_LINE) == ()
    assert ask(overview, COMMAND_LINE).drives == ()
    assert ask(progress, COMMAND_LINE, drive_id=drive_id) == before
    stocked(house, {"Socks": "2"}, drive="Spring")
    [row] = ask(progress, COMMAND_LINE, drive_id=drive_id)
    assert row.figures.donated == q("7")
