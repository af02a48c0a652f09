"""What every table and every column type is made from.

A column type checks its values twice: cheaply when they are bound, and by a CHECK that is put on each
column by itself. The CHECK's name is the column's with what it guards: ``ck_site_name_length``.
"""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Column, MetaData, event
from sqlalchemy import Text as SqlText
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.schema import Table
from sqlalchemy.types import TypeDecorator, TypeEngine

from drives.errors import Refusal

Form = Callable[[Any], Any]
"""Turns one value into another; None stays None."""


class Unstorable(Refusal, DontWrapMixin):
    """A person's value that no column takes: too long, too large, or not a text at all."""


class WrongType(TypeError, DontWrapMixin):
    """The program's own fault: a value of another type than the column's."""


class Base(DeclarativeBase):
    """What every table is made from: constraint names by convention, STRICT on SQLite."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        }
    )


class ColumnType(TypeDecorator[Any]):
    """What the types below share: one form a dialect, one processor each way, own CHECKs."""

    impl: TypeEngine[Any] | type[TypeEngine[Any]] = SqlText
    cache_ok = True
    sqlite_type: ClassVar[TypeEngine[Any]] = SqlText()
    postgresql_type: ClassVar[TypeEngine[Any]] = SqlText()

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return self.sqlite_type if dialect.name == "sqlite" else self.postgresql_type

    def form_for(self, dialect_name: str) -> Form:
        """The form of this column on "sqlite" or "postgresql"."""
        return self.sqlite_form if dialect_name == "sqlite" else self.postgresql_form

    def sqlite_form(self, value: Any) -> Any:
        """The value as SQLite's driver is given it; WrongType or Unstorable where it is none of ours."""
        raise NotImplementedError

    def postgresql_form(self, value: Any) -> Any:
        """The value as psycopg is given it."""
        return self.sqlite_form(value)

    def column_form(self, values: Sequence[Any], dialect_name: str) -> Sequence[Any]:
        """A whole column's values as the driver is given them; with the same errors."""
        form = self.form_for(dialect_name)
        return [form(value) for value in values]

    def sqlite_reading(self) -> Form | None:
        """Turns what SQLite gives back into the Python value; None where it is that already."""
        return None

    def postgresql_reading(self) -> Form | None:
        """Turns what psycopg gives back into the Python value; None where it is that already."""
        return None

    def checks(self, name: str) -> list[tuple[str, str, str | None]]:  # noqa: ARG002
        """CHECKs of a column: (what it guards, condition on the quoted name, the one dialect or None)."""
        return []

    def bind_processor(self, dialect: Dialect) -> Form:
        return self.form_for(dialect.name)

    def result_processor(self, dialect: Dialect, coltype: object) -> Form | None:  # noqa: ARG002
        return self.sqlite_reading() if dialect.name == "sqlite" else self.postgresql_reading()

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return self.form_for(dialect.name)(value)


class ColumnCheck(CheckConstraint):
    """A CHECK that a column's type asks for; copies of the table keep it to its dialect."""

    def _copy(self, **_kw: Any) -> "ColumnCheck":
        copied = ColumnCheck(self.sqltext, name=self.name)
        copied._ddl_if = self._ddl_if
        return self._schema_item_copy(copied)


_QUOTE = postgresql.dialect().identifier_preparer.quote  # type: ignore[no-untyped-call]


@event.listens_for(Table, "after_parent_attach")
def _make_strict(table: Table, metadata: MetaData) -> None:
    if metadata is Base.metadata:
        table.dialect_kwargs["sqlite_strict"] = True


@event.listens_for(Column, "after_parent_attach")
def _guard_column(column: Column[Any], table: Any) -> None:
    """Give each column the CHECKs of its type."""
    if isinstance(table, Table) and table.metadata is Base.metadata and isinstance(column.type, ColumnType):
        name = _QUOTE(column.name)
        for guarded, condition, dialect in column.type.checks(name):
            if column.nullable:  # an empty cell passes before any function is called on it
                condition = f"{name} IS NULL OR {condition}"
            check = ColumnCheck(condition, name=f"{column.name}_{guarded}")
            table.append_constraint(check.ddl_if(dialect=dialect) if dialect else check)
