"""A line of a pick list: a box to tick, and how many were taken where it was not all."""

import streamlit as st

from drives.commands.delivery_packing import PickLine, pick_line
from drives.queries.delivery_seen import LineSeen
from drives.rules.units import is_indivisible, unit_name
from drives.texts import _
from drives.ui import actions
from drives.ui.components import md_escape, quantity_text, typed_quantity
from drives.ui.delivery_words import left_words, line_words, marks_words
from drives.ui.form import Form


def show_line(line: LineSeen) -> None:
    """The line; its tick stands in the store, so that it is there after a reload and on other phones."""
    form = Form.of(f"pick.{line.line_id}", f"pick.{line.line_id}")
    with st.container(border=True, gap="xsmall"):
        words = f"**{md_escape(line_words(line))}**"
        marks = " · ".join(filter(None, [marks_words(line), *left_words(line)]))
        tick = f"pick.tick.{line.line_id}"
        st.session_state[tick] = line.picked is not None
        st.checkbox(
            f"{words} · {md_escape(marks)}" if marks else words,
            key=tick,
            on_change=_tick,
            args=(line, form, tick),
        )
        if line.picked is not None:
            taken = f"pick.taken.{line.line_id}"
            st.session_state[taken] = quantity_text(line.picked)
            st.text_input(
                _("Taken, in {unit}").format(unit=unit_name(line.unit, 2000)),
                key=taken,
                width=150,
                on_change=_take,
                args=(line, form, taken),
            )
        form.show_refused()


def _tick(line: LineSeen, form: Form, tick: str) -> None:
    at = actions.begin()
    quantity = line.stands if st.session_state[tick] else None
    form.send(at, pick_line, PickLine(line.line_id, quantity))


def _take(line: LineSeen, form: Form, taken: str) -> None:
    at = actions.begin()

    def typed() -> PickLine:
        many = typed_quantity(
            st.session_state[taken] or "0", whole=is_indivisible(line.unit), zero_allowed=True
        )
        return PickLine(line.line_id, many)

    asked = form.read(at, typed)
    if asked is not None:
        form.send(at, pick_line, asked)
