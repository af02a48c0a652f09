"""Settings → store → the two doors, once a process."""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from drives.accounts import Accounts, Drafts
from drives.commands.door import Door
from drives.commands.need_rounds import PostDueNeeds, post_due_needs
from drives.errors import Refusal
from drives.queries.door import QueryDoor
from drives.queries.standing_needs import due_rounds
from drives.rules.roles import BY_ITSELF
from drives.settings import Settings
from drives.store import Store, open_store, upgrade


@dataclass(frozen=True, slots=True)
class House:
    """One store with its two doors, and who comes in."""

    settings: Settings
    store: Store
    commands: Door
    queries: QueryDoor
    accounts: Accounts
    drafts: Drafts
    _begun: set[date] = field(default_factory=set, compare=False, repr=False)

    def begin_day(self, today: date | None = None) -> bool:
        """At the first look of a local day, ask again for the needs that repeat; whether any was due.

        Called before anything is read or written; where nothing new can be due it costs nothing. ``today``
        is the local day where the caller knows it. A store that takes no writes is read as it stands.
        """
        day = self.queries.stamp().today if today is None else today
        if day in self._begun:
            return False
        due = self.queries.ask(due_rounds, BY_ITSELF)
        if due:
            # Two processes that find the same send one request.
            found = hashlib.sha256(repr((day, due)).encode()).hexdigest()
            try:
                self.commands.perform(
                    post_due_needs, PostDueNeeds(), viewer=BY_ITSELF, request_id=f"rounds-{found}"
                )
            except Refusal as refusal:
                logging.getLogger(__name__).warning("Needs that repeat were not asked again: %s", refusal)
                return False
        self._begun.add(day)
        return bool(due)

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
        settings, store, door, QueryDoor(store, clock), Accounts(store, door, clock), Drafts(store, clock)
    )
