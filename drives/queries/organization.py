"""Who runs this store."""

from dataclasses import dataclass

from sqlalchemy import select

from drives.model import Drive, Item, Organization, Program, Site
from drives.queries.door import Look, query
from drives.rules.progress import NEED_LAPSE_DAYS
from drives.rules.roles import Permission
from drives.rules.seen import seen_mark


@dataclass(frozen=True, slots=True)
class OrganizationShown:
    """The organization as everybody may see it; the name is empty until it is set up."""

    name: str
    time_zone: str
    currency: str | None
    locale: str
    need_lapse_days: int


@query(Permission.BE_HERE)
def organization(look: Look) -> OrganizationShown:
    """The organization, or what holds until it is set up: UTC, no currency."""
    row = look.connection.execute(select(Organization.__table__)).one_or_none()
    if row is None:
        return OrganizationShown("", "UTC", None, "en", NEED_LAPSE_DAYS)
    return OrganizationShown(row.name, row.time_zone, row.currency, row.locale, row.need_lapse_days)


@dataclass(frozen=True, slots=True)
class OrganizationSetUp:
    """The organization as its form shows it; ``seen`` is the mark that a change of it carries."""

    shown: OrganizationShown
    contact: str | None
    tax_id: str | None
    seen: str


@query(Permission.SET_UP)
def organization_set_up(look: Look) -> OrganizationSetUp:
    """The organization with what is not for everybody."""
    row = look.connection.execute(select(Organization.__table__)).one_or_none()
    if row is None:
        return OrganizationSetUp(organization.function(look), None, None, seen_mark(()))
    return OrganizationSetUp(organization.function(look), row.contact, row.tax_id, seen_mark(row[1:]))


@query(Permission.BE_HERE)
def is_set_up(look: Look) -> bool:
    """Whether an organization was set up here."""
    return look.connection.execute(select(Organization.id)).first() is not None


@query(Permission.BE_HERE)
def is_empty(look: Look) -> bool:
    """Whether nobody has put anything into this store yet."""
    return all(
        look.connection.execute(select(table.id).limit(1)).first() is None
        for table in (Organization, Item, Program, Site, Drive)
    )
