"""Needs against donations: one bar an item, as a share of what is needed."""

from textwrap import shorten, wrap
from typing import Any

import altair as alt
import pandas as pd

from drives.charts.numbers import format_quantity, format_whole_percent
from drives.charts.palette import Palette
from drives.texts import _, current_language, use_language

_STATES = ("delivered", "allocated", "available", "to_collect")
_ROW_HEIGHT = 48
_TALL_ROW_HEIGHT = 60
_LINE_HEIGHT = 18
_BAR_HEIGHT = 15
# A phone's plot is about 340 px: so many letters of a name fit beside the figures, so many on two lines.
_PHONE = "width < 460"
_LETTERS_A_LINE = 24


def _state_names() -> dict[str, str]:
    return {
        "delivered": _("delivered"),
        "allocated": _("allocated"),
        "available": _("available"),
        "to_collect": _("still to collect"),
    }


def _ranked(frame: pd.DataFrame) -> pd.DataFrame:
    wanted = frame.loc[frame["needed"] > 0].copy()
    wanted["covered"] = (1 - wanted["still_to_collect"] / wanted["needed"]).clip(0, 1)
    wanted = wanted.sort_values(["covered", "item"], kind="stable", ignore_index=True)
    wanted["place"] = wanted.index
    return wanted


def _wrapped(item: str) -> list[str]:
    lines = wrap(item, _LETTERS_A_LINE, break_long_words=True)
    if len(lines) > 2:
        lines = [lines[0], shorten(" ".join(lines[1:]), _LETTERS_A_LINE + 10, placeholder=" …")]
    return lines or [item]


def _words(ranked: pd.DataFrame, language: str) -> pd.DataFrame:
    words = ranked[["place", "item", "label", "tooltip"]].copy()
    over = [
        _("{label} · +{surplus} over").format(
            label=label, surplus=format_quantity(round(surplus * 1000), language)
        )
        if surplus > 0
        else label
        for label, surplus in zip(ranked["label"], ranked["surplus"], strict=True)
    ]
    words["label"] = pd.Series(over, index=words.index, dtype="str")
    lines = [_wrapped(item) for item in ranked["item"]]
    words["first_line"] = pd.Series([line[0] for line in lines], index=words.index, dtype="str")
    words["second_line"] = pd.Series([" ".join(line[1:]) for line in lines], index=words.index, dtype="str")
    return words


def _segments(ranked: pd.DataFrame) -> pd.DataFrame:
    # The bar ends at coverage, so that it says what the words beside it say: stock that helps
    # nobody here (restricted elsewhere, too much for one need) lengthens no bar.
    names = _state_names()
    delivered = (ranked["delivered"] / ranked["needed"]).clip(0).clip(upper=ranked["covered"])
    allocated = ((ranked["delivered"] + ranked["allocated"]) / ranked["needed"]).clip(upper=ranked["covered"])
    allocated = allocated.clip(lower=delivered)
    edges = [ranked["covered"] * 0, delivered, allocated, ranked["covered"], ranked["covered"] * 0 + 1]
    parts = [
        pd.DataFrame(
            {
                "place": ranked["place"],
                "item": ranked["item"],
                "tooltip": ranked["tooltip"],
                "state": names[state],
                "start": edges[order],
                "end": edges[order + 1],
            }
        )
        for order, state in enumerate(_STATES)
    ]
    drawn = pd.concat(parts, ignore_index=True)
    return drawn.loc[drawn["end"] > drawn["start"]].reset_index(drop=True)


def _percent_labels(language: str, met: str) -> str:
    """A Vega expression that names the ticks in the language."""
    names = [format_whole_percent(percent, language) for percent in (0, 50, 100)]
    names[2] = met.format(percent=names[2]).replace("'", "’")
    return f"datum.value < 0.25 ? '{names[0]}' : datum.value < 0.75 ? '{names[1]}' : '{names[2]}'"


def needs_against_donations(frame: pd.DataFrame, *, language: str, palette: Palette) -> alt.LayerChart:
    """Horizontal bars as shares of need, most behind first, readable at 390 px.

    ``frame``: item, unit_word, label, tooltip (str); needed, delivered, allocated, available,
    still_to_collect, surplus (float, in units, only for drawing). Rows that need nothing are left
    out. Bars stop at 100 %, where one line stands; surplus is said in words.
    """
    before = current_language()
    use_language(language)
    try:
        ranked = _ranked(frame)
        segments, words = _segments(ranked), _words(ranked, language)
        names = list(_state_names().values())
        met, met_at = _("need met"), _("need met: {percent}")
    finally:
        use_language(before)

    long_names = bool((words["second_line"] != "").any())
    row_height = _TALL_ROW_HEIGHT if long_names else _ROW_HEIGHT
    bar_below = row_height / 2 - _BAR_HEIGHT / 2 - 3
    last_line = bar_below - _BAR_HEIGHT / 2 - 13

    # The order is said outright: left to the layers, Vega would take it from whichever bar comes first.
    order = ranked["place"].tolist()
    place = alt.Y(
        "place:O", axis=None, sort=None, scale=alt.Scale(domain=order, paddingInner=0, paddingOuter=0)
    )
    tooltip = alt.Tooltip("tooltip:N")
    said = alt.Description("tooltip:N")
    bars = (
        alt.Chart(segments)
        .mark_bar(
            size=_BAR_HEIGHT, yOffset=bar_below, y2Offset=bar_below, strokeWidth=0.8, stroke=palette.outline
        )
        .encode(
            x=alt.X(
                "start:Q",
                title=None,
                scale=alt.Scale(domain=[0, 1], nice=False),
                axis=alt.Axis(
                    values=[0, 0.5, 1],
                    labelExpr=_percent_labels(language, met_at),
                    grid=False,
                    labelColor=palette.words,
                    labelFontSize=13,
                    labelFlush=True,
                    labelPadding=8,
                ),
            ),
            x2="end:Q",
            y=place,
            color=alt.Color(
                "state:N",
                title=None,
                sort=None,
                scale=alt.Scale(
                    domain=names,
                    range=[palette.delivered, palette.allocated, palette.available, palette.empty],
                ),
                legend=alt.Legend(
                    orient="top",
                    columns=alt.ExprRef(f"{_PHONE} ? 2 : 4"),
                    labelColor=palette.words,
                    labelFontSize=14,
                    symbolType="square",
                    symbolStrokeColor=palette.outline,
                    symbolStrokeWidth=0.8,
                    offset=12,
                ),
            ),
            tooltip=tooltip,
            description=said,
        )
    )
    name_line = alt.Chart(words).encode(x=alt.datum(0), y=place, tooltip=tooltip, description=said)
    name_style: dict[str, Any] = {
        "align": "left",
        "baseline": "middle",
        "fontSize": 15,
        "fontWeight": 600,
        "color": palette.words,
    }
    # On a phone a long name stands on two lines, the lower of them beside the figures.
    upper = (
        name_line.transform_filter(f"{_PHONE} && datum.second_line !== ''")
        .mark_text(**name_style, dy=last_line - _LINE_HEIGHT)
        .encode(text="first_line:N")
    )
    lower = (
        name_line.transform_calculate(
            name=f"!({_PHONE}) ? datum.item : datum.second_line !== '' ? datum.second_line : datum.first_line"
        )
        .mark_text(**name_style, dy=last_line)
        .encode(text="name:N")
    )
    figures = (
        alt.Chart(words)
        .mark_text(align="right", baseline="middle", dx=-8, dy=last_line, fontSize=14, color=palette.words)
        .encode(x=alt.datum(1), y=place, text="label:N", tooltip=tooltip, description=said)
    )
    line = (
        alt.Chart(pd.DataFrame({"share": [1.0], "tooltip": [met]}))
        .mark_rule(color=palette.line, strokeWidth=2.5)
        .encode(x="share:Q", tooltip=tooltip, description=said)
    )
    chart: alt.LayerChart = (
        alt.layer(bars, line, upper, lower, figures)
        .properties(width="container", height=alt.Step(row_height))
        .configure(font="Source Sans, sans-serif", background="transparent")
        .configure_view(stroke=None)
        .configure_axis(domain=False, ticks=False)
    )
    return chart
