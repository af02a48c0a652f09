"""Programs and sites as everybody may see them, and as admins set them up."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest

from drives.commands import drives, places
from drives.commands.donations import LineDraft, LogDonation, log_donation
from drives.commands.merging import MergePrograms, MergeSites, merge_programs, merge_sites
from drives.commands.places import AddProgram, AddSite
from drives.errors import NotAllowed
from drives.queries.places import drop_off_sites, programs_set_up, programs_shown, sites_set_up
from drives.queries.progress import progress
from drives.rules.kinds import Priority, ProgramKind, SiteKind
from drives.rules.roles import COMMAND_LINE, EVERYBODY
from tests.houses import TODAY, Home, q


def ask(house: Home, asked: Any, viewer: Any = EVERYBODY, **question: Any) -> Any:
    """An answer, by default for everybody."""
    return house.house.queries.ask(asked, viewer, **question)


def test_a_hidden_address_is_not_selected_for_the_public(house: Home) -> None:
    hidden = AddProgram(
        "Haven", ProgramKind.FAMILY_SHELTER, service_area="West", hub="Town Hall", address="9 Hidden Road",
        hide_address=True,
    )  # fmt: skip
    house.do(places.add_program, hidden)
    house.do(places.add_program, AddProgram("Pantry", ProgramKind.FOOD_BANK, address="1 Open Street"))
    shown = {one.name: one for one in ask(house, programs_shown).programs}
    assert (shown["Haven"].address, shown["Haven"].hub) == (None, "Town Hall")
    assert shown["Haven"].service_area == "West"
    assert shown["Pantry"].address == "1 Open Street"
    assert "Hidden Road" not in str(ask(house, programs_shown))
    assert "9 Hidden Road" in [one.address for one in ask(house, programs_set_up, COMMAND_LINE)]


def test_an_unlisted_program_is_only_counted(house: Home) -> None:
    harbor = AddProgram("Harbor", ProgramKind.FAMILY_SHELTER, unlisted=True)
    house.do(places.add_program, harbor)
    shown = ask(house, programs_shown)
    assert (shown.programs, shown.unlisted) == ((), 1)


def test_what_a_program_needs_most_is_its_own_progress(house: Home) -> None:
    house.need("Socks", "120", program="Shelter", priority=Priority.LOW)
    house.need("Hats", "10", program="Shelter", priority=Priority.CRITICAL)
    house.need("Soap", "5", program="Shelter")
    house.need("Socks", "7", program="Pantry")
    house.do(log_donation, LogDonation(house.site(), (LineDraft(house.item("Soap"), q("5")),)))
    shelter = next(one for one in ask(house, programs_shown).programs if one.name == "Shelter")
    assert [(one.item, one.still_to_collect) for one in shelter.asked] == [
        ("Hats", 10_000),
        ("Socks", 120_000),
    ]
    rows = ask(house, progress, COMMAND_LINE, program_id=house.program("Shelter"))
    wanted = {row.item: row.figures.still_to_collect for row in rows if row.figures.still_to_collect}
    assert wanted == {one.item: one.still_to_collect for one in shelter.asked}


def test_what_was_merged_is_in_no_list(house: Home) -> None:
    house.do(merge_programs, MergePrograms(house.program("Pantry"), house.program("Shelter")))
    house.do(merge_sites, MergeSites(house.site("Gym"), house.site("Hall")))
    assert [one.name for one in ask(house, programs_shown).programs] == ["Shelter"]
    assert [one.name for one in ask(house, drop_off_sites)] == ["Hall"]
    assert [one.name for one in ask(house, programs_set_up, COMMAND_LINE)] == ["Shelter"]
    assert [one.name for one in ask(house, sites_set_up, COMMAND_LINE)] == ["Hall"]


def test_only_public_sites_are_shown_with_the_public_drives_that_collect_there(house: Home) -> None:
    gym, barn = house.site("Gym"), house.site("Barn", SiteKind.WAREHOUSE)
    store = house.do(places.add_site, AddSite("Store", SiteKind.WAREHOUSE, public=False)).site_id

    def open_drive(name: str, starts: int, ends: int, *sites: int, public: bool = True) -> int:
        asked = drives.OpenDrive(
            name, TODAY + timedelta(days=starts), TODAY + timedelta(days=ends), site_ids=sites, public=public
        )
        return int(house.do(drives.open_drive, asked).drive_id)

    open_drive("Later", 5, 9, gym)
    open_drive("Now", -5, 0, gym, store)
    open_drive("Longer", -5, 3, gym)
    open_drive("Quiet", -5, 5, barn, public=False)
    open_drive("Over", -9, -1, barn)
    closed = open_drive("Closed", -9, 5, barn)
    house.do(drives.close_drive, drives.CloseDrive(closed))
    assert [(one.name, [drive.name for drive in one.drives]) for one in ask(house, drop_off_sites)] == [
        ("Gym", ["Now", "Longer", "Later"]),
        ("Barn", []),
    ]


def test_a_drive_collects_at_what_its_site_was_merged_into(house: Home) -> None:
    gym = house.site("Gym")
    house.do(drives.open_drive, drives.OpenDrive("Now", TODAY, TODAY, site_ids=(gym,)))
    house.do(merge_sites, MergeSites(gym, house.site("Hall")))
    [hall] = ask(house, drop_off_sites)
    assert [drive.name for drive in hall.drives] == ["Now"]


def test_everything_that_is_said_of_a_site_can_be_seen_to_be_changed(house: Home) -> None:
    whole = AddSite(
        "Barn", SiteKind.WAREHOUSE, "barn", "1 A Street", "9-17", 535_461_000, -1_134_938_123, False
    )
    house.do(places.add_site, whole)
    [barn] = ask(house, sites_set_up, COMMAND_LINE)
    assert {name: value for name, value in asdict(barn).items() if name not in ("site_id", "seen")} == asdict(
        whole
    )


@pytest.mark.parametrize("asked", [programs_set_up, sites_set_up])
def test_the_public_sees_nothing_of_what_is_set_up(house: Home, asked: Any) -> None:
    with pytest.raises(NotAllowed):
        ask(house, asked)
