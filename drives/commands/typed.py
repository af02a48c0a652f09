"""What is typed by hand, as it is kept: the same texts, days and words that a file may bring."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from drives.errors import Refusal
from drives.rules.addresses import email_address, page_address, web_address
from drives.rules.dates import FIRST_DAY, LAST_DAY
from drives.rules.plain_text import clean_text
from drives.texts import _

Request = TypeVar("Request")
Form = Callable[[Any], Any]


def as_kept(request: Request, **forms: Form) -> Request:
    """The request with these of its fields in the form in which they are kept; None stays None."""
    changed = {
        field: kept
        for field, form in forms.items()
        if (value := getattr(request, field)) is not None and (kept := form(value)) is not value
    }
    return replace(request, **changed) if changed else request  # type: ignore[type-var]


def name(text: str) -> str:
    """A name of one line, spaced once; "" where there is nothing to see."""
    return " ".join(clean_text(text, 200).split())


def line(most: int) -> Form:
    """A text of one line; None where it is blank."""
    return lambda text: clean_text(text, most) or None


def lines(most: int) -> Form:
    """A text that may have several lines; None where it is blank."""
    return lambda text: clean_text(text, most, lines=True) or None


def day(on: date) -> date:
    """A day between 1900 and 2199."""
    if not FIRST_DAY <= on <= LAST_DAY:
        raise Refusal(
            _("The year {year} cannot be right: years from {first} to {last} are kept. Check it.").format(
                year=on.year, first=FIRST_DAY.year, last=LAST_DAY.year
            )
        )
    return on


def word(words: type[StrEnum]) -> Form:
    """A word of a closed list."""

    def kept(said: str) -> StrEnum:
        try:
            return words(said)
        except ValueError:
            raise Refusal(
                _('"{said}" is none of {listed}. Choose one of them.').format(
                    said=said, listed=", ".join(one.value for one in words)
                )
            ) from None

    return kept


def slug(text: str) -> str | None:
    """The last part of a page's address; None where it is blank."""
    kept = clean_text(text, 80)
    return page_address(kept) if kept else None


def url(text: str) -> str | None:
    """A web address with http or https, a bare ``www.`` with https; None where it is blank."""
    kept = clean_text(text, 400)
    return web_address(kept, 400) if kept else None


def email(text: str) -> str | None:
    """An e-mail address that could be one; None where it is blank."""
    kept = clean_text(text, 254)
    return email_address(kept) if kept else None
