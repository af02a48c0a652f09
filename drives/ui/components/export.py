"""A list as a file: the button that stands beside it."""

from collections.abc import Callable

from drives.exchange.exporting import ExportOptions, export_bytes
from drives.exchange.writing import FORMATS
from drives.queries.exports import Sheet
from drives.rules.roles import Viewer
from drives.texts import _
from drives.ui import reads
from drives.ui.components.download import download


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
    queries, options = reads.house().queries, ExportOptions(drive=drive)
    download(
        _label(kind, narrowed=drive is not None),
        lambda viewer: export_bytes(queries, kind, viewer=viewer, options=options),
        file_name=f"{kind}.csv",
        key=f"export.{kind}",
    )


def sheet_export(name: str, make: Callable[[Viewer], Sheet]) -> None:
    """Buttons that give a list as CSV and as a workbook: what ``make`` has for whoever clicks."""
    for ending, label in (("csv", _("Export (CSV)")), ("xlsx", _("Export (Excel)"))):
        download(
            label,
            lambda viewer, write=FORMATS[ending]: write(make(viewer)),  # type: ignore[misc]
            file_name=f"{name}.{ending}",
            key=f"export.{name}.{ending}",
        )
