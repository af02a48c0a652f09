"""Every query, asked by every role for what is its own, another's, hidden, closed, and what is not there.

The table is ``queries.csv``, written by hand: ``no`` (not for this role), ``gone`` (as what does not exist),
``-`` (an answer with nothing in it), the letters of what the answer holds (``MARKS`` in ``world.py``), or
``yes`` for one that holds none of that. A query or an id without a row fails.
"""

from __future__ import annotations

import inspect
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import drives.queries
from drives.errors import NotAllowed, Unknown
from drives.queries.door import QUERIES
from drives.queries.exports import Sheet
from tests.houses import dump
from tests.roles.questions import QUESTIONS, id_paths, kind_of, with_id
from tests.roles.table import Row, read_table
from tests.roles.world import ROLES, World, held

for module in pkgutil.walk_packages(drives.queries.__path__, "drives.queries."):
    import_module(module.name)

TABLE = read_table("queries.csv")
NAMES = sorted({*QUERIES, *(name for name, _field, _situation in TABLE)})


def outcome(world: World, name: str, question: dict[str, Any], role: str) -> tuple[str, object]:
    """What comes of a question in the table's words, and the answer or the words of a refusal."""
    try:
        answer = world.home.house.queries.ask(QUERIES[name], world.viewers[role], **question)
    except NotAllowed as refusal:
        return "no", str(refusal)
    except Unknown as refusal:
        return "gone", str(refusal)
    if not (answer.rows if isinstance(answer, Sheet) else answer):
        return "-", answer
    return held(answer) or "yes", answer


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


def parameters(name: str) -> dict[str, inspect.Parameter]:
    """What a query can be asked with."""
    return dict(list(inspect.signature(QUERIES[name].function).parameters.items())[1:])


def required(world: World, name: str) -> set[tuple[str, str]]:
    """The fields and situations that the table answers for a query."""
    words, question = list(parameters(name)), QUESTIONS[name](world)
    found = {("-", "own")}
    for path in id_paths(name, question, iter(words)):
        kind = kind_of(name, path)
        assert kind is not None
        found |= {(path, one) for one in world.ids()[kind].situations() if one != "own"}
        if kind.startswith("drive"):
            found.add(("-", "closed"))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_query_answers_each_role_with_what_the_table_says(worlds: dict[bool, World], name: str) -> None:
    assert name in QUERIES, f"{name} is in the table and no query"
    assert name in QUESTIONS, f"{name} has no question: add one to tests/roles/questions.py"
    rows = [row for row in TABLE.values() if row.name == name]
    missing = required(worlds[False], name) - {(row.field, row.situation) for row in rows}
    assert not missing, f"{name}: no rows for {sorted(missing)} in tests/roles/queries.csv"
    before = dump(worlds[False].home.store)
    wrong = check(worlds, rows)
    assert not wrong, "\n".join(wrong)
    check_alike(worlds[False], rows)
    assert dump(worlds[False].home.store) == before


def asked(world: World, row: Row) -> dict[str, Any]:
    """The question of a row."""
    question = QUESTIONS[row.name](world)
    kind = kind_of(row.name, row.field)
    if kind is None:
        return question
    narrowing = {word for word, one in parameters(row.name).items() if one.default is not one.empty}
    return with_id(question, row.field, world.ids()[kind].situations()[row.situation], narrowing)


def check(worlds: dict[bool, World], rows: list[Row]) -> list[str]:
    """What came otherwise than the rows say."""
    wrong = []
    for row in rows:
        world = worlds[row.situation == "closed"]
        question = asked(world, row)
        for role in ROLES:
            came, _answer = outcome(world, row.name, question, role)
            if came != row.expected[role]:
                wrong.append(f"{row.name} {row.field} {row.situation}, {role}: {came}, not "
                             f"{row.expected[role]}")  # fmt: skip
    return wrong


def check_alike(world: World, rows: list[Row]) -> None:
    """Where nothing is said of another's, it is answered exactly as what is not there."""
    for row in rows:
        if row.field == "-" or row.situation == "none":
            continue
        nowhere = TABLE[row.name, row.field, "none"]
        for role in ROLES[:-2]:
            if row.expected[role] == nowhere.expected[role] in ("gone", "-", "yes"):
                told, told_of_none = (_told(world, one, role) for one in (row, nowhere))
                assert told == told_of_none, (row, role)


def _told(world: World, row: Row, role: str) -> str:
    """An answer, or a refusal, without the name that was asked for and what looks like it."""
    question = asked(world, row)
    told = repr(outcome(world, row.name, question, role)[1])
    return re.sub(r" Did you mean .*\?", "", told.replace(f'"{question.get("name")}"', ""))


def test_a_sample_of_it_holds_on_postgresql(postgresql_url: str) -> None:
    world = World(postgresql_url)
    try:
        before = dump(world.home.store)
        wrong = check({False: world}, [row for row in TABLE.values() if row.situation in ("own", "hidden")])
        assert not wrong, "\n".join(wrong)
        assert dump(world.home.store) == before
    finally:
        world.home.close()
