"""Where a file's bytes come from, and how much of a file is let in."""

import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from drives.exchange.faults import file_name, unreadable
from drives.texts import _

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused at once (DESIGN 8)."""

    file_bytes: int
    workbook_bytes: int = 256 * MEGABYTE
    columns: int = 1000
    cell_characters: int = 32_767


COMMAND_LINE = Limits(file_bytes=2048 * MEGABYTE)
UPLOAD = Limits(file_bytes=64 * MEGABYTE)


@dataclass(frozen=True, slots=True)
class Source:
    """A named file that can be opened as often as needed."""

    name: str
    open: Callable[[], BinaryIO]


def open_source(path_or_bytes: Path | str | bytes, name: str | None, limits: Limits) -> Source:
    """The bytes of a path or an upload; UnreadableFile where there are none, or too many."""
    if isinstance(path_or_bytes, bytes):
        _check_size(len(path_or_bytes), file_name(name or ""), limits)
        content = path_or_bytes
        return Source(file_name(name or ""), lambda: io.BytesIO(content))
    path = Path(path_or_bytes)
    shown = file_name(name or path.name)
    try:
        if path.is_dir():
            raise unreadable(shown, _("This is a folder. Name a file in it."))
        with path.open("rb") as stream:
            if not path.is_file():  # a pipe can be read only once
                content = stream.read(min(limits.file_bytes, 256 * MEGABYTE) + 1)
                _check_size(len(content), shown, limits)
                return Source(shown, lambda: io.BytesIO(content))
            _check_size(os.fstat(stream.fileno()).st_size, shown, limits)
    except FileNotFoundError:
        raise unreadable(shown, _("There is no such file. Check its name and folder.")) from None
    except (OSError, ValueError):
        raise unreadable(shown, _("This file cannot be opened. Check that you may read it.")) from None
    return Source(shown, lambda: path.open("rb"))


def _check_size(size: int, shown: str, limits: Limits) -> None:
    if size == 0:
        raise unreadable(shown, _("This file is empty. It needs a first row with the names of its columns."))
    if size > limits.file_bytes:
        raise unreadable(
            shown,
            _("This file has {size} MB: at most {most} MB are read. Split it.").format(
                size=f"{-(-size // MEGABYTE):,}", most=f"{limits.file_bytes // MEGABYTE:,}"
            ),
        )
