"""Needs against donations: one bar an item, and one a program, as shares of what is needed."""

import altair as alt
import pandas as pd

from drives.charts.bars import named_bars
from drives.charts.numbers import format_quantity
from drives.charts.palette import Palette
from drives.texts import _, current_language, use_language

_SHARES = ("delivered", "allocated", "available", "pledged", "to_collect")


def needs_against_donations(frame: pd.DataFrame, *, language: str, palette: Palette) -> alt.LayerChart:
    """Horizontal bars as shares of need, most behind first.

    ``frame``: item, label, short_label, tooltip (str); needed, met, outstanding, still_to_collect,
    pledged, surplus (float, in units, only for drawing; ``met`` is what of the delivered met a need).
    Rows that need nothing are left out. Bars stop at 100 %, where one line stands; surplus is said in
    words.
    """
    before = current_language()
    use_language(language)
    try:
        return named_bars(_of_items(frame, language), language=language, palette=palette)
    finally:
        use_language(before)


def needs_by_program(frame: pd.DataFrame, *, language: str, palette: Palette) -> alt.LayerChart:
    """A bar a program: the mean over its items of their shares, most behind first.

    ``frame``: item (the program's name), label, short_label, tooltip (str); delivered, allocated,
    available, pledged, to_collect (float shares; all but ``pledged`` add up to 1).
    """
    before = current_language()
    use_language(language)
    try:
        ranked = frame.sort_values(["to_collect", "item"], ascending=[False, True], kind="stable")
        return named_bars(ranked, language=language, palette=palette)
    finally:
        use_language(before)


def _of_items(frame: pd.DataFrame, language: str) -> pd.DataFrame:
    wanted = frame.loc[frame["needed"] > 0].copy()
    needed = wanted["needed"]
    # What is neither delivered nor allocated is outstanding; what of that no stock here covers is still
    # to collect. So the bar ends where the words say, whatever one need was given beyond its quantity.
    wanted["delivered"] = wanted["met"] / needed
    wanted["allocated"] = (needed - wanted["outstanding"] - wanted["met"]) / needed
    wanted["available"] = (wanted["outstanding"] - wanted["still_to_collect"]) / needed
    wanted["pledged"] = wanted["pledged"] / needed
    wanted["to_collect"] = wanted["still_to_collect"] / needed
    for label in ("label", "short_label"):
        said = [
            _("{label} · +{surplus} over").format(
                label=words, surplus=format_quantity(round(surplus * 1000), language)
            )
            if surplus > 0
            else words
            for words, surplus in zip(wanted[label], wanted["surplus"], strict=True)
        ]
        wanted[label] = pd.Series(said, index=wanted.index, dtype="str")
    ranked = wanted.sort_values(["to_collect", "item"], ascending=[False, True], kind="stable")
    return ranked[["item", "label", "short_label", "tooltip", *_SHARES]]
