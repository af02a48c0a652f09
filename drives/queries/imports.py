"""What was imported before, what undoing it would do, and the mappings that are kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from drives.errors import Unknown
from drives.model import ImportRun, SavedMapping
from drives.queries.activity_words import who_words
from drives.queries.door import Look, query
from drives.queries.sheets import Sheet
from drives.rules.imports import importable
from drives.rules.kinds import ImportKind
from drives.rules.roles import Permission
from drives.store.import_runs import left_of, undoing
from drives.texts import _

_MOST = 500


@dataclass(frozen=True, slots=True)
class RunShown:
    """An import: what it brought, when and by whom; ``left`` of what it made can still be undone."""

    run_id: int
    kind: ImportKind
    file_name: str
    imported_at: datetime
    who: str
    rows: int
    added: int
    updated: int
    known: int
    made: int
    left: int
    undone_at: datetime | None
    undone_by: str | None


@dataclass(frozen=True, slots=True)
class Undo:
    """What undoing an import would do now; ``gone`` is what has left, a sentence each."""

    donations: int
    corrected: int
    needs: int
    kept: int
    gone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MappingShown:
    """A mapping that is kept: its TOML, and the fingerprint of the header that it was made for."""

    mapping_id: int
    name: str
    kind: ImportKind
    header: str
    mapping: str


@query(Permission.LOG_DONATIONS)
def import_runs(look: Look) -> tuple[RunShown, ...]:
    """The newest imports of the kinds that the viewer may import, the newest first."""
    rows = look.connection.execute(
        select(ImportRun.__table__)
        .where(ImportRun.kind.in_(importable(look.viewer)))
        .order_by(ImportRun.id.desc())
        .limit(_MOST)
    ).all()
    left = left_of(look.connection, [row.id for row in rows])
    names = who_words(look.connection, [name for row in rows for name in (row.who, row.undone_by) if name])
    return tuple(
        RunShown(
            row.id, row.kind, row.file_name, row.imported_at, names[row.who].name, row.rows, row.added,
            row.updated, row.known, row.made, left[row.id], row.undone_at,
            None if row.undone_by is None else names[row.undone_by].name,
        )
        for row in rows
    )  # fmt: skip


@query(Permission.LOG_DONATIONS)
def import_undo(look: Look, *, run_id: int) -> Undo:
    """What undoing an import would do, and what of it has left; Unknown where there is none."""
    kind = look.connection.execute(select(ImportRun.kind).where(ImportRun.id == run_id)).scalar()
    if kind is None or kind not in importable(look.viewer):
        raise Unknown(_("That import is not here. Reload the page."))
    found = undoing(look.connection, run_id)
    return Undo(len(found.standing), found.corrected, len(found.needs), found.kept, tuple(found.gone))


@query(Permission.LOG_DONATIONS)
def saved_mappings(look: Look) -> tuple[MappingShown, ...]:
    """The mappings of the kinds that the viewer may import, by name."""
    rows = select(
        SavedMapping.id, SavedMapping.name, SavedMapping.kind, SavedMapping.header, SavedMapping.mapping
    ).where(SavedMapping.kind.in_(importable(look.viewer)))
    return tuple(MappingShown(*row) for row in look.connection.execute(rows.order_by(SavedMapping.name_key)))


def runs_sheet(runs: Iterable[RunShown]) -> Sheet:
    """The imports as a table, in the order given."""
    return Sheet(
        ("file", "kind", "imported_at", "who", "rows", "added", "changed", "known", "undone_at", "undone_by"),
        [
            (
                run.file_name, run.kind.value, run.imported_at, run.who,
                *map(Decimal, (run.rows, run.added, run.updated, run.known)), run.undone_at, run.undone_by,
            )
            for run in runs
        ],
    )  # fmt: skip
