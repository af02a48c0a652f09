"""What happens once a process: warm up before the first person comes, then leave the garbage alone.

A first visitor otherwise pays for the slow imports, and the collector walks every imported module
again and again (PLATFORM 1.2: 40 to 90 ms of a rerun). Frozen objects are not walked.
"""

import asyncio
import gc
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib import import_module
from pathlib import Path

import drives

_SLOW_IMPORTS = ("altair", "babel.dates", "babel.numbers", "pandas", "pyarrow", "sqlalchemy.orm")

_announced: list[str] = []


def announce(line: str) -> None:
    """Have ``line`` printed on stderr once the process is warm, just before it serves."""
    _announced.append(line)


def warm_up(steps: Sequence[Callable[[], object]] = ()) -> None:
    """Import what is slow, run ``steps`` (first queries, first charts), then freeze what is there."""
    for name in _SLOW_IMPORTS:
        import_module(name)
    for step in steps:
        step()
    gc.collect()
    gc.freeze()


def _leave_package_off_path() -> None:
    # Streamlit puts the entry's folder first on the path; in a wheel that folder is this package,
    # and its modules would become top-level ones.
    package = Path(drives.__file__).parent
    sys.path[:] = [entry for entry in sys.path if not entry or Path(entry) != package]


def lifespan(
    *steps: Callable[[], object],
) -> Callable[[object], AbstractAsyncContextManager[None]]:
    """The ``lifespan`` of ``st.App``; ``steps`` are run while warming up, in a thread."""

    @asynccontextmanager
    async def around(_app: object) -> AsyncIterator[None]:
        _leave_package_off_path()
        await asyncio.to_thread(warm_up, steps)
        while _announced:
            print(_announced.pop(0), file=sys.stderr, flush=True)
        yield

    return around
