"""Addresses that could be ones: of e-mail, of the web, of a page here."""

import re

from drives.errors import Refusal
from drives.texts import _

_EMAIL = re.compile(r"[^\s@<>\"(),:;\[\]\\]{1,64}@[^\s@<>\"(),:;\[\]\\.]+(\.[^\s@<>\"(),:;\[\]\\.]+)+\Z")
_URL = re.compile(r"https?://[^\s/?#<>\"]+\.[^\s<>\"]+\Z", re.IGNORECASE)
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


def email_address(text: str) -> str:
    """The text, where it could be an e-mail address; else a Refusal."""
    if not _EMAIL.match(text) or ".." in text:
        raise Refusal(_("This is not an e-mail address. Enter one like name@example.org."))
    return text


def web_address(text: str, most: int) -> str:
    """An address with http or https of at most ``most`` characters, else a Refusal; ``www.`` gets https."""
    address = f"https://{text}" if text.casefold().startswith("www.") else text
    if not _URL.match(address) or len(address) > most:
        raise Refusal(_("This is not a web address. Enter one like https://example.org."))
    return address


def page_address(text: str) -> str:
    """The last part of a page's address here, which is a slug; else a Refusal."""
    if not _SLUG.match(text):
        raise Refusal(
            _("A page's address has the letters a to z, digits and hyphens only, like winter-drive.")
        )
    return text
