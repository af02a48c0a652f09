"""A pile of a pick list: a box to tick, and how many were taken where it was not all."""

from collections.abc import Sequence

import streamlit as st

from drives.commands.delivery_packing import Picked, PickLine, pick_line
from drives.errors import Refusal
from drives.queries.delivery_seen import LineSeen, as_one_line
from drives.rules.units import is_indivisible
from drives.texts import _
from drives.ui import actions
from drives.ui.components import format_quantity, in_unit, md_escape, quantity_text, typed_quantity
from drives.ui.delivery_piles import taken_by_line
from drives.ui.delivery_words import left_words, line_words, marks_words
from drives.ui.form import Form


def show_pile(pile: Sequence[LineSeen]) -> None:
    """The pile; its tick stands in the store, so that it is there after a reload and on other phones."""
    one = as_one_line(pile)
    form = Form.of(f"pick.{one.line_id}", f"pick.{one.line_id}")
    with st.container(border=True, gap="xsmall"):
        words = " · ".join(filter(None, [line_words(one), marks_words(one), *left_words(one)]))
        tick = f"pick.tick.{one.line_id}"
        st.session_state[tick] = one.picked is not None
        st.checkbox(
            md_escape(words),
            key=tick,
            on_change=_tick,
            args=(pile, form, tick),
        )
        if one.picked is not None:
            taken = f"pick.taken.{one.line_id}"
            st.session_state[taken] = quantity_text(one.picked)
            st.text_input(
                in_unit(_("Taken"), _("Taken, in {unit}"), one.unit),
                key=taken,
                width=150,
                on_change=_take,
                args=(pile, form, taken),
            )
        form.show_refused()


def _tick(pile: Sequence[LineSeen], form: Form, tick: str) -> None:
    at, on = actions.begin(), st.session_state[tick]
    picked = tuple(Picked(line.line_id, line.stands if on else None) for line in pile)
    form.send(at, pick_line, PickLine(picked))


def _take(pile: Sequence[LineSeen], form: Form, taken: str) -> None:
    at, one = actions.begin(), as_one_line(pile)

    def typed() -> PickLine:
        many = typed_quantity(
            st.session_state[taken] or "0", whole=is_indivisible(one.unit), zero_allowed=True
        )
        if many > one.stands and len(pile) > 1:
            raise Refusal(
                _(
                    "{item}: {picked} picked, but {asked} are on the list. Put the rest back on the shelf."
                ).format(item=one.item, picked=format_quantity(many), asked=format_quantity(one.stands))
            )
        return PickLine(tuple(Picked(line.line_id, part) for line, part in taken_by_line(pile, many)))

    asked = form.read(at, typed)
    if asked is not None:
        form.send(at, pick_line, asked)
