"""A drive's report to take along, on paper and as a workbook."""

from functools import partial

import streamlit as st

from drives.documents.drive_report import drive_report_file
from drives.exchange.drive_report import drive_report_book
from drives.rules.roles import Viewer
from drives.texts import _
from drives.ui import reads
from drives.ui.components import download


def report_downloads(slug: str) -> None:
    """The two files of a drive's report, made when they are clicked."""
    with st.container(horizontal=True):
        download(
            _("Report (PDF)"),
            partial(_paper, slug),
            file_name=f"report-{slug}.pdf",
            key=f"report.pdf.{slug}",
        )
        download(
            _("Report (Excel)"),
            partial(_book, slug),
            file_name=f"report-{slug}.xlsx",
            key=f"report.xlsx.{slug}",
        )


def _paper(slug: str, viewer: Viewer) -> bytes:
    return drive_report_file(reads.house().queries, viewer, slug)


def _book(slug: str, viewer: Viewer) -> bytes:
    return drive_report_book(reads.house().queries, viewer, slug)
