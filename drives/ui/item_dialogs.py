"""An item, opened: its form, its values by date beside it, and the way to merge it."""

from functools import partial

import streamlit as st

from drives.commands.item_changes import ReviseItem, revise_item
from drives.commands.items import AddItem, add_item
from drives.queries.catalogue import CatalogueItem
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import listed, md_escape, note, show_flash
from drives.ui.form import Form, put_back
from drives.ui.item_asked import ITEMS
from drives.ui.item_form import begin_item, item_fields, terms_of, typed_item
from drives.ui.item_merge import show_item_merge
from drives.ui.item_worth import worth_fields, worth_form
from drives.ui.money_words import typed_money
from drives.ui.session import FLASH, desk

_ADD = "catalogue.add"


def _known(item_id: int) -> CatalogueItem | None:
    return next((one for one in reads.the_catalogue() if one.item_id == item_id), None)


def show_item() -> None:
    """Open the dialog that the address asks for, where its item still stands."""
    asked = ITEMS.asked()
    if asked.get("do") == "add":
        ITEMS.show(_("New item"), _ask_new, _ADD, width="medium")
        return
    item = next((one for one in reads.the_catalogue() if str(one.item_id) == asked.get("item")), None)
    if item is None:
        ITEMS.close()
    elif asked.get("do") == "merge":
        show_item_merge(item)
    else:
        forms = (_form(item.item_id), worth_form(item.item_id))
        ITEMS.show(md_escape(item.name), partial(_ask_change, item.item_id), *forms, width="medium")


def _form(item_id: int) -> str:
    return f"catalogue.item.{item_id}"


def _ask_new() -> None:
    form = begin_item(Form.of(_ADD, "item"), None)
    item_fields(form, None)
    st.text_input(
        _("Value of one, from today (may stay empty)"),
        placeholder="1.25",
        help=_("What one is worth, for the books of gifts in kind. It never stands in a donor's letter."),
        key=form.key("value"),
    )
    form.show_refused()
    st.button(
        _("Add the item"),
        type="primary",
        width="stretch",
        key=form.key("add"),
        on_click=_add,
        args=(form,),
    )


def _typed_new(form: Form) -> AddItem:
    value = form.text("value")
    return AddItem(**typed_item(form), unit_value=typed_money(value) if value else None)


def _add(form: Form) -> None:
    at = actions.begin()
    request = form.read(at, partial(_typed_new, form))
    if request is not None and form.send(at, add_item, request) is not None:
        at.say(_("Added: {name}.").format(name=request.name))
        ITEMS.close()


def _ask_change(item_id: int) -> None:
    item = _known(item_id)
    if item is None:
        return
    form = begin_item(Form.of(_form(item_id), "item"), item)
    the_item, values = st.tabs([_("Item"), _("Value by date")])
    with the_item:
        _change_fields(item, form)
    with values:
        worth_fields(item)
        # The dialog hides the page, where it is said else.
        if desk().flash is not form.value("said") or FLASH in desk().refusals:
            show_flash(key="item.flash")


def _change_fields(item: CatalogueItem, form: Form) -> None:
    if item.merged:
        note(md_escape(_("Merged into this one: {names}.").format(names=listed(item.merged))))
    item_fields(form, item)
    form.show_refused()
    with st.container(horizontal=True):
        st.button(
            _("Save the item"),
            type="primary",
            key=form.key("save"),
            on_click=_save,
            args=(item, form),
        )
        st.button(
            _("Merge into another"),
            key=f"item.merge.{item.item_id}",
            icon=":material/merge:",
            on_click=ITEMS.open,
            kwargs={"do": "merge", "item": item.item_id},
        )


def _save(item: CatalogueItem, form: Form) -> None:
    at = actions.begin()
    terms = form.read(at, partial(typed_item, form))
    if terms is None:
        return
    before = _known(item.item_id)
    if form.send(at, revise_item, ReviseItem(**terms, item_id=item.item_id, seen=form.seen)) is None:
        return
    after = _known(item.item_id)
    if before is None or after is None or before.seen == after.seen:
        at.say(_("{name}: nothing was changed.").format(name=item.name), kind="note")
    else:
        back = ReviseItem(**terms_of(before), item_id=before.item_id, seen=after.seen)
        taken_back = _("Taken back: {name} is as it was.").format(name=before.name)
        at.say(
            _("Saved: {name}.").format(name=after.name),
            undo=partial(put_back, revise_item, back, taken_back),
        )
    ITEMS.close()
