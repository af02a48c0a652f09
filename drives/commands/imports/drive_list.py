"""Import drives: matched by slug, then by exact name, with their programs, sites and goals."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, select

from drives.commands.door import Work
from drives.commands.drives import join_drive, set_goals
from drives.commands.imports.amounts import fraction_of
from drives.commands.imports.batch import Batch, Problems
from drives.commands.imports.days import refuse_days_to_come
from drives.commands.imports.names import Family, Names
from drives.commands.imports.nouns import Noun, Nouns, Wrong
from drives.model import Drive, DriveGoal, DriveProgram, DriveSite
from drives.rules.quantity import to_text
from drives.texts import _

_drive: Table = Drive.__table__  # type: ignore[assignment]
_drive_program: Table = DriveProgram.__table__  # type: ignore[assignment]
_drive_site: Table = DriveSite.__table__  # type: ignore[assignment]
_drive_goal: Table = DriveGoal.__table__  # type: ignore[assignment]

_COLUMNS = ("starts_on", "ends_on", "story", "public", "closed_on")
_LISTS = ("programs", "sites", "goals")

Lists = dict[str, list[Any] | None]
"""Program ids, site ids and goals (item id, thousandths) that a row brings; None where it brings none."""


def take_drives(work: Work, batch: Batch, problems: Problems) -> tuple[int, int, int]:
    """Add and update drives; how many were added, updated, and known already."""
    names = Names(work.connection)
    lists = [_lists(names, batch, index, problems) for index in range(len(batch))]
    refuse_days_to_come(work, problems, "closed_on", batch.get("closed_on"))
    nouns = Nouns(work.connection, _drive, _COLUMNS, {"public": True})
    said: dict[int, dict[str, tuple[set[Any], int]]] = {}

    def check(noun: Noun, row: Mapping[str, Any], index: int) -> list[Wrong]:
        wrong = _wrong_days(noun, row) + _wrong_lists(noun, row, lists[index], said.get(noun.id, {}))
        if not wrong and index not in problems.bad:
            brought = {name: (set(ids), batch.lines[index]) for name, ids in lists[index].items() if ids}
            said[noun.id] = brought | said.get(noun.id, {})
        return wrong

    drives = nouns.take(batch, problems, check)
    added, updated = nouns.write()
    rejoined = _join(work.connection, drives, lists)
    updated += sum(1 for noun in rejoined if not noun.is_new and not noun.changed)
    return added, updated, len(nouns.touched) - added - updated


def _wrong_days(noun: Noun, row: Mapping[str, Any]) -> list[Wrong]:
    days = {
        column: row.get(column, noun.values.get(column)) for column in ("starts_on", "ends_on", "closed_on")
    }
    starts_on, ends_on, closed_on = days["starts_on"], days["ends_on"], days["closed_on"]
    wrong: list[Wrong] = []
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        expected = _("A drive cannot end before it starts, on {starts_on}. Enter a later day.")
        wrong.append(("ends_on", ends_on, expected.format(starts_on=starts_on.isoformat())))
    if starts_on is not None and closed_on is not None and closed_on < starts_on:
        expected = _("A drive cannot be closed before it starts, on {starts_on}. Enter a later day.")
        wrong.append(("closed_on", closed_on, expected.format(starts_on=starts_on.isoformat())))
    return wrong


def _wrong_lists(
    noun: Noun, row: Mapping[str, Any], lists: Lists, said: Mapping[str, tuple[set[Any], int]]
) -> list[Wrong]:
    """Rows of one drive bring the same programs, sites and goals, or none."""
    wrong: list[Wrong] = []
    for column, ids in lists.items():
        if ids and column in said and said[column][0] != set(ids):
            expected = _("Row {row} says otherwise of the same {name}. Make the rows agree.")
            told = expected.format(row=said[column][1], name=noun.values["name"])
            wrong.append((column, _listed(row[column]), told))
    return wrong


def _listed(values: Sequence[Any]) -> str:
    return ";".join(one if isinstance(one, str) else f"{one[0]}={to_text(one[1])}" for one in values)


def _lists(names: Names, batch: Batch, index: int, problems: Problems) -> Lists:
    row = batch.row(index)
    return {
        "programs": _ids(names.programs, row.get("programs"), "programs", index, problems),
        "sites": _ids(names.sites, row.get("sites"), "sites", index, problems),
        "goals": _goals(names, row.get("goals"), index, problems),
    }


def _ids(
    family: Family, texts: Sequence[str] | None, column: str, index: int, problems: Problems
) -> list[Any] | None:
    if texts is None:
        return None
    ids: dict[int, None] = {}
    for name in texts:
        found = family.find(name)
        if found is None:
            problems.add(index, column, name, family.refusal(name))
        else:
            ids[found] = None
    return list(ids)


def _goals(
    names: Names, goals: Sequence[tuple[str, int]] | None, index: int, problems: Problems
) -> list[Any] | None:
    if goals is None:
        return None
    found: dict[int, int] = {}
    for name, quantity in goals:
        item_id = names.items.find(name)
        if item_id is None:
            problems.add(index, "goals", name, names.items.refusal(name))
            continue
        wrong = fraction_of(names.item[item_id], quantity, "goals", f"{name}={to_text(quantity)}")
        if wrong is not None:
            problems.add(index, *wrong)
        elif item_id in found:
            expected = _("{item} has two goals here. Keep one.").format(item=names.item[item_id].name)
            problems.add(index, "goals", name, expected)
        else:
            found[item_id] = quantity
    return list(found.items())


def _join(connection: Connection, drives: Sequence[Noun | None], lists: Sequence[Lists]) -> list[Noun]:
    """Write the lists that rows bring where they differ; the drives whose lists changed."""
    brought: dict[int, tuple[Noun, Lists]] = {}
    for noun, row in zip(drives, lists, strict=True):
        if noun is not None:
            said = brought.setdefault(noun.id, (noun, dict.fromkeys(_LISTS)))[1]
            said.update({name: values for name, values in row.items() if values is not None})
    changed: list[Noun] = []
    for drive_id, (noun, said) in brought.items():
        programs, sites, goals = said["programs"], said["sites"], said["goals"]
        before = len(changed)
        if programs is not None and _differs(connection, _drive_program, "program_id", drive_id, programs):
            join_drive(connection, drive_id, programs, ())
            changed.append(noun)
        if sites is not None and _differs(connection, _drive_site, "site_id", drive_id, sites):
            join_drive(connection, drive_id, (), sites)
            changed.append(noun)
        if goals is not None and _goals_differ(connection, drive_id, dict(goals)):
            set_goals(connection, drive_id, goals)
            changed.append(noun)
        del changed[before + 1 :]
    return changed


def _differs(connection: Connection, table: Table, column: str, drive_id: int, ids: Sequence[int]) -> bool:
    """Whether a drive's list is another one; if so, the old one is gone afterwards."""
    there = connection.execute(select(table.c[column]).where(table.c.drive_id == drive_id)).scalars()
    if set(there) == set(ids):
        return False
    connection.execute(delete(table).where(table.c.drive_id == drive_id))
    return True


def _goals_differ(connection: Connection, drive_id: int, goals: Mapping[int, int]) -> bool:
    rows = connection.execute(
        select(_drive_goal.c.item_id, _drive_goal.c.quantity).where(_drive_goal.c.drive_id == drive_id)
    )
    if {row.item_id: row.quantity for row in rows} == dict(goals):
        return False
    connection.execute(delete(_drive_goal).where(_drive_goal.c.drive_id == drive_id))
    return True
