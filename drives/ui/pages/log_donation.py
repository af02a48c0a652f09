"""Log a donation at the table: tap what was brought, then one big "Log it"."""

import streamlit as st

from drives.texts import _
from drives.ui import reads
from drives.ui.actions import show_refused
from drives.ui.components import TallyLine, empty_state, item_tile, page_header, running_list, tile_grid
from drives.ui.intake import (
    FORM,
    basket,
    choose_drive_and_site,
    clear,
    exact_amount,
    log_it,
    matches,
    step_item,
)

_TILES = 12


def _tiles(found: str, drive_id: int | None) -> None:
    items = {item.item_id: item for item in reads.items()}
    counted = basket()
    if found:
        shown = matches(found, tuple(items.values()))
    else:
        wanted = [one.item_id for one in reads.the_overview().wanted]
        usual = dict.fromkeys([*counted.tapped, *reads.usual(drive_id), *wanted, *items])
        shown = [items[item_id] for item_id in usual if item_id in items]
    if not shown:
        st.markdown(_("Nothing is called that here. Try another word, or fewer letters."))
    with tile_grid(key="log.tiles"):
        for item in shown[:_TILES]:
            item_tile(
                key=str(item.item_id),
                item=item.name,
                unit_word=str(item.unit),
                quantity=counted.tapped.get(item.item_id, 0),
                on_step=step_item,
            )


def show() -> None:
    """The page."""
    page_header(_("Log a donation"), flash=False)
    if not reads.sites() or not reads.items():
        empty_state(
            _(
                "Here donations are logged as they come in, once there is a site to bring them to "
                "and an item to count."
            ),
            step=_("Set up your community"),
            page="pages/welcome.py",
        )
        return
    drive, site = choose_drive_and_site()
    found = st.text_input(
        _("Find an item"),
        key="log.find",
        placeholder=_("Type a name, or scan a barcode"),
        icon=":material/barcode_scanner:",
        label_visibility="collapsed",
    )
    _tiles(found or "", None if drive is None else drive.drive_id)
    exact_amount()
    show_refused(FORM)
    names = {item.item_id: item for item in reads.items()}
    lines = [
        TallyLine(names[line.item_id].name, names[line.item_id].unit, line.received)
        for line in basket().lines()
        if line.item_id in names
    ]
    running_list(lines, on_log=log_it, on_clear=clear, label=_("Log it at {site}").format(site=site.name))


show()
