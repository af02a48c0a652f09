"""What was missing when a delivery arrived, until it is found or given up."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from drives.commands.missing_goods import FindMissing, GiveUpMissing, find_missing, give_up_missing
from drives.errors import Refusal
from drives.queries.deliveries import Searched
from drives.rules.roles import Permission
from drives.rules.units import is_indivisible
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import (
    day,
    goods_of,
    in_unit,
    md_escape,
    named,
    quantity_text,
    section,
    typed_quantity,
)
from drives.ui.delivery_rows import DELIVERIES
from drives.ui.form import Form


def show_searched(found: Sequence[Searched]) -> None:
    """The goods that are still searched, each with a way to say what became of it."""
    if not found:
        return
    section(
        _("Still being looked for"),
        _("They are booked as lost. Put back on a shelf what turns up, and give up what does not."),
    )
    may = reads.viewer().may(Permission.DELIVER)
    for one in found:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            words = {
                "goods": goods_of(one.item, one.quantity, one.unit),
                "program": one.program,
                "day": day(one.confirmed_on, today=reads.stamp().today),
            }
            text = _("**{goods}** missing at {program}, since {day}")
            said = text.format(**{name: md_escape(word) for name, word in words.items()})
            st.markdown(said, width="stretch")
            if may:
                st.button(
                    named(one.item, _("Found …")),
                    key=f"deliveries.found.{one.line_id}",
                    on_click=DELIVERIES.open,
                    kwargs={"do": "found", "line": one.line_id},
                )
                st.button(
                    named(one.item, _("Give up …")),
                    key=f"deliveries.give_up.{one.line_id}",
                    on_click=DELIVERIES.open,
                    kwargs={"do": "give_up", "line": one.line_id},
                )


def searched_form(one: Searched, do: str) -> Form:
    """The form that ends a search."""
    return Form.of(f"deliveries.{do}.{one.line_id}", f"deliveries.{do}")


def ask_where_found(one: Searched, form: Form) -> None:
    """The dialog's content: where it stands now, and how many."""
    form = form.begin({"many": quantity_text(one.quantity)})
    sites = {site.site_id: site.name for site in reads.sites()}
    st.selectbox(_("Where it is now"), list(sites), format_func=sites.__getitem__, key=form.key("site"))
    st.text_input(
        in_unit(_("How many were found"), _("How many were found, in {unit}"), one.unit),
        key=form.key("many"),
    )
    form.buttons(_("Put it back on the shelf"), _found, one, form, leave=partial(DELIVERIES.close, form.name))


def _found(one: Searched, form: Form) -> None:
    at = actions.begin()

    def typed() -> FindMissing:
        many = typed_quantity(form.text("many"), whole=is_indivisible(one.unit))
        if form.value("site") is None:
            raise Refusal(_("Choose the site where it is now."))
        return FindMissing(one.line_id, form.value("site"), many)

    asked = form.read(at, typed)
    if asked is not None and form.send(at, find_missing, asked) is not None:
        at.say(
            _("Found: {goods}, back on a shelf.").format(goods=goods_of(one.item, asked.quantity, one.unit))
        )
        DELIVERIES.close()


def ask_to_give_up(one: Searched, form: Form) -> None:
    """The dialog's content."""
    st.markdown(
        md_escape(
            _("Booked as lost for good, and no longer looked for: {goods}.").format(
                goods=goods_of(one.item, one.quantity, one.unit)
            )
        )
    )
    form.buttons(_("Give it up"), _give_up, one, form, leave=partial(DELIVERIES.close, form.name))


def _give_up(one: Searched, form: Form) -> None:
    at = actions.begin()
    if form.send(at, give_up_missing, GiveUpMissing(one.line_id)) is not None:
        at.say(_("Given up: {item} is no longer being looked for.").format(item=one.item))
        DELIVERIES.close()
