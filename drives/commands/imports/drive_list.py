"""Import drives: matched by slug, then by exact name, with their programs, sites, goals and teams."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table

from drives.commands import typed
from drives.commands.donors import donor_named
from drives.commands.door import Work
from drives.commands.drive_lists import put_lists
from drives.commands.hidden_addresses import hidden_addresses, tells_address
from drives.commands.imports.amounts import fraction_of
from drives.commands.imports.batch import Batch, Problems
from drives.commands.imports.days import refuse_days_to_come
from drives.commands.imports.names import Family, Names
from drives.commands.imports.nouns import Noun, Nouns, Wrong, know
from drives.errors import Refusal
from drives.model import Drive
from drives.rules.hidden_addresses import holds_address
from drives.rules.kinds import DonorKind
from drives.rules.names import fold_name
from drives.rules.quantity import to_text
from drives.texts import _

_drive: Table = Drive.__table__  # type: ignore[assignment]

_COLUMNS = ("starts_on", "ends_on", "story", "public", "closed_on", "archived_on")
_LISTS = ("programs", "sites", "goals", "teams")
_FOLDED_MOST = 400

Lists = dict[str, list[Any] | None]
"""Program ids, site ids, goals (item id, thousandths) and names of teams that a row brings; None for none."""


def take_drives(work: Work, batch: Batch, problems: Problems) -> tuple[int, int, int]:
    """Add and update drives; how many were added, updated, and known already."""
    names = Names(work.connection)
    lists = [_lists(names, batch, index, problems) for index in range(len(batch))]
    for column in ("closed_on", "archived_on"):
        refuse_days_to_come(work, problems, column, batch.get(column))
    nouns = Nouns(work.connection, _drive, _COLUMNS, {"public": True})
    hidden = hidden_addresses(work.connection)
    said: dict[int, dict[str, tuple[set[Any], int]]] = {}

    def check(noun: Noun, row: Mapping[str, Any], index: int) -> list[Wrong]:
        wrong = _wrong_days(noun, row) + _wrong_lists(noun, row, lists[index], said.get(noun.id, {}))
        for one in (hidden[id_] for id_ in lists[index]["programs"] or () if id_ in hidden):
            if holds_address(row.get("story"), one.address):
                wrong.append(("story", None, str(tells_address(one.program))))
        if not wrong and index not in problems.bad:
            brought = {
                name: (_compared(name, ids), batch.lines[index]) for name, ids in lists[index].items() if ids
            }
            said[noun.id] = brought | said.get(noun.id, {})
        return wrong

    drives = nouns.take(batch, problems, check)
    added, updated = nouns.write()
    rejoined = _join(work, drives, lists)
    updated += sum(1 for noun in rejoined if not noun.is_new and not noun.changed)
    know(problems, drives, {noun.id for noun in rejoined})
    return added, updated, len(nouns.touched) - added - updated


def _wrong_days(noun: Noun, row: Mapping[str, Any]) -> list[Wrong]:
    starts_on, ends_on, closed_on, archived_on = (
        row.get(column, noun.values.get(column))
        for column in ("starts_on", "ends_on", "closed_on", "archived_on")
    )
    wrong: list[Wrong] = []
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        expected = _("A drive cannot end before it starts, on {starts_on}. Enter a later day.")
        wrong.append(("ends_on", ends_on, expected.format(starts_on=starts_on.isoformat())))
    if starts_on is not None and closed_on is not None and closed_on < starts_on:
        expected = _("A drive cannot be closed before it starts, on {starts_on}. Enter a later day.")
        wrong.append(("closed_on", closed_on, expected.format(starts_on=starts_on.isoformat())))
    if archived_on is not None and closed_on is None:
        expected = _("A drive is closed before it is archived. Enter the day on which it was closed, too.")
        wrong.append(("archived_on", archived_on, expected))
    elif archived_on is not None and archived_on < closed_on:
        expected = _("A drive cannot be archived before it is closed, on {day}. Enter a later day.")
        wrong.append(("archived_on", archived_on, expected.format(day=closed_on.isoformat())))
    return wrong


def _wrong_lists(
    noun: Noun, row: Mapping[str, Any], lists: Lists, said: Mapping[str, tuple[set[Any], int]]
) -> list[Wrong]:
    """Rows of one drive bring the same programs, sites, goals and teams, or none."""
    wrong: list[Wrong] = []
    for column, ids in lists.items():
        if ids and column in said and said[column][0] != _compared(column, ids):
            expected = _("Row {row} says otherwise of the same {name}. Make the rows agree.")
            told = expected.format(row=said[column][1], name=noun.values["name"])
            wrong.append((column, _listed(row[column]), told))
    return wrong


def _compared(column: str, values: Sequence[Any]) -> set[Any]:
    return {fold_name(name) for name in values} if column == "teams" else set(values)


def _listed(values: Sequence[Any]) -> str:
    return ";".join(one if isinstance(one, str) else f"{one[0]}={to_text(one[1])}" for one in values)


def _lists(names: Names, batch: Batch, index: int, problems: Problems) -> Lists:
    row = batch.row(index)
    return {
        "programs": _ids(names.programs, row.get("programs"), "programs", index, problems),
        "sites": _ids(names.sites, row.get("sites"), "sites", index, problems),
        "goals": _goals(names, row.get("goals"), index, problems),
        "teams": _teams(row.get("teams"), index, problems),
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
        wrong = fraction_of(names.item[item_id], quantity, "goals", before=f"{name}=")
        if wrong is not None:
            problems.add(index, *wrong)
        elif item_id in found:
            expected = _("{item} has two goals here. Keep one.").format(item=names.item[item_id].name)
            problems.add(index, "goals", name, expected)
        else:
            found[item_id] = quantity
    return list(found.items())


def _teams(texts: Sequence[str] | None, index: int, problems: Problems) -> list[Any] | None:
    """The names of teams as they are kept; who has such a name is found, or made, when they are written."""
    if texts is None:
        return None
    names: dict[str, str] = {}
    for text in texts:
        try:
            name = typed.name(text)
        except Refusal as refusal:
            problems.add(index, "teams", text, str(refusal))
            continue
        folded = fold_name(name)
        if not folded or len(folded) > _FOLDED_MOST:
            problems.add(index, "teams", text, _("This cannot be kept as a team's name. Enter another."))
        names.setdefault(folded, name)
    return list(names.values())


def _join(work: Work, drives: Sequence[Noun | None], lists: Sequence[Lists]) -> list[Noun]:
    """Write the lists that rows bring where they differ; the drives whose lists changed."""
    brought: dict[int, tuple[Noun, Lists]] = {}
    for noun, row in zip(drives, lists, strict=True):
        if noun is not None:
            said = brought.setdefault(noun.id, (noun, dict.fromkeys(_LISTS)))[1]
            said.update({name: values for name, values in row.items() if values is not None})
    changed: list[Noun] = []
    for drive_id, (noun, said) in brought.items():
        goals, names = said["goals"], said["teams"]
        teams = None if names is None else [donor_named(work, name, DonorKind.TEAM) for name in names]
        if put_lists(
            work.connection,
            drive_id,
            programs=said["programs"],
            sites=said["sites"],
            teams=None if teams is None else [one for one in teams if one is not None],
            goals=None if goals is None else dict(goals),
        ):
            changed.append(noun)
    return changed
