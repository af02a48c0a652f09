"""The catalogue: what is counted, in which unit, and under which words people know it."""

import streamlit as st

from drives.queries.catalogue import CatalogueItem
from drives.texts import _, ngettext
from drives.ui import actions, reads
from drives.ui import first_steps as steps
from drives.ui.address_choice import choose_in_address
from drives.ui.codes import item_by_code
from drives.ui.components import (
    card_grid,
    empty_state,
    export_button,
    organization_name,
    page_header,
    paged,
    search_field,
)
from drives.ui.item_asked import ITEMS
from drives.ui.item_cards import item_card
from drives.ui.item_dialogs import show_item
from drives.ui.item_search import search
from drives.ui.session import desk

_ACTIVE, _INACTIVE, _ALL = "active", "inactive", "all"


def _line(items: tuple[CatalogueItem, ...]) -> str:
    count = sum(1 for item in items if item.active)
    return ngettext(
        "{organization} · {count} item in use", "{organization} · {count} items in use", count
    ).format(organization=organization_name(), count=count)


def _use_name(use: str) -> str:
    return {_ACTIVE: _("in use"), _INACTIVE: _("not in use")}.get(use, _("all"))


def _tools() -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="catalogue.tools"):
        st.button(
            _("New item"),
            type="primary",
            icon=":material/add:",
            key="catalogue.new",
            on_click=ITEMS.open,
            kwargs={"do": "add"},
        )
        export_button("items")


def _filtered(items: tuple[CatalogueItem, ...]) -> list[tuple[CatalogueItem, str | None]]:
    """The items that fit the search and filters, each with the word it was found under."""
    sought = search_field(_("Find under any name or word, or scan a barcode"), key="catalogue.q")
    with st.container(horizontal=True, vertical_alignment="center"):
        known = sorted({item.choice.category for item in items})
        categories = {"": _("all categories"), **{name: name for name in known}}
        category = choose_in_address(
            _("Category"), categories, name="category", key="catalogue.category", width=260
        )
        uses = {one: _use_name(one) for one in (_ACTIVE, _INACTIVE, _ALL)}
        use = choose_in_address(_("Show"), uses, name="use", key="catalogue.use", look="row")
    fits = [
        item
        for item in items
        if category in ("", item.choice.category) and (use == _ALL or item.active == (use != _INACTIVE))
    ]
    if not sought:
        return [(item, None) for item in fits]
    choices = [item.choice for item in fits]
    by_id = {item.item_id: item for item in fits}
    coded = item_by_code(sought, choices, year=reads.stamp().today.year)
    if coded is not None:
        return [(by_id[coded.item_id], None)]
    return [(by_id[found.item.item_id], found.word) for found in search(sought, choices)]


def _first_items() -> None:
    """Nothing is counted yet: the starter catalogue, or a first item."""
    empty_state(
        _(
            "This page lists everything that can be needed, given and counted. The starter catalogue "
            "brings some two hundred items that drives like yours ask for, with packs, and words in "
            "English and Spanish; change or retire what you do not use."
        )
    )
    actions.show_refused(steps.ITEMS)
    sent = desk().request_id(steps.ITEMS)
    with st.container(horizontal=True):
        st.button(
            _("Load the starter catalogue"),
            type="primary",
            key=f"catalogue.starter.{sent}",
            on_click=steps.load_items,
            args=(sent,),
        )
        st.button(
            _("New item"),
            icon=":material/add:",
            key="catalogue.new",
            on_click=ITEMS.open,
            kwargs={"do": "add"},
        )


def show() -> None:
    """The page."""
    items = reads.the_catalogue()
    page_header(_("What we count"), _line(items), guide="catalogue")
    if not items:
        _first_items()
    else:
        _tools()
        found = _filtered(items)
        if not found:
            st.markdown(_("No item fits. Clear the search, or show another kind."))
        shown = paged(found, key="catalogue")
        with card_grid(key="catalogue.items"):
            for item, word in shown:
                item_card(item, word)
    show_item()


show()
