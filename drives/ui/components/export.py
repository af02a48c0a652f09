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


def _labels(kind: str, *, narrowed: bool) -> tuple[str, str]:
    """What stands on the buttons for CSV and for a workbook.

    It says what the file holds: the filters of the list beside it do not narrow it.
    """
    if narrowed:
        return {
            "donations": (
                _("Export all donations of this drive"),
                _("Export all donations of this drive (Excel)"),
            ),
            "progress": (
                _("Export the figures of this drive"),
                _("Export the figures of this drive (Excel)"),
            ),
        }[kind]
    return {
        "donations": (_("Export all donations"), _("Export all donations (Excel)")),
        "deliveries": (_("Export all deliveries"), _("Export all deliveries (Excel)")),
        "drives": (_("Export all drives"), _("Export all drives (Excel)")),
        "items": (_("Export all items"), _("Export all items (Excel)")),
        "needs": (_("Export all needs"), _("Export all needs (Excel)")),
        "programs": (_("Export all programs"), _("Export all programs (Excel)")),
        "progress": (_("Export all figures"), _("Export all figures (Excel)")),
        "sites": (_("Export all sites"), _("Export all sites (Excel)")),
        "stock": (_("Export all stock"), _("Export all stock (Excel)")),
    }[kind]


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

    csv, excel = _labels(kind, narrowed=drive is not None)
    download(csv, partial(made, form="csv"), file_name=f"{kind}.csv", key=f"export.{kind}")
    download(excel, partial(made, form="xlsx"), file_name=f"{kind}.xlsx", key=f"export.{kind}.xlsx")


def sheet_export(name: str, make: Callable[[Viewer], Sheet], labels: tuple[str, str] | None = None) -> None:
    """Buttons that give a list as CSV and as a workbook: what ``make`` has for whoever clicks.

    ``labels`` of the two say which list it is, where a page has several. Nothing stands there for whoever
    did not sign in: a file is served to the account alone that it was made for.
    """
    if not reads.viewer().is_signed_in:
        return
    labels = labels or (_("Export (CSV)"), _("Export (Excel)"))
    for ending, label in zip(("csv", "xlsx"), labels, strict=True):
        download(
            label,
            lambda viewer, write=FORMATS[ending]: write(make(viewer)),  # type: ignore[misc]
            file_name=f"{name}.{ending}",
            key=f"export.{name}.{ending}",
        )
