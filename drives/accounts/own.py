"""What somebody does with the ways into her own account: sees and ends sessions, changes the password."""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from uuid import uuid4

from sqlalchemy import Connection, Table, select, update

from drives.accounts import attempts, sessions
from drives.accounts.claims import Claims
from drives.accounts.passwords import hash_password, is_password, refuse_weak
from drives.accounts.sessions import SessionSeen
from drives.accounts.tokens import Seals, signing_key, token_hash
from drives.commands.door import Door
from drives.commands.people import ChoosePassword, choose_password
from drives.errors import Refusal, Unknown
from drives.model import Account, Organization
from drives.rules.roles import Viewer
from drives.store import Store, retrying
from drives.texts import _

_account: Table = Account.__table__  # type: ignore[assignment]


class OwnAccess:
    """The ways into one's own account. The session at hand has a cookie, or claims of a provider."""

    def __init__(self, store: Store, door: Door, clock: Callable[[], datetime]) -> None:
        self._store, self._door, self._clock = store, door, clock

    @cached_property
    def seals(self) -> Seals:
        """What this store signs with."""
        return Seals(signing_key(self._store, self._clock))

    def sign_out_everywhere(
        self, account_id: int, *, but: str | None = None, claims: Claims | None = None
    ) -> None:
        """End all sessions of an account, but the one of the cookie ``but`` or of a provider's claims."""
        now = self._clock()

        def ended(connection: Connection) -> None:
            kept = self._here(connection, but, claims)
            sessions.end_all(connection, account_id, now, but=kept)
            connection.execute(update(_account).where(_account.c.id == account_id).values(signed_out_at=now))

        retrying(self._store, ended)

    def end_session(self, account_id: int, mark: str) -> bool:
        """End the session of an account that is called so; whether there was one that stood."""
        now = self._clock()
        return retrying(
            self._store, lambda connection: sessions.end_marked(connection, account_id, mark, now)
        )

    def sessions_of(
        self, account_id: int, cookie: str | None, claims: Claims | None = None
    ) -> tuple[SessionSeen, ...]:
        """The standing sessions of an account, the one at hand first."""
        with self._store.read() as connection:
            here = self._here(connection, cookie, claims)
            return sessions.of_account(connection, account_id, self._clock(), here)

    def change_password(
        self, viewer: Viewer, old: str, new: str, *, cookie: str | None, claims: Claims | None = None
    ) -> None:
        """Change one's own password, the old one known; all sessions but the one at hand are over.

        Else a Refusal, or TooManyTries.
        """
        with self._store.read() as connection:
            account = connection.execute(
                select(_account).where(_account.c.id == (viewer.account_id or 0))
            ).one_or_none()
            here = self._here(connection, cookie, claims)
        if account is None:
            raise Unknown(_("You are not signed in (any more). Sign in again."))
        if account.password is None:
            raise Refusal(_("This account has no password here. Ask an admin for a link to choose one."))
        # Not counted with signing in: whoever keeps trying there keeps nobody from changing hers.
        name = f"password of account {account.id}"
        attempts.count_try(self._store, (name,), self._clock())
        if not is_password(account.password, old):
            raise Refusal(_("The old password is not right. Nothing was changed."))
        attempts.forgive(self._store, name, name)
        refuse_weak(new, (account.email, account.name, self._organization()))
        asked = ChoosePassword(account.id, hash_password(new), here)
        self._door.perform(choose_password, asked, viewer=viewer, request_id=uuid4().hex)

    def _organization(self) -> str:
        with self._store.read() as connection:
            return connection.execute(select(Organization.name)).scalar() or ""

    def _hash_of(self, cookie: str | None) -> str | None:
        token = None if not cookie else self.seals.token_in(cookie)
        return None if token is None else token_hash(token)

    def _here(self, connection: Connection, cookie: str | None, claims: Claims | None) -> str | None:
        """The hash of the session at hand: a cookie goes before what a provider said, as at coming in."""
        hashed, now = self._hash_of(cookie), self._clock()
        if hashed is not None and sessions.find(connection, hashed, now) is not None:
            return hashed
        return None if claims is None else claims.session_hash
