"""Changing a need: what is typed is said back beside what was asked, and doubted where it is far off."""

import streamlit as st

from drives.commands.needs import ReviseNeed, revise_need
from drives.errors import Refusal
from drives.queries.needs import NeedShown
from drives.rules.asking import is_far
from drives.rules.kinds import Priority
from drives.rules.units import is_indivisible
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.address_dialog import AddressDialog
from drives.ui.components import amount, day, goods_of, md_escape, quantity_text, typed_quantity
from drives.ui.form import Form
from drives.ui.need_words import how_often, priority_name


def ask_to_change(need: NeedShown, form: Form, dialog: AddressDialog) -> None:
    """The dialog's content."""
    form = form.begin(
        {
            "quantity": quantity_text(need.asked),
            "priority": need.priority.value,
            "needed_by": need.needed_by,
        }
    )
    today = reads.stamp().today
    said = _("{amount} asked since {day}.").format(
        amount=amount(need.asked, need.unit), day=day(need.posted_on, today=today)
    )
    st.markdown(md_escape(said))
    if need.repeats is not None:
        st.markdown(
            md_escape(
                _("This changes what is asked now. After that it goes on: {often}.").format(
                    often=how_often(need.repeats.every, need.repeats.each, need.unit)
                )
            )
        )
    with st.container(horizontal=True):
        st.text_input(_("How many in all"), key=form.key("quantity"))
        st.selectbox(
            _("How urgent"),
            [priority.value for priority in Priority],
            format_func=lambda value: priority_name(Priority(value)),
            key=form.key("priority"),
        )
        st.date_input(_("Needed by"), value=None, key=form.key("needed_by"), format="YYYY-MM-DD")
    _say_back(need, form)
    form.show_refused()
    st.button(
        _("Save the change"),
        type="primary",
        key=form.key("save"),
        width="stretch",
        on_click=_revise,
        args=(need, form, dialog),
    )


def _say_back(need: NeedShown, form: Form) -> None:
    try:
        quantity = _typed(need, form)
    except Refusal:
        return
    if quantity == need.asked:
        return
    said = _("Then {program} asks for {goods}, instead of {before}.").format(
        program=need.program,
        goods=goods_of(need.item, quantity, need.unit),
        before=amount(need.asked, need.unit),
    )
    st.markdown(md_escape(said))
    if is_far(quantity, need.asked):
        st.checkbox(_("That is far from what was asked so far, and right."), key=form.key("sure"))


def _typed(need: NeedShown, form: Form) -> int:
    return typed_quantity(form.text("quantity"), whole=is_indivisible(need.unit))


def _sure(need: NeedShown, form: Form) -> int:
    quantity = _typed(need, form)
    if is_far(quantity, need.asked) and not st.session_state.get(form.key("sure")):
        raise Refusal(
            _("{now} is far from the {before} asked so far. Say that it is right, or change it.").format(
                now=amount(quantity, need.unit), before=amount(need.asked, need.unit)
            )
        )
    return quantity


def _revise(need: NeedShown, form: Form, dialog: AddressDialog) -> None:
    at = actions.begin()
    quantity = form.read(at, lambda: _sure(need, form))
    if quantity is None:
        return
    priority, needed_by = Priority(form.value("priority")), form.value("needed_by")
    asked = ReviseNeed(
        need.need_id,
        quantity if quantity != need.asked else None,
        priority=priority if priority is not need.priority else None,
        needed_by=needed_by if needed_by != need.needed_by else None,
    )
    if form.send(at, revise_need, asked) is not None:
        at.say(
            _("{item} for {program}: now {amount}, {priority}.").format(
                item=need.item,
                program=need.program,
                amount=amount(quantity, need.unit),
                priority=priority_name(priority),
            )
        )
        dialog.close()
