"""Where the command line meets the terminal: progress, files written, refusals and what is unforeseen."""

import logging
import secrets
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from drives.errors import Refusal
from drives.texts import _


@contextmanager
def progress_of(name: str) -> Iterator[Callable[[int], object] | None]:
    """On a terminal, how many rows have been read; elsewhere nothing."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(_("Reading {file}").format(file=name), total=None)

        def told(rows: int) -> None:
            said = _("Reading {file}: {rows} rows").format(file=name, rows=f"{rows:,}")
            progress.update(task, description=said)

        yield told


def write_file(path: Path, content: bytes) -> None:
    """Write a file anew; a Refusal where that cannot be done."""
    try:
        path.write_bytes(content)
    except OSError:
        raise Refusal(
            _("{file} cannot be written. Choose a folder that exists and that you may write to.").format(
                file=path.name
            )
        ) from None


def lines_of(refusal: Refusal) -> list[str]:
    """A line for each thing that is refused, the first fifty."""
    from drives.exchange.faults import Faults, UnreadableFile

    if not isinstance(refusal, UnreadableFile):
        return [" ".join(str(refusal).split())]
    faults = Faults()
    for fault in refusal.faults:
        faults.add(fault)
    return list(faults.lines())


def _whereabouts(error: BaseException) -> str:
    """What broke and where, without a path, a value or a statement in it."""
    places = [
        f"{frame.f_globals.get('__name__', '?')}:{line}"
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    ours = [place for place in places if place.startswith("drives.")]
    return f"{type(error).__name__} at {' > '.join(ours[-4:] or places[-1:])}"


def speak_utf8() -> None:
    """What is printed is UTF-8 whatever the locale; standard error takes anything."""
    for stream, errors in ((sys.stdout, "strict"), (sys.stderr, "backslashreplace")):
        stream.reconfigure(encoding="utf-8", errors=errors)  # type: ignore[union-attr]


def tell_unforeseen(error: Exception) -> None:
    """One sentence with a reference, and a line in the log under that reference; no traceback."""
    reference = secrets.token_hex(2).upper()
    logging.getLogger("drives").error("ref %s: %s", reference, _whereabouts(error))
    print(_("Something broke (ref {ref}). Nothing was saved.").format(ref=reference), file=sys.stderr)
