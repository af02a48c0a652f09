"""What the store holds about one person, as one file to take along: a zip of CSVs."""

import io
import zipfile

from drives.exchange.writing import to_csv
from drives.queries.door import QueryDoor
from drives.queries.own_data import own_data
from drives.rules.roles import Viewer

_MADE = (1980, 1, 1, 0, 0, 0)
"""The date of every file in it, so that equal contents are equal bytes."""


def own_data_file(door: QueryDoor, viewer: Viewer) -> bytes:
    """The zip of the viewer's own data; a CSV each for account, roles, sessions, links and activity."""
    held = door.ask(own_data, viewer)
    sheets = {
        "account": held.account,
        "roles": held.roles,
        "sessions": held.sessions,
        "links": held.links,
        "activity": held.activity,
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        for name, sheet in sheets.items():
            file.writestr(zipfile.ZipInfo(f"{name}.csv", _MADE), to_csv(sheet))
    return written.getvalue()
