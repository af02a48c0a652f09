"""Figures that a page shows, as tables to take along: those of all items, of each day."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from drives.queries.days import DaysSoFar
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


def _cells(row: ProgressRow, names: Sequence[str]) -> list[Decimal | None]:
    amount = amounts()
    return [amount(getattr(row.figures, name)) for name in names]
