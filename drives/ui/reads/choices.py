"""What there is to choose from in forms, and what is set up of it."""

from drives.queries.catalogue import CatalogueItem, catalogue
from drives.queries.choices import (
    DriveChoice,
    ItemChoice,
    ProgramChoice,
    SiteChoice,
    drive_choices,
    item_choices,
    program_choices,
    site_choices,
    usual_items,
)
from drives.queries.drive_list import TeamChoice, team_choices
from drives.queries.places import ProgramSetUp, SiteSetUp, programs_set_up, sites_set_up
from drives.ui.reads.cached import ask


def items() -> tuple[ItemChoice, ...]:
    """The active items by name."""
    return ask(item_choices)


def usual(drive_id: int | None) -> tuple[int, ...]:
    """Ids of the items most given to a drive."""
    return ask(usual_items, drive_id=drive_id)


def drives() -> tuple[DriveChoice, ...]:
    """All drives, open ones first."""
    return ask(drive_choices)


def sites() -> tuple[SiteChoice, ...]:
    """All sites by name."""
    return ask(site_choices)


def programs() -> tuple[ProgramChoice, ...]:
    """All programs by name."""
    return ask(program_choices)


def teams() -> tuple[TeamChoice, ...]:
    """All teams by name."""
    return ask(team_choices)


def the_catalogue() -> tuple[CatalogueItem, ...]:
    """All items with everything that is said of them, inactive ones too."""
    return ask(catalogue)


def programs_to_set_up() -> tuple[ProgramSetUp, ...]:
    """All programs with everything that is said of them, hidden addresses too."""
    return ask(programs_set_up)


def sites_to_set_up() -> tuple[SiteSetUp, ...]:
    """All sites with everything that is said of them."""
    return ask(sites_set_up)
