"""The list that a counter counts along: what is typed is entered at once, as the counter's own figure."""

from functools import partial

import streamlit as st

from drives.commands.staged_entries import EnterCount, Entered, FoundBeside, enter_count
from drives.errors import Refusal
from drives.queries.blind_sheets import BlindLine, BlindSheet, ItemToFind
from drives.rules.names import fold_name
from drives.rules.quantity import SCALE
from drives.rules.units import Unit, is_indivisible, unit_name
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import (
    goods_of,
    item_option,
    md_escape,
    paged,
    quantity_text,
    typed_quantity,
)
from drives.ui.form import Form
from drives.ui.line_words import pile_marks

_FIELD_WIDTH = 104
_LINE_WIDTH = 320


def show_sheet_lines(sheet: BlindSheet, sought: str) -> None:
    """The lines that fit, fifty a page, a field each."""
    words = fold_name(sought)
    fitting = [line for line in sheet.lines if words in fold_name(f"{line.item} {_marks(line)}")]
    if not fitting and words:
        st.markdown(_("Nothing of that name is on this sheet. If you found some, add it below."))
    shown = paged(fitting, key="sheet")
    with st.grid(3, min_column_width=_LINE_WIDTH, gap="xsmall", key="sheet.lines"):
        for line in shown:
            _line(sheet, line)


def _marks(line: BlindLine) -> str:
    return " · ".join(pile_marks(line, reads.stamp().today))


def _line(sheet: BlindSheet, line: BlindLine) -> None:
    form = Form.of(f"sheet.{sheet.staged_count_id}.{line.line_id}", f"sheet.line.{line.line_id}")
    beside = _("not on the sheet") if line.found else ""
    under = " · ".join(part for part in (unit_name(line.unit, 2 * SCALE), _marks(line), beside) if part)
    said = [f"**{md_escape(line.item)}**", f":small[:gray[{md_escape(under)}]]"]
    with st.container(border=True, gap="xsmall", height="stretch"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
            st.markdown("  \n".join(said), width="stretch")
            if line.mine is not None:
                st.markdown(":material/check:", width="content")
            st.text_input(
                _("How many of {item} you found ({words})").format(
                    item=md_escape(line.item), words=md_escape(under)
                ),
                value="" if line.mine is None else quantity_text(line.mine),
                key=form.key("counted"),
                label_visibility="collapsed",
                placeholder=_("count"),
                width=_FIELD_WIDTH,
                on_change=_enter,
                args=(sheet.staged_count_id, line.line_id, line.unit, form),
            )
        form.show_refused()


def _typed(text: str, unit: Unit) -> int | None:
    return typed_quantity(text, whole=is_indivisible(unit), zero_allowed=True) if text else None


def _enter(staged_count_id: int, line_id: int, unit: Unit, form: Form) -> None:
    at = actions.begin()
    text = form.text("counted")
    try:
        entered = Entered(line_id, _typed(text, unit))
    except Refusal as refusal:
        at.refusals[form.name] = refusal
        return
    form.send(at, enter_count, EnterCount(staged_count_id, (entered,)))


def add_beside(sheet: BlindSheet) -> None:
    """What stands there though the sheet does not name it: an item and how many."""
    if not sheet.items:
        return
    form = Form.of(f"sheet.beside.{sheet.staged_count_id}", "sheet.beside")
    items = {item.item_id: item for item in sheet.items}
    with st.container(border=True, gap="small"):
        chosen = items.get(
            st.selectbox(
                _("Found here, but not on the sheet?"),
                list(items),
                index=None,
                format_func=lambda item_id: item_option(items[item_id].name, items[item_id].unit),
                placeholder=_("Choose the item to add it"),
                key=form.key("item"),
            )
            or 0
        )
        if chosen is not None:
            with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
                st.text_input(_("How many you found"), key=form.key("counted"), width=160)
                st.button(
                    _("Add it"),
                    key=form.key("add"),
                    on_click=_add,
                    args=(sheet.staged_count_id, chosen, form),
                )
        form.show_refused()


def _add(staged_count_id: int, item: ItemToFind, form: Form) -> None:
    at = actions.begin()
    counted = form.read(at, partial(_counted, item, form))
    if counted is None:
        return
    if form.send(at, enter_count, EnterCount(staged_count_id, beside=(FoundBeside(item.item_id, counted),))):
        at.say(_("Entered: {goods}.").format(goods=goods_of(item.name, counted, item.unit)))


def _counted(item: ItemToFind, form: Form) -> int:
    return typed_quantity(form.text("counted"), whole=is_indivisible(item.unit))
