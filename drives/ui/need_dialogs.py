"""The dialogs over a need: change it, cancel it or stop it, say what is there of it."""

from functools import partial

import streamlit as st

from drives.commands.needs import CancelNeed, cancel_need
from drives.commands.standing_needs import (
    EndStandingNeed,
    RestockNeed,
    StandingNeedChanged,
    end_standing_need,
    restock_need,
)
from drives.queries.needs import NeedShown, NeedState
from drives.queries.standing_needs import Repeats
from drives.rules.kinds import Every
from drives.rules.units import is_indivisible
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.address_dialog import AddressDialog
from drives.ui.components import amount, goods_of, md_escape, typed_quantity
from drives.ui.form import Form
from drives.ui.need_change import ask_to_change
from drives.ui.need_words import how_often

NEEDS = AddressDialog("do", "need")
"""``?need=ID`` opens one to change it, with ``do=cancel`` to cancel or stop it, ``do=restock`` to say what
is there.
"""


def need_form(need: NeedShown, fields: str) -> Form:
    """The form of a need that has these fields."""
    return Form.of(f"needs.change.{need.need_id}", fields)


def show_asked() -> None:
    """Open the dialog that was asked for, where its need can still be changed so."""
    what = NEEDS.asked()
    need = next((need for need in reads.all_needs() if str(need.need_id) == what.get("need")), None)
    do = what.get("do", "change")
    if need is None or not _can(need, do):
        NEEDS.close()
        return
    names = {"item": md_escape(need.item), "program": md_escape(need.program)}
    form = f"needs.change.{need.need_id}"
    if do == "restock":
        NEEDS.show(
            _("{item} for {program}: what is there now?").format(**names), partial(_ask_there, need), form
        )
    elif do == "cancel" and need.repeats is not None:
        title = _("Stop {item} for {program}?").format(**names)
        NEEDS.show(title, partial(_ask_stop, need, need.repeats), form)
    elif do == "cancel":
        NEEDS.show(_("Cancel {item} for {program}?").format(**names), partial(_ask_cancel, need), form)
    else:
        NEEDS.show(
            _("Change {item} for {program}").format(**names),
            partial(ask_to_change, need, need_form(need, "revise"), NEEDS),
            form,
        )


def _can(need: NeedShown, do: str) -> bool:
    over = need.state in (NeedState.CANCELLED, NeedState.WAITING)
    if do == "restock":
        return need.repeats is not None and need.repeats.every is Every.PAR
    return not over or (do == "cancel" and need.repeats is not None)


def _ask_cancel(need: NeedShown) -> None:
    form = need_form(need, "cancel")
    for sentence in [
        *_what_cancelling_does(need),
        _("A cancelled need cannot be opened again; a new one can be posted."),
    ]:
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
        st.button(_("Keep it"), key=form.key("no"), on_click=NEEDS.close)


def _what_cancelling_does(need: NeedShown) -> list[str]:
    said = [
        _("{program} no longer asks for {goods}, and nobody is asked to bring it.").format(
            program=need.program, goods=goods_of(need.item, need.asked, need.unit)
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
    return said


def _ask_stop(need: NeedShown, repeats: Repeats) -> None:
    """To skip what is asked now, to ask it no more after that, or both."""
    form = need_form(need, "stop")
    often = how_often(repeats.every, repeats.each, need.unit)
    st.markdown(
        md_escape(
            _("{program} asks for this again and again: {often}.").format(program=need.program, often=often)
        )
    )
    asked_now = need.state not in (NeedState.CANCELLED, NeedState.WAITING)
    if asked_now:
        for sentence in (
            (
                _("Skip it, and what is asked now is cancelled; it is asked again next time."),
                _("Stop it, and what is asked now stays, but is not asked again."),
            )
            if repeats.next_on is not None
            else (_("Stop it, and what is asked now stays, but is not asked again."),)
        ):
            st.markdown(md_escape(sentence))
    form.show_refused()
    with st.container(horizontal=True):
        if asked_now and repeats.next_on is not None:
            st.button(_("Skip this time"), key=form.key("skip"), on_click=_cancel, args=(need, form))
        st.button(
            _("Stop repeating"),
            key=form.key("end"),
            type="primary",
            on_click=_end,
            args=(need, repeats, form, False),
        )
        if asked_now:
            st.button(
                _("Stop, and cancel this one too"),
                key=form.key("end_all"),
                on_click=_end,
                args=(need, repeats, form, True),
            )
        st.button(_("Keep it"), key=form.key("no"), type="tertiary", on_click=NEEDS.close)


def _ask_there(need: NeedShown) -> None:
    """How many stand on the program's shelf: what is missing up to the par level is asked for."""
    form = need_form(need, "restock").begin({"have": ""})
    repeats = need.repeats
    if repeats is None:
        return
    said = _("Up to {amount} are to be there. What is missing is asked for; what is on its way counts.")
    st.markdown(md_escape(said.format(amount=amount(repeats.each, need.unit))))
    st.text_input(_("How many are there now"), key=form.key("have"))
    form.show_refused()
    st.button(
        _("Ask for what is missing"),
        type="primary",
        key=form.key("save"),
        width="stretch",
        on_click=_restock,
        args=(need, repeats, form),
    )


def _cancel(need: NeedShown, form: Form) -> None:
    at = actions.begin()
    cancelled = form.send(at, cancel_need, CancelNeed(need.need_id))
    if cancelled is None:
        return
    names = {"item": need.item, "program": need.program, "losses": " ".join(cancelled.losses)}
    if cancelled.losses:
        at.say(_("Cancelled: {item} for {program}. {losses}").format(**names))
    else:
        at.say(_("Cancelled: {item} for {program}.").format(**names))
    NEEDS.close()


def _end(need: NeedShown, repeats: Repeats, form: Form, cancel: bool) -> None:
    at = actions.begin()
    ended = form.send(at, end_standing_need, EndStandingNeed(repeats.standing_need_id, cancel))
    if ended is None:
        return
    names = {"item": need.item, "program": need.program, "losses": " ".join(ended.losses)}
    if ended.losses:
        at.say(_("Asked no more: {item} for {program}. {losses}").format(**names))
    else:
        at.say(_("Asked no more: {item} for {program}.").format(**names))
    NEEDS.close()


def _restock(need: NeedShown, repeats: Repeats, form: Form) -> None:
    at = actions.begin()
    whole = is_indivisible(need.unit)
    have = form.read(at, lambda: typed_quantity(form.text("have"), whole=whole, zero_allowed=True))
    if have is None:
        return
    done = form.send(at, restock_need, RestockNeed(repeats.standing_need_id, have))
    if done is not None:
        at.say(_restocked(need, done))
        NEEDS.close()


def _restocked(need: NeedShown, done: StandingNeedChanged) -> str:
    names = {"item": need.item, "amount": amount(done.asked, need.unit), "losses": " ".join(done.losses)}
    if done.asked:
        return _("{item}: {amount} more are asked for now.").format(**names)
    if done.losses:
        return _("{item}: there is enough, so nothing is asked for now. {losses}").format(**names)
    return _("{item}: there is enough, so nothing more is asked for now.").format(**names)
