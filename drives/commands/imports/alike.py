"""Lines of a file that are alike: the same goods at the same site, come in the same way."""

from collections import defaultdict
from datetime import date
from typing import Any

from drives.commands.imports.donation_rows import DonationRows
from drives.ledger import LotKey
from drives.rules.kinds import Source


class AlikeLines:
    """A file's lines by the lot that they go to and how they came in: many lines are of few of these kinds.

    What the ledger is told is summed line by line once, by kind and day; all else is got from those sums.
    """

    def __init__(self, lines: DonationRows) -> None:
        kinds: dict[Any, int] = {}
        self.places = [
            kinds.setdefault(key, len(kinds))
            for key in zip(
                [item.id for item in lines.item], lines.drive_id, lines.site_id, lines.date_mark,
                lines.date_kind, lines.lot_code, lines.restricted_to_id, lines.source, strict=True,
            )
        ]  # fmt: skip
        """For each line the place of its kind in ``lots`` and ``sources``."""
        self.lots = [LotKey._make(key[:-1]) for key in kinds]
        self.sources: list[Source] = [key[-1] for key in kinds]
        self.by_day: dict[tuple[int, date], list[int]] = {}
        """What was received and rejected of each kind (by its place) on each day, in thousandths."""
        for place, day, received, rejected in zip(
            self.places, lines.received_on, lines.received, lines.rejected, strict=True
        ):
            sums = self.by_day.get((place, day))
            if sums is None:
                self.by_day[place, day] = [received, rejected]
            else:
                sums[0] += received
                sums[1] += rejected

    def first_days(self) -> dict[LotKey, date]:
        """The day on which goods of each lot came in first."""
        days: dict[LotKey, date] = {}
        for place, day in self.by_day:
            lot = self.lots[place]
            if lot not in days or day < days[lot]:
                days[lot] = day
        return days

    def accepted(self) -> dict[int, int]:
        """What was accepted of each kind (by its place), in thousandths."""
        sums: dict[int, int] = defaultdict(int)
        for (place, _day), (received, rejected) in self.by_day.items():
            sums[place] += received - rejected
        return sums
