"""A drive as everybody may see it: its figures, and what is never told."""

from datetime import date, timedelta
from typing import Any

import pytest

from drives.commands import drives, merging, needs, places
from drives.commands.drives import CloseDrive, OpenDrive
from drives.errors import Unknown
from drives.queries.days import days_so_far, pace
from drives.queries.drive_page import DrivePage, DriveStage, drive_page, drives_shown
from drives.queries.places import drop_off_sites, programs_shown
from drives.queries.progress import progress
from drives.queries.what_to_bring import sites_shown, what_to_bring
from drives.rules.kinds import Priority, ProgramKind, SiteKind
from drives.rules.roles import COMMAND_LINE, EVERYBODY, Viewer
from tests.commands.stocked import stocked
from tests.houses import TODAY, Home, q
from tests.queries.heard import rows, statements


def opened(
    house: Home, name: str, starts: int = -10, ends: int = 10, *, closes: int | None = None, **rest: Any
) -> str:
    """Open a drive, with days counted from today; its slug."""
    asked = OpenDrive(name, TODAY + timedelta(days=starts), TODAY + timedelta(days=ends), **rest)
    made = house.do(drives.open_drive, asked)
    house._nouns["drive", name] = made.drive_id
    if closes is not None:
        house.do(drives.close_drive, CloseDrive(made.drive_id, TODAY + timedelta(days=closes)))
    return str(made.slug)


def page(house: Home, slug: str, viewer: Viewer = EVERYBODY) -> DrivePage:
    """The drive's page."""
    return house.house.queries.ask(drive_page, viewer, slug=slug)


def test_the_running_drive_that_ends_soonest_stands_first(house: Home) -> None:
    opened(house, "Later", ends=20)
    opened(house, "Planned", 5, 9)
    opened(house, "Over", -30, -20, closes=-15)
    opened(house, "Ended", -30, -2)
    opened(house, "Soon", ends=3)
    shown = house.house.queries.ask(drives_shown, EVERYBODY)
    assert [(one.name, one.stage) for one in shown] == [
        ("Soon", DriveStage.RUNNING),
        ("Later", DriveStage.RUNNING),
        ("Ended", DriveStage.ENDED),
        ("Planned", DriveStage.PLANNED),
        ("Over", DriveStage.CLOSED),
    ]


def test_a_drive_that_is_not_public_is_only_for_those_who_see_the_stock(house: Home) -> None:
    slug = opened(house, "Quiet", public=False)
    assert house.house.queries.ask(drives_shown, EVERYBODY) == ()
    for asked in (lambda: page(house, slug), lambda: page(house, "nowhere")):
        with pytest.raises(Unknown, match="There is no drive at this address"):
            asked()
    with pytest.raises(Unknown):
        house.house.queries.ask(days_so_far, EVERYBODY, slug=slug, item_id=house.item())
    assert page(house, slug, COMMAND_LINE).name == "Quiet"
    assert [one.name for one in house.house.queries.ask(drives_shown, COMMAND_LINE)] == ["Quiet"]


def test_what_is_most_behind_and_soonest_stands_first_for_whom_it_is(house: Home) -> None:
    slug = opened(house, "Winter", program_ids=(house.program(), house.program("Outreach")))
    house.need("Socks", "100", needed_by=TODAY + timedelta(days=20))
    house.need("Coats", "100", "Outreach", priority=Priority.CRITICAL, needed_by=TODAY + timedelta(days=2))
    house.need("Hats", "10")
    stocked(house, {"Hats": "14"}, drive="Winter")
    shown = page(house, slug)
    assert [(one.item, one.still_to_collect, one.programs) for one in shown.wanted] == [
        ("Coats", q("100"), ("Outreach",)),
        ("Socks", q("100"), ("Shelter",)),
    ]
    assert [row.item for row in shown.hold_back] == ["Hats"]
    assert [(part.program, [row.item for row in part.rows]) for part in shown.programs] == [
        ("Outreach", ["Coats"]),
        ("Shelter", ["Hats", "Socks"]),
    ]


def test_an_unlisted_program_has_no_name_for_anybody(house: Home) -> None:
    secret = places.AddProgram("Harbor House", ProgramKind.FAMILY_SHELTER, unlisted=True)
    hidden = house.do(places.add_program, secret).program_id
    slug = opened(house, "Winter", program_ids=(hidden,))
    house.do(needs.post_need, needs.PostNeed(hidden, house.item(), q("5")))
    for viewer in (EVERYBODY, COMMAND_LINE):
        shown = page(house, slug, viewer)
        assert [one.programs for one in shown.wanted] == [(None,)]
        assert [part.program for part in shown.programs] == [None]
        assert "Harbor" not in repr(shown)


def test_the_public_page_never_asks_for_donors_addresses_of_programs_or_donations(house: Home) -> None:
    slug = opened(house, "Winter", program_ids=(house.program(),), site_ids=(house.site(),))
    house.need("Socks", "100")
    stocked(house, {"Socks": "12"}, drive="Winter")
    with statements(house) as asked:
        page(house, slug)
        house.house.queries.ask(days_so_far, EVERYBODY, slug=slug, item_id=house.item())
    everything = " ".join(asked)
    for secret in (
        "program.address",
        "donor.email",
        "donor.address",
        "donor.phone",
        "FROM donation ",
        "note",
    ):
        assert secret not in everything, secret


def test_nothing_that_is_not_for_everybody_comes_out_of_the_store(house: Home) -> None:
    secret = places.AddProgram("Harbor House", ProgramKind.FAMILY_SHELTER, address="9 Hidden", unlisted=True)
    hidden = house.do(places.add_program, secret).program_id
    merged = house.program("Harbour")
    house.do(merging.merge_programs, merging.MergePrograms(merged, hidden))
    storeroom = places.AddSite("Storeroom", SiteKind.WAREHOUSE, address="5 Mill Street", public=False)
    sites = (house.do(places.add_site, storeroom).site_id, house.site("Hall"))
    slug = opened(house, "Winter", program_ids=(hidden,), site_ids=sites, new_teams=("Owls",))
    house.do(needs.post_need, needs.PostNeed(hidden, house.item(), q("5")))
    ask = house.house.queries.ask
    with rows(house) as given:
        shown = page(house, slug)
        ask(what_to_bring, EVERYBODY)
        for asked in (drives_shown, programs_shown, drop_off_sites, sites_shown):
            ask(asked, EVERYBODY)
    assert (shown.more_teams, [site.name for site in shown.sites]) == (1, ["Hall"])
    everything = "\n".join(given)
    assert "Hall" in everything
    for told in ("Harbor", "Harbour", "9 Hidden", "Storeroom", "5 Mill Street", "Owls"):
        assert told not in everything, told


def test_only_public_sites_are_named_with_address_and_hours(house: Home) -> None:
    hall = places.AddSite("Hall", SiteKind.COLLECTION_SITE, address="1 Square", hours="9-17")
    store = places.AddSite("Storeroom", SiteKind.WAREHOUSE, address="5 Mill Street", public=False)
    sites = tuple(house.do(places.add_site, site).site_id for site in (hall, store))
    slug = opened(house, "Winter", site_ids=sites)
    [site] = page(house, slug, COMMAND_LINE).sites
    assert (site.name, site.address, site.hours) == ("Hall", "1 Square", "9-17")


def test_a_team_without_credit_is_counted_in_public_and_named_to_staff(house: Home) -> None:
    slug = opened(house, "Winter", new_teams=("Owls", "Foxes"))
    shown = page(house, slug)
    assert (shown.teams, shown.more_teams) == ((), 2)
    staff = page(house, slug, COMMAND_LINE)
    assert (staff.teams, staff.more_teams) == (("Foxes", "Owls"), 0)


def test_a_closed_drive_shows_its_closing_day(house: Home) -> None:
    slug = opened(house, "Winter", -30, -5, program_ids=(house.program(),))
    house.need("Socks", "100", posted_on=TODAY - timedelta(days=20))
    stocked(house, {"Socks": "40"}, drive="Winter", on=TODAY - timedelta(days=10))
    stocked(house, {"Socks": "7"}, drive="Winter", on=TODAY - timedelta(days=1))
    house.do(drives.close_drive, CloseDrive(house.drive("Winter"), TODAY - timedelta(days=3)))
    shown = page(house, slug)
    assert (shown.stage, shown.as_of) == (DriveStage.CLOSED, TODAY - timedelta(days=3))
    [row] = shown.rows
    assert (row.figures.donated, row.figures.still_to_collect) == (q("40"), q("60"))
    assert shown.rows == house.house.queries.ask(progress, COMMAND_LINE, drive_id=shown.drive_id)
    days = house.house.queries.ask(days_so_far, EVERYBODY, slug=slug, item_id=row.item_id)
    assert (days.so_far, days.at_end, days.last_on) == (q("40"), None, shown.as_of)


def test_days_add_up_and_their_pace_is_a_straight_line_to_the_last_day(house: Home) -> None:
    slug = opened(house, "Winter", -9, 10)
    stocked(house, {"Socks": "12"}, drive="Winter", on=TODAY - timedelta(days=6))
    stocked(house, {"Socks": "3"}, drive="Winter", on=TODAY)
    stocked(house, {"Socks": "5"}, drive="Winter", on=TODAY)
    stocked(house, {"Socks": "99"})
    days = house.house.queries.ask(days_so_far, EVERYBODY, slug=slug, item_id=house.item("Socks"))
    assert [(one.on, one.donated, one.so_far) for one in days.days] == [
        (TODAY - timedelta(days=6), q("12"), q("12")),
        (TODAY, q("8"), q("20")),
    ]
    assert days.at_end == q("40")


def test_what_was_given_before_the_first_day_counts_from_its_own_day(house: Home) -> None:
    slug = opened(house, "Winter", -4, 5)
    stocked(house, {"Socks": "20"}, drive="Winter", on=TODAY - timedelta(days=9))
    days = house.house.queries.ask(days_so_far, EVERYBODY, slug=slug, item_id=house.item("Socks"))
    assert (days.first_on, days.at_end) == (TODAY - timedelta(days=9), q("30"))


def test_an_item_that_was_merged_is_read_as_the_one_it_became(house: Home) -> None:
    slug = opened(house, "Winter")
    stocked(house, {"Socks": "12", "Sox": "5"}, drive="Winter")
    house.do(merging.merge_items, merging.MergeItems(house.item("Sox"), house.item("Socks")))
    [row] = page(house, slug).rows
    days = house.house.queries.ask(days_so_far, EVERYBODY, slug=slug, item_id=row.item_id)
    assert (row.item, row.figures.donated, days.so_far) == ("Socks", q("17"), q("17"))


@pytest.mark.parametrize(
    ("so_far", "days", "in_all", "end"),
    [("0", 3, 9, "0"), ("10", 3, 9, "30"), ("1", 3, 4, "1"), ("7", 2, 5, "18")],
)
def test_the_pace_is_rounded_to_a_whole_unit(so_far: str, days: int, in_all: int, end: str) -> None:
    first = date(2025, 1, 1)
    assert pace(q(so_far), first, first + timedelta(days - 1), first + timedelta(in_all - 1)) == q(end)
