"""One store of compiled statements for all engines of a test run.

Each test opens a store of its own, and an engine compiles every statement that it has not seen before: half
of the time of an ordinary test. What is compiled depends on the kind of the engine alone, so engines of one
kind share it here; in the app there is one engine, which keeps its own.
"""

from typing import Any, Final

from sqlalchemy import Engine
from sqlalchemy.engine.base import Connection
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

_compiled: Final[LRUCache[Any, Any]] = LRUCache(5000)


def _kind(dialect: DefaultDialect) -> tuple[Any, ...]:
    return type(dialect), dialect.paramstyle, getattr(dialect, "server_version_info", None)


def share_compiled_statements() -> None:
    """Have engines of one kind share what they compiled, in this process and for good."""
    begin = Connection.__init__

    def connect(self: Connection, engine: Engine, *rest: Any, **named: Any) -> None:
        if isinstance(engine, Engine) and "_compiled_cache" in vars(engine):
            engine._compiled_cache = _compiled
        begin(self, engine, *rest, **named)

    # The compiled text is filed under the dialect itself, which is another one for each engine.
    DefaultDialect.__eq__ = lambda self, other: (  # type: ignore[method-assign]
        isinstance(other, DefaultDialect) and _kind(self) == _kind(other)
    )
    DefaultDialect.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign]
    Connection.__init__ = connect  # type: ignore[method-assign]
