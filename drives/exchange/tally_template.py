"""The workbook that goes with a tally sheet: filled in, it imports as donations as it stands.

Its columns are those of the contract (DESIGN 8). Day, drive and site stand in every row already; a row in
which nothing else was filled is none (``reading.Table``). Items are chosen from a list.
"""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO

import xlsxwriter

from drives.exchange.cell_guard import guard_cell
from drives.texts import _

ROWS = 60
COLUMNS = (
    "received_on", "item", "quantity", "unit", "rejected", "reject_reason", "drive", "site", "team", "note",
)  # fmt: skip
_WIDE = {"item": 34, "reject_reason": 22, "drive": 20, "site": 24, "team": 18, "note": 30}
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook's own date has no zone; fixed, so that files compare


def tally_template(drive: str, site: str, day: date, items: Sequence[str]) -> bytes:
    """The workbook for a drive (its slug) at a site (its name), of a day; ``items`` in the list's order."""
    content = BytesIO()
    book = xlsxwriter.Workbook(
        content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": _MADE})
    bold, as_day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    page, listed = book.add_worksheet("donations"), book.add_worksheet("items")
    listed.hide()
    page.freeze_panes(1, 0)
    for place, name in enumerate(COLUMNS):
        page.write_string(0, place, name, bold)
        page.set_column(place, place, _WIDE.get(name, 12))
    for row in range(1, ROWS + 1):
        page.write_datetime(row, 0, datetime(day.year, day.month, day.day), as_day)  # noqa: DTZ001
        page.write_string(row, COLUMNS.index("drive"), guard_cell(drive))
        page.write_string(row, COLUMNS.index("site"), guard_cell(site))
    for row, item in enumerate(items):
        listed.write_string(row, 0, guard_cell(item))
    if items:
        page.data_validation(
            1,
            COLUMNS.index("item"),
            ROWS,
            COLUMNS.index("item"),
            {
                "validate": "list",
                "source": f"=items!$A$1:$A${len(items)}",
                "error_type": "warning",
                "error_title": _("Not on the list")[:32],
                "error_message": _(
                    "No item is called so. A barcode, a SKU or another word for it works, too."
                ),
            },
        )
    book.close()
    return content.getvalue()
