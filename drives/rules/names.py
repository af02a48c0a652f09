"""When two names are the same name, when one is found under what was typed, and its form in an address."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


def fold_name(name: str) -> str:
    """The form under which names are compared: case, width, spacing and invisible signs forgiven.

    Accents are kept: "Peña" and "Pena" are two people.
    """
    folded = unicodedata.normalize("NFKC", name).translate(_INVISIBLE).casefold()
    return " ".join(unicodedata.normalize("NFC", folded).split())


@lru_cache(maxsize=8192)
def plain_name(name: str) -> str:
    """The form in which a name is sought: like ``fold_name``, accents forgiven too."""
    apart = unicodedata.normalize("NFKD", fold_name(name))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


@lru_cache(maxsize=8192)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in the form in which they are sought."""
    return tuple(re.findall(r"\w+", plain_name(name)))


def is_found(sought: Sequence[str], name: str) -> bool:
    """Whether each word that is sought (see ``words_of``) begins some word of the name."""
    words = words_of(name)
    return all(any(word.startswith(part) for word in words) for part in sought)


def slug_from(name: str, taken: frozenset[str] | set[str] = frozenset()) -> str:
    """A lower-case ASCII address part for ``name`` that is not in ``taken``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "x"
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug
