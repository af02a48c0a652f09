"""What an item is worth, by date: the list, and a value more."""

from datetime import date

import streamlit as st

from drives.commands.item_values import (
    ItemValueChanged,
    RemoveItemValue,
    SetItemValue,
    remove_item_value,
    set_item_value,
)
from drives.queries.catalogue import CatalogueItem
from drives.texts import _
from drives.ui import reads
from drives.ui.components import note
from drives.ui.dated_figures import Dated, DatedFigures, figure_button, figure_rows
from drives.ui.form import Form
from drives.ui.money_words import money


def worth_form(item_id: int) -> str:
    """The name of the form."""
    return f"catalogue.worth.{item_id}"


def worth_fields(item: CatalogueItem) -> None:
    """The values, the newest first, and the fields for another."""
    form, today = Form.of(worth_form(item.item_id), "worth"), reads.stamp().today
    form = form.begin({"amount": "", "from": today, "source": ""})
    figures = _figures(item, form)
    st.markdown(
        _(
            "What one is worth, for the books of gifts in kind; it never stands in a donor's letter. A "
            "donation keeps the value of its day. What is set here holds for donations logged from now on, "
            "and changes nothing that was written before."
        )
    )
    known = [Dated(one.from_on, one.unit_value) for one in item.values]
    if not known:
        note(_("No value yet: donations of it are counted, and worth nothing in money."))
    # A donation of a day before the first value is worth that one.
    held = next((one for one in known if one.from_on <= today), known[-1] if known else None)
    figure_rows(figures, known, held)
    with st.grid(2, min_column_width=160):
        st.text_input(_("Value of one"), placeholder="1.25", key=form.key("amount"))
        st.date_input(_("From"), format="YYYY-MM-DD", key=form.key("from"))
    figure_button(figures, _("Set this value"), _("Enter the first day of this value."))


def _figures(item: CatalogueItem, form: Form) -> DatedFigures:
    currency = reads.the_organization().currency
    return DatedFigures(
        item.name,
        form,
        lambda one: money(one.amount, currency),
        lambda one: (set_item_value, SetItemValue(item.item_id, one.amount, one.from_on)),
        lambda one: (remove_item_value, RemoveItemValue(item.item_id, one.from_on)),
        _before,
    )


def _before(done: ItemValueChanged, from_on: date) -> Dated | None:
    return None if done.before is None else Dated(from_on, done.before)
