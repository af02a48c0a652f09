"""Nothing here yet: what this will show, and the first step."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from drives.rules.roles import Permission
from drives.texts import _
from drives.ui import reads
from drives.ui.components.words import md_escape, note


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


def not_set_up(shows: str) -> None:
    """Say what will stand here once there is enough set up, with the way there for whoever may set up."""
    if reads.viewer().may_everywhere(Permission.SET_UP):
        empty_state(shows, step=_("Take the first steps"), page="pages/welcome.py")
        return
    empty_state(shows)
    note(_("An admin of your organization sets these up. Ask one, then come back."))
