"""Knowing again who was erased, so that an older file brings nobody back and counts nothing twice.

What is kept is a salted digest of each name, e-mail and reference that went (``ErasedMark``): they cannot be
listed, and nothing leads from them to what was given; a text that is told can be compared.
"""

import secrets
from collections.abc import Iterable
from typing import Literal

from sqlalchemy import Connection, Table, insert, select

from drives.model import ErasedMark
from drives.rules.erased import mark_of

_mark: Table = ErasedMark.__table__  # type: ignore[assignment]


class ErasedMarks:
    """The marks of a store, as of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        rows = connection.execute(select(_mark)).all()
        self._salt: str = rows[0].salt if rows else secrets.token_hex(32)
        self._marks = {row.mark for row in rows}

    def keep(self, told: Iterable[tuple[str, str | None]]) -> None:
        """Keep a mark of each text, given with its kind: "name", "email", "reference" or "gift"."""
        marks = {mark_of(self._salt, kind, text) for kind, text in told if text} - self._marks
        if marks:
            rows = [{"mark": mark, "salt": self._salt} for mark in sorted(marks)]
            self._connection.execute(insert(_mark), rows)
            self._marks |= marks

    def __bool__(self) -> bool:
        """Whether anybody was erased."""
        return bool(self._marks)

    def known_by(
        self, name: str | None, email: str | None, reference: str | None = None
    ) -> Literal["email", "reference", "name"] | None:
        """By what a donor of whom this is told is one who was erased; a name alone is taken for theirs."""
        if self._has("email", email):
            return "email"
        if self._has("reference", reference):
            return "reference"
        return "name" if email is None and reference is None and self._has("name", name) else None

    def gift(self, reference: str) -> bool:
        """Whether a donation had this reference until its donor was erased."""
        return self._has("gift", reference)

    def _has(self, kind: str, text: str | None) -> bool:
        return bool(self and text and mark_of(self._salt, kind, text) in self._marks)
