"""Words and figures for pages: escaped user text, dates, programs, amounts."""

import re
from collections.abc import Sequence
from datetime import date

import streamlit as st
from babel.dates import format_skeleton
from babel.numbers import get_decimal_symbol

from drives.charts.numbers import (
    amount,
    format_quantity,
    format_whole_percent,
    goods_of,
    percent_covered,
)
from drives.rules.quantity import SCALE, parse_quantity, to_text
from drives.rules.units import Unit, unit_name
from drives.texts import _, current_language, listed, ngettext

__all__ = [
    "amount",
    "covered_text",
    "day",
    "format_quantity",
    "format_whole_percent",
    "goods_of",
    "in_unit",
    "item_option",
    "listed",
    "md_escape",
    "note",
    "one_line",
    "partner",
    "percent_covered",
    "programs_phrase",
    "quantity_text",
    "typed_quantity",
]

# What markdown reads as a sign anywhere; then what it reads so only at the start of a text.
_SIGN = re.compile(r"([\\`*_\[\]{}<>~$|&^]|:(?=\S)(?!\u2060))")
_EMOJI = re.compile(r":[\w+-]+:")
_BLOCK = re.compile(r"^(?=(?:#{1,6}|[+-])(?:\s|$)|--|=)")
# Links and icons are found after signs are unescaped, and numbered lists cannot be escaped: an
# invisible word joiner keeps them apart.
_JOINER = "\u2060"
_FOUND_LATER = re.compile(
    r"(?i)(\b(?:https?|ftp):)(?=//)|(\bwww)(?=\.)|(:)(?=material/)|(^[0-9]+)(?=[.)](?:\s|$))"
)


def md_escape(text: str) -> str:
    """User text that shows as typed wherever markdown is read (labels, titles, alerts too)."""
    joined = _FOUND_LATER.sub(lambda found: found[0] + _JOINER, " ".join(text.split()))
    signs = _SIGN.sub(r"\\\1", joined)
    if _EMOJI.search(joined):
        signs = re.sub(r"(?<!\\):(?!\u2060)", r"\:", signs)
    return _BLOCK.sub(r"\\", signs)


def note(markdown: str) -> None:
    """A small line in quiet ink, still readable (st.caption is too faint for WCAG AA).

    ``markdown`` is already escaped where it holds user text.
    """
    st.markdown(quiet(markdown))


def quiet(markdown: str) -> str:
    """Small and in the ink of ``note``, as markdown."""
    return f":small[:gray[{markdown}]]"


def one_line(text: str) -> str:
    """What somebody wrote a line each, as one line of markdown."""
    return " · ".join(md_escape(line) for line in text.splitlines() if line.strip())


def day(on: date, *, today: date | None = None) -> str:
    """A date as people say it: "12 Dec", with the year where it is not ``today``'s."""
    same_year = today is None or today.year == on.year
    return format_skeleton("MMMd" if same_year else "yMMMd", on, locale=_babel_language())


def typed_quantity(text: str, *, whole: bool = False, zero_allowed: bool = False) -> int:
    """Thousandths of a unit, as typed in the language in use; Refusal where it is no quantity."""
    mark = get_decimal_symbol(_babel_language())
    return parse_quantity(text.strip(), decimal_mark=mark, whole=whole, zero_allowed=zero_allowed)


def quantity_text(thousandths: int) -> str:
    """A quantity as it is typed in the language in use: what ``typed_quantity`` reads back. No grouping."""
    return to_text(thousandths).replace(".", get_decimal_symbol(_babel_language()))


def _babel_language() -> str:
    return current_language().replace("-", "_")


def item_option(item: str, unit: Unit) -> str:
    """An item with its unit, to choose in a list. Plain text: lists to choose from read no markdown."""
    return _("{item} ({unit})").format(item=item, unit=unit_name(unit, SCALE))


def in_unit(plain: str, with_unit: str, unit: Unit | None) -> str:
    """A field's label with its ``{unit}``; what is counted by the piece, or not chosen yet, has none."""
    return plain if unit in (None, Unit.EACH) else with_unit.format(unit=unit_name(unit, 2 * SCALE))


def partner(program: str | None) -> str:
    """What a program is called where everybody looks: None is one that is not listed. Plain text."""
    return program or _("a partner program")


def programs_phrase(names: Sequence[str]) -> str:
    """Who asks: the first program, and how many more. Plain text."""
    if not names:
        return ""
    if len(names) == 1:
        return names[0]
    more = len(names) - 1
    return ngettext("{program} and {count} more", "{program} and {count} more", more).format(
        program=names[0], count=more
    )


def covered_text(needed: int, still_to_collect: int, unit: str) -> str:
    """The words at a bar: "132 of 500 pairs · 26%". Quantities in thousandths."""
    return _("{covered} of {needed} · {percent}").format(
        covered=format_quantity(needed - still_to_collect),
        needed=amount(needed, unit),
        percent=format_whole_percent(percent_covered(needed, still_to_collect)),
    )
