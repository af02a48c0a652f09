"""A field for a name, known or new: what is typed counts as it stands; known names are offered under it."""

from collections.abc import Sequence

import streamlit as st
from rapidfuzz import process

from drives.rules.names import fold_name, is_found, plain_name, words_of
from drives.ui.components.free_text import free_line
from drives.ui.components.words import md_escape, note

_OFFERED = 4
_SPELT, _NEAR = 4, 80


def name_field(
    label: str, names: Sequence[str], *, key: str, new: str, first: Sequence[str] = (), placeholder: str = ""
) -> None:
    """The field, its value under ``key``: the name as typed, or as tapped among ``names``.

    A list that takes new names would let go of one that was typed and not confirmed; a plain field keeps
    it. Names that fit what was typed are offered under it, ``first`` where nothing is typed yet, and what
    nobody is called so far is told by ``new``: so that no name is made twice by a slip.
    """
    with st.container(gap="xsmall"):
        typed = free_line(label, key=key, live="150ms", autocomplete="off", placeholder=placeholder)
        sought = fold_name(typed or "")
        if any(fold_name(name) == sought for name in names):
            return
        offered = _fitting(sought, names) if sought else list(first)
        if offered:
            with st.container(horizontal=True, gap="xsmall"):
                for name in offered:
                    st.button(md_escape(name), key=f"known.{key}.{name}", on_click=_take, args=(key, name))
        if sought:
            note(new)


def _take(key: str, name: str) -> None:
    st.session_state[key] = name


def _fitting(sought: str, names: Sequence[str]) -> list[str]:
    """A few of the names that are found under what was typed, those that begin with it first; where none
    is, the nearest by spelling.
    """
    words, start = words_of(sought), plain_name(sought)
    found = {name for name in names if words and is_found(words, name)}
    if not found and len(start) >= _SPELT:
        near = process.extract(start, names, processor=plain_name, score_cutoff=_NEAR, limit=_OFFERED)
        return list(dict.fromkeys(name for name, _score, _place in near))
    return sorted(found, key=lambda name: (not plain_name(name).startswith(start), name))[:_OFFERED]
