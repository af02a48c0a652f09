"""Inventory: what is on hand, allocated and available, by item, lot and site, as of any day."""

import streamlit as st

from drives.queries.inventory import Inventory
from drives.rules.quantity import SCALE
from drives.rules.roles import Permission
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.components import (
    day,
    empty_state,
    format_quantity,
    md_escape,
    note,
    organization_name,
    page_header,
    paged,
)
from drives.ui.inventory_find import Row, Wanted, choose_wanted, rows_of
from drives.ui.inventory_lot import show_opened
from drives.ui.inventory_notes import show_notes
from drives.ui.inventory_rows import rows_export, show_rows


def _line(shown: Inventory) -> str:
    items = len({lot.item_id for lot in shown.lots})
    count = ngettext("{count} item", "{count} items", items)
    return _("{organization} · {items} · as of {day}").format(
        organization=organization_name(),
        items=count.format(count=format_quantity(items * SCALE)),
        day=day(shown.day, today=reads.stamp().today),
    )


def _show_found(rows: list[Row], wanted: Wanted, shown: Inventory) -> None:
    if not rows:
        st.markdown(_("Nothing fits. Clear the search, or choose more of it."))
        return
    show_rows(paged(rows, key="inventory"), wanted)
    rows_export(wanted, shown.day)


def show() -> None:
    """The page."""
    above = st.container()  # The day stands in the line above the field that chooses it.
    notes = st.container()
    as_of, wanted = choose_wanted()
    shown = reads.inventory_as_of(as_of)
    with above:
        page_header(_("What is on the shelves"), _line(shown), guide="inventory")
        if not reads.viewer().may_everywhere(Permission.SEE_STOCK):
            note(_("You see the stock that is shared: not what is kept for programs that are not yours."))
    if as_of is not None:
        with notes:
            said = _("This is how it was at the end of {day}, with all that was entered for it since.")
            st.markdown(md_escape(said.format(day=day(as_of, today=reads.stamp().today))))
    if not shown.items:
        empty_state(
            _("Everything on the shelves will be listed here once something comes in."),
            step=_("Log a donation"),
            page="pages/log_donation.py",
        )
    else:
        if as_of is None:
            with notes:
                show_notes(shown)
        _show_found(rows_of(shown, wanted), wanted, shown)
    show_opened(shown)


show()
