"""Logging a donation of five lines: through the door, and the same rows by bare sqlite3."""

import random
import shutil
import sqlite3
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from drives.commands.donations import LineDraft, LogDonation, log_donation
from drives.rules.roles import COMMAND_LINE
from drives.wiring import House

try:
    import pysqlite3 as bare
except ImportError:
    bare = sqlite3


def request(chance: random.Random, stocked: dict[int, list[int]]) -> LogDonation:
    """A donation of five different items that the site has had before."""
    site = chance.choice(sorted(stocked))
    items = chance.sample(stocked[site], 5)
    lines = tuple(LineDraft(item, chance.randint(1, 40) * 1000) for item in items)
    return LogDonation(site, lines, 1)


class BareSqlite:
    """The same rows, with totals, straight into a copy of the same file: one transaction, FULL."""

    def __init__(self, store: Path) -> None:
        copy = store.with_suffix(".bare.db")
        shutil.copyfile(store, copy)
        self._connection = bare.connect(str(copy), isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._ids = {
            table: count(1 + (self._connection.execute(f"SELECT max(id) FROM {table}").fetchone()[0] or 0))
            for table in ("donation", "donation_line", "move", "activity")
        }
        self._lots = {
            (item, site): lot
            for lot, item, site in self._connection.execute(
                "SELECT id, item_id, site_id FROM lot WHERE drive_id = 1 AND date_mark IS NULL"
            )
        }
        self._donor = self._connection.execute("SELECT id FROM location WHERE kind = 'donor'").fetchone()[0]
        self._shelf = dict(
            self._connection.execute("SELECT site_id, id FROM location WHERE site_id IS NOT NULL").fetchall()
        )
        self._number = count(1)

    def stocked(self) -> dict[int, list[int]]:
        """Items by site that there is a lot of."""
        by_site: dict[int, list[int]] = {}
        for item, site in sorted(self._lots):
            by_site.setdefault(site, []).append(item)
        return by_site

    def log(self, asked: LogDonation) -> None:
        """Write the rows of one donation."""
        run, now, day = self._connection.execute, "2026-06-30T12:00:00.000000Z", "2026-06-30"
        many = self._connection.executemany
        run("BEGIN IMMEDIATE")
        donation = next(self._ids["donation"])
        run(
            "INSERT INTO donation (id, drive_id, site_id, received_on, reference, state, recorded_at)"
            " VALUES (?, 1, ?, ?, ?, 'posted', ?)",
            (donation, asked.site_id, day, f"H-{donation:06d}", now),
        )
        lines: list[tuple[Any, ...]] = []
        moves: list[tuple[Any, ...]] = []
        for position, line in enumerate(asked.lines, 1):
            line_id, lot = next(self._ids["donation_line"]), self._lots[line.item_id, asked.site_id]
            lines.append((line_id, donation, position, lot, line.received))
            moves.append(
                (
                    next(self._ids["move"]),
                    line_id,
                    lot,
                    self._donor,
                    self._shelf[asked.site_id],
                    line.received,
                    day,
                    now,
                )
            )
        many(
            "INSERT INTO donation_line (id, donation_id, position, lot_id, received, rejected, source)"
            " VALUES (?, ?, ?, ?, ?, 0, 'donated')",
            lines,
        )
        many(
            "INSERT INTO move (id, kind, document_id, lot_id, from_location_id, to_location_id, quantity,"
            " effective_on, recorded_at) VALUES (?, 'donation', ?, ?, ?, ?, ?, ?, ?)",
            moves,
        )
        many(
            "INSERT INTO stock_level VALUES (?, ?, ?, 0) ON CONFLICT (lot_id, location_id)"
            " DO UPDATE SET quantity = quantity + excluded.quantity",
            [(move[2], move[4], move[5]) for move in moves],
        )
        figures = [(line.item_id, line.received) for line in asked.lines]
        many(
            "INSERT INTO donation_total VALUES (?, 1, 0, ?, 0) ON CONFLICT (item_id, drive_id, program_id)"
            " DO UPDATE SET received = received + excluded.received",
            figures,
        )
        many(
            f"INSERT INTO donation_day_total VALUES (1, '{day}', ?, ?, 0)"
            " ON CONFLICT (drive_id, received_on, item_id)"
            " DO UPDATE SET received = received + excluded.received",
            figures,
        )
        many(
            "INSERT INTO move_total VALUES (?, 1, 0, 'donor', 'warehouse', ?)"
            " ON CONFLICT (item_id, drive_id, program_id, from_kind, to_kind)"
            " DO UPDATE SET quantity = quantity + excluded.quantity",
            figures,
        )
        activity, number = next(self._ids["activity"]), next(self._number)
        run(
            "INSERT INTO activity (id, done_at, who, command, summary)"
            " VALUES (?, ?, 'bench', 'log_donation', '{}')",
            (activity, now),
        )
        run("INSERT INTO receipt VALUES (?, 'log_donation', 'x', '{}', ?)", (f"bare-{number}", activity))
        run(
            "INSERT INTO store_version VALUES (?, 1) ON CONFLICT (slot) DO UPDATE SET value = value + 1",
            (number % 16,),
        )
        run("COMMIT")


def compare(house: House, repeats: int) -> tuple[float, float]:
    """Median milliseconds (through the door, bare) of interleaved repeats on copies of one store."""
    house.store.engine.dispose()
    store = Path(str(house.store.engine.url.database))
    with bare.connect(str(store)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    beside = BareSqlite(store)
    chance, ours, theirs = random.Random(3), [], []
    stocked = beside.stocked()
    for number in range(repeats + 20):
        asked = request(chance, stocked)
        start = perf_counter()
        house.commands.perform(log_donation, asked, viewer=COMMAND_LINE, request_id=f"log-{number}")
        between = perf_counter()
        beside.log(asked)
        end = perf_counter()
        if number >= 20:
            ours.append((between - start) * 1000)
            theirs.append((end - between) * 1000)
    return median(ours), median(theirs)
