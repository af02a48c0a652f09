"""What stands in every row of a file that does not say it: a day, one of a closed list, or a text."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Any

import streamlit as st

from drives.exchange.columns import Column, Form
from drives.rules.dates import DateKind, DateRule
from drives.rules.kinds import (
    DonorKind,
    Every,
    NeedStatus,
    Priority,
    ProgramKind,
    SiteKind,
    Source,
    ToldHow,
    WayToHelp,
)
from drives.rules.quantity import SCALE
from drives.rules.units import Unit, unit_name
from drives.texts import _
from drives.ui import reads
from drives.ui.components import free_line, md_escape
from drives.ui.import_draft import Draft
from drives.ui.import_words import column_name
from drives.ui.kind_words import donor_kind_name, program_kind_name, site_kind_name, way_to_help_name
from drives.ui.line_words import date_kind_name
from drives.ui.need_words import priority_name, told_name


def ask_same(at: Draft, column: Column, before: str) -> str:
    """The field for it; the text of the cell, as a file would have it."""
    key = at.key(f"same.{column.name}")
    label = md_escape(_("{column} of every row").format(column=column_name(column.name)))
    if column.form is Form.DATE:
        st.session_state.setdefault(key, _as_day(before) or reads.stamp().today)
        day = st.date_input(label, key=key, format="YYYY-MM-DD", label_visibility="collapsed")
        return day.isoformat() if isinstance(day, date) else ""
    words = cell_words(column)
    if words:
        st.session_state.setdefault(key, before if before in words else next(iter(words)))
        return str(
            st.selectbox(
                label, list(words), key=key, format_func=words.__getitem__, label_visibility="collapsed"
            )
        )
    st.session_state.setdefault(key, before)
    return free_line(label, key=key, label_visibility="collapsed") or ""


def cell_words(column: Column) -> dict[str, str]:
    """What a cell of the column may say → what it is called; nothing where it may say anything."""
    if column.form is Form.YES_NO:
        return {"yes": _("yes"), "no": _("no")}
    if column.form is Form.UNIT:
        return {unit.value: unit_name(unit, SCALE) for unit in Unit}
    if column.choices is None:
        return {}
    called = _CALLED[column.choices]
    return {one.value: called(one) for one in column.choices}


def _as_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _date_rule_name(rule: DateRule) -> str:
    return {
        DateRule.NONE: _("no dates"),
        DateRule.ADVICE: _("dates are advice"),
        DateRule.STRICT: _("strict: not given out past any date"),
        DateRule.FORMULA: _("formula: not even accepted past its date"),
    }[rule]


def _status_name(status: NeedStatus) -> str:
    return {NeedStatus.OPEN: _("open"), NeedStatus.CANCELLED: _("cancelled")}[status]


def _every_name(every: Every) -> str:
    return {
        Every.WEEKLY: _("each week"),
        Every.MONTHLY: _("each month"),
        Every.PAR: _("up to what we keep"),
    }[every]


def _source_name(source: Source) -> str:
    return {Source.DONATED: _("given"), Source.PURCHASED: _("bought")}[source]


_CALLED: dict[type[StrEnum], Callable[[Any], str]] = {
    DateKind: date_kind_name,
    DateRule: _date_rule_name,
    DonorKind: donor_kind_name,
    Every: _every_name,
    NeedStatus: _status_name,
    Priority: priority_name,
    ProgramKind: program_kind_name,
    SiteKind: site_kind_name,
    Source: _source_name,
    ToldHow: told_name,
    WayToHelp: way_to_help_name,
}
