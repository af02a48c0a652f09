"""What a person typed to find something: as conditions that read alike in both stores."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal_column, or_, select

from drives.model import Donor
from drives.queries.door import Look
from drives.rules.names import fold_name, plain_name


def named(look: Look, model: Any, words: str) -> list[int]:
    """The ids of things whose name, or the name of what they were merged into, holds the words.

    ``words`` as ``plain_name`` gives them.
    """
    into: Any = getattr(model, "merged_into_id", literal_column("NULL"))
    rows = look.connection.execute(select(model.id, model.name, into.label("into"))).all()
    found = {row.id for row in rows if words in plain_name(row.name)}
    return [row.id for row in rows if row.id in found or row.into in found]


def holds(column: Any, sought: str) -> ColumnElement[bool]:
    """Whether a text holds what was typed, in capitals or not."""
    # SQLite knows capitals of ASCII alone: what else stands in a text is compared as it was typed, all
    # small and all in capitals.
    typed = sought.strip()
    forms = {typed.lower(), *(_small(form) for form in (typed, typed.lower(), typed.upper()))}
    return or_(*(func.lower(column).contains(form, autoescape=True) for form in sorted(forms)))


def _small(text: str) -> str:
    return "".join(sign.lower() if sign.isascii() else sign for sign in text)


def donors_called(sought: str) -> Select[Any]:
    """The ids of donors whose name, or the name of whom they were merged into, holds what was typed."""
    called = Donor.name_key.contains(fold_name(sought), autoescape=True)
    return select(Donor.id).where(or_(called, Donor.merged_into_id.in_(select(Donor.id).where(called))))
