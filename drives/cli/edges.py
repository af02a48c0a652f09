"""Where the command line meets the terminal: progress, files written, refusals and what is unforeseen."""

import logging
import os
import secrets
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

import typer

from drives.errors import Refusal
from drives.texts import _

_LINE_MOST = 2000


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


@contextmanager
def hundredths_of(doing: str) -> Iterator[Callable[[int], object] | None]:
    """On a terminal, how many hundredths are done; elsewhere nothing."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(doing, total=100)

        def told(hundredths: int) -> None:
            progress.update(task, completed=hundredths)

        yield told


@contextmanager
def house_of(context: typer.Context) -> Iterator[Any]:
    """The store opened, made or upgraded where need be, with its two doors."""
    from drives.wiring import open_house

    try:
        house = open_house(context.obj)
    except ValueError:  # what no file or address can be called, such as one with a NUL or a port "x"
        raise Refusal(
            _("The store's address cannot be read. Give one like sqlite:///data/drives.db after --store.")
        ) from None
    try:
        yield house
    finally:
        house.close()


def say(line: str, *, err: bool = False) -> None:
    """Print a line; a Refusal where standard output takes nothing (a full disk)."""
    if err:
        typer.echo(line, err=True)
        return
    with _output_told():
        typer.echo(line)


def say_bytes(content: bytes) -> None:
    """Put a file's bytes on standard output; a Refusal where it takes nothing."""
    with _output_told():
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()


def leave(code: int) -> NoReturn:
    """End with a status, 1 where what was said could not be written after all."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _silence_output()
        sys.exit(1)
    except OSError:
        _silence_output()
        print(_unwritten(), file=sys.stderr)
        sys.exit(1)
    sys.exit(code)


@contextmanager
def _output_told() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise  # a reader that has had enough, like head, is no fault
    except OSError:
        raise Refusal(_unwritten()) from None


def _unwritten() -> str:
    return _(
        "Standard output cannot be written, so something is missing there; "
        "what was saved stays saved. Make room, or choose another place."
    )


def _silence_output() -> None:
    """Let go of what cannot be written, so that nothing tries it again at the very end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def refuse_unwritable(path: Path) -> None:
    """A Refusal where a file could not be written; it is left as it is."""
    there = path.exists()
    try:
        with path.open("ab"):
            pass
        if not there:
            path.unlink()
    except (OSError, ValueError):
        raise _no_such_place(path) from None


def write_file(path: Path, content: bytes) -> None:
    """Write a file anew; a Refusal where that cannot be done."""
    try:
        path.write_bytes(content)
    except (OSError, ValueError):
        raise _no_such_place(path) from None


def _no_such_place(path: Path) -> Refusal:
    from drives.exchange.faults import visible

    expected = _("{file} cannot be written. Choose a folder that exists and that you may write to.")
    return Refusal(expected.format(file=visible(path.name or str(path))))


def lines_of(refusal: Refusal) -> list[str]:
    """A line for each thing that is refused, the first fifty."""
    from drives.exchange.faults import Faults, UnreadableFile, visible

    if not isinstance(refusal, UnreadableFile):
        return [visible(" ".join(str(refusal).split()), _LINE_MOST)]
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
