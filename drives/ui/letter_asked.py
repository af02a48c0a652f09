"""What the page of letters is asked for in its address, and the gifts that nobody can acknowledge."""

import streamlit as st

from drives.queries.letters import IssuerShown, LettersOfYear
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.components import md_escape, note, section
from drives.ui.letter_issuers import LETTERS, show_issuer_form
from drives.ui.letter_open import show_letter
from drives.ui.letter_run import ask_to_run
from drives.ui.letter_write import show_writing, why_nobody


def show_missing(year: int) -> None:
    """Gifts for which no program may issue a letter, and what is missing."""
    found = reads.gifts_without_issuer(year)
    if not found:
        return
    section(_("Nobody can issue a letter for these"))
    for one in found:
        count = ngettext("{count} gift", "{count} gifts", one.gifts).format(count=one.gifts)
        if one.drive is None:
            said = _("{gifts} of no drive: correct the donations and choose their drive.")
        else:
            said = _("{gifts} of {drive}: none of its programs issues letters.")
        st.markdown(f"- {md_escape(said.format(gifts=count, drive=one.drive or ''))}")


def show_asked_letter(issuer: IssuerShown | None, year: int, found: LettersOfYear | None) -> None:
    """Open the dialog that the address asks for."""
    asked = LETTERS.asked()
    if "issuer" in asked:
        show_issuer_form(asked["issuer"])
    elif "letter" in asked:
        show_letter(asked["letter"])
    elif "donation" in asked and asked["donation"].isascii() and asked["donation"].isdecimal():
        _show_donation(int(asked["donation"][:18]))
    elif issuer is not None and found is not None and "run" in asked and found.due:
        ask_to_run(issuer, year, found)
    elif issuer is not None and found is not None and "to" in asked:
        due = next((one for one in found.due if str(one.donor_id) == asked["to"]), None)
        if due is not None:
            show_writing(due.donor, due.gifts, issuer.program_id)


def _show_donation(donation_id: int) -> None:
    of_donation = reads.letter_of(donation_id)
    if of_donation.acknowledgement_id is not None:
        show_letter(str(of_donation.acknowledgement_id))
    elif of_donation.gift is None or of_donation.donor is None:
        note(_("No letter can be written: it names nobody, was bought or rejected, or does not stand."))
    elif not any(
        one.active and one.program_id in of_donation.gift.program_ids for one in reads.letter_issuers()
    ):
        note(md_escape(why_nobody([of_donation.gift])))
    else:
        show_writing(of_donation.donor, [of_donation.gift])
