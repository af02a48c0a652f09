"""Quantities as people read them, in the language in use. Quantities come in thousandths."""

from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton
from babel.numbers import format_decimal, format_percent

from drives.rules.units import Unit, unit_name
from drives.texts import _, current_language


@lru_cache(maxsize=32)
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-" if "-" in language else "_")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def format_quantity(thousandths: int, language: str | None = None) -> str:
    """A quantity with the language's marks and no trailing zeros: 1234500 is "1,234.5"."""
    exact = Decimal(thousandths).scaleb(-3)
    return format_decimal(exact, format="#,##0.###", locale=_locale(language or current_language()))


def amount(thousandths: int, unit: str, language: str | None = None) -> str:
    """A quantity and its unit: "368 pairs". What is counted by the piece has no unit word: "76"."""
    number = format_quantity(thousandths, language)
    if unit == Unit.EACH:
        return number
    return _("{number} {unit}").format(number=number, unit=unit_name(Unit(unit), thousandths))


def goods_of(item: str, thousandths: int, unit: str) -> str:
    """How much of an item: "12 pairs of Socks"; what its name alone says, "2 × Hygiene kit", "14 × Bread"."""
    if unit in (Unit.EACH, Unit.KIT):
        return _("{count} × {item}").format(count=format_quantity(thousandths), item=item)
    return _("{amount} of {item}").format(amount=amount(thousandths, unit), item=item)


def percent_covered(needed: int, still_to_collect: int) -> int:
    """Whole percent of ``needed`` that is covered, rounded down: 100 only when nothing is missing."""
    if needed <= 0:
        return 100
    return max(0, (needed - still_to_collect) * 100 // needed)


def format_whole_percent(percent: int, language: str | None = None) -> str:
    """26 as "26%", or as the language writes it."""
    share = (Decimal(percent) / 100).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
    return format_percent(share, locale=_locale(language or current_language()))


def short_day(on: date, language: str | None = None) -> str:
    """A day without its year: "Dec 12"."""
    return format_skeleton("MMMd", on, locale=_locale(language or current_language()))
