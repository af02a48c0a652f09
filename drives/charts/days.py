"""The days so far: what came in day by day, added up, and where that pace would end."""

import math
from datetime import date, timedelta
from typing import Any

import altair as alt
import pandas as pd

from drives.charts.bars import PHONE, framed
from drives.charts.numbers import format_quantity, short_day
from drives.charts.palette import Palette

_HEIGHT = 260
_TICKS_Y = 4


def days_and_pace(
    frame: pd.DataFrame,
    *,
    first_on: date,
    last_on: date,
    ends_on: date,
    so_far: float,
    so_far_label: str,
    at_end: float | None,
    at_end_label: str,
    target: float | None,
    target_label: str,
    language: str,
    palette: Palette,
) -> alt.LayerChart:
    """What was donated from ``first_on`` to each day as a line, the pace as a dashed one, the target across.

    ``frame``: on (datetime64), so_far (float, in units), tooltip (str); a row for each day on which
    something was donated, in order. Days beyond ``ends_on`` are shown as they are.
    """
    last_day = (max(ends_on, last_on) - first_on).days
    today = (last_on - first_on).days
    highest = max(so_far, at_end or 0.0, target or 0.0)
    top = _top(highest)
    x = alt.X(
        "day:Q",
        title=None,
        scale=alt.Scale(domain=[0, max(1, last_day)], nice=False),
        axis=_axis(_named_days(first_on, last_day, language), palette, ticks=True),
    )
    y = alt.Y(
        "so_far:Q",
        title=None,
        scale=alt.Scale(domain=[0, max(top[-1], highest * 1.14)], nice=False),
        axis=_axis({value: format_quantity(round(value * 1000), language) for value in top}, palette),
    )
    drawn = _line(frame, first_on, today, so_far)
    came = alt.Chart(drawn).encode(x=x, y=y)
    layers: list[Any] = [
        came.mark_area(interpolate="step-after", color=palette.allocated, opacity=0.2),
        came.mark_line(interpolate="step-after", color=palette.delivered, strokeWidth=2.5),
    ]
    if target is not None:
        layers += _target(target, target_label, x, y, last_day, palette)
    if at_end is not None:
        layers += _pace(today, so_far, last_day, at_end, at_end_label, target, top[-1], x, y, palette)
    # The sentence above says it: left out where it would cross the target's line, and on a phone where
    # it would cross the words of the pace.
    crowded = at_end is not None and today >= last_day * 0.45
    under = target is not None and 0 <= target - so_far < top[-1] * 0.12
    said = "" if under else so_far_label
    layers += _so_far(today, so_far, said, last_day, crowded, x, y, palette)
    dots = pd.DataFrame(
        {"day": _day_numbers(frame, first_on), "so_far": frame["so_far"], "tooltip": frame["tooltip"]}
    )
    # Where a finger or a pointer comes near a day, its words show; a dot alone would be hard to hit.
    layers.append(
        alt.Chart(dots)
        .mark_point(size=240, filled=True, opacity=0, color=palette.delivered)
        .encode(x=x, y=y, tooltip=alt.Tooltip("tooltip:N"), description=alt.Description("tooltip:N"))
    )
    return framed(alt.layer(*layers), height=_HEIGHT)


def _day_numbers(frame: pd.DataFrame, first_on: date) -> pd.Series:
    return (frame["on"] - pd.Timestamp(first_on)).dt.days


def _line(frame: pd.DataFrame, first_on: date, today: int, so_far: float) -> pd.DataFrame:
    """The line from nothing on the first day to all that came by today."""
    days = _day_numbers(frame, first_on).tolist()
    points = list(zip(days, frame["so_far"].tolist(), strict=True))
    if not points or points[0][0] > 0:
        points.insert(0, (0, 0.0))
    points.append((today, so_far))
    return pd.DataFrame(points, columns=["day", "so_far"])


def _target(target: float, label: str, x: Any, y: Any, last_day: int, palette: Palette) -> list[alt.Chart]:
    line = pd.DataFrame({"day": [0, max(1, last_day)], "so_far": [target, target]})
    words = pd.DataFrame({"day": [0], "so_far": [target], "said": [label]})
    return [
        alt.Chart(line).mark_line(color=palette.line, strokeWidth=2, strokeDash=[2, 3]).encode(x=x, y=y),
        alt.Chart(words)
        .mark_text(align="left", dx=4, dy=-10, fontSize=14, fontWeight=600, color=palette.words)
        .encode(x=x, y=y, text="said:N"),
    ]


def _pace(
    today: int,
    so_far: float,
    last_day: int,
    at_end: float,
    label: str,
    target: float | None,
    top: float,
    x: Any,
    y: Any,
    palette: Palette,
) -> list[alt.Chart]:
    line = pd.DataFrame({"day": [today, last_day], "so_far": [so_far, at_end]})
    words = pd.DataFrame({"day": [last_day], "so_far": [at_end], "said": [label]})
    # Beside the target's line the words would cross it.
    near = target is not None and 0 <= target - at_end < top * 0.12
    return [
        alt.Chart(line)
        .mark_line(color=palette.forecast, strokeWidth=2.5, strokeDash=[7, 5])
        .encode(x=x, y=y),
        alt.Chart(words).mark_point(size=70, filled=True, opacity=1, color=palette.forecast).encode(x=x, y=y),
        alt.Chart(words)
        .mark_text(
            align="right", dx=-6, dy=20 if near else -14, fontSize=14, fontWeight=600, color=palette.words
        )
        .encode(x=x, y=y, text="said:N"),
    ]


def _so_far(
    today: int,
    so_far: float,
    label: str,
    last_day: int,
    crowded: bool,
    x: Any,
    y: Any,
    palette: Palette,
) -> list[alt.Chart]:
    point = pd.DataFrame({"day": [today], "so_far": [so_far], "said": [label]})
    early = today < last_day * 0.45
    words: dict[str, Any] = (
        {"align": "left", "dx": 10, "dy": 14} if early else {"align": "right", "dx": -8, "dy": -12}
    )
    return [
        alt.Chart(point)
        .mark_point(size=70, filled=True, opacity=1, color=palette.delivered)
        .encode(x=x, y=y),
        alt.Chart(point)
        .transform_filter(f"!({PHONE})" if crowded else "true")
        .mark_text(**words, fontSize=14, fontWeight=600, color=palette.words)
        .encode(x=x, y=y, text="said:N"),
    ]


def _axis(names: dict[Any, str], palette: Palette, *, ticks: bool = False) -> alt.Axis:
    """An axis whose ticks are named by us, in the language in use."""
    said = [name.replace("\\", "").replace("'", "’") for name in names.values()]
    values = list(names)
    listed = ", ".join(f"'{name}'" for name in said)
    # A phone has room for every other name of a day.
    place = f"indexof({values}, datum.value)"
    named = f"[{listed}][{place}]"
    if ticks:
        named = f"{PHONE} && {place} % 2 === 1 && {place} !== {len(values) - 1} ? '' : {named}"
    return alt.Axis(
        values=values,
        labelExpr=named,
        grid=not ticks,
        gridColor=palette.outline,
        gridOpacity=0.25,
        labelColor=palette.words,
        labelFontSize=13,
        labelFlush=True,
        labelOverlap=False,
        labelPadding=8,
    )


def _named_days(first_on: date, last_day: int, language: str) -> dict[int, str]:
    """Five days at most, the first and the last among them."""
    steps = min(4, max(1, last_day))
    days = sorted({round(last_day * step / steps) for step in range(steps + 1)})
    return {number: short_day(first_on + timedelta(days=number), language) for number in days}


def _top(highest: float) -> list[float]:
    """Round values from 0 to the first that is not below ``highest``."""
    if highest <= 0:
        return [0.0, 1.0]
    rough = highest / _TICKS_Y
    scale = 10 ** math.floor(math.log10(rough))
    step = next(scale * nice for nice in (1, 2, 2.5, 5, 10) if scale * nice >= rough)
    return [round(step * count, 3) for count in range(math.ceil(round(highest / step, 9)) + 1)]
