"""Importing 200,000 donation lines with every check, beside bare executemany into one table."""

import csv
import random
import resource
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from drives.exchange.importing import import_file
from drives.rules.roles import COMMAND_LINE
from drives.settings import Settings
from drives.wiring import open_house
from tests.benchmarks.logging_one import bare

LINES = 200_000
_COLUMNS = ("received_on", "item", "quantity", "rejected", "drive", "site", "donor", "reference")


def write_log(path: Path, lines: int = LINES) -> None:
    """Two drives' log of 60 days: five lines a donation, 300 items, five sites."""
    chance = random.Random(11)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(_COLUMNS)
        for number in range(lines // 5):
            day = (date(2025, 1, 1) + timedelta(days=chance.randrange(60))).isoformat()
            head = (
                f"drive-{chance.randrange(2)}",
                f"Site {chance.randrange(5)}",
                f"Donor {chance.randrange(900)}",
            )
            for _line in range(5):
                quantity = chance.randint(1, 60)
                rejected = chance.choice((0, 0, 0, 1))
                item = f"Item {chance.randrange(300):03}"
                writer.writerow((day, item, quantity, rejected, *head, f"R{number:06}"))


def write_community(folder: Path) -> None:
    """The items, sites and drives that the log names."""
    tables = {
        "items": [("name", "category", "unit"), *((f"Item {n:03}", "Any", "each") for n in range(300))],
        "sites": [("name", "kind"), *((f"Site {n}", "warehouse") for n in range(5))],
        "drives": [
            ("name", "slug", "starts_on", "ends_on"),
            *((f"Drive {n}", f"drive-{n}", "2025-01-01", "2026-06-30") for n in range(2)),
        ],
    }
    for kind, rows in tables.items():
        with (folder / f"{kind}.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)


def import_once(folder: Path) -> float:
    """Seconds to import the log into a fresh store."""
    with tempfile.TemporaryDirectory() as fresh:
        house = open_house(Settings.from_environment({}, store=f"sqlite:///{fresh}/store.db"))
        for kind in ("items", "sites", "drives"):
            import_file(house.commands, kind, folder / f"{kind}.csv", viewer=COMMAND_LINE, request_id=kind)
        start = perf_counter()
        report = import_file(
            house.commands, "donations", folder / "log.csv", viewer=COMMAND_LINE, request_id="log"
        )
        seconds = perf_counter() - start
        assert report.saved, report.lines()
        house.close()
    return seconds


def bare_once(folder: Path) -> float:
    """Seconds to put the same file's rows into one untyped table, as they stand."""
    with tempfile.TemporaryDirectory() as fresh:
        connection = bare.connect(f"{fresh}/bare.db", isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        start = perf_counter()
        connection.execute(f"CREATE TABLE log ({', '.join(_COLUMNS)})")
        with (folder / "log.csv").open(encoding="utf-8", newline="") as stream:
            rows = csv.reader(stream)
            next(rows)
            connection.execute("BEGIN")
            connection.executemany(f"INSERT INTO log VALUES ({', '.join('?' * len(_COLUMNS))})", rows)
            connection.execute("COMMIT")
        seconds = perf_counter() - start
        connection.close()
    return seconds


def compare(repeats: int) -> tuple[float, float]:
    """Median seconds (import, bare) of interleaved repeats."""
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        write_community(folder)
        write_log(folder / "log.csv")
        for _repeat in range(repeats):
            ours.append(import_once(folder))
            theirs.append(bare_once(folder))
    return median(ours), median(theirs)


def peak_mb() -> float:
    """Peak memory in MB of one import in a process of its own."""
    program = "from tests.benchmarks.importing import _alone; _alone()"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return int(told.stdout) / 1024


def _alone() -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        write_community(folder)
        write_log(folder / "log.csv")
        import_once(folder)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
