"""The colours of a drawing, by appearance. One state has one colour everywhere (PAGES)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours for one appearance. ``ink`` and ``muted`` are at least 4.5:1 on ``paper`` (WCAG AA).

    ``words`` is the colour of text in a drawing: the page's own ink, so that words stay readable when
    a person switches between light and dark, which reruns nothing. Where a drawing stands outside a
    page it is to be replaced by ``ink``.
    """

    paper: str
    ink: str
    muted: str
    delivered: str
    allocated: str
    available: str
    pledged: str
    empty: str
    outline: str
    line: str
    forecast: str
    words: str = "currentColor"


LIGHT = Palette(
    paper="#FBF8F2",
    ink="#14211C",
    muted="#4E5A53",
    delivered="#17594A",
    allocated="#4F9C82",
    available="#B4D8C8",
    pledged="#1F6F5C14",
    empty="#8091881F",
    outline="#7F9187",
    line="#A63A26",
    forecast="#B7791F",
)

DARK = Palette(
    paper="#17211E",
    ink="#F4F0E6",
    muted="#BAC4BE",
    delivered="#2F8E73",
    allocated="#6CC3A8",
    available="#CFEADF",
    pledged="#6CC3A826",
    empty="#8091881F",
    outline="#7C8F87",
    line="#DB6650",
    forecast="#E0A94F",
)


def palette_for(appearance: str | None) -> Palette:
    """The palette of "dark", or of anything else the light one."""
    return DARK if appearance == "dark" else LIGHT
