"""Which item is open in a dialog: it stands in the address, so a link opens the same.

``?item=ID`` opens one to change it, with ``do=merge`` to merge it; ``do=add`` adds one.
"""

from typing import Literal, NamedTuple

import streamlit as st

Do = Literal["add", "change", "merge"]

_DO, _ITEM = "do", "item"


class Asked(NamedTuple):
    """What is to be done, and with which item (0 to add one)."""

    do: Do
    item_id: int


def asked_item() -> Asked | None:
    """What the address asks for."""
    do, item = st.query_params.get(_DO, ""), st.query_params.get(_ITEM, "")
    if do == "add":
        return Asked("add", 0)
    if not (item.isascii() and item.isdigit() and len(item) < 16):
        return None
    return Asked("merge" if do == "merge" else "change", int(item))


def open_item(do: Do, item_id: int = 0) -> None:
    """Have the dialog opened."""
    close_item()
    if do != "change":
        st.query_params[_DO] = do
    if item_id:
        st.query_params[_ITEM] = str(item_id)


def close_item() -> None:
    """Have no dialog open."""
    for key in (_DO, _ITEM):
        if key in st.query_params:
            del st.query_params[key]
