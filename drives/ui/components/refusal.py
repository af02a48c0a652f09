"""The answer is no: what, how much, what next."""

import streamlit as st

from drives.errors import Refusal, RowsRefused
from drives.ui.components.words import md_escape


def show_refusal(refusal: Refusal) -> None:
    """Show a refusal as it stands; what was typed is kept by the page."""
    said = md_escape(str(refusal))
    if isinstance(refusal, RowsRefused):
        said = "\n".join([md_escape(refusal.head), "", *(f"- {md_escape(line)}" for line in refusal.lines)])
    st.error(said, icon=":material/block:")
