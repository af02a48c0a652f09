"""Lines of a file that are alike: the same goods at the same site, come in the same way."""

from collections.abc import Iterator
from datetime import date

import numpy as np

from drives.commands.imports.donation_rows import DonationRows
from drives.ledger import LineTally, LotKey, LotRef
from drives.rules.alike import Groups, grouped
from drives.rules.kinds import Source


class AlikeLines:
    """A file's lines by the lot that they go to and how they came in: many are of few kinds."""

    def __init__(self, lines: DonationRows) -> None:
        self._lines = lines
        items = [item.id for item in lines.item]
        self._goods = grouped(items, lines.drive_id, lines.restricted_to_id, lines.source)
        self._kinds: Groups = grouped(
            self._goods, lines.site_id, lines.date_mark, lines.date_kind, lines.lot_code
        )
        self.lots = [
            LotKey(
                items[at], lines.drive_id[at], lines.site_id[at], lines.date_mark[at], lines.date_kind[at],
                lines.lot_code[at], lines.restricted_to_id[at],
            )
            for at in self._kinds.firsts
        ]  # fmt: skip
        """The lot of each kind; several kinds may be of one."""
        self.sources = [lines.source[at] for at in self._kinds.firsts]

    def first_days(self) -> dict[LotKey, date]:
        """The day on which goods of each lot came in first."""
        days: dict[LotKey, date] = {}
        for lot, day in zip(self.lots, self._kinds.least(self._lines.received_on), strict=True):
            if lot not in days or day < days[lot]:
                days[lot] = day
        return days

    def lot_ids(self, lots: list[LotRef]) -> list[int]:
        """Each line's lot, given the lot of each kind."""
        return np.array([lot.id for lot in lots])[self._kinds.of].tolist()  # type: ignore[no-any-return]

    def accepted(self) -> list[int]:
        """What was accepted of each kind, in thousandths."""
        received, rejected = (
            self._kinds.sums(amounts) for amounts in (self._lines.received, self._lines.rejected)
        )
        return [all_of_it - refused for all_of_it, refused in zip(received, rejected, strict=True)]

    def tallies(self, lots: list[LotRef]) -> Iterator[LineTally]:
        """What was donated, each day's goods of one sort in one sum, given the lot of each kind."""
        lines = self._lines
        days = grouped(self._goods, lines.received_on)
        for at, received, rejected in zip(
            days.firsts, days.sums(lines.received), days.sums(lines.rejected), strict=True
        ):
            if lines.source[at] is Source.DONATED:
                lot = lots[self._kinds.of[at]]
                yield LineTally(lot, lines.received_on[at], received, rejected)
