"""The field above a list that finds in it; what is sought stands in the page's address."""

import streamlit as st

from drives.texts import _


def search_field(placeholder: str, *, key: str, while_typing: bool = True) -> str:
    """What is sought, as typed; it narrows the list while one types, or once one is done (Enter)."""
    sought = st.text_input(
        _("Search"),
        key=key,
        type="search",
        live="150ms" if while_typing else False,
        bind="query-params",
        placeholder=placeholder,
        icon=":material/search:",
        label_visibility="collapsed",
    )
    return (sought or "").strip()
