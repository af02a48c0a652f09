"""Turns a column's texts into values: quantities, days, yes or no, closed words, clean texts.

``typed_rows`` does a whole table: a row with a wrong cell is reported, each wrong cell a fault, and
left out. An empty optional cell is None; an empty required one is a fault. Values by form:

QUANTITY, QUANTITY_OR_ZERO int thousandths · MONEY int ten-thousandths · DATE date · YES_NO bool ·
LATITUDE, LONGITUDE int ten-millionths of a degree · UNIT Unit · CHOICE the column's StrEnum ·
CHOICES tuple of it · NAMES tuple of str · GOALS tuple of (item, thousandths) · all others str.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from typing import Any

from drives.errors import Refusal
from drives.exchange.columns import Column, Form, header_key
from drives.exchange.faults import Fault
from drives.exchange.matching import MappedRow, MappedTable
from drives.exchange.spreadsheet import TypedCell
from drives.rules.addresses import email_address, page_address, web_address
from drives.rules.dates import parse_date
from drives.rules.gtin import parse_barcode
from drives.rules.money import parse_money
from drives.rules.plain_text import clean_text
from drives.rules.quantity import decimal_mark_shown, is_open, parse_quantity
from drives.rules.units import parse_unit
from drives.texts import _

TypedRow = tuple[int, list[Any]]
"""The line of the sheet, and a value for each of the mapped columns."""

Parse = Callable[[str], Any]

_QUANTITIES = frozenset({Form.QUANTITY, Form.QUANTITY_OR_ZERO, Form.MONEY})
_REMEMBERED_MOST = 50_000
_YES = ("yes", "y", "true", "1", "sí", "si")
_NO = ("no", "n", "false", "0")
_YES_NO = dict.fromkeys(_YES, True) | dict.fromkeys(_NO, False)
_DEGREES = re.compile(r"([+-]?)([0-9]{1,3})(?:[.,]([0-9]{1,20}))?\Z")
_GOALS = re.compile(r'\s*"(?:[^"]|"")*"\s*=[^;]*|[^;]+')
_NAMES = re.compile(r'\s*"(?:[^";]|"")*;(?:[^"]|"")*"\s*(?=;|\Z)|[^;]+')
_QUOTED = re.compile(r'"(?:[^"]|"")+"\Z')
_ERRORS = frozenset({"#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})


class _Remembered(dict[str, Any]):
    """A column's texts and their values: each text is parsed once, refusals every time."""

    def __init__(self, parse: Parse) -> None:
        super().__init__()
        self._parse = parse

    def __missing__(self, text: str) -> Any:
        value = self._parse(text)
        if len(self) < _REMEMBERED_MOST:
            self[text] = value
        return value


class _Afresh:
    """The same without memory, for workbooks: there, equal texts can be of different types."""

    def __init__(self, parse: Parse) -> None:
        self._parse = parse

    def __getitem__(self, text: str) -> Any:
        return self._parse(text)


def typed_rows(
    mapped: MappedTable, report: Callable[[Fault], object], *, decimal_mark: str | None = None
) -> Iterator[TypedRow]:
    """The rows as values, in ``mapped.columns``' order; each wrong cell is reported and its row left out.

    The decimal mark is the one given, else the mapping's, else what the file proves: for that the file
    is read once more, at its first "1,000" or "1.000". Numbers that a workbook typed need none.
    """
    mark = decimal_mark or mapped.mapping.decimal_mark
    find_mark = cache(lambda: decimal_mark_of(mapped))
    kind, semicolons = mapped.kind, mapped.table.delimiter == ";"
    columns = [kind.column(name) for name in mapped.columns]
    parses = [
        parser_for(one, mark, mapped.mapping.date_format, find_mark=find_mark, point_is_open=semicolons)
        for one in columns
    ]
    values = [_Afresh(parse) if mapped.table.typed else _Remembered(parse) for parse in parses]
    return _typed(mapped.rows(report), columns, values, mapped.table.name, report)


def _typed(
    rows: Iterable[MappedRow],
    columns: Sequence[Column],
    values: Sequence[Any],
    file: str,
    report: Callable[[Fault], object],
) -> Iterator[TypedRow]:
    for row, texts in rows:
        try:
            typed = [value[text] for value, text in zip(values, texts, strict=True)]
        except Refusal:
            for column, value, text in zip(columns, values, texts, strict=True):
                try:
                    value[text]
                except Refusal as refusal:
                    report(Fault(file, row, column.name, text, str(refusal)))
        else:
            yield row, typed


def decimal_mark_of(mapped: MappedTable) -> str | None:
    """The decimal mark that the number cells of a file prove and none contradicts; reads the file once."""
    numbers = [
        place for place, name in enumerate(mapped.columns) if mapped.kind.column(name).form in _QUANTITIES
    ]
    if not numbers:
        return None
    proven: set[str | None] = set()
    seen: set[str] = set()
    for _row, texts in mapped.rows(lambda _fault: None):
        for place in numbers:
            text = texts[place]
            if ("," in text or "." in text) and text not in seen and type(text) is str:
                proven.add(decimal_mark_shown(text.strip()))
                if len(seen) < _REMEMBERED_MOST:
                    seen.add(text)
    proven.discard(None)
    return proven.pop() if len(proven) == 1 else None


def parser_for(
    column: Column,
    decimal_mark: str | None = None,
    date_format: str | None = None,
    *,
    find_mark: Callable[[], str | None] = lambda: None,
    point_is_open: bool = False,
) -> Parse:
    """What turns one column's text into its value, or None where it is empty; it raises Refusal.

    ``find_mark`` is asked where a number alone does not show its decimal mark. With ``point_is_open``
    (a file with semicolons) "1.000" without a mark is refused like "1,000".
    """
    numbers = _number_parser(column.form, decimal_mark, find_mark, point_is_open)
    parse = numbers if column.form in _QUANTITIES else _parser(column, date_format)
    required = column.required

    def parsed(text: str) -> Any:
        if not text or text.isspace() or text == "\u200b":
            if required:
                raise Refusal(_("A value is needed here. Fill it in."))
            return None
        value = parse(text)
        if value == "" or value == ():
            if required:
                raise Refusal(_("A value is needed here. Fill it in."))
            return None
        return value

    return parsed


def _parser(column: Column, date_format: str | None) -> Parse:
    form, most = column.form, column.most
    if form is Form.DATE:
        return lambda text: parse_date(text, None if isinstance(text, TypedCell) else date_format)
    if form is Form.CHOICE and column.choices is not None:
        choices = column.choices
        return lambda text: parse_choice(text, choices)
    if form is Form.CHOICES and column.choices is not None:
        words = column.choices
        return lambda text: parse_choices(text, words)
    if form is Form.GOALS:
        return lambda text: parse_goals(text, most)
    by_form: dict[Form, Parse] = {
        Form.YES_NO: parse_yes_no,
        Form.UNIT: parse_unit,
        Form.LATITUDE: lambda text: parse_degrees(text, 90),
        Form.LONGITUDE: lambda text: parse_degrees(text, 180),
        Form.BARCODE: parse_barcode,
        Form.EMAIL: lambda text: parse_email(text, most),
        Form.URL: lambda text: parse_url(text, most),
        Form.SLUG: lambda text: parse_slug(text, most),
        Form.NAMES: lambda text: parse_names(text, most),
        Form.TEXT: lambda text: parse_text(text, most, lines=True),
        Form.LINE: lambda text: parse_text(text, most),
    }
    return by_form[form]


def _number_parser(
    form: Form, mark: str | None, find_mark: Callable[[], str | None], point_is_open: bool
) -> Parse:
    def parse(text: str) -> int:
        own = "." if isinstance(text, TypedCell) else mark
        if own is None and is_open(text):
            own = find_mark()
            if own is None and point_is_open and "." in text:
                raise Refusal(
                    _("This could be {large} or {small}. Name the decimal mark in a mapping.").format(
                        large=text.strip().replace(".", ""), small=text.strip()
                    )
                )
        if form is Form.MONEY:
            return parse_money(text, decimal_mark=own)
        return parse_quantity(text, decimal_mark=own, zero_allowed=form is Form.QUANTITY_OR_ZERO)

    return parse


def parse_text(text: str, most: int, *, lines: bool = False) -> str:
    """A clean text of at most ``most`` characters; a spreadsheet's error (#REF!) is none."""
    cleaned = clean_text(text, most, lines=lines)
    if cleaned[:1] == "#" and cleaned in _ERRORS:
        raise Refusal(_("This is a spreadsheet's error, not a text. Mend the cell."))
    return cleaned


def parse_yes_no(text: str) -> bool:
    """True or False from yes no true false 1 0, case forgiven."""
    answer = _YES_NO.get(text.strip().casefold())
    if answer is None:
        raise Refusal(_("This is neither yes nor no. Enter one of: yes no true false 1 0."))
    return answer


def parse_choice(text: str, choices: type[StrEnum]) -> StrEnum:
    """A word of a closed list, case, spaces and underscores forgiven; Refusal that names the list."""
    by_key = {header_key(choice.value): choice for choice in choices}
    key = header_key(text)
    if key in by_key:
        return by_key[key]
    near = get_close_matches(key[:40], by_key, n=1)
    listed = ", ".join(choice.value for choice in choices)
    raise Refusal(
        _("Did you mean {near}? It may be: {listed}.").format(near=by_key[near[0]].value, listed=listed)
        if near
        else _("It may be: {listed}.").format(listed=listed)
    )


def parse_choices(text: str, choices: type[StrEnum]) -> tuple[StrEnum, ...]:
    """Words of a closed list separated by ``;``, in the order of the list, repeats left out."""
    said = {parse_choice(part, choices) for part in text.split(";") if part.strip()}
    return tuple(choice for choice in choices if choice in said)


def parse_email(text: str, most: int = 254) -> str:
    """An e-mail address that could be one: a name, one @, a domain with a point."""
    return email_address(clean_text(text, most))


def parse_url(text: str, most: int = 400) -> str:
    """A web address with http or https; a bare ``www.`` gets https."""
    return web_address(clean_text(text, most), most)


def parse_slug(text: str, most: int = 80) -> str:
    """A slug: lower-case letters a-z, digits and single hyphens."""
    return page_address(clean_text(text, most))


def parse_names(text: str, most: int) -> tuple[str, ...]:
    """Names separated by ``;``, blanks and repeats left out.

    A name with a semicolon in it stands in quotation marks, those within it doubled.
    """
    parts = (part[0].strip() for part in _NAMES.finditer(clean_text(text, most)))
    names = (parse_text(_bare(part) if ";" in part else part, 200) for part in parts)
    return tuple(dict.fromkeys(name for name in names if name))


def _bare(quoted: str) -> str:
    """What stands between quotation marks."""
    return quoted[1:-1].replace('""', '"')


def parse_goals(text: str, most: int) -> tuple[tuple[str, int], ...]:
    """Goals like ``Rice=200;Soap=50.5``: (item, thousandths), each item once.

    An item with a semicolon in its name stands in quotation marks, those within it doubled.
    """
    goals: dict[str, int] = {}
    for goal in dict.fromkeys(part[0].strip() for part in _GOALS.finditer(clean_text(text, most))):
        if not goal:
            continue
        item, sign, quantity = (part.strip() for part in goal.rpartition("="))
        if _QUOTED.match(item):
            item = _bare(item)
        if not sign or not item:
            raise Refusal(_("Goals are written item=quantity, separated by ; like Rice=200;Soap=50."))
        if item in goals:
            raise Refusal(_("{item} has two goals here. Keep one.").format(item=item))
        parse_text(item, 200)
        goals[item] = parse_quantity(quantity, decimal_mark=".")
    return tuple(goals.items())


def parse_degrees(text: str, most: int) -> int:
    """Ten-millionths of a degree, rounded half even there (a centimetre), from -``most`` to ``most``."""
    match = _DEGREES.match(text.strip().replace("−", "-"))
    if match is None:
        raise Refusal(_("These are no degrees. Enter them like 53.5461 or -113.4938."))
    degrees = Decimal(f"{match[1]}{match[2]}.{match[3] or 0}")
    if abs(degrees) > most:
        raise Refusal(_("Degrees here go from -{most} to {most}. Check the number.").format(most=most))
    return round(degrees.scaleb(7))
