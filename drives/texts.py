"""Every text a person sees, in that person's language.

The language is a context variable, set once at the edge (a page run, a command-line call); a
process serves many people at once, so nothing is installed globally. Callers write whole sentences
with named places and fill them after translation: ``_("{count} pairs logged.").format(count=3)``.
"""

import gettext
from collections.abc import Sequence
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from babel.lists import format_list

_LOCALE_DIR = Path(__file__).with_name("locale")
_language: ContextVar[str] = ContextVar("language", default="en")


@lru_cache(maxsize=16)
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("drives", _LOCALE_DIR, languages=[language], fallback=True)


@lru_cache(maxsize=1)
def languages() -> frozenset[str]:
    """The languages that this installation speaks."""
    return frozenset({"en", *(mo.parent.parent.name for mo in _LOCALE_DIR.glob("*/LC_MESSAGES/drives.mo"))})


def use_language(language: str) -> None:
    """Set the language of the texts made from here on in this context ("en", "es", …)."""
    _language.set(language)


def current_language() -> str:
    """The language in use here, as a BCP 47 tag."""
    return _language.get()


def _(message: str) -> str:
    """The message in the language in use."""
    return _catalogue(_language.get()).gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """The singular or plural form that the language in use wants for ``count``."""
    return _catalogue(_language.get()).ngettext(singular, plural, count)


def pgettext(context: str, message: str) -> str:
    """The message as meant in one context, where the same English word has two meanings."""
    return _catalogue(_language.get()).pgettext(context, message)


def listed(names: Sequence[str]) -> str:
    """Names as a sentence lists them: "rice, beans and socks"."""
    return format_list(list(names), locale=current_language().replace("-", "_"))
