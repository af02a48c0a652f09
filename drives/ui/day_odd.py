"""What looks odd among a day's donations: said in words, and opened to be voided."""

from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

import streamlit as st
from babel.dates import format_time

from drives.commands.donations import VoidDonation, void_donation
from drives.queries.end_of_day import DonationOfDay, EndOfDay, OddDonation
from drives.rules.odd import Likeness, OddAmount
from drives.texts import _, current_language, ngettext
from drives.ui import actions, reads
from drives.ui.address_dialog import AddressDialog
from drives.ui.components import amount, goods_of, listed, md_escape, named, note, section
from drives.ui.form import Form

_VOIDING = AddressDialog("void")
"""``?void=ID`` asks whether to void a donation of the day that is shown."""


def show_odd(shown: EndOfDay) -> None:
    """Each donation to look at again, with why, and a button to void it."""
    section(_("Looks odd"))
    if not shown.odd:
        st.markdown(_("Nothing: no amount far above the usual, and nothing that was likely logged twice."))
        return
    said = ngettext(
        "{count} donation to look at again. Nothing is wrong until you say so.",
        "{count} donations to look at again. Nothing is wrong until you say so.",
        len(shown.odd),
    )
    st.markdown(said.format(count=len(shown.odd)))
    for odd in shown.odd:
        _odd(odd)


def _odd(odd: OddDonation) -> None:
    donation = odd.donation
    lines = [md_escape(_amount_words(one, donation)) for one in odd.amounts]
    if odd.twin is not None and odd.likeness is not None:
        lines.append(md_escape(_twin_words(odd.likeness, donation, odd.twin)))
    with st.container(
        border=True, horizontal=True, vertical_alignment="center", key=f"odd-{donation.donation_id}"
    ):
        body = "  \n".join([*lines, f":small[:gray[{md_escape(_facts(donation))}]]"])
        st.markdown(body, width="stretch")
        st.page_link(
            "pages/donations.py",
            label=named(_what(donation), _("Open")),
            query_params={"open": str(donation.donation_id)},
        )
        st.button(
            named(_what(donation), _("Void …")),
            key=f"day.void.{donation.donation_id}",
            icon=":material/block:",
            on_click=_VOIDING.open,
            kwargs={"void": donation.donation_id},
        )


def _amount_words(odd: OddAmount, donation: DonationOfDay) -> str:
    item = next(one for one in donation.items if one.item_id == odd.item_id)
    return _("{goods} at once: usual is {usual}, this is {times} times as much.").format(
        goods=goods_of(item.item, odd.received, item.unit),
        usual=amount(odd.usual, item.unit),
        times=odd.received // odd.usual,
    )


def _twin_words(likeness: Likeness, donation: DonationOfDay, twin: DonationOfDay) -> str:
    what = _what(donation)
    if likeness is Likeness.SAME_DONOR:
        return _("{what} from {donor}, twice on this day.").format(what=what, donor=donation.donor or "")
    return _("{what} at {site}, twice within minutes: {first} and {again}.").format(
        what=what, site=donation.site, first=_clock(twin.typed_at), again=_clock(donation.typed_at)
    )


def _what(donation: DonationOfDay) -> str:
    return listed([goods_of(one.item, one.received or one.bought, one.unit) for one in donation.items])


def _facts(donation: DonationOfDay) -> str:
    said = [donation.reference or "", donation.site, donation.drive or _("no drive"), donation.donor or ""]
    if donation.typed_at is not None:
        said.append(_("logged {time}").format(time=_clock(donation.typed_at)))
    return " · ".join(part for part in said if part)


def _clock(at: datetime | None) -> str:
    if at is None:
        return ""
    there = at.astimezone(ZoneInfo(reads.the_organization().time_zone))
    return str(format_time(there, "short", locale=current_language().replace("-", "_")))


def show_asked(shown: EndOfDay) -> bool:
    """Open the dialog for the donation that is to be voided, where it still stands; whether it is open."""
    asked = _VOIDING.asked().get("void")
    odd = next((odd for odd in shown.odd if str(odd.donation.donation_id) == asked), None)
    if odd is None:
        return False
    _VOIDING.show(_("Void this donation?"), partial(_ask, odd.donation))
    return True


def _ask(donation: DonationOfDay) -> None:
    form = Form.of(f"day.void.{donation.donation_id}", "day")
    st.markdown(
        md_escape(
            _("{what}, received at {site}, is taken out of every figure as if it never came.").format(
                what=_what(donation), site=donation.site
            )
        )
    )
    note(md_escape(_facts(donation)))
    st.markdown(_("This cannot be undone. If it did come, log it again. The trail keeps both."))
    form.show_refused()
    with st.container(horizontal=True):
        st.button(_("Void it"), type="primary", key=form.key("yes"), on_click=_void, args=(donation, form))
        st.button(_("Keep it"), key=form.key("no"), on_click=_VOIDING.close)


def _void(donation: DonationOfDay, form: Form) -> None:
    at = actions.begin()
    voided = form.send(at, void_donation, VoidDonation(donation.donation_id))
    if voided is None:
        return
    if voided.losses:
        at.say(
            _("Voided: {what} at {site}. {losses}").format(
                what=_what(donation), site=donation.site, losses=" ".join(voided.losses)
            )
        )
    else:
        at.say(_("Voided: {what} at {site}.").format(what=_what(donation), site=donation.site))
    _VOIDING.close()
