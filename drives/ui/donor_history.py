"""What a donor gave: how much of each item, and the donations themselves. Never what it is worth."""

from functools import partial

import streamlit as st

from drives.queries.donation_list import Wanted, donation_sheet
from drives.queries.donors import DonorShown
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.address_dialog import AddressDialog
from drives.ui.components import day, listed, md_escape, note, sheet_export
from drives.ui.day_view import item_lines
from drives.ui.donation_rows import items_words

_SHOWN = 20


def show_history(donor: DonorShown, dialog: AddressDialog) -> None:
    """Open the dialog."""
    title = _("What {donor} gave").format(donor=md_escape(donor.name))
    dialog.show(title, partial(_history, donor), width="large")


def _history(donor: DonorShown) -> None:
    found = reads.history_of(donor.donor_id)
    today = reads.stamp().today
    note(_consent(donor))
    if found is not None and found.before:
        note(md_escape(_("Also known as {names}.").format(names=listed(found.before))))
    if found is None or not found.donations or found.first_on is None or found.last_on is None:
        st.markdown(_("Nothing was logged yet that this donor gave."))
        return
    said = ngettext(
        "{count} donation, on {first}.", "{count} donations, from {first} to {last}.", found.donations
    )
    words = {"first": day(found.first_on, today=today), "last": day(found.last_on, today=today)}
    st.markdown(md_escape(said.format(count=found.donations, **words)))
    st.markdown("\n".join(f"- {line}" for one in found.items for line in item_lines(one)))
    rows = reads.donations_wanted(Wanted(donor_id=donor.donor_id), 1)[:_SHOWN]
    st.markdown(
        "\n".join(
            f"- {md_escape(day(row.received_on, today=today))} · "
            f"[{md_escape(items_words(row.items))}](donations?open={row.donation_id}) · "
            f":gray[{md_escape(row.drive or _('no drive'))}]"
            for row in rows
        )
    )
    wanted = Wanted(donor_id=donor.donor_id)
    with st.container(horizontal=True):
        sheet_export("given", lambda viewer: reads.house().queries.ask(donation_sheet, viewer, wanted=wanted))
    st.page_link(
        "pages/donations.py",
        label=_("All of them, on Donations"),
        icon=":material/receipt_long:",
        query_params={"donor": str(donor.donor_id)},
    )


def _consent(donor: DonorShown) -> str:
    """Whether the donor may be named, plainly. Markdown."""
    if donor.credit:
        return f":material/visibility: {md_escape(_('Said yes to being named in public.'))}"
    return f":material/visibility_off: {md_escape(_('Not to be named in public: thanked without a name.'))}"
