"""Merge one into another that turned out to be the same: what follows is said first."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st

from drives.commands.merging import Merged
from drives.errors import Refusal
from drives.texts import _
from drives.ui import actions
from drives.ui.address_dialog import AddressDialog
from drives.ui.components import md_escape
from drives.ui.form import Form
from drives.ui.session import Desk

Send = Callable[[Desk, Form, int], Merged | None]


def show_merge(
    dialog: AddressDialog,
    name: str,
    gone: str,
    others: Mapping[int, str],
    follows: Callable[[int], Sequence[str]],
    send: Send,
) -> None:
    """Draw the dialog for ``gone`` (plain text); ``name`` is its form's.

    ``others`` are those that may be kept (id → plain text); ``follows(kept_id)`` says what merging does,
    sentence by sentence, and ``send`` has it done.
    """
    title = _("Merge {name} into another?").format(name=md_escape(gone))
    dialog.show(title, partial(_ask, dialog, name, others, follows, send), name)


def _ask(
    dialog: AddressDialog,
    name: str,
    others: Mapping[int, str],
    follows: Callable[[int], Sequence[str]],
    send: Send,
) -> None:
    form = Form.of(name, "merge")
    kept_id = st.selectbox(
        _("The one that is kept"),
        list(others),
        index=None,
        format_func=lambda one: others[one],
        placeholder=_("Choose the same one under its other name"),
        key=form.key("into"),
    )
    if kept_id is not None:
        for sentence in follows(kept_id):
            st.markdown(md_escape(sentence))
    form.show_refused()
    with st.container(horizontal=True):
        st.button(
            _("Merge them"),
            type="primary",
            key=form.key("yes"),
            on_click=_merge,
            args=(dialog, form, send),
        )
        st.button(_("Keep both"), key=form.key("no"), on_click=dialog.close, args=(name,))


def _chosen(form: Form) -> int:
    kept_id = form.value("into")
    if kept_id is None:
        raise Refusal(_("Choose first which one is kept."))
    return int(kept_id)


def _merge(dialog: AddressDialog, form: Form, send: Send) -> None:
    at = actions.begin()
    kept_id = form.read(at, partial(_chosen, form))
    merged = None if kept_id is None else send(at, form, kept_id)
    if merged is not None:
        at.say(_("{gone} is now part of {kept}.").format(gone=merged.gone, kept=merged.kept))
        dialog.close()
