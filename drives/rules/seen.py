"""The mark of what somebody saw: a form that sends it back changes that, and nothing newer."""

import hashlib
from collections.abc import Iterable


def seen_mark(row: Iterable[object]) -> str:
    """The mark of a whole row as it stands; another one for any other values."""
    return hashlib.sha256(repr(tuple(row)).encode()).hexdigest()[:32]
