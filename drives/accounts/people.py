"""The accounts of a store: who is in, who comes in, and who goes."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Table, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from drives.accounts import attempts, sessions, tables
from drives.accounts.claims import Claims
from drives.accounts.own import OwnAccess
from drives.accounts.passwords import hash_password, is_password, refuse_weak
from drives.accounts.tokens import new_token, token_hash
from drives.accounts.viewers import account_viewer, table_name, table_viewer
from drives.commands.door import Door
from drives.commands.forgotten import AskForPassword, ask_for_password
from drives.commands.organization import SetUpOrganization
from drives.commands.people import AddAccount, UseTicket, use_ticket
from drives.commands.setup import SetUpStore, set_up_store
from drives.errors import Conflict, Refusal, Unknown
from drives.model import Account, Session, Ticket
from drives.rules.kinds import TicketKind, WayIn
from drives.rules.names import fold_name
from drives.rules.roles import EVERYBODY, Role, Viewer
from drives.store import Store, retrying, violated
from drives.texts import _

_account: Table = Account.__table__  # type: ignore[assignment]
_ticket: Table = Ticket.__table__  # type: ignore[assignment]
_session: Table = Session.__table__  # type: ignore[assignment]

_GRACE, _AHEAD = timedelta(seconds=5), timedelta(minutes=1)
"""How far a provider's clock may be behind ours, and ahead of it."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody is in: what the browser keeps as its cookie, and until when at most."""

    cookie: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class TicketSeen:
    """What an invitation or a reset link is for; its account's name and address."""

    kind: TicketKind
    name: str
    email: str


class Accounts(OwnAccess):
    """The accounts of one store. ``clock`` gives an aware datetime; tests give their own."""

    def __init__(self, store: Store, door: Door, clock: Callable[[], datetime]) -> None:
        super().__init__(store, door, clock)
        self._exist = False

    def exist(self) -> bool:
        """Whether anybody can sign in: from then on people do. Accounts are never taken away.

        One that was only invited does not count: if nobody ever comes in, nobody is kept out.
        """
        if not self._exist:
            entered = select(_session.c.hash).where(_session.c.account_id == _account.c.id).exists()
            came_in = select(_account.c.id).where(_account.c.password.is_not(None) | entered)
            with self._store.read() as connection:
                self._exist = connection.execute(came_in.limit(1)).first() is not None
        return self._exist

    def viewer(self, cookie: str | None) -> Viewer | None:
        """Whoever this cookie stands for, as of now; None where it stands for nobody (any more)."""
        hashed = self._hash_of(cookie)
        return None if hashed is None else self._viewer(hashed)

    def provider_viewer(self, claims: Claims, *, device: str | None = None) -> Viewer | None:
        """The viewer of the account with the address that a provider verified; None where there is none.

        Seen for the first time, it begins a session on ``device``; one that was ended stays ended.
        """
        if not claims.email_verified:
            return None
        hashed, now = claims.session_hash, self._clock()
        with self._store.read() as connection:
            known = sessions.is_known(connection, hashed)
            account = self._account_of_claims(connection, claims)
        if not known:
            if account is None or account.disabled_at is not None:
                return None
            if account.signed_out_at is not None and claims.issued_at + _GRACE <= account.signed_out_at:
                return None
            if not now - sessions.LASTS < claims.issued_at <= now + _AHEAD:
                return None
            try:
                self._begin(hashed, account_id=account.id, way_in=WayIn.PROVIDER, device=device)
            except IntegrityError as error:
                if violated(error) != "pk_session":
                    raise  # Another tab of hers was first: the session is there.
        return self._viewer(hashed)

    def why_not(self, claims: Claims) -> str:
        """Why whoever signed in at the provider is not let in by that, as a sentence for her."""
        if not claims.email_verified:
            return _(
                "Your provider does not vouch that {email} is your address. Have it verified there, "
                "then sign in again."
            ).format(email=claims.email)
        with self._store.read() as connection:
            account = self._account_of_claims(connection, claims)
        if account is None:
            return _(
                "{email} has no account here. Ask an admin of your organization to invite this address, "
                "or sign in with another."
            ).format(email=claims.email)
        if account.disabled_at is not None:
            return _("This account was disabled. Ask an admin of your organization.")
        return _("You were signed out. To come in again, sign in again.")

    def sign_in(self, email: str, password: str, *, address: str, device: str | None) -> SignedIn:
        """Let somebody in by password; TooManyTries or a Refusal that does not say what was wrong."""
        names = (f"account {email_key(email)}", f"{attempts.ADDRESS}{address}")
        attempts.count_try(self._store, names, self._clock())
        with self._store.read() as connection:
            account = self._account_of(connection, email)
        if not is_password(None if account is None else account.password, password) or account is None:
            raise Refusal(_("This e-mail address and password do not go together. Check both."))
        attempts.forgive(self._store, *names)
        if account.disabled_at is not None:
            raise Refusal(_("This account was disabled. Ask an admin of your organization."))
        return self.begin_session(account.id, way_in=WayIn.PASSWORD, device=device)

    def set_up(
        self,
        code: str,
        organization: SetUpOrganization,
        admin: AddAccount,
        password: str,
        *,
        address: str,
        device: str | None,
    ) -> SignedIn:
        """Set the store up by the code in the terminal, and let its first account in; else a Refusal."""
        if self.exist():
            raise Conflict(_("This store has accounts already. Sign in, or ask an admin to invite you."))
        # By address alone: the code cannot be guessed, and nobody shall keep its owner waiting.
        name = f"set-up {address}"
        attempts.count_try(self._store, (name,), self._clock())
        if not self.seals.is_set_up_code(code):
            raise Refusal(_("This is not the set-up code. It stands where Drives was started. Check it."))
        attempts.forgive(self._store, name, name)
        refuse_weak(password, (admin.email, admin.name, organization.name))
        asked = SetUpStore(organization, replace(admin, password_hash=hash_password(password)))
        viewer = Viewer.of(email_key(admin.email), Role.ADMIN)
        done = self._door.perform(set_up_store, asked, viewer=viewer, request_id=uuid4().hex)
        return self.begin_session(done.account_id, way_in=WayIn.PASSWORD, device=device)

    def begin_session(self, account_id: int, *, way_in: WayIn, device: str | None) -> SignedIn:
        """Let an account in that proved who it is."""
        token = new_token()
        over = self._begin(token_hash(token), account_id=account_id, way_in=way_in, device=device)
        return SignedIn(self.seals.cookie(token), over)

    def is_at_table(self, table_token: str, viewer: Viewer | None) -> bool:
        """Whether whoever is here was let in by this very table link, and it still stands."""
        return viewer is not None and viewer.name == table_name(self.seals.table_link(table_token) or 0)

    def why_table_over(self, cookie: str | None) -> str | None:
        """Why whoever was let in by a table link is out, as a sentence for her; None where nobody is.

        So until she leaves (``sign_out``).
        """
        hashed = self._hash_of(cookie)
        if hashed is None:
            return None
        with self._store.read() as connection:
            return sessions.why_table_over(connection, hashed, self._clock())

    def open_table(self, table_token: str, *, device: str | None) -> SignedIn:
        """Let somebody in by a table link; Unknown, with why, where it is none or over."""
        link_id, now = self.seals.table_link(table_token), self._clock()
        with self._store.read() as connection:
            row = tables.find(connection, link_id or 0)
        if row is None:
            raise Unknown(_("This link does not work (any more). Ask whoever gave it to you for a new one."))
        over = tables.why_over(row, row.expires_at, now)
        if over is not None:
            raise Unknown(over)
        token = new_token()
        until = self._begin(
            token_hash(token),
            link_id=row.id,
            way_in=WayIn.TABLE_LINK,
            device=device,
            expires_at=row.expires_at,
        )
        return SignedIn(self.seals.cookie(token), until)

    def sign_out(self, cookie: str | None, claims: Claims | None = None) -> None:
        """End the session at hand: its cookie, and what a provider said, let nobody in any more."""
        now = self._clock()
        hashes = [self._hash_of(cookie), None if claims is None else claims.session_hash]

        def ended(connection: Connection) -> None:
            if claims is not None and not sessions.is_known(connection, claims.session_hash):
                account = self._account_of_claims(connection, claims) if claims.email_verified else None
                if account is not None:
                    sessions.begin(
                        connection,
                        claims.session_hash,
                        account_id=account.id,
                        way_in=WayIn.PROVIDER,
                        device=None,
                        now=now,
                    )
            for hashed in filter(None, hashes):
                sessions.end(connection, hashed, now)

        retrying(self._store, ended)

    def ticket(self, token: str) -> TicketSeen | None:
        """What an invitation or a reset link is for; None where it was used, expired, or never was."""
        rows = (
            select(_ticket.c.kind, _ticket.c.used_at, _ticket.c.expires_at, _account)
            .join(_account, _account.c.id == _ticket.c.account_id)
            .where(_ticket.c.hash == token_hash(token))
        )
        with self._store.read() as connection:
            row = connection.execute(rows).one_or_none()
        if row is None or row.used_at is not None or row.expires_at <= self._clock() or row.disabled_at:
            return None
        return TicketSeen(row.kind, row.name, row.email)

    def use_ticket(self, token: str, *, name: str, password: str, device: str | None) -> SignedIn:
        """Choose a password by a link that works once, and come in; all other sessions are over."""
        seen = self.ticket(token)
        if seen is None:
            raise Unknown(_("This link does not work (any more). Ask for a new one."))
        refuse_weak(password, (seen.email, name, self._organization()))
        asked = UseTicket(token_hash(token), name, hash_password(password))
        viewer = Viewer(email_key(seen.email), EVERYBODY.grants)
        done = self._door.perform(use_ticket, asked, viewer=viewer, request_id=uuid4().hex)
        return self.begin_session(done.account_id, way_in=WayIn.INVITATION, device=device)

    def count_forgotten(self, email: str, *, address: str) -> None:
        """Count that somebody asked for a link; TooManyTries where she has to wait, account or not."""
        names = (f"forgot {email_key(email)}", f"{attempts.ADDRESS}that forgot {address}")
        attempts.count_try(self._store, names, self._clock())

    def count_pledge(self, *, address: str) -> None:
        """Count that somebody pledged from an address; TooManyTries where it has to wait."""
        attempts.count_try(self._store, (f"{attempts.ADDRESS}that pledged {address}",), self._clock())

    def forgotten(self, email: str) -> str | None:
        """The token of a fresh link to choose a password, for the address alone; None for no account."""
        token = new_token()
        asked = AskForPassword(email, token_hash(token))
        try:
            self._door.perform(ask_for_password, asked, viewer=EVERYBODY, request_id=uuid4().hex)
        except Unknown:
            return None
        return token

    @staticmethod
    def _account_of(connection: Connection, email: str) -> Any | None:
        of_email = select(_account).where(_account.c.email_key == email_key(email))
        return connection.execute(of_email).one_or_none()

    def _account_of_claims(self, connection: Connection, claims: Claims) -> Any:
        """The account of the very address that a provider verified; one that only reads alike is not."""
        found = self._account_of(connection, claims.email)
        same = found is not None and found.email.strip().lower() == claims.email.strip().lower()
        return found if same else None

    def _begin(self, hashed: str, **session: Any) -> datetime:
        now = self._clock()
        return retrying(
            self._store, lambda connection: sessions.begin(connection, hashed, now=now, **session)
        )

    def _viewer(self, hashed: str) -> Viewer | None:
        now = self._clock()
        with self._store.read() as connection:
            row = sessions.find(connection, hashed, now)
            if row is None:
                return None
            if row.account_id is None:
                viewer = table_viewer(row.link_id, row.drive_id, row.site_id, hashed)
            else:
                viewer = account_viewer(connection, row.account_id, row.email_key)
        if sessions.is_to_be_seen(row, now):
            # A store that takes no writes just now is no reason to keep anybody out.
            with suppress(Refusal, SQLAlchemyError):
                retrying(self._store, lambda connection: sessions.see(connection, hashed, now))
        return viewer


def email_key(email: str) -> str:
    """An e-mail address as accounts are told apart by it."""
    return fold_name(email)
