"""Drives: those to run, those to see, what to bring to them, what became of what was given."""

from datetime import date

from drives.queries.days import DaysSoFar, days_so_far
from drives.queries.drive_list import DriveListed, GoalOffer, drive_list, goal_offers
from drives.queries.drive_page import DrivePage, DriveShown, DropOff, drive_page, drives_shown
from drives.queries.follow_through import FollowThrough, follow_through
from drives.queries.pledges import PledgeShown, pledges
from drives.queries.progress import ProgressRow, progress
from drives.queries.what_to_bring import BringList, sites_shown, what_to_bring
from drives.ui.reads.cached import ask


def drives_to_run(archived: bool = False) -> tuple[DriveListed, ...]:
    """The drives that are archived, or all others."""
    return ask(drive_list, archived=archived)


def offers(program_ids: tuple[int, ...], drive_id: int | None) -> tuple[GoalOffer, ...]:
    """What is still to collect for these programs, as goals of a drive."""
    return ask(goal_offers, program_ids=program_ids, drive_id=drive_id)


def figures_of_drive(drive_id: int, day: date) -> tuple[ProgressRow, ...]:
    """The figures of a drive as they stand at the end of a day."""
    return ask(progress, drive_id=drive_id, as_of=day)


def pledges_of(drive_id: int) -> tuple[PledgeShown, ...]:
    """The pledges of a drive that whoever looks runs."""
    return ask(pledges, drive_id=drive_id)


def shown_drives() -> tuple[DriveShown, ...]:
    """The drives that whoever looks may see, running ones first."""
    return ask(drives_shown)


def one_drive(slug: str) -> DrivePage:
    """The drive of an address; Unknown where there is none to see."""
    return ask(drive_page, slug=slug)


def followed(drive: str | None, site: str | None) -> FollowThrough:
    """What became of what was given to a drive, at a site, or to a drive at a site."""
    return ask(follow_through, drive=drive, site=site)


def days_of(slug: str, item_id: int) -> DaysSoFar:
    """The days of an item in a drive."""
    return ask(days_so_far, slug=slug, item_id=item_id)


def bring_list(drive: str | None, site: str | None) -> BringList:
    """What to bring to a drive, to a site, or to any drive that runs."""
    return ask(what_to_bring, drive=drive, site=site)


def bring_sites() -> tuple[DropOff, ...]:
    """The sites where a running public drive collects."""
    return ask(sites_shown)
