"""Which header of a file may mean which column: by what people call it, by a near name, else by nothing.

Nothing here decides: a person sees what is suggested, and changes it.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from drives.exchange.columns import KINDS, header_key, header_name
from drives.exchange.mapping import Mapping as FileMapping
from drives.exchange.text_tables import Record

_NEAR = 0.8
_SHORTEST = 4
"""A shorter header is near to too much."""


def header_fingerprint(headers: Iterable[str]) -> str:
    """By what files with the same header are known again: case, spacing and order of columns forgiven."""
    names = sorted({header_name(header) for header in headers if header.strip()})
    return hashlib.sha256("\x1f".join(names).encode()).hexdigest()


def likely_header(kind: str, rows: Sequence[Record]) -> int | None:
    """The line among the first rows that has the most known headers; where none has, the fullest one."""
    if not rows:
        return None
    known = KINDS[kind].synonyms
    counts = {row: sum(1 for cell in cells if header_key(cell) in known) for row, cells in rows}
    best = max(counts, key=lambda row: (counts[row], -row))
    return best if counts[best] else max(rows, key=lambda one: (len(list(filter(None, one[1]))), -one[0]))[0]


def suggest_columns(kind: str, headers: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Column → the header that it is likely to be under; each header once, columns without one left out."""
    columns = KINDS[kind]
    found: dict[str, tuple[str, ...]] = {}
    left = [header for header in headers if header]
    for header in list(left):
        name = columns.column_for(header)
        if name is not None and name not in found:
            found[name] = (header,)
            left.remove(header)
    near = sorted(
        (
            (-_nearness(header, key), place, header, name)
            for place, header in enumerate(left)
            for key, name in columns.synonyms.items()
            if name not in found
        ),
    )
    for distance, _place, header, name in near:
        if -distance >= _NEAR and name not in found and header in left:
            found[name] = (header,)
            left.remove(header)
    return found


def _nearness(header: str, known: str) -> float:
    """How near a header is to a known one (its key), from 0 to 1; one that begins with it is near."""
    key = header_key(header)
    if min(len(key), len(known)) < _SHORTEST:
        return 0.0
    words = header.split()
    if any(header_key("".join(words[:count])) == known for count in range(1, len(words))):
        return _NEAR
    return SequenceMatcher(None, key, known).ratio()


def fits(mapping: FileMapping, headers: Collection[str]) -> bool:
    """Whether a mapping names something, and all of it is in this header."""
    there = {header_key(header) for header in headers if header}
    return bool(mapping.headers) and all(header_key(header) in there for header in mapping.headers)


def fitting(mappings: Mapping[str, FileMapping], headers: Collection[str]) -> list[str]:
    """The names of the mappings that fit a header, those first that say most of it."""
    found = [name for name, mapping in mappings.items() if fits(mapping, headers)]
    return sorted(found, key=lambda name: -len(mappings[name].headers))
