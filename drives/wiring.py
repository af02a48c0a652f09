"""Settings → store → the two doors, once a process."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from drives.accounts import Accounts
from drives.commands.door import Door
from drives.queries.door import QueryDoor
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
    return House(settings, store, door, QueryDoor(store, clock), Accounts(store, door, clock))
