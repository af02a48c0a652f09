"""Correcting a donation in the page where donations are logged: what is logged there replaces it."""

from dataclasses import asdict

import streamlit as st

from drives.commands.donations import LineDraft
from drives.errors import Refusal
from drives.queries.to_correct import DonationToCorrect
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.basket import Correcting, basket
from drives.ui.components import day, md_escape, show_refusal
from drives.ui.draft_content import Content, correcting_kept, line_kept
from drives.ui.intake_draft import lay_aside, lay_in_later
from drives.ui.intake_from import drives_by_slug, source_word
from drives.ui.session import desk

CORRECT = "correct"
"""What the address of the page calls the donation that is to be corrected there."""


def begin_asked() -> None:
    """Lay the donation that the address names into the table's list, before the page is drawn.

    Refused where it does not stand any more, or is not the viewer's. What was being counted is kept as a
    draft, and offered afterwards.
    """
    asked = st.query_params.get(CORRECT)
    if asked is None:
        return
    del st.query_params[CORRECT]
    try:
        one = reads.donation_to_correct_of(int(asked) if asked.isdecimal() else 0)
        if one.drive is not None and one.drive not in drives_by_slug():
            raise Refusal(
                _(
                    "The drive of this donation is in the archive. Take it out of there, then correct the "
                    "donation."
                )
            )
    except Refusal as refusal:
        show_refusal(refusal)
    else:
        lay_in_later(_content(one))


def _content(one: DonationToCorrect) -> Content:
    """The donation in the form of a draft."""
    lines = [LineDraft(**asdict(line)) for line in one.lines]
    return {
        "lines": [line_kept(line) for line in lines],
        "drive": one.drive or "",
        "site": one.site,
        "donor": one.donor or "",
        "team": one.team or "",
        "day": one.received_on.isoformat(),
        "source": source_word(lines),
        "counted_by": one.counted_by or "",
        "counted_again_by": one.counted_again_by or "",
        "correcting": correcting_kept(Correcting(one.donation_id, one.reference, one.received_on)),
    }


def show_correcting() -> None:
    """Say that a donation is being corrected, with a way to leave it as it was."""
    one = basket().correcting
    if one is None:
        return
    said = _("Correcting donation {reference} of {day}: what you log replaces it.").format(
        reference=one.reference, day=day(one.received_on, today=reads.stamp().today)
    )
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="log.correcting"):
        st.markdown(f":material/edit_note: **{md_escape(said)}**", width="stretch")
        st.button(_("Leave it as it was"), key="log.correcting.leave", on_click=_leave)


def _leave() -> None:
    actions.begin()
    lay_aside()
    desk().say(_("Nothing was changed: the donation stands as it was."), kind="note")
