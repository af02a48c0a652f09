"""Exact amounts of money: whole numbers of ten-thousandths of the organization's currency unit."""

from decimal import Decimal

from drives.rules.quantity import parse_scaled, scaled_text

SCALE = 10_000
PLACES = 4
MAX_AMOUNT = 999_999_999
"""The most that one amount may be, in currency units."""


def parse_money(text: str, *, decimal_mark: str | None = None) -> int:
    """Ten-thousandths of the currency unit; zero is an amount. Refusal for anything but a plain number."""
    return parse_scaled(text, places=PLACES, most=MAX_AMOUNT, decimal_mark=decimal_mark, zero_allowed=True)


def money_to_decimal(ten_thousandths: int) -> Decimal:
    """The amount in currency units, exactly, without trailing zeros."""
    return Decimal(money_to_text(ten_thousandths))


def money_to_text(ten_thousandths: int) -> str:
    """The amount as files hold it: "3.5", "12"; point decimals, no grouping, no trailing zeros."""
    return scaled_text(ten_thousandths, PLACES)
