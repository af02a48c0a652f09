"""The one door for reads: every answer is given to a viewer, and holds what that viewer may see.

A query is a function of the look at hand and its question; ``@query`` gives it its permission. It is
for those who hold that everywhere, unless it is ``scoped``: then it itself answers only from where the
viewer holds it, and says of the rest what it says of what does not exist. The answer and the store's
version come from one snapshot, so that a cache keyed by version is never ahead of or behind its figures.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from drives.errors import NotAllowed
from drives.model import Organization, StoreVersion
from drives.rules.roles import Permission, Viewer
from drives.store import Store
from drives.texts import _

Question = ParamSpec("Question")
Answer = TypeVar("Answer")

_VERSION = select(func.coalesce(func.sum(StoreVersion.value), 0))
_TIME_ZONE = select(Organization.time_zone)


@dataclass(frozen=True, slots=True)
class Look:
    """What a query looks with: one snapshot, the viewer, the local day."""

    connection: Connection
    viewer: Viewer
    today: date


@dataclass(frozen=True, slots=True)
class Query(Generic[Question, Answer]):
    """A question: what it asks of its viewer and the function that answers it."""

    name: str
    permission: Permission
    function: Callable[Concatenate[Look, Question], Answer]
    scoped: bool = False


QUERIES: dict[str, Query[..., Any]] = {}
"""Every query by name: who may is its permission, where is the query's own part where it is scoped."""


def query(
    permission: Permission, *, scoped: bool = False
) -> Callable[[Callable[Concatenate[Look, Question], Answer]], Query[Question, Answer]]:
    """Makes a function of (look, …) a query."""

    def made(function: Callable[Concatenate[Look, Question], Answer]) -> Query[Question, Answer]:
        asked = Query(function.__name__, permission, function, scoped)
        if QUERIES.setdefault(asked.name, asked) is not asked:
            raise ValueError(f"two queries are called {asked.name}")
        return asked

    return made


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an answer depends on besides its question: the store's version and the local day."""

    version: int
    today: date


class QueryDoor:
    """Answers queries over one store. ``clock`` gives an aware datetime; tests give their own."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def ask(
        self,
        asked: Query[Question, Answer],
        viewer: Viewer,
        /,
        *args: Question.args,
        **kwargs: Question.kwargs,
    ) -> Answer:
        """The answer for this viewer. Raises NotAllowed, or a Refusal where the question names nothing."""
        _check_may(asked, viewer)
        with self._store.read() as connection:
            return asked.function(Look(connection, viewer, self._today(connection)), *args, **kwargs)

    def ask_stamped(
        self,
        asked: Query[Question, Answer],
        viewer: Viewer,
        /,
        *args: Question.args,
        **kwargs: Question.kwargs,
    ) -> tuple[Stamp, Answer]:
        """The answer with the stamp of the very snapshot it came from."""
        _check_may(asked, viewer)
        with self._store.read() as connection:
            stamp = self._stamp(connection)
            return stamp, asked.function(Look(connection, viewer, stamp.today), *args, **kwargs)

    def stamp(self) -> Stamp:
        """Version and local day as they are now: two small reads."""
        with self._store.read() as connection:
            return self._stamp(connection)

    def _stamp(self, connection: Connection) -> Stamp:
        return Stamp(int(connection.execute(_VERSION).scalar_one()), self._today(connection))

    def _today(self, connection: Connection) -> date:
        time_zone: Any = connection.execute(_TIME_ZONE).scalar() or "UTC"
        return self._clock().astimezone(ZoneInfo(time_zone)).date()


def _check_may(asked: Query[..., Any], viewer: Viewer) -> None:
    may = viewer.may if asked.scoped else viewer.may_everywhere
    if not may(asked.permission):
        raise NotAllowed(_("You may not see this. Ask an admin of your organization."))
