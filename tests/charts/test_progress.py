"""What the bars say, read from the drawing itself."""

from typing import Any

import pandas as pd
import pytest

from drives.charts.palette import DARK, LIGHT, Palette, palette_for
from drives.charts.progress import needs_against_donations, needs_by_program
from drives.texts import current_language

Spec = dict[str, Any]


def _row(
    item: str, needed: float, delivered: float, allocated: float, available: float, **more: float
) -> Spec:
    still = more.get("still", max(0.0, needed - delivered - allocated - available))
    return {
        "item": item,
        "needed": needed,
        "met": more.get("met", delivered),
        "outstanding": more.get("outstanding", needed - delivered - allocated),
        "still_to_collect": still,
        "pledged": more.get("pledged", 0.0),
        "surplus": more.get("surplus", 0.0),
        "label": f"{needed - still:g} of {needed:g} pairs · {still:g} pairs to go",
        "short_label": f"{still:g} pairs to go",
        "tooltip": f"{item}: {needed - still:g} of {needed:g} pairs",
    }


def _draw(*rows: Spec, palette: Palette = LIGHT) -> Spec:
    drawn: Spec = needs_against_donations(pd.DataFrame(rows), language="en", palette=palette).to_dict()
    return drawn


def _rows_of(spec: Spec, layer: int) -> list[Spec]:
    rows: list[Spec] = spec["datasets"][spec["layer"][layer]["data"]["name"]]
    return rows


def _segments(spec: Spec, item: str) -> dict[str, tuple[float, float]]:
    return {
        row["state"]: (pytest.approx(row["start"]), pytest.approx(row["end"]))
        for row in _rows_of(spec, 0)
        if row["item"] == item
    }


def test_a_bar_is_made_of_what_is_delivered_allocated_available_and_still_to_collect() -> None:
    spec = _draw(_row("Wool socks", 500, 60, 40, 32))
    assert _segments(spec, "Wool socks") == {
        "delivered": (0, 0.12),
        "allocated": (0.12, 0.2),
        "available": (0.2, 0.264),
        "still to collect": (0.264, 1),
    }


def test_a_bar_stops_at_its_need_and_says_the_surplus_in_words() -> None:
    spec = _draw(_row("Baked beans", 200, 100, 60, 128, still=0, surplus=88))
    segments = _segments(spec, "Baked beans")
    assert segments["available"] == (0.8, 1)
    assert "still to collect" not in segments
    assert [row["label"] for row in _rows_of(spec, 4)] == ["200 of 200 pairs · 0 pairs to go · +88 over"]
    assert [row["short_label"] for row in _rows_of(spec, 4)] == ["0 pairs to go · +88 over"]


def test_stock_that_helps_nobody_here_lengthens_no_bar() -> None:
    spec = _draw(_row("Coats", 100, 0, 0, 90, still=80))
    assert _segments(spec, "Coats") == {"available": (0, 0.2), "still to collect": (0.2, 1)}


def test_too_much_delivered_for_one_need_never_hides_the_gap_of_another() -> None:
    # One need asked for 50 and was given 60; the other asked for 50 and has 20 reserved.
    spec = _draw(_row("Coats", 100, 60, 20, 0, met=50, outstanding=30, still=30))
    assert _segments(spec, "Coats") == {
        "delivered": (0, 0.5),
        "allocated": (0.5, 0.7),
        "still to collect": (0.7, 1),
    }


def test_what_is_pledged_stands_within_what_is_still_to_collect_with_an_outline_of_its_own() -> None:
    spec = _draw(_row("Coats", 100, 20, 0, 0, pledged=30), _row("Rice", 10, 1, 0, 0, pledged=99))
    assert _segments(spec, "Coats") == {
        "delivered": (0, 0.2),
        "pledged": (0.2, 0.5),
        "still to collect": (0.5, 1),
    }
    assert _segments(spec, "Rice") == {"delivered": (0, 0.1), "pledged": (0.1, 1)}
    dashes, colour = (spec["layer"][0]["encoding"][channel] for channel in ("strokeDash", "color"))
    by_state = dict(zip(dashes["scale"]["domain"], dashes["scale"]["range"], strict=True))
    assert [state for state, dash in by_state.items() if dash != [1, 0]] == ["pledged"]
    # Vega shows both in one legend only where it reads both as the same.
    assert dashes["scale"]["domain"] == colour["scale"]["domain"]
    assert dashes["legend"] == colour["legend"]


def test_without_a_pledge_none_is_named() -> None:
    spec = _draw(_row("Coats", 100, 20, 0, 0))
    assert "pledged" not in spec["layer"][0]["encoding"]["color"]["scale"]["domain"]
    assert "pledged" not in spec["layer"][0]["encoding"]["strokeDash"]["scale"]["domain"]


def test_the_item_most_behind_stands_first_and_equals_stand_by_name() -> None:
    spec = _draw(
        _row("Toothbrushes", 300, 250, 0, 0),
        _row("Rice", 10, 1, 0, 0),
        _row("Pasta", 20, 2, 0, 0),
        _row("Phone chargers", 40, 3, 0, 0),
    )
    words = _rows_of(spec, 4)
    assert [row["item"] for row in words] == ["Phone chargers", "Pasta", "Rice", "Toothbrushes"]
    assert [row["place"] for row in words] == [0, 1, 2, 3]
    assert spec["layer"][0]["encoding"]["y"]["sort"] is None


def test_what_is_not_needed_has_no_bar() -> None:
    spec = _draw(_row("Rice", 10, 1, 0, 0), _row("Plush toys", 0, 0, 0, 40, surplus=40))
    assert {row["item"] for row in _rows_of(spec, 0)} == {"Rice"}


def test_a_frame_without_rows_is_drawn_empty() -> None:
    empty = pd.DataFrame([_row("Rice", 10, 1, 0, 0)]).iloc[:0]
    spec = needs_against_donations(empty, language="en", palette=LIGHT).to_dict()
    assert _rows_of(spec, 0) == []


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_states_have_their_colours_and_words_the_ink_of_the_page(palette: Palette) -> None:
    spec = _draw(_row("Rice", 10, 1, 1, 1), palette=palette)
    colour = spec["layer"][0]["encoding"]["color"]
    assert dict(zip(colour["scale"]["domain"], colour["scale"]["range"], strict=True)) == {
        "delivered": palette.delivered,
        "allocated": palette.allocated,
        "available": palette.available,
        "still to collect": palette.empty,
    }
    assert colour["legend"]["labelColor"] == "currentColor"
    assert spec["layer"][0]["encoding"]["x"]["axis"]["labelColor"] == "currentColor"
    assert {spec["layer"][layer]["mark"]["color"] for layer in (2, 3, 4)} == {"currentColor"}


def test_one_red_line_stands_at_the_whole_need_and_the_axis_ends_there() -> None:
    spec = _draw(_row("Rice", 10, 1, 1, 1))
    rules = [layer for layer in spec["layer"] if layer["mark"]["type"] == "rule"]
    assert [rule["mark"]["color"] for rule in rules] == [LIGHT.line]
    assert [row["share"] for row in _rows_of(spec, 1)] == [1.0]
    x = spec["layer"][0]["encoding"]["x"]
    assert x["scale"]["domain"] == [0, 1]
    assert "'need met: 100%'" in x["axis"]["labelExpr"]


def test_a_long_name_has_a_second_line_for_a_phone_and_stays_whole_elsewhere() -> None:
    name = "Children's winter coat with hood, size 10-12"
    spec = _draw(_row(name, 60, 10, 0, 0), _row("Rice", 10, 1, 0, 0))
    long, short = sorted(_rows_of(spec, 3), key=lambda row: -len(row["item"]))
    assert long["item"] == name
    assert f"{long['first_line']} {long['second_line']}" == name
    assert (short["first_line"], short["second_line"]) == ("Rice", "")
    assert spec["height"]["step"] > _draw(_row("Rice", 10, 1, 0, 0))["height"]["step"]


def test_the_tooltip_is_the_sentence_of_the_row() -> None:
    spec = _draw(_row("Rice", 10, 1, 1, 1))
    assert {row["tooltip"] for row in _rows_of(spec, 0)} == {"Rice: 3 of 10 pairs"}
    for channel in ("tooltip", "description"):
        assert all(layer["encoding"][channel]["field"] == "tooltip" for layer in spec["layer"])


def test_the_frame_and_the_language_are_left_as_they_were() -> None:
    frame = pd.DataFrame([_row("Rice", 10, 1, 1, 1)])
    before = frame.copy()
    needs_against_donations(frame, language="es", palette=LIGHT)
    pd.testing.assert_frame_equal(frame, before)
    assert current_language() == "en"


def _luminance(colour: str) -> float:
    def light(part: str) -> float:
        share = int(part, 16) / 255
        return share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (light(colour[at : at + 2]) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("appearance", ["light", "dark", None])
def test_words_and_marks_are_readable_on_their_paper(appearance: str | None) -> None:
    palette = palette_for(appearance)
    assert _contrast(palette.ink, palette.paper) >= 7
    assert _contrast(palette.muted, palette.paper) >= 4.5
    for mark in (palette.delivered, palette.allocated, palette.outline, palette.line):
        assert _contrast(mark, palette.paper) >= 3


def test_a_program_has_a_bar_of_its_shares_and_the_one_most_behind_stands_first() -> None:
    def part(name: str, delivered: float, to_collect: float) -> Spec:
        shares = {"delivered": delivered, "allocated": 0.0, "available": 1 - delivered - to_collect}
        words = {"label": "", "short_label": "", "tooltip": name}
        return {"item": name, **shares, "pledged": 0.0, "to_collect": to_collect, **words}

    frame = pd.DataFrame([part("Shelter", 0.5, 0.25), part("Outreach", 0.1, 0.9)])
    spec = needs_by_program(frame, language="en", palette=LIGHT).to_dict()
    assert [row["item"] for row in _rows_of(spec, 4)] == ["Outreach", "Shelter"]
    assert _segments(spec, "Shelter") == {
        "delivered": (0, 0.5),
        "available": (0.5, 0.75),
        "still to collect": (0.75, 1),
    }
