"""What do I put in the bag?"""

import streamlit as st

from drives.errors import Unknown
from drives.queries.drive_page import DriveShown, DriveStage
from drives.queries.what_to_bring import BringList
from drives.texts import _, current_language
from drives.ui import reads
from drives.ui.address_choice import choose_in_address
from drives.ui.bring_view import drives_line, show_bring_list
from drives.ui.choose_drive import drive_words, offer_drives
from drives.ui.components import day, live, note, page_header, show_refusal

_ANY = ""


def _line(bring: BringList) -> str:
    as_of = day(bring.today)
    if not bring.drives:
        return _("As of {day}").format(day=as_of)
    return _("For {drives} · as of {day}").format(drives=drives_line(bring.drives, bring), day=as_of)


def _choices(shown: tuple[DriveShown, ...], drive: str | None, site: str | None) -> None:
    drives = {one.slug: drive_words(one) for one in shown if _to_offer(one) or one.slug == drive}
    sites = {one.slug: one.name for one in reads.bring_sites()}
    if site is not None and site not in sites:
        there = reads.bring_list(None, site).site
        sites[site] = site if there is None else there.name
    with st.container(horizontal=True, key="bring.choices"):
        if drives:
            drives = {_ANY: _("All running drives"), **drives}
            choose_in_address(_("Drive"), drives, name="drive", key="bring.drive")
        if sites:
            sites = {_ANY: _("Any drop-off site"), **sites}
            choose_in_address(_("Site"), sites, name="site", key="bring.site")


def _to_offer(one: DriveShown) -> bool:
    return not one.archived and one.stage is not DriveStage.CLOSED


def _share(drive: str | None, site: str | None) -> None:
    asked = "&".join(f"{name}={value}" for name, value in (("drive", drive), ("site", site)) if value)
    note(_("To share this list, copy its address:"))
    address = (st.context.url or "what-to-bring").split("?")[0]
    st.code(f"{address}?{asked}" if asked else address, language=None)


def show() -> None:
    """The page."""
    shown = reads.shown_drives()
    drive, site = (st.query_params.get(name) or None for name in ("drive", "site"))
    try:
        bring = reads.bring_list(drive, site)
    except Unknown as unknown:
        page_header(_("What to bring"))
        show_refusal(unknown)
        offer_drives(tuple(one for one in shown if _to_offer(one)), "pages/what_to_bring.py")
        return
    page_header(_("What to bring"), _line(bring), guide="bring")
    _choices(shown, drive, site)
    show_bring_list(reads.store(), reads.stamp(), reads.viewer(), current_language(), drive, site)
    _share(drive, site)
    live()


show()
