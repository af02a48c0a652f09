"""The top of a page: the task or the question, and whose figures these are."""

import streamlit as st

from drives.ui.components.flash import show_flash
from drives.ui.components.words import md_escape, note


def page_header(title: str, line: str = "", *, flash: bool = True) -> None:
    """Title, then one line (whose figures, since when, as of when), then what just happened.

    Both are plain text. ``flash`` is False where the page shows what happened elsewhere.
    """
    with st.container(gap="xsmall"):
        st.title(md_escape(title), anchor=False)
        if line:
            note(md_escape(line))
        if flash:
            show_flash()


def section(title: str, finding: str = "") -> None:
    """A heading inside a page and the one sentence that answers it. Both are plain text."""
    with st.container(gap="xsmall"):
        st.header(md_escape(title), anchor=False)
        if finding:
            st.markdown(md_escape(finding))
