"""Which of our languages a person reads: what the browser says, else what the organization speaks."""

from drives.texts import languages


def preferred_language(browser_locale: str | None, otherwise: str = "en") -> str:
    """Our language for a browser's locale ("es-MX" is "es"), or ``otherwise`` where we have none for it.

    "en" where that one is not here either.
    """
    return next((tag for tag in map(_tag, (browser_locale, otherwise)) if tag in languages()), "en")


def is_spoken(browser_locale: str | None) -> bool:
    """Whether we have the browser's language."""
    return _tag(browser_locale) in languages()


def _tag(locale: str | None) -> str:
    return (locale or "").replace("_", "-").split("-")[0].lower()
