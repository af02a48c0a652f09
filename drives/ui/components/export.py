"""A list as a file: the button that stands beside it."""

from collections.abc import Callable
from functools import partial

from drives.exchange.exporting import ExportOptions, export_bytes
from drives.exchange.writing import FORMATS
from drives.queries.exports import EXPORTS, Sheet
from drives.rules.roles import Viewer
from drives.texts import _
from drives.ui import reads
from drives.ui.components.download import download


def _label(kind: str, *, narrowed: bool) -> str:
    # It says what the file holds: the filters of the list beside it do not narrow it.
    if narrowed:
        return {
            "progress": _("Export the figures of this drive"),
        }.get(kind, _("Export all donations of this drive"))
    return {
        "donations": _("Export all donations"),
        "donors": _("Export all donors"),
        "drives": _("Export all drives"),
        "items": _("Export all items"),
        "needs": _("Export all needs"),
        "programs": _("Export all programs"),
        "progress": _("Export all figures"),
        "sites": _("Export all sites"),
        "stock": _("Export all stock"),
    }.get(kind, _("Export all"))


def export_button(kind: str, *, drive: str | None = None) -> None:
    """Buttons that give a kind of export as CSV and as a workbook, made when they are clicked.

    ``drive`` narrows donations and figures. Nothing stands there for whoever may not have it.
    """
    asked, who = EXPORTS[kind], reads.viewer()
    if not (who.may if asked.scoped else who.may_everywhere)(asked.permission):
        return
    queries = reads.house().queries

    def made(viewer: Viewer, form: str) -> bytes:
        options = ExportOptions(drive=drive, format=form)
        return export_bytes(queries, kind, viewer=viewer, options=options)

    label = _label(kind, narrowed=drive is not None)
    download(label, partial(made, form="csv"), file_name=f"{kind}.csv", key=f"export.{kind}")
    download(
        _("{what} (Excel)").format(what=label),
        partial(made, form="xlsx"),
        file_name=f"{kind}.xlsx",
        key=f"export.{kind}.xlsx",
    )


def sheet_export(name: str, make: Callable[[Viewer], Sheet], what: str | None = None) -> None:
    """Buttons that give a list as CSV and as a workbook: what ``make`` has for whoever clicks.

    ``what`` says which list it is, where a page has several. Nothing stands there for whoever did not sign
    in: a file is served to the account alone that it was made for.
    """
    if not reads.viewer().is_signed_in:
        return
    if what is None:
        labels = {"csv": _("Export (CSV)"), "xlsx": _("Export (Excel)")}
    else:
        labels = {"csv": _("{what} (CSV)").format(what=what), "xlsx": _("{what} (Excel)").format(what=what)}
    for ending, label in labels.items():
        download(
            label,
            lambda viewer, write=FORMATS[ending]: write(make(viewer)),  # type: ignore[misc]
            file_name=f"{name}.{ending}",
            key=f"export.{name}.{ending}",
        )
