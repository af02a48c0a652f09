"""SQLite stores of the tests do not wait for the disk, as the tests' PostgreSQL does not.

What a power cut would leave is nothing that a test can see; the wait is a good part of an ordinary test.
Programs that the tests start wait as ever.
"""

from typing import Final

from drives.store.engine import SqliteStore

pragmas_in_use: Final = SqliteStore._pragmas
"""The settings as the app makes them."""


def wait_for_no_disk() -> None:
    """Open SQLite stores in this process without waiting for the disk, for good."""

    def pragmas(self: SqliteStore, *, reads_only: bool) -> list[str]:
        return [*pragmas_in_use(self, reads_only=reads_only), "synchronous = OFF"]

    SqliteStore._pragmas = pragmas  # type: ignore[method-assign]
