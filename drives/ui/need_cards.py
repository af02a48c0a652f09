"""A need as a card, and the dialogs that change or cancel it."""

from typing import Literal

import streamlit as st

from drives.commands.needs import (
    CancelNeed,
    ConfirmNeed,
    ReviseNeed,
    cancel_need,
    confirm_need,
    revise_need,
)
from drives.errors import Refusal
from drives.queries.needs import NeedShown, NeedState
from drives.rules.kinds import Priority
from drives.rules.quantity import to_text
from drives.rules.units import is_indivisible
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import amount, day, format_quantity, md_escape, typed_quantity
from drives.ui.components.words import format_whole_percent
from drives.ui.need_words import priority_name, state_name
from drives.ui.session import desk

_ASKED = "needs.asked"
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
    form = _form(need.need_id)
    sent = desk().request_id(form)
    actions.show_refused(form)
    with st.container(horizontal=True, gap="xsmall"):
        st.button(
            _("Still needed"),
            key=f"confirm.{need.need_id}.{sent}",
            icon=":material/check:",
            on_click=_confirm,
            args=(need, sent),
        )
        st.button(
            _("Change"),
            key=f"change.{need.need_id}",
            icon=":material/edit:",
            on_click=_open,
            args=("change", need.need_id),
        )
        st.button(
            _("Cancel"),
            key=f"cancel.{need.need_id}",
            type="tertiary",
            on_click=_open,
            args=("cancel", need.need_id),
        )


def _form(need_id: int) -> str:
    return f"needs.change.{need_id}"


def _open(what: Literal["change", "cancel"], need_id: int) -> None:
    st.session_state[_ASKED] = (what, need_id)


def _close() -> None:
    st.session_state[_ASKED] = None


def asked() -> bool:
    """Whether a dialog over a need is open."""
    return st.session_state.get(_ASKED) is not None


def show_asked() -> None:
    """Open the dialog that was asked for, where its need still stands."""
    what, need_id = st.session_state.get(_ASKED) or (None, 0)
    need = next((need for need in reads.all_needs() if need.need_id == need_id), None)
    if need is None or need.state is NeedState.CANCELLED:
        return
    names = {"item": md_escape(need.item), "program": md_escape(need.program)}
    if what == "cancel":
        st.dialog(_("Cancel {item} for {program}?").format(**names), on_dismiss=_close)(_ask_cancel)(need)
    else:
        st.dialog(_("Change {item} for {program}").format(**names), on_dismiss=_close)(_ask_change)(need)


def _begin_dialog() -> None:
    actions.begin()
    if st.session_state.get(_ASKED) is None:
        st.rerun()


def _ask_change(need: NeedShown) -> None:
    _begin_dialog()
    form = _form(need.need_id)
    sent = desk().request_id(form)
    today = reads.stamp().today
    st.markdown(
        md_escape(
            _("{amount} asked since {day}.").format(
                amount=amount(need.asked, need.unit), day=day(need.posted_on, today=today)
            )
        )
    )
    with st.container(horizontal=True):
        st.text_input(_("How many"), value=to_text(need.asked), key=f"revise.quantity.{sent}")
        st.selectbox(
            _("How urgent"),
            [priority.value for priority in Priority],
            index=list(Priority).index(need.priority),
            format_func=lambda value: priority_name(Priority(value)),
            key=f"revise.priority.{sent}",
        )
        st.date_input(
            _("Needed by"), value=need.needed_by, key=f"revise.needed_by.{sent}", format="YYYY-MM-DD"
        )
    actions.show_refused(form)
    st.button(
        _("Save the change"),
        type="primary",
        key=f"revise.save.{sent}",
        width="stretch",
        on_click=_revise,
        args=(need, sent),
    )


def _ask_cancel(need: NeedShown) -> None:
    _begin_dialog()
    form = _form(need.need_id)
    sent = desk().request_id(form)
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
    actions.show_refused(form)
    with st.container(horizontal=True):
        st.button(
            _("Cancel this need"),
            type="primary",
            key=f"cancel.yes.{sent}",
            on_click=_cancel,
            args=(need, sent),
        )
        st.button(_("Keep it"), key=f"cancel.no.{sent}", on_click=_close)


def _confirm(need: NeedShown, sent: str) -> None:
    at, form = actions.begin(), _form(need.need_id)
    if actions.run(confirm_need, ConfirmNeed(need.need_id), at=at, form=form, sent=sent) is not None:
        at.say(_("Confirmed: {program} still needs {item}.").format(item=need.item, program=need.program))


def _revise(need: NeedShown, sent: str) -> None:
    at, form, state = actions.begin(), _form(need.need_id), st.session_state
    if at.request_id(form) != sent:
        return
    try:
        quantity = typed_quantity(state[f"revise.quantity.{sent}"], whole=is_indivisible(need.unit))
    except Refusal as refusal:
        at.refusals[form] = refusal
        return
    priority = Priority(state[f"revise.priority.{sent}"])
    needed_by = state[f"revise.needed_by.{sent}"]
    asked = ReviseNeed(
        need.need_id,
        quantity if quantity != need.asked else None,
        priority=priority if priority is not need.priority else None,
        needed_by=needed_by if needed_by != need.needed_by else None,
    )
    if actions.run(revise_need, asked, at=at, form=form, sent=sent) is not None:
        at.say(
            _("{item} for {program}: now {amount}, {priority}.").format(
                item=need.item,
                program=need.program,
                amount=amount(quantity, need.unit),
                priority=priority_name(priority),
            )
        )
        _close()


def _cancel(need: NeedShown, sent: str) -> None:
    at, form = actions.begin(), _form(need.need_id)
    cancelled = actions.run(cancel_need, CancelNeed(need.need_id), at=at, form=form, sent=sent)
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
    _close()
