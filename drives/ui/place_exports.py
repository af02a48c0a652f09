"""The programs and sites that everybody sees, as files."""

import streamlit as st

from drives.queries.places import drop_off_sites, programs_shown
from drives.queries.places_sheet import public_programs_sheet, public_sites_sheet
from drives.queries.sheets import Sheet
from drives.rules.roles import Viewer
from drives.ui import reads
from drives.ui.components import sheet_export


def export_public_programs() -> None:
    """The programs as whoever clicks may see them."""
    with st.container(horizontal=True):
        sheet_export("programs", _programs)


def export_public_sites() -> None:
    """The public sites."""
    with st.container(horizontal=True):
        sheet_export("drop-off-sites", _sites)


def _programs(viewer: Viewer) -> Sheet:
    return public_programs_sheet(reads.house().queries.ask(programs_shown, viewer).programs)


def _sites(viewer: Viewer) -> Sheet:
    sites = reads.house().queries.ask(drop_off_sites, viewer)
    return public_sites_sheet(sites)
