"""What programs ask for: post, revise, confirm, cancel."""

import streamlit as st

from drives.queries.needs import NeedShown, NeedState
from drives.rules.names import fold_name
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.components import card_grid, empty_state, page_header
from drives.ui.need_forms import need_tile, post_form, state_name

_PAGE = 30


def _filtered(needs: tuple[NeedShown, ...]) -> list[NeedShown]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        sought = st.text_input(
            _("Search"),
            key="needs.q",
            bind="query-params",
            placeholder=_("Item or program"),
            icon=":material/search:",
        )
        state = st.segmented_control(
            _("Show"),
            [state.value for state in NeedState],
            default=NeedState.OPEN.value,
            format_func=lambda value: state_name(NeedState(value)),
            key="needs.state",
            bind="query-params",
        )
    words = fold_name(sought or "")
    return [
        need
        for need in needs
        if (state is None or need.state == state) and words in fold_name(" ".join((need.item, need.program)))
    ]


def show() -> None:
    """The page."""
    needs = reads.all_needs()
    count = sum(1 for need in needs if need.state is NeedState.OPEN)
    page_header(
        _("What programs need"),
        ngettext("{count} open need", "{count} open needs", count).format(count=count),
    )
    if not reads.programs() or not reads.items():
        empty_state(
            _("Here programs ask for what they need, once there is a program and an item to ask for."),
            step=_("Set up your community"),
            page="pages/welcome.py",
        )
        return
    post_form(open_first=not needs)
    if not needs:
        empty_state(_("Here stands what each program asked for, by when, and how far it is met."))
        return
    found = _filtered(needs)
    if not found:
        st.markdown(_("No need fits. Clear the search, or show another kind."))
        return
    pages = -(-len(found) // _PAGE)
    page = st.pagination(pages, key="needs.page", bind="query-params") if pages > 1 else 1
    start = (min(page or 1, pages) - 1) * _PAGE
    with card_grid(key="needs.cards"):
        for need in found[start : start + _PAGE]:
            need_tile(need)


show()
