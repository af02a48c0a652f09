"""What was done, in words, as a file."""

from drives.exchange.writing import FORMATS
from drives.queries.activity import Narrowed, activity_sheet
from drives.queries.door import QueryDoor
from drives.rules.roles import Viewer


def activity_file(door: QueryDoor, viewer: Viewer, wanted: Narrowed, kind: str) -> bytes:
    """All entries that are wanted, the newest first, as the bytes of a file ("csv", "xlsx")."""
    return FORMATS[kind](door.ask(activity_sheet, viewer, wanted=wanted))
