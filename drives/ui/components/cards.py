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
    listed,
    md_escape,
    note,
    percent_covered,
    programs_phrase,
)

_CARD_WIDTH = 270
_DRIVE_PAGE = "pages/drive.py"


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
    kits: Sequence[str] = (),
) -> None:
    """One wanted item: what is still to bring, by when and for whom, and how far it is.

    ``needed`` and ``still_to_collect`` in thousandths; ``programs`` as the viewer may see them; ``kits``
    that it goes into.
    """
    when = _("needed by {day}").format(day=day(needed_by, today=today)) if needed_by else _("any time")
    who = programs_phrase(programs)
    into = _("goes into: {kits}").format(kits=listed(list(kits))) if kits else ""
    facts = " · ".join(md_escape(fact) for fact in (when, who, into) if fact)
    _card(
        md_escape(item),
        _still_to_bring(still_to_collect, unit),
        f":small[:gray[:material/event: {facts}]]",
        percent=percent_covered(needed, still_to_collect),
        bar=covered_text(needed, still_to_collect, unit),
        key=key,
    )


def _card(
    title: str, *lines: str, percent: int | None, bar: str, key: str | None, drive: str | None = None
) -> None:
    """A card: its words on top, its bar at the bottom. Two elements in all: a page has many cards.

    ``title`` and ``lines`` are markdown, ``bar`` is plain text. A drive's card has a link to it as well.
    """
    with st.container(border=True, height="stretch", gap="small", vertical_alignment="distribute", key=key):
        st.markdown(f"### {title}\n\n" + "  \n".join(lines), anchors=False)
        if percent is None:
            note(md_escape(bar))
        else:
            st.progress(max(0, min(100, percent)), text=md_escape(bar))
        if drive is not None:
            st.page_link(
                _DRIVE_PAGE,
                label=_("Open this drive"),
                icon=":material/arrow_forward:",
                query_params={"drive": drive},
            )


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
    gifts: str | None = None,
    slug: str | None = None,
    key: str | None = None,
) -> None:
    """One drive: how much of its needs is covered and how long it still runs.

    ``percent`` is whole, None where nothing is needed of it yet; a closed drive's is what was
    delivered of what was asked. ``gifts`` says in words what most of came in, or went out. With ``slug``
    the card leads to the drive's page.
    """
    facts = []
    if programs:
        facts.append(ngettext("{count} program", "{count} programs", programs).format(count=programs))
    if sites:
        facts.append(ngettext("{count} site", "{count} sites", sites).format(count=sites))
    lines = [f":small[:gray[{md_escape(' · '.join(facts))}]]"] if facts else []
    if gifts:
        lines.append(md_escape(gifts))
    bar = drive_bar(percent, starts_on, ends_on, closed_on, today)
    _card(md_escape(name), *lines, percent=percent, bar=bar, key=key, drive=slug)


def drive_bar(
    percent: int | None, starts_on: date, ends_on: date, closed_on: date | None, today: date
) -> str:
    """The words at a drive's bar: how far it is (None: nothing is needed), how long it runs. Plain text."""
    when = time_left(starts_on, ends_on, closed_on, today)
    if percent is None:
        return when
    share = format_whole_percent(percent)
    if closed_on is None:
        return _("{percent} of needs covered · {when}").format(percent=share, when=when)
    return _("{percent} of needs delivered by its closing day · {when}").format(percent=share, when=when)


def time_left(starts_on: date, ends_on: date, closed_on: date | None, today: date) -> str:
    """How long a drive still runs, or that it is over, in words."""
    if closed_on is not None:
        return _("closed {day}").format(day=day(closed_on, today=today))
    if today < starts_on:
        return _("starts {day}").format(day=day(starts_on, today=today))
    days_left = (ends_on - today).days
    if days_left < 0:
        return _("ended {day}, not closed").format(day=day(ends_on, today=today))
    if days_left == 0:
        return _("last day")
    return ngettext("{count} day left", "{count} days left", days_left).format(count=days_left)


def hold_back(items: Sequence[str], *, most: int = 8) -> str:
    """What to stop bringing, as one line of markdown; empty where there is nothing to hold back."""
    if not items:
        return ""
    shown = "  ".join(f":gray-badge[{md_escape(item)}]" for item in items[:most])
    more = len(items) - most
    rest = ngettext("and {count} more", "and {count} more", more).format(count=more) if more > 0 else ""
    return f":material/back_hand: **{_('Please hold back:')}** {shown} {rest}".strip()
