"""The days of a drive so far, for one item: the sentence, the line with its pace, and the twin as a table."""

import pandas as pd
import streamlit as st

from drives.charts.days import days_and_pace
from drives.charts.palette import palette_for
from drives.charts.sentences import pace_finding
from drives.queries.days import DaysSoFar
from drives.queries.drive_page import DrivePage, DriveStage
from drives.queries.progress import ProgressRow
from drives.rules.units import unit_name
from drives.texts import _
from drives.ui.components import amount, day, format_quantity, md_escape
from drives.ui.progress_view import show_table


def target_of(row: ProgressRow) -> int | None:
    """What the days are measured against: the drive's goal, else what is needed; None where neither is."""
    return row.figures.goal or row.figures.needed or None


def day_items(drive: DrivePage) -> list[ProgressRow]:
    """The items whose days can be shown: what is measured or came in; the most wanted first."""
    wanted = {one.item_id: place for place, one in enumerate(drive.wanted)}
    rows = [row for row in drive.rows if target_of(row) or row.figures.donated]
    rows.sort(
        key=lambda row: (wanted.get(row.item_id, len(wanted)), row.figures.goal is None, -row.figures.donated)
    )
    return rows


def days_finding(days: DaysSoFar, row: ProgressRow, drive: DrivePage) -> str:
    """What the line found, in a sentence."""
    running = drive.stage is DriveStage.RUNNING
    return pace_finding(
        item=days.item,
        unit=days.unit,
        so_far=days.so_far,
        at_end=days.at_end,
        target=target_of(row),
        by=day(drive.ends_on if running else drive.as_of, today=drive.today),
        starts=day(drive.starts_on, today=drive.today) if drive.stage is DriveStage.PLANNED else None,
    )


def show_days_chart(
    days: DaysSoFar, row: ProgressRow, drive: DrivePage, *, theme: str, language: str
) -> None:
    """The sentence, and below it the line and the table once something was donated."""
    found = days_finding(days, row, drive)
    st.markdown(md_escape(found))
    if not days.days:
        return
    target = target_of(row)
    chart = days_and_pace(
        days_frame(days, drive),
        first_on=days.first_on,
        last_on=days.last_on,
        ends_on=days.ends_on,
        so_far=days.so_far / 1000,
        so_far_label=_so_far_words(days, drive),
        at_end=None if days.at_end is None else days.at_end / 1000,
        at_end_label=""
        if days.at_end is None
        else _("about {amount}").format(amount=amount(days.at_end, days.unit)),
        target=None if target is None else target / 1000,
        target_label="" if target is None else _target_words(row, target),
        language=language,
        palette=palette_for(theme),
    )
    st.altair_chart(
        chart,
        alt=_("What was donated, day by day, added up. {finding}").format(finding=found),
        key="days.chart",
    )
    _table(days, drive)


def days_frame(days: DaysSoFar, drive: DrivePage) -> pd.DataFrame:
    """What the line draws: a row for each day on which something was donated."""
    return pd.DataFrame(
        {
            "on": pd.Series([pd.Timestamp(one.on) for one in days.days], dtype="datetime64[ns]"),
            "so_far": pd.Series([one.so_far / 1000 for one in days.days], dtype="float64"),
            "tooltip": pd.Series(
                [
                    _("{day}: {donated} donated, {so_far} so far.").format(
                        day=day(one.on, today=drive.today),
                        donated=amount(one.donated, days.unit),
                        so_far=amount(one.so_far, days.unit),
                    )
                    for one in days.days
                ],
                dtype="str",
            ),
        }
    )


def _so_far_words(days: DaysSoFar, drive: DrivePage) -> str:
    said = _("{amount} in all") if drive.stage is DriveStage.CLOSED else _("{amount} so far")
    return said.format(amount=amount(days.so_far, days.unit))


def _target_words(row: ProgressRow, target: int) -> str:
    if row.figures.goal:
        return _("goal {amount}").format(amount=amount(target, row.unit))
    return _("{amount} needed").format(amount=amount(target, row.unit))


def days_table(days: DaysSoFar, drive: DrivePage) -> pd.DataFrame:
    """The line's twin: a row for each day on which something was donated."""
    return pd.DataFrame(
        [
            {
                _("Day"): day(one.on, today=drive.today),
                _("Unit"): unit_name(days.unit, 1000),
                _("Donated"): format_quantity(one.donated),
                _("So far"): format_quantity(one.so_far),
            }
            for one in days.days
        ]
    )


def _table(days: DaysSoFar, drive: DrivePage) -> None:
    with st.expander(_("Days as a table"), key="days.table"):
        show_table(
            days_table(days, drive),
            pinned=_("Day"),
            numbers=[_("Donated"), _("So far")],
            alt=_("What was donated, a day a row"),
        )
