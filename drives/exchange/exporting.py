"""From the store to a file: what was asked, in the format that was asked for."""

from dataclasses import dataclass
from datetime import date

from drives.exchange.writing import FORMATS
from drives.queries.directory import drive_called, program_called
from drives.queries.door import QueryDoor
from drives.queries.exports import EXPORTS, Scope
from drives.rules.roles import Viewer


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What an export is narrowed to, by slug or name, and its format."""

    drive: str | None = None
    program: str | None = None
    as_of: date | None = None
    format: str = "csv"


def export_bytes(door: QueryDoor, kind: str, *, viewer: Viewer, options: ExportOptions) -> bytes:
    """A kind of export as the bytes of a file; Unknown where drive or program name nothing."""
    scope = Scope(
        drive_id=None if options.drive is None else door.ask(drive_called, viewer, name=options.drive),
        program_id=None
        if options.program is None
        else door.ask(program_called, viewer, name=options.program),
        as_of=options.as_of,
    )
    return FORMATS[options.format](door.ask(EXPORTS[kind], viewer, scope=scope))
