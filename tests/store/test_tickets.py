"""Writers are served in the order they came, in one process and between several, and nobody is told
"database is locked"."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from drives.store import Busy, Store, open_store
from drives.store.tickets import Ticket, join_queue, leave_queue

PROBE = """
import fcntl, sys
with open(sys.argv[1], "r+b") as file:
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, 0)
    except OSError:
        sys.exit(3)
"""
HANG = """
import fcntl, sys
with open(sys.argv[1], "r+b") as file:
    fcntl.lockf(file, fcntl.LOCK_EX, 1, int(sys.argv[2]))
    print("locked", flush=True)
    sys.stdin.read()
"""
ONE_TURN = """
import sys
from pathlib import Path
from drives.store.tickets import join_queue
with join_queue(Path(sys.argv[1])).turn():
    with open(sys.argv[2], "a") as file:
        file.write("theirs\\n")
"""
MANY_WRITES = """
import sys, threading
from drives.store import open_store
url, who, threads, writes = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
store = open_store(url)
print("ready", flush=True)
sys.stdin.readline()
def write():
    for _ in range(writes):
        with store.write() as connection:
            mine = connection.exec_driver_sql("SELECT value FROM store_version WHERE slot = 0").scalar()
            connection.exec_driver_sql(f"UPDATE store_version SET value = {mine + 1} WHERE slot = 0")
            connection.exec_driver_sql(
                "INSERT INTO activity (done_at, who, command, summary)"
                f" VALUES ('2026-01-01T00:00:00.000000Z', '{who}', 'write', '1')"
            )
workers = [threading.Thread(target=write) for _ in range(threads)]
[worker.start() for worker in workers]
[worker.join() for worker in workers]
store.close()
"""


def until(happened: Callable[[], bool]) -> None:
    for _attempt in range(2000):
        if happened():
            return
        time.sleep(0.005)
    raise AssertionError("it did not happen")


def test_threads_are_served_in_the_order_they_came() -> None:
    ticket, served = Ticket(), []

    def take(number: int) -> None:
        ticket.acquire()
        served.append(number)
        ticket.release()

    ticket.acquire()
    threads = [threading.Thread(target=take, args=(number,)) for number in range(20)]
    for number, thread in enumerate(threads):
        thread.start()
        until(lambda waiting=number + 1: len(ticket._waiting) == waiting)
    ticket.release()
    for thread in threads:
        thread.join()
    assert served == list(range(20))


def test_who_leaves_and_comes_back_does_not_overtake() -> None:
    ticket, served = Ticket(), []

    def take() -> None:
        ticket.acquire()
        served.append("waiting")
        ticket.release()

    ticket.acquire()
    thread = threading.Thread(target=take)
    thread.start()
    until(lambda: len(ticket._waiting) == 1)
    ticket.release()
    ticket.acquire()
    served.append("back again")
    ticket.release()
    thread.join()
    assert served == ["waiting", "back again"]


def test_who_waits_too_long_is_told_so_and_leaves_the_queue() -> None:
    ticket = Ticket()
    ticket.acquire()
    refused: list[Busy] = []

    def impatient() -> None:
        with pytest.raises(Busy, match="Others are saving") as refusal:
            ticket.acquire(patience_seconds=0.01)
        refused.append(refusal.value)

    thread = threading.Thread(target=impatient)
    thread.start()
    thread.join()
    assert refused
    ticket.release()
    ticket.acquire()
    ticket.release()


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.skipif(sys.platform == "win32", reason="the holder needs fcntl")
def test_who_waits_behind_a_hung_process_is_told_so(tmp_path: Path, place: int) -> None:
    queue = join_queue(tmp_path / "drives.db")
    other = subprocess.Popen(
        [sys.executable, "-c", HANG, str(tmp_path / "drives.db.lock"), str(place)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    told: list[str] = []

    def impatient() -> None:
        try:
            with queue.turn(patience_seconds=0.05):
                told.append("ours")
        except Busy as refusal:
            told.append(str(refusal))

    try:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"locked"
        threading.Thread(target=impatient, daemon=True).start()
        until(lambda: bool(told))
    finally:
        other.communicate(b"")
    assert told[0].startswith("Others are saving just now, and nothing of yours was saved.")
    with queue.turn(patience_seconds=0.05):
        pass
    leave_queue(queue)


@pytest.mark.skipif(sys.platform == "win32", reason="the probe needs fcntl")
def test_a_process_that_leaves_and_comes_back_does_not_overtake_another(tmp_path: Path) -> None:
    store_file, served = tmp_path / "drives.db", tmp_path / "served"
    lock_file = tmp_path / "drives.db.lock"
    queue = join_queue(store_file)
    with queue.turn():
        other = subprocess.Popen([sys.executable, "-c", ONE_TURN, str(store_file), str(served)])
        until(
            lambda: subprocess.run([sys.executable, "-c", PROBE, str(lock_file)], check=False).returncode == 3
        )
    with queue.turn(), served.open("a") as file:
        file.write("ours\n")
    assert other.wait() == 0
    leave_queue(queue)
    assert served.read_text().split() == ["theirs", "ours"]


def test_threads_and_processes_write_together_and_nothing_is_lost_or_locked(store_url: str) -> None:
    """PostgreSQL would lose counts here, as nothing locks the row: it is run to see the test can fail."""
    processes, threads, writes = 3, 3, 25
    with open_store(store_url) as store:
        with store.write() as connection:
            connection.exec_driver_sql("INSERT INTO store_version (slot, value) VALUES (0, 0)")
        workers = [
            subprocess.Popen(
                [
                    sys.executable,
                    "-c",
                    MANY_WRITES,
                    store_url,
                    f"process {number}",
                    str(threads),
                    str(writes),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            for number in range(processes)
        ]
        for worker in workers:
            assert worker.stdout
            assert worker.stdout.readline() == b"ready\n"
        for worker in workers:
            assert worker.stdin
            worker.stdin.write(b"go\n")
            worker.stdin.flush()
        for worker in workers:
            assert worker.communicate()[1] == b""
            assert worker.returncode == 0
        counted, order = counted_and_order(store)
        assert len(order) == processes * threads * writes
        assert (counted == len(order)) == (store.dialect == "sqlite")


def counted_and_order(store: Store) -> tuple[int, list[str]]:
    with store.read() as connection:
        counted = connection.exec_driver_sql("SELECT value FROM store_version WHERE slot = 0").scalar()
        order = connection.exec_driver_sql("SELECT who FROM activity ORDER BY id").scalars().all()
    assert isinstance(counted, int)
    return counted, list(order)
