"""A choice that stands in the page's address by its value, so that a link shows the same in any language.

A widget bound to the address by Streamlit writes its label there, which changes with the language.
"""

from collections.abc import Mapping
from typing import Any, Literal

import streamlit as st

from drives.texts import _
from drives.ui.components import md_escape, note


def choose_in_address(
    label: str,
    options: Mapping[str, str],
    *,
    name: str,
    key: str,
    look: Literal["list", "row"] = "list",
    bare_first: bool = True,
    width: int | Literal["stretch"] = "stretch",
) -> str:
    """The value chosen among ``options`` (value → what it is called, plain text), at first the first.

    ``name`` is what the address calls it; the first option stands there by its absence, unless
    ``bare_first`` is False: then a link shows the same also when another one has come to be the first.
    What the address names and is not among them is said and taken out of it.
    """
    first = next(iter(options))
    asked = st.query_params.get(name, first)
    known = asked in options
    st.session_state[key] = asked if known else first
    shared: dict[str, Any] = {
        "key": key,
        "on_change": _write,
        "args": (name, key, first if bare_first else None),
        "label_visibility": "collapsed",
    }
    if look == "row":
        # A radio reads markdown, a list to choose from does not.
        names = {value: md_escape(words) for value, words in options.items()}
        st.radio(
            label, list(options), format_func=names.__getitem__, horizontal=True, width="content", **shared
        )
    else:
        st.selectbox(label, list(options), format_func=options.__getitem__, width=width, **shared)
    if not known:
        del st.query_params[name]
        said = _("“{asked}” is not here (any more). You see: {shown}.")
        note(md_escape(said.format(asked=asked, shown=options[first])))
    return str(st.session_state[key])


def _write(name: str, key: str, bare: str | None) -> None:
    chosen = st.session_state[key]
    if chosen is not None and chosen != bare:
        st.query_params[name] = chosen
    elif name in st.query_params:
        del st.query_params[name]
