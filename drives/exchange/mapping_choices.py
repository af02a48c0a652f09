"""A mapping as a person chooses it over one header, and the mapping that the choices come to.

What a page does not offer (rows to leave out, what is made when missing) is taken over from the mapping
that the choices began with.
"""

import glob
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from drives.exchange.columns import KINDS, header_key
from drives.exchange.mapping import NO_MAPPING, Mapping, Unpivot, matcher
from drives.exchange.suggesting import suggest_columns

UNPIVOTED = ("item", "quantity")
"""What comes from the columns of a wide file."""


@dataclass(frozen=True)
class Choices:
    """Which headers a column is under, what stands in where none is, and which headers are items."""

    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    items: tuple[str, ...] = ()
    decimal_mark: str | None = None
    date_format: str | None = None


def choices_of(kind: str, headers: Sequence[str], mapping: Mapping = NO_MAPPING) -> Choices:
    """What to begin with over a header: what the mapping says, and else what the headers suggest."""
    named = [header for header in headers if header]
    if mapping == NO_MAPPING:
        return Choices(suggest_columns(kind, named))
    columns = {
        name: tuple(there for header in wanted if (there := _there(named, header)))
        for name, wanted in mapping.columns.items()
    }
    columns = {name: there for name, there in columns.items() if there}
    used = {header for there in columns.values() for header in there}
    items = _items(mapping.unpivot, named, used) if mapping.unpivot else ()
    quiet = matcher((*mapping.ignore, *(mapping.unpivot.but if mapping.unpivot else ())))
    other = {_there(named, header) for header in mapping.headers}
    for header in named:
        name = KINDS[kind].column_for(header)
        taken = name is None or name in columns or name in mapping.constants or (items and name in UNPIVOTED)
        if not (taken or header in used or header in items or header in other or quiet(header)):
            columns[str(name)] = (header,)
    return Choices(columns, dict(mapping.constants), items, mapping.decimal_mark, mapping.date_format)


def mapping_of(
    kind: str,
    headers: Sequence[str],
    choices: Choices,
    *,
    begun: Mapping = NO_MAPPING,
    sheet: str | None = None,
    header_row: int = 1,
) -> Mapping:
    """The mapping that the choices come to; headers that are not used are named, so that none is guessed."""
    named = [header for header in headers if header]
    constants = {name: text.strip() for name, text in choices.constants.items() if text.strip()}
    columns = {name: there for name, there in choices.columns.items() if there}
    if choices.items:
        columns = {name: there for name, there in columns.items() if name not in UNPIVOTED}
        constants = {name: text for name, text in constants.items() if name not in UNPIVOTED}
    used = {header for there in columns.values() for header in there} | set(choices.items)
    kept = tuple(pattern for pattern in begun.ignore if not any(map(matcher((pattern,)), used)))
    unused = tuple(glob.escape(one) for one in named if one not in used and not matcher(kept)(one))
    return replace(
        begun,
        kind=kind,
        sheet=sheet,
        skip_rows=header_row - 1,
        decimal_mark=choices.decimal_mark,
        date_format=choices.date_format,
        ignore=kept + unused,
        columns=columns,
        constants=constants,
        unpivot=_unpivot(named, choices.items, used),
        create=tuple(one for one in begun.create if choices.items or not one.from_headers),
    )


def _there(headers: Sequence[str], wanted: str) -> str:
    """The header that a mapping means, or ""."""
    return next((header for header in headers if header_key(header) == header_key(wanted)), "")


def _items(unpivot: Unpivot, headers: Sequence[str], used: set[str]) -> tuple[str, ...]:
    after = _there(headers, unpivot.after_column) if unpivot.after_column else ""
    first = headers.index(after) + 1 if after else 0
    is_item, is_other = matcher(unpivot.columns), matcher(unpivot.but)
    return tuple(
        header
        for header in headers[first:]
        if header not in used and (not unpivot.columns or is_item(header)) and not is_other(header)
    )


def _unpivot(headers: Sequence[str], items: tuple[str, ...], used: set[str]) -> Unpivot | None:
    """All columns to the right of one where that is what was chosen, so that a longer header fits too."""
    if not items:
        return None
    first = headers.index(items[0])
    if first and all(header in used for header in headers[first:]):
        return Unpivot(headers[first - 1], (), ())
    return Unpivot(None, tuple(glob.escape(item) for item in items), ())
