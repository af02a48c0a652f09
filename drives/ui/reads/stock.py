"""What stands on the shelves: found, counted, recalled, sorted, put together."""

from datetime import date

from drives.queries.blind_sheets import BlindSheet, SheetGiven, blind_sheet, sheets_given
from drives.queries.count_sheet import PileShown, count_sheet
from drives.queries.inventory import Inventory, inventory
from drives.queries.kit_sites import BuildableKit, buildable
from drives.queries.kits import KitDesk, kit_desk
from drives.queries.labels import LabelProgram, label_programs
from drives.queries.recall import Recalled, recall
from drives.queries.sorting import SortingDesk, sorting_desk
from drives.queries.staged_counts import (
    Compared,
    CounterChoice,
    CountShown,
    compared_count,
    counter_choices,
    staged_counts,
)
from drives.rules.recalls import Notice
from drives.ui.reads.cached import ask, ask_once


def inventory_as_of(day: date | None) -> Inventory:
    """What stands on the shelves at the end of a day; None for now."""
    return ask(inventory, as_of=day)


def recalled(notice: Notice, item_id: int | None) -> Recalled:
    """Where the goods are, or went, that a recall is about."""
    return ask_once(recall, notice=notice, item_id=item_id)


def sheet_of(site_id: int) -> tuple[PileShown, ...]:
    """What the books say stands on a site's shelves."""
    return ask(count_sheet, site_id=site_id)


def sheets_of_mine() -> tuple[SheetGiven, ...]:
    """The counts that whoever looks may count in."""
    return ask(sheets_given)


def blind_sheet_of(staged_count_id: int) -> BlindSheet:
    """The sheet of a count for whoever looks; Unknown where it is not hers or is over."""
    return ask(blind_sheet, staged_count_id=staged_count_id)


def counts_in_stages() -> tuple[CountShown, ...]:
    """The counts in stages, those that go on first."""
    return ask(staged_counts)


def counters() -> tuple[CounterChoice, ...]:
    """Whom a count can be given to."""
    return ask(counter_choices)


def compared_of(staged_count_id: int) -> Compared:
    """A count line by line, and whether whoever looks entered figures in it."""
    return ask_once(compared_count, staged_count_id=staged_count_id)


def programs_of_labels() -> tuple[LabelProgram, ...]:
    """The programs that boxes are packed for, as labels call them."""
    return ask(label_programs)


def sorting_at(site_id: int) -> SortingDesk:
    """What waits to be sorted at a site, and what was sorted there."""
    return ask(sorting_desk, site_id=site_id)


def buildable_kits() -> tuple[BuildableKit, ...]:
    """What kits can be put together today, and at which sites."""
    return ask(buildable)


def kits_at(site_id: int, drive_id: int | None) -> KitDesk:
    """The recipes, what can be put together at a site, and what was; of the goods of one drive or of all."""
    return ask(kit_desk, site_id=site_id, drive_id=drive_id)
