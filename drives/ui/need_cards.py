"""A need as a card, and the dialogs that change or cancel it."""

from functools import partial

import streamlit as st

from drives.commands.needs import (
    CancelNeed,
    ConfirmNeed,
    ReviseNeed,
    cancel_need,
    confirm_need,
    revise_need,
)
from drives.queries.needs import NeedShown, NeedState
from drives.rules.kinds import Priority
from drives.rules.units import is_indivisible
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.address_dialog import AddressDialog
from drives.ui.components import (
    amount,
    day,
    format_quantity,
    md_escape,
    named,
    quantity_text,
    typed_quantity,
)
from drives.ui.components.words import format_whole_percent
from drives.ui.form import Form
from drives.ui.need_words import priority_name, state_name

_NEEDS = AddressDialog("do", "need")
"""``?need=ID`` opens one to change it, with ``do=cancel`` to cancel it."""

_BADGES = {Priority.CRITICAL: "red", Priority.HIGH: "orange"}


def need_tile(need: NeedShown) -> None:
    """One need: who asks for what, how far it is met, and what can be done with it."""
    met = min(need.asked, need.delivered + need.allocated)
    percent = met * 100 // need.asked
    asked = _("**{amount}** for {program}").format(
        amount=md_escape(amount(need.asked, need.unit)), program=md_escape(need.program)
    )
    lines = [asked, *([md_escape(need.note)] if need.note else []), _facts(need)]
    with st.container(
        border=True,
        height="stretch",
        gap="small",
        vertical_alignment="distribute",
        key=f"need-{need.need_id}",
    ):
        st.markdown(f"### {md_escape(need.item)}\n\n" + "  \n".join(lines), anchors=False)
        with st.container(gap="small"):
            st.progress(
                percent,
                text=_("{met} of {asked} delivered or allocated · {percent}").format(
                    met=format_quantity(met),
                    asked=format_quantity(need.asked),
                    percent=format_whole_percent(percent),
                ),
            )
            if need.state is not NeedState.CANCELLED:
                _buttons(need)


def _facts(need: NeedShown) -> str:
    when = f":small[:gray[{md_escape(_when(need))}]]"
    badges = _badges(need)
    return f"{badges} {when}" if badges else when


def _badges(need: NeedShown) -> str:
    said = []
    if need.state is not NeedState.OPEN:
        said.append(f":gray-badge[{md_escape(state_name(need.state))}]")
    if need.priority in _BADGES:
        said.append(f":{_BADGES[need.priority]}-badge[{md_escape(priority_name(need.priority))}]")
    return " ".join(said)


def _when(need: NeedShown) -> str:
    on = reads.stamp().today
    facts = []
    if need.needed_by:
        facts.append(_("needed by {day}").format(day=day(need.needed_by, today=on)))
    if need.drive:
        facts.append(_("for {drive} alone").format(drive=need.drive))
    facts.append(_("asked {day}").format(day=day(need.posted_on, today=on)))
    if need.state is NeedState.OPEN:
        facts.append(_("lapses {day} unless confirmed").format(day=day(need.lapses_on, today=on)))
    return " · ".join(facts)


def _buttons(need: NeedShown) -> None:
    form = _form(need, "confirm")
    if not asked():
        form.show_refused()
    name = _("{item} for {program}").format(item=need.item, program=need.program)
    with st.container(horizontal=True, gap="xsmall"):
        st.button(
            named(name, _("Still needed")),
            key=form.key(str(need.need_id)),
            icon=":material/check:",
            on_click=_confirm,
            args=(need, form),
        )
        st.button(
            named(name, _("Change")),
            key=f"change.{need.need_id}",
            icon=":material/edit:",
            on_click=_NEEDS.open,
            kwargs={"need": need.need_id},
        )
        st.button(
            named(name, _("Cancel")),
            key=f"cancel.{need.need_id}",
            type="tertiary",
            on_click=_NEEDS.open,
            kwargs={"do": "cancel", "need": need.need_id},
        )


def _form(need: NeedShown, fields: str) -> Form:
    return Form.of(f"needs.change.{need.need_id}", fields)


def asked() -> bool:
    """Whether a dialog over a need is open."""
    return bool(_NEEDS.asked())


def show_asked() -> None:
    """Open the dialog that was asked for, where its need still stands."""
    what = _NEEDS.asked()
    need = next((need for need in reads.all_needs() if str(need.need_id) == what.get("need")), None)
    if need is None or need.state is NeedState.CANCELLED:
        _NEEDS.close()
        return
    names = {"item": md_escape(need.item), "program": md_escape(need.program)}
    form = f"needs.change.{need.need_id}"
    if what.get("do") == "cancel":
        title = _("Cancel {item} for {program}?").format(**names)
        _NEEDS.show(title, partial(_ask_cancel, need), form)
    else:
        title = _("Change {item} for {program}").format(**names)
        _NEEDS.show(title, partial(_ask_change, need), form)


def _ask_change(need: NeedShown) -> None:
    form = _form(need, "revise").begin(
        {
            "quantity": quantity_text(need.asked),
            "priority": need.priority.value,
            "needed_by": need.needed_by,
        }
    )
    today = reads.stamp().today
    st.markdown(
        md_escape(
            _("{amount} asked since {day}.").format(
                amount=amount(need.asked, need.unit), day=day(need.posted_on, today=today)
            )
        )
    )
    with st.container(horizontal=True):
        st.text_input(_("How many"), key=form.key("quantity"))
        st.selectbox(
            _("How urgent"),
            [priority.value for priority in Priority],
            format_func=lambda value: priority_name(Priority(value)),
            key=form.key("priority"),
        )
        st.date_input(_("Needed by"), value=None, key=form.key("needed_by"), format="YYYY-MM-DD")
    form.show_refused()
    st.button(
        _("Save the change"),
        type="primary",
        key=form.key("save"),
        width="stretch",
        on_click=_revise,
        args=(need, form),
    )


def _ask_cancel(need: NeedShown) -> None:
    form = _form(need, "cancel")
    said = [
        _("{program} no longer asks for {amount} of {item}, and nobody is asked to bring it.").format(
            program=need.program, amount=amount(need.asked, need.unit), item=need.item
        )
    ]
    if need.allocated:
        said.append(
            _("Of that {amount} are allocated: what has not left yet becomes available to others.").format(
                amount=amount(need.allocated, need.unit)
            )
        )
    if need.delivered:
        said.append(
            _("What was delivered on it, {amount}, stays in the figures.").format(
                amount=amount(need.delivered, need.unit)
            )
        )
    said.append(_("A cancelled need cannot be opened again; a new one can be posted."))
    for sentence in said:
        st.markdown(md_escape(sentence))
    form.show_refused()
    with st.container(horizontal=True):
        st.button(
            _("Cancel this need"),
            type="primary",
            key=form.key("yes"),
            on_click=_cancel,
            args=(need, form),
        )
        st.button(_("Keep it"), key=form.key("no"), on_click=_NEEDS.close)


def _confirm(need: NeedShown, form: Form) -> None:
    at = actions.begin()
    if form.send(at, confirm_need, ConfirmNeed(need.need_id)) is not None:
        at.say(_("Confirmed: {program} still needs {item}.").format(item=need.item, program=need.program))


def _revise(need: NeedShown, form: Form) -> None:
    at = actions.begin()
    quantity = form.read(at, lambda: typed_quantity(form.text("quantity"), whole=is_indivisible(need.unit)))
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
        _NEEDS.close()


def _cancel(need: NeedShown, form: Form) -> None:
    at = actions.begin()
    cancelled = form.send(at, cancel_need, CancelNeed(need.need_id))
    if cancelled is None:
        return
    if cancelled.losses:
        at.say(
            _("Cancelled: {item} for {program}. {losses}").format(
                item=need.item, program=need.program, losses=" ".join(cancelled.losses)
            )
        )
    else:
        at.say(_("Cancelled: {item} for {program}.").format(item=need.item, program=need.program))
    _NEEDS.close()
