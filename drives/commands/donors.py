"""Donors and teams: found by name, or made."""

from functools import cache
from typing import Any

from sqlalchemy import Select, Table, bindparam, insert, select

from drives.commands import typed
from drives.commands.door import Work
from drives.commands.found import lock_donor_names
from drives.model import Donor
from drives.rules.kinds import DonorKind
from drives.rules.names import fold_name
from drives.rules.roles import Permission
from drives.store import allocate_ids
from drives.store.merges import read_as
from drives.store.theirs import gave_to, teams_of

_donor: Table = Donor.__table__  # type: ignore[assignment]


def donor_named(work: Work, name: str | None, kind: DonorKind, drive_id: int | None = None) -> int | None:
    """The id of the donor of this name (a team among teams, else among the others), made if missing.

    An organizer of some drives finds those who gave to them; other donors of the name are not hers. Of
    several teams of the name the one that collects for the drive is meant: two schools have a "Grade 4".
    """
    shown = typed.name(name or "")
    key = fold_name(shown)
    if not key:
        return None
    theirs = (
        work.viewer.drives_where(Permission.SEE_DONORS) if work.viewer.may(Permission.SEE_DONORS) else None
    )
    known = _called(kind is DonorKind.TEAM, drive_id is not None)
    asked = {"key": key} if drive_id is None else {"key": key, "drive": drive_id}
    if theirs is not None:
        # To name a donor is no way to see what she gave elsewhere: who sees some donors only makes another.
        known = known.where(read_as(Donor).in_(gave_to(theirs)))
    found = work.connection.execute(known, asked).first()
    if found is None:
        # Somebody may be making the same donor just now: look again when they are done.
        lock_donor_names(work.connection, key)
        found = work.connection.execute(known, asked).first()
    if found is not None:
        return int(found.merged_into_id or found.id)
    row_id = allocate_ids(work.connection, _donor, 1)[0]
    work.connection.execute(
        insert(_donor), {"id": row_id, "name": shown, "name_key": key, "kind": kind, "credit": False}
    )
    return row_id


@cache
def _called(is_team: bool, collects: bool) -> Select[Any]:
    """Those of the name ``key``; with ``collects``, the one that collects for ``drive`` first."""
    of_kind = _donor.c.kind == DonorKind.TEAM if is_team else _donor.c.kind != DonorKind.TEAM
    first = [read_as(Donor).in_(teams_of(bindparam("drive"))).desc()] if collects else []
    known = select(_donor.c.id, _donor.c.merged_into_id).where(_donor.c.name_key == bindparam("key"), of_kind)
    return known.order_by(*first, _donor.c.id)
