"""What an OpenID provider says of whoever signed in there."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Claims:
    """What an OpenID provider said of whoever signed in there."""

    issuer: str
    subject: str
    email: str
    email_verified: bool
    issued_at: datetime
    nonce: str = ""

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Claims | None":
        """The claims of an id token; None where one that is needed is missing."""
        try:
            issued_at = datetime.fromtimestamp(int(said["iat"]), UTC)
            issuer, subject, email = (str(said[name]) for name in ("iss", "sub", "email"))
        except (KeyError, TypeError, ValueError, OverflowError, OSError):
            return None
        is_verified = said.get("email_verified") is True
        return cls(issuer, subject, email, is_verified, issued_at, str(said.get("nonce", "")))

    @property
    def session_hash(self) -> str:
        """The hash under which this signing in is known: another one is another session."""
        told = "\n".join((self.issuer, self.subject, self.issued_at.isoformat(), self.nonce))
        return hashlib.sha256(f"provider\n{told}".encode()).hexdigest()
