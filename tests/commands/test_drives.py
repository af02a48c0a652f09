"""Open, close and reopen drives."""

from dataclasses import replace
from datetime import date

import pytest

from drives.commands import donations, drives
from drives.commands.drives import CloseDrive, OpenDrive, ReopenDrive
from drives.errors import Unknown
from drives.model import Drive, DriveGoal, DriveProgram, DriveSite
from tests.commands.stocked import brought, stocked
from tests.houses import TODAY, Home, q

MARCH, MAY, JUNE = date(2025, 3, 3), date(2025, 5, 5), date(2025, 6, 30)
SPRING = OpenDrive("Spring drive", MARCH, JUNE)


def test_a_drive_has_programs_sites_and_goals(house: Home) -> None:
    asked = replace(
        SPRING,
        program_ids=(house.program("Shelter"), house.program("Pantry"), house.program("Shelter")),
        site_ids=(house.site(),),
        goals=((house.item("Socks"), q("100")),),
    )
    opened = house.do(drives.open_drive, asked)
    assert opened.slug == "spring-drive"
    assert len(house.all(DriveProgram)) == 2
    assert len(house.all(DriveSite)) == 1
    assert house.all(DriveGoal)[0].quantity == q("100")
    assert house.all(Drive)[0].closed_on is None


def test_two_drives_of_like_names_have_two_addresses(house: Home) -> None:
    slugs = [house.do(drives.open_drive, replace(SPRING, name=name)).slug for name in ("A b!", "A b?")]
    assert slugs == ["a-b", "a-b-2"]


@pytest.mark.rule_alone
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (replace(SPRING, name="  "), "A drive needs a name. Enter one."),
        (
            replace(SPRING, ends_on=date(2025, 3, 2)),
            "The drive would end on 2025-03-02, before it starts on 2025-03-03. Enter a later end.",
        ),
        (
            replace(SPRING, name="  SPRING   drive "),
            "There is a drive named SPRING drive already. Choose another name.",
        ),
        (
            replace(SPRING, name="Other", slug="spring-drive"),
            "The address spring-drive is taken by another drive.",
        ),
    ],
)
def test_a_drive_that_cannot_be_is_refused(house: Home, wrong: OpenDrive, said: str) -> None:
    house.do(drives.open_drive, SPRING)
    assert house.refusal(drives.open_drive, wrong) == said


def test_a_drive_for_what_is_not_here_is_refused(house: Home) -> None:
    for wrong in ({"program_ids": (99,)}, {"site_ids": (99,)}, {"goals": ((99, 1000),)}):
        house.refusal(drives.open_drive, replace(SPRING, **wrong), Unknown)  # type: ignore[arg-type]
    told = house.refusal(drives.open_drive, replace(SPRING, goals=((house.item(), q("0.5")),)))
    assert "whole units" in told


def test_a_drive_is_closed_at_the_end_of_a_day_and_may_go_on(house: Home) -> None:
    drive_id = house.do(drives.open_drive, SPRING).drive_id
    house.do(drives.close_drive, CloseDrive(drive_id, MAY))
    assert house.all(Drive)[0].closed_on == MAY
    told = house.refusal(drives.close_drive, CloseDrive(drive_id))
    assert told == "Spring drive was closed on 2025-05-05. Open it again first to close it on another day."
    house.do(drives.reopen_drive, ReopenDrive(drive_id))
    told = house.refusal(drives.reopen_drive, ReopenDrive(drive_id))
    assert told == "Spring drive is open already."
    house.do(drives.close_drive, CloseDrive(drive_id))
    assert house.all(Drive)[0].closed_on == TODAY


def test_a_drive_cannot_be_closed_before_it_starts_nor_on_a_day_to_come(house: Home) -> None:
    drive_id = house.do(drives.open_drive, SPRING).drive_id
    told = house.refusal(drives.close_drive, CloseDrive(drive_id, date(2025, 3, 1)))
    assert told == "Spring drive starts on 2025-03-03; it cannot be closed before that."
    assert "has not come yet" in house.refusal(drives.close_drive, CloseDrive(drive_id, JUNE))
    house.refusal(drives.close_drive, CloseDrive(99), Unknown)
    house.refusal(drives.reopen_drive, ReopenDrive(99), Unknown)


def test_a_closed_drive_still_takes_corrects_and_voids_donations(house: Home) -> None:
    first = stocked(house, {"Socks": "5"}, drive="Spring")
    house.do(drives.close_drive, CloseDrive(house.drive("Spring"), MAY))
    late = stocked(house, {"Socks": "7"}, drive="Spring", on=MARCH)
    becomes = donations.LogDonation(house.site(), brought(house, {"Socks": "6"}), house.drive("Spring"))
    house.do(donations.correct_donation, donations.CorrectDonation(first, becomes))
    house.do(donations.void_donation, donations.VoidDonation(late))
    assert house.level(house.lot_of("Socks")) == ("6", "0")
