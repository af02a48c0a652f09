"""Stores of a given number of donation lines, over a community of one shape."""

import random
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from drives.commands.donations import DonationDraft, LineDraft, record_donations
from drives.commands.door import Work, command
from drives.commands.drives import OpenDrive, open_drive
from drives.commands.items import AddItem, add_item
from drives.commands.needs import PostNeed, post_need
from drives.commands.places import AddProgram, AddSite, add_program, add_site
from drives.rules.kinds import Priority, ProgramKind, SiteKind
from drives.rules.roles import COMMAND_LINE, Permission
from drives.rules.units import Unit
from drives.settings import Settings
from drives.wiring import House, open_house

ITEMS, PROGRAMS, SITES, DRIVES, DAYS, NEEDS = 500, 20, 5, 3, 730, 2000
LINES_A_DONATION = 5
TODAY = date(2026, 6, 30)
_BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Many:
    """A batch of donations, drawn from a seed."""

    seed: int
    donations: int


@dataclass(frozen=True, slots=True)
class Done:
    """How many lines there were."""

    lines: int


@command(Permission.LOG_DONATIONS)
def many_donations(work: Work, request: Many) -> Done:
    """Log many donations at once through the same writer as one."""
    chance = random.Random(request.seed)
    drafts = [
        DonationDraft(
            chance.randint(1, DRIVES),
            chance.randint(1, SITES),
            TODAY - timedelta(days=chance.randrange(DAYS)),
            tuple(
                LineDraft(chance.randint(1, ITEMS), chance.randint(1, 40) * 1000)
                for _line in range(LINES_A_DONATION)
            ),
            reference=f"B-{request.seed}-{number}",
        )
        for number in range(request.donations)
    ]
    recorded = record_donations(work, drafts)
    work.ledger.post(recorded.postings)
    work.ledger.tally_donations(recorded.tallies)
    return Done(len(recorded.postings))


def noon() -> datetime:
    """The benchmarks' clock."""
    return datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)


def make_store(lines: int, folder: Path | None = None) -> House:
    """A store with so many donation lines, and needs for most of the items."""
    folder = folder or Path(tempfile.mkdtemp(prefix="drives-bench-"))
    house = open_house(Settings.from_environment({}, store=f"sqlite:///{folder / f'lines-{lines}.db'}"), noon)
    numbers = iter(range(10_000_000))

    def do(verb: object, request: object) -> None:
        house.commands.perform(verb, request, viewer=COMMAND_LINE, request_id=f"b-{next(numbers)}")  # type: ignore[arg-type]

    chance = random.Random(7)
    for number in range(ITEMS):
        do(add_item, AddItem(f"Item {number:03}", f"Category {number % 9}", Unit.EACH))
    for number in range(PROGRAMS):
        do(add_program, AddProgram(f"Program {number:02}", ProgramKind.OTHER))
    for number in range(SITES):
        do(add_site, AddSite(f"Site {number}", SiteKind.WAREHOUSE))
    for number in range(DRIVES):
        programs = tuple(range(1 + number * 5, 11 + number * 5))
        starts = TODAY - timedelta(days=DAYS)
        do(open_drive, OpenDrive(f"Drive {number}", starts, TODAY + timedelta(days=20), programs))
    for number in range(NEEDS):
        asked = PostNeed(
            1 + number % PROGRAMS,
            chance.randint(1, ITEMS),
            chance.randint(10, 400) * 1000,
            Priority.NORMAL,
            TODAY - timedelta(days=chance.randrange(50)),
            TODAY + timedelta(days=chance.randrange(60)),
        )
        do(post_need, asked)
    left, seed = lines // LINES_A_DONATION, 0
    while left:
        batch = min(left, _BATCH)
        do(many_donations, Many(seed, batch))
        left, seed = left - batch, seed + 1
    return house
