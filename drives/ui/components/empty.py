"""Nothing here yet: what this will show, and the first step."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from drives.ui.components.words import md_escape


def empty_state(
    shows: str,
    *,
    step: str | None = None,
    page: str | Path | None = None,
    on_click: Callable[[], None] | None = None,
    key: str = "empty.step",
) -> None:
    """Say what will stand here, with the first step as a link to ``page`` or as a button.

    ``shows`` and ``step`` are plain text.
    """
    with st.container(border=True, gap="small"):
        st.markdown(md_escape(shows))
        if step is None:
            return
        if page is not None:
            st.page_link(page, label=md_escape(step), icon=":material/arrow_forward:")
        else:
            st.button(md_escape(step), key=key, type="primary", on_click=on_click)
