"""What just happened, with a way back."""

import streamlit as st

from drives.texts import _
from drives.ui.components.free_text import show_hint
from drives.ui.components.refusal import show_refusal
from drives.ui.components.words import md_escape
from drives.ui.session import FLASH, Flash, desk


def show_flash(*, key: str = "flash") -> bool:
    """Show what was said last (``Desk.say``) on the page it was said on; whether there was anything.

    In a dialog, which hides the page behind it, it has another ``key``.
    """
    at = desk()
    refused = at.refusals.pop(FLASH, None)
    if refused is not None:
        show_refusal(refused)
    flash = at.settle_flash(st.context.url or "")
    if flash is None:
        return refused is not None
    colour, icon = ("green", "check_circle") if flash.kind == "success" else ("blue", "info")
    words = f":{colour}[:material/{icon}: {md_escape(flash.text)}]"
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=key):
        st.markdown(words, width="stretch")
        if flash.undo is not None:
            st.button(
                _("Undo"), key=f"{key}.undo", icon=":material/undo:", on_click=_take_back, args=(flash,)
            )
    if flash.hint is not None:
        show_hint(flash.hint)
    return True


def _take_back(flash: Flash) -> None:
    # The second click of a double click finds something else said, or nothing.
    if desk().flash is flash and flash.undo is not None:
        flash.undo()
