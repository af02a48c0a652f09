"""Who is at the door: signing in and out, sessions, and the viewer that a session stands for.

What changes an account goes through the command door. Sessions and failed tries come and go with
people; they are written here (and ended where an account is disabled), and do not change the store's
version. Of anything that lets somebody in (a session, an invitation, a reset link) only a hash is kept.
"""

from drives.accounts.attempts import TooManyTries
from drives.accounts.claims import Claims
from drives.accounts.drafts import Drafts, KeptDraft
from drives.accounts.passwords import PASSWORD_LEAST, hash_password, refuse_weak
from drives.accounts.people import Accounts, SignedIn, TicketSeen
from drives.accounts.sessions import SessionSeen
from drives.accounts.tokens import new_token, token_hash

COOKIE = "drives_session"
"""The name of the cookie that carries a session."""

__all__ = [
    "COOKIE",
    "PASSWORD_LEAST",
    "Accounts",
    "Claims",
    "Drafts",
    "KeptDraft",
    "SessionSeen",
    "SignedIn",
    "TicketSeen",
    "TooManyTries",
    "hash_password",
    "new_token",
    "refuse_weak",
    "token_hash",
]
