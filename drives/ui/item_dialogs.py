"""An item, opened: its form, its values by date beside it, and the way to merge it."""

import streamlit as st

from drives.commands.item_changes import ReviseItem, revise_item
from drives.commands.items import AddItem, add_item
from drives.errors import Refusal
from drives.queries.catalogue import CatalogueItem
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import listed, md_escape, note
from drives.ui.item_asked import Asked, asked_item, close_item, open_item
from drives.ui.item_form import item_fields, terms_of, typed_item
from drives.ui.item_merge import show_merge
from drives.ui.item_worth import worth_fields
from drives.ui.money_words import typed_money
from drives.ui.session import FLASH, desk

ADD = "catalogue.add"


def known_item(item_id: int) -> CatalogueItem | None:
    """The item of this id, where it stands in the catalogue."""
    return next((one for one in reads.the_catalogue() if one.item_id == item_id), None)


def show_item() -> None:
    """Open the dialog that the address asks for, where its item still stands."""
    asked = asked_item()
    if asked is None:
        return
    if asked.do == "add":
        st.dialog(_("New item"), width="medium", on_dismiss=_dismiss)(_ask_new)(asked)
        return
    item = known_item(asked.item_id)
    if item is None:
        return
    if asked.do == "merge":
        show_merge(item)
    else:
        st.dialog(md_escape(item.name), width="medium", on_dismiss=_dismiss)(_ask_change)(asked)


def _dismiss() -> None:
    asked = asked_item()
    desk().answered(ADD if asked is None or asked.do == "add" else _form(asked.item_id))
    close_item()


def _form(item_id: int) -> str:
    return f"catalogue.item.{item_id}"


def _begin(asked: Asked) -> None:
    actions.begin()
    if asked_item() != asked:
        st.rerun()


def _ask_new(asked: Asked) -> None:
    _begin(asked)
    sent = desk().request_id(ADD)
    item_fields(sent, None)
    st.text_input(
        _("Value of one, from today (may stay empty)"),
        placeholder="1.25",
        help=_("What one is worth, for the books of gifts in kind. It never stands in a donor's letter."),
        key=f"item.value.{sent}",
    )
    actions.show_refused(ADD)
    st.button(
        _("Add the item"),
        type="primary",
        width="stretch",
        key=f"item.add.{sent}",
        on_click=_add,
        args=(sent,),
    )


def _add(sent: str) -> None:
    at = actions.begin()
    if at.request_id(ADD) != sent:
        return
    try:
        value = (st.session_state[f"item.value.{sent}"] or "").strip()
        request = AddItem(**typed_item(sent, ()), unit_value=typed_money(value) if value else None)
    except Refusal as refusal:
        at.refusals[ADD] = refusal
        return
    if actions.run(add_item, request, at=at, form=ADD, sent=sent) is not None:
        at.say(_("Added: {name}.").format(name=request.name))
        close_item()


def _ask_change(asked: Asked) -> None:
    _begin(asked)
    item = known_item(asked.item_id)
    if item is None:
        return
    the_item, values = st.tabs([_("Item"), _("Value by date")])
    with the_item:
        _change_fields(item)
    with values:
        worth_fields(item)


def _change_fields(item: CatalogueItem) -> None:
    form = _form(item.item_id)
    sent = desk().request_id(form)
    # What was seen when the form was first drawn: a change by somebody else in between is noticed.
    st.session_state.setdefault(f"item.seen.{sent}", item.seen)
    if item.merged:
        note(md_escape(_("Merged into this one: {names}.").format(names=listed(item.merged))))
    item_fields(sent, item)
    actions.show_refused(form)
    with st.container(horizontal=True):
        st.button(
            _("Save the item"),
            type="primary",
            key=f"item.save.{sent}",
            on_click=_save,
            args=(item, sent),
        )
        st.button(
            _("Merge into another"),
            key=f"item.merge.{item.item_id}",
            icon=":material/merge:",
            on_click=open_item,
            args=("merge", item.item_id),
        )


def _save(item: CatalogueItem, sent: str) -> None:
    at, form = actions.begin(), _form(item.item_id)
    if at.request_id(form) != sent:
        return
    try:
        terms = typed_item(sent, item.choice.packs)
    except Refusal as refusal:
        at.refusals[form] = refusal
        return
    request = ReviseItem(**terms, item_id=item.item_id, seen=st.session_state[f"item.seen.{sent}"])
    before = known_item(item.item_id)
    if actions.run(revise_item, request, at=at, form=form, sent=sent) is None:
        return
    after = known_item(item.item_id)
    close_item()
    if before is None or after is None or before.seen == after.seen:
        at.say(_("{name}: nothing was changed.").format(name=item.name), kind="note")
        return
    at.say(_("Saved: {name}.").format(name=after.name), undo=lambda: _take_back(before, after.seen))


def _take_back(before: CatalogueItem, seen: str) -> None:
    at = actions.begin()
    request = ReviseItem(**terms_of(before), item_id=before.item_id, seen=seen)
    if actions.run(revise_item, request, at=at, form=FLASH, sent=at.request_id(FLASH)) is not None:
        at.say(_("Taken back: {name} is as it was.").format(name=before.name), kind="note")
