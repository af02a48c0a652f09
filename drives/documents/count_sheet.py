"""The paper that a shelf is counted on: what to count, with empty boxes. No figure of the books is on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from drives.documents.paper import FAINT, FONT, INK, Paper, PaperSize
from drives.texts import _

EMPTY_ROWS = 5
_ROW = 11.0
_RULE = (190, 196, 190)
_BOX = 26.0
_MARGIN = 14


@dataclass(frozen=True, slots=True)
class SheetRow:
    """Goods to be counted: the item, its unit in words, and what sets them apart on the shelf."""

    item: str
    unit: str
    marks: str


@dataclass(frozen=True, slots=True)
class CountSheet:
    """What a sheet is for. ``site`` is None where it is not public: then nothing on the paper names it."""

    organization: str
    number: int
    site: str | None
    begun: str
    note: str | None
    rows: tuple[SheetRow, ...]


def count_sheet(sheet: CountSheet, *, size: PaperSize = "letter") -> bytes:
    """The sheet as a PDF: a row for each pile, then empty ones for what is found beside them."""
    paper = Paper(_("Count sheet {number}").format(number=sheet.number), size=size, margin=_MARGIN)
    paper.set_auto_page_break(False)
    paper.add_page()
    paper.set_font(FONT, "", 10)
    paper.set_text_color(*FAINT)
    paper.multi_cell(0, 5, sheet.organization, new_x="LMARGIN", new_y="NEXT")
    paper.set_text_color(*INK)
    paper.set_font(FONT, "B", 17)
    title = _("Count at {site}").format(site=sheet.site) if sheet.site else _("Count sheet")
    paper.multi_cell(0, 9, title, new_x="LMARGIN", new_y="NEXT")
    paper.set_font(FONT, "", 9)
    paper.set_text_color(*FAINT)
    begun = _("Count {number}, begun {day}").format(number=sheet.number, day=sheet.begun)
    for said in (begun, sheet.note or ""):
        if said:
            paper.multi_cell(0, 5, said, new_x="LMARGIN", new_y="NEXT")
    paper.set_text_color(*INK)
    paper.ln(2)
    paper.set_font(FONT, "", 10)
    paper.cell(paper.epw / 2, 7, _("Counted by: ____________________"))
    paper.cell(
        paper.epw / 2, 7, _("Day and time: ________________"), align="R", new_x="LMARGIN", new_y="NEXT"
    )
    paper.ln(2)
    _table(paper, [*sheet.rows, *[SheetRow("", "", "")] * EMPTY_ROWS])
    paper.set_font(FONT, "", 8.5)
    paper.set_text_color(*FAINT)
    said = _(
        "Count what is there and write it in the box; write 0 where there is nothing. What you leave "
        "empty stays as it is. Use the empty rows for what is not on the sheet. Enter it on the page "
        "My count sheets right after counting, before goods move."
    )
    paper.multi_cell(0, 4.2, said)
    return paper.done()


def _table(paper: Paper, rows: Sequence[SheetRow]) -> None:
    widths = (paper.epw - 2 * _BOX - 24, 24.0, _BOX, _BOX)
    _head(paper, widths)
    for row in rows:
        if paper.get_y() + _ROW > paper.h - _MARGIN - 14:
            paper.add_page()
            _head(paper, widths)
        x, y = paper.get_x(), paper.get_y()
        for wide in widths:
            paper.rect(x, y, wide, _ROW)
            x += wide
        _fitted(paper, row.item, widths[0], y + (1 if row.marks else 3), 10)
        if row.marks:
            paper.set_text_color(*FAINT)
            _fitted(paper, row.marks, widths[0], y + 6, 8)
            paper.set_text_color(*INK)
        paper.set_xy(paper.l_margin + widths[0], y)
        paper.set_font(FONT, "", 9)
        paper.cell(widths[1], _ROW, row.unit, align="C")
        paper.set_xy(paper.l_margin, y + _ROW)
    paper.ln(3)


def _head(paper: Paper, widths: Sequence[float]) -> None:
    paper.set_draw_color(*_RULE)
    paper.set_font(FONT, "B", 9)
    for wide, head in zip(widths, (_("Item"), _("Unit"), _("Count"), _("Recount")), strict=True):
        paper.cell(wide, 7, head)
    paper.ln(7)


def _fitted(paper: Paper, text: str, wide: float, y: float, letters: float) -> None:
    """A text on one line, in letters small enough for it; cut where no letters are."""
    paper.set_font(FONT, "", letters)
    while paper.get_string_width(text) > wide - 3 and letters > 6:
        letters -= 0.5
        paper.set_font(FONT, "", letters)
    while paper.get_string_width(text) > wide - 3:
        text = f"{text[:-2]}…"
    paper.set_xy(paper.l_margin, y)
    paper.cell(wide, 4, text)
