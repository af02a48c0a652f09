"""Coverage by program and category: a table of tinted cells, the share in words in each."""

from typing import Any

import altair as alt
import pandas as pd

from drives.charts.bars import PHONE, framed
from drives.charts.palette import Palette

_CELL = 44
_NAME = 30
_LETTERS_ON_A_PHONE = 40
_TILTED = 4
"""From this many columns on, their names stand upright on a phone."""


def coverage_by_category(frame: pd.DataFrame, *, palette: Palette) -> alt.LayerChart:
    """A row a program, a column a category; the fuller the tint, the more is covered.

    ``frame``: place (int, a program's row), program, category, label, short_label, tooltip (str),
    covered (float share). A program has a cell for each category that it asks for.
    """
    rows = list(dict.fromkeys(frame["place"]))
    columns = list(dict.fromkeys(sorted(frame["category"])))
    height = _CELL + _NAME
    place = alt.Y(
        "place:O", axis=None, sort=None, scale=alt.Scale(domain=rows, paddingInner=0, paddingOuter=0)
    )
    across = alt.X(
        "category:N",
        title=None,
        sort=None,
        scale=alt.Scale(domain=columns, paddingInner=0.04, paddingOuter=0),
        axis=alt.Axis(
            orient="top",
            labelAngle=0 if len(columns) < _TILTED else alt.ExprRef(f"{PHONE} ? -90 : 0"),
            labelAlign="center" if len(columns) < _TILTED else alt.ExprRef(f"{PHONE} ? 'left' : 'center'"),
            labelBaseline="bottom"
            if len(columns) < _TILTED
            else alt.ExprRef(f"{PHONE} ? 'middle' : 'bottom'"),
            labelColor=palette.words,
            labelFontSize=13,
            labelLimit=170,
            labelOverlap=False,
            labelPadding=6,
            grid=False,
        ),
    )
    said: dict[str, Any] = {
        "tooltip": alt.Tooltip("tooltip:N"),
        "description": alt.Description("tooltip:N"),
    }
    cells = (
        alt.Chart(frame)
        .mark_rect(
            color=palette.allocated,
            stroke=palette.outline,
            strokeWidth=0.8,
            cornerRadius=4,
            height=_CELL - 10,
            yOffset=_NAME / 2 - 2,
        )
        .encode(
            x=across,
            y=place,
            fillOpacity=alt.FillOpacity(
                "covered:Q", scale=alt.Scale(domain=[0, 1], range=[0.04, 0.5]), legend=None
            ),
            **said,
        )
    )
    words = (
        alt.Chart(frame)
        .transform_calculate(said=f"{PHONE} ? datum.short_label : datum.label")
        .mark_text(fontSize=14, fontWeight=600, color=palette.words, baseline="middle", dy=_NAME / 2 - 2)
        .encode(x=across, y=place, text="said:N", **said)
    )
    named = frame.drop_duplicates("place")[["place", "program"]]
    names = (
        alt.Chart(named)
        .transform_calculate(said=f"{PHONE} ? truncate(datum.program, {_LETTERS_ON_A_PHONE}) : datum.program")
        .mark_text(
            align="left",
            baseline="middle",
            fontSize=15,
            fontWeight=600,
            color=palette.words,
            dy=-_CELL / 2 + 4,
        )
        .encode(x=alt.value(0), y=place, text="said:N")
    )
    return framed(alt.layer(cells, words, names), height=alt.Step(height))
