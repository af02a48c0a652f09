"""Merge a program or a site into another: what follows is said first."""

import streamlit as st

from drives.commands.merging import MergePrograms, MergeSites, merge_programs, merge_sites
from drives.errors import Refusal
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import md_escape
from drives.ui.place_asked import PROGRAM, Asked, asked, close_place
from drives.ui.session import desk

FORM = "places.merge"


def show_merge(what: Asked) -> None:
    """Open the dialog where the one that is to go still stands."""
    names = _names(what)
    gone = next((row_id for row_id, (slug, _name) in names.items() if slug == what.slug), None)
    if gone is None:
        return
    title = _("Merge {name} into another?").format(name=md_escape(names[gone][1]))
    st.dialog(title, on_dismiss=_dismiss)(_ask)(what, gone)


def _names(what: Asked) -> dict[int, tuple[str, str]]:
    """Id → slug and name."""
    if what.place == PROGRAM:
        return {one.program_id: (one.slug, one.name) for one in reads.programs_to_set_up()}
    return {one.site_id: (one.slug, one.name) for one in reads.sites_to_set_up()}


def _dismiss() -> None:
    desk().answered(FORM)
    close_place()


def _ask(what: Asked, gone_id: int) -> None:
    actions.begin()
    if asked(what.place) != what:
        st.rerun()
    names, sent = _names(what), desk().request_id(FORM)
    if gone_id not in names:
        return
    others = [one for one in names if one != gone_id]
    kept_id = st.selectbox(
        _("The one that is kept"),
        others,
        index=None,
        format_func=lambda one: md_escape(names[one][1]),
        placeholder=_("Choose the same one under its other name"),
        key=f"merge.into.{sent}",
    )
    if kept_id is not None:
        for sentence in _follows(what, names[gone_id][1], names[kept_id][1]):
            st.markdown(md_escape(sentence))
    actions.show_refused(FORM)
    with st.container(horizontal=True):
        st.button(
            _("Merge them"),
            type="primary",
            key=f"merge.yes.{sent}",
            on_click=_merge,
            args=(what, gone_id, sent),
        )
        st.button(_("Keep both"), key=f"merge.no.{sent}", on_click=_dismiss)


def _follows(what: Asked, gone: str, kept: str) -> list[str]:
    if what.place == PROGRAM:
        said = _(
            "From now on the needs, deliveries and drives of {gone} are read as those of {kept}, past days "
            "too, and what is kept for {gone} is kept for {kept}."
        )
    else:
        said = _(
            "From now on what stands at {gone} stands at {kept}, reserved goods too, and its donations and "
            "drives are read as those of {kept}, past days too."
        )
    left = _(
        "{gone} leaves every list, and its own address and words are no longer shown; those of {kept} stay."
    )
    last = _("Merge only what is the same one under two names: this cannot be taken back.")
    return [said.format(gone=gone, kept=kept), left.format(gone=gone, kept=kept), last]


def _merge(what: Asked, gone_id: int, sent: str) -> None:
    at = actions.begin()
    if at.request_id(FORM) != sent:
        return
    kept_id = st.session_state[f"merge.into.{sent}"]
    if kept_id is None:
        at.refusals[FORM] = Refusal(_("Choose first which one is kept."))
        return
    if what.place == PROGRAM:
        merged = actions.run(merge_programs, MergePrograms(gone_id, kept_id), at=at, form=FORM, sent=sent)
    else:
        merged = actions.run(merge_sites, MergeSites(gone_id, kept_id), at=at, form=FORM, sent=sent)
    if merged is not None:
        at.say(_("{gone} is now part of {kept}.").format(gone=merged.gone, kept=merged.kept))
        close_place()
