"""The answer is no: what, how much, what next."""

import streamlit as st

from drives.errors import Refusal
from drives.ui.components.words import md_escape


def show_refusal(refusal: Refusal) -> None:
    """Show a refusal as it stands; what was typed is kept by the page."""
    st.error(md_escape(str(refusal)), icon=":material/block:")
