"""Programs and sites as everybody may see them, as tables to take along."""

from collections.abc import Iterable

from drives.queries.places import ProgramShown, SiteShown
from drives.queries.sheets import Sheet, scaled

_DEGREE_PLACES = 7


def public_programs_sheet(programs: Iterable[ProgramShown]) -> Sheet:
    """The programs in the order given; an address that is hidden from the viewer is not there."""
    return Sheet(
        (
            "name", "kind", "description", "service_area", "hub", "address", "url", "phone", "email",
            "languages", "accepted", "not_accepted", "welcomes", "asks_for",
        ),
        [
            (
                one.name, one.kind.value, one.description, one.service_area, one.hub, one.address, one.url,
                one.phone, one.email, one.languages, one.accepted, one.not_accepted,
                "; ".join(way.value for way in one.welcomes), "; ".join(asked.item for asked in one.asked),
            )
            for one in programs
        ],
    )  # fmt: skip


def public_sites_sheet(sites: Iterable[SiteShown]) -> Sheet:
    """The public sites in the order given, with the drives that collect there."""
    return Sheet(
        ("name", "kind", "address", "hours", "latitude", "longitude", "drives"),
        [
            (
                one.name, one.kind.value, one.address, one.hours, scaled(one.latitude, _DEGREE_PLACES),
                scaled(one.longitude, _DEGREE_PLACES), "; ".join(drive.name for drive in one.drives),
            )
            for one in sites
        ],
    )  # fmt: skip
