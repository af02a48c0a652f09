"""Long lists: fifty rows a page, the page in the address."""

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

Row = TypeVar("Row")

_ROWS = 50


def paged(rows: Sequence[Row], *, key: str, size: int = _ROWS) -> Sequence[Row]:
    """The rows of the page that was chosen, with the choice above them where there is more than one page."""
    start = (choose_page(len(rows), key=key, size=size) - 1) * size
    return rows[start : start + size]


def choose_page(count: int, *, key: str, size: int = _ROWS) -> int:
    """The page that was chosen (from 1 on) of a list of so many rows; the choice stands here."""
    pages = -(-count // size)
    page = st.pagination(pages, key=f"{key}.page", bind="query-params") if pages > 1 else 1
    return min(page or 1, max(1, pages))
