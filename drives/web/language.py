"""Which of our languages a browser asks for."""

from functools import lru_cache
from pathlib import Path

import drives


@lru_cache(maxsize=1)
def _ours() -> frozenset[str]:
    locale = Path(drives.__file__).with_name("locale")
    return frozenset({"en", *(mo.parent.parent.name for mo in locale.glob("*/LC_MESSAGES/drives.mo"))})


def negotiated(accept_language: str) -> str:
    """The best of our languages for an ``Accept-Language`` header; "en" where none fits."""
    wishes: list[tuple[float, str]] = []
    for wish in accept_language[:500].split(","):
        tag, _, weight = wish.strip().partition(";q=")
        try:
            wishes.append((-float(weight or 1), tag.split("-")[0].lower()))
        except ValueError:
            continue
    return next((tag for _, tag in sorted(wishes, key=lambda wish: wish[0]) if tag in _ours()), "en")
