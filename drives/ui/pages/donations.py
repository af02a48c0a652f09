"""Donations: found, opened, corrected, voided, printed."""

import streamlit as st

from drives.queries.donation_list import ALL_THAT_STAND
from drives.rules.quantity import SCALE
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.components import (
    choose_page,
    day,
    empty_state,
    format_quantity,
    organization_name,
    page_header,
)
from drives.ui.donation_find import donation_exports, donation_filters
from drives.ui.donation_open import show_opened
from drives.ui.donation_rows import donation_rows


def _line(count: int) -> str:
    return _("{organization} · {donations} · as of {day}").format(
        organization=organization_name(),
        donations=ngettext("{count} donation", "{count} donations", count).format(
            count=format_quantity(count * SCALE)
        ),
        day=day(reads.stamp().today),
    )


def show() -> None:
    """The page."""
    above = st.container()  # The line counts what the filters below it leave.
    wanted = donation_filters()
    count = reads.donations_counted(wanted)
    with above:
        page_header(_("What was given"), _line(count), guide="donations")
    if count:
        donation_rows(reads.donations_wanted(wanted, choose_page(count, key="donations")))
        donation_exports(wanted)
    elif wanted == ALL_THAT_STAND:
        empty_state(
            _("Every donation will stand here, the newest first: to find, correct, void or print it."),
            step=_("Log a donation"),
            page="pages/log_donation.py",
        )
    else:
        st.markdown(_("No donation fits. Clear the search, or choose more of them."))
    show_opened()


show()
