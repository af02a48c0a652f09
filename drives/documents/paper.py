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
PaperSize = Literal["letter", "a4"]
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
        size: PaperSize = "letter",
        orientation: Literal["portrait", "landscape"] = "portrait",
        margin: float = 20,
    ) -> None:
        super().__init__(orientation=orientation, unit="mm", format=size)
        self._widths: dict[tuple[str, float, str], float] = {}
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

    def lines(self, text: str, wide: float) -> list[str]:
        """The lines that a text has in a column of so many millimetres, broken between words.

        fpdf2 measures a line anew with each of its letters: a thousand letters took four times as long.
        """
        found = []
        for paragraph in text.split("\n"):
            line, at = "", 0.0
            for word in paragraph.split(" "):
                for part in self._parts(word, wide):
                    long = self._width(part)
                    space = self._width(" ") if line else 0.0
                    if line and at + space + long > wide:
                        found.append(line)
                        line, at = part, long
                    else:
                        line, at = f"{line} {part}" if line else part, at + space + long
            found.append(line)
        return found

    def _parts(self, word: str, wide: float) -> list[str]:
        """A word, cut where it is too long for a line of its own."""
        if self._width(word) <= wide:
            return [word]
        parts = [""]
        for letter in word:
            if parts[-1] and self._width(parts[-1] + letter) > wide:
                parts.append("")
            parts[-1] += letter
        return parts

    def _width(self, text: str) -> float:
        known = (self.font_style, self.font_size_pt, text)
        if known not in self._widths:
            self._widths[known] = self.get_string_width(text)
        return self._widths[known]

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
