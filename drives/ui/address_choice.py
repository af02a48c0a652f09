"""A choice that stands in the page's address by its value, so that a link shows the same in any language.

A widget bound to the address by Streamlit writes its label there, which changes with the language.
"""

from collections.abc import Mapping
from typing import Any, Literal

import streamlit as st

from drives.ui.components import md_escape


def choose_in_address(
    label: str,
    options: Mapping[str, str],
    *,
    name: str,
    key: str,
    look: Literal["list", "row", "segments"] = "list",
    bare_first: bool = True,
) -> str:
    """The value chosen among ``options`` (value → what it is called, plain text), at first the first.

    ``name`` is what the address calls it; the first option stands there by its absence, unless
    ``bare_first`` is False: then a link shows the same also when another one has come to be the first.
    """
    first = next(iter(options))
    asked = st.query_params.get(name, first)
    st.session_state[key] = asked if asked in options else first
    shared: dict[str, Any] = {
        "format_func": lambda value: md_escape(options[value]),
        "key": key,
        "on_change": _write,
        "args": (name, key, first if bare_first else None),
        "label_visibility": "collapsed",
    }
    if look == "row":
        st.radio(label, list(options), horizontal=True, width="content", **shared)
    elif look == "segments":
        st.segmented_control(label, list(options), required=True, **shared)
    else:
        st.selectbox(label, list(options), **shared)
    return str(st.session_state[key])


def _write(name: str, key: str, bare: str | None) -> None:
    chosen = st.session_state[key]
    if chosen is not None and chosen != bare:
        st.query_params[name] = chosen
    elif name in st.query_params:
        del st.query_params[name]
