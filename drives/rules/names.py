"""When two names are the same name, and what a name looks like in an address."""

import re
import unicodedata

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


def fold_name(name: str) -> str:
    """The form under which names are compared: case, width, spacing and invisible signs forgiven.

    Accents are kept: "Peña" and "Pena" are two people.
    """
    folded = unicodedata.normalize("NFKC", name).translate(_INVISIBLE).casefold()
    return " ".join(unicodedata.normalize("NFC", folded).split())


def slug_from(name: str, taken: frozenset[str] | set[str] = frozenset()) -> str:
    """A lower-case ASCII address part for ``name`` that is not in ``taken``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "x"
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug
