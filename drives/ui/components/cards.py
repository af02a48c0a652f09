"""Cards of one row are of one height; the number that matters stands in words beside its bar."""

from collections.abc import Sequence
from datetime import date

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from drives.texts import _, ngettext
from drives.ui.components.words import (
    amount,
    covered_text,
    day,
    format_whole_percent,
    md_escape,
    note,
    percent_covered,
    programs_phrase,
)

_CARD_WIDTH = 270


def card_grid(columns: int = 3, *, key: str | None = None) -> DeltaGenerator:
    """A grid for cards, filled row by row, one column on a phone: ``with card_grid(): need_card(...)``."""
    grid: DeltaGenerator = st.grid(columns, min_column_width=_CARD_WIDTH, key=key)
    return grid


def need_card(
    *,
    item: str,
    unit: str,
    needed: int,
    still_to_collect: int,
    needed_by: date | None = None,
    programs: Sequence[str] = (),
    today: date | None = None,
    key: str | None = None,
) -> None:
    """One wanted item: what is still to bring, how far it is, by when and for whom.

    ``needed`` and ``still_to_collect`` in thousandths; ``programs`` as the viewer may see them.
    """
    with st.container(border=True, height="stretch", gap="xsmall", key=key):
        st.subheader(md_escape(item), anchor=False)
        st.markdown(_still_to_bring(still_to_collect, unit))
        st.progress(
            percent_covered(needed, still_to_collect),
            text=md_escape(covered_text(needed, still_to_collect, unit)),
        )
        st.space("stretch")
        when = _("needed by {day}").format(day=day(needed_by, today=today)) if needed_by else _("any time")
        who = programs_phrase(programs)
        note(":material/event: " + " · ".join(md_escape(fact) for fact in (when, who) if fact))


def _still_to_bring(still_to_collect: int, unit: str) -> str:
    if still_to_collect <= 0:
        return _("All here, thank you")
    return _("**{amount}** still to bring").format(amount=md_escape(amount(still_to_collect, unit)))


def drive_card(
    *,
    name: str,
    percent: int,
    programs: int,
    sites: int,
    days_left: int | None,
    closed_on: date | None = None,
    today: date | None = None,
    key: str | None = None,
) -> None:
    """One drive: how much of its needs is covered and how long it still runs.

    ``percent`` is whole; ``days_left`` counts to its last day, negative after it, None without one.
    """
    with st.container(border=True, height="stretch", gap="xsmall", key=key):
        st.subheader(md_escape(name), anchor=False)
        facts = (
            ngettext("{count} program", "{count} programs", programs).format(count=programs),
            ngettext("{count} site", "{count} sites", sites).format(count=sites),
        )
        note(md_escape(" · ".join(facts)))
        st.space("stretch")
        covered = _("{percent} of needs covered").format(percent=format_whole_percent(percent))
        text = " · ".join((covered, _time_left(days_left, closed_on, today)))
        st.progress(max(0, min(100, percent)), text=md_escape(text))


def _time_left(days_left: int | None, closed_on: date | None, today: date | None) -> str:
    if closed_on is not None:
        return _("closed {day}").format(day=day(closed_on, today=today))
    if days_left is None:
        return _("open")
    if days_left < 0:
        return _("past its last day")
    if days_left == 0:
        return _("last day")
    return ngettext("{count} day left", "{count} days left", days_left).format(count=days_left)


def hold_back(items: Sequence[str], *, most: int = 8) -> None:
    """What to stop bringing, as one line; nothing where there is nothing to hold back."""
    if not items:
        return
    shown = "  ".join(f":gray-badge[{md_escape(item)}]" for item in items[:most])
    more = len(items) - most
    rest = ngettext("and {count} more", "and {count} more", more).format(count=more) if more > 0 else ""
    st.markdown(f":material/back_hand: **{_('Please hold back:')}** {shown} {rest}")
