"""Import a file: drop it, see what each row would do, mend what is wrong, go."""

from functools import partial

import streamlit as st

from drives.errors import Refusal
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.address_choice import choose_in_address
from drives.ui.components import day, listed, md_escape, note, organization_name, page_header, show_refusal
from drives.ui.import_choices import show_choices
from drives.ui.import_draft import KIND, Draft, draft, dropped, kinds_here, let_go, take, take_again
from drives.ui.import_go import run_begun, show_done, show_go
from drives.ui.import_mappings import begin, likely_kind, show_keeping
from drives.ui.import_rows import show_rows
from drives.ui.import_runs import show_runs
from drives.ui.import_words import column_name, kind_name
from drives.ui.session import desk

_DROP = "import.drop"


def _line() -> str:
    return _("{organization} · as of {day}").format(
        organization=organization_name(), day=day(reads.stamp().today)
    )


def _which_kind() -> str:
    st.markdown(_("**What is in the file?**"))
    kinds = {kind: kind_name(kind) for kind in kinds_here()}
    return choose_in_address(_("What is in the file?"), kinds, name=KIND, key="import.kind")


def _drop(kind: str) -> None:
    found = dropped(_("Drop a spreadsheet here: CSV or Excel (.xlsx)"))
    note(
        _(
            "Nothing is saved before you have seen what becomes of each row. Any columns will do: they are "
            "matched on the next step. The file itself is not kept."
        )
    )
    if found is None:
        actions.show_refused(_DROP)
        return
    try:
        guessed = None if KIND in st.query_params else likely_kind(kinds_here(), *found)
        if guessed is not None:
            st.query_params[KIND] = guessed
        take(*found, guessed or kind, guessed)
    except Refusal as refusal:
        desk().refusals[_DROP] = refusal
    st.rerun()  # With a fresh field to drop a file on.


def _file(at: Draft) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/description: **{md_escape(at.name)}**", width="content")
        st.button(
            _("Another file"), key="import.other", icon=":material/close:", on_click=_put_aside, args=(at,)
        )


def _put_aside(at: Draft) -> None:
    let_go()
    said = _("{name} is put aside, and what was chosen for it. Nothing was saved.").format(name=at.name)
    actions.begin().say(said, kind="note", undo=partial(_take_again, at))


def _take_again(at: Draft) -> None:
    take_again(at)
    actions.begin().say(_("{name} is here again.").format(name=at.name), kind="note")


def show() -> None:
    """The page."""
    page_header(_("Import a file"), _line(), guide="lists")
    at = draft()
    if at is not None and at.done is not None:
        show_done(at.done)
        show_runs()
        return
    kind = _which_kind()
    if at is None:
        _drop(kind)
        show_runs()
        return
    _file(at)
    run_begun(at)
    try:
        if at.kind != kind or at.header_row is None:
            at.kind = kind
            begin(at)
        show_choices(at)
        if missing := at.missing():
            columns = listed([column_name(column) for column in missing])
            said = _("Say first where these are: {columns}. They are in a column, or the same for every row.")
            st.info(md_escape(said.format(columns=columns)), icon=":material/help:")
            return
        show_keeping(at)
        report = show_rows(at)
    except Refusal as refusal:
        show_refusal(refusal)
        return
    show_go(at, report)


show()
