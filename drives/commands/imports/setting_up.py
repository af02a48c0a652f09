"""Import what everything else refers to: items, programs, sites and drives."""

from collections.abc import Callable

from drives.commands.door import Work, command
from drives.commands.imports.batch import Batch, ImportDone, ImportRequest, Problems
from drives.commands.imports.creating import create_missing
from drives.commands.imports.drive_list import take_drives
from drives.commands.imports.item_list import take_items
from drives.commands.imports.lookups import lock_imports
from drives.commands.imports.places import take_programs, take_sites
from drives.commands.imports.runs import settled
from drives.rules.kinds import ImportKind
from drives.rules.roles import Permission

Take = Callable[[Work, Batch, Problems], tuple[int, int, int]]


@command(Permission.SET_UP)
def import_items(work: Work, request: ImportRequest) -> ImportDone:
    """Put every item of a file into the catalogue, or update it."""
    return _taken(work, request, ImportKind.ITEMS, take_items)


@command(Permission.SET_UP)
def import_programs(work: Work, request: ImportRequest) -> ImportDone:
    """Set up or update every program of a file."""
    return _taken(work, request, ImportKind.PROGRAMS, take_programs)


@command(Permission.SET_UP)
def import_sites(work: Work, request: ImportRequest) -> ImportDone:
    """Set up or update every site of a file."""
    return _taken(work, request, ImportKind.SITES, take_sites)


@command(Permission.RUN_DRIVES)
def import_drives(work: Work, request: ImportRequest) -> ImportDone:
    """Set up or update every drive of a file with its programs, sites and goals."""
    return _taken(work, request, ImportKind.DRIVES, take_drives)


def _taken(work: Work, request: ImportRequest, kind: ImportKind, take: Take) -> ImportDone:
    lock_imports(work.connection)
    problems = Problems(request.batch, request.problems, request.known)
    made = create_missing(work, request.creations)
    added, updated, known = take(work, request.batch, problems)
    rows = len(request.batch) + request.refused
    return settled(work, request, kind, ImportDone(rows, added, updated, known, made))
