"""Whose turn it is to write: one queue a file, fair between threads and between processes.

SQLite's own waiting polls and starves (PLATFORM 2A: 4.4 s at worst; with a queue 0.05 s). So a writer
first draws a ticket: threads are served in the order they came, and the process whose turn it is
locks two bytes of a file beside the store. The first byte is the threshold, the second the room: who
stands on the threshold gets the room next, and nobody overtakes, not even who has just left it.
"""

import errno
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from drives.errors import Refusal
from drives.texts import _

PATIENCE_SECONDS = 60.0

_THRESHOLD, _ROOM = 0, 1
_SHORTEST_WAIT, _LONGEST_WAIT = 0.0002, 0.005
_TAKEN = {errno.EAGAIN, errno.EACCES}

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int, byte: int) -> None:
        os.lseek(descriptor, byte, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def _unlock(descriptor: int, byte: int) -> None:
        os.lseek(descriptor, byte, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(descriptor: int, byte: int) -> None:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, byte)

    def _unlock(descriptor: int, byte: int) -> None:
        fcntl.lockf(descriptor, fcntl.LOCK_UN, 1, byte)


class Busy(Refusal):
    """Others have been writing for so long that waiting further makes no sense."""


def busy() -> Busy:
    """The refusal for someone whose turn did not come."""
    return Busy(_("Others are saving just now, and nothing of yours was saved. Try again in a minute."))


def _lock(descriptor: int, byte: int, until: float) -> None:
    """Lock a byte of the file; Busy where another process keeps it past ``until`` (monotonic seconds).

    The waits grow but stay short, so that a hung process ends ours in words and a quick one costs little.
    """
    wait = _SHORTEST_WAIT
    while True:
        try:
            _try_lock(descriptor, byte)
        except OSError as error:
            if error.errno not in _TAKEN:
                raise
        else:
            return
        left = until - time.monotonic()
        if left <= 0:
            raise busy()
        time.sleep(min(wait, left))
        wait = min(2 * wait, _LONGEST_WAIT)


class Ticket:
    """A lock that is handed over in the order in which threads asked for it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._holder: int | None = None

    def acquire(self, patience_seconds: float = PATIENCE_SECONDS) -> None:
        """Wait for this thread's turn; Busy when it does not come in time.

        RuntimeError when this thread has it already: a command does not write inside a write.
        """
        me = threading.get_ident()
        with self._guard:
            if self._holder is None:
                self._holder = me
                return
            if self._holder == me:
                raise RuntimeError("a write inside a write: one command is one transaction")
            gate = threading.Lock()
            gate.acquire()
            self._waiting.append(gate)
        try:
            served = gate.acquire(timeout=patience_seconds)
        except BaseException:
            if not self._leave(gate):
                self.release()
            raise
        if not served and self._leave(gate):
            raise busy()
        self._holder = me

    def _leave(self, gate: threading.Lock) -> bool:
        """Step out of the queue; False when the turn came meanwhile and is now this thread's."""
        with self._guard:
            if gate in self._waiting:
                self._waiting.remove(gate)
                return True
            self._holder = threading.get_ident()
            return False

    def release(self) -> None:
        """Hand over to the thread that has waited longest."""
        with self._guard:
            if self._waiting:
                self._holder = 0
                self._waiting.popleft().release()
            else:
                self._holder = None


class Queue:
    """The writers' queue of one file; every ``Store`` on that file in this process shares it."""

    def __init__(self, lock_file: Path) -> None:
        self.users = 0
        self._ticket = Ticket()
        self._descriptor = os.open(lock_file, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)

    @contextmanager
    def turn(self, patience_seconds: float = PATIENCE_SECONDS) -> Iterator[None]:
        """The right to write, as long as the block lasts; Busy when it does not come in time."""
        until = time.monotonic() + patience_seconds
        self._ticket.acquire(patience_seconds)
        try:
            _lock(self._descriptor, _THRESHOLD, until)
            try:
                _lock(self._descriptor, _ROOM, until)
            finally:
                _unlock(self._descriptor, _THRESHOLD)
            try:
                yield
            finally:
                _unlock(self._descriptor, _ROOM)
        finally:
            self._ticket.release()

    def close(self) -> None:
        """Close the lock file; for the last user only, since it drops all of the process's locks on it."""
        os.close(self._descriptor)


_queues: dict[Path, Queue] = {}
_queues_guard = threading.Lock()


def join_queue(store_file: Path) -> Queue:
    """The queue of a store's file: the same for every name of that file in this process."""
    place = store_file.resolve()
    with _queues_guard:
        queue = _queues.get(place)
        if queue is None:
            queue = _queues[place] = Queue(place.with_name(place.name + ".lock"))
        queue.users += 1
        return queue


def is_open_here(store_file: Path) -> bool:
    """Whether this process has the store open.

    Then nobody in it may open the file past SQLite: closing it would drop SQLite's own locks on it.
    """
    with _queues_guard:
        return store_file.resolve() in _queues


def leave_queue(queue: Queue) -> None:
    """Say that a store is done with its queue; the last one closes it."""
    with _queues_guard:
        queue.users -= 1
        if queue.users == 0:
            for place in [place for place, other in _queues.items() if other is queue]:
                del _queues[place]
            queue.close()
