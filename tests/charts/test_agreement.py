"""Bars, cells, lines, sentences and tables of random communities against the progress query itself."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from shutil import copyfile
from typing import Any

import pandas as pd
import pytest

from drives.charts.numbers import amount, format_quantity
from drives.charts.palette import LIGHT
from drives.charts.progress import needs_against_donations
from drives.queries.days import days_so_far
from drives.queries.drive_page import DrivePage, drive_page, drives_shown
from drives.queries.progress import ProgressRow, progress
from drives.rules.roles import COMMAND_LINE
from drives.rules.units import unit_name
from drives.ui import chart_days, chart_programs, progress_view
from tests.simulation.histories import make_history
from tests.simulation.runner import Player

SEEDS = (1, 4, 7, 11)
CLOSE = Decimal("0.0001")


@pytest.fixture(params=SEEDS, scope="module")
def player(
    request: pytest.FixtureRequest, _sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Player]:
    """A random community, as it stands on its last day; it is only looked at."""
    history = make_history(request.param)
    path = tmp_path_factory.mktemp("agreement") / "drives.db"
    copyfile(_sqlite_template, path)
    player = Player(f"sqlite:///{path}")
    player.play(history)
    player.clock.put(date.fromisoformat(history[-1]["today"]))
    yield player
    player.house.close()


def pages(player: Player) -> list[tuple[DrivePage, tuple[ProgressRow, ...]]]:
    """Every drive's page, with what the progress query says of the drive."""
    ask = player.house.queries.ask
    shown = [ask(drive_page, COMMAND_LINE, slug=one.slug) for one in ask(drives_shown, COMMAND_LINE)]
    assert shown
    return [(page, ask(progress, COMMAND_LINE, drive_id=page.drive_id)) for page in shown]


def _spans(rows: Any) -> dict[str, dict[str, tuple[float, float]]]:
    frame = progress_view.chart_frame(rows)
    spec = needs_against_donations(frame, language="en", palette=LIGHT).to_dict()
    spans: dict[str, dict[str, tuple[float, float]]] = defaultdict(dict)
    for row in spec["datasets"][spec["layer"][0]["data"]["name"]]:
        spans[row["item"]][row["state"]] = (row["start"], row["end"])
    return spans


def assert_bars_agree(rows: tuple[ProgressRow, ...]) -> None:
    """Where a bar's parts begin and end is where the figures say."""
    needed = [row for row in rows if row.figures.needed]
    spans = _spans(needed) if needed else {}
    assert set(spans) == {row.item for row in needed}
    for row in needed:
        parts, whole = spans[row.item], row.figures.needed
        filled = max((end for state, (_s, end) in parts.items() if state != "still to collect"), default=0.0)
        assert filled == pytest.approx((whole - row.figures.still_to_collect) / whole)
        empty = parts.get("still to collect", (1.0, 1.0))
        assert empty == (pytest.approx(filled), pytest.approx(1))
        ready = max((parts[state][1] for state in ("delivered", "allocated") if state in parts), default=0.0)
        assert ready == pytest.approx((whole - row.figures.outstanding) / whole)
        start, end = parts.get("delivered", (0.0, 0.0))
        assert start == 0
        assert end <= row.figures.delivered / whole + 1e-9
        if row.figures.delivered + row.figures.allocated == whole - row.figures.outstanding:
            assert end == pytest.approx(row.figures.delivered / whole)


def assert_words_agree(rows: tuple[ProgressRow, ...]) -> None:
    """The sentence names the item with the least coverage and its own figures; so does its bar."""
    said = progress_view.finding(rows)
    behind = [row for row in rows if row.figures.needed and row.figures.still_to_collect]
    if not behind:
        assert "still to collect" not in said
        return
    share = {row: Decimal(row.figures.still_to_collect) / row.figures.needed for row in behind}
    worst = min(behind, key=lambda row: (-share[row], row.item))
    covered = int((1 - share[worst]) * 100)
    missing = amount(worst.figures.still_to_collect, worst.unit)
    assert said == (f"Furthest behind: {worst.item}, with {missing} still to collect and {covered}% covered.")
    labels = progress_view.chart_frame(behind).set_index("item")["short_label"]
    for row in behind:
        assert labels[row.item] == f"{amount(row.figures.still_to_collect, row.unit)} to go"


def assert_table_agrees(rows: tuple[ProgressRow, ...]) -> None:
    """Every cell of the twin is the figure of its name."""
    table = progress_view.table_of(rows)
    assert len(table) == len(rows)
    for row, (_at, cells) in zip(rows, table.iterrows(), strict=True):
        assert cells["Item"] == row.item
        for figure, name in progress_view.figure_names().items():
            if name in table:
                value = getattr(row.figures, figure)
                assert cells[name] == ("" if value is None else format_quantity(value)), (row.item, name)


def test_bars_sentences_and_tables_of_every_drive_say_what_the_progress_query_says(player: Player) -> None:
    for page, rows in pages(player):
        assert page.rows == rows
        assert_bars_agree(page.rows)
        assert_words_agree(page.rows)
        assert_table_agrees(page.rows)
    everything = player.house.queries.ask(progress, COMMAND_LINE)
    assert_bars_agree(everything)
    assert_words_agree(everything)
    assert_table_agrees(everything)


def test_parts_of_programs_add_up_to_the_drive(player: Player) -> None:
    for page, rows in pages(player):
        sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for part in page.programs:
            for row in part.rows:
                for figure in ("needed", "delivered", "allocated", "outstanding", "still_to_collect"):
                    sums[row.item][figure] += getattr(row.figures, figure)
        for row in rows:
            for figure in ("needed", "delivered", "allocated", "outstanding"):
                assert sums[row.item][figure] == getattr(row.figures, figure), (row.item, figure)
            assert sums[row.item]["still_to_collect"] >= row.figures.still_to_collect


def test_bars_and_cells_of_programs_are_the_means_of_their_coverage(player: Player) -> None:
    for page, _rows in pages(player):
        bars = chart_programs.program_frame(page.programs)
        cells = chart_programs.category_frame(page.programs)
        asking = [
            (part, [row for row in part.rows if row.figures.needed])
            for part in page.programs
            if any(row.figures.needed for row in part.rows)
        ]
        assert len(bars) == len(asking)
        for (part, needed), (_at, bar) in zip(asking, bars.iterrows(), strict=True):
            mean = sum((row.figures.coverage for row in needed), Decimal(0)) / len(needed)
            assert bar["item"] == part.program
            assert bar["to_collect"] == pytest.approx(float(1 - mean), abs=float(CLOSE))
            parts = bar[["delivered", "allocated", "available", "to_collect"]]
            assert parts.sum() == pytest.approx(1)
            assert parts.min() >= 0
            assert f"{int((1 - Decimal(bar['to_collect'])) * 100 + CLOSE)}% covered" in bar["label"]
            mine = cells.loc[cells["program"] == part.program].set_index("category")["covered"]
            for category in {row.category for row in needed}:
                theirs = [row.figures.coverage for row in needed if row.category == category]
                expected = float(sum(theirs, Decimal(0)) / len(theirs))
                assert mine[category] == pytest.approx(expected, abs=float(CLOSE))


def test_the_table_of_programs_holds_every_figure_of_every_row(player: Player) -> None:
    names = progress_view.figure_names()
    checked = 0
    for page, _rows in pages(player):
        rows = [(part, row) for part in page.programs for row in part.rows]
        table = chart_programs.programs_table(page.programs)
        assert len(table) == len(rows)
        for (part, row), (_at, cells) in zip(rows, table.iterrows(), strict=True):
            assert cells[["Program", "Item", "Category", "Unit"]].tolist() == [
                part.program,
                row.item,
                row.category,
                unit_name(row.unit, 1000),
            ]
            figures = cells.drop(["Program", "Item", "Category", "Unit"])
            said = {
                name: format_quantity(getattr(row.figures, figure))
                for figure, name in names.items()
                if name in figures
            }
            assert figures.to_dict() == said
            assert {"Needed", "Donated", "Allocated", "Delivered", "Still to collect"} <= set(said)
            checked += 1
    assert checked


def covered(row: ProgressRow) -> Fraction:
    """The share of a row that is covered, exactly."""
    return 1 - Fraction(row.figures.still_to_collect, row.figures.needed)


def test_the_sentences_over_programs_and_categories_name_the_least_covered(player: Player) -> None:
    checked = 0
    for page, _rows in pages(player):
        shares: dict[str, list[Fraction]] = defaultdict(list)
        cells: dict[tuple[str, str], list[Fraction]] = defaultdict(list)
        for part in page.programs:
            for row in part.rows:
                if row.figures.needed:
                    shares[str(part.program)].append(covered(row))
                    cells[row.category, str(part.program)].append(covered(row))
        if not shares:
            continue
        said = chart_programs.programs_found(page.programs)
        mean = {name: sum(some) / len(some) for name, some in shares.items()}
        name = min(mean, key=lambda one: (mean[one], one))
        checked += 1
        if mean[name] == 1:
            assert said == "What each program asked for is covered."
            continue
        assert said.startswith(f"Furthest behind: {name}, with {int(mean[name] * 100)}% ")
        assert f"its {len(shares[name])} item" in said
        of_cell = {cell: sum(some) / len(some) for cell, some in cells.items()}
        category, program = min(of_cell, key=lambda cell: (of_cell[cell], *cell))
        percent = int(of_cell[category, program] * 100)
        assert chart_programs.categories_found(page.programs) == (
            f"Least covered: {category} for {program}, {percent}%."
        )
    assert checked


def test_the_cut_of_a_long_chart_loses_no_item_and_keeps_the_furthest_behind_on_top(
    player: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = player.house.queries.ask(progress, COMMAND_LINE)
    needed = [row for row in rows if row.figures.needed]
    assert len(needed) >= 3
    monkeypatch.setattr(progress_view, "_BARS", 1)
    monkeypatch.setattr(progress_view, "_MORE_BARS", 1)
    first, more, left = progress_view.bars_of(rows)
    assert (len(first), len(more), left) == (1, 1, len(needed) - 2)
    shown = [*first, *more]
    assert max(map(covered, shown)) <= min(covered(row) for row in needed if row not in shown)
    assert first[0].item in progress_view.finding(rows) or covered(first[0]) == 1
    monkeypatch.setattr(progress_view, "_MORE_BARS", len(needed))
    first, more, left = progress_view.bars_of(rows)
    assert left == 0
    assert sorted(row.item for row in [*first, *more]) == sorted(row.item for row in needed)
    for part in (first, more):
        assert_bars_agree(tuple(part))


def test_the_days_of_every_item_end_at_what_was_donated(player: Player) -> None:
    checked = 0
    for page, rows in pages(player):
        for row in rows:
            days = player.house.queries.ask(days_so_far, COMMAND_LINE, slug=page.slug, item_id=row.item_id)
            assert days.so_far == row.figures.donated, (page.slug, row.item)
            frame, table = chart_days.days_frame(days, page), chart_days.days_table(days, page)
            assert frame["so_far"].tolist() == [one.so_far / 1000 for one in days.days]
            if days.days:
                checked += 1
                assert table["So far"].iloc[-1] == format_quantity(row.figures.donated)
                assert sum(one.donated for one in days.days) == row.figures.donated
                said = chart_days.days_finding(days, row, page)
                assert format_quantity(row.figures.donated) in said
                target = row.figures.goal or row.figures.needed
                if target and page.stage != "closed":
                    assert format_quantity(target) in said
                if days.at_end is not None:
                    assert days.at_end >= days.so_far
    assert checked


def _too_much(frame: pd.DataFrame) -> pd.DataFrame:
    frame.loc[0, "still_to_collect"] += 1
    return frame


def test_one_pair_too_many_in_a_bar_is_seen(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    player = Player(sqlite_url)
    player.play(make_history(SEEDS[0]))
    rows = player.house.queries.ask(progress, COMMAND_LINE)
    assert_bars_agree(rows)
    right = progress_view.chart_frame
    monkeypatch.setattr(progress_view, "chart_frame", lambda rows: _too_much(right(rows)))
    with pytest.raises(AssertionError):
        assert_bars_agree(rows)
    player.house.close()
