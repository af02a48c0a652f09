"""What is left of a donor who was erased, and by what words such a one was known."""

import hashlib
import hmac
import re
import tomllib
from collections.abc import Collection

from drives.rules.names import fold_name

_GIVERS = {
    "donors": ("name", "email", "phone", "address", "reference"),
    "donations": ("donor", "donor_email", "team"),
    "drives": ("teams",),
}
"""By kind of file, the columns that say who gives."""

_SHORTEST = 4
_LETTER = r"[^\W\d_]"


def erased_name(donor_id: int) -> str:
    """The neutral word under which a donor stands on: one of its own, in every language and file."""
    return f"Erased donor {donor_id}"


def is_erased(donor_id: int, name: str) -> bool:
    """Whether a donor was erased."""
    return name == erased_name(donor_id)


def words_of_donor(*told: str | None) -> set[str]:
    """What a donor was called by, folded, as it may stand in other texts; very short words are left out."""
    folded = {fold_name(text) for text in told if text}
    return {word for word in folded if len(word) >= _SHORTEST}


def holds_words(text: str, words: Collection[str]) -> bool:
    """Whether a text has one of these folded words in it, whole: "Anna" in "anna_3", not in "Annapolis"."""
    folded = fold_name(text)
    return any(re.search(f"(?<!{_LETTER}){re.escape(word)}(?!{_LETTER})", folded) for word in words)


def without_words(text: str, words: Collection[str], instead: str) -> str:
    """A text with ``instead`` for each of these folded words that stands in it whole.

    Where a word is spelt so that its place cannot be told, ``instead`` is all that is left.
    """
    if not holds_words(text, words):
        return text
    for word in sorted(words, key=len, reverse=True):
        spaced = r"\s+".join(re.escape(part) for part in word.split())
        text = re.sub(f"(?<!{_LETTER}){spaced}(?!{_LETTER})", lambda _found: instead, text, flags=re.I)
    return instead if holds_words(text.replace(instead, ""), words) else text


def fills_in_donor(kind: str, mapping: str, words: Collection[str]) -> bool:
    """Whether a mapping (its TOML) for a kind of file writes one of these folded words as a donor or team.

    A site or a program may be called as the donor is: what fills those in names nobody.
    """
    try:
        constants = tomllib.loads(mapping).get("constants")
    except tomllib.TOMLDecodeError:
        return False
    told = constants if isinstance(constants, dict) else {}
    return any(holds_words(str(told.get(column, "")), words) for column in _GIVERS.get(kind, ()))


def mark_of(salt: str, kind: str, told: str) -> str:
    """What is kept of a name, an e-mail or a reference: it is known again by whoever has the same text."""
    return hmac.new(salt.encode(), f"{kind}\x1f{fold_name(told)}".encode(), hashlib.sha256).hexdigest()
