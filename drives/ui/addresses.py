"""Addresses outside of the pages, as people pass them on: what lets somebody in."""

import streamlit as st

from drives.reach import public_address, table_link, welcome_link
from drives.ui import reads


def welcome_address(token: str) -> str:
    """Where an invitation or a link for a new password leads to."""
    return welcome_link(_here(), token)


def table_address(token: str) -> str:
    """Where the link of a table leads to."""
    return table_link(_here(), token)


def _here() -> str:
    return public_address(reads.house().settings, st.context.url or "")
