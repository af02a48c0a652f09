"""The pledges of a drive as a file, for who runs it."""

from drives.exchange.writing import FORMATS
from drives.queries.door import QueryDoor
from drives.queries.pledges import pledge_sheet
from drives.rules.roles import Viewer


def pledge_file(door: QueryDoor, viewer: Viewer, drive_id: int, kind: str = "csv") -> bytes:
    """A row an item of each pledge, as the bytes of a file ("csv", "xlsx")."""
    return FORMATS[kind](door.ask(pledge_sheet, viewer, drive_id=drive_id))
