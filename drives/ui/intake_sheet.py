"""A tally sheet's code at the table: its drive and site are chosen, where one may log there."""

import streamlit as st

from drives.errors import Refusal
from drives.rules.tally_codes import read_tally
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.basket import FORM
from drives.ui.intake_from import drives_by_slug


def choose_by_sheet(code: str) -> bool:
    """Choose the drive and site that a sheet is for, and whether they were; a callback.

    Where they are not to be had, it is said without their names: a code may name a site that is not public.
    """
    at = actions.begin()
    try:
        place = read_tally(code)
        drive = drives_by_slug().get(place.drive)
        site = next((one for one in reads.sites() if place.site in (one.slug, one.site_id)), None)
        if drive is None or site is None or (drive.site_ids and site.site_id not in drive.site_ids):
            raise Refusal(
                _(
                    "This sheet is for a drive or a site that is not among those you log for here. "
                    "Choose them yourself, or ask an organizer."
                )
            )
    except Refusal as refusal:
        at.refusals[FORM] = refusal
        return False
    st.session_state["log.drive"], st.session_state["log.site"] = drive.slug, site.slug
    said = _("From the sheet: {drive} at {site}. Count now what stands on it.")
    at.say(said.format(drive=drive.name, site=site.name), kind="note")
    return True
