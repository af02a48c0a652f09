"""Making the demo community on SQLite: what somebody waits for who looks around first."""

import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import func, select

from drives.demo import make_demo
from drives.model import Donation, DonationLine
from drives.rules.roles import COMMAND_LINE
from drives.settings import Settings
from drives.wiring import open_house
from tests.benchmarks.community import noon


def demo_made(repeats: int) -> tuple[float, int, int, float]:
    """Median seconds of making it in a fresh store; donations, their lines, and megabytes of the store."""
    times = []
    donations, lines, size = 0, 0, 0.0
    for _repeat in range(repeats):
        with tempfile.TemporaryDirectory(prefix="drives-bench-") as folder:
            path = Path(folder) / "demo.db"
            house = open_house(Settings.from_environment({}, store=f"sqlite:///{path}"), noon)
            start = perf_counter()
            make_demo(house, COMMAND_LINE)
            times.append(perf_counter() - start)
            with house.store.read() as connection:
                donations = connection.execute(select(func.count()).select_from(Donation)).scalar_one()
                lines = connection.execute(select(func.count()).select_from(DonationLine)).scalar_one()
            house.close()
            size = path.stat().st_size / 1_000_000
    return median(times), donations, lines, size
