"""Long lists: fifty rows a page, the page in the address."""

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

Row = TypeVar("Row")

_ROWS = 50


def paged(rows: Sequence[Row], *, key: str, size: int = _ROWS) -> Sequence[Row]:
    """The rows of the page that was chosen, with the choice above them where there is more than one page."""
    pages = -(-len(rows) // size)
    page = st.pagination(pages, key=f"{key}.page", bind="query-params") if pages > 1 else 1
    start = (min(page or 1, max(1, pages)) - 1) * size
    return rows[start : start + size]
