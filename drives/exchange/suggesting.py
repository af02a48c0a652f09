"""Which header of a file may mean which column: by what people call it, by a near name, else by nothing.

Nothing here decides: a person sees what is suggested, and changes it.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from drives.exchange.columns import KINDS, header_key, header_name
from drives.exchange.mapping import Mapping as FileMapping
from drives.exchange.mapping import matcher
from drives.exchange.text_tables import Record

_FIGURE = re.compile(r"[-+$€£]?\d[\d.,:/ -]*%?")
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


def is_header(kind: str, headers: Sequence[str]) -> bool:
    """False for a row that names no known column and holds a figure: it is goods already."""
    known = KINDS[kind].synonyms
    if any(header_key(header) in known for header in headers):
        return True
    return not any(_FIGURE.fullmatch(header.strip()) for header in headers)


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
    wanted = {key: name for key, name in columns.synonyms.items() if name not in found}
    near = sorted(
        (-nearness, place, header, wanted[key])
        for place, header in enumerate(left)
        for key, nearness in _near_keys(header, wanted)
    )
    for _distance, _place, header, name in near:
        if name not in found and header in left:
            found[name] = (header,)
            left.remove(header)
    return found


def _near_keys(header: str, known: Iterable[str]) -> Iterator[tuple[str, float]]:
    """The known headers (their keys) that a header is near to, and how near; what begins with one is."""
    key, words = header_key(header), header.split()
    if len(key) < _SHORTEST:
        return
    begins = {header_key("".join(words[:count])) for count in range(1, len(words))}
    alike = SequenceMatcher(None, b=key)
    for other in known:
        if len(other) < _SHORTEST:
            continue
        if other in begins:
            yield other, _NEAR
            continue
        alike.set_seq1(other)
        # The first two are bounds of the third, and cost next to nothing.
        bounds = (alike.real_quick_ratio, alike.quick_ratio, alike.ratio)
        if all(bound() >= _NEAR for bound in bounds):
            yield other, alike.ratio()


def fits(mapping: FileMapping, headers: Collection[str]) -> bool:
    """Whether a mapping names something, and all of it is in this header."""
    there = {header_key(header) for header in headers if header}
    return bool(mapping.headers) and all(header_key(header) in there for header in mapping.headers)


def fitting(mappings: Mapping[str, FileMapping], headers: Collection[str]) -> list[str]:
    """The names of the mappings that fit a header, first those that say most of it and leave least unsaid."""

    def order(name: str) -> tuple[int, int]:
        mapping = mappings[name]
        said, ignored = {header_key(header) for header in mapping.headers}, matcher(mapping.ignore)
        return -len(said), sum(not ignored(one) for one in headers if header_key(one) not in said)

    return sorted((name for name, mapping in mappings.items() if fits(mapping, headers)), key=order)
