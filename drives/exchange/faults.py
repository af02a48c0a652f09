"""What is wrong with a file, one line for each fault (DESIGN 8)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath

from drives.errors import Refusal
from drives.texts import _, ngettext

SHOWN_MOST = 40
LINES_MOST = 50
_NAME_MOST = 120


def visible(text: str, most: int = SHOWN_MOST) -> str:
    """The text on one line, cut at ``most`` characters, what cannot be seen written like ``\\x1b``."""
    cut = text if len(text) <= most else text[: most - 1] + "…"
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in cut
    )


def file_name(path: object) -> str:
    """The last part of a path in either style; never a folder."""
    return PurePosixPath(PureWindowsPath(str(path)).name).name or str(path)


def column_letter(index: int) -> str:
    """The spreadsheet's name of the column at a zero-based index: A, B, … Z, AA."""
    letters = ""
    index += 1
    while index:
        index, place = divmod(index - 1, 26)
        letters = chr(65 + place) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a file. ``expected`` is a whole sentence; ``row`` counts from the header as 1."""

    file: str
    row: int | None
    column: str | None
    found: str | None
    expected: str

    def line(self) -> str:
        """The fault on one line: file, row, column, what was found, what is expected."""
        words = {
            "file": visible(file_name(self.file), _NAME_MOST),
            "row": self.row,
            "column": visible(self.column or "", _NAME_MOST),
            "found": visible(self.found or ""),
            "expected": visible(self.expected, 1000),
        }
        if self.row is None:
            if self.found is None:
                return _("{file}: {expected}").format(**words)
            return _('{file}: found "{found}". {expected}').format(**words)
        if self.column is None:
            if self.found is None:
                return _("{file}, row {row}: {expected}").format(**words)
            return _('{file}, row {row}: found "{found}". {expected}').format(**words)
        if self.found is None:
            return _("{file}, row {row}, column {column}: {expected}").format(**words)
        if not self.found:
            return _("{file}, row {row}, column {column}: nothing found. {expected}").format(**words)
        return _('{file}, row {row}, column {column}: found "{found}". {expected}').format(**words)


class UnreadableFile(Refusal):
    """A file that is refused as a whole, with the faults that are the reason."""

    def __init__(self, faults: Fault | Iterable[Fault]) -> None:
        self.faults = (faults,) if isinstance(faults, Fault) else tuple(faults)
        super().__init__("\n".join(fault.line() for fault in self.faults))


def unreadable(
    file: str, expected: str, *, row: int | None = None, column: str | None = None, found: str | None = None
) -> UnreadableFile:
    """A refusal of the whole file for one fault."""
    return UnreadableFile(Fault(file, row, column, found, expected))


class Faults:
    """Collects faults: all are counted, the first fifty kept, and each faulty row remembered."""

    def __init__(self, most: int = LINES_MOST) -> None:
        self._most = most
        self.kept: list[Fault] = []
        self.count = 0
        self.rows: set[int] = set()

    def add(self, fault: Fault) -> None:
        """Count a fault; keep it where there is room."""
        self.count += 1
        if fault.row is not None:
            self.rows.add(fault.row)
        if len(self.kept) < self._most:
            self.kept.append(fault)

    __call__ = add

    def __len__(self) -> int:
        return self.count

    def __bool__(self) -> bool:
        return self.count > 0

    def lines(self) -> Iterator[str]:
        """A line for each fault kept, then one that says how many more there are."""
        for fault in self.kept:
            yield fault.line()
        more = self.count - len(self.kept)
        if more:
            yield ngettext("… and {count} more.", "… and {count} more.", more).format(count=more)
