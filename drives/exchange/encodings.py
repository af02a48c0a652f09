"""Which encoding a text file is in, found by reading all of it once before a row is used.

UTF-8 with or without BOM, UTF-16 either way with or without BOM, and cp1252. Where a file mixes
UTF-8 and cp1252, each byte that is not UTF-8 is read as cp1252: a decoding error handler does that
at the speed of the stream. Only where cp1252 would give nonsense is charset-normalizer asked.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from drives.exchange.faults import UnreadableFile, unreadable
from drives.exchange.sources import Limits, Source
from drives.texts import _

_CHUNK = 1 << 20
_MIXED = "drives_cp1252"
_NONSENSE = re.compile("[\x80-\x9f]|[À-ÿ]{4}")
_BEFORE_CELL = frozenset(',;\t|"\n\r \ufeff')
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ASKED_FOR = frozenset(
    (
        *(
            "cp1250",
            "cp1251",
            "cp1253",
            "cp1254",
            "cp1255",
            "cp1256",
            "cp1257",
            "cp1258",
            "cp874",
            "mac_roman",
        ),
        *("iso8859_2", "iso8859_5", "iso8859_7", "koi8_r", "koi8_u", "big5", "gb18030", "gbk", "gb2312"),
        *("shift_jis", "cp932", "euc_jp", "euc_kr", "cp949"),
    )
)


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Read the first wrong byte as cp1252; its five unused places become control characters."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    byte = error.object[error.start : error.start + 1]
    return byte.decode("cp1252", "ignore") or byte.decode("latin-1"), error.start + 1


codecs.register_error(_MIXED, _as_cp1252)


@dataclass(frozen=True, slots=True)
class TextShape:
    """How a text file is to be decoded, and two things that are worth knowing before its rows are read."""

    encoding: str
    errors: str = "strict"
    long_lines: bool = False
    """Some line is longer than a cell may be, so that cells have to be measured."""
    apostrophes: bool = True
    """Some cell may begin with an apostrophe."""
    quotes: bool = True
    """Some cell may be quoted, so that a row may go over several lines."""


def text_shape(source: Source, limits: Limits) -> TextShape:
    """Read the whole file before its rows; UnreadableFile for NULs and for what no encoding fits."""
    with source.open() as stream:
        start = stream.read(4096)
    marked = next((name for bom, name in _BOMS if start.startswith(bom)), None) or _utf16_without_bom(start)
    for encoding, errors in _candidates(source, marked):
        try:
            return _checked(source, encoding, errors, limits)
        except UnicodeError:
            continue
    raise unreadable(source.name, _("The characters of this file cannot be read. Save it as CSV UTF-8."))


def _candidates(source: Source, marked: str | None) -> Iterator[tuple[str, str]]:
    """What to try, in order; the costly guess only when strict UTF-8 has failed."""
    yield marked or "utf-8", "strict"
    if marked is None:
        guess = _by_statistics(source)
        if guess:
            yield guess, "strict"
    if marked in (None, "utf-8-sig"):
        yield marked or "utf-8", _MIXED


def _utf16_without_bom(start: bytes) -> str | None:
    """UTF-16 by where its zero bytes are: nearly none in one half, many in the other."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    half = len(start) // 2
    if half < 2 or max(even, odd) < 0.3 * half or min(even, odd) > 0.02 * half:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _by_statistics(source: Source) -> str | None:
    """An encoding other than cp1252, where cp1252 would give nonsense and statistics name a better one."""
    with source.open() as stream:
        sample = b"".join(line for line in stream.read(4 * _CHUNK).splitlines(True) if not line.isascii())
    if not sample or not _NONSENSE.search(sample.decode("utf-8", _MIXED)):
        return None
    from charset_normalizer import from_bytes  # 30 ms that other files do not pay

    best = from_bytes(sample[: 256 * 1024], cp_isolation=sorted(_ASKED_FOR | {"cp1252"})).best()
    return best.encoding if best is not None and best.encoding in _ASKED_FOR else None


def _checked(source: Source, encoding: str, errors: str, limits: Limits) -> TextShape:
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    lines, long_lines, apostrophes, quotes, last = 1, False, False, False, ""
    with source.open() as stream:
        while True:
            chunk = stream.read(_CHUNK)
            text = decoder.decode(chunk, final=not chunk)
            if "\0" in text:
                raise _nul(source.name, lines + _line_ends(text[: text.index("\0")]))
            apostrophes = apostrophes or ("'" in text and _begins_with_apostrophe(last[-1:] + text))
            quotes = quotes or '"' in text
            long_lines = long_lines or _has_long_line(last + text, limits.cell_characters)
            last = text[-limits.cell_characters :]
            lines += _line_ends(text)
            if not chunk:
                break
    return TextShape(encoding, errors, long_lines, apostrophes, quotes)


def _nul(name: str, row: int) -> UnreadableFile:
    return unreadable(
        name,
        _("A NUL character stands here, so this is no text file or a damaged one. Save it anew."),
        row=row,
    )


def _begins_with_apostrophe(text: str) -> bool:
    """True where an apostrophe may be the first of a cell; the delimiter is not known yet."""
    place = text.find("'")
    while place >= 0:
        if not place or text[place - 1] in _BEFORE_CELL:
            return True
        place = text.find("'", place + 1)
    return False


def _line_ends(text: str) -> int:
    return text.count("\n") or text.count("\r")


def _has_long_line(text: str, most: int) -> bool:
    """True where over ``most`` characters follow without a line end; hops, so it costs next to nothing."""
    place = 0
    while len(text) - place > most:
        end = max(text.rfind("\n", place, place + most + 1), text.rfind("\r", place, place + most + 1))
        if end < 0:
            return True
        place = end + 1
    return False
