"""Mapping files: how a file that is not ours becomes rows of the contract (DESIGN 8).

A mapping is TOML. Everything in it is optional::

    kind = "donations"            # what it is for; another kind of import refuses it
    sheet = "Log"                 # in a workbook, else the first one shown
    skip_rows = 2                 # rows above the header
    decimal_mark = ","
    date_format = "%m/%d/%Y"      # as strptime has it
    ignore = ["Total*"]           # columns not to be named as unknown

    [columns]                     # contract column = header of the file, or several joined by "; "
    note = ["Ward", "Neighbourhood"]

    [constants]                   # fills a column that the file lacks, or its empty cells
    received_on = 2026-04-03

    [[leave_out]]                 # rows to leave out: equals, not_equals, is_empty or matches
    column = "Status"
    matches = "void*"

    [unpivot]                     # a column for each item; its header is the item, its cell the quantity
    after_column = "Comments"     # the columns to the right of it,
    columns = ["Kids *"]          # or those that match, or both,
    except = ["* In-Kind Value"]  # but not these

    [[create.items]]              # made when missing
    name = "Food bag"
    category = "Food"
    unit = "bag"

    [create.sites]                # one for each value of a column of the file
    column = "Location"
    kind = "collection_site"

Patterns have ``*`` and ``?``; case is forgiven.
"""

import re
from collections.abc import Callable, Iterable
from collections.abc import Mapping as MappingLike
from dataclasses import dataclass, field
from fnmatch import translate

CREATABLE = ("items", "programs", "sites", "drives")
LEAVE_OUT_TESTS = ("equals", "not_equals", "is_empty", "matches")


def matcher(patterns: Iterable[str]) -> Callable[[str], bool]:
    """True for a text that one of the patterns (``*``, ``?``) matches as a whole, case forgiven."""
    compiled = [re.compile(translate(pattern.strip().casefold())) for pattern in patterns]
    return lambda text: any(one.match(text.casefold()) for one in compiled)


@dataclass(frozen=True, slots=True)
class LeaveOut:
    """A row is left out where a column of the file passes one test."""

    column: str
    test: str
    values: tuple[str, ...]

    def condition(self) -> Callable[[str], bool]:
        """The test of a trimmed cell, case forgiven."""
        values = {value.strip().casefold() for value in self.values}
        if self.test == "equals":
            return lambda cell: cell.casefold() in values
        if self.test == "not_equals":
            return lambda cell: cell.casefold() not in values
        if self.test == "is_empty":
            wanted = bool(self.values)
            return lambda cell: (not cell) is wanted
        return matcher(self.values)


@dataclass(frozen=True, slots=True)
class Unpivot:
    """Which columns of a wide file are items."""

    after_column: str | None
    columns: tuple[str, ...]
    but: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Creation:
    """What is made when missing: one with these values, or one for each value of a column or item header."""

    kind: str
    values: MappingLike[str, str]
    column: str | None = None
    from_headers: bool = False


@dataclass(frozen=True)
class Mapping:
    """A checked mapping. Headers are the file's, column names the contract's."""

    name: str = ""
    kind: str | None = None
    sheet: str | None = None
    skip_rows: int = 0
    decimal_mark: str | None = None
    date_format: str | None = None
    ignore: tuple[str, ...] = ()
    columns: MappingLike[str, tuple[str, ...]] = field(default_factory=dict)
    constants: MappingLike[str, str] = field(default_factory=dict)
    leave_out: tuple[LeaveOut, ...] = ()
    unpivot: Unpivot | None = None
    create: tuple[Creation, ...] = ()

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header of the file that the mapping names."""
        named = [header for headers in self.columns.values() for header in headers]
        named += [condition.column for condition in self.leave_out]
        named += [creation.column for creation in self.create if creation.column]
        if self.unpivot and self.unpivot.after_column:
            named.append(self.unpivot.after_column)
        return tuple(dict.fromkeys(named))


NO_MAPPING = Mapping()
