"""Which of the three pages of counting is for what, on top of each, with the way to the others."""

import streamlit as st

from drives.rules.roles import Permission
from drives.ui import reads
from drives.ui.components import md_escape


def which_count(said: str, *others: tuple[str, str]) -> None:
    """When to use this page (plain text), and the others by title and file, for whoever may use them."""
    st.markdown(md_escape(said))
    if not reads.viewer().may_everywhere(Permission.MOVE_STOCK):
        return
    with st.container(horizontal=True, gap="small"):
        for title, file in others:
            st.page_link(f"pages/{file}.py", label=title, icon=":material/arrow_forward:")
