"""The tinted cells of coverage, read from the drawing itself."""

from typing import Any

import pandas as pd

from drives.charts.coverage import coverage_by_category
from drives.charts.palette import LIGHT


def _cell(place: int, program: str, category: str, covered: float) -> dict[str, Any]:
    said = f"{covered:.0%}"
    return {
        "place": place,
        "program": program,
        "category": category,
        "covered": covered,
        "label": f"{said} covered",
        "short_label": said,
        "tooltip": f"{program}, {category}: {said}",
    }


def test_each_program_is_a_row_and_each_category_a_column_with_its_words() -> None:
    frame = pd.DataFrame(
        [
            _cell(0, "Outreach", "Food", 0.5),
            _cell(0, "Outreach", "Clothing", 1.0),
            _cell(1, "A partner program", "Food", 0.0),
            _cell(2, "A partner program", "Food", 0.25),
        ]
    )
    spec = coverage_by_category(frame, palette=LIGHT).to_dict()
    cells, words, names = spec["layer"]
    drawn = spec["datasets"][cells["data"]["name"]]
    assert [(row["place"], row["category"], row["covered"]) for row in drawn] == [
        (0, "Food", 0.5),
        (0, "Clothing", 1.0),
        (1, "Food", 0.0),
        (2, "Food", 0.25),
    ]
    assert cells["encoding"]["fillOpacity"]["scale"] == {"domain": [0, 1], "range": [0.04, 0.5]}
    assert "datum.label" in words["transform"][0]["calculate"]
    assert [row["program"] for row in spec["datasets"][names["data"]["name"]]] == [
        "Outreach",
        "A partner program",
        "A partner program",
    ]
    assert spec["layer"][0]["encoding"]["tooltip"]["field"] == "tooltip"
