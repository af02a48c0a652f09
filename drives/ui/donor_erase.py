"""Erasing a donor: the dialog says what goes, what stays, and what nobody can know."""

from functools import partial

import streamlit as st

from drives.commands.erasing import EraseDonor, erase_donor
from drives.queries.donors import DonorShown
from drives.texts import _, ngettext
from drives.ui import actions, reads
from drives.ui.address_dialog import AddressDialog
from drives.ui.components import md_escape
from drives.ui.form import Form

_MOST_NOTES = 10


def ask_to_erase(donor: DonorShown, dialog: AddressDialog) -> None:
    """The dialog's content."""
    found = reads.erasing_of(donor.donor_id)
    if found is None:
        st.markdown(_("There is nothing left to erase."))
        return
    form = Form.of(f"donors.erase.{donor.donor_id}", "erase")
    stays = ngettext(
        "{count} donation stays in every figure, under the words “Erased donor” and a number.",
        "{count} donations stay in every figure, under the words “Erased donor” and a number.",
        found.donations,
    ).format(count=found.donations)
    goes = _(
        "Name, e-mail, phone, address and reference go for good, here and in what was merged into this "
        "donor. It cannot be undone."
    )
    texts = _(
        "Where the same words stand in the name of a file that was imported or of how it is read, in why a "
        "donation was voided, or among who counted gift cards, those neutral words stand instead."
    )
    ways = _("A kept way to read a file that fills in this donor is deleted.")
    older = _(
        "Backups and files that were made before still hold them. Of the name, the e-mail and the references "
        "a fingerprint is kept, so that an older file that names them again is noticed and refused."
    )
    st.markdown("\n".join(f"- {md_escape(line)}" for line in (goes, stays, texts, ways, older)))
    if found.notes:
        these = _("These notes and kept ways to read a file hold the same words, and stay as they are:")
        st.markdown(f"**{md_escape(these)}**")
        st.markdown("\n".join(f"- {md_escape(note)}" for note in found.notes[:_MOST_NOTES]))
    else:
        st.markdown(
            md_escape(
                _(
                    "Notes and kept ways to read a file were looked through for the same words: none has "
                    "them. Other words for the same person nobody can know."
                )
            )
        )
    form.show_refused()
    with st.container(horizontal=True):
        st.button(
            _("Erase this person"),
            type="primary",
            key=form.key("yes"),
            on_click=partial(_erase, donor, form, dialog),
        )
        st.button(_("Keep"), key=form.key("no"), on_click=dialog.close)


def _erase(donor: DonorShown, form: Form, dialog: AddressDialog) -> None:
    at = actions.begin()
    done = form.send(at, erase_donor, EraseDonor(donor.donor_id))
    if done is None:
        return
    dialog.close()
    at.say(_("Erased. What they gave stands under “{name}” now.").format(name=done.name))
