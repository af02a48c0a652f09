"""Merge an item into another that turned out to be the same: what follows is said first, with figures."""

import streamlit as st

from drives.commands.merging import MergeItems, merge_items
from drives.errors import Refusal
from drives.queries.catalogue import CatalogueItem
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import amount, md_escape
from drives.ui.item_asked import Asked, asked_item, close_item
from drives.ui.session import desk

FORM = "catalogue.merge"


def show_merge(item: CatalogueItem) -> None:
    """Open the dialog."""
    title = _("Merge {name} into another?").format(name=md_escape(item.name))
    st.dialog(title, on_dismiss=_dismiss)(_ask)(item)


def _dismiss() -> None:
    desk().answered(FORM)
    close_item()


def _ask(item: CatalogueItem) -> None:
    actions.begin()
    if asked_item() != Asked("merge", item.item_id):
        st.rerun()
    sent = desk().request_id(FORM)
    others = {one.item_id: one for one in reads.the_catalogue() if one.item_id != item.item_id}
    kept_id = st.selectbox(
        _("The one that is kept"),
        list(others),
        index=None,
        format_func=lambda key: f"{md_escape(others[key].name)} ({others[key].choice.unit})",
        placeholder=_("Choose the same one under its other name"),
        key=f"merge.into.{sent}",
    )
    if kept_id is not None:
        for sentence in _follows(item, others[kept_id]):
            st.markdown(md_escape(sentence))
    actions.show_refused(FORM)
    with st.container(horizontal=True):
        st.button(
            _("Merge them"),
            type="primary",
            key=f"merge.yes.{sent}",
            on_click=_merge,
            args=(item, sent),
        )
        st.button(_("Keep both"), key=f"merge.no.{sent}", on_click=_dismiss)


def _follows(gone: CatalogueItem, kept: CatalogueItem) -> list[str]:
    names = {"gone": gone.name, "kept": kept.name}
    unit = gone.choice.unit
    row = next((row for row in reads.the_overview().rows if row.item_id == gone.item_id), None)
    if row is None:
        first = _("Nothing of {gone} was needed or came in so far.").format(**names)
    else:
        first = _(
            "{donated} donated so far, {on_hand} on hand and {needed} needed of {gone} count as {kept}, "
            "on past days too. No figure over everything changes."
        ).format(
            **names,
            donated=amount(row.figures.donated, unit),
            on_hand=amount(row.figures.on_hand, unit),
            needed=amount(row.figures.needed, unit),
        )
    return [
        first,
        _(
            "{kept} is then found under the name, words and barcodes of {gone} too, and {gone} leaves "
            "the lists."
        ).format(**names),
        _("Merge only what is the same thing under two names: this cannot be taken back."),
    ]


def _merge(item: CatalogueItem, sent: str) -> None:
    at = actions.begin()
    if at.request_id(FORM) != sent:
        return
    kept_id = st.session_state[f"merge.into.{sent}"]
    if kept_id is None:
        at.refusals[FORM] = Refusal(_("Choose first which one is kept."))
        return
    merged = actions.run(merge_items, MergeItems(item.item_id, kept_id), at=at, form=FORM, sent=sent)
    if merged is not None:
        at.say(_("{gone} is now part of {kept}.").format(gone=merged.gone, kept=merged.kept))
        close_item()
