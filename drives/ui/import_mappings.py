"""How a file is read: by its column names, by a mapping that was kept, or by one that comes with Drives."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from drives.commands.mappings import ForgetMapping, SaveMapping, forget_mapping, save_mapping
from drives.errors import Refusal
from drives.exchange.columns import KINDS
from drives.exchange.mapping import NO_MAPPING, Mapping
from drives.exchange.mapping_files import read_mapping
from drives.exchange.mapping_text import mapping_text
from drives.exchange.shipped_mappings import shipped_mappings
from drives.exchange.suggesting import fitting, header_fingerprint
from drives.queries.imports import MappingShown
from drives.rules.kinds import ImportKind
from drives.rules.names import slug_from
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import download, free_line
from drives.ui.form import Form, put_back
from drives.ui.import_draft import Draft
from drives.ui.import_words import shipped_name

_BY_NAMES = ""
_KEPT = "kept:"
_FORM = "import.keep"


def _kept(at: Draft) -> dict[str, MappingShown]:
    """The mappings of this kind that were kept; those for this very header first."""
    print_ = header_fingerprint(at.headers)
    of_kind = [one for one in reads.kept_mappings() if one.kind == at.kind]
    return {f"{_KEPT}{one.name}": one for one in sorted(of_kind, key=lambda one: one.header != print_)}


def _shipped(at: Draft) -> dict[str, Mapping]:
    """The mappings of this kind that come with Drives; those that fit the header first."""
    of_kind = {name: one for name, one in shipped_mappings().items() if one.kind == at.kind}
    first = fitting(of_kind, at.headers)
    return {name: of_kind[name] for name in (*first, *(name for name in of_kind if name not in first))}


def _mapping(at: Draft, chosen: str) -> Mapping:
    kept = _kept(at).get(chosen)
    if kept is not None:
        return read_mapping(kept.mapping, at.kind, name=kept.name)
    return _shipped(at).get(chosen, NO_MAPPING)


def likely_kind(kinds: Sequence[str], name: str, content: bytes) -> str:
    """What a file seems to hold: what its header says in full, else what a mapping that fits is for."""
    best, best_score = kinds[0], (0, 0)
    for kind in kinds:
        at = Draft(name, content, kind)
        at.begin()
        columns = KINDS[kind]
        whole = set(columns.required) <= {columns.column_for(header) for header in at.headers}
        print_ = header_fingerprint(at.headers)
        known = any(one.header == print_ for one in _kept(at).values())
        fits = bool(fitting(_shipped(at), at.headers))
        score = (4 * known + 2 * whole + fits, len(at.choices.columns))
        if score > best_score:
            best, best_score = kind, score
    return best


def begin(at: Draft) -> None:
    """Match the columns of a file: as one with the same header was read before; else by its names, and
    where these do not do, by a mapping that fits.
    """
    at.begin()
    print_ = header_fingerprint(at.headers)
    known = next((name for name, one in _kept(at).items() if one.header == print_), None)
    columns = KINDS[at.kind]
    if known is not None:
        at.begin(_mapping(at, known), known)
    elif not set(columns.required) <= {columns.column_for(header) for header in at.headers}:
        mappings = _shipped(at)
        fits = fitting(mappings, at.headers)
        if fits:
            at.begin(mappings[fits[0]], fits[0])


def choose_mapping(at: Draft) -> None:
    """The field that says by which mapping the file is read."""
    names = {_BY_NAMES: _("by its column names")}
    names |= {name: _("as “{name}”").format(name=one.name) for name, one in _kept(at).items()}
    names |= {name: shipped_name(name) for name in _shipped(at)}
    by = at.begun_by if at.begun_by in names else _BY_NAMES
    key = at.key(f"by.{by}")  # A mapping that was just kept or forgotten stands here at once.
    st.session_state.setdefault(key, by)
    chosen = st.selectbox(_("How to read it"), list(names), key=key, format_func=names.__getitem__)
    if chosen != by:
        at.begin(_mapping(at, chosen), chosen)
        st.rerun()


def show_keeping(at: Draft) -> None:
    """Keep what was chosen for the next file with this header; take it along as a file; forget it."""
    form = Form.of(_FORM, "import.keep")
    kept = _kept(at).get(at.begun_by)
    with st.expander(_("Keep how this file is read")):
        form.begin({"name": "" if kept is None else kept.name})
        free_line(_("Name"), key=form.key("name"), placeholder=_("like: the school's sheet"))
        form.show_refused()
        with st.container(horizontal=True):
            st.button(
                _("Keep it"),
                key=form.key("save"),
                icon=":material/bookmark:",
                on_click=_save,
                args=(at, form),
            )
            _as_file(at, kept)
            if kept is not None:
                st.button(
                    _("Forget “{name}”").format(name=kept.name),
                    key=form.key("forget"),
                    icon=":material/delete:",
                    on_click=_forget,
                    args=(form, kept),
                )


def _as_file(at: Draft, kept: MappingShown | None) -> None:
    content = mapping_text(at.mapping, at.kind).encode()
    name = slug_from(kept.name if kept is not None else at.kind)
    download(_("Mapping (TOML)"), lambda _viewer: content, file_name=f"{name}.toml", key="import.mapping")


def _save(at: Draft, form: Form) -> None:
    desk = actions.begin()
    name = form.text("name")
    try:
        asked = SaveMapping(
            name, ImportKind(at.kind), header_fingerprint(at.headers), mapping_text(at.mapping, at.kind)
        )
    except Refusal as refusal:
        desk.refusals[form.name] = refusal
        return
    done = form.send(desk, save_mapping, asked)
    if done is not None:
        at.begun_by, at.begun = f"{_KEPT}{done.name}", at.mapping
        desk.say(_("Kept: {name}. The next file with this header is read so.").format(name=done.name))


def _forget(form: Form, kept: MappingShown) -> None:
    desk = actions.begin()
    if form.send(desk, forget_mapping, ForgetMapping(kept.mapping_id)) is not None:
        again = SaveMapping(kept.name, kept.kind, kept.header, kept.mapping)
        back = _("Kept again: {name}.").format(name=kept.name)
        said = _("Forgotten: {name}. What was imported stays.").format(name=kept.name)
        desk.say(said, kind="note", undo=partial(put_back, save_mapping, again, back))
