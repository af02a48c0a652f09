"""Keep how a file was read under a name, for the next file with the same header; and forget it."""

from dataclasses import dataclass

from sqlalchemy import Table, delete, insert, select, update

from drives.commands import typed
from drives.commands.door import Work, command
from drives.commands.found import row_of
from drives.errors import Refusal
from drives.model import SavedMapping
from drives.rules.imports import ASKS
from drives.rules.kinds import ImportKind
from drives.rules.names import fold_name
from drives.rules.roles import Permission
from drives.store import allocate_ids
from drives.texts import _

_mapping: Table = SavedMapping.__table__  # type: ignore[assignment]

_MOST = 100_000
_FINGERPRINT = 64


@dataclass(frozen=True, slots=True)
class SaveMapping:
    """A mapping (its TOML) under a name; one of that name for the same kind gives way.

    ``header`` is the fingerprint of the header it was made for.
    """

    name: str
    kind: ImportKind
    header: str
    mapping: str


@dataclass(frozen=True, slots=True)
class ForgetMapping:
    """A mapping that is not offered any more."""

    mapping_id: int


@dataclass(frozen=True, slots=True)
class MappingKept:
    """The mapping, by its name."""

    mapping_id: int
    name: str


@command(Permission.LOG_DONATIONS)
def save_mapping(work: Work, request: SaveMapping) -> MappingKept:
    """Keep a mapping; refused without a name, or where it is too long to be one."""
    request = typed.as_kept(request, name=typed.line(100), kind=typed.word(ImportKind))
    if not request.name:
        raise Refusal(_("Give it a name, so that it is found again."))
    _check_kind(work, request.kind)
    if len(request.mapping) > _MOST or len(request.header) != _FINGERPRINT:
        raise Refusal(_("This is too large for a mapping. Choose fewer columns."))
    key = fold_name(request.name)
    said = {"name": request.name, "header": request.header, "mapping": request.mapping, "saved_at": work.now}
    known = select(_mapping.c.id).where(_mapping.c.kind == request.kind, _mapping.c.name_key == key)
    mapping_id = work.connection.execute(known).scalar()
    if mapping_id is None:
        mapping_id = allocate_ids(work.connection, _mapping, 1)[0]
        new = {"id": mapping_id, "name_key": key, "kind": request.kind, **said}
        work.connection.execute(insert(_mapping), new)
    else:
        work.connection.execute(update(_mapping).where(_mapping.c.id == mapping_id).values(said))
    return MappingKept(mapping_id, request.name)


@command(Permission.LOG_DONATIONS)
def forget_mapping(work: Work, request: ForgetMapping) -> MappingKept:
    """Offer a mapping no more; what was imported by it stays."""
    row = row_of(work.connection, SavedMapping, request.mapping_id, _("That mapping"))
    _check_kind(work, row.kind)
    work.connection.execute(delete(_mapping).where(_mapping.c.id == row.id))
    return MappingKept(row.id, row.name)


def _check_kind(work: Work, kind: ImportKind) -> None:
    if not work.viewer.may_everywhere(ASKS[kind]):
        raise Refusal(_("You may not import this. Ask an admin of your organization."))
