"""Which of our languages a person reads, from what the browser says."""

from drives.texts import languages


def preferred_language(browser_locale: str | None) -> str:
    """Our language for a browser's locale ("es-MX" is "es"); "en" where we have none for it."""
    tag = (browser_locale or "").replace("_", "-").split("-")[0].lower()
    return tag if tag in languages() else "en"
