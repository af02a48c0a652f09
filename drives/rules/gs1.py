"""What a scanner hands over: a bare barcode number, or a GS1 code that also says lot and date.

GS1 General Specifications, release 26: 3 (application identifiers), 5.10 (symbology identifiers),
7.8 (FNC1 between fields), 7.12 (century of a year); GS1 Barcode Syntax Dictionary of 2026-01-27.
Read are the identifiers in ``_FIELDS``; a code that says more is refused, so that nothing which
somebody printed on goods is silently passed over.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from drives.errors import Refusal
from drives.rules.box_codes import Box, is_box, read_box
from drives.rules.dates import DateKind
from drives.rules.gtin import LENGTHS, expand_upc_e, is_gtin, shortest_gtin, to_gtin14
from drives.texts import _

LONGEST_SCAN = 400
FNC1 = "\x1d"


class _Field(NamedTuple):
    """How an identifier's value is written; ``fixed`` ones need no FNC1 after them."""

    pattern: re.Pattern[str]
    fixed: int | None = None


_SIX = _Field(re.compile(r"[0-9]{6}\Z"), 6)
_TEXT = _Field(re.compile(r"""[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,20}\Z"""))
_COUNT = _Field(re.compile(r"[0-9]{1,8}\Z"))
_FIELDS: dict[str, _Field] = {
    "01": _Field(re.compile(r"[0-9]{14}\Z"), 14),
    "10": _TEXT,
    "21": _TEXT,
    "30": _COUNT,
    "37": _COUNT,
    **dict.fromkeys(("11", "13", "15", "16", "17"), _SIX),
    **{f"{weight}{places}": _SIX for weight in ("310", "320") for places in range(6)},
}
_DATES = {"11": "produced_on", "13": "packed_on", "15": "best_by", "16": "sell_by", "17": "use_by"}

_ELEMENT_STRINGS = frozenset({"]C1", "]d2", "]Q3", "]J1", "]e0"})
_EXACT_LENGTHS = {"]E0": 13, "]E4": 8}
_SYMBOLOGY = re.compile(r"\][A-Za-z][0-9]")
_DIGITS = re.compile(r"[0-9]+\Z")
_BRACKETED = re.compile(r"\(([0-9]{2,4})\)((?:\\\(|[^(^])+)")


@dataclass(frozen=True, slots=True)
class Scan:
    """What one scan says. ``gtin`` has 14 digits, for comparing; ``barcode`` is that number as it is kept.

    Dates are of the five kinds that GS1 tells apart. ``count`` is how many there are (30, 37); weights
    are in pounds or kilograms, exactly. ``item`` and ``quantity`` (thousandths) stand on the labels of
    boxes that were packed here.
    """

    gtin: str | None = None
    barcode: str | None = None
    lot: str | None = None
    serial: str | None = None
    produced_on: date | None = None
    packed_on: date | None = None
    best_by: date | None = None
    sell_by: date | None = None
    use_by: date | None = None
    count: int | None = None
    weight_kg: Decimal | None = None
    weight_lb: Decimal | None = None
    item: str | None = None
    quantity: int | None = None

    @property
    def date_mark(self) -> tuple[date, DateKind] | None:
        """The one date that goods are kept by: use by, else best by, else sell by."""
        for mark, kind in (
            (self.use_by, DateKind.USE_BY),
            (self.best_by, DateKind.BEST_BY),
            (self.sell_by, DateKind.SELL_BY),
        ):
            if mark is not None:
                return mark, kind
        return None


def read_scan(text: str, *, year: int) -> Scan:
    """What a scanned or typed code says; ``year`` is the present one, by which two digits are a year.

    Read are GTIN-8, -12, -13 and -14, UPC-E, GS1 element strings (with a symbology identifier, or
    begun with FNC1 or ^, or with 01 and a right barcode number), bracketed ones, GS1 Digital Link
    addresses, and the labels of boxes that were packed here. Refusal for everything else, in a sentence
    that says what is wrong with it.
    """
    text = text.strip(" \t\r\n")
    if not text:
        raise Refusal(_("Nothing was scanned. Scan the code again."))
    if len(text) > LONGEST_SCAN:
        raise Refusal(_("This code is longer than a barcode can be. Scan one code at a time."))
    known = _SYMBOLOGY.match(text)
    if known:
        return _of_symbology(known[0], text[len(known[0]) :], year)
    if text[0] in (FNC1, "^"):
        return _scan(_fields(text[1:].replace("^", FNC1)), year)
    if text[0] == "(":
        return _scan(_bracketed(text), year)
    return _plain(text, year)


def _of_symbology(symbology: str, content: str, year: int) -> Scan:
    """A code whose scanner said first of which make it is."""
    if not content:
        raise Refusal(_("Nothing was scanned. Scan the code again."))
    if symbology in _ELEMENT_STRINGS:
        return _scan(_fields(content.removeprefix(FNC1)), year)
    digits = _EXACT_LENGTHS.get(symbology)
    if digits is not None and len(content) != digits:
        raise Refusal(
            _("A barcode of this make has {digits} digits, this has {count}. Scan it again.").format(
                digits=digits, count=len(content)
            )
        )
    if digits == LENGTHS[0]:
        return _numbered(content, to_gtin14(content))
    return _plain(content, year)


def _plain(text: str, year: int) -> Scan:
    """A code without a word about its make."""
    if _DIGITS.match(text) and len(text) <= LENGTHS[-1]:
        return _numbered(text, whole_number(text))
    if text[:2] == "01" and is_gtin(text[2:16]):
        return _scan(_fields(text), year)
    if is_box(text):
        return _boxed(read_box(text))
    if re.match(r"https?://", text, re.IGNORECASE):
        return _scan(_digital_link(text), year)
    raise Refusal(
        _("This code is no barcode number: {code}. Find the item by its name instead.").format(code=text[:40])
    )


def _boxed(box: Box) -> Scan:
    mark, kind = box.date_mark, box.date_kind
    return Scan(
        item=box.item,
        quantity=box.quantity,
        best_by=mark if kind is DateKind.BEST_BY else None,
        sell_by=mark if kind is DateKind.SELL_BY else None,
        use_by=mark if kind in (DateKind.USE_BY, DateKind.EXPIRES) else None,
    )


def whole_number(text: str) -> str:
    """The 14 digits that a bare number of any length stands for, UPC-E expanded.

    Eight digits can be a UPC-E or a GTIN-8. Those that begin with 0 are read as UPC-E first: GS1 gives
    out no GTIN-8 that does (General Specifications 1.4.3, prefixes 000 to 099).
    """
    if len(text) == LENGTHS[0] and text[0] in "01":
        readings = (expand_upc_e, to_gtin14) if text[0] == "0" else (to_gtin14, expand_upc_e)
        for reading in readings:
            try:
                return reading(text).zfill(14)
            except Refusal:
                continue
    return to_gtin14(text)


def _numbered(text: str, gtin: str) -> Scan:
    """A bare number; a UPC-E is kept as the UPC-A that it stands for, others as they were scanned."""
    return Scan(gtin=gtin, barcode=text if text.zfill(14) == gtin else shortest_gtin(gtin))


def _fields(content: str) -> Iterator[tuple[str, str]]:
    """Identifier and value of each field of an element string."""
    if not content:
        raise Refusal(_("Nothing was scanned. Scan the code again."))
    while content:
        if content[0] == FNC1:
            content = content[1:]
            continue
        identifier = next((content[:size] for size in (2, 4) if content[:size] in _FIELDS), None)
        if identifier is None:
            raise _not_read(content[:4].split(FNC1)[0])
        content = content[len(identifier) :]
        fixed = _FIELDS[identifier].fixed
        end = fixed if fixed is not None else (content + FNC1).index(FNC1)
        yield identifier, content[:end]
        content = content[end:]


def _bracketed(text: str) -> Iterator[tuple[str, str]]:
    """Identifier and value of each field, written as people print it: (01)…(10)…, ``\\(`` for a bracket."""
    at = 0
    while at < len(text):
        field = _BRACKETED.match(text, at)
        if field is None:
            raise Refusal(
                _("This code is not written as (01)…(10)…: {code}. Scan it instead of typing it.").format(
                    code=text[at : at + 40]
                )
            )
        yield field[1], field[2].replace("\\(", "(")
        at = field.end()


def _digital_link(text: str) -> Iterator[tuple[str, str]]:
    """Identifier and value of each field of a GS1 Digital Link: …/01/GTIN/10/LOT?17=DATE."""
    address = urlsplit(text)
    steps = address.path.strip("/").split("/")
    if "01" not in steps:
        raise Refusal(_("This code is a web address and no barcode. Find the item by its name instead."))
    steps = steps[steps.index("01") :]
    for identifier, value in zip(steps[::2], [*steps[1::2], ""], strict=False):
        number = identifier == "01" and _DIGITS.match(value)
        yield identifier, value.zfill(14) if number else unquote(value)
    for identifier, value in parse_qsl(address.query, keep_blank_values=True):
        if _DIGITS.match(identifier):
            yield identifier, value


def _scan(fields: Iterator[tuple[str, str]], year: int) -> Scan:
    said: dict[str, object] = {}

    def keep(name: str, value: object) -> None:
        if said.setdefault(name, value) != value:
            raise Refusal(_("This code says two different things of one kind. Find the item by its name."))

    for identifier, value in fields:
        if identifier not in _FIELDS:
            raise _not_read(identifier)
        if not _FIELDS[identifier].pattern.match(value):
            raise Refusal(
                _("The field ({identifier}) of this code cannot be {value}. Scan it again.").format(
                    identifier=identifier, value=value.replace(FNC1, "")[:40] or "–"
                )
            )
        if identifier == "01":
            keep("gtin", to_gtin14(value))
        elif identifier in _DATES:
            keep(_DATES[identifier], _day(identifier, value, year))
        elif identifier in ("30", "37"):
            keep("count", int(value))
        elif identifier in ("10", "21"):
            keep("lot" if identifier == "10" else "serial", value)
        else:
            weight = "weight_kg" if identifier[:3] == "310" else "weight_lb"
            keep(weight, Decimal(int(value)).scaleb(-int(identifier[3])))
    gtin = said.get("gtin")
    return Scan(barcode=shortest_gtin(gtin) if isinstance(gtin, str) else None, **said)  # type: ignore[arg-type]


def _not_read(identifier: str) -> Refusal:
    return Refusal(
        _("This code has a field ({identifier}) that is not read here. Find the item by its name.").format(
            identifier=identifier[:4]
        )
    )


def _day(identifier: str, value: str, year: int) -> date:
    """A date of six digits: day 00 is the last of the month, the century is the one nearest to ``year``."""
    months, days = int(value[2:4]), int(value[4:6])
    full = _full_year(int(value[:2]), year)
    if 1 <= months <= 12:
        last = monthrange(full, months)[1]
        if days <= last:
            return date(full, months, days or last)
    raise Refusal(
        _("The date ({identifier}) of this code is no day: {value}. Read it off the package.").format(
            identifier=identifier, value=value
        )
    )


def _full_year(two_digits: int, year: int) -> int:
    """GS1 General Specifications 7.12: 51 to 99 years ahead is last century, 50 to 99 back the next."""
    century, ahead = year - year % 100, two_digits - year % 100
    if ahead >= 51:
        century -= 100
    elif ahead <= -50:
        century += 100
    return century + two_digits
