"""Needs against donations on a page: the sentence, the chart, and its twin as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd
import streamlit as st

from drives.charts.palette import palette_for
from drives.charts.progress import needs_against_donations
from drives.charts.sentences import bar_label, chart_name, furthest_behind, rest_name
from drives.charts.shares import shares_of
from drives.queries.progress import ProgressRow
from drives.rules.units import Unit, unit_name
from drives.texts import _, ngettext
from drives.ui.components import amount, format_quantity, listed, md_escape, note
from drives.ui.components.words import covered_text

_NAMED = 3
_BARS, _MORE_BARS = 15, 100


@dataclass(frozen=True, slots=True)
class Asked:
    """What sentences and shares read of a row, in thousandths."""

    item: str
    unit: Unit
    needed: int
    met: int
    outstanding: int
    still_to_collect: int
    surplus: int


def asked_of(row: ProgressRow) -> Asked:
    """What sentences and shares read of ``row``."""
    figures = row.figures
    return Asked(
        row.item,
        row.unit,
        row.needed_in_all,
        row.met,
        figures.outstanding + row.for_kits,
        row.missing,
        figures.surplus,
    )


def came_and_went(rows: Sequence[ProgressRow]) -> str:
    """What was donated and what was delivered so far, most first, in a sentence each. Plain text."""
    donated = _most(rows, "donated")
    delivered = _most(rows, "delivered")
    said = []
    if donated:
        said.append(_("Donated so far: {items}.").format(items=donated))
    if delivered:
        said.append(_("Delivered to programs: {items}.").format(items=delivered))
    return " ".join(said)


def promised(rows: Sequence[ProgressRow]) -> None:
    """What was pledged and is still to come, and apart from it what is late: none of it is here."""
    to_come, late = (_largest([(of(row), row) for row in rows]) for of in (_pledged, _late))
    said = []
    if to_come:
        said.append(_("Pledged and still to come: {items}.").format(items=to_come))
    if late:
        said.append(_("Pledged, but late: {items}.").format(items=late))
    if said:
        st.markdown(md_escape(" ".join(said)))


def _pledged(row: ProgressRow) -> int:
    return row.figures.pledged


def _late(row: ProgressRow) -> int:
    return row.late


def _most(rows: Sequence[ProgressRow], figure: Literal["donated", "delivered"]) -> str:
    return _largest([(getattr(row.figures, figure), row) for row in rows])


def _largest(figures: Sequence[tuple[int, ProgressRow]]) -> str:
    """The largest of these figures with their items, and how many more there are; "" where there is none."""
    amounts = [one for one in figures if one[0] > 0]
    amounts.sort(key=lambda one: (-one[0], one[1].item))
    said = [
        _("{item} ({amount})").format(item=row.item, amount=amount(thousandths, row.unit))
        for thousandths, row in amounts[:_NAMED]
    ]
    more = len(amounts) - _NAMED
    if more > 0:
        said.append(ngettext("{count} more item", "{count} more items", more).format(count=more))
    return listed(said) if said else ""


def finding(rows: Sequence[ProgressRow]) -> str:
    """What the chart found, in a sentence."""
    return furthest_behind([asked_of(row) for row in rows if not row.to_build])


def progress_chart(rows: Sequence[ProgressRow], *, theme: str, language: str) -> None:
    """A bar for each item that is needed, the furthest behind first."""
    first, more, left = bars_of(rows)
    if not first:
        return
    name = chart_name(len(first), finding(rows))
    _bars(first, name, theme=theme, language=language, key="progress.chart")
    if not more:
        return
    folded = len(more) + left
    label = ngettext("{count} more item", "{count} more items", folded).format(count=folded)
    with st.expander(md_escape(label), key="progress.more"):
        _bars(more, rest_name(len(more)), theme=theme, language=language, key="progress.chart.more")
        if left:
            said = ngettext(
                "{count} item more, the nearest to its need, stands in the table below.",
                "{count} items more, the nearest to their needs, stand in the table below.",
                left,
            )
            note(md_escape(said.format(count=left)))


def bars_of(rows: Sequence[ProgressRow]) -> tuple[list[ProgressRow], list[ProgressRow], int]:
    """The rows with a bar, the furthest behind first; those that are folded away; how many have none."""
    needed = [row for row in rows if row.needed_in_all]
    needed.sort(key=lambda row: (shares_of(asked_of(row)).covered, row.item))
    last = _BARS + _MORE_BARS
    return needed[:_BARS], needed[_BARS:last], len(needed[last:])


def _bars(rows: Sequence[ProgressRow], name: str, *, theme: str, language: str, key: str) -> None:
    chart = needs_against_donations(chart_frame(rows), language=language, palette=palette_for(theme))
    st.altair_chart(chart, alt=name, key=key)


def progress_table(rows: Sequence[ProgressRow]) -> None:
    """The same figures as a table that reads well on a phone."""
    if not rows:
        return
    with st.expander(_("As a table"), key="progress.table"):
        show_table(
            table_of(rows),
            pinned=_("Item"),
            numbers=[*figure_names().values(), _("Pledged, late")],
            alt=_("Needs against donations, an item a row"),
        )


def table_of(rows: Sequence[ProgressRow]) -> pd.DataFrame:
    """The chart's twin: an item a row, figures as texts; goals where any is set."""
    names = figure_names()
    any_late = any(row.late for row in rows)
    shown = [name for name in names if name != "goal" or any(row.figures.goal for row in rows)]
    return pd.DataFrame(
        [
            {_("Item"): row.item, _("Unit"): unit_name(row.unit, 1000)}
            | {names[name]: _cell(getattr(row.figures, name)) for name in shown}
            | ({_("Pledged, late"): _cell(row.late)} if any_late else {})
            for row in rows
        ]
    )


def figure_names() -> dict[str, str]:
    """What the columns of figures are called, in their order."""
    return {
        "needed": _("Needed"),
        "goal": _("Goal"),
        "pledged": _("Pledged"),
        "donated": _("Donated"),
        "allocated": _("Allocated"),
        "delivered": _("Delivered"),
        "available": _("Available"),
        "still_to_collect": _("Still to collect"),
        "surplus": _("Surplus"),
    }


def show_table(table: pd.DataFrame, *, pinned: str, numbers: Sequence[str], alt: str) -> None:
    """A table of texts; its first column stays in sight on a phone, figures stand to the right."""
    right = st.column_config.TextColumn(alignment="right")
    st.dataframe(
        table,
        hide_index=True,
        lazy=False,
        column_config={pinned: st.column_config.TextColumn(pinned=True)}
        | {name: right for name in numbers if name in table},
        alt=alt,
    )


def chart_frame(rows: Sequence[ProgressRow]) -> pd.DataFrame:
    """What the chart draws of rows: figures in units (floats, only for drawing) and their words."""
    drawn = ("needed", "outstanding", "still_to_collect", "surplus")
    return pd.DataFrame(
        [
            {
                "item": row.item,
                **{name: getattr(asked_of(row), name) / 1000 for name in drawn},
                "pledged": row.figures.pledged / 1000,
                "met": row.met / 1000,
                "label": _label(row),
                "short_label": _to_go(row),
                "tooltip": _tooltip(row),
            }
            for row in rows
        ]
    )


def _cell(thousandths: int | None) -> str:
    return "" if thousandths is None else format_quantity(thousandths)


def _label(row: ProgressRow) -> str:
    return _("{covered} · {to_go}").format(
        covered=covered_text(row.needed_in_all, row.missing, row.unit), to_go=_to_go(row)
    )


def _to_go(row: ProgressRow) -> str:
    """What stands at the end of a bar."""
    if row.to_build:
        return _("{amount} to put together").format(amount=amount(row.to_build, row.unit))
    return bar_label(asked_of(row))


def _tooltip(row: ProgressRow) -> str:
    figures = row.figures
    if figures.pledged:
        return _(
            "{item}: {covered} covered. {donated} donated, {available} available, {allocated} allocated, "
            "{delivered} delivered. {pledged} pledged and still to come."
        ).format(pledged=amount(figures.pledged, row.unit), **_tooltip_words(row))
    return _(
        "{item}: {covered} covered. {donated} donated, {available} available, {allocated} allocated, "
        "{delivered} delivered."
    ).format(**_tooltip_words(row))


def _tooltip_words(row: ProgressRow) -> dict[str, str]:
    figures = row.figures
    return {
        "item": row.item,
        "covered": covered_text(row.needed_in_all, row.missing, row.unit),
        "donated": amount(figures.donated, row.unit),
        "available": format_quantity(figures.available),
        "allocated": format_quantity(figures.allocated),
        "delivered": format_quantity(figures.delivered),
    }
