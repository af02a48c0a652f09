"""How a file is read at first: by its column names, or by a mapping that is known."""

from collections.abc import Sequence

import streamlit as st

from drives.exchange.columns import KINDS
from drives.exchange.mapping import NO_MAPPING, Mapping
from drives.exchange.shipped_mappings import shipped_mappings
from drives.exchange.suggesting import fitting
from drives.texts import _
from drives.ui.import_draft import Draft

_BY_NAMES = ""


def offered(at: Draft) -> dict[str, Mapping]:
    """The mappings of this kind by name, those first that fit the header."""
    of_kind = {name: one for name, one in shipped_mappings().items() if one.kind == at.kind}
    first = fitting(of_kind, at.headers)
    return {name: of_kind[name] for name in (*first, *(name for name in of_kind if name not in first))}


def likely_kind(kinds: Sequence[str], name: str, content: bytes) -> str:
    """What a file seems to hold: what its header says in full, else what a mapping that fits is for."""
    best, best_score = kinds[0], (0, 0)
    for kind in kinds:
        at = Draft(name, content, kind)
        at.begin()
        columns = KINDS[kind]
        whole = set(columns.required) <= {columns.column_for(header) for header in at.headers}
        fits = bool(fitting(offered(at), at.headers))
        score = (2 * whole + fits, len(at.choices.columns))
        if score > best_score:
            best, best_score = kind, score
    return best


def begin(at: Draft) -> None:
    """Match the columns of a file: by its names, and where these do not do, by a mapping that fits."""
    at.begin()
    columns = KINDS[at.kind]
    if set(columns.required) <= {columns.column_for(header) for header in at.headers}:
        return
    mappings = offered(at)
    fits = fitting(mappings, at.headers)
    if fits:
        at.begin(mappings[fits[0]], fits[0])


def choose_mapping(at: Draft) -> None:
    """The field that says by which mapping the file is read."""
    mappings = offered(at)
    names = {_BY_NAMES: _("by its column names")} | {name: _spoken(name) for name in mappings}
    key = at.key("by")
    st.session_state.setdefault(key, at.begun_by if at.begun_by in names else _BY_NAMES)
    chosen = st.selectbox(_("How to read it"), list(names), key=key, format_func=names.__getitem__)
    if chosen != at.begun_by:
        at.begin(mappings.get(chosen, NO_MAPPING), chosen)
        st.rerun()


def _spoken(name: str) -> str:
    return name.replace("-", " ").capitalize()
