"""What programs ask for: post, revise, confirm, cancel."""

import streamlit as st

from drives.queries.needs import NeedShown, NeedState
from drives.rules.names import fold_name
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.address_choice import choose_in_address
from drives.ui.components import (
    card_grid,
    day,
    empty_state,
    organization_name,
    page_header,
    search_field,
)
from drives.ui.need_cards import need_tile, show_asked
from drives.ui.need_post import post_form
from drives.ui.need_words import state_name

_PAGE = 30
_ALL = "all"


def _filtered(needs: tuple[NeedShown, ...]) -> list[NeedShown]:
    with st.container(horizontal=True, vertical_alignment="center"):
        sought = search_field(_("Find an item or a program"), key="needs.q")
        states = {state.value: state_name(state) for state in NeedState} | {_ALL: _("all")}
        state = choose_in_address(_("Show"), states, name="state", key="needs.state", look="row")
    words = fold_name(sought)
    return [
        need
        for need in needs
        if state in (_ALL, need.state) and words in fold_name(f"{need.item} {need.program}")
    ]


def _line(needs: tuple[NeedShown, ...]) -> str:
    count = sum(1 for need in needs if need.state is NeedState.OPEN)
    return ngettext(
        "{organization} · {count} open need · as of {day}",
        "{organization} · {count} open needs · as of {day}",
        count,
    ).format(
        organization=organization_name(),
        count=count,
        day=day(reads.stamp().today),
    )


def show() -> None:
    """The page."""
    needs = reads.all_needs()
    page_header(_("What programs need"), _line(needs), guide="needs")
    if not reads.programs() or not reads.items():
        empty_state(
            _("Here programs ask for what they need, once there is a program and an item to ask for."),
            step=_("Take the first steps"),
            page="pages/welcome.py",
        )
        return
    post_form(open_first=not needs)
    if not needs:
        empty_state(_("This page lists what each program asked for, by when, and how much of it is met."))
        return
    found = _filtered(needs)
    if not found:
        st.markdown(_("No need fits. Clear the search, or show another kind."))
    pages = -(-len(found) // _PAGE)
    page = st.pagination(pages, key="needs.page", bind="query-params") if pages > 1 else 1
    start = (min(page or 1, max(1, pages)) - 1) * _PAGE
    with card_grid(key="needs.cards"):
        for need in found[start : start + _PAGE]:
            need_tile(need)
    show_asked()


show()
