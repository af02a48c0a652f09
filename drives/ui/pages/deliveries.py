"""Deliveries: planned, packed, sent, confirmed; late ones first; what is missing and still searched."""

import streamlit as st

from drives.exchange.delivery_calendar import calendar_file
from drives.rules.quantity import SCALE
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.components import (
    day,
    download,
    empty_state,
    export_button,
    format_quantity,
    organization_name,
    page_header,
)
from drives.ui.delivery_open import show_asked
from drives.ui.delivery_rows import DELIVERIES, delivery_filters, delivery_rows, under_way
from drives.ui.delivery_search import show_searched


def _line(live: int, late: int) -> str:
    words = {
        "organization": organization_name(),
        "live": ngettext("{count} under way", "{count} under way", live).format(
            count=format_quantity(live * SCALE)
        ),
        "late": ngettext("{count} late", "{count} late", late).format(count=format_quantity(late * SCALE)),
        "day": day(reads.stamp().today),
    }
    if late:
        return _("{organization} · {live} · {late} · as of {day}").format(**words)
    return _("{organization} · {live} · as of {day}").format(**words)


def show() -> None:
    """The page."""
    found = reads.all_deliveries()
    live = under_way(found)
    late = sum(1 for one in live if one.late_on is not None)
    page_header(_("What goes to whom, and when?"), _line(len(live), late), guide="deliver")
    st.button(
        _("Plan a delivery"),
        type="primary",
        icon=":material/add:",
        key="deliveries.plan",
        on_click=DELIVERIES.open,
        kwargs={"do": "plan"},
    )
    if found:
        shown = delivery_filters(found)
        delivery_rows(shown)
        if not shown:
            st.markdown(_("No delivery fits. Clear the search, or show another kind."))
        show_searched(reads.still_searched())
        _files()
    else:
        empty_state(
            _(
                "Deliveries will show here day by day: what to pack, what is on its way, what waits to "
                "be confirmed, and what is late. Plan the first from what is reserved or free."
            )
        )
    show_asked()


def _files() -> None:
    queries = reads.house().queries
    with st.container(horizontal=True):
        if reads.viewer().is_signed_in:
            download(
                _("Calendar of deliveries"),
                lambda viewer: calendar_file(queries, viewer),
                file_name="deliveries.ics",
                key="deliveries.calendar",
            )
        export_button("deliveries")


show()
