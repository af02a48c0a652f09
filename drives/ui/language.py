"""Which of our languages a person reads: what the browser says, else what the organization speaks."""

from babel import Locale, UnknownLocaleError

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


def language_itself(tag: str) -> str:
    """What a language is called by those who speak it: "English", "Español". Plain text."""
    try:
        name = Locale.parse(tag).get_display_name(tag) or tag
    except (UnknownLocaleError, ValueError):
        return tag
    return name[:1].upper() + name[1:]
