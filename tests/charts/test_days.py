"""The line of the days so far, read from the drawing itself."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from drives.charts.days import days_and_pace
from drives.charts.palette import DARK, LIGHT, Palette

Spec = dict[str, Any]
FIRST = date(2025, 12, 1)


def _draw(
    days: list[tuple[date, float]],
    *,
    last: date = date(2025, 12, 11),
    target: float | None = 100.0,
    at_end: float | None = 42.0,
    language: str = "en",
    palette: Palette = LIGHT,
) -> Spec:
    frame = pd.DataFrame(
        {
            "on": pd.Series([pd.Timestamp(on) for on, _so_far in days], dtype="datetime64[ns]"),
            "so_far": pd.Series([so_far for _on, so_far in days], dtype="float64"),
            "tooltip": pd.Series([f"{so_far:g} pairs" for _on, so_far in days], dtype="str"),
        }
    )
    drawn: Spec = days_and_pace(
        frame,
        first_on=FIRST,
        last_on=last,
        ends_on=date(2025, 12, 21),
        so_far=days[-1][1] if days else 0.0,
        so_far_label="so far",
        at_end=at_end,
        at_end_label="about 42 pairs",
        target=target,
        target_label="goal 100 pairs",
        language=language,
        palette=palette,
    ).to_dict()
    return drawn


def _points(spec: Spec, colour: str, mark: str = "line") -> list[tuple[float, float]]:
    [layer] = [
        one for one in spec["layer"] if one["mark"].get("color") == colour and one["mark"]["type"] == mark
    ]
    return [(row["day"], row["so_far"]) for row in spec["datasets"][layer["data"]["name"]]]


DAYS = [(date(2025, 12, 3), 12.0), (date(2025, 12, 8), 22.0)]


def test_the_line_goes_from_nothing_through_each_day_to_today() -> None:
    assert _points(_draw(DAYS), LIGHT.delivered) == [(0, 0), (2, 12), (7, 22), (10, 22)]


def test_what_came_on_the_first_day_stands_there() -> None:
    assert _points(_draw([(FIRST, 5.0)]), LIGHT.delivered) == [(0, 5), (10, 5)]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_the_pace_is_an_amber_line_from_today_to_the_last_day(palette: Palette) -> None:
    spec = _draw(DAYS, palette=palette)
    assert _points(spec, palette.forecast) == [(10, 22), (20, 42)]
    assert _points(spec, palette.line) == [(0, 100), (20, 100)]


def test_without_a_pace_or_a_target_neither_is_drawn() -> None:
    spec = _draw(DAYS, target=None, at_end=None)
    colours = {layer["mark"].get("color") for layer in spec["layer"]}
    assert LIGHT.forecast not in colours
    assert LIGHT.line not in colours


def test_a_drive_past_its_last_day_is_drawn_to_today() -> None:
    spec = _draw([(date(2025, 12, 25), 9.0)], last=date(2025, 12, 28), at_end=None)
    assert spec["layer"][0]["encoding"]["x"]["scale"]["domain"] == [0, 27]


def test_days_and_amounts_are_named_in_the_language() -> None:
    spec = _draw([(FIRST, 1500.0)], target=4000.0, language="es")
    axes = [spec["layer"][0]["encoding"][channel]["axis"]["labelExpr"] for channel in ("x", "y")]
    assert "'1 dic'" in axes[0]
    assert "'4.000'" in axes[1]


def test_nothing_at_all_can_be_drawn() -> None:
    assert _points(_draw([], target=None, at_end=None), LIGHT.delivered) == [(0, 0), (10, 0)]


def test_words_of_a_day_stand_at_its_point() -> None:
    spec = _draw(DAYS)
    assert spec["layer"][-1]["encoding"]["tooltip"]["field"] == "tooltip"
    rows = spec["datasets"][spec["layer"][-1]["data"]["name"]]
    assert [row["tooltip"] for row in rows] == ["12 pairs", "22 pairs"]
