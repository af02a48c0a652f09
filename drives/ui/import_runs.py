"""Earlier imports: what each brought, and the way to take it back as one."""

from functools import partial

import streamlit as st

from drives.commands.imports.runs import UndoImport, undo_import
from drives.errors import Refusal
from drives.queries.exports import Sheet
from drives.queries.imports import RunShown, Undo, import_runs, runs_sheet
from drives.rules.roles import Viewer
from drives.texts import _, ngettext
from drives.ui import actions, reads
from drives.ui.address_dialog import AddressDialog
from drives.ui.components import (
    card_grid,
    md_escape,
    moment,
    note,
    paged,
    section,
    sheet_export,
    show_refusal,
)
from drives.ui.form import Form
from drives.ui.import_draft import draft, let_go
from drives.ui.import_words import UNDOABLE, figure, how_to_mend, kind_name

UNDO = AddressDialog("undo")
_FORM = "import.undo"


def show_runs() -> None:
    """The list, newest first, and the dialog of the one that is to be undone."""
    runs = reads.imports()
    if not runs:
        return
    section(_("Earlier imports"))
    with st.container(horizontal=True):
        sheet_export("imports", _sheet)
    with card_grid(2, key="import.runs"):
        for run in paged(runs, key="runs", size=10):
            _card(run)
    asked = UNDO.asked().get("undo", "")
    found = next((one for one in runs if str(one.run_id) == asked), None)
    if found is not None:
        UNDO.show(_("Undo this import?"), partial(_ask, found), _FORM)


def _sheet(viewer: Viewer) -> Sheet:
    runs = reads.house().queries.ask(import_runs, viewer)
    return runs_sheet(runs)


def _card(run: RunShown) -> None:
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{md_escape(run.file_name)}**")
        said = _("{kind} · {when} · {who} · {rows}").format(
            kind=kind_name(run.kind), when=moment(run.imported_at), who=run.who, rows=_counts(run)
        )
        note(md_escape(said))
        if run.undone_at is not None:
            said = _("undone {when} by {who}").format(when=moment(run.undone_at), who=run.undone_by)
            st.markdown(f":orange-badge[:material/undo: {md_escape(said)}]")
        if run.left:
            st.button(
                _("Undo"),
                key=f"import.undo.{run.run_id}",
                icon=":material/undo:",
                on_click=UNDO.open,
                kwargs={"undo": run.run_id},
            )
        elif run.kind not in UNDOABLE:
            note(md_escape(how_to_mend(run.kind)))


def _counts(run: RunShown) -> str:
    parts = [
        ngettext("{count} row", "{count} rows", run.rows).format(count=figure(run.rows)),
        _("{count} added").format(count=figure(run.added)),
    ]
    if run.updated:
        parts.append(_("{count} changed").format(count=figure(run.updated)))
    return " · ".join(parts)


def _ask(run: RunShown) -> None:
    """What undoing would do, what has left, and the two ways on."""
    try:
        found = reads.undo_of(run.run_id)
    except Refusal as refusal:
        show_refusal(refusal)
        return
    form = Form.of(_FORM, "import.undo")
    st.markdown(md_escape(_what(run, found)))
    if found.gone:
        st.warning(
            "\n".join([md_escape(_kept(found)), "", *(f"- {md_escape(one)}" for one in found.gone)]),
            icon=":material/local_shipping:",
        )
    form.show_refused()
    with st.container(horizontal=True):
        if found.donations or found.needs:
            label = _("Undo the others") if found.gone else _("Undo this import")
            st.button(
                label, type="primary", key=form.key("yes"), on_click=_undo, args=(run, form, bool(found.gone))
            )
        st.button(_("Keep it"), key=form.key("no"), on_click=UNDO.close, args=(_FORM,))


def _what(run: RunShown, found: Undo) -> str:
    said = []
    if found.donations:
        said.append(
            ngettext(
                "{count} donation is voided, on its own day, as if it never was.",
                "{count} donations are voided, each on its own day, as if they never were.",
                found.donations,
            ).format(count=figure(found.donations))
        )
    if found.corrected:
        said.append(
            ngettext(
                "{count} of them was corrected by hand since; the correction goes with it.",
                "{count} of them were corrected by hand since; the corrections go with them.",
                found.corrected,
            ).format(count=figure(found.corrected))
        )
    if found.needs:
        said.append(
            ngettext("{count} need is cancelled.", "{count} needs are cancelled.", found.needs).format(
                count=figure(found.needs)
            )
        )
    if not said:
        return _("Nothing of {file} can be undone.").format(file=run.file_name)
    said.append(
        _("Donors, items, sites and drives that it made stay. The same file can be imported again after.")
    )
    return " ".join(said)


def _kept(found: Undo) -> str:
    return ngettext(
        "{count} stays, because goods have left:", "{count} stay, because goods have left:", found.kept
    ).format(count=figure(found.kept))


def _undo(run: RunShown, form: Form, leave_gone: bool) -> None:
    at = actions.begin()
    done = form.send(at, undo_import, UndoImport(run.run_id, leave_gone))
    if done is None:
        return
    said = [_("Undone: {file}.").format(file=run.file_name)]
    if done.donations:
        voided = ngettext("{count} donation voided.", "{count} donations voided.", done.donations)
        said.append(voided.format(count=figure(done.donations)))
    if done.needs:
        cancelled = ngettext("{count} need cancelled.", "{count} needs cancelled.", done.needs)
        said.append(cancelled.format(count=figure(done.needs)))
    at.say(" ".join([*said, *done.losses]))
    held = draft()
    if held is not None and held.done is not None and held.done.done.run_id == run.run_id:
        # What it did is undone: the page is ready for another file.
        let_go()
    UNDO.close()
