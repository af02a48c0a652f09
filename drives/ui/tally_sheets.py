"""Tally sheets of a drive: the paper for its table, and the workbook that imports what stands on it."""

from datetime import date
from functools import partial
from typing import get_args

import streamlit as st

from drives.documents.paper import PaperSize
from drives.documents.tally_sheet import MOST_ITEMS, TallySheet, tally_sheet
from drives.exchange.tally_template import tally_template
from drives.queries.choices import SiteChoice
from drives.rules.quantity import SCALE
from drives.rules.roles import Permission, Touch, Viewer
from drives.rules.units import unit_name
from drives.texts import _
from drives.ui import reads
from drives.ui.components import download, note, organization_name
from drives.ui.intake_offered import offered


def show_tally_sheets(slug: str) -> None:
    """The two files for a site of the drive, for whoever may log donations for it; nothing for others."""
    viewer = reads.viewer()
    if viewer.tables or not viewer.may(Permission.LOG_DONATIONS):
        return
    drive = next((one for one in reads.drives() if one.slug == slug), None)
    if drive is None or not viewer.may_touch(Permission.LOG_DONATIONS, Touch(drive_id=drive.drive_id)):
        return
    everywhere = {site.site_id: site for site in reads.sites()}
    sites = {one: everywhere[one] for one in drive.site_ids if one in everywhere} or everywhere
    if not sites or drive.closed_on is not None:
        return
    with st.expander(_("On paper: tally sheet and workbook"), icon=":material/print:"):
        note(
            _(
                "Mark on the sheet what comes in where there is no phone. Type the totals into the workbook "
                "and import it: drive, site and day stand in it."
            )
        )
        with st.grid(2, min_column_width=150):
            chosen = st.selectbox(
                _("Site"), list(sites), format_func=lambda one: sites[one].name, key=f"tally.site.{slug}"
            )
            size = st.selectbox(_("Paper"), get_args(PaperSize), format_func=_size_name, key="tally.paper")
        site: SiteChoice = sites[chosen]
        items = {item.item_id: item for item in reads.items()}
        usual = [items[one] for one in offered(drive)]
        sheet = TallySheet(
            organization_name(),
            drive.name,
            drive.slug,
            site.printed,
            site.slug,
            site.site_id,
            tuple((item.name, unit_name(item.unit, 2 * SCALE)) for item in usual[:MOST_ITEMS]),
        )
        names = list(dict.fromkeys([*(item.name for item in usual), *(item.name for item in items.values())]))
        with st.container(horizontal=True):
            download(
                _("Tally sheet (PDF)"),
                partial(_sheet, sheet, size),
                file_name=f"tally-{drive.slug}.pdf",
                key=f"tally.pdf.{slug}.{chosen}.{size}",
            )
            download(
                _("Workbook to fill in (Excel)"),
                partial(_book, drive.slug, site, reads.stamp().today, names),
                file_name=f"tally-{drive.slug}.xlsx",
                key=f"tally.xlsx.{slug}.{chosen}",
            )


def _size_name(size: PaperSize) -> str:
    return {"letter": _("US letter"), "a4": _("A4")}[size]


def _sheet(sheet: TallySheet, size: PaperSize, _viewer: Viewer) -> bytes:
    return tally_sheet(sheet, size=size)


def _book(drive: str, site: SiteChoice, day: date, items: list[str], _viewer: Viewer) -> bytes:
    return tally_template(drive, site.name, day, items)
