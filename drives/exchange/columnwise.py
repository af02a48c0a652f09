"""A whole table's cells as values, column by column: the same values and faults as ``typed_rows``, faster.

Each distinct text of a column is parsed once; texts that need no cleaning pass in blocks. Numbers wait
until the whole file is read, since any of them may prove the decimal mark.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from drives.errors import Refusal
from drives.exchange.cells import Parse, parser_for
from drives.exchange.columns import NUMBER_FORMS, Column, Form
from drives.exchange.faults import Fault
from drives.exchange.matching import MappedTable
from drives.rules.quantity import decimal_mark_shown
from drives.texts import _

_OFTEN = 20
"""How often each text of a block comes where it pays to look each up."""
_PROVING = NUMBER_FORMS - {Form.LATITUDE, Form.LONGITUDE}
_FORGIVEN = frozenset({Form.EMAIL, Form.URL, Form.LATITUDE, Form.LONGITUDE})
"""Where a cell that makes no sense is left empty with a warning: the contract names no rule to refuse it."""


class Bad(NamedTuple):
    """A cell that is no value, and why."""

    text: str
    expected: str


@dataclass(frozen=True, slots=True)
class ReadTable:
    """All rows as columns, and what is wrong with some of them.

    ``bad`` holds, for each column with bad cells, their indexes; the values there are None.
    ``warnings`` are cells that were left empty, their rows kept.
    """

    lines: Sequence[int]
    columns: Mapping[str, Sequence[Any]]
    faults: list[Fault]
    bad: Mapping[str, frozenset[int]]
    warnings: list[Fault]


class _Parsed(dict[str, Any]):
    """Texts and their values; what cannot be parsed is kept as ``Bad``."""

    def __init__(self, parse: Parse) -> None:
        super().__init__()
        self._parse = parse
        self.any_bad = False

    def __missing__(self, text: str) -> Any:
        value = self[text] = self.afresh(text)
        return value

    def afresh(self, text: str) -> Any:
        try:
            return self._parse(text)
        except Refusal as refusal:
            self.any_bad = True
            return Bad(text, str(refusal))


class _Reader:
    """Collects one column's values, a block of texts at a time."""

    def __init__(self, column: Column, parse: Parse, *, typed: bool) -> None:
        self.column = column
        self.parsed = _Parsed(parse)
        self.values: list[Any] = []
        self._of: Callable[[str], Any] = self.parsed.afresh if typed else self.parsed.__getitem__
        self._plain = column.form in (Form.LINE, Form.TEXT) and not typed

    def take(self, texts: Sequence[str]) -> None:
        """Add a block of cells."""
        few = len(set(texts)) * _OFTEN < len(texts)  # then they are parsed already, or soon
        if self._plain and not few and (plain := _plain_texts(texts, self.column)) is not None:
            self.values += plain
        else:
            self.values += map(self._of, texts)


class _NumberReader(_Reader):
    """Keeps the texts until the file's decimal mark is known."""

    def __init__(self, column: Column, *, typed: bool) -> None:
        super().__init__(column, str, typed=typed)
        self._typed = typed
        self._texts: dict[str, str] = {}

    def take(self, texts: Sequence[str]) -> None:
        """Add a block of cells as they are, equal ones shared."""
        if self._typed:
            self.values += texts
        else:
            keep = self._texts.setdefault
            self.values += [keep(text, text) for text in texts]

    def marks(self) -> set[str | None]:
        """The decimal marks that numbers of this column prove."""
        texts: Iterable[str] = self.values if self._typed else self._texts
        return {
            decimal_mark_shown(text.strip())
            for text in texts
            if type(text) is str and ("," in text or "." in text)
        }

    def parse(self, parse: Parse) -> None:
        """Turn the texts into numbers."""
        self.parsed = _Parsed(parse)
        self.values = list(map(self.parsed.afresh if self._typed else self.parsed.__getitem__, self.values))


def read_columns(
    mapped: MappedTable,
    *,
    decimal_mark: str | None = None,
    told: Callable[[int], object] | None = None,
) -> ReadTable:
    """All rows of a mapped table as values; ``told`` hears how many rows have been read so far.

    The decimal mark is the one given, else the mapping's, else what the file proves.
    """
    faults: list[Fault] = []
    typed = mapped.table.typed
    columns = [mapped.kind.column(name) for name in mapped.columns]
    open_points = mapped.table.delimiter == ";"

    def parser(column: Column, mark: str | None) -> Parse:
        return parser_for(column, mark, mapped.mapping.date_format, point_is_open=open_points)

    readers = [
        _NumberReader(column, typed=typed)
        if column.form in _PROVING
        else _Reader(column, parser(column, None), typed=typed)
        for column in columns
    ]
    lines: list[int] = []
    for numbers_of_lines, block in mapped.blocks(faults.append):
        lines += numbers_of_lines
        for reader, texts in zip(readers, block, strict=True):
            reader.take(texts)
        if told is not None:
            told(len(lines))
    numbers = [reader for reader in readers if isinstance(reader, _NumberReader)]
    mark = decimal_mark or mapped.mapping.decimal_mark or _proven(numbers)
    for reader in numbers:
        reader.parse(parser(reader.column, mark))
    return _sifted(mapped.table.name, lines, readers, faults)


def _proven(numbers: Sequence[_NumberReader]) -> str | None:
    marks: set[str | None] = set()
    for reader in numbers:
        marks |= reader.marks()
    marks.discard(None)
    return marks.pop() if len(marks) == 1 else None


def _sifted(name: str, lines: list[int], readers: Sequence[_Reader], faults: list[Fault]) -> ReadTable:
    """The rows with their bad cells emptied, and which those are."""
    bad: dict[str, set[int]] = {}
    warnings: list[Fault] = []
    for reader in readers:
        if not reader.parsed.any_bad:
            continue
        forgiven = reader.column.form in _FORGIVEN
        for index, value in enumerate(reader.values):
            if type(value) is not Bad:
                continue
            fault = Fault(name, lines[index], reader.column.name, value.text, value.expected)
            if forgiven:
                warnings.append(
                    replace(
                        fault,
                        expected=_("{reason} The row is kept without it.").format(reason=value.expected),
                    )
                )
            else:
                bad.setdefault(reader.column.name, set()).add(index)
                faults.append(fault)
            reader.values[index] = None
    columns = {reader.column.name: reader.values for reader in readers}
    cells = {column: frozenset(indexes) for column, indexes in bad.items()}
    return ReadTable(lines, columns, faults, cells, warnings)


def _plain_texts(texts: Sequence[str], column: Column) -> list[str | None] | None:
    """A block of texts that need no cleaning, empty ones None; None where some text needs a closer look."""
    joined = "".join(texts)
    if not (joined.isascii() and joined.isprintable()) or "#" in joined:
        return None
    stripped = list(map(str.strip, texts))
    if max(map(len, stripped)) > column.most:
        return None
    if column.required and not all(stripped):
        return None
    return [text or None for text in stripped]
