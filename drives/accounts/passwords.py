"""Passwords: which are refused, and how they are kept (argon2id).

Long beats complicated (NIST SP 800-63B 5.1.1): at least ten characters, any of them, and none that is
known from breaches or easy to guess. Nothing is asked of the internet: zxcvbn carries its lists along.
"""

from collections.abc import Iterable
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from drives.errors import Refusal
from drives.texts import _

PASSWORD_LEAST = 10
PASSWORD_MOST = 200
_GUESSED = 72
_SAFELY_UNGUESSABLE = 3

_hasher = PasswordHasher()


def refuse_weak(password: str, about: Iterable[str] = ()) -> None:
    """Refuse a password that is too short, too long, or easy to guess; ``about`` is what it must not be.

    (Its owner's name and e-mail, the organization's name.)
    """
    if len(password) < PASSWORD_LEAST:
        raise Refusal(
            _("This password has {length} characters. Use at least {least}: a few words do well.").format(
                length=len(password), least=PASSWORD_LEAST
            )
        )
    if len(password) > PASSWORD_MOST:
        raise Refusal(
            _("This password has {length} characters. Use at most {most}.").format(
                length=len(password), most=PASSWORD_MOST
            )
        )
    if "\0" in password or any("\ud800" <= character <= "\udfff" for character in password):
        raise Refusal(_("A password holds a character that cannot be kept. Type it anew."))
    if _score(password[:_GUESSED], tuple(about)) < _SAFELY_UNGUESSABLE:
        raise Refusal(
            _(
                "This password is known from breaches or easy to guess. Choose another: "
                "four words that have nothing to do with each other do well."
            )
        )


def _score(password: str, about: tuple[str, ...]) -> int:
    from zxcvbn import zxcvbn

    words = [word for text in about for word in (text, *text.replace("@", " ").replace(".", " ").split())]
    return int(zxcvbn(password, user_inputs=[word for word in words if len(word) > 2])["score"])


def hash_password(password: str) -> str:
    """The argon2id hash under which a password is kept. Takes about a fifth of a second."""
    return _hasher.hash(password)


def is_password(kept: str | None, typed: str) -> bool:
    """Whether the password is the one that is kept. Takes as long where none is kept at all."""
    try:
        return _hasher.verify(kept or _nobodys(), typed[: PASSWORD_MOST + 1]) and kept is not None
    except (VerificationError, InvalidHashError, UnicodeError):
        return False


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return _hasher.hash("nobody has this password")
