"""What an item is worth, by date: the list, and a value more."""

from datetime import date

import streamlit as st

from drives.commands.item_values import (
    RemoveItemValue,
    SetItemValue,
    remove_item_value,
    set_item_value,
)
from drives.errors import Refusal
from drives.queries.catalogue import CatalogueItem, ItemWorth
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import day, md_escape, note
from drives.ui.money_words import money, typed_money
from drives.ui.session import FLASH, desk


def _form(item_id: int) -> str:
    return f"catalogue.worth.{item_id}"


def worth_fields(item: CatalogueItem) -> None:
    """The values, the newest first, and the fields for another."""
    form = _form(item.item_id)
    sent = desk().request_id(form)
    st.markdown(
        _(
            "What one is worth, for the books of gifts in kind; it never stands in a donor's letter. A "
            "donation keeps the value of its day. What is set here holds for donations logged from now on, "
            "and changes nothing that was written before."
        )
    )
    _listed(item, sent)
    with st.grid(2, min_column_width=160):
        st.text_input(_("Value of one"), placeholder="1.25", key=f"worth.value.{sent}")
        st.date_input(_("From"), value=reads.stamp().today, format="YYYY-MM-DD", key=f"worth.from.{sent}")
    actions.show_refused(form)
    st.button(
        _("Set this value"),
        key=f"worth.set.{sent}",
        on_click=_set,
        args=(item, sent),
    )


def _listed(item: CatalogueItem, sent: str) -> None:
    today, currency = reads.stamp().today, reads.the_organization().currency
    if not item.values:
        note(_("No value yet: donations of it are counted, and worth nothing in money."))
    held = next(
        (one for one in item.values if one.from_on <= today), item.values[-1] if item.values else None
    )
    for one in item.values:
        said = _("**{value}** from {day}").format(
            value=md_escape(money(one.unit_value, currency)), day=md_escape(_day(one.from_on))
        )
        badge = f" :green-badge[{_('holds today')}]" if one is held else ""
        with st.container(horizontal=True, vertical_alignment="center", wrap=False):
            st.markdown(said + badge, width="stretch")
            st.button(
                _("Remove"),
                key=f"worth.remove.{one.from_on.isoformat()}.{sent}",
                type="tertiary",
                icon=":material/delete:",
                on_click=_remove,
                args=(item, one, sent),
            )


def _set(item: CatalogueItem, sent: str) -> None:
    at, form = actions.begin(), _form(item.item_id)
    if at.request_id(form) != sent:
        return
    from_on = st.session_state[f"worth.from.{sent}"]
    try:
        if from_on is None:
            raise Refusal(_("Enter the first day of this value."))
        value = typed_money(st.session_state[f"worth.value.{sent}"] or "")
    except Refusal as refusal:
        at.refusals[form] = refusal
        return
    request = SetItemValue(item.item_id, value, from_on)
    done = actions.run(set_item_value, request, at=at, form=form, sent=sent)
    if done is not None:
        at.say(
            _("{item}: {value} from {day}.").format(item=item.name, value=_told(value), day=_day(from_on)),
            undo=lambda: _put_back(item, from_on, done.before),
        )


def _remove(item: CatalogueItem, one: ItemWorth, sent: str) -> None:
    at, form = actions.begin(), _form(item.item_id)
    request = RemoveItemValue(item.item_id, one.from_on)
    if actions.run(remove_item_value, request, at=at, form=form, sent=sent) is not None:
        at.say(
            _("{item}: {value} from {day} was removed.").format(
                item=item.name, value=_told(one.unit_value), day=_day(one.from_on)
            ),
            undo=lambda: _put_back(item, one.from_on, one.unit_value),
        )


def _put_back(item: CatalogueItem, from_on: date, value: int | None) -> None:
    at = actions.begin()
    sent = at.request_id(FLASH)
    if value is None:
        gone = RemoveItemValue(item.item_id, from_on)
        done = actions.run(remove_item_value, gone, at=at, form=FLASH, sent=sent)
    else:
        done = actions.run(
            set_item_value, SetItemValue(item.item_id, value, from_on), at=at, form=FLASH, sent=sent
        )
    if done is not None:
        at.say(_("Taken back: the values of {item} are as they were.").format(item=item.name), kind="note")


def _told(value: int) -> str:
    return money(value, reads.the_organization().currency)


def _day(on: date) -> str:
    return day(on, today=reads.stamp().today)
