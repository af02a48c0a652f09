"""Secrets that let somebody in, and the key with which a store signs."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import datetime

from itsdangerous import BadSignature, Signer, URLSafeSerializer
from sqlalchemy import Connection, Table, insert, select

from drives.model import SigningKey
from drives.store import Store, retrying

_key: Table = SigningKey.__table__  # type: ignore[assignment]


def new_token() -> str:
    """A fresh secret of 256 bits that fits into an address."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is kept of a secret: enough to know it again, not enough to use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def signing_key(store: Store, clock: Callable[[], datetime]) -> str:
    """The store's own key, made when it is first asked for; all processes of a store share it."""
    rows = select(_key.c.key)
    with store.read() as connection:
        known = connection.execute(rows).scalar()
    if known is not None:
        return str(known)

    def made(connection: Connection) -> str:
        if store.dialect == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('drives signing key'))")
        found = connection.execute(rows).scalar()
        if found is None:
            found = secrets.token_urlsafe(48)
            connection.execute(insert(_key), {"id": 1, "key": found, "made_at": clock()})
        return str(found)

    return retrying(store, made)


class Seals:
    """What is signed with a store's key: cookies, table links, and the set-up code."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._cookies = Signer(key, salt="session", digest_method=hashlib.sha256)
        self._links = URLSafeSerializer(
            key, salt="table link", signer_kwargs={"digest_method": hashlib.sha256}
        )

    def cookie(self, token: str) -> str:
        """The cookie that carries a session's token."""
        return self._cookies.sign(token.encode()).decode()

    def token_in(self, cookie: str) -> str | None:
        """The token of a cookie that this store signed; None of any other."""
        try:
            return self._cookies.unsign(cookie.encode()).decode()
        except (BadSignature, UnicodeError):
            return None

    def table_token(self, link_id: int) -> str:
        """The last part of a table link's address."""
        token = self._links.dumps(link_id)
        return token if isinstance(token, str) else token.decode()

    def table_link(self, token: str) -> int | None:
        """The id of the table link of an address that this store made; None of any other."""
        try:
            found = self._links.loads(token)
        except (BadSignature, UnicodeError, ValueError):
            return None
        return found if type(found) is int else None

    def secret(self, purpose: str) -> str:
        """A secret of this store's for another purpose, the same in every process."""
        return hmac.digest(self._key.encode(), purpose.encode(), "sha256").hex()

    def set_up_code(self) -> str:
        """What whoever can read the terminal may set up a store from elsewhere with: "ABCDE-FGHIJ"."""
        digest = hmac.digest(self._key.encode(), b"set-up code", "sha256")
        text = base64.b32encode(digest).decode()[:10]
        return f"{text[:5]}-{text[5:]}"

    def is_set_up_code(self, typed: str) -> bool:
        """Whether this is the set-up code, however it was spaced and cased."""
        bare = "".join(character for character in typed.upper() if character.isalnum())
        return hmac.compare_digest(bare.encode(), self.set_up_code().replace("-", "").encode())
