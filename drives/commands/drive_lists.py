"""What a drive has several of: programs, sites, teams, goals. Checked, read and written in one way."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select

from drives.commands.donors import donor_named
from drives.commands.door import Work
from drives.commands.found import check_quantity, items_by_id, program_row, row_of, site_kind
from drives.commands.wording import gone
from drives.errors import Refusal
from drives.model import Donor, DriveGoal, DriveProgram, DriveSite, DriveTeam, Item, Program, Site
from drives.rules.kinds import DonorKind
from drives.store.merges import merged_into
from drives.texts import _

_drive_program: Table = DriveProgram.__table__  # type: ignore[assignment]
_drive_site: Table = DriveSite.__table__  # type: ignore[assignment]
_drive_team: Table = DriveTeam.__table__  # type: ignore[assignment]
_drive_goal: Table = DriveGoal.__table__  # type: ignore[assignment]

_LINKS: Mapping[str, tuple[Table, str, Any]] = {
    "programs": (_drive_program, "program_id", Program),
    "sites": (_drive_site, "site_id", Site),
    "teams": (_drive_team, "team_id", Donor),
}


@dataclass(frozen=True, slots=True)
class DriveLists:
    """A drive's lists: ids of programs, sites and teams, and goals (item id → thousandths)."""

    programs: frozenset[int]
    sites: frozenset[int]
    teams: frozenset[int]
    goals: Mapping[int, int]


def checked_lists(
    work: Work,
    program_ids: Sequence[int],
    site_ids: Sequence[int],
    team_ids: Sequence[int],
    new_teams: Sequence[str],
    goals: Sequence[tuple[int, int]],
) -> DriveLists:
    """The lists that a request asks for; refused where they name what is not here or was merged.

    ``new_teams`` are found by their names, or made.
    """
    connection = work.connection
    for program_id in sorted(set(program_ids)):
        program_row(connection, program_id)
    for site_id in sorted(set(site_ids)):
        site_kind(connection, site_id)
    for team_id in sorted(set(team_ids)):
        _team(connection, team_id)
    items = items_by_id(connection, [item_id for item_id, _quantity in goals])
    asked: dict[int, int] = {}
    for item_id, quantity in goals:
        check_quantity(items[item_id], quantity)
        if item_id in asked:
            raise Refusal(_("{item} has two goals here. Keep one.").format(item=items[item_id].name))
        asked[item_id] = quantity
    named = [donor_named(work, name, DonorKind.TEAM) for name in new_teams]
    teams = frozenset([*team_ids, *(one for one in named if one is not None)])
    return DriveLists(frozenset(program_ids), frozenset(site_ids), teams, asked)


def _team(connection: Connection, team_id: int) -> None:
    row = row_of(connection, Donor, team_id, _("That team"), lock=False)
    if row.kind is not DonorKind.TEAM:
        raise gone(_("That team"))
    if row.merged_into_id is not None:
        raise Refusal(_("{team} was merged into another team. Choose that one.").format(team=row.name))


def lists_of(connection: Connection, drive_id: int) -> DriveLists:
    """The lists of a drive as they are read: what was merged stands as what it was merged into."""
    found = {
        name: frozenset(
            connection.execute(select(table.c[column]).where(table.c.drive_id == drive_id)).scalars()
        )
        for name, (table, column, _model) in _LINKS.items()
    }
    followed: dict[str, frozenset[int]] = {}
    for name, ids in found.items():
        into = merged_into(connection, _LINKS[name][2])
        followed[name] = frozenset(into.get(one, one) for one in ids)
    rows = connection.execute(
        select(_drive_goal.c.item_id, _drive_goal.c.quantity).where(_drive_goal.c.drive_id == drive_id)
    ).all()
    into = merged_into(connection, Item)
    goals: dict[int, int] = {}
    for row in rows:
        item_id = into.get(row.item_id, row.item_id)
        goals[item_id] = goals.get(item_id, 0) + row.quantity
    return DriveLists(followed["programs"], followed["sites"], followed["teams"], goals)


def put_lists(
    connection: Connection,
    drive_id: int,
    *,
    programs: Iterable[int] | None = None,
    sites: Iterable[int] | None = None,
    teams: Iterable[int] | None = None,
    goals: Mapping[int, int] | None = None,
) -> bool:
    """Have a drive's lists be these, None leaving one as it is; whether any of them was another one."""
    there = lists_of(connection, drive_id)
    changed = False
    for name, ids in (("programs", programs), ("sites", sites), ("teams", teams)):
        if ids is not None and set(ids) != getattr(there, name):
            table, column, _model = _LINKS[name]
            _replace(connection, table, drive_id, [{column: one} for one in sorted(set(ids))])
            changed = True
    if goals is not None and dict(goals) != there.goals:
        rows = [{"item_id": item_id, "quantity": quantity} for item_id, quantity in sorted(goals.items())]
        _replace(connection, _drive_goal, drive_id, rows)
        changed = True
    return changed


def _replace(connection: Connection, table: Table, drive_id: int, rows: list[dict[str, int]]) -> None:
    connection.execute(delete(table).where(table.c.drive_id == drive_id))
    if rows:
        connection.execute(insert(table), [{"drive_id": drive_id, **row} for row in rows])
