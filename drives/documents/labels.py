"""Labels for boxes, on sheets that stationers sell: what is in it, how much, until when, and from whom.

Sizes are those of common label sheets, in millimetres: two columns, on letter or A4.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import sqrt
from typing import Any, Literal, NamedTuple

from babel.dates import format_date

from drives.documents.paper import FAINT, FONT, INK, Paper, PaperSize
from drives.rules.box_codes import Box, write_box
from drives.texts import _, current_language

_PADDING = 4.0
_LEAST = 50.8
"""The height of the lowest label, for which the letters are chosen; higher ones have larger letters."""


class LabelSheet(StrEnum):
    """A sheet of labels."""

    LETTER_SIX = "letter_6"
    LETTER_TEN = "letter_10"
    A4_EIGHT = "a4_8"


class _Form(NamedTuple):
    """A sheet in millimetres: where its labels begin, how large they are, what is between two columns."""

    size: PaperSize
    rows: int
    top: float
    left: float
    width: float
    height: float
    between: float


_FORMS = {
    LabelSheet.LETTER_SIX: _Form("letter", 3, 12.7, 3.97, 101.6, 84.67, 4.76),
    LabelSheet.LETTER_TEN: _Form("letter", 5, 12.7, 3.97, 101.6, 50.8, 4.76),
    LabelSheet.A4_EIGHT: _Form("a4", 4, 13.1, 4.65, 99.1, 67.7, 2.5),
}


@dataclass(frozen=True, slots=True)
class BoxLabel:
    """What stands on the boxes of one kind: ``boxes`` of them, alike but for their number.

    ``amount`` and ``best_by`` are in words. ``brand`` is whose box it is: the organization, or the program
    that it is for; a hidden one by the hub where its goods go. A box tells no ``site`` that is not public.
    """

    box: Box
    amount: str
    boxes: int
    packed_on: date
    site: str | None
    brand: str
    best_by: str | None = None
    drive: str | None = None
    only_for: str | None = None


def labels_of(sheet: LabelSheet) -> int:
    """How many labels a sheet has."""
    return 2 * _FORMS[sheet].rows


def label_sheets(labels: Sequence[BoxLabel], sheet: LabelSheet, *, skip: int = 0) -> bytes:
    """The sheets as a PDF; the first ``skip`` labels are left empty, as they are used already."""
    form = _FORMS[sheet]
    paper = Paper(_("Box labels"), size=form.size, margin=0)
    paper.set_auto_page_break(False)
    place = skip
    for label in labels:
        for number in range(1, label.boxes + 1):
            at = place % labels_of(sheet)
            if at == 0 or not paper.pages:
                paper.add_page()
            x = form.left + at % 2 * (form.width + form.between)
            _draw(paper, label, number, x, form.top + at // 2 * form.height, form)
            place += 1
    return paper.done()


def _draw(paper: Paper, label: BoxLabel, number: int, x: float, y: float, form: _Form) -> None:
    scale = sqrt(form.height / _LEAST)
    side = min(form.height - 2 * _PADDING - 6, 40.0)
    wide = form.width - 3 * _PADDING - side
    paper.qr(write_box(label.box), x=x + form.width - _PADDING - side, y=y + _PADDING, side=side)
    with paper.local_context():
        paper.set_text_color(*FAINT)
        _line(paper, label.brand, x, y + _PADDING, wide, 8 * scale)
    _line(paper, label.box.item, x, paper.get_y() + 1, wide, 15 * scale, style="B", lines=2)
    _line(paper, label.amount, x, paper.get_y() + 1, wide, 15 * scale)
    said = [
        label.best_by or "",
        _("Kept for {program}").format(program=label.only_for) if label.only_for else "",
        _("Packed on {day}").format(day=_day(label.packed_on)),
        _("At {site}").format(site=label.site) if label.site else "",
        label.drive or "",
    ]
    paper.set_y(paper.get_y() + 1)
    for line in filter(None, said):
        if paper.get_y() + 4 * scale > y + form.height - _PADDING:
            break
        _line(paper, line, x, paper.get_y(), wide, 8.5 * scale)
    paper.set_font(FONT, "B", 9)
    paper.set_text_color(*INK)
    paper.set_xy(x + form.width - _PADDING - side, y + _PADDING + side)
    paper.cell(side, 5, _("Box {number} of {boxes}").format(number=number, boxes=label.boxes), align="C")


def _line(
    paper: Paper, said: str, x: float, y: float, wide: float, size: float, *, style: str = "", lines: int = 1
) -> None:
    """A text in a width, smaller where it would not fit into so many lines."""
    bold: Literal["", "B"] = "B" if style else ""
    while True:
        paper.set_font(FONT, bold, size)
        high = size * 0.46
        parts: Any = paper.multi_cell(wide, high, said, dry_run=True, output="LINES", align="L")
        if len(parts) <= lines or size <= 6:
            break
        size -= 0.5
    paper.set_xy(x + _PADDING, y)
    paper.multi_cell(wide, high, "\n".join(parts[:lines]), align="L", new_x="LMARGIN", new_y="NEXT")


def _day(on: date) -> str:
    return str(format_date(on, "medium", locale=current_language().replace("-", "_")))
