"""Money and published figures as people read and type them, in the language in use."""

from babel import Locale
from babel.numbers import format_currency, format_decimal, get_decimal_symbol

from drives.rules.money import SCALE, money_to_decimal, parse_money
from drives.texts import current_language


def money(ten_thousandths: int, currency: str | None) -> str:
    """An amount with its currency: "$1.25"; without one where none is set: "1.25". Nothing is rounded."""
    exact = money_to_decimal(ten_thousandths)
    if currency is None:
        return format_decimal(exact, format="#,##0.00##", locale=_language())
    return format_currency(exact, currency, locale=_language(), decimal_quantization=False)


def whole_money(ten_thousandths: int, currency: str | None) -> str:
    """An estimated amount, to the nearest whole unit: "$13,203"."""
    whole = (2 * ten_thousandths + SCALE) // (2 * SCALE)
    if currency is None:
        return format_decimal(whole, format="#,##0", locale=_language())
    shape = Locale.parse(_language()).currency_formats["standard"].pattern.replace(".00", "")
    return format_currency(whole, currency, format=shape, currency_digits=False, locale=_language())


def figure(ten_thousandths: int) -> str:
    """A published figure without trailing zeros: 12000 is "1.2"."""
    return format_decimal(money_to_decimal(ten_thousandths), format="#,##0.####", locale=_language())


def typed_money(text: str) -> int:
    """Ten-thousandths, as typed in the language in use; Refusal where it is no amount."""
    return parse_money(text.strip(), decimal_mark=get_decimal_symbol(_language()))


def _language() -> str:
    return current_language().replace("-", "_")
