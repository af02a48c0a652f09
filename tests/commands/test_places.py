"""Programs, sites, and the organization."""

from dataclasses import replace
from typing import Any

import pytest

from drives.commands import organization, places
from drives.commands.organization import SetUpOrganization
from drives.commands.places import AddProgram, AddSite
from drives.model import Location, Organization, Program, Site
from drives.rules.kinds import LocationKind, ProgramKind, SiteKind
from tests.houses import Home


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
