"""Which of our languages a person reads, from what the browser says."""

from functools import lru_cache
from pathlib import Path

import drives


@lru_cache(maxsize=1)
def _ours() -> frozenset[str]:
    locale = Path(drives.__file__).with_name("locale")
    return frozenset({"en", *(mo.parent.parent.name for mo in locale.glob("*/LC_MESSAGES/drives.mo"))})


def preferred_language(browser_locale: str | None) -> str:
    """Our language for a browser's locale ("es-MX" is "es"); "en" where we have none for it."""
    tag = (browser_locale or "").replace("_", "-").split("-")[0].lower()
    return tag if tag in _ours() else "en"
