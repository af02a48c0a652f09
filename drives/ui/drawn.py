"""A view that is drawn once and shown again until what it was drawn from has changed."""

from collections.abc import Callable
from typing import Any, Final

from drives.queries.door import Stamp
from drives.rules.roles import Viewer


def _scope(viewer: Viewer) -> str:
    return repr(sorted(map(repr, viewer.scope)))


TOLD_APART: Final[dict[str | type[Any], Callable[[Any], Any]]] = {Viewer: _scope, Stamp: repr}
"""How ``st.cache_data`` tells viewers and stamps apart: by a short text instead of by all their parts, and
viewers by what they may see.
"""
