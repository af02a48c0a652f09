"""Days as people write them, and when goods are past their date.

A date is ISO (2026-04-03) or in a format that a mapping names. 03/04/2026 alone is two days, so it
is refused, and so is a spreadsheet's serial number, which is a number.
"""

import re
from calendar import monthrange
from datetime import date, datetime
from enum import StrEnum

from drives.errors import Refusal
from drives.texts import _

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2199, 12, 31)

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9:.,]+)(.*))?\Z", re.DOTALL)
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.,][0-9]{1,9})?)?\Z")
_SLASHED = re.compile(
    r"([0-9]{1,2})\s?[/.-]\s?([0-9]{1,2})\s?[/.-]\s?([0-9]{2}|[0-9]{4})(?:\s.*)?\Z", re.DOTALL
)
_DIRECTIVE = re.compile(r"%(.)", re.DOTALL)
_KNOWN_DIRECTIVES = frozenset("dmyYbBaAHIMSpf%")


class DateKind(StrEnum):
    """What a date mark on goods means."""

    BEST_BY = "best_by"
    SELL_BY = "sell_by"
    USE_BY = "use_by"
    EXPIRES = "expires"


class DateRule(StrEnum):
    """What an item's best-by and sell-by dates mean (DESIGN 3, Past date)."""

    NONE = "none"
    ADVICE = "advice"
    STRICT = "strict"
    FORMULA = "formula"


def is_past(mark: date | None, kind: DateKind | None, rule: DateRule, on: date) -> bool:
    """True where goods marked so are past their date on a day; the mark's own day is still good."""
    last = last_good_day(mark, kind, rule)
    return last is not None and on > last


def last_good_day(mark: date | None, kind: DateKind | None, rule: DateRule) -> date | None:
    """The last day on which goods marked so may go out; None where their date stops nothing.

    ``use_by`` and ``expires`` always stop; ``best_by`` and ``sell_by`` where the item's rule is
    ``strict`` or ``formula``. A mark without a kind is taken as ``best_by``.
    """
    stops = kind in (DateKind.USE_BY, DateKind.EXPIRES) or rule in (DateRule.STRICT, DateRule.FORMULA)
    return mark if stops else None


def month_end(day: date) -> date:
    """The last day of a day's month: what goods are good until that are marked by their month alone."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def parse_date(text: str, date_format: str | None = None) -> date:
    """A day from text: in ``date_format`` (strptime) where one is given, else ISO.

    A time of day without a zone is left off; one with a zone is refused, since its day depends on
    where one stands. ISO is read beside a format that does not begin with the year.
    """
    text = text.strip()
    if not text:
        raise Refusal(_("A date is missing. Enter one, like 2026-04-03."))
    if any(sign.isdigit() and not sign.isascii() for sign in text):
        raise Refusal(_("This is written with other digits than 0 to 9. Enter it with those."))
    if date_format is not None:
        day = _by_format(text, date_format)
        if day is not None:
            return _within_reason(day)
        if date_format.lstrip()[:2] in ("%Y", "%y") or not _ISO.match(text):
            raise Refusal(
                _("This is not a date in the form {form}, like {example}.").format(
                    form=date_format, example=date(2026, 4, 23).strftime(date_format)
                )
            )
    return _within_reason(_by_iso(text))


def _by_format(text: str, date_format: str) -> date | None:
    try:
        return datetime.strptime(text, date_format).date()  # noqa: DTZ007 - a local day has no zone
    except ValueError:
        return None


def _by_iso(text: str) -> date:
    iso = _ISO.match(text)
    if iso is None:
        _refuse_other_form(text)
        raise AssertionError
    if iso[4] is not None:
        if iso[5]:
            raise Refusal(_("This time names a zone, so its day is not certain. Enter the date alone."))
        if not _TIME.match(iso[4]):
            raise Refusal(_("This is not a time of day. Enter the date alone, like 2026-04-03."))
    try:
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    except ValueError:
        raise Refusal(_("There is no such day. Check the month and the day.")) from None


def _refuse_other_form(text: str) -> None:
    slashed = _SLASHED.match(text)
    if slashed:
        first, second, year = int(slashed[1]), int(slashed[2]), slashed[3]
        if len(year) == 4 and 1 <= first <= 12 and 1 <= second <= 12 and first != second:
            raise Refusal(
                _(
                    "This could be {one} or {other}. Enter it so, or name the date format in a mapping."
                ).format(one=f"{year}-{first:02}-{second:02}", other=f"{year}-{second:02}-{first:02}")
            )
        raise Refusal(
            _("Which part is the month is not certain. Enter it like 2026-04-03, or name the date format.")
        )
    if text.isascii() and text.replace(".", "", 1).isdigit():
        raise Refusal(_("This is a number, not a date. Enter it like 2026-04-03."))
    raise Refusal(_("This is not a date. Enter one, like 2026-04-03."))


def _within_reason(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Refusal(
            _("The year {year} cannot be right: years from {first} to {last} are kept. Check it.").format(
                year=day.year, first=FIRST_DAY.year, last=LAST_DAY.year
            )
        )
    return day


def check_date_format(date_format: str) -> str:
    """The format itself, where strptime reads one certain day by it; else Refusal."""
    known = all(directive in _KNOWN_DIRECTIVES for directive in _DIRECTIVE.findall(date_format))
    for day in (date(2026, 4, 23), date(1999, 12, 1)) if known else ():
        if _by_format(day.strftime(date_format), date_format) != day:
            known = False
    if not known:
        raise Refusal(
            _('"{form}" does not name a day, a month and a year. Write it like %d/%m/%Y.').format(
                form=date_format
            )
        )
    return date_format
