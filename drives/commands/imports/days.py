"""Days that rows give."""

from collections.abc import Sequence
from datetime import date

from drives.commands.door import Work
from drives.commands.imports.batch import Problems
from drives.texts import _


def refuse_days_to_come(work: Work, problems: Problems, column: str, days: Sequence[date | None]) -> None:
    """A day that has not come yet is a problem of its row."""
    to_come = {day for day in set(days) if day is not None and day > work.today}
    if not to_come:
        return
    for index, day in enumerate(days):
        if day in to_come:
            expected = _("This day has not come yet: today is {today}. Enter a day up to today.")
            problems.add(index, column, day, expected.format(today=work.today.isoformat()))
