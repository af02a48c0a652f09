"""From a file to the store: read, map, check every row, then one command."""

import gc
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from drives.commands.door import Door
from drives.commands.imports import (
    IMPORTS,
    Batch,
    ImportDone,
    ImportRefused,
    ImportRequest,
    NothingSaved,
)
from drives.errors import Refusal
from drives.exchange.cells import parser_for
from drives.exchange.columns import KINDS
from drives.exchange.columnwise import ReadTable, read_columns
from drives.exchange.faults import Fault, Faults, file_name, unreadable, visible
from drives.exchange.import_report import ImportOptions, ImportReport
from drives.exchange.matching import MappedTable, map_table, read_kind
from drives.rules.roles import Viewer
from drives.store import violated

__all__ = ["TAKES_DRIVE", "TAKES_SITE", "ImportOptions", "ImportReport", "import_file"]

TAKES_DRIVE = frozenset({"needs", "donations"})
TAKES_SITE = frozenset({"donations", "stock"})
_TRIES = 3


def import_file(
    door: Door,
    kind: str,
    path_or_bytes: Path | str | bytes,
    *,
    viewer: Viewer,
    request_id: str,
    name: str | None = None,
    options: ImportOptions | None = None,
    told: Callable[[int], object] | None = None,
) -> ImportReport:
    """Import one file; ``told`` hears how many rows have been read.

    Refused rows are in the report's ``faults``. UnreadableFile where the file or its mapping is refused
    as a whole, another Refusal where the drive or site given names nothing.
    """
    with _collector_resting():
        return _import(door, kind, path_or_bytes, viewer, request_id, name, options or ImportOptions(), told)


@contextmanager
def _collector_resting() -> Iterator[None]:
    """Spare the cyclic collector the million small tuples of a large file, none of which is a cycle."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _import(
    door: Door,
    kind: str,
    path_or_bytes: Path | str | bytes,
    viewer: Viewer,
    request_id: str,
    name: str | None,
    options: ImportOptions,
    told: Callable[[int], object] | None,
) -> ImportReport:
    given = [column for column, value in (("drive", options.drive), ("site", options.site)) if value]
    table = read_kind(kind, path_or_bytes, name, mapping=options.mapping, limits=options.limits)
    mapped = map_table(kind, table.mended(options.mends, options.left_out), options.mapping, given=given)
    read = read_columns(mapped, told=told)
    faults = read.faults
    if not read.lines and not faults:
        return ImportReport(kind, ImportDone(), False, [], _notices(mapped, read), options, (), (), mapped)
    request = ImportRequest(
        digest=_digest(path_or_bytes, kind, options),
        batch=Batch(read.lines, read.columns, read.bad),
        creations=_creations(mapped),
        drive=options.drive,
        site=options.site,
        dry_run=options.dry_run,
        skip_bad_rows=options.skip_bad_rows,
        file_name=visible(mapped.table.name, 200),
        refused=len({fault.row for fault in faults} - _lines_of_bad_cells(read)),
    )
    done, saved = _perform(door, kind, request, viewer, request_id)
    faults += [Fault(mapped.table.name, *problem) for problem in request.problems]
    faults.sort(key=lambda fault: fault.row or 0)
    notices = _notices(mapped, read)
    return ImportReport(kind, done, saved, faults, notices, options, read.lines, request.known, mapped)


def _perform(
    door: Door, kind: str, request: ImportRequest, viewer: Viewer, request_id: str
) -> tuple[ImportDone, bool]:
    """Do it, again from the start where someone else has just written what this would add."""
    for attempt in range(_TRIES):
        try:
            return door.perform(IMPORTS[kind], request, viewer=viewer, request_id=request_id), True
        except NothingSaved as nothing:
            return nothing.done, False
        except ImportRefused:
            return ImportDone(len(request.batch)), False
        except Exception as error:
            if violated(error) is None or attempt == _TRIES - 1:
                raise
    raise AssertionError


def _notices(mapped: MappedTable, read: ReadTable) -> tuple[str, ...]:
    """What the person is told beside the refusals: columns ignored, cells left empty."""
    warnings = Faults()
    for warning in sorted(read.warnings, key=lambda warning: warning.row or 0):
        warnings.add(warning)
    return (*mapped.notices, *warnings.lines())


def _digest(path_or_bytes: Path | str | bytes, kind: str, options: ImportOptions) -> str:
    digest = hashlib.sha256(f"{kind}\n{options!r}\n".encode())
    if isinstance(path_or_bytes, bytes):
        digest.update(path_or_bytes)
    elif Path(path_or_bytes).is_file():
        with Path(path_or_bytes).open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def _lines_of_bad_cells(read: ReadTable) -> set[int | None]:
    """The lines that a command is given with cells missing; the others with faults it never sees."""
    return {read.lines[index] for indexes in read.bad.values() for index in indexes}


def _creations(mapped: MappedTable) -> dict[str, Batch]:
    """What the mapping has made when missing, as typed rows of each kind."""
    batches: dict[str, Batch] = {}
    for kind, rows in mapped.creations().items():
        columns: dict[str, list[Any]] = {
            name: [None] * len(rows) for name in dict.fromkeys(column for row in rows for column in row)
        }
        for name, values in columns.items():
            parse = parser_for(KINDS[kind].column(name), ".")
            for place, row in enumerate(rows):
                try:
                    values[place] = parse(row.get(name, ""))
                except Refusal as refusal:
                    shown = file_name(mapped.mapping.name or "mapping.toml")
                    raise unreadable(shown, str(refusal), found=row.get(name, "")) from None
        batches[kind] = Batch([1] * len(rows), columns)
    return batches
