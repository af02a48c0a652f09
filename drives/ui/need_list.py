"""Needs as a list that can be searched: the cards of a page, and those that somebody should look at first."""

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from drives.commands.need_lists import ConfirmNeeds, confirm_needs
from drives.queries.needs import NeedShown, NeedState
from drives.rules.names import fold_name
from drives.texts import _, ngettext
from drives.ui import actions
from drives.ui.address_choice import choose_in_address
from drives.ui.components import card_grid, search_field, section
from drives.ui.form import Form
from drives.ui.need_cards import need_tile
from drives.ui.need_words import state_name

_PAGE = 30
_ALL = "all"
_SOON = timedelta(days=14)
_LONG_AGO = timedelta(days=60)


def to_look_at(needs: Sequence[NeedShown], today: date) -> list[NeedShown]:
    """Those that stand two weeks more at most unless somebody says so, and those that lapsed of late
    and are not met; the soonest first.
    """
    found = []
    for need in needs:
        until = need.stands_until
        if need.state is NeedState.OPEN and until is not None and until - today <= _SOON:
            found.append((until, need))
        elif (
            need.state is NeedState.LAPSED
            and need.delivered + need.allocated < need.asked
            and today - need.lapses_on <= _LONG_AGO
        ):
            found.append((need.lapses_on, need))
    return [need for _until, need in sorted(found, key=lambda one: (one[0], one[1].item))]


def show_to_look_at(needs: Sequence[NeedShown]) -> None:
    """These needs, each with its buttons, and one for all of them."""
    said = ngettext(
        "{count} need lapses soon, or has lapsed. People then stop collecting for it.",
        "{count} needs lapse soon, or have lapsed. People then stop collecting for them.",
        len(needs),
    ).format(count=len(needs))
    section(_("Still needed?"), said)
    form = Form.of("needs.all_stand", "needs.all_stand")
    form.show_refused()
    if len(needs) > 1:
        st.button(
            _("All of these still stand"),
            icon=":material/done_all:",
            type="primary",
            key=form.key("yes"),
            on_click=_confirm_all,
            args=(form, tuple(need.need_id for need in needs)),
        )
    with card_grid(key="needs.soon"):
        for need in needs:
            need_tile(need)


def _confirm_all(form: Form, need_ids: tuple[int, ...]) -> None:
    at = actions.begin()
    if form.send(at, confirm_needs, ConfirmNeeds(need_ids)) is not None:
        at.say(
            ngettext(
                "Confirmed: {count} need still stands.",
                "Confirmed: {count} needs still stand.",
                len(need_ids),
            ).format(count=len(need_ids))
        )


def show_list(needs: Sequence[NeedShown], *, seen: Sequence[NeedShown] = ()) -> None:
    """The needs by state, found by item and program; those ``seen`` above are not shown again as open."""
    found = _filtered(needs)
    above = {need.need_id for need in seen}
    shown = [need for need in found if need.need_id not in above]
    if not shown:
        st.markdown(
            _("All of them stand above.")
            if found
            else _("No need fits. Clear the search, or show another kind.")
        )
    pages = -(-len(shown) // _PAGE)
    page = st.pagination(pages, key="needs.page", bind="query-params") if pages > 1 else 1
    start = (min(page or 1, max(1, pages)) - 1) * _PAGE
    with card_grid(key="needs.cards"):
        for need in shown[start : start + _PAGE]:
            need_tile(need)


def _filtered(needs: Sequence[NeedShown]) -> list[NeedShown]:
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


def open_count(needs: Sequence[NeedShown]) -> int:
    """How many of them are open."""
    return sum(1 for need in needs if need.state is NeedState.OPEN)
