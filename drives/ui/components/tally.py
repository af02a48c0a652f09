"""Counting at the table: an item with − and +, and what is being logged, always in sight."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from drives.texts import _, ngettext
from drives.ui.components.flash import show_flash
from drives.ui.components.words import amount, format_quantity, md_escape, note

_TILE_WIDTH = 290
_BUTTON_WIDTH = 52
_COUNT_WIDTH = 44
_LINES_IN_SIGHT = 6


@dataclass(frozen=True, slots=True)
class TallyLine:
    """One line of what is being logged; ``quantity`` in thousandths of ``unit``."""

    item: str
    unit: str
    quantity: int


def tile_grid(*, key: str | None = None) -> DeltaGenerator:
    """A grid for item tiles that keeps their order, row by row, on a phone too."""
    grid: DeltaGenerator = st.grid(3, min_column_width=_TILE_WIDTH, gap="xsmall", key=key)
    return grid


def item_tile(
    *,
    key: str,
    item: str,
    unit_word: str,
    quantity: int,
    on_step: Callable[[str, int], None],
    step: int = 1000,
) -> None:
    """One usual item with − count +. ``on_step(key, ±step)`` changes the page's tally.

    ``quantity`` and ``step`` in thousandths.
    """
    with st.container(
        border=True,
        horizontal=True,
        vertical_alignment="center",
        gap="xsmall",
        wrap=False,
        height="stretch",
        key=f"tile.{key}",
    ):
        st.markdown(f"**{md_escape(item)}** :small[:gray[{md_escape(unit_word)}]]", width="stretch")
        st.button(
            ":material/remove:",
            key=f"less.{key}",
            on_click=on_step,
            args=(key, -step),
            disabled=quantity <= 0,
            width=_BUTTON_WIDTH,
        )
        count = md_escape(format_quantity(quantity))
        st.markdown(
            f"**{count}**" if quantity else f":gray[{count}]", width=_COUNT_WIDTH, text_alignment="center"
        )
        st.button(
            ":material/add:", key=f"more.{key}", on_click=on_step, args=(key, step), width=_BUTTON_WIDTH
        )


def running_list(
    lines: Sequence[TallyLine],
    *,
    on_log: Callable[[], None],
    on_clear: Callable[[], None],
    label: str | None = None,
) -> None:
    """What is being logged and one big "Log it", kept at the bottom of the screen.

    ``lines`` in the order they were begun; the latest stand first. What just happened stands above
    them, in sight wherever one scrolled (so the page's header is given ``flash=False``).
    """
    with st.bottom, st.container(gap="xsmall"):
        told = show_flash()
        if lines:
            shown = [
                f"**{md_escape(amount(line.quantity, line.unit))}** {md_escape(line.item)}"
                for line in list(reversed(lines))[:_LINES_IN_SIGHT]
            ]
            more = len(lines) - len(shown)
            if more:
                shown.append(ngettext("and {count} more", "and {count} more", more).format(count=more))
            st.markdown(" · ".join(shown))
        elif not told:
            note(_("Nothing counted yet. Tap \\+ on an item, or search for one."))
        with st.container(horizontal=True, wrap=False):
            st.button(
                label or _("Log it"),
                key="tally.log",
                type="primary",
                icon=":material/check:",
                width="stretch",
                disabled=not lines,
                on_click=on_log,
            )
            st.button(_("Clear"), key="tally.clear", disabled=not lines, on_click=on_clear)
