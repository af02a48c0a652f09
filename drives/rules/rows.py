"""Rows and columns: many facts are worked out column by column, and looked at row by row."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

Column = NDArray[Any]
"""Values of any kind, one a row."""
Whole = NDArray[Any]
"""Whole numbers: int64, or Python's own where those could overflow."""

Row = TypeVar("Row", covariant=True)


class Rows(Sequence[Row]):
    """Rows that stand in columns; each is made when it is looked at."""

    def __init__(self, make: Callable[..., Row], *columns: Column) -> None:
        self._make, self._columns = make, columns

    def __len__(self) -> int:
        return len(self._columns[0])

    def __iter__(self) -> Iterator[Row]:
        return map(self._make, *(column.tolist() for column in self._columns))

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> "Rows[Row]": ...
    def __getitem__(self, at: int | slice) -> "Row | Rows[Row]":
        if isinstance(at, slice):
            return Rows(self._make, *(column[at] for column in self._columns))
        return self._make(*(column.item(at) for column in self._columns))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rows) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]


def columns_of(kind: Any, rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The columns of rows that are named tuples of a kind; as many empty ones where there is no row."""
    return list(zip(*rows, strict=True)) or [()] * len(kind._fields)


def whole(values: Collection[int]) -> Whole:
    """Whole numbers as a column."""
    return np.fromiter(values, dtype=np.int64, count=len(values))


def told(table: Mapping[Any, int], keys: Collection[Any]) -> Whole:
    """What a table tells of each key, as a column."""
    return np.fromiter(map(table.__getitem__, keys), dtype=np.int64, count=len(keys))


def days(values: Collection[date | None]) -> Whole:
    """Days as numbers that go up by one a day; none comes last of all."""
    known = [day or date.max for day in values]
    return np.fromiter(map(date.toordinal, known), dtype=np.int64, count=len(known))


def starts_of(*keys: Whole) -> Whole:
    """Where runs of rows begin that are alike in all of some columns."""
    rows = len(keys[0])
    new = np.zeros(rows, dtype=np.bool_)
    new[:1] = True
    for key in keys:
        new[1:] |= key[1:] != key[:-1]
    return np.flatnonzero(new)
