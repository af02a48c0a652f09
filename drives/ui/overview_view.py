"""The overview below its title: what is most wanted, the drives, and needs against donations.

Drawn once for a store's version, viewer, day, language and appearance; a rerun over unchanged data shows
the same elements again without making them.
"""

import streamlit as st

from drives.queries.door import Stamp
from drives.queries.overview import DriveCard, Overview
from drives.rules.roles import Permission, Viewer
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.components import (
    amount,
    card_grid,
    day,
    drive_card,
    empty_state,
    hold_back,
    need_card,
    partner,
    section,
    sections,
)
from drives.ui.drawn import TOLD_APART
from drives.ui.progress_view import came_and_went, finding, progress_chart, progress_table

_MOST = 6


@st.cache_data(show_spinner=False, max_entries=32, hash_funcs=TOLD_APART)
def show_overview(
    store: str,  # noqa: ARG001 (the key)
    stamp: Stamp,  # noqa: ARG001 (the key)
    viewer: Viewer,  # noqa: ARG001 (the key)
    language: str,
    theme: str,
) -> None:
    """Show it. What it is given says when what was drawn may be shown again."""
    shown = reads.the_overview()
    _wanted(shown)
    section(_("Drives"))
    if not shown.drives:
        empty_state(_("Your drives will be listed here, with how far along they are and how long they run."))
    with card_grid(key="overview.drives"):
        for card in shown.drives:
            _drive(card, shown)
    told = [(_("Needs against donations"), finding(shown.rows))]
    if shown.since is not None:
        since = day(shown.since, today=shown.today)
        told.insert(0, (_("Since {day}").format(day=since), came_and_went(shown.rows)))
    sections(told)
    progress_chart(shown.rows, theme=theme, language=language)
    progress_table(shown.rows)


def _wanted(shown: Overview) -> None:
    if not shown.rows or all(not row.figures.needed for row in shown.rows):
        # Who has no such page is not sent there.
        asks = reads.viewer().may(Permission.RUN_DRIVES)
        empty_state(
            _("What is needed most will show here as soon as a program asks for something."),
            step=_("Post the first need") if asks else None,
            page="pages/needs.py",
        )
    elif not shown.wanted:
        st.markdown(_("**Everything asked for is covered.** Thank you. New needs will stand here."))
    with card_grid(key="overview.wanted"):
        for one in shown.wanted[:_MOST]:
            need_card(
                item=one.item,
                unit=one.unit,
                needed=one.needed,
                still_to_collect=one.still_to_collect,
                needed_by=one.needed_by,
                programs=[partner(name) for name in one.programs],
                kits=one.kits,
                today=shown.today,
                key=f"wanted-{one.item_id}",
            )
    below = []
    more = len(shown.wanted) - _MOST
    if more > 0:
        said = ngettext(
            "{count} more item is still to be collected; it stands in the chart below.",
            "{count} more items are still to be collected; they stand in the chart below.",
            more,
        )
        below.append(said.format(count=more))
    if any(row.figures.needed for row in shown.rows):
        below.append(hold_back([row.item for row in shown.hold_back]))
    if any(below):
        st.markdown("\n\n".join(below))
    if shown.wanted:
        st.page_link(
            "pages/what_to_bring.py",
            label=_("What the running drives ask you to bring"),
            icon=":material/shopping_bag:",
        )


def _drive(card: DriveCard, shown: Overview) -> None:
    gifts = None
    if card.delivered_item is not None and card.delivered_unit is not None:
        gifts = _("{amount} delivered: {item}").format(
            amount=amount(card.delivered, card.delivered_unit), item=card.delivered_item
        )
    elif card.donated_item is not None and card.donated_unit is not None:
        gifts = _("{amount} donated: {item}").format(
            amount=amount(card.donated, card.donated_unit), item=card.donated_item
        )
    share = card.coverage if card.closed_on is None else card.delivered_share
    drive_card(
        name=card.name,
        percent=None if share is None else int(share * 100),
        programs=card.programs,
        sites=card.sites,
        starts_on=card.starts_on,
        ends_on=card.ends_on,
        closed_on=card.closed_on,
        today=shown.today,
        gifts=gifts,
        slug=card.slug,
        key=f"drive-{card.drive_id}",
    )
