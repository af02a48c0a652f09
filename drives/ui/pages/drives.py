"""Drives: set up, change, close, archive; none is ever deleted."""

from collections.abc import Sequence

import streamlit as st

from drives.queries.drive_list import DriveListed
from drives.rules.names import fold_name
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.address_choice import choose_in_address
from drives.ui.components import (
    card_grid,
    day,
    empty_state,
    export_button,
    live,
    organization_name,
    page_header,
    paged,
    search_field,
)
from drives.ui.drive_close import CLOSING, show_asked
from drives.ui.drive_form import NEW, asked_for, drive_form, open_form
from drives.ui.drive_tiles import drive_tile
from drives.ui.drive_words import Shown, shown_name, where_shown
from drives.ui.table_links import show_tables, tables_asked_for


def _new() -> None:
    open_form(None)


def _filtered() -> list[DriveListed]:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(_("New drive"), type="primary", key="drives.new", icon=":material/add:", on_click=_new)
        sought = search_field(_("Find a drive or program"), key="drives.q")
        kinds = {shown.value: shown_name(shown) for shown in Shown}
        chosen = Shown(choose_in_address(_("Show"), kinds, name="show", key="drives.show", look="row"))
        export_button("drives")
    words = fold_name(sought)
    return [
        drive
        for drive in reads.drives_to_run(archived=chosen is Shown.ARCHIVED)
        if (chosen is Shown.CURRENT or where_shown(drive) is chosen) and words in _words_of(drive)
    ]


def _words_of(drive: DriveListed) -> str:
    nouns = (*drive.programs, *drive.sites, *drive.teams)
    return fold_name(" ".join([drive.name, *(name for _id, name in nouns)]))


def _line(drives: Sequence[DriveListed]) -> str:
    count = sum(1 for drive in drives if where_shown(drive) is Shown.RUNNING)
    return ngettext(
        "{organization} · {count} drive running · as of {day}",
        "{organization} · {count} drives running · as of {day}",
        count,
    ).format(
        organization=organization_name(),
        count=count,
        day=day(reads.stamp().today),
    )


def _show_form() -> bool:
    """Show the form where the address asks for one; whether it did."""
    drive = asked_for()
    if drive is not None:
        page_header(_("Change {drive}").format(drive=drive.name), _days(drive))
    elif NEW in st.query_params:
        page_header(
            _("A new drive"),
            _("Only a name and its days are needed; everything can be changed later."),
        )
    else:
        return False
    drive_form(drive)
    return True


def _days(drive: DriveListed) -> str:
    today = reads.stamp().today
    if drive.closed_on is not None:
        return _("Closed {day}. Other days, programs or goals change the figures that it keeps.").format(
            day=day(drive.closed_on, today=today)
        )
    return _("{starts} to {ends}").format(
        starts=day(drive.starts_on, today=today), ends=day(drive.ends_on, today=today)
    )


def show() -> None:
    """The page."""
    if _show_form():
        return
    at_table = tables_asked_for()
    if at_table is not None:
        show_tables(at_table)
        return
    drives = reads.drives_to_run()
    page_header(_("Drives"), _line(drives), guide="open-a-drive")
    if not drives and not reads.drives_to_run(archived=True):
        empty_state(
            _("Here drives are set up and run: their days, whom they collect for, where, and their goals."),
            step=_("Set up the first drive"),
            on_click=_new,
        )
        return
    found = _filtered()
    if not found:
        st.markdown(_("No drive fits. Clear the search, or show others."))
    shown = paged(found, key="drives")
    with card_grid(2, key="drives.cards"):
        for drive in shown:
            drive_tile(drive)
    show_asked()
    live(paused=bool(CLOSING.asked()))


show()
