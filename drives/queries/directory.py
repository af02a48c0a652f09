"""Nouns by what people call them: a drive by slug or name, a program by name or slug."""

from typing import Any

from rapidfuzz import process
from sqlalchemy import select
from sqlalchemy.orm import aliased

from drives.errors import Unknown
from drives.model import Drive, Program
from drives.queries.door import Look, query
from drives.queries.theirs import known_drives, named_programs
from drives.rules.names import fold_name
from drives.rules.roles import Permission
from drives.store.merges import followed, read_as
from drives.texts import _

_NEAREST_MOST = 3
_NEAR_ENOUGH = 60
_SHOWN_MOST = 40


@query(Permission.SEE_PUBLIC)
def drive_called(look: Look, *, name: str) -> int:
    """The id of the drive of this slug or name that the viewer may see; Unknown with the nearest ones."""
    drives = select(Drive.id, Drive.name, Drive.name_key, Drive.slug).where(known_drives(look.viewer))
    rows = look.connection.execute(drives).all()
    key = fold_name(name)
    for column in ("slug", "name_key"):
        for row in rows:
            if getattr(row, column) == key:
                return int(row.id)
    near = _nearest(name, rows)
    raise Unknown(
        _('There is no drive "{name}". Did you mean {names}?').format(name=_cut(name), names=near)
        if near
        else _('There is no drive "{name}".').format(name=_cut(name))
    )


@query(Permission.SEE_PUBLIC)
def program_called(look: Look, *, name: str) -> int:
    """The id of the program of this slug or name, or of what it was merged into; Unknown with the nearest.

    Unlisted ones are found by those who may know their names.
    """
    known = aliased(Program)
    named = select(Program.id).where(named_programs(look.viewer))
    rows = look.connection.execute(
        select(known.id, known.name, known.name_key, known.slug, known.merged_into_id).where(
            known.id.in_(named), read_as(known).in_(named)
        )
    ).all()
    into = followed((row.id, row.merged_into_id) for row in rows)
    key = fold_name(name)
    for column in ("slug", "name_key"):
        for row in rows:
            if getattr(row, column) == key:
                return into[row.id]
    near = _nearest(name, rows)
    raise Unknown(
        _('There is no program "{name}". Did you mean {names}?').format(name=_cut(name), names=near)
        if near
        else _('There is no program "{name}".').format(name=_cut(name))
    )


def _cut(name: str) -> str:
    return name if len(name) <= _SHOWN_MOST else name[: _SHOWN_MOST - 1] + "…"


def _nearest(name: str, rows: Any) -> str:
    shown = {row.name_key: row.slug for row in rows}
    near = process.extract(fold_name(name), list(shown), limit=_NEAREST_MOST, score_cutoff=_NEAR_ENOUGH)
    return ", ".join(f'"{shown[match]}"' for match, _score, _place in near)
