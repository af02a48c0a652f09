"""Drives as their organizers see them, and goals from the live gaps."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest

from drives.commands.drives import (
    ArchiveDrive,
    CloseDrive,
    OpenDrive,
    archive_drive,
    close_drive,
    open_drive,
)
from drives.commands.places import AddProgram, AddSite, add_program, add_site
from drives.errors import NotAllowed
from drives.model import Drive
from drives.queries.choices import site_choices
from drives.queries.drive_list import (
    DriveListed,
    GoalOffer,
    drive_list,
    goal_offers,
    team_choices,
)
from drives.queries.drive_page import DriveStage
from drives.queries.export_nouns import export_drives
from drives.queries.progress import progress
from drives.rules.kinds import ProgramKind, SiteKind
from drives.rules.roles import COMMAND_LINE, EVERYBODY, Grant, Role, Viewer
from drives.rules.units import Unit
from drives.store.verify import verify
from tests.commands.stocked import stocked
from tests.houses import TODAY, Home, q


@pytest.fixture
def house(sqlite_url: str) -> Iterator[Home]:
    """A fresh house."""
    home = Home(sqlite_url)
    yield home
    assert verify(home.store) == []
    home.close()


def days(number: int) -> date:
    """A day, counted from today."""
    return TODAY + timedelta(days=number)


def opened(house: Home, name: str, starts: int, ends: int, **rest: object) -> int:
    """A drive with its days counted from today; its id."""
    asked = OpenDrive(name, days(starts), days(ends), **rest)  # type: ignore[arg-type]
    return int(house.do(open_drive, asked).drive_id)


def shown(house: Home, *, archived: bool = False) -> tuple[DriveListed, ...]:
    """The list."""
    return house.house.queries.ask(drive_list, COMMAND_LINE, archived=archived)


def offered(house: Home, *programs: str, drive_id: int | None = None) -> list[tuple[str, int]]:
    """Items that are offered as goals, and how much of each."""
    ids = tuple(house.program(name) for name in programs)
    found = house.house.queries.ask(goal_offers, COMMAND_LINE, program_ids=ids, drive_id=drive_id)
    return [(offer.item, offer.still_to_collect) for offer in found]


def test_a_drive_that_was_put_away_names_no_unlisted_program_and_opens_no_site(house: Home) -> None:
    secret = AddProgram("Harbor House", ProgramKind.FAMILY_SHELTER, unlisted=True)
    harbor = house.do(add_program, secret).program_id
    home = house.do(add_site, AddSite("A home", SiteKind.COLLECTION_SITE, public=False)).site_id
    autumn = house.do(open_drive, OpenDrive("Autumn", TODAY, TODAY, (harbor,), (home,))).drive_id

    def seen() -> tuple[str, str, bool, bytes]:
        theirs = frozenset() if house.all(Drive, Drive.archived_on.is_not(None)) else frozenset({harbor})
        olga = Viewer("Olga", frozenset({Grant(Role.ORGANIZER, autumn, collects_for=theirs)}))
        ask = house.house.queries.ask
        archived = not theirs
        [drive] = ask(drive_list, olga, archived=archived)
        sites = {site.site_id for site in ask(site_choices, olga)}
        [row] = ask(export_drives, olga).rows
        return drive.programs[0][1], drive.sites[0][1], home in sites, repr(row).encode()

    program, site, knows, file = seen()
    assert (program, site, knows) == ("Harbor House", "A home", True)
    assert b"Harbor House" in file
    assert b"A home" in file
    house.do(close_drive, CloseDrive(autumn))
    house.do(archive_drive, ArchiveDrive(autumn))
    program, site, knows, file = seen()
    assert (program, site, knows) == ("a partner program", "a site that is not public", False)
    assert b"Harbor House" not in file
    assert b"A home" not in file


def test_running_drives_come_first_and_archived_ones_stand_apart(house: Home) -> None:
    opened(house, "Planned", 5, 9)
    old = opened(house, "Old", -90, -60)
    older = opened(house, "Older", -190, -160)
    opened(house, "Late", -30, -1)
    opened(house, "Long", -5, 30)
    opened(house, "Short", -5, 3)
    gone = opened(house, "Gone", -300, -290)
    for drive_id, on in ((old, -59), (older, -159), (gone, -280)):
        house.do(close_drive, CloseDrive(drive_id, days(on)))
    house.do(archive_drive, ArchiveDrive(gone))
    assert [(drive.name, drive.stage) for drive in shown(house)] == [
        ("Short", DriveStage.RUNNING),
        ("Long", DriveStage.RUNNING),
        ("Late", DriveStage.ENDED),
        ("Planned", DriveStage.PLANNED),
        ("Old", DriveStage.CLOSED),
        ("Older", DriveStage.CLOSED),
    ]
    assert [(drive.name, drive.archived_on) for drive in shown(house, archived=True)] == [("Gone", TODAY)]


def test_a_drive_is_listed_with_its_programs_sites_teams_goals_and_share(house: Home) -> None:
    opened(
        house,
        "Spring",
        -5,
        5,
        program_ids=(house.program("Shelter"), house.program("Pantry")),
        site_ids=(house.site("Gym"),),
        goals=((house.item("Socks"), q("12")), (house.item("Hats"), q("3"))),
        new_teams=("Scouts",),
    )
    house.need("Socks", "100")
    stocked(house, {"Socks": "25"})
    [drive] = shown(house)
    assert [name for _id, name in drive.programs] == ["Pantry", "Shelter"]
    assert drive.sites == ((house.site("Gym"), "Gym"),)
    assert [name for _id, name in drive.teams] == ["Scouts"]
    assert [(goal.item, goal.quantity) for goal in drive.goals] == [("Hats", q("3")), ("Socks", q("12"))]
    assert drive.coverage == Decimal("0.25")


def test_a_drive_that_nobody_asks_anything_of_has_no_share(house: Home) -> None:
    opened(house, "Spring", -5, 5)
    assert shown(house)[0].coverage is None


def test_goals_are_offered_as_what_is_still_to_collect_for_these_programs(house: Home) -> None:
    house.need("Socks", "100", program="Shelter")
    house.need("Socks", "40", program="Pantry")
    house.need("Hats", "5", program="Pantry")
    stocked(house, {"Socks": "30"})
    assert offered(house, "Shelter") == [("Socks", q("100"))]
    assert offered(house, "Pantry") == [("Hats", q("5")), ("Socks", q("40"))]
    assert offered(house, "Shelter", "Pantry") == [("Hats", q("5")), ("Socks", q("110"))]
    assert offered(house) == []


def test_what_is_offered_is_what_the_drive_then_has_to_collect(house: Home) -> None:
    house.need("Socks", "100", program="Shelter")
    house.need("Hats", "7", program="Pantry")
    stocked(house, {"Socks": "30"})
    offers = offered(house, "Shelter", "Pantry")
    programs = (house.program("Shelter"), house.program("Pantry"))
    drive_id = opened(house, "Spring", 0, 9, program_ids=programs)
    rows = house.house.queries.ask(progress, COMMAND_LINE, drive_id=drive_id)
    assert [(row.item, row.figures.still_to_collect) for row in rows] == offers


def test_a_planned_drive_is_offered_the_gaps_of_today(house: Home) -> None:
    house.need("Socks", "100")
    drive_id = opened(house, "Later", 30, 60, program_ids=(house.program("Shelter"),))
    assert offered(house, "Shelter", drive_id=drive_id) == [("Socks", q("100"))]


def test_needs_that_name_another_drive_are_not_offered_and_its_own_are(house: Home) -> None:
    mine, other = opened(house, "Mine", 0, 9), opened(house, "Other", 0, 9)
    house.need("Socks", "10", drive_id=mine)
    house.need("Hats", "20", drive_id=other)
    assert offered(house, "Shelter", drive_id=mine) == [("Socks", q("10"))]
    assert offered(house, drive_id=mine) == [("Socks", q("10"))]
    assert offered(house, "Shelter") == []


def test_what_is_covered_met_or_lapsed_is_not_offered(house: Home) -> None:
    house.need("Socks", "10")
    house.need("Hats", "10", posted_on=days(-61))
    stocked(house, {"Socks": "10"})
    assert offered(house, "Shelter") == []


def test_an_offer_has_the_items_unit(house: Home) -> None:
    house.item("Rice", Unit.LB)
    house.need("Rice", "2.5")
    ids = (house.program("Shelter"),)
    assert house.house.queries.ask(goal_offers, COMMAND_LINE, program_ids=ids) == (
        GoalOffer(house.item("Rice"), "Rice", Unit.LB, q("2.5")),
    )


def test_teams_are_offered_by_name_and_other_donors_are_not(house: Home) -> None:
    opened(house, "Spring", 0, 9, new_teams=("Scouts", "Choir"))
    assert [team.name for team in house.house.queries.ask(team_choices, COMMAND_LINE)] == ["Choir", "Scouts"]


def test_the_public_sees_none_of_this(house: Home) -> None:
    for asked, question in ((drive_list, {}), (goal_offers, {"program_ids": ()}), (team_choices, {})):
        with pytest.raises(NotAllowed):
            house.house.queries.ask(asked, EVERYBODY, **question)  # type: ignore[arg-type]
