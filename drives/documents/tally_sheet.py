"""The paper sheet for a table without a phone: marks are made on it, and it is typed or imported later."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from drives.documents.paper import FAINT, FONT, INK, Paper, PaperSize
from drives.rules.tally_codes import TallyPlace, write_tally
from drives.texts import _

EMPTY_ROWS = 6
MOST_ITEMS = 14
_ROW = 9.0
_RULE = (190, 196, 190)


@dataclass(frozen=True, slots=True)
class TallySheet:
    """What a sheet is for. ``items`` are the usual ones with their units in words, most usual first.

    ``site`` is None where it is not public: then nothing on the paper names it, and its code has its id.
    """

    organization: str
    drive: str
    drive_slug: str
    site: str | None
    site_slug: str
    site_id: int
    items: tuple[tuple[str, str], ...]

    @property
    def code(self) -> str:
        """What the code on the paper says, by which a scan knows drive and site."""
        return write_tally(TallyPlace(self.drive_slug, self.site_slug if self.site else self.site_id))


def tally_sheet(sheet: TallySheet, *, size: PaperSize = "letter") -> bytes:
    """The sheet as a PDF of one page: a row for each usual item, then empty ones."""
    paper = Paper(_("Tally sheet"), size=size, margin=14)
    paper.set_auto_page_break(False)
    paper.add_page()
    side = 30.0
    paper.qr(sheet.code, x=paper.w - 14 - side, y=12, side=side)
    wide = paper.epw - side - 4
    for text, height, style, letters in (
        (sheet.organization, 5, "", 10),
        (sheet.drive, 8, "B", 17),
        (_("at {site}").format(site=sheet.site) if sheet.site else "", 6, "", 12),
    ):
        bold: Literal["", "B"] = "B" if style else ""
        paper.set_font(FONT, bold, letters)
        paper.multi_cell(wide, height, text, new_x="LMARGIN", new_y="NEXT", max_line_height=height)
    paper.set_font(FONT, "", 9)
    paper.set_text_color(*FAINT)
    named = f"{sheet.drive_slug} · {sheet.site_slug}" if sheet.site else sheet.drive_slug
    paper.multi_cell(wide, 5, named, new_x="LMARGIN", new_y="NEXT")
    paper.set_text_color(*INK)
    paper.set_y(max(paper.get_y(), 12 + side) + 1)
    paper.set_font(FONT, "", 10)
    paper.cell(paper.epw / 2, 7, _("Day: ______________________"))
    paper.cell(paper.epw / 2, 7, _("Sheet: ______ of ______"), align="R", new_x="LMARGIN", new_y="NEXT")
    paper.ln(2)
    _table(paper, sheet.items[:MOST_ITEMS])
    paper.set_font(FONT, "", 8.5)
    paper.set_text_color(*FAINT)
    paper.multi_cell(
        0,
        4.2,
        _(
            "One mark for each; count at the end of the day. Rejected: what was not taken in, of the total. "
            "Write no names of people here. Type the totals under Log a donation, or into the matching "
            "workbook, and import that."
        ),
    )
    return paper.done()


def _table(paper: Paper, items: Sequence[tuple[str, str]]) -> None:
    widths = (62.0, paper.epw - 62 - 22 - 22, 22.0, 22.0)
    paper.set_draw_color(*_RULE)
    paper.set_font(FONT, "B", 9)
    for wide, head in zip(widths, (_("Item"), _("Marks"), _("Total"), _("Rejected")), strict=True):
        paper.cell(wide, 7, head, border="B")
    paper.ln(7)
    for item, unit in [*items, *[("", "")] * EMPTY_ROWS]:
        x, y = paper.get_x(), paper.get_y()
        _named(paper, item, unit, widths[0])
        for wide in widths:
            paper.rect(x, y, wide, _ROW)
            x += wide
        paper.set_xy(paper.l_margin, y + _ROW)
    paper.ln(3)


def _named(paper: Paper, item: str, unit: str, wide: float) -> None:
    """The item and its unit in one cell, in letters small enough for it."""
    if not item:
        return
    said, letters = _("{item} ({unit})").format(item=item, unit=unit), 10.0
    paper.set_font(FONT, "", letters)
    while paper.get_string_width(said) > wide - 3 and letters > 6:
        letters -= 0.5
        paper.set_font(FONT, "", letters)
    while paper.get_string_width(said) > wide - 3:
        said = f"{said[:-2]}…"
    paper.cell(wide, _ROW, said)
