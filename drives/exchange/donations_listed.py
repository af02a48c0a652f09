"""The donations that a list shows, as a file."""

from drives.exchange.writing import FORMATS
from drives.queries.donation_list import Wanted, donation_sheet
from drives.queries.door import QueryDoor
from drives.rules.roles import Viewer


def donations_file(door: QueryDoor, viewer: Viewer, wanted: Wanted, kind: str) -> bytes:
    """Every line of all donations that are wanted, as the bytes of a file ("csv", "xlsx")."""
    return FORMATS[kind](door.ask(donation_sheet, viewer, wanted=wanted))
