"""Voiding a donation, with the reason that is kept."""

import streamlit as st

from drives.commands.donations import VoidDonation, void_donation
from drives.errors import Refusal
from drives.queries.donation_seen import DonationSeen
from drives.texts import _
from drives.ui import actions
from drives.ui.components import free_line, md_escape
from drives.ui.donation_rows import DONATIONS, items_words
from drives.ui.form import Form


def void_form(donation: DonationSeen) -> Form:
    """The form of a donation that is to be voided."""
    return Form.of(f"donations.void.{donation.donation_id}", "void")


def ask_to_void(donation: DonationSeen, form: Form) -> None:
    """The dialog's content."""
    form = form.begin({"reason": ""})
    what = items_words(donation.entries[-1].items)
    st.markdown(
        md_escape(
            _("{what}, received at {site}, is taken out of every figure as if it never came.").format(
                what=what, site=donation.site
            )
        )
    )
    free_line(
        _("Why"),
        key=form.key("reason"),
        max_chars=400,
        placeholder=_("logged twice, wrong drive, never came …"),
    )
    st.markdown(_("This cannot be undone. If it did come, log it again. The trail keeps both."))
    form.show_refused()
    with st.container(horizontal=True):
        st.button(_("Void it"), type="primary", key=form.key("yes"), on_click=_void, args=(donation, form))
        st.button(
            _("Keep it"),
            key=form.key("no"),
            on_click=DONATIONS.open,
            kwargs={"open": donation.donation_id},
        )


def _typed(donation: DonationSeen, form: Form) -> VoidDonation:
    reason = form.text("reason")
    if not reason:
        raise Refusal(_("Say why first: whoever looks for this donation later will ask."))
    return VoidDonation(donation.donation_id, reason)


def _void(donation: DonationSeen, form: Form) -> None:
    at = actions.begin()
    asked = form.read(at, lambda: _typed(donation, form))
    voided = None if asked is None else form.send(at, void_donation, asked)
    if voided is None:
        return
    words = {"what": items_words(donation.entries[-1].items), "site": donation.site}
    if voided.losses:
        said = _("Voided: {what} at {site}. {losses}").format(**words, losses=" ".join(voided.losses))
    else:
        said = _("Voided: {what} at {site}.").format(**words)
    at.say(said)
    DONATIONS.close()
