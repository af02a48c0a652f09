"""The count sheet on paper: for whoever the count was given to, as blind as its page."""

from functools import partial
from typing import get_args

import streamlit as st

from drives.documents.count_sheet import CountSheet, SheetRow, count_sheet
from drives.documents.paper import PaperSize
from drives.queries.blind_sheets import BlindSheet, blind_sheet
from drives.queries.door import QueryDoor
from drives.queries.organization import organization
from drives.rules.quantity import SCALE
from drives.rules.roles import Viewer
from drives.rules.units import unit_name
from drives.texts import _
from drives.ui import reads
from drives.ui.components import day, download
from drives.ui.line_words import pile_marks


def download_sheet(staged_count_id: int) -> None:
    """Choose the paper and take the sheet as PDF."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        size: PaperSize = st.selectbox(
            _("Paper"),
            get_args(PaperSize),
            format_func=lambda one: {"letter": _("US letter"), "a4": _("A4")}[one],
            key=f"sheet.paper.{staged_count_id}",
            width=140,
        )
        download(
            _("Sheet to print (PDF)"),
            partial(sheet_file, reads.house().queries, staged_count_id=staged_count_id, size=size),
            file_name=f"count-sheet-{staged_count_id}.pdf",
            key=f"sheet.pdf.{staged_count_id}.{size}",
        )


def sheet_file(door: QueryDoor, viewer: Viewer, *, staged_count_id: int, size: PaperSize) -> bytes:
    """The sheet for this viewer; Unknown where the count is not hers or is over."""
    sheet = door.ask(blind_sheet, viewer, staged_count_id=staged_count_id)
    return count_sheet(_printed(sheet, door.ask(organization, viewer).name or ""), size=size)


def _printed(sheet: BlindSheet, organization_name: str) -> CountSheet:
    rows = (
        SheetRow(line.item, unit_name(line.unit, 2 * SCALE), " · ".join(pile_marks(line, sheet.begun_on)))
        for line in sheet.lines
    )
    return CountSheet(
        organization_name,
        sheet.staged_count_id,
        sheet.site if sheet.site_is_public else None,
        day(sheet.begun_on),
        sheet.note,
        tuple(rows),
    )
