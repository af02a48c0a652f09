"""Settings → store → the two doors, once a process."""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from drives.accounts import Accounts, Drafts
from drives.commands.door import Command, Door
from drives.commands.need_rounds import PostDueNeeds, post_due_needs
from drives.commands.pledges import ForgetPledgers, forget_pledgers
from drives.errors import Refusal
from drives.queries.door import QueryDoor
from drives.queries.pledges import pledgers_to_forget
from drives.queries.standing_needs import due_rounds
from drives.rules.roles import BY_ITSELF
from drives.settings import Settings
from drives.store import Store, open_store, upgrade

_PAUSE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class House:
    """One store with its two doors, and who comes in."""

    settings: Settings
    store: Store
    commands: Door
    queries: QueryDoor
    accounts: Accounts
    drafts: Drafts
    clock: Callable[[], datetime] = field(compare=False)
    _refused: dict[date, datetime] = field(default_factory=dict, compare=False, repr=False)
    """The days that did not bring all of it, and when it was last tried."""
    _begun: set[date] = field(default_factory=set, compare=False, repr=False)

    def begin_day(self, today: date | None = None) -> bool:
        """At the first look of a local day, do what it brings; whether anything was to be done.

        Needs that repeat are asked for again, and whoever pledged long ago is forgotten.

        Called before anything is read or written; where nothing new can be due it costs nothing. ``today``
        is the local day where the caller knows it. A store that takes no writes is read as it stands, and
        tried again after a pause.
        """
        day = self.queries.stamp().today if today is None else today
        refused_at = self._refused.get(day)
        if day in self._begun or (refused_at is not None and self.clock() < refused_at + _PAUSE):
            return False
        done = []
        # Two processes that find the same send one request.
        if due := self.queries.ask(due_rounds, BY_ITSELF):
            found = hashlib.sha256(repr((day, due)).encode()).hexdigest()
            done.append(self._does(post_due_needs, PostDueNeeds(), f"rounds-{found}", day))
        if self.queries.ask(pledgers_to_forget, BY_ITSELF):
            done.append(self._does(forget_pledgers, ForgetPledgers(), f"pledgers-{day.isoformat()}", day))
        if all(done):
            self._begun.add(day)
        else:
            self._refused[day] = self.clock()
        return any(done)

    def _does(self, verb: Command[Any, Any], request: object, request_id: str, day: date) -> bool:
        """Do by itself what a day brings; False where it was refused, of which the log tells once a day."""
        try:
            self.commands.perform(verb, request, viewer=BY_ITSELF, request_id=request_id)
        except Refusal as refusal:
            if day not in self._refused:
                logging.getLogger(__name__).warning("The day did not bring %s: %s", verb.name, refusal)
            return False
        return True

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()


def utc_now() -> datetime:
    """The clock of the real world."""
    return datetime.now(UTC)


def open_house(settings: Settings, clock: Callable[[], datetime] = utc_now) -> House:
    """Open the store that the settings name, made or upgraded where need be."""
    store = open_store(settings.store)
    try:
        upgrade(store)
    except BaseException:
        store.close()
        raise
    door = Door(store, clock)
    return House(
        settings,
        store,
        door,
        QueryDoor(store, clock),
        Accounts(store, door, clock),
        Drafts(store, clock),
        clock,
    )
