"""The whole list, line by line: each can be changed, and taken off with a way back."""

import streamlit as st

from drives.commands.donations import LineDraft
from drives.queries.choices import ItemChoice
from drives.texts import _
from drives.ui import actions
from drives.ui.basket import basket, known_items
from drives.ui.components import amount, goods_of, md_escape, named
from drives.ui.intake_draft import keep_draft
from drives.ui.line_words import remark
from drives.ui.session import desk


def see_list() -> None:
    """Show the whole list."""
    basket().listing = True


def show_list() -> None:
    """Open the dialog with the list, where it is asked for."""
    if basket().listing and basket().asked is None:
        st.dialog(_("On the list"), on_dismiss=_close)(_list)()


def _close() -> None:
    basket().listing = False


def _list() -> None:
    actions.begin()
    counted, items = basket(), known_items()
    if not counted.listing:
        st.rerun()
    for place, line in enumerate(counted.lines()):
        item = items.get(line.item_id)
        if item is not None:
            _line(place, line, item)
    keep_draft()


def _line(place: int, line: LineDraft, item: ItemChoice) -> None:
    more = remark(line, item)
    said = _("**{amount}** {item} :small[:gray[{remark}]]") if more else _("**{amount}** {item}")
    words = {"amount": amount(line.received, item.unit), "item": item.name, "remark": more}
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"list.{place}"):
        st.markdown(said.format(**{name: md_escape(word) for name, word in words.items()}), width="stretch")
        # Beside each other, also where a long name leaves them no room on its line.
        with st.container(horizontal=True, gap="xsmall", width="content"):
            st.button(
                named(_("Change: {item}").format(item=item.name), ":material/edit:"),
                key=f"list.change.{place}",
                on_click=_change,
                args=(line,),
            )
            st.button(
                named(_("Undo: {item}").format(item=item.name), ":material/undo:"),
                key=f"list.undo.{place}",
                on_click=_take_off,
                args=(line, item),
            )


def _change(line: LineDraft) -> None:
    counted = basket()
    counted.listing, counted.asked = False, line.item_id
    counted.ask_line(next((kept for kept in counted.exact if kept is line), None))


def _take_off(line: LineDraft, item: ItemChoice) -> None:
    at, counted = actions.begin(), basket()
    if not counted.take_off(line):
        return
    counted.listing = bool(counted.lines())

    def put_back() -> None:
        desk().hush()
        basket().put([line])

    said = _("Off the list: {goods}.").format(goods=goods_of(item.name, line.received, item.unit))
    at.say(said, kind="note", undo=put_back)
