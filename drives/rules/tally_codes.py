"""The code on a tally sheet: the drive and the site that it is for, read back by a scan of ours.

It is plain text like ``drives:tally?d=winter-warmth&s=church``, by the short names that stand in links; these
are made of names, so a site that is not public is known by its number, as in ``…&n=12``.
"""

from typing import NamedTuple
from urllib.parse import parse_qsl, quote

from drives.errors import Refusal
from drives.texts import _

_BEGIN = "drives:tally?"
_MOST_DIGITS = 19


class TallyPlace(NamedTuple):
    """The drive and the site of a sheet, each by its slug; a site that is not to be named by its id."""

    drive: str
    site: str | int


def is_tally(text: str) -> bool:
    """Whether a scanned text is the code of a tally sheet."""
    return text[: len(_BEGIN)].casefold() == _BEGIN


def write_tally(place: TallyPlace) -> str:
    """The code of a sheet."""
    site = f"n={place.site}" if isinstance(place.site, int) else f"s={quote(place.site, safe='')}"
    return f"{_BEGIN}d={quote(place.drive, safe='')}&{site}"


def read_tally(text: str) -> TallyPlace:
    """What a sheet's code says; Refusal where part of it is missing."""
    said = dict(parse_qsl(text[len(_BEGIN) :].strip()))
    drive, slug, number = (said.get(name, "") for name in "dsn")
    numbered = number.isascii() and number.isdecimal() and len(number) < _MOST_DIGITS
    if not drive or not (slug or numbered):
        raise Refusal(_("The code on this sheet cannot be read whole. Choose the drive and site yourself."))
    return TallyPlace(drive, slug or int(number))
