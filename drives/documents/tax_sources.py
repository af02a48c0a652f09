"""Where a tax rule that people read is from, and when it was last looked up: ``data/tax.csv``."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from drives.settings import shipped

WRITTEN, PUB_1771 = "written", "pub1771"


@dataclass(frozen=True, slots=True)
class TaxSource:
    """A page of an agency; ``checked_on`` is the day when it still said what is said here."""

    name: str
    url: str
    checked_on: date


@lru_cache(maxsize=1)
def tax_sources() -> dict[str, TaxSource]:
    """All sources by their key."""
    with shipped("tax.csv").open(encoding="utf-8", newline="") as opened:
        return {
            row["key"]: TaxSource(row["name"], row["url"], date.fromisoformat(row["checked_on"]))
            for row in csv.DictReader(opened)
        }
