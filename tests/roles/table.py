"""The table of rights, as it was written by hand: who may what, command by command and query by query."""

import csv
from pathlib import Path
from typing import NamedTuple

from tests.roles.world import ROLES

HERE = Path(__file__).parent


class Row(NamedTuple):
    """What comes of one command or query in one situation, by role; ``field`` is the id that is another's."""

    name: str
    field: str
    situation: str
    expected: dict[str, str]


def read_table(file: str) -> dict[tuple[str, str, str], Row]:
    """The rows of a table by name, field and situation; a line may hold several situations."""
    rows: dict[tuple[str, str, str], Row] = {}
    with (HERE / file).open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            name, field = line["name"], line["field"]
            for situation in line["situation"].split():
                assert (name, field, situation) not in rows, f"twice: {name} {field} {situation}"
                expected = {role: line[role] for role in ROLES}
                rows[name, field, situation] = Row(name, field, situation, expected)
    return rows
