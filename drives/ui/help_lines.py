"""The help lines that come with the program: ``data/help.csv``, a line each, by how soon one may need it.

Texts in another language stand in columns of their own beside the English ones: ``purpose_es``.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from drives.settings import shipped

_ABROAD = "+1"
_LONG_DIGITS = 10


@dataclass(frozen=True, slots=True)
class HelpLine:
    """Somebody who helps. ``checked_on`` is the day its number and address were last looked up."""

    name: str
    purpose: str
    phone: str | None
    text: str | None
    url: str
    hours: str
    languages: str | None
    checked_on: date


@lru_cache(maxsize=16)
def help_lines(language: str) -> tuple[HelpLine, ...]:
    """All help lines, in a language where it has texts, else in English."""
    with shipped("help.csv").open(encoding="utf-8", newline="") as opened:
        return tuple(_line(row, language) for row in csv.DictReader(opened))


def _line(row: dict[str, str], language: str) -> HelpLine:
    def said(column: str) -> str:
        return row.get(f"{column}_{language}") or row[column]

    return HelpLine(
        row["name"],
        said("purpose"),
        row["phone"] or None,
        row["text"] or None,
        row["url"],
        said("hours"),
        said("languages") or None,
        date.fromisoformat(row["checked_on"]),
    )


def call_address(phone: str) -> str:
    """What a phone dials for a number as it is written: "1-800-843-5678" is ``tel:+18008435678``."""
    digits = "".join(sign for sign in phone if sign.isdigit())
    if len(digits) < _LONG_DIGITS:
        return f"tel:{digits}"
    return f"tel:{_ABROAD}{digits[-_LONG_DIGITS:]}"


def text_address(number: str) -> str:
    """What a phone sends a message to."""
    return f"sms:{number}"
