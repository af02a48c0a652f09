"""Counting at the table: an item with −, its count and +, and what is being logged, always in sight."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from drives.texts import _, ngettext
from drives.ui.components.flash import show_flash
from drives.ui.components.named import named
from drives.ui.components.words import amount, format_quantity, md_escape, note

_TILE_WIDTH = 300
_BUTTON_WIDTH = 88
_LINES_IN_SIGHT = 6


@dataclass(frozen=True, slots=True)
class TallyLine:
    """One line of what is being logged; ``quantity`` in thousandths of ``unit``, ``remark`` plain text."""

    item: str
    unit: str
    quantity: int
    remark: str = ""


def tile_grid(*, key: str | None = None) -> DeltaGenerator:
    """A grid for item tiles that keeps their order, row by row, on a phone too."""
    grid: DeltaGenerator = st.grid(3, min_column_width=_TILE_WIDTH, gap="xsmall", key=key)
    return grid


def item_tile(
    *,
    key: str,
    item: str,
    under: str,
    quantity: int,
    on_step: Callable[[str, int], None],
    on_amount: Callable[[str], None],
    may_step_down: bool = True,
    step: int = 1000,
) -> None:
    """One item with − count +. ``on_step(key, ±step)`` changes the page's tally, ``on_amount(key)`` asks.

    ``quantity`` and ``step`` in thousandths; ``under`` stands after the name: its unit, or the word it
    was found under.
    """
    # Words stand above the buttons, not beside them: a row that does not wrap scrolls, and a paragraph's
    # margin in it makes it do so.
    with st.container(
        border=True, vertical_alignment="distribute", gap="xsmall", height="stretch", key=f"tile.{key}"
    ):
        st.markdown(f"**{md_escape(item)}** :small[:gray[{md_escape(under)}]]")
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False):
            st.button(
                named(_("One fewer: {item}").format(item=item), ":material/remove:"),
                key=f"less.{key}",
                on_click=on_step,
                args=(key, -step),
                disabled=quantity <= 0 or not may_step_down,
                width=_BUTTON_WIDTH,
            )
            count = md_escape(format_quantity(quantity))
            st.button(
                named(
                    _("Enter an amount: {item}").format(item=item),
                    f"**{count}**" if quantity else f":gray[{count}]",
                ),
                key=f"count.{key}",
                type="tertiary",
                on_click=on_amount,
                args=(key,),
                width="stretch",
            )
            st.button(
                named(_("One more: {item}").format(item=item), ":material/add:"),
                key=f"more.{key}",
                on_click=on_step,
                args=(key, step),
                width=_BUTTON_WIDTH,
            )


def running_list(
    lines: Sequence[TallyLine],
    *,
    sent: str,
    on_log: Callable[..., None],
    on_clear: Callable[[], None],
    on_list: Callable[[], None] | None = None,
    label: str | None = None,
    show_above: Callable[[], None] | None = None,
    on_doubted: Callable[[], None] | None = None,
) -> None:
    """What is being logged and one big "Log it", kept at the bottom of the screen.

    ``lines`` in the order they were begun; the latest stand first, and ``on_list`` shows them all. ``sent``
    is the id of the request that a click sends: ``on_log(sent)``. What just happened, or was refused, stands
    above them, in sight wherever one scrolled (so the page's header is given ``flash=False``). Where the
    list looks like a slip, ``on_doubted`` goes back to it, and ``on_log(sent, True)`` logs it all the same.
    """
    with st.bottom, st.container(gap="xsmall"):
        told = show_flash()
        if show_above is not None:
            show_above()
        if lines:
            shown = [_said(line) for line in list(reversed(lines))[:_LINES_IN_SIGHT]]
            more = len(lines) - len(shown)
            if more:
                shown.append(ngettext("and {count} more", "and {count} more", more).format(count=more))
            st.markdown(" · ".join(shown))
        elif not told:
            note(_("Nothing counted yet. Tap \\+ for one more, or a number to enter an amount."))
        with st.container(horizontal=True, wrap=False):
            if on_doubted is not None:
                st.button(
                    _("Log it anyway"),
                    key=f"tally.anyway.{sent}",
                    icon=":material/check:",
                    width="stretch",
                    on_click=on_log,
                    args=(sent, True),
                )
                st.button(
                    _("Change it"),
                    key=f"tally.change.{sent}",
                    type="primary",
                    icon=":material/edit:",
                    width="stretch",
                    on_click=on_doubted,
                )
                return
            st.button(
                md_escape(label or _("Log it")),
                key=f"tally.log.{sent}",
                type="primary",
                icon=":material/check:",
                width="stretch",
                disabled=not lines,
                on_click=on_log,
                args=(sent,),
            )
            if on_list is not None and lines:
                count = ngettext("{count} line", "{count} lines", len(lines)).format(count=len(lines))
                st.button(
                    named(_("See the list"), count),
                    key="tally.list",
                    on_click=on_list,
                )
            st.button(_("Clear"), key="tally.clear", disabled=not lines, on_click=on_clear)


def _said(line: TallyLine) -> str:
    counted = f"**{md_escape(amount(line.quantity, line.unit))}** {md_escape(line.item)}"
    return f"{counted} ({md_escape(line.remark)})" if line.remark else counted
