"""The one door for writes: permission, request id, one transaction, one activity entry.

A command is a function of the work at hand and a frozen request; ``@command`` gives it its
permission, and says what it touches. ``Door.perform`` runs it: for whoever holds the permission
everywhere, else where everything touched is covered by a grant. What is not theirs is answered like
what does not exist. A command that does not say what it touches is for those who hold it everywhere.
The same request id with the same content is answered with the first result and does nothing; with
other content it is refused.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar, get_type_hints
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table, bindparam, select

from drives.errors import Conflict, NotAllowed, Refusal
from drives.ledger import Ledger
from drives.model import Activity, Organization, Receipt, StoreVersion, Verification
from drives.rules.dates import FIRST_DAY
from drives.rules.roles import Permission, Touch, Viewer
from drives.store import Store, allocate_ids, insert_row, retrying, violated
from drives.store.sums import add_rows
from drives.texts import _, ngettext

_activity: Table = Activity.__table__  # type: ignore[assignment]
_receipt: Table = Receipt.__table__  # type: ignore[assignment]
_version: Table = StoreVersion.__table__  # type: ignore[assignment]
_organization: Table = Organization.__table__  # type: ignore[assignment]
_STANDING = select(
    select(_organization.c.time_zone).scalar_subquery().label("time_zone"),
    select(Verification.differences).scalar_subquery().label("differences"),
    select(_receipt.c.activity_id)
    .where(_receipt.c.request_id == bindparam("request_id"))
    .scalar_subquery()
    .label("answered"),
)
"""Where this is, whether the ledger agrees with itself, and what was done under this request id before."""
_RECEIPT = (
    select(_receipt.c.command, _receipt.c.fingerprint, _receipt.c.result, _activity.c.who)
    .join_from(_receipt, _activity, _activity.c.id == _receipt.c.activity_id)
    .where(_activity.c.id == bindparam("answered"))
)
_SLOTS = 16

Request = TypeVar("Request")
Result = TypeVar("Result")


@dataclass(slots=True)
class Work:
    """What a command works with: one transaction, its ledger, the viewer, and what time it is."""

    connection: Connection
    ledger: Ledger
    viewer: Viewer
    now: datetime
    today: date

    def past_day(self, day: date | None) -> date:
        """The day given, or today; a day that has not come yet is refused."""
        if day is None:
            return self.today
        if day < FIRST_DAY:
            raise Refusal(
                _("The year {year} cannot be right: years from {first} on are kept. Check it.").format(
                    year=day.year, first=FIRST_DAY.year
                )
            )
        if day > self.today:
            raise Refusal(
                _("{day} has not come yet: today is {today}. Enter a day up to today.").format(
                    day=day.isoformat(), today=self.today.isoformat()
                )
            )
        return day


@dataclass(frozen=True, slots=True)
class Touched:
    """Something that a request touches, and what is said to whom it is not theirs."""

    touch: Touch
    gone: Refusal


@dataclass(frozen=True, slots=True)
class Command(Generic[Request, Result]):
    """A verb: what it asks of its viewer, the function that does it, and what a request touches."""

    name: str
    permission: Permission
    function: Callable[[Work, Request], Result]
    result_type: type[Result]
    touches: Callable[[Work, Request], Iterable[Touched]] | None = None


COMMANDS: dict[str, Command[Any, Any]] = {}
"""Every command by name: who may is its permission, where is what it touches."""


def command(
    permission: Permission, touches: Callable[[Work, Any], Iterable[Touched]] | None = None
) -> Callable[[Callable[[Work, Request], Result]], Command[Request, Result]]:
    """Makes a function of (work, request) a command; its result is a dataclass of plain values.

    ``touches`` says what a request touches, and how it is refused to whom that is not theirs: in the words
    that are said of an id that does not exist. It raises that itself where there is none.
    """

    def made(function: Callable[[Work, Request], Result]) -> Command[Request, Result]:
        result_type = get_type_hints(function)["return"]
        verb = Command(function.__name__, permission, function, result_type, touches)
        if COMMANDS.setdefault(verb.name, verb) is not verb:
            raise ValueError(f"two commands are called {verb.name}")
        return verb

    return made


class Door:
    """Performs commands on one store. ``clock`` gives an aware datetime; tests give their own."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def perform(
        self, verb: Command[Request, Result], request: Request, *, viewer: Viewer, request_id: str
    ) -> Result:
        """Do it once. Raises a Refusal (nothing saved) where the answer is no."""
        if not viewer.may(verb.permission):
            raise _not_allowed()
        fingerprint = _fingerprint(verb.name, request)
        now = self._clock()

        def transaction(connection: Connection) -> Result:
            standing = connection.execute(_STANDING, {"request_id": request_id}).one()
            today = now.astimezone(ZoneInfo(standing.time_zone or "UTC")).date()
            work = Work(connection, Ledger(connection, recorded_at=now, today=today), viewer, now, today)
            if standing.answered is not None:
                told = connection.execute(_RECEIPT, {"answered": standing.answered}).one()
                if told.who != viewer.name:
                    _check_place(verb, work, request)
                if (told.command, told.fingerprint) != (verb.name, fingerprint):
                    raise Conflict(
                        _(
                            "This was sent before with other content, and that was saved. "
                            "Nothing more was saved now. Reload the page and check before you try again."
                        )
                    )
                return verb.result_type(**{k: _as_kept(v) for k, v in told.result.items()})
            if standing.differences:
                raise _does_not_agree(standing.differences)
            _check_place(verb, work, request)
            result = verb.function(work, request)
            self._record(connection, verb.name, request_id, fingerprint, _plain(result), viewer, now)
            return result

        for tries_left in (2, 1, 0):
            try:
                return retrying(self._store, transaction)
            except Exception as error:
                # Somebody saved the same key a moment earlier: asked again, the command sees it and answers.
                if not tries_left or not (violated(error) or "").startswith(("pk_", "uq_")):
                    raise
        raise AssertionError

    def _record(
        self,
        connection: Connection,
        name: str,
        request_id: str,
        fingerprint: str,
        result: Any,
        viewer: Viewer,
        now: datetime,
    ) -> None:
        activity_id = allocate_ids(connection, _activity, 1)[0]
        insert_row(
            connection,
            _activity,
            {"id": activity_id, "done_at": now, "who": viewer.name, "command": name, "summary": result},
        )
        insert_row(
            connection,
            _receipt,
            {
                "request_id": request_id,
                "command": name,
                "fingerprint": fingerprint,
                "result": result,
                "activity_id": activity_id,
            },
        )
        slot = int.from_bytes(hashlib.blake2b(request_id.encode(), digest_size=1).digest()) % _SLOTS
        add_rows(connection, _version, [(slot, 1)])


def _not_allowed() -> NotAllowed:
    return NotAllowed(_("You may not do this here. Ask an admin of your organization."))


def _check_place(verb: Command[Request, Any], work: Work, request: Request) -> None:
    """Refuse what is touched outside of where the viewer holds the permission."""
    if work.viewer.may_everywhere(verb.permission):
        return
    if verb.touches is None:
        raise _not_allowed()
    for touched in verb.touches(work, request):
        if not work.viewer.may_touch(verb.permission, touched.touch):
            raise touched.gone


def _does_not_agree(differences: int) -> Refusal:
    """Found drift stops writing, and is never repaired (DESIGN 7)."""
    return Conflict(
        ngettext(
            "The ledger does not agree with itself: {count} difference was found. Nothing was saved, and "
            "nothing is until drives verify finds none. Restore a backup, or have somebody look at it.",
            "The ledger does not agree with itself: {count} differences were found. Nothing was saved, and "
            "nothing is until drives verify finds none. Restore a backup, or have somebody look at it.",
            differences,
        ).format(count=differences)
    )


def _fingerprint(name: str, request: object) -> str:
    """What was asked, as a short text; by its ``digest`` where it has one, else by its repr."""
    digest = getattr(request, "digest", None)
    said = digest if isinstance(digest, str) else repr(request)
    return hashlib.sha256(f"{name}\n{said}".encode()).hexdigest()


def _plain(result: object) -> Any:
    """A result as JSON would hold it: texts, whole numbers, lists."""
    if not is_dataclass(result):
        raise TypeError(f"a command answers with a dataclass, not {type(result).__name__}")
    return {field.name: _value(getattr(result, field.name)) for field in fields(result)}


def _value(value: Any) -> Any:
    return [_value(part) for part in value] if isinstance(value, tuple | list) else value


def _as_kept(value: Any) -> Any:
    return tuple(_as_kept(part) for part in value) if isinstance(value, list) else value
