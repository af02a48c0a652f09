"""Addresses outside of the pages, as people pass them on: what lets somebody in."""

import streamlit as st

from drives.reach import public_address, table_link, welcome_link
from drives.ui import reads


def welcome_address(token: str) -> str:
    """Where an invitation or a link for a new password leads to."""
    return welcome_link(_here(), token)


def table_address(link_id: int) -> str:
    """Where the link of a table leads to: the secret in it is shown to whoever was shown the link's row."""
    return table_link(_here(), reads.house().accounts.seals.table_token(link_id))


def sheet_address(link_id: int) -> str:
    """Where the printed sheet of a table's link is."""
    return f"/session/table-sheet/{link_id}"


def _here() -> str:
    return public_address(reads.house().settings, st.context.url or "")
