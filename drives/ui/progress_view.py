"""Needs against donations on a page: the sentence, the chart, and its twin as a table."""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd
import streamlit as st

from drives.charts.palette import palette_for
from drives.charts.progress import needs_against_donations
from drives.charts.sentences import bar_label, chart_name, furthest_behind
from drives.queries.door import Stamp
from drives.queries.progress import ProgressRow
from drives.rules.units import Unit, unit_name
from drives.texts import _
from drives.ui.components import amount, format_quantity, md_escape
from drives.ui.components.words import covered_text

_TABLE_FIGURES = ("needed", "donated", "allocated", "delivered", "available", "still_to_collect", "surplus")


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What the sentences read of a row."""

    item: str
    unit: Unit
    needed: int
    still_to_collect: int
    surplus: int


def progress_chart(rows: Sequence[ProgressRow], stamp: Stamp, language: str) -> None:
    """The finding in a sentence, and a bar for each item that is needed.

    ``stamp`` and ``language`` say when a drawn chart may be used again.
    """
    needed = [_sentence(row) for row in rows if row.figures.needed]
    st.markdown(md_escape(furthest_behind(needed)))
    if needed:
        chart = _chart(stamp, language, st.context.theme.type or "light", tuple(rows))
        st.altair_chart(chart, alt=chart_name(needed), key="progress.chart")


def progress_table(rows: Sequence[ProgressRow]) -> None:
    """The same figures as a table that reads well on a phone."""
    if not rows:
        return
    names = {
        "needed": _("Needed"),
        "donated": _("Donated"),
        "allocated": _("Allocated"),
        "delivered": _("Delivered"),
        "available": _("Available"),
        "still_to_collect": _("Still to collect"),
        "surplus": _("Surplus"),
    }
    table = pd.DataFrame(
        [
            {_("Item"): row.item, _("Unit"): unit_name(row.unit, 1000)}
            | {names[name]: format_quantity(getattr(row.figures, name)) for name in _TABLE_FIGURES}
            for row in rows
        ]
    )
    with st.expander(_("As a table"), key="progress.table"):
        st.dataframe(table, hide_index=True, alt=_("Needs against donations, an item a row"))


@st.cache_resource(show_spinner=False, max_entries=32)
def _chart(
    stamp: Stamp,  # noqa: ARG001 (part of the key)
    language: str,
    theme: str,
    _rows: tuple[ProgressRow, ...],
) -> alt.LayerChart:
    frame = pd.DataFrame(
        [
            {
                "item": row.item,
                "unit_word": unit_name(row.unit, row.figures.needed),
                **{
                    name: getattr(row.figures, name) / 1000
                    for name in (
                        "needed",
                        "delivered",
                        "allocated",
                        "available",
                        "still_to_collect",
                        "surplus",
                    )
                },
                "label": bar_label(_sentence(row)),
                "tooltip": _tooltip(row),
            }
            for row in _rows
            if row.figures.needed
        ]
    )
    return needs_against_donations(frame, language=language, palette=palette_for(theme))


def _sentence(row: ProgressRow) -> _Sentence:
    figures = row.figures
    return _Sentence(row.item, row.unit, figures.needed, figures.still_to_collect, figures.surplus)


def _tooltip(row: ProgressRow) -> str:
    figures = row.figures
    return _(
        "{item}: {covered} covered. {donated} donated, {available} available, {allocated} allocated, "
        "{delivered} delivered."
    ).format(
        item=row.item,
        covered=covered_text(figures.needed, figures.still_to_collect, row.unit),
        donated=amount(figures.donated, row.unit),
        available=format_quantity(figures.available),
        allocated=format_quantity(figures.allocated),
        delivered=format_quantity(figures.delivered),
    )
