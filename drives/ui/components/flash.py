"""What just happened, with a way back."""

import streamlit as st

from drives.texts import _
from drives.ui import session
from drives.ui.components.words import md_escape


def show_flash() -> bool:
    """Show what was said last (`session.say`) on the page it was said on; whether there was anything."""
    flash = session.settle_flash(st.context.url or "")
    if flash is None:
        return False
    colour, icon = ("green", "check_circle") if flash.kind == "success" else ("blue", "info")
    words = f":{colour}[:material/{icon}: {md_escape(flash.text)}]"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False, key="flash"):
        st.markdown(words, width="stretch")
        if flash.undo is not None:
            st.button(_("Undo"), key="flash.undo", icon=":material/undo:", on_click=_take_back)
    return True


def _take_back() -> None:
    flash = session.said()
    session.hush()
    if flash is not None and flash.undo is not None:
        flash.undo()
