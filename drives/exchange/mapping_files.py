"""Reads a mapping file: TOML, checked key by key before anything is done by it (``mapping.py``)."""

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

from drives.errors import Refusal
from drives.exchange.columns import KINDS, KindColumns
from drives.exchange.faults import file_name, unreadable, visible
from drives.exchange.mapping import CREATABLE, LEAVE_OUT_TESTS, Creation, LeaveOut, Mapping, Unpivot
from drives.rules.dates import check_date_format
from drives.texts import _

_SIZE_MOST = 1024 * 1024


def read_mapping(path_or_text: Path | str, kind: str, name: str | None = None) -> Mapping:
    """The mapping in a TOML file (``Path``) or text (``str``), for one kind; UnreadableFile where wrong."""
    shown = file_name(name or (path_or_text.name if isinstance(path_or_text, Path) else "mapping.toml"))
    try:
        text = path_or_text
        if isinstance(text, Path):
            if text.stat().st_size > _SIZE_MOST:
                raise unreadable(shown, _("This is too large for a mapping file."))
            text = text.read_bytes().decode("utf-8-sig")
        content = tomllib.loads(text)
    except OSError:
        raise unreadable(shown, _("This mapping file cannot be opened. Check its name and folder.")) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise unreadable(
            shown, _("This is not TOML: {reason}.").format(reason=visible(str(error), 200))
        ) from None
    try:
        return _Checker(KINDS[kind], shown).mapping(content)
    except _Wrong as wrong:
        raise unreadable(shown, str(wrong), column=None) from None


class _Wrong(Refusal):
    """Something in a mapping that cannot be meant; the file's name is put before it."""


class _Checker:
    """Checks a parsed mapping key by key; whatever it does not know is refused by name."""

    def __init__(self, kind: KindColumns, name: str) -> None:
        self._kind, self._name = kind, name

    def mapping(self, content: dict[str, Any]) -> Mapping:
        known = (
            "kind",
            "sheet",
            "skip_rows",
            "decimal_mark",
            "date_format",
            "ignore",
            "columns",
            "constants",
        )
        self._only("", content, (*known, "leave_out", "unpivot", "create"))
        kind = self._text("kind", content.get("kind"))
        if kind is not None and kind != self._kind.kind:
            raise _Wrong(
                _("This mapping is for {kind}, not for {asked}.").format(
                    kind=visible(kind), asked=self._kind.kind
                )
            )
        mark = self._text("decimal_mark", content.get("decimal_mark"))
        if mark not in (None, ".", ","):
            raise _Wrong(_('decimal_mark is "." or ",".'))
        skip = content.get("skip_rows", 0)
        if type(skip) is not int or not 0 <= skip <= 1000:
            raise _Wrong(_("skip_rows is a whole number from 0 to 1000."))
        form = self._text("date_format", content.get("date_format"))
        if form is not None:
            try:
                check_date_format(form)
            except Refusal as refusal:
                raise _Wrong(str(refusal)) from None
        columns = self._columns(self._table("columns", content.get("columns", {})))
        unpivot = self._unpivot(content["unpivot"]) if "unpivot" in content else None
        taken = [name for name in ("item", "quantity") if unpivot and name in columns]
        if taken:
            raise _Wrong(
                _("With unpivot, {column} comes from the item columns: take it out of columns.").format(
                    column=taken[0]
                )
            )
        return Mapping(
            name=self._name,
            kind=kind,
            sheet=self._text("sheet", content.get("sheet")),
            skip_rows=skip,
            decimal_mark=mark,
            date_format=form,
            ignore=self._texts("ignore", content.get("ignore", [])),
            columns=columns,
            constants=self._values("constants", content.get("constants", {}), self._kind),
            leave_out=tuple(
                self._leave_out(one) for one in self._tables("leave_out", content.get("leave_out", []))
            ),
            unpivot=unpivot,
            create=self._create(self._table("create", content.get("create", {})), unpivot),
        )

    def _columns(self, table: dict[str, Any]) -> dict[str, tuple[str, ...]]:
        self._only_columns("columns", table, self._kind)
        return {
            name: self._texts(f"columns.{name}", [value] if isinstance(value, str) else value, some=True)
            for name, value in table.items()
        }

    def _leave_out(self, table: dict[str, Any]) -> LeaveOut:
        self._only("leave_out", table, ("column", *LEAVE_OUT_TESTS))
        tests = [test for test in LEAVE_OUT_TESTS if test in table]
        column = self._text("leave_out.column", table.get("column"))
        if column is None or len(tests) != 1:
            raise _Wrong(
                _("Each leave_out names a column and one test: {tests}.").format(
                    tests=", ".join(LEAVE_OUT_TESTS)
                )
            )
        value = table[tests[0]]
        if tests[0] == "is_empty":
            if type(value) is not bool:
                raise _Wrong(_("is_empty is true or false."))
            return LeaveOut(column, tests[0], ("yes",) if value else ())
        values = [value] if isinstance(value, str | int | float) and type(value) is not bool else value
        texts = (
            [str(one) if type(one) in (int, float) else one for one in values]
            if isinstance(values, list)
            else values
        )
        return LeaveOut(column, tests[0], self._texts(f"leave_out.{tests[0]}", texts, some=True, empty=True))

    def _unpivot(self, value: Any) -> Unpivot:
        table = self._table("unpivot", value)
        self._only("unpivot", table, ("after_column", "columns", "except"))
        names = self._kind.names
        if "item" not in names or "quantity" not in names:
            raise _Wrong(_("{kind} have no item and quantity to unpivot to.").format(kind=self._kind.kind))
        after = self._text("unpivot.after_column", table.get("after_column"))
        columns = self._texts("unpivot.columns", table.get("columns", []))
        if after is None and not columns:
            raise _Wrong(_("unpivot says which columns are items: after_column, columns, or both."))
        return Unpivot(after, columns, self._texts("unpivot.except", table.get("except", [])))

    def _create(self, table: dict[str, Any], unpivot: Unpivot | None) -> tuple[Creation, ...]:
        self._only("create", table, CREATABLE)
        creations: list[Creation] = []
        for kind in CREATABLE:
            entries = table.get(kind, [])
            for entry in self._tables(f"create.{kind}", [entries] if isinstance(entries, dict) else entries):
                creations.append(self._creation(kind, dict(entry), unpivot))
        return tuple(creations)

    def _creation(self, kind: str, entry: dict[str, Any], unpivot: Unpivot | None) -> Creation:
        where, columns = f"create.{kind}", KINDS[kind]
        column = self._text(f"{where}.column", entry.pop("column", None))
        from_headers = entry.pop("from_headers", False)
        if type(from_headers) is not bool or (from_headers and (kind != "items" or unpivot is None)):
            raise _Wrong(_("from_headers is true or false, and for items of an unpivot only."))
        values = self._values(where, entry, columns)
        named = sum((column is not None, from_headers, "name" in values))
        lacking = [name for name in columns.required if name not in values and name != "name"]
        if named != 1 or lacking:
            raise _Wrong(
                _("{where} needs {columns}, and a name or a column that the names come from.").format(
                    where=where, columns=", ".join(columns.required[1:])
                )
            )
        return Creation(kind, values, column, from_headers)

    def _values(self, where: str, value: Any, columns: KindColumns) -> dict[str, str]:
        table = self._table(where, value)
        self._only_columns(where, table, columns)
        return {name: self._constant(f"{where}.{name}", one) for name, one in table.items()}

    def _constant(self, where: str, value: Any) -> str:
        if isinstance(value, list):
            return ";".join(self._constant(where, one) for one in value)
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, str | int):
            return str(value)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value.isoformat()
        raise _Wrong(_("{where} is a text, a whole number, a date, or yes or no.").format(where=where))

    def _table(self, where: str, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise _Wrong(_("{where} is a table: write it as [{where}].").format(where=where))
        return value

    def _tables(self, where: str, value: Any) -> list[dict[str, Any]]:
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise _Wrong(_("{where} is a list of tables: write each as [[{where}]].").format(where=where))
        return value

    def _text(self, where: str, value: Any) -> str | None:
        if value is not None and (not isinstance(value, str) or not value.strip()):
            raise _Wrong(_("{where} is a text between quotation marks.").format(where=where))
        return value

    def _texts(self, where: str, value: Any, *, some: bool = False, empty: bool = False) -> tuple[str, ...]:
        if (
            not isinstance(value, list)
            or not all(isinstance(one, str) and (empty or one.strip()) for one in value)
            or (some and not value)
        ):
            raise _Wrong(_('{where} is a text or a list of texts, like ["One", "Two"].').format(where=where))
        return tuple(value)

    def _only(self, where: str, table: dict[str, Any], known: tuple[str, ...]) -> None:
        for key in table:
            if key not in known:
                raise _Wrong(
                    _('A mapping has no "{key}" here. It may have: {known}.').format(
                        key=visible(f"{where}.{key}" if where else key), known=", ".join(known)
                    )
                )

    def _only_columns(self, where: str, table: dict[str, Any], columns: KindColumns) -> None:
        for key in table:
            if key not in columns.names:
                raise _Wrong(
                    _('{where} names "{key}", but {kind} have the columns: {known}.').format(
                        where=where, key=visible(key), kind=columns.kind, known=", ".join(columns.names)
                    )
                )
