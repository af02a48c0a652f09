"""Which needs to show first: what is furthest behind, most urgent and soonest.

People give to the one that is farthest from its goal when they see needs side by side, so the gap
leads (DOMAIN 4.1, [S51]); urgency and the days left raise what cannot wait.
"""

from datetime import date
from decimal import Decimal
from math import sqrt

from drives.rules.kinds import Priority

_WEIGHT = {Priority.CRITICAL: 4.0, Priority.HIGH: 2.0, Priority.NORMAL: 1.0, Priority.LOW: 0.5}
_NO_DATE_DAYS = 60


def urgency(coverage: Decimal, priority: Priority, needed_by: date | None, today: date) -> float:
    """A number to sort by, larger first; it is never shown."""
    days_left = _NO_DATE_DAYS if needed_by is None else max(0, (needed_by - today).days)
    return float(1 - coverage) * _WEIGHT[priority] / sqrt(days_left + 7)
