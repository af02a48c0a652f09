"""What is said of drives on more than one piece of their page."""

from collections.abc import Sequence
from enum import StrEnum

from drives.queries.drive_list import DriveListed
from drives.queries.drive_page import DriveStage
from drives.texts import _, ngettext
from drives.ui.components import listed

_MOST = 3


class Shown(StrEnum):
    """Which drives the list shows; each stands under one of the others than the first."""

    CURRENT = "current"
    RUNNING = "running"
    PLANNED = "planned"
    CLOSED = "closed"
    ARCHIVED = "archived"


def shown_name(shown: Shown) -> str:
    """What the drives of a filter are called."""
    return {
        Shown.CURRENT: _("all except archived"),
        Shown.RUNNING: _("running"),
        Shown.PLANNED: _("planned"),
        Shown.CLOSED: _("closed"),
        Shown.ARCHIVED: _("archived"),
    }[shown]


def where_shown(drive: DriveListed) -> Shown:
    """The filter under which a drive stands; past its last day it runs until it is closed."""
    if drive.archived_on is not None:
        return Shown.ARCHIVED
    return {DriveStage.PLANNED: Shown.PLANNED, DriveStage.CLOSED: Shown.CLOSED}.get(
        drive.stage, Shown.RUNNING
    )


def few(names: Sequence[str]) -> str:
    """Names as a sentence lists them, the first few and how many more."""
    more = len(names) - _MOST
    if more <= 1:
        return listed(names)
    rest = ngettext("{count} more", "{count} more", more).format(count=more)
    return listed([*names[:_MOST], rest])
