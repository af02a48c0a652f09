"""Moments as people say them, on the organization's clock."""

from datetime import datetime, timedelta

from babel.dates import format_time

from drives.texts import _, current_language
from drives.ui import reads
from drives.ui.components.words import day


def day_of(at: datetime) -> str:
    """The day of a moment: "today", "yesterday", "12 Dec"."""
    on, today = reads.here(at).date(), reads.stamp().today
    if on == today:
        return _("today")
    return _("yesterday") if on == today - timedelta(days=1) else day(on, today=today)


def time_of(at: datetime) -> str:
    """The time of day of a moment: "2:05 PM"."""
    return str(format_time(reads.here(at), "short", locale=current_language().replace("-", "_")))


def moment(at: datetime) -> str:
    """Day and time of a moment: "today, 2:05 PM"."""
    return _("{day}, {time}").format(day=day_of(at), time=time_of(at))
