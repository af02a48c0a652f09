"""Needs against donations on a page: the sentence, the chart, and its twin as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd
import streamlit as st

from drives.charts.palette import palette_for
from drives.charts.progress import needs_against_donations
from drives.charts.sentences import bar_label, chart_name, furthest_behind
from drives.queries.progress import ProgressRow
from drives.rules.units import Unit, unit_name
from drives.texts import _, ngettext
from drives.ui.components import amount, format_quantity, listed, md_escape, note
from drives.ui.components.words import covered_text

_NAMED = 3
_BARS = 40
_TABLE_FIGURES = ("needed", "donated", "allocated", "delivered", "available", "still_to_collect", "surplus")


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What the sentences read of a row."""

    item: str
    unit: Unit
    needed: int
    still_to_collect: int
    surplus: int


def came_and_went(rows: Sequence[ProgressRow]) -> None:
    """What was donated and what was delivered so far, most first, in a sentence each."""
    donated = _most(rows, "donated")
    delivered = _most(rows, "delivered")
    said = []
    if donated:
        said.append(_("Donated so far: {items}.").format(items=donated))
    if delivered:
        said.append(_("Delivered to programs: {items}.").format(items=delivered))
    if said:
        st.markdown(md_escape(" ".join(said)))


def _most(rows: Sequence[ProgressRow], figure: Literal["donated", "delivered"]) -> str:
    amounts = [(getattr(row.figures, figure), row) for row in rows if getattr(row.figures, figure) > 0]
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
    return furthest_behind([_sentence(row) for row in rows])


def progress_chart(rows: Sequence[ProgressRow], *, theme: str, language: str) -> None:
    """A bar for each item that is needed, the furthest behind first."""
    needed = sorted((row for row in rows if row.figures.needed), key=lambda row: row.figures.coverage)
    said = [_sentence(row) for row in needed]
    if not needed:
        return
    frame = _frame(needed[:_BARS])
    chart = needs_against_donations(frame, language=language, palette=palette_for(theme))
    st.altair_chart(chart, alt=chart_name(said), key="progress.chart")
    more = len(needed) - _BARS
    if more > 0:
        said_more = ngettext(
            "{count} more item stands in the table.", "{count} more items stand in the table.", more
        ).format(count=more)
        note(md_escape(said_more))


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
    numbers = st.column_config.TextColumn(alignment="right")
    table = pd.DataFrame(
        [
            {_("Item"): row.item, _("Unit"): unit_name(row.unit, 1000)}
            | {names[name]: format_quantity(getattr(row.figures, name)) for name in _TABLE_FIGURES}
            for row in rows
        ]
    )
    with st.expander(_("As a table"), key="progress.table"):
        st.dataframe(
            table,
            hide_index=True,
            lazy=False,
            column_config={_("Item"): st.column_config.TextColumn(pinned=True)}
            | dict.fromkeys(names.values(), numbers),
            alt=_("Needs against donations, an item a row"),
        )


def _frame(rows: Sequence[ProgressRow]) -> pd.DataFrame:
    drawn = ("needed", "delivered", "allocated", "available", "still_to_collect", "surplus")
    return pd.DataFrame(
        [
            {
                "item": row.item,
                "unit_word": unit_name(row.unit, row.figures.needed),
                **{name: getattr(row.figures, name) / 1000 for name in drawn},
                "label": bar_label(_sentence(row)),
                "tooltip": _tooltip(row),
            }
            for row in rows
        ]
    )


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
