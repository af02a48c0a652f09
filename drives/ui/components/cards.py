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
    percent: int | None,
    programs: int,
    sites: int,
    starts_on: date,
    ends_on: date,
    today: date,
    closed_on: date | None = None,
    delivered: str | None = None,
    key: str | None = None,
) -> None:
    """One drive: how much of its needs is covered and how long it still runs.

    ``percent`` is whole, None where nothing is needed of it yet; a closed drive's is what was
    delivered of what was asked. ``delivered`` says in words what most of went out.
    """
    with st.container(border=True, height="stretch", gap="xsmall", key=key):
        st.subheader(md_escape(name), anchor=False)
        facts = (
            ngettext("{count} program", "{count} programs", programs).format(count=programs),
            ngettext("{count} site", "{count} sites", sites).format(count=sites),
        )
        note(md_escape(" · ".join(facts)))
        if delivered:
            st.markdown(md_escape(delivered))
        st.space("stretch")
        when = _time_left(starts_on, ends_on, closed_on, today)
        if percent is None:
            st.markdown(md_escape(when))
            return
        share = format_whole_percent(percent)
        if closed_on is None:
            words = _("{percent} of needs covered · {when}").format(percent=share, when=when)
        else:
            words = _("{percent} of needs delivered · {when}").format(percent=share, when=when)
        st.progress(max(0, min(100, percent)), text=md_escape(words))


def _time_left(starts_on: date, ends_on: date, closed_on: date | None, today: date) -> str:
    if closed_on is not None:
        return _("closed {day}").format(day=day(closed_on, today=today))
    if today < starts_on:
        return _("starts {day}").format(day=day(starts_on, today=today))
    days_left = (ends_on - today).days
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
