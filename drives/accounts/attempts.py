"""Slowing down whoever tries passwords: for each account, and for each address that tries.

A try is counted before the password is looked at, so that many at once gain nothing; one that succeeds
is taken back. After five in a row each further one waits twice as long as the last, up to a quarter
of an hour; an hour without a try begins anew. Many people may share one address (a school, an office):
it has more free tries, and waits a minute at most.
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

ADDRESS = "address "
"""How the name of an address that tries begins."""
FREE_TRIES, FREE_TRIES_OF_ADDRESS = 5, 30
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT, LONGEST_WAIT_OF_ADDRESS = timedelta(minutes=15), timedelta(minutes=1)
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


def wait_after(failures: int, *, of_address: bool = False) -> timedelta:
    """How long to wait after so many failures in a row before the next try counts."""
    free = FREE_TRIES_OF_ADDRESS if of_address else FREE_TRIES
    if failures < free:
        return timedelta(0)
    doublings: int = min(failures - free, 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT_OF_ADDRESS if of_address else LONGEST_WAIT)


def count_try(store: Store, names: Sequence[str], now: datetime) -> None:
    """Count a try under each of these names; TooManyTries (nothing counted) where one has to wait."""
    hashes = sorted(_hash(name) for name in names)
    of_address = {_hash(name) for name in names if name.startswith(ADDRESS)}

    def counted(connection: Connection) -> None:
        if store.dialect == "postgresql":
            for key in hashes:
                connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(key))))
        rows = lock_rows(select(_failed).where(_failed.c.hash.in_(hashes)).order_by(_failed.c.hash))
        known = {row.hash: row for row in connection.execute(rows)}
        fresh = {key: row for key, row in known.items() if row.last_at + FORGOTTEN_AFTER > now}
        waits = (wait_after(row.failures, of_address=key in of_address) for key, row in fresh.items())
        left = max(
            (row.last_at + wait - now for row, wait in zip(fresh.values(), waits, strict=True)), default=None
        )
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
