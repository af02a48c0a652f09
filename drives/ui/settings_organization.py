"""The form of the organization: who runs this store, where its days begin, what its money is."""

import re

import streamlit as st
from babel import Locale, UnknownLocaleError

from drives.commands.organization import SetUpOrganization, set_up_organization
from drives.errors import Refusal
from drives.texts import _, current_language, languages
from drives.ui import actions, reads
from drives.ui.components import md_escape, note
from drives.ui.first_steps import time_zones
from drives.ui.session import FLASH, Desk, desk

FORM = "settings.organization"

_DAYS = re.compile(r"[0-9]{1,6}\Z")


def organization_form() -> None:
    """The fields, filled with what stands; one button saves them all."""
    sent = desk().request_id(FORM)
    stands = reads.organization_to_set_up()
    shown = stands.shown
    # What was seen when the form was first drawn: a change by somebody else in between is noticed.
    st.session_state.setdefault(f"settings.seen.{sent}", stands.seen)
    zones = time_zones(st.context.timezone) if not shown.name else time_zones(shown.time_zone)
    spoken = sorted(languages())
    with st.grid(2, min_column_width=240):
        st.text_input(_("Your organization"), value=shown.name, max_chars=200, key=f"settings.name.{sent}")
        st.text_input(
            _("How to reach you"),
            value=stands.contact or "",
            max_chars=500,
            placeholder="help@example.org",
            key=f"settings.contact.{sent}",
        )
        st.selectbox(
            _("Time zone"),
            zones,
            help=_(
                "A day begins at midnight there. Another zone moves what counts as today from now on; days "
                "that were written before stay as they are."
            ),
            key=f"settings.zone.{sent}",
        )
        st.selectbox(
            _("Language"),
            spoken,
            index=spoken.index(shown.locale.split("-")[0]) if shown.locale.split("-")[0] in spoken else 0,
            format_func=_language_name,
            help=_("For everybody whose browser asks for a language that is not here."),
            key=f"settings.language.{sent}",
        )
        st.text_input(
            _("Currency, as three letters"),
            value=shown.currency or "",
            max_chars=3,
            placeholder="USD",
            help=_("What values of goods are shown in. Amounts are never converted."),
            key=f"settings.currency.{sent}",
        )
        st.text_input(
            _("Tax id"),
            value=stands.tax_id or "",
            max_chars=60,
            help=_("A charity's number, like the EIN. Only an admin sees it here."),
            key=f"settings.tax_id.{sent}",
        )
        st.text_input(
            _("A need lapses after so many days"),
            value=str(shown.need_lapse_days),
            help=_(
                "Counted from the day it was posted or last confirmed as still needed. A lapsed need is no "
                "longer asked for; what was delivered on it stays. Another number counts for all needs, "
                "those already posted too."
            ),
            key=f"settings.lapse.{sent}",
        )
    _zone_changes(shown.time_zone if shown.name else None, st.session_state[f"settings.zone.{sent}"])
    actions.show_refused(FORM)
    st.button(_("Save"), type="primary", key=f"settings.save.{sent}", on_click=_save, args=(sent,))


def _zone_changes(before: str | None, chosen: str) -> None:
    """What another time zone does, where another was chosen."""
    if before is not None and chosen != before:
        said = _(
            "Days will begin at midnight in {zone}, not in {before}. Donations and needs keep the days they "
            "have; only what counts as today changes."
        )
        note(":material/schedule: " + md_escape(said.format(zone=chosen, before=before)))


def _language_name(tag: str) -> str:
    try:
        return Locale.parse(tag).get_display_name(current_language().replace("-", "_")) or tag
    except (UnknownLocaleError, ValueError):
        return tag


def _typed(sent: str) -> SetUpOrganization:
    state = st.session_state
    days = (state[f"settings.lapse.{sent}"] or "").strip()
    if not _DAYS.match(days):
        raise Refusal(_("Needs lapse after a whole number of days, like 60. Enter one."))
    return SetUpOrganization(
        state[f"settings.name.{sent}"] or "",
        state[f"settings.zone.{sent}"],
        (state[f"settings.currency.{sent}"] or "").strip().upper() or None,
        state[f"settings.language.{sent}"],
        state[f"settings.contact.{sent}"] or None,
        state[f"settings.tax_id.{sent}"] or None,
        int(days),
        seen=state[f"settings.seen.{sent}"],
    )


def _save(sent: str) -> None:
    at = actions.begin()
    if at.request_id(FORM) != sent:
        return
    try:
        request = _typed(sent)
    except Refusal as refusal:
        at.refusals[FORM] = refusal
        return
    stands = reads.organization_to_set_up()
    before = stands.shown
    if actions.run(set_up_organization, request, at=at, form=FORM, sent=sent) is None:
        return
    if not before.name:
        at.say(_("This is now the store of {organization}.").format(organization=request.name.strip()))
        return
    was = SetUpOrganization(
        before.name,
        before.time_zone,
        before.currency,
        before.locale,
        stands.contact,
        stands.tax_id,
        before.need_lapse_days,
        seen=reads.organization_to_set_up().seen,
    )
    at.say(_("The settings are saved."), undo=lambda: _take_back(was))


def _take_back(was: SetUpOrganization) -> None:
    at: Desk = actions.begin()
    sent = at.request_id(FLASH)
    if actions.run(set_up_organization, was, at=at, form=FLASH, sent=sent) is not None:
        at.answered(FORM)
        at.say(_("Taken back: the settings are as they were."), kind="note")
