"""The tables beside the charts as files, for whoever signed in; who sees all figures gets all."""

import streamlit as st

from drives.queries.days import days_so_far
from drives.queries.drive_page import drive_page
from drives.queries.figures_sheet import days_sheet, figures_sheet, followed_sheet
from drives.queries.follow_through import follow_through
from drives.queries.overview import overview
from drives.queries.sheets import Sheet
from drives.rules.roles import Permission, Viewer
from drives.texts import _
from drives.ui import reads
from drives.ui.components import export_button, sheet_export
from drives.ui.progress_view import figure_names


def export_overview() -> None:
    """The figures of all items, for whoever signed in; the buttons are drawn once one looks for them."""
    if not reads.viewer().is_signed_in:
        return
    box = st.popover(
        _("Export"), icon=":material/download:", type="tertiary", key="export.figures", on_change="rerun"
    )
    if box.open:
        with box:
            if reads.viewer().may_everywhere(Permission.SEE_PROGRESS):
                export_button("progress")
            else:
                sheet_export("figures", _all_figures)


def _all_figures(viewer: Viewer) -> Sheet:
    rows = reads.house().queries.ask(overview, viewer).rows
    return figures_sheet(rows, [name for name in figure_names() if name != "goal"])


def export_drive(slug: str) -> None:
    """The figures of a drive."""

    def of_drive(viewer: Viewer) -> Sheet:
        return figures_sheet(reads.house().queries.ask(drive_page, viewer, slug=slug).rows, [*figure_names()])

    if reads.viewer().may_everywhere(Permission.SEE_PROGRESS):
        export_button("progress", drive=slug)
    else:
        sheet_export("figures", of_drive, (_("The figures (CSV)"), _("The figures (Excel)")))


def export_followed(slug: str, site: str | None) -> None:
    """What became of what was given to a drive, or to it at a site."""

    def made(viewer: Viewer) -> Sheet:
        return followed_sheet([reads.house().queries.ask(follow_through, viewer, drive=slug, site=site)])

    sheet_export("followed", made, (_("Where gifts went (CSV)"), _("Where gifts went (Excel)")))


def export_days(slug: str, item_id: int, item: str) -> None:
    """The days of an item in a drive."""

    def made(viewer: Viewer) -> Sheet:
        return days_sheet(reads.house().queries.ask(days_so_far, viewer, slug=slug, item_id=item_id))

    labels = (
        _("The days of {item} (CSV)").format(item=item),
        _("The days of {item} (Excel)").format(item=item),
    )
    sheet_export("days", made, labels)
