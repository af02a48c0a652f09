"""An item of the catalogue as a card that opens on a click."""

import re

import streamlit as st

from drives.queries.catalogue import CatalogueItem
from drives.rules.quantity import SCALE
from drives.rules.units import unit_name
from drives.texts import _, ngettext
from drives.ui.components import format_quantity, md_escape
from drives.ui.item_asked import ITEMS

_MOST_TOLD = 2


def item_card(item: CatalogueItem, word: str | None = None) -> None:
    """The item's name, its unit and category, packs and words; ``word`` is what it was found under."""
    choice = item.choice
    packs = _told([_pack_words(pack.pack, pack.quantity) for pack in choice.packs if pack.pack])
    lines = [" · ".join(filter(None, (md_escape(choice.category), unit_name(choice.unit, 2 * SCALE), packs)))]
    words = _told([word, *(one for one in choice.words if one != word)] if word else list(choice.words))
    if words:
        lines.append(_("also: {words}").format(words=words))
    with st.container(border=True, height="stretch", gap="xxsmall", key=f"item-{item.item_id}"):
        with st.container(horizontal=True, vertical_alignment="center", wrap=False, gap="small"):
            st.button(
                f"**{md_escape(item.name)}**",
                icon=":material/edit:",
                icon_position="right",
                key=f"catalogue.open.{item.item_id}",
                type="tertiary",
                on_click=ITEMS.open,
                kwargs={"item": item.item_id},
            )
            if not item.active:
                st.badge(_("not in use"), color="gray")
        st.markdown("  \n".join(f":small[:gray[{line}]]" for line in lines))


def _pack_words(name: str | None, quantity: int | None) -> str:
    # "case of 12" says how many it holds; "case of 120" does not say 12.
    held = format_quantity(quantity or SCALE)
    says = re.search(rf"(?<![\d.,]){re.escape(held)}(?![\d]|[.,]\d)", name or "")
    return name or "" if says else _("{pack} ({quantity})").format(pack=name, quantity=held)


def _told(names: list[str]) -> str:
    more = len(names) - _MOST_TOLD
    told = ", ".join(md_escape(name) for name in dict.fromkeys(names[:_MOST_TOLD]))
    if more <= 0:
        return told
    return ngettext("{names} and {count} more", "{names} and {count} more", more).format(
        names=told, count=more
    )
