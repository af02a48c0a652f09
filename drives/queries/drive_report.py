"""A drive's report: its figures, and what became of what was given to it, in all and site by site."""

from dataclasses import dataclass

from drives.queries.directory import drive_called
from drives.queries.door import Look, query
from drives.queries.drive_page import DrivePage, drive_page
from drives.queries.follow_through import FollowThrough, follow_through
from drives.queries.progress import drive_of
from drives.rules.roles import Permission
from drives.texts import _


@dataclass(frozen=True, slots=True)
class DriveReport:
    """All that a report says, from one snapshot; ``sites`` are those that may be named to everybody."""

    page: DrivePage
    told: FollowThrough
    sites: tuple[FollowThrough, ...]


@query(Permission.SEE_PROGRESS)
def drive_report(look: Look, *, drive: str) -> DriveReport:
    """The report of the drive of this slug or name; Unknown where there is none that the viewer may see.

    It is passed on: nothing is in it that is not for everybody but the drive itself, where it is not public.
    """
    slug = drive_of(look, drive_called.function(look, name=drive)).slug
    told = follow_through.function(look, drive=slug)
    sites = [site.slug for site in told.sites if site.public]
    return DriveReport(
        drive_page.function(look, slug=slug),
        told,
        tuple(follow_through.function(look, drive=slug, site=site) for site in sites),
    )


def needs_side() -> str:
    """What *delivered* of a drive tells: its needs, whoever's goods met them (DESIGN 3)."""
    return _("Delivered counts what this drive's programs asked for and received, whoever gave it.")


def goods_side() -> str:
    """What is followed of a drive: its goods, whoever received them (DESIGN 3)."""
    return _("This follows the gifts to this drive alone, whichever programs they went to.")
