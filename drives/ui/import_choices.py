"""Which column of the file is which, and what stands where the file says nothing."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from drives.exchange.columns import KINDS, Column, Form
from drives.exchange.importing import TAKES_DRIVE, TAKES_SITE
from drives.exchange.mapping_choices import UNPIVOTED
from drives.texts import _
from drives.ui import reads
from drives.ui.components import listed, md_escape, note
from drives.ui.import_draft import Draft
from drives.ui.import_mappings import begin, choose_mapping
from drives.ui.import_same import ask_same
from drives.ui.import_words import column_name, kind_name

_NOWHERE, _SAME = "", "="
_WIDTH = 230
_SHOWN_MOST = 60
_FORMATS = ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y")


def show_choices(at: Draft) -> None:
    """Everything that is chosen for a file; the draft holds it. UnreadableFile where no row is a header."""
    _where(at)
    at.refuse_goods_for_header()
    st.markdown(_("**Which column is which?**"))
    columns = [one for one in KINDS[at.kind].columns if not (at.choices.items and one.name in UNPIVOTED)]
    first = [one for one in columns if one.required or one.name in at.found]
    with st.grid(4, min_column_width=_WIDTH):
        for column in first:
            _column(at, column)
    with st.expander(_("More columns")), st.grid(4, min_column_width=_WIDTH):
        for column in columns:
            if column not in first:
                _column(at, column)
    _wide(at)
    _for_every_row(at)
    _unused(at)


def _where(at: Draft) -> None:
    """The sheet and the row of the header."""
    sheets, rows = at.look()
    with st.grid(4, min_column_width=_WIDTH):
        choose_mapping(at)
        if len(sheets) > 1:
            key = at.key("sheet")
            st.session_state.setdefault(key, at.sheet or sheets[0])
            sheet = st.selectbox(_("Sheet"), sheets, key=key)
            if sheet != at.sheet:
                at.sheet = sheet
                begin(at)
                st.rerun()
        key = at.key("header")
        shown = {line: _row_shown(line, cells) for line, cells in rows}
        st.session_state.setdefault(key, at.header_row)
        chosen = st.selectbox(
            _("The row that names the columns"), list(shown), key=key, format_func=shown.__getitem__
        )
        if chosen != at.header_row:
            at.take_header(chosen)
            st.rerun()


def _row_shown(line: int, cells: Sequence[str]) -> str:
    text = ", ".join(cell for cell in cells if cell)
    cut = text if len(text) <= _SHOWN_MOST else f"{text[: _SHOWN_MOST - 1]}…"
    return _("Row {row}: {cells}").format(row=line, cells=cut)


def _chosen(at: Draft, name: str) -> str:
    """Where a column is: a header, the same for every row, or nowhere."""
    there = at.choices.columns.get(name, ())
    if there:
        return there[0]
    return _SAME if name in at.choices.constants else _NOWHERE


def _column(at: Draft, column: Column) -> None:
    label = column_name(column.name)
    if column.required and not (column.name == "site" and at.site):
        label = _("{column} (required)").format(column=label)
    with st.container(gap="xsmall"):
        if len(at.choices.columns.get(column.name, ())) > 1 or column.form is Form.TEXT:
            _several(at, column, label)
            return
        options = (_NOWHERE, _SAME, *(header for header in at.headers if header))
        key = at.key(f"column.{column.name}")
        st.session_state.setdefault(key, _chosen(at, column.name))
        chosen = st.selectbox(md_escape(label), options, key=key, format_func=_place_name)
        columns, constants = dict(at.choices.columns), dict(at.choices.constants)
        if chosen in (_NOWHERE, _SAME):
            columns.pop(column.name, None)
        else:
            columns[column.name] = (chosen,)
        if chosen == _SAME:
            constants[column.name] = ask_same(at, column, constants.get(column.name, ""))
        elif chosen == _NOWHERE:
            constants.pop(column.name, None)
        at.choose(columns=columns, constants=constants)


def _place_name(option: str) -> str:
    return {_NOWHERE: _("not in the file"), _SAME: _("the same for every row")}.get(option, option)


def _several(at: Draft, column: Column, label: str) -> None:
    """A column that several headers may be joined for."""
    key = at.key(f"columns.{column.name}")
    st.session_state.setdefault(key, list(at.choices.columns.get(column.name, ())))
    chosen = st.multiselect(
        md_escape(label),
        [header for header in at.headers if header],
        key=key,
        placeholder=_("not in the file"),
    )
    at.choose(columns={**at.choices.columns, column.name: tuple(chosen)})


def _wide(at: Draft) -> None:
    """Files with a column for each item."""
    if not set(UNPIVOTED) <= set(KINDS[at.kind].names):
        return
    key = at.key("wide")
    st.session_state.setdefault(key, bool(at.choices.items))
    if not st.toggle(_("Each item has a column of its own"), key=key):
        if at.choices.items:
            at.choose(items=())
            st.rerun()
        return
    used = {
        header for name, headers in at.choices.columns.items() if name not in UNPIVOTED for header in headers
    }
    free = [header for header in at.headers if header and header not in used]
    key = at.key("items")
    st.session_state.setdefault(key, [header for header in free if header in at.choices.items] or free)
    st.session_state[key] = [header for header in st.session_state[key] if header in free]
    items = tuple(st.multiselect(_("Columns that are items"), free, key=key))
    if items != at.choices.items:
        at.choose(items=items)
        st.rerun()


def _for_every_row(at: Draft) -> None:
    """The drive and the site of rows that name none; how numbers and dates are written."""
    kind = at.kind
    with st.grid(4, min_column_width=_WIDTH):
        if kind in TAKES_DRIVE and "drive" not in at.choices.constants:
            at.drive = _one_of(
                at, "drive", _("Drive, where a row names none"),
                {one.slug: one.name for one in reads.drives()}, at.drive,
            )  # fmt: skip
        if kind in TAKES_SITE and "site" not in at.choices.constants:
            at.site = _one_of(
                at, "site", _("Site, where a row names none"),
                {one.name: one.name for one in reads.sites()}, at.site,
            )  # fmt: skip
        marks = {".": _("1234.5 (a point)"), ",": _("1234,5 (a comma)")}
        mark = _one_of(
            at, "mark", _("How numbers are written"), marks, at.choices.decimal_mark, _("as the file shows")
        )
        formats = {one: date(2026, 12, 31).strftime(one) for one in _FORMATS}
        known = at.choices.date_format
        if known is not None and known not in formats:
            formats[known] = known
        written = _one_of(
            at, "dates", _("How dates are written"), formats, known, _("2026-12-31 (year first)")
        )
        at.choose(decimal_mark=mark, date_format=written)


def _one_of(
    at: Draft, name: str, label: str, options: dict[str, str], chosen: str | None, none: str | None = None
) -> str | None:
    key = at.key(name)
    names = {_NOWHERE: none or _("none"), **options}
    st.session_state.setdefault(key, chosen if chosen in options else _NOWHERE)
    found = st.selectbox(label, list(names), key=key, format_func=names.__getitem__)
    return found or None


def _unused(at: Draft) -> None:
    """What of the file is left aside, and what a mapping adds."""
    mapping = at.mapping
    used = {header for headers in mapping.columns.values() for header in headers} | set(at.choices.items)
    left = [header for header in at.headers if header and header not in used]
    if left:
        note(_("Not used: {columns}.").format(columns=md_escape(listed(left))))
    if mapping.create:
        kinds = listed(list(dict.fromkeys(kind_name(one.kind) for one in mapping.create)))
        note(_("Made where they are missing: {kinds}.").format(kinds=md_escape(kinds)))
    if mapping.leave_out:
        columns = listed([one.column for one in mapping.leave_out])
        note(_("Rows are left out by {columns}.").format(columns=md_escape(columns)))
