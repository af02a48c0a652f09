"""Donations as they come in: at a table, by hand, out of a file."""

from datetime import date, datetime

from drives.queries.at_table import LoggedHere, OwnEntry, own_entries, table_teams
from drives.queries.before_logging import (
    LoggedJustNow,
    logged_just_now,
    own_last,
    still_wanted,
    usual_amounts,
)
from drives.queries.donation_list import DonationListed, Wanted, donation_count, donation_list
from drives.queries.donation_seen import DonationSeen, donation_seen
from drives.queries.drive_list import TeamChoice
from drives.queries.end_of_day import EndOfDay, end_of_day
from drives.queries.imports import MappingShown, RunShown, Undo, import_runs, import_undo, saved_mappings
from drives.queries.table_links import TableLinkShown, table_links
from drives.queries.to_correct import DonationToCorrect, donation_to_correct
from drives.ui.reads.cached import ask, ask_once


def teams_at(drive_id: int) -> tuple[TeamChoice, ...]:
    """The teams that collect for a drive, by name."""
    return ask(table_teams, drive_id=drive_id)


def links_of_tables(drive_id: int) -> tuple[TableLinkShown, ...]:
    """The links of a drive's tables, as of this very moment: who was seen last is no part of the version."""
    return ask_once(table_links, drive_id=drive_id)


def logged_here(most: int) -> LoggedHere:
    """What was logged on this phone at its table, newest first."""
    return ask(own_entries, most=most)


def usual_amounts_of(item_ids: tuple[int, ...], drive_id: int | None) -> dict[int, int]:
    """The usual amounts (thousandths) of those of these items that came often enough to a drive."""
    usual = ask(usual_amounts, item_ids=item_ids, drive_id=drive_id)
    return {one.item_id: one.usual for one in usual}


def just_logged(since: datetime, drive_id: int | None, site_id: int) -> tuple[LoggedJustNow, ...]:
    """What was logged here since a moment."""
    return ask_once(logged_just_now, since=since, drive_id=drive_id, site_id=site_id)


def my_last() -> OwnEntry | None:
    """What whoever is here logged last by hand, where it stands."""
    found = ask(own_last)
    return found[0] if found else None


def wanted_still(drive_id: int | None) -> frozenset[int]:
    """The items of which a drive, or anybody, still has to collect."""
    return ask(still_wanted, drive_id=drive_id)


def donation_to_correct_of(donation_id: int) -> DonationToCorrect:
    """A donation that stands, with all that it says; Unknown where there is none to correct."""
    return ask_once(donation_to_correct, donation_id=donation_id)


def donations_wanted(wanted: Wanted, page: int) -> tuple[DonationListed, ...]:
    """A page of the donations that are wanted, the newest first."""
    asked = ask_once if wanted.sought else ask
    return asked(donation_list, wanted=wanted, page=page)


def donations_counted(wanted: Wanted) -> int:
    """How many donations there are on all pages."""
    asked = ask_once if wanted.sought else ask
    return asked(donation_count, wanted=wanted)


def one_donation(donation_id: int) -> DonationSeen | None:
    """A donation opened; None where there is none to see."""
    return ask(donation_seen, donation_id=donation_id)


def the_day(day: date, drive_id: int | None, site_id: int | None) -> EndOfDay:
    """What came in on a day."""
    return ask(end_of_day, day=day, drive_id=drive_id, site_id=site_id)


def imports() -> tuple[RunShown, ...]:
    """The imports that were done, the newest first."""
    return ask(import_runs)


def undo_of(run_id: int) -> Undo:
    """What undoing an import would do."""
    return ask(import_undo, run_id=run_id)


def kept_mappings() -> tuple[MappingShown, ...]:
    """The mappings that are kept."""
    return ask(saved_mappings)
