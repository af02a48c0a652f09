"""Figures that a page shows, as tables to take along: those of all items, of each day."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from drives.queries.days import DaysSoFar
from drives.queries.follow_through import FollowThrough, partners
from drives.queries.progress import ProgressRow
from drives.queries.sheets import Sheet, amounts


def figures_sheet(rows: Iterable[ProgressRow], names: Sequence[str]) -> Sheet:
    """The figures called so (DESIGN 3), a row an item."""
    return Sheet(
        ("item", "unit", *names),
        [(row.item, row.unit.value, *_cells(row, names)) for row in rows],
    )


def days_sheet(days: DaysSoFar) -> Sheet:
    """What was donated of an item, a row a day on which something was."""
    amount = amounts()
    return Sheet(
        ("item", "unit", "day", "donated", "so_far"),
        [(days.item, days.unit.value, one.on, amount(one.donated), amount(one.so_far)) for one in days.days],
    )


_FOLLOWED = (
    "given", "usable", "made", "sorted", "built", "in_kits", "beside", "on_hand", "in_transit", "lost",
)  # fmt: skip


def followed_sheet(told: Iterable[FollowThrough]) -> Sheet:
    """Where gifts went, a row an item and site; without a site it is of all of them (``Followed``)."""
    amount = amounts()
    return Sheet(
        ("site", "item", "unit", *_FOLLOWED, "reached", "programs", "last_on"),
        [
            (one.site_name, row.item, row.unit.value, *(amount(getattr(row, name)) for name in _FOLLOWED),
             amount(row.reached_in_all), Decimal(row.programs), row.last_on)
            for one in told
            for row in one.rows
        ],
    )  # fmt: skip


def reached_sheet(told: Iterable[FollowThrough]) -> Sheet:
    """Whom gifts reached, a row an item, site and program; those that are not listed together."""
    amount = amounts()
    return Sheet(
        ("site", "item", "unit", "program", "quantity", "last_on"),
        [
            (told_of.site_name, row.item, row.unit.value, one.program or partners(one.programs),
             amount(one.quantity), one.last_on)
            for told_of in told
            for row in told_of.rows
            for one in row.reached
        ],
    )  # fmt: skip


def _cells(row: ProgressRow, names: Sequence[str]) -> list[Decimal | None]:
    amount = amounts()
    return [amount(getattr(row.figures, name)) for name in names]
