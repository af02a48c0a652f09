"""Slowing down whoever tries passwords: for each account, and for each address that tries.

A try is counted before the password is looked at, so that many at once gain nothing; one that succeeds
is taken back. After five in a row each further one waits twice as long as the last, up to a quarter
of an hour; an hour without a try begins anew.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from drives.errors import Refusal
from drives.model import FailedTry
from drives.store import Store, lock_rows, retrying
from drives.texts import ngettext

_failed: Table = FailedTry.__table__  # type: ignore[assignment]

FREE_TRIES = 5
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=1)


class TooManyTries(Refusal):
    """Too many tries in a row; the text says how long to wait. ``seconds`` is how long that is."""

    def __init__(self, seconds: int) -> None:
        minutes = -(-seconds // 60)
        super().__init__(
            ngettext(
                "There were too many tries. Wait {count} minute, then try again.",
                "There were too many tries. Wait {count} minutes, then try again.",
                minutes,
            ).format(count=minutes)
        )
        self.seconds = seconds


def wait_after(failures: int) -> timedelta:
    """How long to wait after so many failures in a row before the next try counts."""
    if failures < FREE_TRIES:
        return timedelta(0)
    doublings: int = min(failures - FREE_TRIES, 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def count_try(store: Store, names: Sequence[str], now: datetime) -> None:
    """Count a try under each of these names; TooManyTries (nothing counted) where one has to wait."""
    hashes = sorted(_hash(name) for name in names)

    def counted(connection: Connection) -> None:
        if store.dialect == "postgresql":
            for key in hashes:
                connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(key))))
        rows = lock_rows(select(_failed).where(_failed.c.hash.in_(hashes)).order_by(_failed.c.hash))
        known = {row.hash: row for row in connection.execute(rows)}
        fresh = {key: row for key, row in known.items() if row.last_at + FORGOTTEN_AFTER > now}
        left = max((row.last_at + wait_after(row.failures) - now for row in fresh.values()), default=None)
        if left is not None and left > timedelta(0):
            raise TooManyTries(-(-left // timedelta(seconds=1)))
        for key in hashes:
            failures = fresh[key].failures + 1 if key in fresh else 1
            if key in known:
                change = update(_failed).where(_failed.c.hash == key)
                connection.execute(change.values(failures=failures, last_at=now))
            else:
                connection.execute(insert(_failed), {"hash": key, "failures": failures, "last_at": now})
        connection.execute(delete(_failed).where(_failed.c.last_at < now - 24 * FORGOTTEN_AFTER))

    retrying(store, counted)


def forgive(store: Store, account: str, address: str) -> None:
    """A try succeeded: the account begins anew, the address has one failure less."""

    def forgiven(connection: Connection) -> None:
        connection.execute(delete(_failed).where(_failed.c.hash == _hash(account)))
        one_less = update(_failed).where(_failed.c.hash == _hash(address), _failed.c.failures > 0)
        connection.execute(one_less.values(failures=_failed.c.failures - 1))

    retrying(store, forgiven)


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()
