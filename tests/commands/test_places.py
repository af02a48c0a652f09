"""Programs, sites, and the organization."""

from dataclasses import asdict, replace
from typing import Any

import pytest

from drives.commands import organization, places
from drives.commands.donations import LineDraft, LogDonation, log_donation
from drives.commands.drives import OpenDrive, ReviseDrive, open_drive, revise_drive
from drives.commands.merging import MergePrograms, MergeSites, merge_programs, merge_sites
from drives.commands.needs import CancelNeed, PostNeed, ReviseNeed, cancel_need, post_need, revise_need
from drives.commands.organization import SetUpOrganization
from drives.commands.places import AddProgram, AddSite, ReviseProgram, ReviseSite
from drives.commands.standing_needs import (
    EndStandingNeed,
    PostStandingNeed,
    end_standing_need,
    post_standing_need,
)
from drives.errors import Conflict, NotAllowed
from drives.model import Location, Organization, Program, Site
from drives.rules.kinds import Every, LocationKind, ProgramKind, SiteKind
from drives.rules.roles import EVERYBODY
from drives.rules.seen import seen_mark
from tests.houses import TODAY, Home, q


def test_a_site_has_a_shelf_of_its_kind(house: Home) -> None:
    house.do(places.add_site, AddSite("North  Hall", SiteKind.WAREHOUSE))
    assert [(site.name, site.slug) for site in house.all(Site)] == [("North Hall", "north-hall")]
    assert [row.kind for row in house.all(Location)] == [LocationKind.WAREHOUSE]


def test_a_program_is_kept_as_it_is_described(house: Home) -> None:
    asked = AddProgram(
        "Shelter", ProgramKind.YOUTH_SHELTER, address="12 Elm", hide_address=True, unlisted=True
    )
    house.do(places.add_program, asked)
    [program] = house.all(Program)
    assert (program.address, program.hide_address, program.unlisted) == ("12 Elm", True, True)


@pytest.mark.rule_alone
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": "  "}, "A name is missing. Enter one."),
        ({"name": "SHELTER"}, "The name SHELTER is taken. Use the one that is there, or another name."),
        ({"slug": "shelter"}, "The address shelter is taken. Choose another."),
    ],
)
def test_a_name_or_address_is_taken_once(house: Home, wrong: dict[str, Any], said: str) -> None:
    house.do(places.add_program, AddProgram("Shelter", ProgramKind.OTHER))
    house.do(places.add_site, AddSite("Shelter", SiteKind.WAREHOUSE))
    program, site = AddProgram("Other", ProgramKind.OTHER), AddSite("Other", SiteKind.WAREHOUSE)
    assert house.refusal(places.add_program, replace(program, **wrong)) == said
    assert house.refusal(places.add_site, replace(site, **wrong)) == said


def test_an_organization_is_set_up_and_changed(house: Home) -> None:
    for zone in ("UTC", "America/Edmonton"):
        house.do(organization.set_up_organization, SetUpOrganization("Helping  Hands", zone, "CAD"))
    [row] = house.all(Organization)
    assert (row.name, row.time_zone, row.currency) == ("Helping Hands", "America/Edmonton", "CAD")


@pytest.mark.rule_alone
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (SetUpOrganization(" "), "Your organization needs a name. Enter one."),
        (
            SetUpOrganization("Hands", "Mars/Olympus"),
            "Mars/Olympus is no time zone that is known here. Choose one such as America/Chicago.",
        ),
        (SetUpOrganization("Hands", currency="cad"), "A currency is three capital letters, such as USD."),
    ],
)
def test_an_organization_that_cannot_be_is_refused(house: Home, wrong: SetUpOrganization, said: str) -> None:
    assert house.refusal(organization.set_up_organization, wrong) == said


FULL = AddProgram(
    "Haven",
    ProgramKind.FAMILY_SHELTER,
    "haven",
    "A roof",
    "West side",
    "Town Hall",
    "9 Hidden Road",
    True,
    True,
    "https://example.org",
    "+1 555 0100",
    "haven@example.org",
    "en;es",
    "New socks\nTents",
    "Used linen",
)
KEPT = {name: value for name, value in asdict(FULL).items() if name != "welcomes"} | {"merged_into_id": None}
WHERE = AddSite("Barn", SiteKind.WAREHOUSE, "barn", "1 A Street", "9-17", 535_461_000, -1_134_938_123, False)


def seen(house: Home, model: Any) -> str:
    """The mark of the only row of a table."""
    [row] = house.all(model)
    return seen_mark(row)


def told(row: Any) -> dict[str, Any]:
    """What is said of a place."""
    return {name: value for name, value in row._mapping.items() if name not in ("id", "name_key")}


def test_a_revised_program_stands_as_it_was_typed_whole(house: Home) -> None:
    program = house.do(places.add_program, FULL).program_id
    assert told(house.all(Program)[0]) == KEPT
    bare = AddProgram("Havens", ProgramKind.OTHER)
    house.do(places.revise_program, ReviseProgram(program, seen(house, Program), bare))
    [row] = house.all(Program)
    assert {name: value for name, value in told(row).items() if value} == {
        "name": "Havens", "slug": "haven", "kind": ProgramKind.OTHER,
    }  # fmt: skip
    house.do(places.revise_program, ReviseProgram(program, seen_mark(row), FULL))
    assert told(house.all(Program)[0]) == KEPT


def test_a_revised_site_stands_as_it_was_typed_to_the_last_digit(house: Home) -> None:
    site = house.do(places.add_site, AddSite("Shed", SiteKind.COLLECTION_SITE)).site_id
    house.do(places.revise_site, ReviseSite(site, seen(house, Site), WHERE))
    assert told(house.all(Site)[0]) == {**asdict(WHERE), "merged_into_id": None}
    assert [row.kind for row in house.all(Location)] == [LocationKind.WAREHOUSE]


@pytest.mark.rule_alone
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "A name is missing. Enter one."),
        ({"name": "PANTRY"}, "The name PANTRY is taken. Use the one that is there, or another name."),
        ({"slug": "pantry"}, "The address pantry is taken. Choose another."),
        (
            {"slug": "No Slug"},
            "A page's address has the letters a to z, digits and hyphens only, like winter-drive.",
        ),
    ],
)
def test_adding_and_revising_refuse_the_same(house: Home, wrong: dict[str, Any], said: str) -> None:
    house.do(places.add_program, AddProgram("Pantry", ProgramKind.OTHER))
    house.do(places.add_site, AddSite("Pantry", SiteKind.WAREHOUSE))
    program = house.do(places.add_program, FULL).program_id
    site = house.do(places.add_site, WHERE).site_id
    program_seen = seen_mark(house.all(Program, Program.id == program)[0])
    site_seen = seen_mark(house.all(Site, Site.id == site)[0])
    other = replace(FULL, name="New", slug="new")
    assert house.refusal(places.add_program, replace(other, **wrong)) == said
    change = ReviseProgram(program, program_seen, replace(FULL, **wrong))
    assert house.refusal(places.revise_program, change) == said
    change_site = ReviseSite(site, site_seen, replace(WHERE, **wrong))
    assert house.refusal(places.revise_site, change_site) == said


@pytest.mark.rule_alone
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"email": "nobody"}, "This is not an e-mail address."),
        ({"url": "javascript:alert(1)"}, "This is not a web address."),
        ({"accepted": "x" * 2001}, "This has 2001 characters: at most 2000 are kept. Shorten it."),
    ],
)
def test_what_a_program_cannot_say_is_refused(house: Home, wrong: dict[str, Any], said: str) -> None:
    assert house.refusal(places.add_program, replace(FULL, **wrong)).startswith(said)
    program = house.do(places.add_program, FULL).program_id
    change = ReviseProgram(program, seen(house, Program), replace(FULL, **wrong))
    assert house.refusal(places.revise_program, change).startswith(said)


def test_no_public_text_tells_the_address_that_a_program_hides(house: Home) -> None:
    haven = AddProgram("Haven", ProgramKind.YOUTH_SHELTER, address="4 Umber Street", hide_address=True)
    said = "This has the address in it that Haven hides"
    for wrong in ({"hub": "4 Umber St."}, {"description": "Ring at 4 UMBER STREET."}):
        assert house.refusal(places.add_program, replace(haven, **wrong)).startswith(said)  # type: ignore[arg-type]
    house.do(places.add_program, replace(haven, name="Open", hub="4 Umber St", hide_address=False))
    program = house.do(places.add_program, haven).program_id
    told = "Bring it to 4 umber st"
    need = PostNeed(program, house.item(), q("5"), note=told)
    assert house.refusal(post_need, need).startswith(said)
    need_id = house.do(post_need, replace(need, note="Warm ones")).need_id
    assert house.refusal(revise_need, ReviseNeed(need_id, note=told)).startswith(said)
    repeats = PostStandingNeed(program, house.item(), q("5"), Every.WEEKLY, note=told)
    assert house.refusal(post_standing_need, repeats).startswith(said)
    drive = OpenDrive("Spring", TODAY, TODAY, (program,), (), story=told)
    assert house.refusal(open_drive, drive).startswith(said)


def test_an_address_is_not_hidden_while_a_need_or_a_drive_tells_it(house: Home) -> None:
    before = AddProgram("Mill", ProgramKind.YOUTH_SHELTER)
    mill = house.do(places.add_program, before).program_id
    haven = AddProgram("Haven", ProgramKind.YOUTH_SHELTER, address="4 Umber Street")
    program = house.do(places.add_program, haven).program_id
    house.do(merge_programs, MergePrograms(mill, program))
    told = "Bring it to 4 umber st"
    need = PostNeed(program, house.item(), q("5"), note=told, reference="H-7")
    need_id = house.do(post_need, need).need_id
    house.do(cancel_need, CancelNeed(house.do(post_need, replace(need, reference="H-8")).need_id))
    repeats = PostStandingNeed(program, house.item("Rice"), q("5"), Every.WEEKLY, note=told)
    standing = house.do(post_standing_need, repeats)
    drive = OpenDrive("Spring", TODAY, TODAY, (program,), (), story=told)
    opened = house.do(open_drive, drive)
    hide = replace(haven, hide_address=True)

    def hidden() -> ReviseProgram:
        [row] = house.all(Program, Program.id == program)
        return ReviseProgram(program, seen_mark(row), hide)

    said = house.refusal(places.revise_program, hidden())
    assert said == (
        "Everybody can read the address of Haven elsewhere: in the need H-7 for Socks, in the need H-000003 "
        "for Rice, in what repeats of Rice, in the drive Spring. Take it out there (what repeats is ended "
        "and set up anew), then hide it."
    )
    house.do(revise_need, ReviseNeed(need_id, note="Warm ones"))
    house.do(end_standing_need, EndStandingNeed(standing.standing_need_id))
    house.do(revise_need, ReviseNeed(standing.need_id, note="Dry"))
    said = house.refusal(places.revise_program, hidden())
    assert "elsewhere: in the drive Spring. Take" in said
    house.do(revise_drive, ReviseDrive(opened.drive_id, opened.seen, replace(drive, story="")))
    house.do(places.revise_program, hidden())


def test_degrees_off_the_globe_are_refused(house: Home) -> None:
    site = house.do(places.add_site, WHERE).site_id
    said = "Degrees here go from -90 to 90. Check the number."
    wrong = replace(WHERE, latitude=900_000_001)
    assert house.refusal(places.revise_site, ReviseSite(site, seen(house, Site), wrong)) == said
    assert house.refusal(places.add_site, replace(wrong, name="Other", slug=None)) == said


def test_a_change_typed_over_an_older_state_is_refused(house: Home) -> None:
    program = house.do(places.add_program, FULL).program_id
    site = house.do(places.add_site, WHERE).site_id
    before, before_site = seen(house, Program), seen(house, Site)
    house.do(places.revise_program, ReviseProgram(program, before, replace(FULL, hub="North Library")))
    house.do(places.revise_site, ReviseSite(site, before_site, replace(WHERE, hours="never")))
    late = ReviseProgram(program, before, replace(FULL, phone="1"))
    assert house.refusal(places.revise_program, late, Conflict).startswith("Haven was changed by somebody")
    late_site = ReviseSite(site, before_site, replace(WHERE, address="2 B Street"))
    assert house.refusal(places.revise_site, late_site, Conflict).startswith("Barn was changed by somebody")


def test_a_sites_kind_stands_once_goods_have_moved_there(house: Home) -> None:
    site = house.site("Gym")
    as_warehouse = AddSite("Gym", SiteKind.WAREHOUSE)
    house.do(places.revise_site, ReviseSite(site, seen(house, Site), as_warehouse))
    house.do(log_donation, LogDonation(site, (LineDraft(house.item("Socks"), q("3")),)))
    back = ReviseSite(site, seen(house, Site), replace(as_warehouse, kind=SiteKind.COLLECTION_SITE))
    assert house.refusal(places.revise_site, back) == "Goods have moved at Gym, so it stays a warehouse."
    house.do(places.revise_site, ReviseSite(site, seen(house, Site), replace(as_warehouse, hours="9-17")))


def test_goods_at_a_site_that_was_merged_in_keep_the_kind_too(house: Home) -> None:
    gym, hall = house.site("Gym"), house.site("Hall")
    house.do(log_donation, LogDonation(gym, (LineDraft(house.item("Socks"), q("3")),)))
    house.do(merge_sites, MergeSites(gym, hall))
    [row] = house.all(Site, Site.id == hall)
    change = ReviseSite(hall, seen_mark(row), AddSite("Hall", SiteKind.WAREHOUSE))
    assert house.refusal(places.revise_site, change).startswith("Goods have moved at Hall")


def test_what_was_merged_is_not_revised(house: Home) -> None:
    pantry, shelter = house.program("Pantry"), house.program("Shelter")
    house.do(merge_programs, MergePrograms(pantry, shelter))
    [row] = house.all(Program, Program.id == pantry)
    change = ReviseProgram(pantry, seen_mark(row), AddProgram("Pantries", ProgramKind.OTHER))
    assert "was merged into" in house.refusal(places.revise_program, change)
    gym, hall = house.site("Gym"), house.site("Hall")
    house.do(merge_sites, MergeSites(gym, hall))
    [row] = house.all(Site, Site.id == gym)
    change_site = ReviseSite(gym, seen_mark(row), AddSite("Gyms", SiteKind.COLLECTION_SITE))
    assert "was merged into" in house.refusal(places.revise_site, change_site)


def test_only_who_may_set_up_revises(house: Home) -> None:
    program = house.do(places.add_program, FULL).program_id
    change = ReviseProgram(program, seen(house, Program), replace(FULL, hide_address=False))
    house.refusal(places.revise_program, change, NotAllowed, viewer=EVERYBODY)
