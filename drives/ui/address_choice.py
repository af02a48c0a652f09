"""Choices that stand in the page's address by their values, so that a link shows the same in any language.

A widget bound to the address by Streamlit writes its label there, which changes with the language.
"""

from collections.abc import Mapping, Sequence
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


def choose_several_in_address(
    label: str, options: Mapping[str, str], *, name: str, key: str, first: Sequence[str], placeholder: str
) -> tuple[str, ...]:
    """The values chosen among ``options`` (value → what it is called, plain text), at first ``first``.

    They stand in the address one after another under ``name``; ``first`` by its absence, none at all as
    an empty one. What is named there and not among them is left out.
    """
    asked = st.query_params.get_all(name) if name in st.query_params else first
    wanted = [one for one in dict.fromkeys(asked) if one in options]
    if st.session_state.get(key) != wanted:
        st.session_state[key] = wanted
    chosen = st.multiselect(
        label,
        list(options),
        format_func=options.__getitem__,
        key=key,
        placeholder=placeholder,
        on_change=_write_several,
        args=(name, key, tuple(first)),
    )
    return tuple(chosen)


def _write_several(name: str, key: str, first: tuple[str, ...]) -> None:
    chosen = st.session_state[key]
    if set(chosen) != set(first):
        st.query_params[name] = chosen or ""
    elif name in st.query_params:
        del st.query_params[name]
