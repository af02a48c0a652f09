"""A mapping as the TOML that ``--mapping`` reads: what ``mapping_files.py`` reads back the same."""

import json
from collections.abc import Iterable, Mapping

from drives.exchange.mapping import Creation, LeaveOut
from drives.exchange.mapping import Mapping as FileMapping

_DELETE = "\x7f"


def mapping_text(mapping: FileMapping, kind: str) -> str:
    """The TOML of a mapping for one kind."""
    parts = [
        _lines(
            {
                "kind": kind,
                "sheet": mapping.sheet,
                "skip_rows": mapping.skip_rows or None,
                "decimal_mark": mapping.decimal_mark,
                "date_format": mapping.date_format,
                "ignore": mapping.ignore or None,
            }
        )
    ]
    if mapping.columns:
        one = {name: heads[0] if len(heads) == 1 else heads for name, heads in mapping.columns.items()}
        parts.append(_table("[columns]", one))
    if mapping.constants:
        parts.append(_table("[constants]", mapping.constants))
    parts += [_leave_out(one) for one in mapping.leave_out]
    if mapping.unpivot is not None:
        unpivot = mapping.unpivot
        said = {"after_column": unpivot.after_column, "columns": unpivot.columns or None}
        parts.append(_table("[unpivot]", {**said, "except": unpivot.but or None}))
    parts += [_creation(one) for one in mapping.create]
    return "\n".join(parts)


def _leave_out(one: LeaveOut) -> str:
    test: object = bool(one.values) if one.test == "is_empty" else one.values
    return _table("[[leave_out]]", {"column": one.column, one.test: test})


def _creation(one: Creation) -> str:
    whence = {"column": one.column, "from_headers": one.from_headers or None}
    return _table(f"[[create.{one.kind}]]", {**whence, **one.values})


def _table(head: str, values: Mapping[str, object]) -> str:
    return f"{head}\n{_lines(values)}"


def _lines(values: Mapping[str, object]) -> str:
    return "".join(f"{key} = {_value(value)}\n" for key, value in values.items() if value is not None)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace(_DELETE, "\\u007F")
    if isinstance(value, Iterable):
        return f"[{', '.join(_value(one) for one in value)}]"
    raise TypeError(f"a mapping has no value of type {type(value).__name__}")
