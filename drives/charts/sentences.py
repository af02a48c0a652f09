"""What a chart found, as a sentence above it, and as its name for those who cannot see it."""

from collections.abc import Sequence
from typing import Protocol

from drives.charts.numbers import amount, format_quantity, format_whole_percent, percent_covered
from drives.charts.shares import Shares
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


def chart_name(bars: int, finding: str) -> str:
    """The chart's name for a screen reader: how many bars it shows, then what was found over all items."""
    return ngettext(
        "Needs against donations for {count} item. {finding}",
        "Needs against donations for {count} items. {finding}",
        bars,
    ).format(count=format_quantity(bars * 1000), finding=finding)


def rest_name(bars: int) -> str:
    """The name of the chart with the items that came after the first: it has no finding of its own."""
    return ngettext(
        "Needs against donations for {count} more item, less far behind.",
        "Needs against donations for {count} more items, less far behind.",
        bars,
    ).format(count=format_quantity(bars * 1000))


def program_finding(parts: Sequence[tuple[str, Shares, int]]) -> str:
    """The finding over programs: (name, mean shares over its items, how many items) of each that asks."""
    if not parts:
        return _("Nothing is needed yet.")
    name, shares, items = min(parts, key=lambda part: (part[1].covered, part[0]))
    if shares.to_collect == 0:
        return _("What each program asked for is covered.")
    return ngettext(
        "Furthest behind: {program}, with {percent} of its {count} item covered.",
        "Furthest behind: {program}, with {percent} covered on average over its {count} items.",
        items,
    ).format(program=name, percent=format_whole_percent(shares.percent), count=items)


def category_finding(cells: Sequence[tuple[str, str, Shares]]) -> str:
    """The finding over (program, category, mean shares over its items there)."""
    if not cells:
        return _("Nothing is needed yet.")
    program, category, shares = min(cells, key=lambda cell: (cell[2].covered, cell[1], cell[0]))
    if shares.to_collect == 0:
        return _("Every category is covered for every program.")
    return _("Least covered: {category} for {program}, {percent}.").format(
        category=category, program=program, percent=format_whole_percent(shares.percent)
    )


def pace_finding(
    *, item: str, unit: str, so_far: int, at_end: int | None, target: int | None, by: str, starts: str | None
) -> str:
    """What came of an item so far and where that pace would end; thousandths.

    ``by`` is the last day in words; ``starts`` the first one while it is still to come.
    """
    if starts is not None and not so_far:
        return _("{item}: nothing donated yet, the drive starts {day}.").format(item=item, day=starts)
    if not so_far:
        return _("{item}: nothing donated yet.").format(item=item)
    given = amount(so_far, unit)
    if target is None:
        if at_end is None:
            return _("{item}: {given} donated by {day}.").format(item=item, given=given, day=by)
        return _("{item}: {given} donated. At the pace so far about {at_end} by {day}.").format(
            item=item, given=given, at_end=amount(at_end, unit), day=by
        )
    asked = amount(target, unit)
    if so_far >= target:
        return _("{item}: {given} donated, {asked} asked for.").format(item=item, given=given, asked=asked)
    if at_end is None:
        return _("{item}: {given} of {asked} donated by {day}.").format(
            item=item, given=format_quantity(so_far), asked=asked, day=by
        )
    return _("{item}: {given} donated. At the pace so far about {at_end} of {asked} by {day}.").format(
        item=item, given=given, at_end=format_quantity(at_end), asked=asked, day=by
    )
