"""The top of a page: the task or the question, whose figures these are; and the bar at its bottom."""

import streamlit as st

from drives.ui.components.flash import show_flash
from drives.ui.components.words import md_escape, note
from drives.ui.session import desk


def page_header(title: str, line: str = "", *, flash: bool = True) -> None:
    """Title, then one line (whose figures, since when, as of when). Both are plain text.

    What just happened is said at the bottom of the screen, in sight wherever one scrolled; ``flash`` is
    False where the page has a bar of its own there.
    """
    with st.container(gap="xsmall"):
        st.title(md_escape(title), anchor=False)
        if line:
            note(md_escape(line))
    if flash and desk().flash_stands(st.context.url or ""):
        with st.bottom:
            show_flash()


def section(title: str, finding: str = "") -> None:
    """A heading inside a page and the one sentence that answers it. Both are plain text."""
    st.markdown(f"## {md_escape(title)}\n\n{md_escape(finding)}".strip(), anchors=False)
