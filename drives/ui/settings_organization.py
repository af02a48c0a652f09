"""The form of the organization: who runs this store, where its days begin, what its money is."""

import re
from functools import partial

import streamlit as st
from babel import Locale, UnknownLocaleError

from drives.commands.organization import SetUpOrganization, set_up_organization
from drives.errors import Refusal
from drives.texts import _, current_language, languages
from drives.ui import actions, reads
from drives.ui.components import free_line, md_escape, note
from drives.ui.first_steps import time_zones
from drives.ui.form import Form
from drives.ui.session import FLASH

FORM = "settings.organization"

_DAYS = re.compile(r"[0-9]{1,6}\Z")


def organization_form() -> None:
    """The fields, filled with what stands; one button saves them all."""
    form = Form.of(FORM, "settings")
    stands = reads.organization_to_set_up()
    shown = stands.shown
    zones = time_zones(st.context.timezone) if not shown.name else time_zones(shown.time_zone)
    spoken = sorted(languages())
    language = shown.locale.split("-")[0]
    values = {
        "name": shown.name,
        "contact": stands.contact or "",
        "zone": zones[0],
        "language": language if language in spoken else spoken[0],
        "currency": shown.currency or "",
        "tax_id": stands.tax_id or "",
        "lapse": str(shown.need_lapse_days),
    }
    form = form.begin(values, stands.seen)
    with st.grid(2, min_column_width=240):
        free_line(_("Your organization"), max_chars=200, key=form.key("name"))
        st.text_input(
            _("How to reach you"),
            max_chars=500,
            placeholder=_("help@example.org"),
            key=form.key("contact"),
        )
        st.selectbox(
            _("Time zone"),
            zones,
            help=_(
                "A day begins at midnight there. Another zone moves what counts as today from now on; days "
                "that were written before stay as they are."
            ),
            key=form.key("zone"),
        )
        st.selectbox(
            _("Language"),
            spoken,
            format_func=_language_name,
            help=_("For everybody whose browser asks for a language that is not here."),
            key=form.key("language"),
        )
        st.text_input(
            _("Currency, as three letters"),
            max_chars=3,
            placeholder=_("USD"),
            help=_("What values of goods are shown in. Amounts are never converted."),
            key=form.key("currency"),
        )
        st.text_input(
            _("Tax id"),
            max_chars=60,
            help=_("A charity's number, like the EIN. Only an admin sees it here."),
            key=form.key("tax_id"),
        )
        st.text_input(
            _("A need lapses after so many days"),
            help=_(
                "Counted from the day it was posted or last confirmed as still needed. A lapsed need is no "
                "longer asked for; what was delivered on it stays. Another number counts for all needs, "
                "those already posted too."
            ),
            key=form.key("lapse"),
        )
    _zone_changes(shown.time_zone if shown.name else None, form.value("zone"))
    form.show_refused()
    st.button(_("Save"), type="primary", key=form.key("save"), on_click=_save, args=(form,))


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


def _typed(form: Form) -> SetUpOrganization:
    days = form.text("lapse")
    if not _DAYS.match(days):
        raise Refusal(_("Needs lapse after a whole number of days, like 60. Enter one."))
    return SetUpOrganization(
        form.value("name") or "",
        form.value("zone"),
        form.text("currency").upper() or None,
        form.value("language"),
        form.value("contact") or None,
        form.value("tax_id") or None,
        int(days),
        seen=form.seen,
    )


def _save(form: Form) -> None:
    at = actions.begin()
    request = form.read(at, partial(_typed, form))
    if request is None:
        return
    stands = reads.organization_to_set_up()
    before = stands.shown
    if form.send(at, set_up_organization, request) is None:
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
    at = actions.begin()
    if actions.run(set_up_organization, was, at=at, form=FLASH, sent=at.request_id(FLASH)) is not None:
        # The fields show what stands again.
        at.answered(FORM)
        at.say(_("Taken back: the settings are as they were."), kind="note")
