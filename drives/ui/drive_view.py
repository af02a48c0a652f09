"""One drive below its title: its story, what to bring first, where to, how far it is, and its days.

Drawn once for a store's version, viewer, day, language and appearance; a rerun over unchanged data shows
the same elements again without making them.
"""

from collections.abc import Sequence

import streamlit as st

from drives.queries.door import Stamp
from drives.queries.drive_page import DrivePage, DriveStage, DropOff
from drives.queries.drive_report import needs_side
from drives.queries.progress import ProgressRow
from drives.rules.roles import Viewer
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.chart_days import show_days_chart
from drives.ui.chart_programs import part_name, show_programs
from drives.ui.components import (
    amount,
    card_grid,
    day,
    empty_state,
    format_quantity,
    hold_back,
    listed,
    md_escape,
    need_card,
    note,
    partner,
    section,
)
from drives.ui.components.words import format_whole_percent
from drives.ui.drawn import TOLD_APART
from drives.ui.progress_view import came_and_went, finding, progress_chart, progress_table, promised

_MOST = 6
_BRING = "pages/what_to_bring.py"


@st.cache_data(show_spinner=False, max_entries=64, hash_funcs=TOLD_APART)
def show_drive(
    store: str,  # noqa: ARG001 (the key)
    stamp: Stamp,  # noqa: ARG001 (the key)
    viewer: Viewer,  # noqa: ARG001 (the key)
    language: str,
    theme: str,
    slug: str,
) -> None:
    """Show it. What it is given says when what was drawn may be shown again."""
    drive = reads.one_drive(slug)
    _story(drive)
    if drive.stage is not DriveStage.CLOSED:
        _bring_first(drive)
        show_drop_offs(drive.sites)
        if drive.takes_pledges:
            offer_to_pledge(drive.slug)
    title = _("How far it came") if drive.stage is DriveStage.CLOSED else _("How far it is")
    section(title, _finding(drive))
    if not drive.rows:
        empty_state(_("Each item gets a bar here as soon as a program asks for it or somebody brings it."))
    _goals(drive.rows)
    progress_chart(drive.rows, theme=theme, language=language)
    if said := came_and_went(drive.rows):
        st.markdown(md_escape(said))
    if any(row.figures.delivered for row in drive.rows):
        note(md_escape(needs_side()))
    promised(drive.rows)
    progress_table(drive.rows)
    show_programs(drive.programs, theme=theme, language=language)
    _teams(drive)


@st.cache_data(show_spinner=False, max_entries=64, hash_funcs=TOLD_APART)
def show_days(
    store: str,  # noqa: ARG001 (the key)
    stamp: Stamp,  # noqa: ARG001 (the key)
    viewer: Viewer,  # noqa: ARG001 (the key)
    language: str,
    theme: str,
    slug: str,
    item_id: int,
) -> None:
    """Show the days of one item of the drive."""
    drive = reads.one_drive(slug)
    row = next(row for row in drive.rows if row.item_id == item_id)
    show_days_chart(reads.days_of(slug, item_id), row, drive, theme=theme, language=language)


def _finding(drive: DrivePage) -> str:
    if drive.stage is DriveStage.PLANNED and not any(row.figures.needed for row in drive.rows):
        return _("Needs count for this drive from its first day on, {day}.").format(
            day=day(drive.starts_on, today=drive.today)
        )
    return finding(drive.rows) if drive.rows else ""


def _story(drive: DrivePage) -> None:
    names = [part_name(part) for part in drive.programs]
    lines = [md_escape(line) for line in (drive.story or "").splitlines() if line.strip()]
    if names:
        lines.append(md_escape(_("For {programs}.").format(programs=listed(list(dict.fromkeys(names))))))
    if lines:
        st.markdown("\n\n".join(lines))


def _bring_first(drive: DrivePage) -> None:
    section(_("What to bring first"))
    if drive.wanted:
        with card_grid(key="drive.wanted"):
            for one in drive.wanted[:_MOST]:
                need_card(
                    item=one.item,
                    unit=one.unit,
                    needed=one.needed,
                    still_to_collect=one.still_to_collect,
                    needed_by=one.needed_by,
                    programs=[partner(name) for name in one.programs],
                    kits=one.kits,
                    today=drive.today,
                    key=f"drive-wanted-{one.item_id}",
                )
    elif any(row.figures.needed for row in drive.rows):
        st.markdown(_("**Everything asked for is covered.** Thank you. New needs will stand here."))
    elif drive.stage is DriveStage.PLANNED:
        empty_state(
            _("This drive starts on {day}. What its programs still need by then will show here.").format(
                day=day(drive.starts_on, today=drive.today)
            )
        )
    else:
        empty_state(_("What to bring first will show here as soon as a program asks for something."))
    said = hold_back([row.item for row in drive.hold_back])
    if said:
        st.markdown(said)
    if drive.wanted:
        more = len(drive.wanted)
        label = ngettext("See all of it: {count} item", "See all {count} items to bring", more).format(
            count=more
        )
        st.page_link(_BRING, label=label, icon=":material/shopping_bag:", query_params={"drive": drive.slug})


def offer_to_pledge(slug: str) -> None:
    """A way to say what one will bring, and by when."""
    st.link_button(
        _("I will bring something"), f"/pledge/{slug}", icon=":material/event_available:", type="primary"
    )


def show_drop_offs(sites: Sequence[DropOff]) -> None:
    """Where and when to drop off, a card a site."""
    section(_("Where and when to drop off"))
    if not sites:
        empty_state(_("Drop-off places will show here once the drive has a public site."))
        return
    with card_grid(key="drive.sites"):
        for site in sites:
            with st.container(border=True, height="stretch", gap="small", key=f"drive-site-{site.slug}"):
                lines = [
                    f":small[:material/{icon}: {md_escape(' · '.join(text.split(chr(10))))}]"
                    for icon, text in (("location_on", site.address), ("schedule", site.hours))
                    if text
                ]
                said = "  \n".join(lines) or f":small[:gray[{_('Ask when it is open.')}]]"
                st.markdown(f"### {md_escape(site.name)}\n\n{said}", anchors=False)


def _goals(rows: Sequence[ProgressRow]) -> None:
    with_goal = [row for row in rows if row.figures.goal]
    if not with_goal:
        return
    note(_("**Goals**: what was donated to this drive, of what it set out to collect."))
    with st.grid(3, min_column_width=270, key="drive.goals"):
        for row in with_goal:
            goal = row.figures.goal or 1
            percent = max(0, min(100, row.figures.donated * 100 // goal))
            said = _("{item}: {donated} donated, goal {goal} · {percent}").format(
                item=row.item,
                donated=format_quantity(row.figures.donated),
                goal=amount(goal, row.unit),
                percent=format_whole_percent(percent),
            )
            st.progress(percent, text=md_escape(said))
    if any(row.figures.needed for row in rows):
        note(_("**Needs**: what is delivered, allocated or available, of what programs ask for."))


def _teams(drive: DrivePage) -> None:
    if not drive.teams and not drive.more_teams:
        return
    section(_("Teams"))
    if drive.teams:
        st.markdown(" ".join(f":green-badge[{md_escape(name)}]" for name in drive.teams))
    if drive.more_teams:
        said = ngettext("{count} more team collects.", "{count} more teams collect.", drive.more_teams)
        note(said.format(count=drive.more_teams))
