"""The code on a box that was packed here: what is in it and how much, read back by a scan of ours.

It is plain text of signs that every keyboard wedge types, like
``drives:box?i=Canned%20beans&q=24&d=best_by:2026-12-31``.
The item stands by its name, as it does in files; ids of one store mean nothing in another.
"""

from datetime import date
from typing import NamedTuple
from urllib.parse import parse_qsl, quote

from drives.errors import Refusal
from drives.rules.dates import DateKind, parse_date
from drives.rules.quantity import parse_quantity, to_text
from drives.texts import _

_BEGIN = "drives:box?"


class Box(NamedTuple):
    """What is in a box: the item's name, how much in its unit (thousandths), and the date on it."""

    item: str
    quantity: int
    date_mark: date | None = None
    date_kind: DateKind | None = None


def is_box(text: str) -> bool:
    """Whether a scanned text is the code of a box."""
    return text[: len(_BEGIN)].casefold() == _BEGIN


def write_box(box: Box) -> str:
    """The code of a box."""
    said = f"{_BEGIN}i={quote(box.item, safe='')}&q={to_text(box.quantity)}"
    if box.date_mark is not None and box.date_kind is not None:
        said += f"&d={box.date_kind}:{box.date_mark.isoformat()}"
    return said


def read_box(text: str) -> Box:
    """What a box's code says; Refusal where part of it is missing or cannot be."""
    said = dict(parse_qsl(text[len(_BEGIN) :], keep_blank_values=True))
    item, (kind, _colon, day) = said.get("i", "").strip(), said.get("d", "").partition(":")
    try:
        quantity = parse_quantity(said.get("q", ""), decimal_mark=".")
        mark = parse_date(day) if "d" in said else None
        date_kind = DateKind(kind) if mark else None
    except (Refusal, ValueError):
        item, quantity, mark, date_kind = "", 0, None, None
    if not item:
        raise Refusal(_("The code on this box cannot be read whole. Read the label itself."))
    return Box(item, quantity, mark, date_kind)
