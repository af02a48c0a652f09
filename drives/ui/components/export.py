"""A list as a file: the button that stands beside it."""

import streamlit as st

from drives.exchange.exporting import ExportOptions, export_bytes
from drives.texts import _
from drives.ui import reads


def _label(kind: str, *, narrowed: bool) -> str:
    # It says what the file holds: the filters of the list beside it do not narrow it.
    if narrowed:
        return _("Export all donations of this drive")
    return {
        "donations": _("Export all donations"),
        "donors": _("Export all donors"),
        "drives": _("Export all drives"),
        "items": _("Export all items"),
        "programs": _("Export all programs"),
        "sites": _("Export all sites"),
        "stock": _("Export all stock"),
    }.get(kind, _("Export all"))


def export_button(kind: str, *, drive: str | None = None) -> None:
    """A button that gives a kind of export as CSV, made when it is clicked; ``drive`` for donations."""
    house, viewer = reads.house(), reads.viewer()
    options = ExportOptions(drive=drive)
    st.download_button(
        _label(kind, narrowed=drive is not None),
        lambda: export_bytes(house.queries, kind, viewer=viewer, options=options),
        file_name=f"{kind}.csv",
        mime="text/csv",
        icon=":material/download:",
        key=f"export.{kind}",
        on_click="ignore",
    )
