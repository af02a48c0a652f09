"""Texts as they are kept: one Unicode form, trimmed, nothing in them that no one can see or type."""

import re
import unicodedata

from drives.errors import Refusal
from drives.texts import _

_EDGES = " \t\r\n\f\v" + "".join(
    map(chr, (0xA0, 0x1680, *range(0x2000, 0x200C), 0x2028, 0x2029, 0x202F, 0x205F, 0x2060, 0x3000, 0xFEFF))
)
_BREAKS = re.compile(r"[\t\r\n\u2028\u2029]+")
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029]")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff\ufffe\uffff]")


def clean_text(text: str, most: int, *, lines: bool = False) -> str:
    """The text as it is kept: NFC, ends trimmed, at most ``most`` characters; "" for nothing to see.

    Without ``lines`` a line break becomes one space. Refusal for control characters, direction
    overrides, halves of characters, and for too long a text.
    """
    if text.isascii() and text.isprintable():
        cleaned = text.strip()
    else:
        cleaned = _LINE_ENDS.sub("\n", text.strip(_EDGES)) if lines else _BREAKS.sub(" ", text.strip(_EDGES))
        if _UNSEEN.search(cleaned):
            raise Refusal(_("This holds a character that cannot be seen or kept. Type it anew."))
        cleaned = unicodedata.normalize("NFC", cleaned)
    if len(cleaned) > most:
        raise Refusal(
            _("This has {length} characters: at most {most} are kept. Shorten it.").format(
                length=len(cleaned), most=most
            )
        )
    return cleaned
