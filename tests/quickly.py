"""What the tests of a process do without: waiting for the disk, and passwords that are costly to try.

What a power cut leaves is nothing that a test can see; the tests' PostgreSQL waits for no disk either.
Programs that the tests start do both as ever.
"""

from typing import Final

from argon2 import PasswordHasher

from drives.accounts import passwords
from drives.store.engine import SqliteStore

pragmas_in_use: Final = SqliteStore._pragmas
"""The settings of a SQLite store as the app makes them."""

hasher_in_use: Final = passwords._hasher
"""How the app keeps passwords."""


def be_quick() -> None:
    """Open SQLite stores without waiting for the disk, and keep passwords at little cost, for good."""

    def pragmas(self: SqliteStore, *, reads_only: bool) -> list[str]:
        return [*pragmas_in_use(self, reads_only=reads_only), "synchronous = OFF"]

    SqliteStore._pragmas = pragmas  # type: ignore[method-assign]
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
