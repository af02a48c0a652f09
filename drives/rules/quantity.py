"""Exact quantities: whole numbers of thousandths of an item's unit, read from and shown as text.

A number is digits 0-9 with at most one decimal mark and perhaps groups of three. Which of point and
comma is the decimal mark may be said (``decimal_mark``), may show in the number itself ("1.234,5",
"0,5", "2,000,000"), or stay open: "1,000" alone is refused. "1.000" alone is read as our own files
are written, with a decimal point.
"""

import re
from collections.abc import Iterable
from decimal import Decimal

from drives.errors import Refusal
from drives.texts import _

SCALE = 1000
PLACES = 3
PARTS = 10_000
"""A common level of shares is told in so many parts of the whole."""
MAX_QUANTITY = 999_999_999
"""The most that one quantity may be, in units."""

_LONGEST = 40
_WHOLE = re.compile(r"[0-9]{1,9}\Z")
_SIGNS_OF_NUMBER = re.compile(r"[0-9.,]+\Z")
_OPEN_COMMA = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}\Z")
_OPEN_POINT = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}\Z")
_EXPONENT = re.compile(r"[0-9.,]+[eE][+-]?[0-9]+\Z")
_NOT_A_NUMBER = {"nan", "inf", "infinity", "∞"}
_POINTED = re.compile(r"(?P<whole>[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)?(?:\.(?P<part>[0-9]+))?\Z")
_SWAP = str.maketrans(".,", ",.")


def decimal_mark_shown(text: str) -> str | None:
    """The decimal mark that one number proves, "." or ","; None where it could be either or has none."""
    commas, points = text.count(","), text.count(".")
    if not (commas or points) or not _SIGNS_OF_NUMBER.match(text):
        return None
    if commas and points:
        mark = "," if text.rfind(",") > text.rfind(".") else "."
        return mark if text.count(mark) == 1 else None
    if commas > 1 or points > 1:
        return "." if commas else ","
    if commas:
        return None if _OPEN_COMMA.match(text) else ","
    return None if _OPEN_POINT.match(text) else "."


def is_open(text: str) -> bool:
    """True for "1,000", "12.500" and their like, which could be thousands as well as thousandths."""
    return (
        len(text) > 4
        and text.strip()[-4:-3] in {",", "."}
        and (_OPEN_COMMA.match(text.strip()) or _OPEN_POINT.match(text.strip())) is not None
    )


def provable_decimal_mark(cells: Iterable[str]) -> str | None:
    """The decimal mark that some number of a column proves and none contradicts, else None."""
    marks = {decimal_mark_shown(cell.strip()) for cell in cells if "," in cell or "." in cell} - {None}
    return marks.pop() if len(marks) == 1 else None


def parse_scaled(
    text: str, *, places: int, most: int, decimal_mark: str | None = None, zero_allowed: bool = False
) -> int:
    """A number as a whole count of its ``10**-places``; Refusal with one clear sentence for any other text.

    ``most`` is in units. Nothing is rounded.
    """
    if _WHOLE.match(text) and int(text) <= most:
        units = int(text)
        if not units and not zero_allowed:
            raise Refusal(_("Zero is not a quantity here: enter more than 0, or leave the line out."))
        return units * _ten_to(places)
    text = text.strip()
    _refuse_other_signs(text)
    mark = decimal_mark or decimal_mark_shown(text)
    if mark is None and _OPEN_COMMA.match(text):
        raise Refusal(
            _("This could be {large} or {small}. Write it without a comma, or name the decimal mark.").format(
                large=text.replace(",", ""), small=text.replace(",", ".")
            )
        )
    pointed = _POINTED.match(text.translate(_SWAP) if mark == "," else text)
    if pointed is None or (pointed["whole"] is None and pointed["part"] is None):
        raise Refusal(
            _("The points and commas in this do not make one number. Enter it like {example}.").format(
                example=f"1250{mark or '.'}5"
            )
        )
    part = pointed["part"] or ""
    if len(part) > places:
        raise Refusal(
            _(
                "{count} decimals are too many: at most {most} are kept. Enter it with {most} or fewer."
            ).format(count=len(part), most=places)
        )
    whole = (pointed["whole"] or "0").replace(",", "").lstrip("0") or "0"
    if len(whole) > 18:
        _refuse_too_large(most)
    scaled = int(whole) * _ten_to(places) + int(part.ljust(places, "0") or "0")
    if scaled > most * _ten_to(places):
        _refuse_too_large(most)
    if not scaled and not zero_allowed:
        raise Refusal(_("Zero is not a quantity here: enter more than 0, or leave the line out."))
    return scaled


def _ten_to(places: int) -> int:
    return int(10**places)


def _refuse_too_large(most: int) -> None:
    raise Refusal(_("This is too large: at most {most}. Check the number.").format(most=f"{most:,}"))


def _refuse_other_signs(text: str) -> None:
    """Refuse whatever is not made of 0-9, point and comma, saying which kind of wrong it is."""
    if not text:
        raise Refusal(_("A number is missing. Enter one, like 12 or 2.5."))
    if _SIGNS_OF_NUMBER.match(text):
        if len(text) > _LONGEST:
            raise Refusal(_("A number of {count} characters is too long. Check it.").format(count=len(text)))
        return
    if text.lstrip("+-−").casefold() in _NOT_A_NUMBER:
        raise Refusal(_("This is not a number. Enter one, like 12 or 2.5."))
    if text[0] in "-−–" and _SIGNS_OF_NUMBER.match(text[1:].strip() or "x"):
        raise Refusal(_("This is below zero. Enter a number above 0; to take something back, void it."))
    if _EXPONENT.match(text):
        raise Refusal(_("This is written with an exponent. Enter all its digits, like 1000."))
    if any(sign.isdigit() and not sign.isascii() for sign in text):
        raise Refusal(_("This is written with other digits than 0 to 9. Enter it with those."))
    if any(sign.isspace() or sign in "_'’" for sign in text.strip("_'’")) and _SIGNS_OF_NUMBER.match(
        "".join(sign for sign in text if not (sign.isspace() or sign in "_'’")) or "x"
    ):
        raise Refusal(_("This has spaces or other marks between its digits. Enter it like 1000."))
    raise Refusal(_("This is not a plain number. Enter one, like 12 or 2.5."))


def parse_quantity(
    text: str, *, decimal_mark: str | None = None, zero_allowed: bool = False, whole: bool = False
) -> int:
    """Thousandths of a unit, from what a person typed or a file holds.

    ``decimal_mark`` is "." or ",", or None where nobody said. ``whole`` refuses fractions, for a
    unit that cannot be divided. Refusal for every text that is no quantity (DESIGN 8).
    """
    thousandths = parse_scaled(
        text, places=PLACES, most=MAX_QUANTITY, decimal_mark=decimal_mark, zero_allowed=zero_allowed
    )
    if whole:
        refuse_fraction(thousandths)
    return thousandths


def refuse_fraction(thousandths: int) -> None:
    """Refusal where a quantity of something that cannot be divided is not whole."""
    if thousandths % SCALE:
        raise Refusal(
            _(
                "{quantity} is not a whole number, and this is counted in whole ones. Enter {less} or {more}."
            ).format(quantity=to_text(thousandths), less=thousandths // SCALE, more=thousandths // SCALE + 1)
        )


def to_decimal(thousandths: int) -> Decimal:
    """The quantity in units, exactly, without trailing zeros (``Decimal("15897.5")``, ``Decimal("20")``)."""
    return Decimal(to_text(thousandths))


def scaled_text(scaled: int, places: int) -> str:
    """A whole count of ``10**-places`` as a plain number: point decimals, no grouping, no trailing zeros."""
    whole, part = divmod(abs(scaled), _ten_to(places))
    sign = "-" if scaled < 0 else ""
    if not part:
        return f"{sign}{whole}"
    return f"{sign}{whole}.{part:0{places}d}".rstrip("0")


def to_text(thousandths: int) -> str:
    """The quantity as files hold it: "15897.5", "20", "0.125"; point decimals, no trailing zeros."""
    return scaled_text(thousandths, PLACES)
