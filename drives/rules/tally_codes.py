"""The code on a tally sheet: the drive and the site that it is for, read back by a scan of ours.

It is plain text like ``drives:tally?d=winter-warmth&s=church``, by the short names that stand in links.
"""

from typing import NamedTuple
from urllib.parse import parse_qsl, quote

from drives.errors import Refusal
from drives.texts import _

_BEGIN = "drives:tally?"


class TallyPlace(NamedTuple):
    """The drive and the site of a sheet, each by its slug."""

    drive: str
    site: str


def is_tally(text: str) -> bool:
    """Whether a scanned text is the code of a tally sheet."""
    return text[: len(_BEGIN)].casefold() == _BEGIN


def write_tally(place: TallyPlace) -> str:
    """The code of a sheet."""
    return f"{_BEGIN}d={quote(place.drive, safe='')}&s={quote(place.site, safe='')}"


def read_tally(text: str) -> TallyPlace:
    """What a sheet's code says; Refusal where part of it is missing."""
    said = dict(parse_qsl(text[len(_BEGIN) :].strip()))
    if not said.get("d") or not said.get("s"):
        raise Refusal(_("The code on this sheet cannot be read whole. Choose the drive and site yourself."))
    return TallyPlace(said["d"], said["s"])
