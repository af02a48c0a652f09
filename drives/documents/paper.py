"""The paper that every printed thing is drawn on: its letters, its colours, its language."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import segno
from fpdf import FPDF

from drives.texts import current_language

_FONTS = Path(__file__).parent / "fonts"
_MADE = datetime(2000, 1, 1, tzinfo=UTC)

FONT = "DejaVu"
INK = (31, 36, 33)
FAINT = (92, 99, 94)
BRICK = (140, 45, 27)


class Paper(FPDF):
    """A document in millimetres, with letters for Latin, Greek, Cyrillic, Arabic and more.

    The same content gives the same bytes: the file's own date is fixed, the day that matters is printed.
    """

    def __init__(
        self,
        title: str,
        *,
        size: Literal["letter", "a4"] = "letter",
        orientation: Literal["portrait", "landscape"] = "portrait",
        margin: float = 20,
    ) -> None:
        super().__init__(orientation=orientation, unit="mm", format=size)
        self.add_font(FONT, "", _FONTS / "DejaVuSans.ttf")
        self.add_font(FONT, "B", _FONTS / "DejaVuSans-Bold.ttf")
        self.set_font(FONT, "", 10)
        self.set_text_color(*INK)
        self.set_margin(margin)
        self.set_auto_page_break(True, margin)
        self.set_title(title)
        self.set_lang(current_language())
        self.set_creator("Drives")
        self.set_producer("Drives")
        self.set_creation_date(_MADE)

    def qr(self, content: str, *, x: float, y: float, side: float) -> None:
        """Draw a QR code of error level M, ``side`` millimetres wide with its quiet zone."""
        rows = list(segno.make_qr(content, error="m").matrix_iter(scale=1, border=4))
        module = side / len(rows)
        self.set_fill_color(0, 0, 0)
        for down, row in enumerate(rows):
            start: int | None = None
            for across, dark in enumerate([*row, 0]):
                if dark and start is None:
                    start = across
                elif not dark and start is not None:
                    wide = (across - start) * module
                    self.rect(x + start * module, y + down * module, wide, module, style="F")
                    start = None

    def done(self) -> bytes:
        """The file."""
        return bytes(self.output())
