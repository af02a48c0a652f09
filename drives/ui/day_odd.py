"""What looks odd among a day's donations: said in words, and opened to be voided."""

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st
from babel.dates import format_time

from drives.commands.donations import VoidDonation, void_donation
from drives.queries.end_of_day import DonationOfDay, EndOfDay, OddDonation
from drives.rules.odd import Likeness, OddAmount
from drives.texts import _, current_language, ngettext
from drives.ui import actions, reads
from drives.ui.components import amount, listed, md_escape, note, section
from drives.ui.session import desk

_ASKED = "day.void.asked"


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
        st.button(
            _("Void …"),
            key=f"day.void.{donation.donation_id}",
            icon=":material/block:",
            on_click=_open,
            args=(donation.donation_id,),
        )


def _amount_words(odd: OddAmount, donation: DonationOfDay) -> str:
    item = next(one for one in donation.items if one.item_id == odd.item_id)
    return _("{amount} of {item} at once: usual is {usual}, this is {times} times as much.").format(
        amount=amount(odd.received, item.unit),
        item=item.item,
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
    return listed(
        [
            _("{amount} of {item}").format(amount=amount(one.received or one.bought, one.unit), item=one.item)
            for one in donation.items
        ]
    )


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


def _form(donation_id: int) -> str:
    return f"day.void.{donation_id}"


def _open(donation_id: int) -> None:
    st.session_state[_ASKED] = donation_id


def _close() -> None:
    st.session_state[_ASKED] = None


def show_asked(shown: EndOfDay) -> None:
    """Open the dialog for the donation that is to be voided, where it still stands."""
    asked = st.session_state.get(_ASKED)
    odd = next((odd for odd in shown.odd if odd.donation.donation_id == asked), None)
    if odd is not None:
        st.dialog(_("Void this donation?"), on_dismiss=_close)(_ask)(odd.donation)


def _ask(donation: DonationOfDay) -> None:
    actions.begin()
    if st.session_state.get(_ASKED) is None:
        st.rerun()
    form = _form(donation.donation_id)
    sent = desk().request_id(form)
    st.markdown(
        md_escape(
            _("{what}, received at {site}, is taken out of every figure as if it never came.").format(
                what=_what(donation), site=donation.site
            )
        )
    )
    note(md_escape(_facts(donation)))
    st.markdown(_("This cannot be undone. If it did come, log it again. The trail keeps both."))
    actions.show_refused(form)
    with st.container(horizontal=True):
        st.button(_("Void it"), type="primary", key=f"day.yes.{sent}", on_click=_void, args=(donation, sent))
        st.button(_("Keep it"), key=f"day.no.{sent}", on_click=_close)


def _void(donation: DonationOfDay, sent: str) -> None:
    at, form = actions.begin(), _form(donation.donation_id)
    voided = actions.run(void_donation, VoidDonation(donation.donation_id), at=at, form=form, sent=sent)
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
    _close()
