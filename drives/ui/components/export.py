"""A list as a file: the button that stands beside it."""

import streamlit as st

from drives.exchange.exporting import ExportOptions, export_bytes
from drives.texts import _
from drives.ui import reads


def export_button(kind: str, *, drive: str | None = None, program: str | None = None) -> None:
    """A button that gives a kind of export as CSV, made when it is clicked."""
    house, viewer = reads.house(), reads.viewer()
    options = ExportOptions(drive=drive, program=program)
    st.download_button(
        _("Export"),
        lambda: export_bytes(house.queries, kind, viewer=viewer, options=options),
        file_name=f"{kind}.csv",
        mime="text/csv",
        icon=":material/download:",
        key=f"export.{kind}",
        on_click="ignore",
    )
