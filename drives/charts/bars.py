"""Bars with their words above them: a row each for what is asked, from what is delivered to what is missing.

Readable at 390 px: a name and its words stand over the bar, never beside it.
"""

from textwrap import shorten, wrap
from typing import Any

import altair as alt
import pandas as pd

from drives.charts.numbers import format_whole_percent
from drives.charts.palette import Palette
from drives.texts import _

FONT = "Source Sans, sans-serif"
PHONE = "width < 460"
"""Whether a drawing stands on a phone, as Vega asks."""

_STATES = ("delivered", "allocated", "available", "pledged", "to_collect")
_ROW_HEIGHT = 48
_TALL_ROW_HEIGHT = 66
_LINE_HEIGHT = 18
_BAR_HEIGHT = 15
# A phone's plot is about 340 px: so many letters of a name fit beside the words, so many on two lines.
_LETTERS_A_LINE = 24


def _state_names() -> dict[str, str]:
    return {
        "delivered": _("delivered"),
        "allocated": _("allocated"),
        "available": _("available"),
        "pledged": _("pledged"),
        "to_collect": _("still to collect"),
    }


def _wrapped(item: str) -> list[str]:
    lines = wrap(item, _LETTERS_A_LINE, break_long_words=True)
    if len(lines) > 2:
        lines = [lines[0], shorten(" ".join(lines[1:]), _LETTERS_A_LINE + 10, placeholder=" …")]
    return lines or [item]


def _words(ranked: pd.DataFrame) -> pd.DataFrame:
    words = ranked[["place", "item", "label", "short_label", "tooltip"]].copy()
    lines = [_wrapped(item) for item in ranked["item"]]
    words["first_line"] = pd.Series([line[0] for line in lines], index=words.index, dtype="str")
    words["second_line"] = pd.Series([" ".join(line[1:]) for line in lines], index=words.index, dtype="str")
    return words


def _segments(ranked: pd.DataFrame, states: tuple[str, ...], names: dict[str, str]) -> pd.DataFrame:
    # A pledge is not here yet: it stands within what is still to collect.
    pledged = ranked["pledged"].clip(upper=ranked["to_collect"])
    lengths = {state: ranked[state] for state in _STATES} | {
        "pledged": pledged,
        "to_collect": ranked["to_collect"] - pledged,
    }
    parts = []
    start = ranked["delivered"] * 0
    for state in states:
        end = start + lengths[state]
        parts.append(
            pd.DataFrame(
                {
                    "place": ranked["place"],
                    "item": ranked["item"],
                    "tooltip": ranked["tooltip"],
                    "state": names[state],
                    "start": start,
                    "end": end.round(12),
                }
            )
        )
        start = end
    drawn = pd.concat(parts, ignore_index=True)
    return drawn.loc[drawn["end"] > drawn["start"] + 1e-9].reset_index(drop=True)


def _outlined(named: list[str], pledged: str, legend: alt.Legend, palette: Palette) -> dict[str, Any]:
    """What is pledged is not here: it has a dashed outline of its own, in the legend as in the bars."""
    outlines = [palette.delivered if name == pledged else palette.outline for name in named]
    dashes = [[3, 2] if name == pledged else [1, 0] for name in named]
    is_pledged = alt.datum.state == pledged
    state: dict[str, Any] = {"shorthand": "state:N", "title": None, "sort": None, "legend": legend}
    return {
        "stroke": alt.Stroke(**state, scale=alt.Scale(domain=named, range=outlines)),
        "strokeDash": alt.StrokeDash(**state, scale=alt.Scale(domain=named, range=dashes)),
        "strokeWidth": alt.condition(is_pledged, alt.value(1.6), alt.value(0.8)),
    }


def _percent_labels(language: str, met: str) -> str:
    """A Vega expression that names the ticks in the language."""
    names = [format_whole_percent(percent, language) for percent in (0, 50, 100)]
    names[2] = met.format(percent=names[2]).replace("'", "’")
    return f"datum.value < 0.25 ? '{names[0]}' : datum.value < 0.75 ? '{names[1]}' : '{names[2]}'"


def named_bars(ranked: pd.DataFrame, *, language: str, palette: Palette) -> alt.LayerChart:
    """A bar a row, in the order of the rows, as shares of what is asked.

    ``ranked``: item, label, short_label (for a phone), tooltip (str); delivered, allocated, available,
    to_collect (float shares that add up to 1), pledged (a share, drawn where there is any). The
    language in use is the language of the words.
    """
    ranked = ranked.reset_index(drop=True)
    ranked["place"] = ranked.index
    names = _state_names()
    states = tuple(state for state in _STATES if state != "pledged" or bool((ranked["pledged"] > 0).any()))
    segments, words = _segments(ranked, states, names), _words(ranked)
    met, met_at = _("need met"), _("need met: {percent}")
    fills = {
        "delivered": palette.delivered,
        "allocated": palette.allocated,
        "available": palette.available,
        "pledged": palette.pledged,
        "to_collect": palette.empty,
    }
    long_names = bool((words["second_line"] != "").any())
    row_height = _TALL_ROW_HEIGHT if long_names else _ROW_HEIGHT
    bar_below = row_height / 2 - _BAR_HEIGHT / 2 - 3
    last_line = bar_below - _BAR_HEIGHT / 2 - 13

    # The order is said outright: left to the layers, Vega would take it from whichever bar comes first.
    order = ranked["place"].tolist()
    place = alt.Y(
        "place:O", axis=None, sort=None, scale=alt.Scale(domain=order, paddingInner=0, paddingOuter=0)
    )
    named = [names[state] for state in states]
    legend = alt.Legend(
        orient="top",
        columns=alt.ExprRef(f"{PHONE} ? 2 : {len(states)}"),
        labelColor=palette.words,
        labelFontSize=14,
        symbolType="square",
        symbolStrokeWidth=1.2,
        offset=12,
    )
    tooltip = alt.Tooltip("tooltip:N")
    said = alt.Description("tooltip:N")
    bars = (
        alt.Chart(segments)
        .mark_bar(size=_BAR_HEIGHT, yOffset=bar_below, y2Offset=bar_below)
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
                scale=alt.Scale(domain=named, range=[fills[state] for state in states]),
                legend=legend,
            ),
            tooltip=tooltip,
            description=said,
            **_outlined(named, names["pledged"], legend, palette),
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
    # On a phone a long name stands on two lines, the lower of them beside the words.
    upper = (
        name_line.transform_filter(f"{PHONE} && datum.second_line !== ''")
        .mark_text(**name_style, dy=last_line - _LINE_HEIGHT)
        .encode(text="first_line:N")
    )
    lower = (
        name_line.transform_calculate(
            name=f"!({PHONE}) ? datum.item : datum.second_line !== '' ? datum.second_line : datum.first_line"
        )
        .mark_text(**name_style, dy=last_line)
        .encode(text="name:N")
    )
    figures = (
        alt.Chart(words)
        .transform_calculate(said=f"{PHONE} ? datum.short_label : datum.label")
        .mark_text(align="right", baseline="middle", dx=-8, dy=last_line, fontSize=14, color=palette.words)
        .encode(x=alt.datum(1), y=place, text="said:N", tooltip=tooltip, description=said)
    )
    line = (
        alt.Chart(pd.DataFrame({"share": [1.0], "tooltip": [met]}))
        .mark_rule(color=palette.line, strokeWidth=2.5)
        .encode(x="share:Q", tooltip=tooltip, description=said)
    )
    return framed(alt.layer(bars, line, upper, lower, figures), height=alt.Step(row_height))


def framed(chart: alt.LayerChart | alt.FacetChart, *, height: Any) -> alt.LayerChart:
    """A drawing as every page shows it: as wide as its place, on the page's own paper."""
    drawn: alt.LayerChart = (
        chart.properties(width="container", height=height)
        .configure(font=FONT, background="transparent")
        .configure_view(stroke=None)
        .configure_axis(domain=False, ticks=False)
    )
    return drawn
