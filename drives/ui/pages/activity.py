"""Activity: who did what, when, to what."""

from dataclasses import replace

import streamlit as st

from drives.queries.activity import EVERYTHING_DONE
from drives.rules.quantity import SCALE
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.components import choose_page, day, format_quantity, organization_name, page_header
from drives.ui.trail_view import trail_exports, trail_filters, trail_list, trail_searched


def _line(count: int) -> str:
    return _("{organization} · {entries} · as of {day}").format(
        organization=organization_name(),
        entries=ngettext("{count} entry", "{count} entries", count).format(
            count=format_quantity(count * SCALE)
        ),
        day=day(reads.stamp().today),
    )


def show() -> None:
    """The page."""
    above = st.container()  # The line counts what the filters below it leave.
    wanted = trail_filters()
    count = reads.trail_count(wanted)
    with above:
        page_header(_("Who did what"), _line(count), guide="activity")
    if wanted.sought:
        trail_searched(reads.trail_count(replace(wanted, sought="")))
    if not count:
        if wanted == EVERYTHING_DONE:
            st.markdown(_("Nothing was done here yet. Whatever people change is noted here."))
        else:
            st.markdown(_("Nothing fits. Clear the search, or choose more days."))
        return
    trail_list(reads.trail(wanted, choose_page(count, key="activity")))
    trail_exports(wanted)


show()
