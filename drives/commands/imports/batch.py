"""What an import is given and what it answers: rows column by column, problems row by row.

An import is one command in one transaction. It looks at every row, collects what is wrong, and then
either all good rows are in or nothing is. What is refused is told with its line of the sheet.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from drives.errors import Refusal
from drives.texts import _


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows as columns. ``lines`` are the lines of the sheet; a column that the file lacks is not there.

    ``bad`` holds, by column, the indexes of cells that were no values: they are None, and their rows are
    refused, but what else is wrong with those rows is told in the same run.
    """

    lines: Sequence[int]
    columns: Mapping[str, Sequence[Any]]
    bad: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.lines)

    def get(self, name: str) -> Sequence[Any]:
        """The values of a column, None for every row where the file lacks it."""
        values = self.columns.get(name)
        return [None] * len(self.lines) if values is None else values

    def brings(self, name: str) -> bool:
        """Whether the file has this column and something in it."""
        values = self.columns.get(name)
        return values is not None and any(value is not None for value in values)

    def row(self, index: int) -> dict[str, Any]:
        """One row as column → value, its empty cells left out."""
        return {name: values[index] for name, values in self.columns.items() if values[index] is not None}


class Problem(NamedTuple):
    """What is wrong with one row. ``line`` is that of the sheet, ``column`` the contract's name."""

    line: int | None
    column: str | None
    found: str | None
    expected: str


class Problems:
    """Collects what is wrong; a row with a problem is bad and is left out. And what is known already."""

    def __init__(self, batch: Batch, told: list[Problem], known: list[int] | None = None) -> None:
        told.clear()
        self._batch = batch
        self._told = told
        self._known = [] if known is None else known
        self._known.clear()
        self._at: dict[str | None, set[int]] = {column: set(at) for column, at in batch.bad.items()}
        self.bad: set[int] = set().union(*batch.bad.values())

    def add(self, index: int, column: str | None, found: object, expected: str) -> None:
        """Say what is wrong with the row at an index of the batch."""
        self.bad.add(index)
        self._at.setdefault(column, set()).add(index)
        shown = None if found is None else str(found)
        self._told.append(Problem(self._batch.lines[index], column, shown, expected))

    def know(self, index: int) -> None:
        """Say that the row at an index of the batch brings nothing new."""
        self._known.append(self._batch.lines[index])

    def good(self) -> list[int]:
        """The indexes of the rows that nothing is wrong with so far."""
        return [index for index in range(len(self._batch)) if index not in self.bad]

    def sound(self, values: Sequence[Any]) -> list[Any]:
        """A column's values in the rows that nothing is wrong with so far."""
        return [value for index, value in enumerate(values) if index not in self.bad]

    def at(self, index: int, *columns: str) -> bool:
        """Whether one of these columns of a row is known to be wrong."""
        if index not in self.bad:
            return False
        return any(index in self._at.get(column, ()) for column in columns)


NOTHING = Batch((), {})


@dataclass(frozen=True)
class ImportRequest:
    """One file's rows. ``digest`` stands for all of it where the request is compared with an earlier one.

    ``creations`` are rows of other kinds to be made where they are missing. ``refused`` counts the
    rows that were refused before they came here. What the command finds wrong it puts into ``problems``.
    """

    digest: str
    batch: Batch = field(repr=False)
    creations: Mapping[str, Batch] = field(default_factory=dict, repr=False)
    drive: str | None = None
    site: str | None = None
    dry_run: bool = False
    skip_bad_rows: bool = False
    refused: int = 0
    file_name: str = ""
    problems: list[Problem] = field(default_factory=list, repr=False, compare=False)
    known: list[int] = field(default_factory=list, repr=False, compare=False)
    """The lines of the sheet that bring nothing new, one for each row: what the command found of them."""


@dataclass(frozen=True, slots=True)
class ImportDone:
    """How many rows were added, changed what was there, or were known already; made beside them; losses.

    ``run_id`` is under what it is kept, where it was saved.
    """

    rows: int = 0
    added: int = 0
    updated: int = 0
    known: int = 0
    made: int = 0
    losses: tuple[str, ...] = ()
    run_id: int | None = None


class NothingSaved(Exception):
    """Undoes the transaction of an import that was only tried, or that had nothing new to say."""

    def __init__(self, done: ImportDone) -> None:
        super().__init__("nothing was saved")
        self.done = done


class ImportRefused(Refusal):
    """Some rows are wrong, so nothing was saved; the request's problems say which and why."""


def settle(request: ImportRequest, done: ImportDone) -> ImportDone:
    """The end of an import: keep it, or undo it because rows are wrong, it was a trial, or nothing is new."""
    clean = not (request.problems or request.refused or request.batch.bad)
    if not clean and not request.skip_bad_rows:
        raise ImportRefused(_("Some rows are refused, so nothing was saved."))
    if request.dry_run or not (done.added or done.updated or (done.made and clean)):
        raise NothingSaved(done)
    return done


def picked(values: Sequence[Any], indexes: Iterable[int]) -> list[Any]:
    """The values at some indexes."""
    return [values[index] for index in indexes]
