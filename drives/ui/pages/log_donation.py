"""Log a donation at the table: tap what was brought, then one big "Log it"."""

import streamlit as st

from drives.rules.roles import Permission
from drives.texts import _
from drives.ui import reads
from drives.ui.basket import FORM
from drives.ui.camera import show_camera
from drives.ui.components import guide_link, not_set_up, page_header
from drives.ui.intake_correct import begin_asked, show_correcting
from drives.ui.intake_dock import show_dialogs, show_dock
from drives.ui.intake_draft import keeping_draft, offer_unfinished, open_draft
from drives.ui.intake_from import choose_drive_and_site, choose_team, who_and_when
from drives.ui.intake_last import show_last
from drives.ui.intake_notes import offer_unsorted, say_where_cash_goes
from drives.ui.intake_scan import on_code
from drives.ui.intake_tiles import ask_item, show_tiles
from drives.ui.logged_here import show_logged_here
from drives.ui.session import desk
from drives.ui.who import may


def show() -> None:
    """The page."""
    page_header(_("Log a donation"), flash=False)
    if not reads.sites() or not reads.items():
        not_set_up(
            _(
                "Here donations are logged as they come in, once there is a site to bring them to "
                "and an item to count."
            ),
        )
        return
    begin_asked()
    open_draft()
    with keeping_draft():
        _ask()


def _ask() -> None:
    show_correcting()
    offer_unfinished()
    drive, site = choose_drive_and_site()
    if drive is not None and not may(Permission.SEE_DONORS):
        choose_team(desk().request_id(FORM), drive)
    typed = ask_item()
    show_camera(on_code, key="log.camera")
    if not typed:
        offer_unsorted()
    show_tiles(typed, drive)
    if may(Permission.SEE_DONORS):
        who_and_when(desk().request_id(FORM), drive)
    show_last()
    if reads.viewer().tables:
        show_logged_here()
    say_where_cash_goes()
    if may(Permission.SEE_PUBLIC):
        st.markdown(guide_link("log"))
    show_dock(site)
    show_dialogs(drive, site)


show()
