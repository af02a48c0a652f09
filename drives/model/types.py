"""The only column types there are, each with its SQLite and its PostgreSQL form.

Columns hold whole numbers and texts: SQLite keeps them in STRICT tables, PostgreSQL in its own
BIGINT, TEXT, DATE, TIMESTAMPTZ and BOOLEAN. ``sqlite_form`` and ``postgresql_form`` turn a value into
what the driver is given; bulk inserts that pass SQLAlchemy by use them as well.
"""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Boolean, Date, DateTime, Integer

from drives.model.base import Base, ColumnType, Form, Unstorable, WrongType
from drives.texts import _

__all__ = [
    "Base",
    "ColumnType",
    "Count",
    "Degrees",
    "Flag",
    "Instant",
    "Json",
    "Kind",
    "LocalDate",
    "Money",
    "Quantity",
    "RowId",
    "Text",
    "Unstorable",
    "WrongType",
]

QUANTITY_MOST = 999_999_999_000_000
"""Thousandths: room for totals; a quantity that a person types is held to far less by the rules."""
MONEY_MOST = 9_999_999_999_999_999
"""Ten-thousandths of the currency unit: just under a million million."""
COUNT_MOST = 2**63 - 1
DEGREES_MOST = 1_800_000_000


class _Whole(ColumnType):
    """A whole number within bounds."""

    impl = BigInteger
    cache_ok = True
    sqlite_type = Integer()
    postgresql_type = BigInteger()
    most: ClassVar[int] = COUNT_MOST

    @property
    def python_type(self) -> type[Any]:
        return int

    def sqlite_form(self, value: Any) -> int | None:
        if type(value) is int and -self.most <= value <= self.most:
            return value
        if value is None:
            return None
        if type(value) is int:
            raise Unstorable(
                _("{number} is too large a number to be kept. Enter a smaller one.").format(number=value)
            )
        raise WrongType(f"{type(self).__name__} takes an int, not {type(value).__name__}: {value!r:.40}")

    def column_form(self, values: Sequence[Any], dialect_name: str) -> Sequence[Any]:
        given: Sequence[Any] = (values[0], values[-1]) if type(values) is range and values else values
        kinds = set(map(type, given))
        if kinds == {int, type(None)}:
            given, kinds = [value for value in given if value is not None], {int}
        if kinds == {int} and min(given) >= -self.most and max(given) <= self.most:
            return values
        return super().column_form(values, dialect_name)


class RowId(_Whole):
    """A row's own number, or a reference to one."""

    cache_ok = True


class Quantity(_Whole):
    """Thousandths of the item's unit."""

    cache_ok = True
    most = QUANTITY_MOST


class Money(_Whole):
    """Ten-thousandths of the currency unit."""

    cache_ok = True
    most = MONEY_MOST


class Count(_Whole):
    """A plain whole number: days, an ordinal, a version."""

    cache_ok = True


class Degrees(_Whole):
    """Latitude or longitude in ten-millionths of a degree."""

    cache_ok = True
    most = DEGREES_MOST


class LocalDate(ColumnType):
    """A day in the organization's time zone: ``YYYY-MM-DD`` on SQLite, DATE on PostgreSQL."""

    impl = Date
    cache_ok = True
    postgresql_type = Date()

    @property
    def python_type(self) -> type[Any]:
        return date

    def sqlite_form(self, value: Any) -> str | None:
        if type(value) is date:
            return value.isoformat()
        return self.postgresql_form(value)  # type: ignore[return-value]

    def postgresql_form(self, value: Any) -> date | None:
        if type(value) is date or value is None:
            return value
        raise WrongType(f"LocalDate takes a date, not {type(value).__name__}: {value!r:.40}")

    def column_form(self, values: Sequence[Any], dialect_name: str) -> Sequence[Any]:
        if dialect_name != "sqlite":
            return super().column_form(values, dialect_name)
        forms = {value: self.sqlite_form(value) for value in set(values)}
        return [forms[value] for value in values]

    def sqlite_reading(self) -> Form:
        from_iso = date.fromisoformat
        return lambda text: None if text is None else from_iso(text)

    def checks(self, name: str) -> list[tuple[str, str, str | None]]:
        # Only a sum makes every SQLite notice that there is no 30th of February.
        return [("date", f"date({name}, '+0 days') IS {name}", "sqlite")]


class Instant(ColumnType):
    """A moment in UTC: TIMESTAMPTZ, or on SQLite a fixed-width ISO text whose order is that of time."""

    impl = DateTime
    cache_ok = True
    postgresql_type = DateTime(timezone=True)

    @property
    def python_type(self) -> type[Any]:
        return datetime

    def sqlite_form(self, value: Any) -> str | None:
        moment = self.postgresql_form(value)
        return None if moment is None else moment.isoformat(timespec="microseconds")[:26] + "Z"

    def postgresql_form(self, value: Any) -> datetime | None:
        if type(value) is datetime:
            if value.tzinfo is UTC:
                return value
            if value.tzinfo is not None:
                return value.astimezone(UTC)
            raise WrongType(f"Instant takes an aware datetime, not a naive one: {value!r:.60}")
        if value is None:
            return None
        raise WrongType(f"Instant takes an aware datetime, not {type(value).__name__}: {value!r:.40}")

    def column_form(self, values: Sequence[Any], dialect_name: str) -> Sequence[Any]:
        if dialect_name != "sqlite":
            return super().column_form(values, dialect_name)
        forms = {value: self.sqlite_form(value) for value in set(values)}
        return [forms[value] for value in values]

    def sqlite_reading(self) -> Form:
        from_iso = datetime.fromisoformat
        return lambda text: None if text is None else from_iso(text)

    def checks(self, name: str) -> list[tuple[str, str, str | None]]:
        # Width and zone keep text order time order; a whole pattern would cost imports a tenth.
        return [("instant", f"length({name}) = 27 AND substr({name}, 27) = 'Z'", "sqlite")]


class Text(ColumnType):
    """A text of at most ``max_length`` characters, without NUL and without half a character."""

    cache_ok = True

    def __init__(self, max_length: int) -> None:
        super().__init__()
        self.max_length = max_length

    @property
    def python_type(self) -> type[Any]:
        return str

    def sqlite_form(self, value: Any) -> str | None:
        if value is None:
            return None
        if type(value) is not str:
            if not isinstance(value, str):
                raise WrongType(f"Text takes a str, not {type(value).__name__}: {value!r:.40}")
            value = str.__str__(value)
        if len(value) > self.max_length:
            raise Unstorable(
                _("A text of {length} characters is too long: at most {most}. Shorten it.").format(
                    length=len(value), most=self.max_length
                )
            )
        if "\0" in value or not (value.isascii() or _is_unicode(value)):
            raise Unstorable(_("A text holds a character that cannot be kept. Type it anew."))
        return value  # type: ignore[no-any-return]

    def column_form(self, values: Sequence[Any], dialect_name: str) -> Sequence[Any]:
        given = [value for value in values if value is not None] if None in values else values
        if not given:
            return values
        if set(map(type, given)) == {str} and max(map(len, given)) <= self.max_length:
            joined = "".join(given)
            if "\0" not in joined and (joined.isascii() or _is_unicode(joined)):
                return values
        return super().column_form(values, dialect_name)

    def checks(self, name: str) -> list[tuple[str, str, str | None]]:
        return [
            ("length", f"length({name}) <= {self.max_length}", None),
            ("nul", f"instr({name}, char(0)) = 0", "sqlite"),
        ]


class Flag(ColumnType):
    """Yes or no: 0 and 1 on SQLite, BOOLEAN on PostgreSQL."""

    impl = Boolean
    cache_ok = True
    sqlite_type = Integer()
    postgresql_type = Boolean()

    @property
    def python_type(self) -> type[Any]:
        return bool

    def sqlite_form(self, value: Any) -> int | None:
        if value is True:
            return 1
        if value is False:
            return 0
        return self.postgresql_form(value)

    def postgresql_form(self, value: Any) -> bool | None:
        if value is True or value is False or value is None:
            return value
        raise WrongType(f"Flag takes a bool, not {type(value).__name__}: {value!r:.40}")

    def sqlite_reading(self) -> Form:
        return {None: None, 0: False, 1: True}.__getitem__

    def checks(self, name: str) -> list[tuple[str, str, str | None]]:
        return [("flag", f"{name} IN (0, 1)", "sqlite")]


class _Values(dict[Any, Any]):
    """A lookup at C speed that names what it does not know."""

    def __missing__(self, key: Any) -> Any:
        raise WrongType(f"{key!r:.40} is none of {', '.join(map(str, filter(None, self)))}")


class Kind(ColumnType):
    """One word of a closed list: a ``StrEnum``, kept as its text."""

    cache_ok = True

    def __init__(self, kinds: type[StrEnum]) -> None:
        super().__init__()
        self.kinds = kinds
        self._texts = _Values({None: None} | {kind.value: kind.value for kind in kinds})
        self._members = _Values({None: None} | {kind.value: kind for kind in kinds})

    @property
    def python_type(self) -> type[Any]:
        return self.kinds

    def sqlite_form(self, value: Any) -> str | None:
        return self._texts[value]  # type: ignore[no-any-return]

    def form_for(self, dialect_name: str) -> Form:  # noqa: ARG002
        return self._texts.__getitem__

    def column_form(self, values: Sequence[Any], dialect_name: str) -> Sequence[Any]:  # noqa: ARG002
        return list(map(self._texts.__getitem__, values))

    def sqlite_reading(self) -> Form:
        return self._members.__getitem__

    def postgresql_reading(self) -> Form:
        return self._members.__getitem__

    def checks(self, name: str) -> list[tuple[str, str, str | None]]:
        # One comparison each: in a CHECK, SQLite builds a table of an IN list anew for every row.
        return [("kind", " OR ".join(f"{name} = '{kind.value}'" for kind in self.kinds), None)]


class Json(ColumnType):
    """A dict, list, str, int, bool or None as canonical JSON text: keys sorted, no spaces, no floats."""

    cache_ok = True

    def sqlite_form(self, value: Any) -> str | None:
        if value is None:
            return None
        _refuse_odd(value)
        text = _ENCODER.encode(value)
        if not (text.isascii() or _is_unicode(text)):
            raise Unstorable(_("A text holds a character that cannot be kept. Type it anew."))
        return text

    def sqlite_reading(self) -> Form:
        loads = json.loads
        return lambda text: None if text is None else loads(text)

    def postgresql_reading(self) -> Form:
        return self.sqlite_reading()

    def checks(self, name: str) -> list[tuple[str, str, str | None]]:
        # json_valid() would say more, but older SQLite (3.40) refuses it in a schema that is not trusted.
        return [("nul", f"instr({name}, char(0)) = 0", "sqlite")]


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _is_unicode(text: str) -> bool:
    """False where a lone surrogate, half a character, is in the text."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _refuse_odd(value: Any) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise WrongType(f"Json takes texts as keys, not {type(key).__name__}: {key!r:.40}")
            _refuse_odd(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_odd(inner)
    elif not (value is None or isinstance(value, str | int)):
        raise WrongType(f"Json takes no {type(value).__name__}: {value!r:.40}")
