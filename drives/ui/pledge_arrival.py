"""What came of a pledge, where it is not just what was promised: changed in a dialog before it is logged."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from drives.commands.donation_lines import LineDraft
from drives.commands.donations import VoidDonation, void_donation
from drives.commands.pledge_arrivals import ReceivePledge, ReleasePledge, receive_pledge, release_pledge
from drives.errors import Refusal
from drives.queries.pledges import PledgeShown
from drives.rules.kinds import PledgeState
from drives.rules.quantity import SCALE
from drives.rules.units import unit_name
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.address_dialog import AddressDialog
from drives.ui.components import amount, listed, md_escape, note, quantity_text, typed_quantity
from drives.ui.form import Form, put_back
from drives.ui.session import Desk

ARRIVALS = AddressDialog("pledge", "release")
"""``?pledge=ID`` opens the dialog in which one arrives, ``?release=ID`` the one that asks to release it."""

_OVER = (PledgeState.ARRIVED, PledgeState.WITHDRAWN, PledgeState.CHANGED)


def show_arrival(pledges: Sequence[PledgeShown]) -> None:
    """Open the dialog that was asked for, where its pledge may still arrive."""
    asked, standing = ARRIVALS.asked(), {str(one.pledge_id): one for one in pledges if one.state not in _OVER}
    if (came := standing.get(asked.get("pledge", ""))) is not None:
        name = f"pledges.came.{came.pledge_id}"
        ARRIVALS.show(_("What came"), partial(_ask, came, name), name)
    elif (given_up := standing.get(asked.get("release", ""))) is not None:
        name = f"pledges.release.{given_up.pledge_id}"
        ARRIVALS.show(_("Not wait for it any more?"), partial(_ask_to_release, given_up, name), name)


def pledged_words(pledge: PledgeShown) -> str:
    """What was pledged. Plain text."""
    return listed(
        [
            _("{item} ({amount})").format(item=one.item, amount=amount(one.quantity, one.unit))
            for one in pledge.items
        ]
    )


def is_counted_by_two(pledge: PledgeShown) -> bool:
    """Whether gift cards or passes are among what was pledged."""
    return any(one.cash_like for one in pledge.items)


def say_arrived(at: Desk, donation_id: int, reference: str) -> None:
    """Say that it was logged, with the way back."""
    back = _("{reference} was voided. The pledge stands as before.").format(reference=reference)
    at.say(
        _("Logged as {reference}. Thank them if you can.").format(reference=reference),
        undo=partial(put_back, void_donation, VoidDonation(donation_id), back),
    )


def _ask(pledge: PledgeShown, name: str) -> None:
    values: dict[str, object] = {"donor": False, "on": reads.stamp().today, "by": "", "again": ""}
    values |= {f"item{one.item_id}": quantity_text(one.quantity) for one in pledge.items}
    form = Form.of(name, "came").begin(values)
    note(_("Leave empty what did not come."))
    for one in pledge.items:
        st.text_input(
            _("How many of {item} came ({unit})").format(
                item=md_escape(one.item), unit=unit_name(one.unit, SCALE)
            ),
            key=form.key(f"item{one.item_id}"),
            max_chars=20,
        )
    if is_counted_by_two(pledge):
        note(_("Gift cards and passes are counted by two people."))
        with st.grid(2, min_column_width=180):
            st.text_input(_("Counted by"), key=form.key("by"), max_chars=200)
            st.text_input(_("Counted again by"), key=form.key("again"), max_chars=200)
    st.date_input(_("Received on"), max_value=reads.stamp().today, key=form.key("on"), format="YYYY-MM-DD")
    if pledge.name or pledge.email:
        st.checkbox(
            _("Log it under the donor with this e-mail, else this name"),
            key=form.key("donor"),
            help=_("A donor of this name is made where there is none."),
        )
    form.show_refused()
    st.button(
        _("Log it"), type="primary", key=form.key("log"), on_click=_log, args=(pledge, form), width="stretch"
    )


def _typed(pledge: PledgeShown, form: Form) -> ReceivePledge:
    lines = []
    for one in pledge.items:
        text = form.text(f"item{one.item_id}")
        quantity = typed_quantity(text, zero_allowed=True) if text else 0
        if quantity:
            lines.append(LineDraft(one.item_id, quantity))
    if not lines:
        raise Refusal(_("Nothing of it came? Then leave it as it is, or release it."))
    return ReceivePledge(
        pledge.pledge_id,
        lines=tuple(lines),
        received_on=form.value("on"),
        with_donor=bool(form.value("donor")),
        counted_by=form.text("by") or None if is_counted_by_two(pledge) else None,
        counted_again_by=form.text("again") or None if is_counted_by_two(pledge) else None,
    )


def _log(pledge: PledgeShown, form: Form) -> None:
    at = actions.begin()
    asked = form.read(at, partial(_typed, pledge, form))
    if asked is None:
        return
    done = form.send(at, receive_pledge, asked)
    if done is not None:
        say_arrived(at, done.donation_id, done.reference)
        ARRIVALS.close()


def _ask_to_release(pledge: PledgeShown, name: str) -> None:
    form = Form.of(name, "release").begin({"asked": True})
    said = _("{what} counts as pledged no more. This cannot be undone. What comes later can still be logged.")
    st.markdown(md_escape(said.format(what=pledged_words(pledge))))
    form.show_refused()
    with st.container(horizontal=True):
        st.button(
            _("Release it"), type="primary", key=form.key("yes"), on_click=_release, args=(pledge, form)
        )
        st.button(_("Keep it"), key=form.key("no"), on_click=ARRIVALS.close)


def _release(pledge: PledgeShown, form: Form) -> None:
    at = actions.begin()
    if form.send(at, release_pledge, ReleasePledge(pledge.pledge_id)) is not None:
        said = _("Released: {what}. It is not waited for any more.").format(what=pledged_words(pledge))
        at.say(said, kind="note")
        ARRIVALS.close()
