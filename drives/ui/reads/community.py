"""Who runs this store and what everybody may see of it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from drives.queries.demo import is_demo as holds_demo
from drives.queries.factors import Estimate, FactorShown, estimate, factors
from drives.queries.organization import (
    OrganizationSetUp,
    OrganizationShown,
    is_empty,
    organization,
    organization_set_up,
)
from drives.queries.overview import Overview, overview
from drives.queries.places import ProgramsShown, SiteShown, drop_off_sites, programs_shown
from drives.rules.kinds import FactorKind
from drives.ui.reads.cached import ask


def the_overview() -> Overview:
    """What the first page shows."""
    return ask(overview)


def the_organization() -> OrganizationShown:
    """Who runs this store."""
    return ask(organization)


def organization_to_set_up() -> OrganizationSetUp:
    """The organization with what is not for everybody."""
    return ask(organization_set_up)


def here(at: datetime) -> datetime:
    """A moment on the organization's clock."""
    return at.astimezone(ZoneInfo(the_organization().time_zone))


def store_is_empty() -> bool:
    """Whether nothing was put into this store yet."""
    return ask(is_empty)


def is_demo() -> bool:
    """Whether this store holds the demo community."""
    return ask(holds_demo)


def public_programs() -> ProgramsShown:
    """The programs as everybody may see them."""
    return ask(programs_shown)


def public_sites() -> tuple[SiteShown, ...]:
    """The public sites and the drives that collect there."""
    return ask(drop_off_sites)


def all_factors() -> tuple[FactorShown, ...]:
    """All published figures, by kind, the newest first."""
    return ask(factors)


def estimated(kind: FactorKind, categories: tuple[str, ...]) -> Estimate:
    """What was donated so far in these categories, by the figures that held."""
    return ask(estimate, kind=kind, categories=categories)
