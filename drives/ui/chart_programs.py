"""What a drive collects, program by program: the bars, the cells by category, and their twin as a table."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from drives.charts.coverage import coverage_by_category
from drives.charts.numbers import format_whole_percent
from drives.charts.palette import palette_for
from drives.charts.progress import needs_by_program
from drives.charts.sentences import category_finding, program_finding
from drives.charts.shares import Shares, mean_shares
from drives.queries.drive_page import ProgramPart
from drives.rules.units import unit_name
from drives.texts import _, ngettext
from drives.ui.components import format_quantity, md_escape, note, partner, section
from drives.ui.progress_view import asked_of, figure_names, show_table

_FIGURES = ("needed", "pledged", "donated", "allocated", "delivered", "still_to_collect")


def part_name(part: ProgramPart) -> str:
    """What a program is called here."""
    return partner(part.program)


def row_name(part: ProgramPart) -> str:
    """What a program's row is called."""
    return part.program or _("A partner program")


def show_programs(parts: Sequence[ProgramPart], *, theme: str, language: str) -> None:
    """Each program's part: how far it is, by category too, and the figures."""
    asked = program_shares(parts)
    if not asked:
        return
    finding = programs_found(parts)
    section(_("By program"), finding)
    chart = needs_by_program(program_frame(parts), language=language, palette=palette_for(theme))
    named = ngettext(
        "How far {count} program is. {finding}", "How far {count} programs are. {finding}", len(asked)
    )
    st.altair_chart(chart, alt=named.format(count=len(asked), finding=finding), key="programs.chart")
    note(
        md_escape(
            _(
                "Items are counted in different units, so a bar is the average of its items, each counting "
                "the same. What is in stock can serve any program, so what is still to collect for each may "
                "add up to more than the drive's."
            )
        )
    )
    if len({category for _place, _part, category, _shares, _count in category_cells(parts)}) > 1:
        found = categories_found(parts)
        section(_("By program and category"), found)
        drawn = coverage_by_category(category_frame(parts), palette=palette_for(theme))
        st.altair_chart(
            drawn,
            alt=_("Share covered, by program and category. {finding}").format(finding=found),
            key="categories.chart",
        )
    _table(parts)


def programs_found(parts: Sequence[ProgramPart]) -> str:
    """What the bars of programs found, in a sentence."""
    return program_finding(
        [(part_name(part), shares, items) for part, shares, items in program_shares(parts)]
    )


def categories_found(parts: Sequence[ProgramPart]) -> str:
    """What the cells found, in a sentence."""
    cells = category_cells(parts)
    return category_finding(
        [(part_name(part), category, shares) for _at, part, category, shares, _n in cells]
    )


def program_shares(parts: Sequence[ProgramPart]) -> list[tuple[ProgramPart, Shares, int]]:
    """(its part, mean shares over its items, how many items) of each program that asks for something."""
    found = []
    for part in parts:
        needed = [asked_of(row) for row in part.rows if row.is_counted]
        shares = mean_shares(needed)
        if shares is not None:
            found.append((part, shares, len(needed)))
    return found


def category_cells(parts: Sequence[ProgramPart]) -> list[tuple[int, ProgramPart, str, Shares, int]]:
    """(place of the program, its part, category, mean shares, how many items) of each that is asked for."""
    cells = []
    for place, part in enumerate(parts):
        needed = [row for row in part.rows if row.is_counted]
        for category in sorted({row.category for row in needed}):
            theirs = [asked_of(row) for row in needed if row.category == category]
            shares = mean_shares(theirs)
            if shares is not None:
                cells.append((place, part, category, shares, len(theirs)))
    return cells


def program_frame(parts: Sequence[ProgramPart]) -> pd.DataFrame:
    """What the bars of programs draw: mean shares and their words."""
    rows = []
    for part, shares, items in program_shares(parts):
        name = row_name(part)
        covered = format_whole_percent(shares.percent)
        label = ngettext("{percent} covered · {count} item", "{percent} covered · {count} items", items)
        rows.append(
            {
                "item": name,
                "delivered": float(shares.delivered),
                "allocated": float(shares.allocated),
                "available": float(shares.available),
                "pledged": 0.0,
                "to_collect": float(shares.to_collect),
                "label": label.format(percent=covered, count=items),
                "short_label": _("{percent} covered").format(percent=covered),
                "tooltip": _program_tooltip(name, shares, items),
            }
        )
    return pd.DataFrame(rows)


def _program_tooltip(name: str, shares: Shares, items: int) -> str:
    return ngettext(
        "{program}: of its {count} item {covered} is covered. {delivered} delivered, {allocated} allocated.",
        "{program}: of its {count} items {covered} is covered on average. {delivered} delivered, "
        "{allocated} allocated.",
        items,
    ).format(
        program=name,
        count=items,
        covered=format_whole_percent(shares.percent),
        delivered=format_whole_percent(int(shares.delivered * 100)),
        allocated=format_whole_percent(int(shares.allocated * 100)),
    )


def category_frame(parts: Sequence[ProgramPart]) -> pd.DataFrame:
    """What the cells draw: a row for each program and category that it asks for."""
    rows = []
    for place, part, category, shares, items in category_cells(parts):
        name = row_name(part)
        percent = format_whole_percent(shares.percent)
        said = ngettext(
            "{program}, {category}: {percent} of {count} item covered.",
            "{program}, {category}: {percent} covered on average over {count} items.",
            items,
        )
        rows.append(
            {
                "place": place,
                "program": name,
                "category": category,
                "covered": float(shares.covered),
                "label": _("{percent} covered").format(percent=percent),
                "short_label": percent,
                "tooltip": said.format(program=name, category=category, percent=percent, count=items),
            }
        )
    return pd.DataFrame(rows)


def programs_table(parts: Sequence[ProgramPart]) -> pd.DataFrame:
    """The twin of both drawings: a row for each program and item, figures as texts."""
    names = figure_names()
    rows = [
        {
            _("Program"): row_name(part),
            _("Item"): row.item,
            _("Category"): row.category,
            _("Unit"): unit_name(row.unit, 1000),
            **{names[name]: format_quantity(getattr(row.figures, name)) for name in _FIGURES},
        }
        for part in parts
        for row in part.rows
    ]
    return pd.DataFrame(rows)


def _table(parts: Sequence[ProgramPart]) -> None:
    with st.expander(_("Programs as a table"), key="programs.table"):
        show_table(
            programs_table(parts),
            pinned=_("Program"),
            numbers=list(figure_names().values()),
            alt=_("What the drive collects for each program, an item a row"),
        )
        note(md_escape(_("Donated here is what was given for that program alone.")))
