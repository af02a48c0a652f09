"""A drive's report as a workbook: its figures, and what became of what was given, in all and by site."""

from drives.exchange.writing import workbook
from drives.queries.door import QueryDoor
from drives.queries.drive_report import DriveReport, drive_report, goods_side, needs_side
from drives.queries.figures_sheet import figures_sheet, followed_sheet, reached_sheet
from drives.queries.sheets import Sheet
from drives.rules.progress import FIGURES
from drives.rules.roles import Viewer

_ABOUT = ("drive", "starts_on", "ends_on", "closed_on", "figures_as_of", "followed_to")


def drive_report_book(door: QueryDoor, viewer: Viewer, drive: str) -> bytes:
    """The report of a drive as a workbook; Unknown where there is none for this viewer."""
    return report_book(door.ask(drive_report, viewer, drive=drive))


def report_book(report: DriveReport) -> bytes:
    """Sheets of figures, of what went where, of whom it reached, and of how they differ.

    Rows without a site are of all sites.

    The columns are named as in the exports (DESIGN 8), in every language alike.
    """
    page, told = report.page, (report.told, *report.sites)
    about = (page.name, page.starts_on, page.ends_on, page.closed_on, page.as_of, page.today)
    tells = [("figures", needs_side()), ("where_gifts_went", goods_side())]
    return workbook(
        {
            "drive": Sheet(_ABOUT, [about]),
            "figures": figures_sheet(page.rows, [name for name in FIGURES if name != "coverage"]),
            "where_gifts_went": followed_sheet(told),
            "programs_reached": reached_sheet(told),
            "what_it_tells": Sheet(("sheet", "tells"), tells),
        }
    )
