"""What a chart found, as a sentence above it, and as its name for those who cannot see it."""

from collections.abc import Sequence
from typing import Protocol

from drives.charts.numbers import amount, format_quantity, format_whole_percent, percent_covered
from drives.texts import _, ngettext


class ProgressRow(Protocol):
    """What a sentence reads of a progress row; quantities in thousandths of the item's unit."""

    @property
    def item(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def needed(self) -> int: ...
    @property
    def still_to_collect(self) -> int: ...
    @property
    def surplus(self) -> int: ...


def _most_behind_first(rows: Sequence[ProgressRow]) -> list[ProgressRow]:
    wanted = [row for row in rows if row.needed > 0]
    return sorted(wanted, key=lambda row: (1 - row.still_to_collect / row.needed, row.item))


def furthest_behind(rows: Sequence[ProgressRow]) -> str:
    """The finding over needs against donations, one or two whole sentences."""
    ranked = _most_behind_first(rows)
    if not ranked:
        return _("Nothing is needed yet.")
    open_rows = [row for row in ranked if row.still_to_collect > 0]
    if not open_rows:
        return ngettext(
            "Everything asked for is covered: {count} item.",
            "Everything asked for is covered: all {count} items.",
            len(ranked),
        ).format(count=format_quantity(len(ranked) * 1000))
    worst = open_rows[0]
    return _("Furthest behind: {item}, with {amount} still to collect and {percent} covered.").format(
        item=worst.item,
        amount=amount(worst.still_to_collect, worst.unit),
        percent=format_whole_percent(percent_covered(worst.needed, worst.still_to_collect)),
    )


def bar_label(row: ProgressRow) -> str:
    """What stands at the end of an item's bar: "368 pairs to go", or "covered"."""
    if row.still_to_collect <= 0:
        return _("covered")
    return _("{amount} to go").format(amount=amount(row.still_to_collect, row.unit))


def chart_name(rows: Sequence[ProgressRow]) -> str:
    """The chart's name for a screen reader: what it shows, then the finding."""
    shown = sum(1 for row in rows if row.needed > 0)
    return ngettext(
        "Needs against donations for {count} item. {finding}",
        "Needs against donations for {count} items. {finding}",
        shown,
    ).format(count=shown, finding=furthest_behind(rows))
