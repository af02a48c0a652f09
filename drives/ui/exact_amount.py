"""The dialog for an exact amount of an item: its fields, the lines of it that stand on the list."""

from datetime import date

import streamlit as st

from drives.commands.donation_lines import LineDraft
from drives.errors import Refusal
from drives.queries.choices import ItemChoice
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.basket import FORM, Basket, basket, known_items
from drives.ui.components import amount, dialog_keys, md_escape
from drives.ui.exact_fields import ExactFields, refuse_odd
from drives.ui.intake_draft import keep_draft
from drives.ui.line_words import remark

_FORM = "log.exact"


def show_asked() -> None:
    """Open the dialog where an exact amount is asked for."""
    item = known_items().get(basket().asked or 0)
    if item is not None:
        st.dialog(md_escape(item.name), on_dismiss=_close)(_ask)(item)


def _close() -> None:
    basket().asked = None


def _ask(item: ItemChoice) -> None:
    actions.begin()
    counted = basket()
    if counted.asked is None:
        st.rerun()
    if not counted.choosing:
        _form(item, counted)
    _other_lines(item, counted)
    keep_draft()


def _fields(item: ItemChoice, counted: Basket) -> ExactFields:
    key, tapped = f"{item.item_id}.{counted.openings}", counted.tapped.get(item.item_id, 0)
    correcting = counted.correcting is not None
    return ExactFields(item, key, counted.changing, tapped, counted.half, fully=correcting)


def _form(item: ItemChoice, counted: Basket) -> None:
    asked = _fields(item, counted)
    asked.show()
    actions.show_refused(_FORM)
    before = counted.changing
    st.button(
        _("Put it on the list") if before is None else _("Change it on the list"),
        type="primary",
        icon=":material/check:",
        width="stretch",
        key=asked.name("put"),
        on_click=_put,
        args=(item, asked.key),
    )
    dialog_keys("log.exact.received", "log.exact.put", opening=counted.openings)
    if before is not None:
        with st.container(horizontal=True):
            _remove_button(_("Remove it"), asked.key, before)
            _another_button(asked.key)


def _other_lines(item: ItemChoice, counted: Basket) -> None:
    """The exact lines of the item beside the one in the form."""
    for place, line in enumerate(counted.exact):
        if line.item_id != item.item_id or line is counted.changing:
            continue
        said = _("On the list: {amount} ({remark})").format(
            amount=amount(line.received, item.unit), remark=remark(line, item)
        )
        key = f"{item.item_id}.{counted.openings}.{place}"
        with st.container(gap="xsmall"):
            st.markdown(md_escape(said))
            with st.container(horizontal=True):
                st.button(
                    _("Change"),
                    icon=":material/edit:",
                    key=f"log.exact.change.{key}",
                    on_click=counted.ask_line,
                    args=(line,),
                )
                _remove_button(_("Remove"), key, line)
    if counted.choosing:
        _another_button(f"{item.item_id}.{counted.openings}")


def _remove_button(label: str, key: str, line: LineDraft) -> None:
    st.button(
        label,
        icon=":material/delete:",
        key=f"log.exact.remove.{key}",
        on_click=basket().remove,
        args=(line,),
    )


def _another_button(key: str) -> None:
    st.button(
        _("Add another"),
        icon=":material/add:",
        key=f"log.exact.another.{key}",
        on_click=basket().ask_line,
        args=(None,),
    )


def _put(item: ItemChoice, key: str) -> None:
    at, counted = actions.begin(), basket()
    asked = _fields(item, counted)
    if counted.asked != item.item_id or key != asked.key:
        return
    received_on: date | None = st.session_state.get(f"log.received_on.{at.request_id(FORM)}")
    try:
        line = asked.line()
        refuse_odd(item, line, received_on or reads.stamp().today)
    except Refusal as refusal:
        at.refusals[_FORM] = refusal
        return
    counted.put_asked(line)
