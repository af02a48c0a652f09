"""Every command, by every role, with what is its own, another's, hidden, closed, and what is not there.

The table is ``commands.csv``, written by hand: ``yes``, ``no`` (not for this role), ``gone`` (as what does
not exist), ``refused`` (for a reason that has to do with no role). A command or an id without a row fails.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

import pytest

import drives.commands
from drives.commands.door import COMMANDS, Command
from drives.commands.imports import NothingSaved
from drives.errors import NotAllowed, Refusal, Unknown
from drives.rules.roles import Viewer
from tests.houses import dump
from tests.roles.requests import REQUESTS, id_paths, kind_of, with_id
from tests.roles.table import Row, read_table
from tests.roles.world import ROLES, World

for module in pkgutil.walk_packages(drives.commands.__path__, "drives.commands."):
    import_module(module.name)

TABLE = read_table("commands.csv")
SCOPED = ("table", "staff", "organizer")
NAMES = sorted({*COMMANDS, *(name for name, _field, _situation in TABLE)})
_numbers = count(1)


class Done(Exception):
    """The command did its work; raised so that nothing of it is kept."""


def outcome(world: World, verb: Command[Any, Any], request: Any, viewer: Viewer) -> tuple[str, str]:
    """What comes of a request, and the words of a refusal. Nothing is kept, whatever comes of it."""

    def tried(work: Any, asked: Any) -> Any:
        verb.function(work, asked)
        raise Done

    trial = replace(verb, function=tried)
    try:
        world.home.house.commands.perform(trial, request, viewer=viewer, request_id=f"trial-{next(_numbers)}")
    except (Done, NothingSaved):
        return "yes", ""
    except NotAllowed as refusal:
        return "no", str(refusal)
    except Unknown as refusal:
        return "gone", f"{type(refusal).__name__}: {refusal}"
    except Refusal as refusal:
        return "refused", f"{type(refusal).__name__}: {refusal}"
    raise AssertionError


@pytest.fixture(scope="module")
def worlds(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[bool, World]]:
    """The community with drive A open, and with drive A closed."""
    made = {}
    for closed in (False, True):
        path = tmp_path_factory.mktemp("roles") / "drives.db"
        path.write_bytes(_sqlite_template.read_bytes())
        made[closed] = World(f"sqlite:///{path}", closed=closed)
    yield made
    for world in made.values():
        world.home.close()


def required(world: World, name: str) -> set[tuple[str, str]]:
    """The fields and situations that the table answers for a command."""
    own = TABLE.get((name, "-", "own"))
    assert own is not None, f"{name} has no row: say who may in tests/roles/commands.csv"
    reachable = any(own.expected[role] != "no" for role in SCOPED)
    found = {("-", "own"), ("-", "closed")} if reachable else {("-", "own")}
    ids = world.ids()
    for path in id_paths(REQUESTS[name](world)):
        situations = set(ids[kind_of(name, path)].situations()) if reachable else {"none"}
        found |= {(path, one) for one in situations - {"own"}}
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_command_does_for_each_role_what_the_table_says(worlds: dict[bool, World], name: str) -> None:
    assert name in COMMANDS, f"{name} is in the table and no command"
    assert name in REQUESTS, f"{name} has no request: add one to tests/roles/requests.py"
    rows = [row for row in TABLE.values() if row.name == name]
    missing = required(worlds[False], name) - {(row.field, row.situation) for row in rows}
    assert not missing, f"{name}: no rows for {sorted(missing)} in tests/roles/commands.csv"
    before = {closed: dump(world.home.store) for closed, world in worlds.items()}
    wrong = check(worlds, rows)
    assert not wrong, "\n".join(wrong)
    check_alike(worlds[False], rows)
    after = {closed: dump(world.home.store) for closed, world in worlds.items()}
    assert after == before, "something was saved"


def asked(world: World, row: Row) -> Any:
    """The request of a row."""
    request = REQUESTS[row.name](world)
    if row.field == "-":
        return request
    return with_id(request, row.field, world.ids()[kind_of(row.name, row.field)].situations()[row.situation])


def check(worlds: dict[bool, World], rows: list[Row]) -> list[str]:
    """What came otherwise than the rows say."""
    wrong = []
    for row in rows:
        world = worlds[row.situation == "closed"]
        request = asked(world, row)
        for role in ROLES:
            came, told = outcome(world, COMMANDS[row.name], request, world.viewers[role])
            if came != row.expected[role]:
                wrong.append(f"{row.name} {row.field} {row.situation}, {role}: {came} {told}, not "
                             f"{row.expected[role]}")  # fmt: skip
    return wrong


def check_alike(world: World, rows: list[Row]) -> None:
    """Whatever is answered as if it were not there is answered in the words for what is not there.

    Also where something else in the request is not there either.
    """
    for row in rows:
        if row.field == "-" or row.situation == "none":
            continue
        nowhere = TABLE[row.name, row.field, "none"]
        own_only = kind_of(row.name, row.field) == "account"
        for role in ROLES if own_only else ROLES[:-2]:
            if row.expected[role] == nowhere.expected[role] == "gone":
                verb, viewer = COMMANDS[row.name], world.viewers[role]
                for beside in ("-", *sorted({one.field for one in rows} - {"-", row.field})):
                    told, told_of_none = (
                        outcome(world, verb, _without(world, asked(world, one), one, beside), viewer)
                        for one in (row, nowhere)
                    )
                    assert told == told_of_none, (row, role, beside)


def _without(world: World, request: Any, row: Row, beside: str) -> Any:
    """The request with an id of another field that is not there."""
    if beside == "-":
        return request
    return with_id(request, beside, world.ids()[kind_of(row.name, beside)].none)


def test_a_sample_of_it_holds_on_postgresql(postgresql_url: str) -> None:
    world = World(postgresql_url)
    try:
        before = dump(world.home.store)
        wrong = check({False: world}, [row for row in TABLE.values() if row.situation in ("own", "hidden")])
        assert not wrong, "\n".join(wrong)
        assert dump(world.home.store) == before
    finally:
        world.home.close()
