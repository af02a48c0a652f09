"""Barcodes: GTIN-8, -12 (UPC-A), -13 (EAN) and -14, their check digit, and UPC-E.

GS1 General Specifications: 7.9.1 (check digit), 5.2.2.4.2 (zero-suppressed UPC-E). A barcode is
text, since its leading zeros count; two barcodes are the same trade item where their 14 digits are.
"""

import re

from drives.errors import Refusal
from drives.texts import _

LENGTHS = (8, 12, 13, 14)
LONGEST_CODE = 40
_DIGITS = re.compile(r"[0-9]+\Z")
_CODE = re.compile(r"[!-~](?:[ -~]*[!-~])?\Z")


def check_digit(digits: str) -> str:
    """The check digit of a GTIN without it: weights 3 and 1 from the right, up to the next ten."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def is_gtin(text: str) -> bool:
    """True for 8, 12, 13 or 14 digits whose last is the check digit."""
    return len(text) in LENGTHS and _DIGITS.match(text) is not None and check_digit(text[:-1]) == text[-1]


def to_gtin14(text: str) -> str:
    """The 14 digits of a GTIN, for comparing; Refusal where digits are lost or the check digit is wrong."""
    if not _DIGITS.match(text):
        raise Refusal(_("A barcode number has the digits 0 to 9 only. Scan it again."))
    if len(text) not in LENGTHS:
        raise Refusal(
            _("A barcode number has 8, 12, 13 or 14 digits, this has {count}. Look for lost zeros.").format(
                count=len(text)
            )
        )
    if check_digit(text[:-1]) != text[-1]:
        raise Refusal(
            _("The last digit should be {digit}, so a digit is wrong. Scan it again.").format(
                digit=check_digit(text[:-1])
            )
        )
    return text.zfill(14)


def shortest_gtin(gtin: str) -> str:
    """A number of 14 digits as it stands under the bars: as a GTIN-8, UPC-A, EAN or GTIN-14."""
    return next(gtin[-length:] for length in LENGTHS if not gtin[:-length].strip("0"))


def inner_gtin(gtin: str) -> str | None:
    """Of a case's 14 digits (indicator 1 to 8) those of the piece in it, where GS1 numbers it after that."""
    if gtin[0] not in "12345678":
        return None
    piece = f"0{gtin[1:13]}"
    return piece + check_digit(piece)


def expand_upc_e(text: str) -> str:
    """The UPC-A that a UPC-E of 8 digits (number system, six digits, check digit) stands for."""
    if len(text) != 8 or not _DIGITS.match(text) or text[0] not in "01":
        raise Refusal(_("A short UPC has 8 digits and begins with 0 or 1. Scan it again."))
    system, body, check = text[0], text[1:7], text[7]
    last = body[5]
    if last in "012":
        middle = f"{body[:2]}{last}0000{body[2:5]}"
    elif last == "3":
        middle = f"{body[:3]}00000{body[3:5]}"
    elif last == "4":
        middle = f"{body[:4]}00000{body[4]}"
    else:
        middle = f"{body[:5]}0000{last}"
    upc_a = f"{system}{middle}"
    if check_digit(upc_a) != check:
        raise Refusal(
            _("The last digit should be {digit}, so a digit is wrong. Scan it again.").format(
                digit=check_digit(upc_a)
            )
        )
    return upc_a + check


def parse_barcode(text: str) -> str:
    """A barcode as it is kept: the digits of a GTIN as typed, or another code with letters or signs."""
    text = text.strip()
    if any(sign.isdigit() and not sign.isascii() for sign in text):
        raise Refusal(_("A barcode number has the digits 0 to 9 only. Scan it again."))
    if _DIGITS.match(text):
        to_gtin14(text)
        return text
    if not text or len(text) > LONGEST_CODE or not _CODE.match(text):
        raise Refusal(
            _("A barcode has 1 to {most} plain letters, digits and signs. Scan it again.").format(
                most=LONGEST_CODE
            )
        )
    return text
