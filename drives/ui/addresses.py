"""Addresses outside of the pages, as people pass them on: what lets somebody in."""

from urllib.parse import urlsplit

import streamlit as st

from drives.ui import reads


def origin() -> str:
    """Where people reach us: "https://drives.example.org", as its operator says, else this browser."""
    if (said := reads.house().settings.url) is not None:
        return said
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def welcome_address(token: str) -> str:
    """Where an invitation or a link for a new password leads to."""
    return f"{origin()}/session/welcome/{token}"


def table_address(token: str) -> str:
    """Where the link of a table leads to."""
    return f"{origin()}/table/{token}"
