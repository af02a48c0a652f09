"""What an import is asked, and what became of each row: for a person, as lines, and as files."""

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from drives.commands.imports import ImportDone
from drives.exchange.cell_guard import guard_cell, unguard_cell
from drives.exchange.columns import header_key
from drives.exchange.faults import Fault, Faults
from drives.exchange.mapping import NO_MAPPING
from drives.exchange.mapping import Mapping as FileMapping
from drives.exchange.matching import MappedTable
from drives.exchange.sources import COMMAND_LINE, Limits
from drives.exchange.text_tables import Record
from drives.queries.exports import Sheet
from drives.texts import _, ngettext

REASON = "refused_because"
"""The column that a file of rejected rows has before those of the file itself."""


def reason(column: str | None, expected: str) -> str:
    """What is wrong with a row, and where."""
    if column is None:
        return expected
    return _("{column}: {expected}").format(column=column, expected=expected)


class Verdict(StrEnum):
    """What becomes of a line of the sheet."""

    NEW = "new"
    KNOWN = "known"
    REFUSED = "refused"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How a file is to be taken. ``drive`` and ``site`` fill in where a row names none.

    ``mends`` are cells written anew: (line of the sheet, place in the row from 0) → text. The lines
    ``left_out`` are read as if they were not there.
    """

    drive: str | None = None
    site: str | None = None
    mapping: FileMapping = NO_MAPPING
    dry_run: bool = False
    skip_bad_rows: bool = False
    limits: Limits = COMMAND_LINE
    mends: Mapping[tuple[int, int], str] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()


@dataclass
class ImportReport:
    """What became of a file. ``saved`` is False where nothing was, for whatever reason.

    ``lines`` are those of all rows that were read, ``known`` of those that brought nothing new: a wide
    line stands there several times.
    """

    kind: str
    done: ImportDone
    saved: bool
    faults: list[Fault]
    notices: tuple[str, ...]
    options: ImportOptions
    lines_read: Sequence[int] = field(repr=False)
    known: Sequence[int] = field(repr=False)
    _mapped: MappedTable = field(repr=False)

    @property
    def refused_rows(self) -> int:
        """How many lines of the sheet are refused."""
        return len({fault.row for fault in self.faults})

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers of the file, "" for a column without one."""
        return self._mapped.table.headers

    @cached_property
    def verdicts(self) -> dict[int, Verdict]:
        """Every line of the sheet that was read and what becomes of it, in the file's order."""
        rows, known = Counter(self.lines_read), Counter(self.known)
        told = {line: Verdict.KNOWN if known[line] == count else Verdict.NEW for line, count in rows.items()}
        told |= {fault.row: Verdict.REFUSED for fault in self.faults if fault.row is not None}
        told |= dict.fromkeys(self.options.left_out, Verdict.LEFT_OUT)
        return dict(sorted(told.items()))

    @cached_property
    def reasons(self) -> dict[int, str]:
        """Why lines are refused: line of the sheet → all that is wrong with it."""
        told: dict[int, list[str]] = {}
        for fault in self.faults:
            if fault.row is not None:
                told.setdefault(fault.row, []).append(reason(fault.column, fault.expected))
        return {line: " | ".join(several) for line, several in told.items()}

    def rows(self, lines: Collection[int]) -> Iterator[Record]:
        """These lines of the sheet with their cells as they were read, mended ones as they are now."""
        width = len(self.headers)
        for line, cells in self._mapped.table.records(lines):
            yield line, [unguard_cell(cell) for cell in cells] + [""] * (width - len(cells))

    def lines(self) -> list[str]:
        """A line for each fault, by row: the first fifty, then one that says how many more."""
        faults = Faults()
        for fault in self.faults:
            faults.add(fault)
        return list(faults.lines())

    def summary(self) -> list[str]:
        """What was done, in whole sentences."""
        refused, done = self.refused_rows, self.done
        if refused and not self.options.skip_bad_rows:
            return [
                ngettext(
                    "Nothing was saved: {count} row is refused.",
                    "Nothing was saved: {count} rows are refused.",
                    refused,
                ).format(count=refused)
            ]
        figures = {"kind": self.kind, "added": done.added, "updated": done.updated, "known": done.known}
        if self.options.dry_run:
            said = _(
                "{kind}: {added} would be added, {updated} changed; {known} are known already. "
                "Nothing was saved."
            )
        else:
            said = _("{kind}: {added} added, {updated} changed; {known} were known already.")
        lines = [said.format(**figures)]
        if refused:
            lines.append(
                ngettext("{count} row was left out.", "{count} rows were left out.", refused).format(
                    count=refused
                )
            )
        return [*lines, *done.losses]

    def sheet(self) -> Sheet:
        """Every row with its verdict: its line, what became of it, why, and the file's own cells."""
        shown = [place for place, header in enumerate(self.headers) if header]
        words = {
            Verdict.NEW: _("imported") if self.saved else _("would be imported"),
            Verdict.KNOWN: _("known already"),
            Verdict.REFUSED: _("refused"),
            Verdict.LEFT_OUT: _("left out"),
        }
        return Sheet(
            ("row", "verdict", "reason", *(self.headers[place] for place in shown)),
            [
                (str(line), words[self.verdicts[line]], self.reasons.get(line, ""),
                 *(cells[place] for place in shown))
                for line, cells in self.rows(self.verdicts)
            ],
        )  # fmt: skip

    def rejects(self) -> bytes:
        """The refused rows as CSV, as they stand in the file, with the reasons before them."""
        headers = self.headers
        kept = [place for place, header in enumerate(headers) if header_key(header) != header_key(REASON)]
        written = io.StringIO(newline="")
        writer = csv.writer(written)
        writer.writerow([REASON, *(guard_cell(headers[place]) for place in kept)])
        for line, cells in self.rows(self.reasons):
            more = range(len(headers), len(cells))
            writer.writerow(
                [guard_cell(self.reasons[line]), *(guard_cell(cells[place]) for place in (*kept, *more))]
            )
        return written.getvalue().encode("utf-8", "backslashreplace")
