"""Counts in stages: begun, counted blind by several, compared, finalized by somebody else."""

import streamlit as st

from drives.queries.staged_counts import CountShown
from drives.rules.kinds import CountStage
from drives.texts import _
from drives.ui import reads
from drives.ui.address_choice import choose_in_address
from drives.ui.components import (
    day_of,
    empty_state,
    md_escape,
    not_set_up,
    note,
    organization_name,
    page_header,
)
from drives.ui.count_which import which_count
from drives.ui.staged_begin import show_begin, show_give
from drives.ui.staged_compared import show_compared, show_over
from drives.ui.staged_going import show_abandon, show_compare, show_going
from drives.ui.staged_words import COUNTS, count_called, counter_called


def _choose(counts: tuple[CountShown, ...]) -> CountShown:
    by_id = {str(one.staged_count_id): one for one in counts}
    names = {key: count_called(one) for key, one in by_id.items()}
    return by_id[choose_in_address(_("Count"), names, name="count", key="counts.chosen", bare_first=False)]


def _show(count: CountShown) -> None:
    if count.note:
        note(md_escape(count.note))
    if count.stage is CountStage.COUNTING:
        show_going(count)
        return
    compared = reads.compared_of(count.staged_count_id)
    if count.stage is CountStage.COMPARED:
        show_compared(compared)
        return
    if count.ended_at is not None:
        said = (
            _("Finalized {day} by {who}.")
            if count.stage is CountStage.FINALIZED
            else _("Abandoned {day} by {who}; nothing was posted.")
        )
        st.markdown(md_escape(said.format(day=day_of(count.ended_at), who=counter_called(count.ended_by))))
    show_over(compared)


def _dialog(count: CountShown | None) -> None:
    do = COUNTS.asked().get("do")
    if do == "begin":
        show_begin()
    elif count is not None and do == "give" and count.ended_at is None:
        show_give(count)
    elif count is not None and do == "compare" and count.stage is CountStage.COUNTING:
        show_compare(count)
    elif count is not None and do == "abandon" and count.ended_at is None:
        show_abandon(count)
    else:
        COUNTS.close()


def show() -> None:
    """The page."""
    line = _("{organization} · several people count, blind to each other and to the books").format(
        organization=organization_name()
    )
    page_header(_("Do the shelves hold what the books say?"), line, guide="count-stages")
    if not reads.sites() or not reads.items():
        not_set_up(_("Shelves are counted together here once there is a site and an item."))
        return
    which_count(
        _(
            "For a whole site, or where a second pair of eyes matters: several people count, you compare, "
            "and somebody else finalizes. Alone at one shelf, use Count."
        ),
        (_("Count"), "count"),
        (_("My count sheets"), "count_sheets"),
    )
    counts = reads.counts_in_stages()
    going = any(one.ended_at is None for one in counts)
    st.button(
        _("Begin a count"),
        key="counts.begin.open",
        type="secondary" if going else "primary",
        icon=":material/add:",
        on_click=COUNTS.open,
        kwargs={"do": "begin"},
    )
    chosen = _choose(counts) if counts else None
    if chosen is None:
        empty_state(
            _(
                "Counts that several take part in show here: who counts, where they differ, and what was "
                "corrected."
            )
        )
    else:
        _show(chosen)
    _dialog(chosen)


show()
